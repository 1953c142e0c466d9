//! The account of a lead: the same sums as elsewhere, entry by entry.

mod ahead;
mod refusals;
mod unknown;
mod windows;

use merit_ir::{Frequencies, NO_GRADE, SumSource};
use merit_values::{Decimal, Instant, Points};

use super::frequency::climb;
use super::ledger::Ledger;
use super::occasions::Occurrence;
use super::{Context, Lead};
use crate::check::Now;
use crate::decay;
use crate::explain::{
    Account, EntryAccount, EntryState, Fine, GradeAccount, GroupAccount, Records, ResetAccount, ResetCause,
    RuleAccount, ScoreAccount, SegmentAccount, SilencePost,
};
use crate::plan::{GroupPlan, MembershipPlan, RuleKindPlan, RulePlan};
use crate::standing::{Facts, Outcomes};

/// An occasion that counts, with its points and the step of a ladder.
struct Counted {
    occasion: Occurrence,
    points: Points,
    step: Option<u32>,
}

impl Lead {
    /// The account at the instant asked for, whose outcomes are known.
    pub(crate) fn account(&mut self, context: &Context<'_>, records: &Records, outcomes: &Outcomes) -> Account {
        let now = context.plan.now(context.options.as_of);
        let scores =
            (0..context.plan.scores.len()).map(|score| self.score_account(context, records, score, outcomes));
        let scores = scores.collect();
        let grades =
            (0..context.plan.grades.len()).map(|grade| self.grade_account(context, records, grade, outcomes));
        let grades = grades.collect();
        Account {
            first_seen: self.first_seen,
            attributes: Vec::new(),
            scores,
            grades,
            tiers: outcomes.tiers.clone(),
            segments: (0..context.plan.segments.len())
                .map(|segment| self.segment_account(context, segment, now, outcomes))
                .collect(),
        }
    }

    fn score_account(
        &mut self,
        context: &Context<'_>,
        records: &Records,
        number: usize,
        outcomes: &Outcomes,
    ) -> ScoreAccount {
        let now = context.plan.now(context.options.as_of);
        let plan = &context.plan.scores[number];
        let model = &context.plan.model.scores[number];
        let reset = self.latest_reset(context, number, now.at);
        let since = reset.map(|reset| reset.at);
        let groups: Vec<GroupAccount> =
            plan.groups.iter().map(|group| self.group_account(context, records, group, since, now)).collect();
        let silence = silence_posts(context, &self.ledgers[number], now.at, since);
        let parts: Vec<Fine> = model
            .sum_of
            .iter()
            .map(|part| {
                let value = match part.of {
                    SumSource::Score(score) => outcomes.scores[score.index()],
                    SumSource::Grade(grade) => outcomes.points[grade.index()],
                };
                Fine(value.0 * i128::from(part.percent))
            })
            .collect();
        let fine = |points: Points| Fine::from(Decimal::from(points));
        let mut sum = fine(model.starts_at);
        sum.0 += groups.iter().map(|group| Fine::from(group.points).0).sum::<i128>();
        sum.0 += silence.iter().map(|post| Fine::from(post.now).0).sum::<i128>();
        sum.0 += parts.iter().map(|part| part.0).sum::<i128>();
        let mut ranged = sum;
        if let Some(lowest) = model.range.0 {
            ranged = ranged.max(fine(lowest));
        }
        if let Some(highest) = model.range.1 {
            ranged = ranged.min(fine(highest));
        }
        ScoreAccount { groups, silence, reset, parts, sum, ranged, value: outcomes.scores[number] }
    }

    fn group_account(
        &mut self,
        context: &Context<'_>,
        records: &Records,
        group: &GroupPlan,
        reset: Option<Instant>,
        now: Now,
    ) -> GroupAccount {
        let mut rules: Vec<RuleAccount> =
            group.rules.iter().map(|rule| self.rule_account(context, records, rule, reset, now)).collect();
        let sum = if group.best_one_only {
            let best = rules.iter().filter(|rule| rule.applies).map(|rule| rule.points).max();
            let mut found = false;
            for rule in rules.iter_mut().filter(|rule| rule.applies) {
                rule.outdone = found || Some(rule.points) != best;
                found |= !rule.outdone;
            }
            best.unwrap_or_default()
        } else {
            Decimal(rules.iter().map(|rule| rule.points.0).sum())
        };
        GroupAccount { rules, sum, points: sum.capped(group.cap) }
    }

    fn rule_account(
        &mut self,
        context: &Context<'_>,
        records: &Records,
        rule: &RulePlan,
        reset: Option<Instant>,
        now: Now,
    ) -> RuleAccount {
        let mut account = RuleAccount::default();
        match &rule.kind {
            RuleKindPlan::Standing { expression, points } => {
                let today = rule.during.is_none_or(|during| during.from <= now.day && now.day <= during.to);
                account.applies = today && self.recorded(context).holds(expression, now, None);
                if account.applies {
                    account.sum = Decimal::from(*points);
                } else if today {
                    account.unknown = self.unknown_values(context, records, expression, now, None);
                }
            }
            RuleKindPlan::Event { occasion, .. } => {
                let all = self.occasions(context, *occasion, None);
                let counted = self.counted(context, rule, &all);
                account.refused = self.refusals(context, records, rule, &all, &counted);
                account.windows = self.windows(context, *occasion, &all);
                for counted in &counted {
                    account.entries.push(self.entry(context, rule, counted, reset, now));
                }
                account.sum = Decimal(account.entries.iter().map(|entry| entry.now.0).sum());
                account.applies = account.sum != Decimal::ZERO;
            }
        }
        account.points = account.sum.capped(rule.cap);
        account
    }

    /// The occasions that make entries.
    fn counted(&mut self, context: &Context<'_>, rule: &RulePlan, all: &[Occurrence]) -> Vec<Counted> {
        let RuleKindPlan::Event { frequencies, key, .. } = &rule.kind else { return Vec::new() };
        let inside = |occasion: &&Occurrence| {
            rule.during.is_none_or(|during| during.from <= occasion.day && occasion.day <= during.to)
        };
        let mut occasions: Vec<Occurrence> = all.iter().filter(inside).copied().collect();
        match frequencies {
            Frequencies::Flat { points, how_often } => {
                self.keep_counted(context, *how_often, *key, &mut occasions);
                occasions.into_iter().map(|occasion| Counted { occasion, points: *points, step: None }).collect()
            }
            Frequencies::Ladder { steps, restart } => {
                let mut counted = Vec::new();
                climb(context, steps, *restart, &occasions, |occasion, step, points| {
                    let step = u32::try_from(step + 1).ok();
                    counted.push(Counted { occasion: *occasion, points, step });
                });
                counted
            }
        }
    }

    fn entry(
        &self,
        context: &Context<'_>,
        rule: &RulePlan,
        counted: &Counted,
        reset: Option<Instant>,
        now: Now,
    ) -> EntryAccount {
        let Counted { occasion, points, step } = *counted;
        let (decay, expires) = match rule.kind {
            RuleKindPlan::Event { decay, expires, .. } => (decay, expires),
            RuleKindPlan::Standing { .. } => (None, None),
        };
        let end = expires.map(|expires| context.plan.zone.after(occasion.at, expires));
        let state = match (reset, end) {
            (Some(reset), _) if occasion.at < reset => EntryState::Reset(reset),
            (_, Some(end)) if end <= now.at => EntryState::Expired(end),
            _ => EntryState::Counts,
        };
        let worth_on = |day| {
            Decimal(i128::from(decay.map_or(points.0, |decay| decay::value(decay, points.0, occasion.day, day))))
        };
        let worth = if state == EntryState::Counts { worth_on(now.day) } else { Decimal::ZERO };
        let next = (worth != Decimal::ZERO)
            .then(|| {
                let step = decay.and_then(|decay| decay::next_step(decay, occasion.day, now.day));
                let step = step.map(|day| (context.plan.zone.start_of(day), worth_on(day).0 - worth.0));
                let ends = end.map(|end| (end, -worth.0));
                [step, ends].into_iter().flatten().min_by_key(|(at, _)| *at)
            })
            .flatten()
            .map(|(at, change)| (at, Decimal(change)));
        EntryAccount {
            at: occasion.at,
            day: occasion.day,
            points: Decimal::from(points),
            now: worth,
            state,
            record: self.record(context, occasion.event),
            step,
            ends: end,
            next,
        }
    }

    /// The number of the record of an event.
    fn record(&self, context: &Context<'_>, event: u32) -> usize {
        record_of(context, self.events[event as usize].row)
    }

    fn latest_reset(&mut self, context: &Context<'_>, score: usize, at: Instant) -> Option<ResetAccount> {
        let plan = &context.plan.scores[score];
        let mut resets = Vec::new();
        for (line, reset) in plan.resets.iter().enumerate() {
            let mut occasions = self.occasions(context, reset.occasion, reset.during);
            self.keep_counted(context, reset.how_often, reset.key, &mut occasions);
            resets.extend(occasions.iter().map(|occasion| ResetAccount {
                at: occasion.at,
                cause: ResetCause::Line(line, self.record(context, occasion.event)),
            }));
        }
        for (block, inactivity) in plan.inactivity.iter().enumerate() {
            let mut instants = Vec::new();
            self.resets_of_silence(context, inactivity, &mut instants);
            resets.extend(instants.into_iter().map(|at| ResetAccount { at, cause: ResetCause::Silence(block) }));
        }
        resets.into_iter().filter(|reset| reset.at <= at).max_by_key(|reset| reset.at)
    }

    fn grade_account(
        &mut self,
        context: &Context<'_>,
        records: &Records,
        number: usize,
        outcomes: &Outcomes,
    ) -> GradeAccount {
        let now = context.plan.now(context.options.as_of);
        let plan = &context.plan.grades[number];
        let groups: Vec<GroupAccount> =
            plan.groups.iter().map(|group| self.group_account(context, records, group, None, now)).collect();
        let any = groups.iter().flat_map(|group| &group.rules).any(|rule| rule.applies);
        let no_grade = plan.no_grade_if.iter().enumerate();
        let no_grade = no_grade.filter(|(_, condition)| self.recorded(context).holds(condition, now, None));
        let letter = outcomes.grades[number];
        GradeAccount {
            groups,
            points: outcomes.points[number],
            letter: (letter != NO_GRADE).then_some(letter),
            no_grade: no_grade.map(|(line, _)| line).collect(),
            no_rule_applies: context.plan.model.grades[number].no_grade_if_no_rule_applies && !any,
        }
    }

    fn segment_account(
        &self,
        context: &Context<'_>,
        segment: usize,
        now: Now,
        outcomes: &Outcomes,
    ) -> SegmentAccount {
        let plan = &context.plan.segments[segment];
        let holding = |lines: &[MembershipPlan]| {
            let lines =
                lines.iter().enumerate().filter(|(_, line)| self.recorded(context).line_holds(line, now, outcomes));
            lines.map(|(number, _)| number).collect()
        };
        SegmentAccount {
            inside: outcomes.segments[segment],
            includes: holding(&plan.includes),
            excludes: holding(&plan.excludes),
        }
    }
}

/// The number of the record of a row.
fn record_of(context: &Context<'_>, row: u32) -> usize {
    context.part.rows.record.get(row as usize).map_or(usize::MAX, |record| *record as usize)
}

fn silence_posts(context: &Context<'_>, ledger: &Ledger, at: Instant, reset: Option<Instant>) -> Vec<SilencePost> {
    let mut posts = Vec::new();
    for deduction in &ledger.deductions {
        let given_back = Some(deduction.until).filter(|until| *until <= at);
        for instant in deduction.instants(&context.plan.zone, at) {
            let gone = given_back.is_some() || reset.is_some_and(|reset| instant < reset);
            let points = Decimal(i128::from(deduction.points));
            posts.push(SilencePost {
                at: instant,
                block: deduction.block,
                stage: deduction.stage,
                points,
                now: if gone { Decimal::ZERO } else { points },
                given_back,
            });
        }
    }
    posts.sort_by_key(|post| (post.at, post.block, post.stage));
    posts
}
