//! Scores, grades, tiers and segments of a lead at an instant (sections 3.9, 3.11 to 3.13).

use merit_ir::{NO_GRADE, SumSource, Tier, Tiers};
use merit_values::{Decimal, Instant, Points};

use super::ledger::{Ledger, capped};
use super::{Context, Lead};
use crate::check::Now;
use crate::plan::{GroupPlan, MembershipPlan, round};

/// What a lead is at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcomes {
    pub(crate) scores: Vec<Decimal>,
    pub(crate) tiers: Vec<u16>,
    pub(crate) grades: Vec<u16>,
    pub(crate) points: Vec<Decimal>,
    pub(crate) segments: Vec<bool>,
}

/// Millionths as hundred-billionths, the unit in which percentages of scores are exact.
const FINE: i128 = 100_000;

impl Lead {
    /// Everything at an instant; `before` are the tiers at the check point before.
    pub(crate) fn outcomes(&self, context: &Context<'_>, at: Instant, before: Option<&[u16]>) -> Outcomes {
        let now = context.plan.now(at);
        let outcomes = self.without_segments(context, now, before);
        self.with_segments(context, now, outcomes)
    }

    /// Adds the segments to scores, grades and tiers of an instant.
    pub(crate) fn with_segments(&self, context: &Context<'_>, now: Now, mut outcomes: Outcomes) -> Outcomes {
        outcomes.segments =
            (0..context.plan.segments.len()).map(|segment| self.is_in(context, segment, now, &outcomes)).collect();
        outcomes
    }

    /// Scores, grades and tiers at an instant.
    pub(crate) fn without_segments(&self, context: &Context<'_>, now: Now, before: Option<&[u16]>) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for grade in 0..context.plan.grades.len() {
            let (points, letter) = self.grade(context, grade, now);
            outcomes.points.push(points);
            outcomes.grades.push(letter);
        }
        let mut outcomes = self.scores(context, now, outcomes);
        for (number, tiers) in context.plan.model.tiers.iter().enumerate() {
            let score = outcomes.scores[tiers.score.index()];
            outcomes.tiers.push(tier(tiers, score, before.map(|before| before[number])));
        }
        outcomes
    }

    /// The scores at an instant, for the points of grades that are in `outcomes`.
    pub(crate) fn scores(&self, context: &Context<'_>, now: Now, mut outcomes: Outcomes) -> Outcomes {
        outcomes.scores.resize(context.plan.scores.len(), Decimal::ZERO);
        for score in &context.plan.score_order {
            outcomes.scores[*score] = self.score(context, *score, now, &outcomes);
        }
        outcomes
    }

    fn score(&self, context: &Context<'_>, number: usize, now: Now, outcomes: &Outcomes) -> Decimal {
        let plan = &context.plan.scores[number];
        let model = &context.plan.model.scores[number];
        let ledger = &self.ledgers[number];
        let mut sum = i128::from(model.starts_at.0);
        sum += plan.groups.iter().map(|group| self.group(context, group, Some(ledger), now).0).sum::<i128>();
        sum += self.silence(context, ledger, now.at);
        let mut fine = sum * FINE;
        for part in &model.sum_of {
            let value = match part.of {
                SumSource::Score(score) => outcomes.scores[score.index()],
                SumSource::Grade(grade) => outcomes.points[grade.index()],
            };
            fine += value.0 * i128::from(part.percent);
        }
        let bound = |points: Points| i128::from(points.0) * FINE;
        if let Some(lowest) = model.range.0 {
            fine = fine.max(bound(lowest));
        }
        if let Some(highest) = model.range.1 {
            fine = fine.min(bound(highest));
        }
        round(fine, context.plan.score_unit(number))
    }

    /// The sum of a group, and whether any of its rules applies.
    fn group(&self, context: &Context<'_>, group: &GroupPlan, ledger: Option<&Ledger>, now: Now) -> (i128, bool) {
        let subtotals = group.rules.iter().map(|rule| self.subtotal(context, rule, ledger, now));
        let (mut sum, mut any) = (0, false);
        for subtotal in subtotals {
            if group.best_one_only {
                if subtotal.applies {
                    sum = if any { subtotal.points.max(sum) } else { subtotal.points };
                }
            } else {
                sum += subtotal.points;
            }
            any |= subtotal.applies;
        }
        (capped(sum, group.cap), any)
    }

    fn grade(&self, context: &Context<'_>, number: usize, now: Now) -> (Decimal, u16) {
        let plan = &context.plan.grades[number];
        let model = &context.plan.model.grades[number];
        let (mut sum, mut any) = (i128::from(model.starts_at.0), false);
        for group in &plan.groups {
            let (points, applies) = self.group(context, group, None, now);
            sum += points;
            any |= applies;
        }
        let points = Decimal(sum);
        let none = (model.no_grade_if_no_rule_applies && !any)
            || plan.no_grade_if.iter().any(|condition| self.holds(context, condition, now, None));
        let letter = model.letters.iter().position(|letter| letter.bound.fits(points)).filter(|_| !none);
        (points, letter.and_then(|letter| u16::try_from(letter).ok()).unwrap_or(NO_GRADE))
    }

    fn is_in(&self, context: &Context<'_>, segment: usize, now: Now, outcomes: &Outcomes) -> bool {
        let plan = &context.plan.segments[segment];
        let holds = |line: &MembershipPlan| match line {
            MembershipPlan::When(expression) => self.holds(context, expression, now, Some(outcomes)),
            MembershipPlan::After { lasts, number, .. } => {
                let occasions = &self.qualifiers[*number];
                let past = &occasions[..occasions.partition_point(|at| *at <= now.at)];
                // With an end, the last occasion reaches furthest.
                past.last().is_some_and(|at| lasts.is_none_or(|lasts| context.plan.zone.after(*at, lasts) > now.at))
            }
        };
        plan.includes.iter().any(holds) && !plan.excludes.iter().any(holds)
    }

    /// True when the tier at an instant may depend on the tiers before.
    pub(crate) fn depends_on_the_past(&self, context: &Context<'_>, outcomes: &Outcomes) -> bool {
        context.plan.model.tiers.iter().zip(&outcomes.tiers).any(|(tiers, plain)| {
            let score = outcomes.scores[tiers.score.index()];
            tiers.lines[..usize::from(*plain)].iter().any(|line| stays(line, score))
        })
    }

    /// Present subtotals of the labelled rules, in the order of the model.
    pub(crate) fn labels(&self, context: &Context<'_>, at: Instant) -> Vec<Decimal> {
        let now = context.plan.now(at);
        let mut labels = vec![Decimal::ZERO; context.plan.labels.len()];
        let of_scores =
            context.plan.scores.iter().zip(&self.ledgers).map(|(score, ledger)| (&score.groups, Some(ledger)));
        let of_grades = context.plan.grades.iter().map(|grade| (&grade.groups, None));
        for (groups, ledger) in of_scores.chain(of_grades) {
            for rule in groups.iter().flat_map(|group| &group.rules) {
                if let Some(label) = rule.label {
                    labels[label] = Decimal(self.subtotal(context, rule, ledger, now).points);
                }
            }
        }
        labels
    }
}

/// The number of the line that a score is in: the first that fits, or a higher one that the lead was in and stays in.
fn tier(tiers: &Tiers, score: Decimal, before: Option<u16>) -> u16 {
    let plain = tiers.lines.iter().position(|line| line.bound.fits(score)).unwrap_or(tiers.lines.len() - 1);
    let plain = u16::try_from(plain).unwrap_or(u16::MAX);
    match before {
        Some(before) if before < plain && stays(&tiers.lines[usize::from(before)], score) => before,
        _ => plain,
    }
}

/// A lead that was in this tier stays in it.
fn stays(line: &Tier, score: Decimal) -> bool {
    line.until_below.is_some_and(|below| score >= Decimal::from(below))
}
