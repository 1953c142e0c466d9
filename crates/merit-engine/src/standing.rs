//! Scores, grades, tiers and segments of a lead at an instant (sections 3.9, 3.11 to 3.13), from whatever is known of it.

use merit_ir::{NO_GRADE, Outcome, SumSource, Tier, Tiers};
use merit_values::{Decimal, Instant, Points};

use crate::check::{Now, compares};
use crate::plan::{Expression, GroupPlan, MembershipPlan, Plan, RuleKindPlan, RulePlan, round};
use crate::trit::{Trit, join};

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

/// What a rule gives at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subtotal {
    /// After the cap of the rule.
    pub(crate) points: i128,
    /// The condition is true, or an entry is worth something.
    pub(crate) applies: bool,
}

/// What is known of a lead, and what follows from it at an instant.
pub(crate) trait Facts {
    /// The model.
    fn plan(&self) -> &Plan;
    /// The answer of a test of an attribute.
    fn attribute_answer(&self, test: usize, now: Now) -> Trit;
    /// Whether the lead had so many of some events up to now.
    fn had(&self, history: usize, now: Now) -> bool;
    /// What the entries of an event rule of a score are worth.
    fn worth(&self, score: usize, rule: usize, plan: &RulePlan, now: Now) -> i128;
    /// What silences take away from a score; with `true`, what its steady rules give is in it.
    fn steady(&self, score: usize, now: Now) -> (i128, bool);
    /// The latest occasion of a membership up to now.
    fn latest_occasion(&self, membership: usize, now: Now) -> Option<Instant>;

    /// The answer of a condition on the lead.
    fn answer(&self, expression: &Expression, now: Now, outcomes: Option<&Outcomes>) -> Trit {
        match expression {
            Expression::All(parts) => join(parts, false, |part| self.answer(part, now, outcomes)),
            Expression::Any(parts) => join(parts, true, |part| self.answer(part, now, outcomes)),
            Expression::Not(inner) => self.answer(inner, now, outcomes).not(),
            // There is no row where only the lead is asked.
            Expression::Row(_) => Trit::False,
            Expression::Attribute(test) => self.attribute_answer(*test, now),
            Expression::Had(history) => self.had(*history, now).into(),
            Expression::Outcome(outcome) => {
                outcomes.map_or(Trit::Unknown, |outcomes| outcome_answer(outcome, outcomes))
            }
        }
    }

    /// Whether a condition on the lead is true.
    fn holds(&self, expression: &Expression, now: Now, outcomes: Option<&Outcomes>) -> bool {
        self.answer(expression, now, outcomes).counts()
    }

    /// Everything at an instant; `before` are the tiers at the check point before.
    fn outcomes(&self, at: Instant, before: Option<&[u16]>) -> Outcomes {
        let now = self.plan().now(at);
        let outcomes = self.without_segments(now, before);
        self.with_segments(now, outcomes)
    }

    /// Some scores, as in `set_scores`, and the tiers for them, where the grades are in `outcomes` already; `before` are the tiers at the
    /// check point before.
    fn set_scores_and_tiers(&self, scores: &[usize], now: Now, before: Option<&[u16]>, outcomes: &mut Outcomes) {
        self.set_scores(scores, now, outcomes);
        self.set_tiers(before, outcomes);
    }

    /// Adds the segments to scores, grades and tiers of an instant.
    fn with_segments(&self, now: Now, mut outcomes: Outcomes) -> Outcomes {
        self.set_segments(now, &mut outcomes);
        outcomes
    }

    fn set_segments(&self, now: Now, outcomes: &mut Outcomes) {
        outcomes.segments.clear();
        for segment in 0..self.plan().segments.len() {
            let is_in = self.is_in(segment, now, outcomes);
            outcomes.segments.push(is_in);
        }
    }

    /// Scores, grades and tiers at an instant.
    fn without_segments(&self, now: Now, before: Option<&[u16]>) -> Outcomes {
        let mut outcomes = Outcomes::default();
        self.set_grades(now, &mut outcomes);
        self.set_scores_and_tiers(&self.plan().everything.scores, now, before, &mut outcomes);
        outcomes
    }

    /// The grades at an instant.
    fn set_grades(&self, now: Now, outcomes: &mut Outcomes) {
        outcomes.points.clear();
        outcomes.grades.clear();
        for grade in 0..self.plan().grades.len() {
            let (points, letter) = self.grade(grade, now);
            outcomes.points.push(points);
            outcomes.grades.push(letter);
        }
    }

    /// Some scores at an instant, parts of sums before the sums, for the points of grades that are in `outcomes`.
    fn set_scores(&self, scores: &[usize], now: Now, outcomes: &mut Outcomes) {
        outcomes.scores.resize(self.plan().scores.len(), Decimal::ZERO);
        for score in scores {
            outcomes.scores[*score] = self.score(*score, now, outcomes);
        }
    }

    /// The tiers for the scores that are in `outcomes`.
    fn set_tiers(&self, before: Option<&[u16]>, outcomes: &mut Outcomes) {
        outcomes.tiers.clear();
        for (number, tiers) in self.plan().model.tiers.iter().enumerate() {
            let score = outcomes.scores[tiers.score.index()];
            outcomes.tiers.push(tier(tiers, score, before.map(|before| before[number])));
        }
    }

    fn score(&self, number: usize, now: Now, outcomes: &Outcomes) -> Decimal {
        let model = &self.plan().model.scores[number];
        let mut fine = self.own_sum(number, now) * FINE;
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
        round(fine, self.plan().scores[number].unit)
    }

    /// What a score has by itself: without its parts, its range and its rounding.
    fn own_sum(&self, number: usize, now: Now) -> i128 {
        let (plan, model) = (&self.plan().scores[number], &self.plan().model.scores[number]);
        let (steady, rest) = self.steady(number, now);
        // Mostly nothing is left beside the steady rules.
        let groups = plan.groups.iter().filter(|group| !rest || !group.unsteady.is_empty());
        let groups = groups.map(|group| self.group(group, Some(number), now, rest).0);
        i128::from(model.starts_at.0) + steady + groups.sum::<i128>()
    }

    /// The sum of a group, and whether any of its rules applies; or only of the rest beside the steady rules.
    fn group(&self, group: &GroupPlan, score: Option<usize>, now: Now, rest: bool) -> (i128, bool) {
        let (mut sum, mut any) = (0, false);
        let mut add = |rule: &RulePlan| {
            let subtotal = self.subtotal(rule, score, now);
            if group.best_one_only {
                if subtotal.applies {
                    sum = if any { subtotal.points.max(sum) } else { subtotal.points };
                }
            } else {
                sum += subtotal.points;
            }
            any |= subtotal.applies;
        };
        if rest {
            group.unsteady.iter().for_each(|rule| add(&group.rules[*rule]));
        } else {
            group.rules.iter().for_each(add);
        }
        (Decimal(sum).capped(group.cap).0, any)
    }

    /// What a rule gives; a rule of a grade has no score.
    fn subtotal(&self, rule: &RulePlan, score: Option<usize>, now: Now) -> Subtotal {
        let (points, applies) = match &rule.kind {
            RuleKindPlan::Standing { expression, points } => {
                let today = rule.during.is_none_or(|during| during.from <= now.day && now.day <= during.to);
                let applies = today && self.holds(expression, now, None);
                (if applies { i128::from(points.0) } else { 0 }, applies)
            }
            RuleKindPlan::Event { number, .. } => {
                let worth = score.map_or(0, |score| self.worth(score, *number, rule, now));
                // All entries of a rule have one sign, so the sum is 0 only when all of them are.
                (worth, worth != 0)
            }
        };
        Subtotal { points: Decimal(points).capped(rule.cap).0, applies }
    }

    fn grade(&self, number: usize, now: Now) -> (Decimal, u16) {
        let plan = &self.plan().grades[number];
        let model = &self.plan().model.grades[number];
        let (mut sum, mut any) = (i128::from(model.starts_at.0), false);
        for group in &plan.groups {
            let (points, applies) = self.group(group, None, now, false);
            sum += points;
            any |= applies;
        }
        let points = Decimal(sum);
        let none = (model.no_grade_if_no_rule_applies && !any)
            || plan.no_grade_if.iter().any(|condition| self.holds(condition, now, None));
        let letter = model.letters.iter().position(|letter| letter.bound.fits(points)).filter(|_| !none);
        (points, letter.and_then(|letter| u16::try_from(letter).ok()).unwrap_or(NO_GRADE))
    }

    fn is_in(&self, segment: usize, now: Now, outcomes: &Outcomes) -> bool {
        let plan = &self.plan().segments[segment];
        let holds = |line: &MembershipPlan| self.line_holds(line, now, outcomes);
        plan.includes.iter().any(holds) && !plan.excludes.iter().any(holds)
    }

    /// Whether an include or exclude holds.
    fn line_holds(&self, line: &MembershipPlan, now: Now, outcomes: &Outcomes) -> bool {
        match line {
            MembershipPlan::When(expression) => self.holds(expression, now, Some(outcomes)),
            MembershipPlan::After { lasts, number, .. } => {
                // With an end, the last occasion reaches furthest.
                self.latest_occasion(*number, now)
                    .is_some_and(|at| lasts.is_none_or(|lasts| self.plan().zone.after(at, lasts) > now.at))
            }
        }
    }

    /// True when the tier at an instant may depend on the tiers before.
    fn depends_on_the_past(&self, outcomes: &Outcomes) -> bool {
        self.plan().model.tiers.iter().zip(&outcomes.tiers).any(|(tiers, plain)| {
            let score = outcomes.scores[tiers.score.index()];
            tiers.lines[..usize::from(*plain)].iter().any(|line| stays(line, score))
        })
    }

    /// Present subtotals of the labelled rules, in the order of the model.
    fn labels(&self, at: Instant) -> Vec<Decimal> {
        let now = self.plan().now(at);
        let mut labels = vec![Decimal::ZERO; self.plan().labels.len()];
        let of_scores = self.plan().scores.iter().enumerate().map(|(number, score)| (&score.groups, Some(number)));
        let of_grades = self.plan().grades.iter().map(|grade| (&grade.groups, None));
        for (groups, score) in of_scores.chain(of_grades) {
            for rule in groups.iter().flat_map(|group| &group.rules) {
                if let Some(label) = rule.label {
                    labels[label] = Decimal(self.subtotal(rule, score, now).points);
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

fn outcome_answer(outcome: &Outcome, outcomes: &Outcomes) -> Trit {
    let grade = |grade: &merit_ir::GradeId| outcomes.grades[grade.index()];
    match outcome {
        Outcome::Score(score, comparison, bound) => {
            compares(*comparison, outcomes.scores[score.index()], *bound).into()
        }
        Outcome::ScoreIs(score, values) => values.contains(&outcomes.scores[score.index()]).into(),
        Outcome::ScoreFrom(score, from, to) => (*from..=*to).contains(&outcomes.scores[score.index()]).into(),
        Outcome::Tier(tiers, lines) => lines.contains(&outcomes.tiers[tiers.index()]).into(),
        Outcome::Grade(of, _) if grade(of) == merit_ir::NO_GRADE => Trit::Unknown,
        Outcome::Grade(of, letters) => letters.contains(&grade(of)).into(),
        Outcome::GradeKnown(of) => (grade(of) != merit_ir::NO_GRADE).into(),
        Outcome::Points(grade, comparison, bound) => {
            compares(*comparison, outcomes.points[grade.index()], *bound).into()
        }
        Outcome::PointsIs(grade, values) => values.contains(&outcomes.points[grade.index()]).into(),
        Outcome::PointsFrom(grade, from, to) => (*from..=*to).contains(&outcomes.points[grade.index()]).into(),
    }
}
