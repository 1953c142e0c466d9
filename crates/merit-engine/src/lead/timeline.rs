//! The check points of a lead (section 3.13): only those instants are looked at at which something can change.

use merit_values::{Day, Decimal, Duration, Instant, Value};

use super::course::room;
use super::{Context, Lead};
use crate::attributes::dated;
use crate::check::Now;
use crate::plan::{Expression, Followed, GroupPlan, MembershipPlan, OccasionPlan, RuleKindPlan, RulePlan, Trend};
use crate::standing::{Facts, Outcomes};

impl Lead {
    /// Goes through the check points up to the instant asked for and shows the outcomes of each at which more than points may have changed
    /// to `visit`, with those of the one before. Nothing is shown for a lead that was never seen. Scores that are not followed, and their tiers, are
    /// wrong; without `segments`, there are none.
    pub(crate) fn walk(
        &self,
        context: &Context<'_>,
        followed: &Followed,
        segments: bool,
        mut visit: impl FnMut(Instant, Option<&Outcomes>, &Outcomes),
    ) -> Option<Outcomes> {
        let begin = self.first_seen?;
        let end = context.options.as_of;
        if self.courses_tell(context, followed, segments) {
            return Some(self.walk_courses(context, followed, begin, visit));
        }
        let recorded = self.recorded(context);
        let special = self.special_instants(context, followed, segments, begin, end);
        let grades_stay = self.grades_stay(context, followed);
        let mut days = self.days.borrow_mut();
        let (mut before, mut current) = (Outcomes::default(), Outcomes::default());
        let mut trial = Outcomes::default();
        let mut at = begin;
        let mut next_special = 0;
        loop {
            let last = (at > begin).then_some(&before);
            let now = Now { at, day: days.of(context.plan, at).day };
            match last.filter(|_| grades_stay) {
                Some(last) => {
                    current.points.clone_from(&last.points);
                    current.grades.clone_from(&last.grades);
                }
                None => recorded.set_grades(now, &mut current),
            }
            let tiers = last.map(|last| last.tiers.as_slice());
            recorded.set_scores_and_tiers(&followed.scores, now, tiers, &mut current);
            if segments {
                recorded.set_segments(now, &mut current);
            }
            visit(at, last, &current);
            while special.get(next_special).is_some_and(|instant| *instant <= at) {
                next_special += 1;
            }
            let next = special.get(next_special).copied().unwrap_or(end);
            if at >= end {
                return Some(current);
            }
            let fading = self.next_fading(context, followed, now, next, (&current, &mut trial));
            at = fading.unwrap_or(next).min(end);
            std::mem::swap(&mut before, &mut current);
        }
    }

    /// True when nothing but the scores can move what is followed, and their courses tell when.
    fn courses_tell(&self, context: &Context<'_>, followed: &Followed, segments: bool) -> bool {
        let plan = context.plan;
        self.grades_stay(context, followed)
            && (!segments || plan.segments.is_empty())
            && followed.deciding.iter().all(|score| plan.scores[*score].is_plain)
    }

    fn grades_stay(&self, context: &Context<'_>, followed: &Followed) -> bool {
        !followed.grades || (context.plan.grades_are_timeless && self.changes.is_empty())
    }

    /// Goes through the check points as [`Self::walk`] does, but passes over those at which no score can have reached a threshold.
    fn walk_courses(
        &self,
        context: &Context<'_>,
        followed: &Followed,
        begin: Instant,
        mut visit: impl FnMut(Instant, Option<&Outcomes>, &Outcomes),
    ) -> Outcomes {
        let end = context.options.as_of;
        let recorded = self.recorded(context);
        let mut days = self.days.borrow_mut();
        let (mut before, mut current, mut trial) = <(Outcomes, Outcomes, Outcomes)>::default();
        let mut at = begin;
        recorded.set_grades(Now { at, day: days.of(context.plan, at).day }, &mut current);
        before.clone_from(&current);
        loop {
            let now = Now { at, day: days.of(context.plan, at).day };
            let last = (at > begin).then_some(&before);
            recorded.set_scores_and_tiers(
                &followed.scores,
                now,
                last.map(|last| last.tiers.as_slice()),
                &mut current,
            );
            visit(at, last, &current);
            if at >= end {
                return current;
            }
            at = self.next_turn(context, followed, now, end, (&current, &mut trial));
            std::mem::swap(&mut before, &mut current);
        }
    }

    /// The first instant after now, at most `end`, at which a score may reach another threshold. `trial` is memory.
    fn next_turn(
        &self,
        context: &Context<'_>,
        followed: &Followed,
        now: Now,
        end: Instant,
        (outcomes, trial): (&Outcomes, &mut Outcomes),
    ) -> Instant {
        let plan = context.plan;
        let (mut next, mut is_near) = (end, false);
        for score in &followed.deciding {
            let (course, model) = (&self.ledgers[*score].course, &plan.model.scores[*score]);
            let fades = self.fading_of(&plan.scores[*score], *score, now);
            let sum = self.recorded(context).own_sum(*score, now);
            let room = room(model.range, &plan.thresholds[*score], (sum, outcomes.scores[*score]), fades);
            is_near |= room.is_none();
            let turn = room.map_or_else(|| course.next(now.at), |room| course.leaves(room, now.at));
            next = turn.map_or(next, |turn| next.min(turn));
        }
        let fading = if is_near { self.next_fading(context, followed, now, next, (outcomes, trial)) } else { None };
        fading.unwrap_or(next)
    }

    /// The first day after now and before `next` on which fading points decide something. `trial` is memory.
    fn next_fading(
        &self,
        context: &Context<'_>,
        followed: &Followed,
        now: Now,
        next: Instant,
        (outcomes, trial): (&Outcomes, &mut Outcomes),
    ) -> Option<Instant> {
        let (zone, plan) = (&context.plan.zone, context.plan);
        let fades_until = self.fades_until(context, followed, now.at);
        if fades_until <= now.day {
            return None;
        }
        let is_mixed = followed.deciding.iter().any(|score| plan.trends[*score] == Trend::Mixed);
        if !is_mixed
            && followed.deciding.iter().all(|score| self.is_far(context, *score, now, outcomes.scores[*score]))
        {
            return None;
        }
        let first = Day(now.day.0.saturating_add(1));
        // The last day that begins before the next instant at which something else happens.
        let last = zone.day_of(Instant(next.0 - 1)).min(fades_until);
        if first > last {
            return None;
        }
        // On a day that was skipped two days begin at once.
        let begin = |day: Day| zone.start_of(day).max(Instant(now.at.0 + 1));
        if is_mixed {
            return Some(begin(first));
        }
        trial.points.clear();
        trial.points.extend(&outcomes.points);
        let recorded = self.recorded(context);
        let mut same = |day: i32| {
            recorded.set_scores(&followed.scores, Now { at: begin(Day(day)), day: Day(day) }, trial);
            followed.deciding.iter().all(|score| {
                let rank = |outcomes: &Outcomes| rank(&plan.thresholds[*score], outcomes.scores[*score]);
                rank(trial) == rank(outcomes)
            })
        };
        // Every deciding score only falls, or only rises: once it has passed a threshold it does not come back.
        if same(last.0) {
            return None;
        }
        let (mut least, mut most) = (first.0, last.0);
        while least < most {
            let middle = least + (most - least) / 2;
            if same(middle) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        Some(begin(Day(least)))
    }

    /// True when everything that fades of a score could be gone, and no threshold would be passed.
    fn is_far(&self, context: &Context<'_>, score: usize, now: Now, standing: Decimal) -> bool {
        let (plan, trend) = (&context.plan.scores[score], context.plan.trends[score]);
        if trend == Trend::Still {
            return true;
        }
        if !plan.fades_by_its_own {
            return false;
        }
        let worth = |(rule, number): (&RulePlan, usize)| self.worth_of(score, number, rule, now).abs();
        // Both scores are rounded.
        let most = plan.decaying().map(worth).sum::<i128>() + MILLION;
        let gone = if trend == Trend::Down { standing.0 - most } else { standing.0 + most };
        let thresholds = &context.plan.thresholds[score];
        rank(thresholds, Decimal(gone)) == rank(thresholds, standing)
    }

    /// The last day on which some entry made up to now still fades.
    fn fades_until(&self, context: &Context<'_>, followed: &Followed, at: Instant) -> Day {
        let mut until = Day(i32::MIN);
        for score in &followed.scores {
            let (plan, ledger) = (&context.plan.scores[*score], &self.ledgers[*score]);
            for (rule, number) in plan.decaying() {
                let RuleKindPlan::Event { days_to_nothing, .. } = rule.kind else { continue };
                let entries = &ledger.rules[number].entries;
                if let Some(last) = entries[..entries.partition_point(|entry| entry.at <= at)].last() {
                    let days = i32::try_from(days_to_nothing).unwrap_or(i32::MAX);
                    until = until.max(Day(last.day.0.saturating_add(days)));
                }
            }
        }
        until
    }

    /// The instants at which something may change, ascending; what fades day by day is left out.
    pub(super) fn special_instants(
        &self,
        context: &Context<'_>,
        followed: &Followed,
        segments: bool,
        begin: Instant,
        end: Instant,
    ) -> Vec<Instant> {
        let zone = &context.plan.zone;
        let mut instants = self.instants.clone();
        for score in &followed.scores {
            let (plan, ledger) = (&context.plan.scores[*score], &self.ledgers[*score]);
            instants.extend(&ledger.resets);
            for deduction in &ledger.deductions {
                instants.extend(deduction.instants(zone, end));
            }
            for rule in plan.groups.iter().flat_map(|group| &group.rules) {
                let RuleKindPlan::Event { number, occasion, .. } = &rule.kind else { continue };
                let entries = &ledger.rules[*number];
                // An event that is an occasion by itself is a record.
                if !matches!(occasion, OccasionPlan::Single(_)) {
                    instants.extend(entries.entries.iter().map(|entry| entry.at));
                }
                instants.extend(&entries.ends);
            }
            self.standing_instants(context, &plan.groups, &mut instants);
        }
        for plan in context.plan.grades.iter().filter(|_| followed.grades) {
            self.standing_instants(context, &plan.groups, &mut instants);
            for condition in &plan.no_grade_if {
                self.condition_instants(context, condition, &mut instants);
            }
        }
        let seen = if segments { context.plan.segments.as_slice() } else { &[] };
        for line in seen.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes)) {
            match line {
                MembershipPlan::When(condition) => self.condition_instants(context, condition, &mut instants),
                MembershipPlan::After { lasts, number, .. } => {
                    for at in &self.qualifiers[*number] {
                        instants.push(*at);
                        instants.extend(lasts.map(|lasts| zone.after(*at, lasts)));
                    }
                }
            }
        }
        instants.retain(|at| begin < *at && *at <= end);
        instants.sort_unstable();
        instants.dedup();
        instants
    }

    fn standing_instants(&self, context: &Context<'_>, groups: &[GroupPlan], instants: &mut Vec<Instant>) {
        for rule in groups.iter().flat_map(|group| &group.rules) {
            if let RuleKindPlan::Standing { expression, .. } = &rule.kind {
                self.condition_instants(context, expression, instants);
                if let Some(during) = rule.during {
                    let after = Day(during.to.0.saturating_add(1));
                    instants.extend([context.plan.zone.start_of(during.from), context.plan.zone.start_of(after)]);
                }
            }
        }
    }

    /// The instants at which a condition on the lead may change without any record.
    fn condition_instants(&self, context: &Context<'_>, expression: &Expression, instants: &mut Vec<Instant>) {
        match expression {
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().for_each(|part| self.condition_instants(context, part, instants));
            }
            Expression::Not(inner) => self.condition_instants(context, inner, instants),
            Expression::Attribute(test) => self.attribute_instants(context, *test, instants),
            Expression::Had(history) => {
                let history = &context.plan.histories[*history];
                if let Some(within) = history.within {
                    let events = self.matches[history.pattern].iter().map(|number| self.events[*number as usize].at);
                    instants.extend(events.map(|at| context.plan.zone.after(at, within)));
                }
            }
            Expression::Row(_) | Expression::Outcome(_) => {}
        }
    }

    fn attribute_instants(&self, context: &Context<'_>, test: usize, instants: &mut Vec<Instant>) {
        let test = &context.plan.attribute_tests[test];
        let Some(duration) = test.checker.relative() else { return };
        let of_table = context.part.attributes.of_lead(test.attribute, self.number);
        let changed = self.changes.iter().filter(|change| usize::from(change.attribute) == test.attribute);
        for value in changed.map(|change| change.value).chain([of_table]) {
            match dated(context.plan, test.attribute, value) {
                Value::Date(day) => {
                    relative_instants(context, day, context.plan.zone.start_of(day), duration, instants);
                }
                Value::Time(at) => relative_instants(context, context.plan.zone.day_of(at), at, duration, instants),
                _ => {}
            }
        }
    }
}

/// A point in millionths: two scores that are rounded differ by less more than before.
const MILLION: i128 = 1_000_000;

/// Where a score lies among ascending values: it is the same for two scores that compare with all of them alike.
pub(super) fn rank(thresholds: &[Decimal], score: Decimal) -> usize {
    let below = thresholds.partition_point(|value| *value < score);
    let reached = thresholds.partition_point(|value| *value <= score);
    below + reached
}

/// Where `in the last`, `in the next` and `more than ... ago` may switch for a date or time.
fn relative_instants(context: &Context<'_>, day: Day, at: Instant, duration: Duration, instants: &mut Vec<Instant>) {
    let zone = &context.plan.zone;
    let tomorrow = Day(day.0.saturating_add(1));
    instants.extend([
        zone.start_of(day),
        zone.start_of(tomorrow),
        at,
        Instant(at.0.saturating_add(1)),
        // Counted from the date itself: on a date that the zone skipped, `at` is the next one.
        zone.start_of(day.plus(duration)),
    ]);
    match duration.clock_micros() {
        Some(micros) => {
            for around in [at.0.saturating_add(micros), at.0.saturating_sub(micros)] {
                instants.extend([Instant(around), Instant(around.saturating_add(1))]);
            }
        }
        None => {
            // The first day d with d + D after the date; months make it differ by a few days.
            let longest = i32::try_from(duration.count).unwrap_or(i32::MAX);
            let (least, most) = match duration.unit {
                merit_values::Unit::Months => (longest.saturating_mul(28), longest.saturating_mul(31)),
                merit_values::Unit::Years => (longest.saturating_mul(365), longest.saturating_mul(366)),
                merit_values::Unit::Weeks => (longest.saturating_mul(7), longest.saturating_mul(7)),
                _ => (longest, longest),
            };
            let (from, to) = (day.0.saturating_sub(most), day.0.saturating_sub(least).saturating_add(1));
            let first = (from..=to).find(|candidate| Day(*candidate).plus(duration) > day);
            instants.extend(first.map(|first| zone.start_of(Day(first))));
        }
    }
}
