//! What is followed through time, and what that asks for.

use merit_ir::{Model, SumSource};

use super::{Expression, GradePlan, GroupPlan, HistoryPlan, OccasionPlan, PatternPlan, RuleKindPlan, ScorePlan};

/// Scores that are followed through time, with everything that they are made of.
#[derive(Debug)]
pub(crate) struct Followed {
    /// In an order in which sums come after their parts.
    pub(crate) scores: Vec<usize>,
    /// Grades are followed, too.
    pub(crate) grades: bool,
    /// Those of the scores on which something depends.
    pub(crate) deciding: Vec<usize>,
    /// For each pattern: something that is followed asks for it.
    pub(crate) patterns: Vec<bool>,
}

/// The parts of a plan that are known before the plan is whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'p> {
    pub(super) model: &'p Model,
    pub(super) scores: &'p [ScorePlan],
    pub(super) grades: &'p [GradePlan],
    pub(super) patterns: &'p [PatternPlan],
    pub(super) histories: &'p [HistoryPlan],
    /// In an order in which sums come after their parts.
    pub(super) score_order: &'p [usize],
}

impl Followed {
    /// All scores and grades.
    pub(super) fn everything(parts: Parts<'_>, deciding: Vec<usize>) -> Self {
        let patterns = vec![true; parts.patterns.len()];
        Self { scores: parts.score_order.to_vec(), grades: true, deciding, patterns }
    }

    /// The scores that have tiers with `until below`: where a lead is in them depends on where it was.
    pub(super) fn sticky(parts: Parts<'_>) -> Self {
        let Parts { model, scores, .. } = parts;
        let deciding: Vec<usize> = (0..scores.len()).filter(|score| scores[*score].sticky).collect();
        let mut is_followed: Vec<bool> = scores.iter().map(|score| score.sticky).collect();
        let mut grades = false;
        // Parts come before their sums, so the other way round each sum is seen before its parts.
        for score in parts.score_order.iter().rev() {
            if !is_followed[*score] {
                continue;
            }
            for part in &model.scores[*score].sum_of {
                match part.of {
                    SumSource::Score(score) => is_followed[score.index()] = true,
                    SumSource::Grade(_) => grades = true,
                }
            }
        }
        let mut asked = AskedPatterns::none(parts.patterns, parts.histories);
        for (score, _) in scores.iter().zip(&is_followed).filter(|(_, is_followed)| **is_followed) {
            score.resets.iter().for_each(|reset| asked.by_occasion(reset.occasion));
            asked.by_groups(&score.groups);
        }
        for grade in parts.grades.iter().filter(|_| grades) {
            asked.by_groups(&grade.groups);
            grade.no_grade_if.iter().for_each(|condition| asked.by_condition(condition));
        }
        let scores = parts.score_order.iter().copied().filter(|score| is_followed[*score]).collect();
        Self { scores, grades, deciding, patterns: asked.asked }
    }
}

/// The patterns that something asks for, and those that these ask for in turn.
#[derive(Debug)]
pub(crate) struct AskedPatterns<'p> {
    patterns: &'p [PatternPlan],
    histories: &'p [HistoryPlan],
    /// One answer for each pattern.
    pub(crate) asked: Vec<bool>,
}

impl<'p> AskedPatterns<'p> {
    /// Nothing is asked for.
    pub(crate) fn none(patterns: &'p [PatternPlan], histories: &'p [HistoryPlan]) -> Self {
        Self { patterns, histories, asked: vec![false; patterns.len()] }
    }

    /// A pattern is asked for.
    pub(crate) fn by_number(&mut self, pattern: usize) {
        if !std::mem::replace(&mut self.asked[pattern], true) {
            self.patterns[pattern].expression.iter().for_each(|expression| self.by_condition(expression));
        }
    }

    /// Occasions are asked for.
    pub(crate) fn by_occasion(&mut self, occasion: OccasionPlan) {
        match occasion {
            OccasionPlan::Single(pattern) | OccasionPlan::Times { pattern, .. } => self.by_number(pattern),
            OccasionPlan::Then { first, second, .. }
            | OccasionPlan::ThenNo { first, second, .. }
            | OccasionPlan::Streak { answer: first, asked: second, .. } => {
                self.by_number(first);
                self.by_number(second);
            }
        }
    }

    /// A condition is asked.
    fn by_condition(&mut self, expression: &Expression) {
        match expression {
            Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| self.by_condition(part)),
            Expression::Not(inner) => self.by_condition(inner),
            Expression::Had(history) => self.by_number(self.histories[*history].pattern),
            Expression::Row(_) | Expression::Attribute(_) | Expression::Outcome(_) => {}
        }
    }

    fn by_groups(&mut self, groups: &[GroupPlan]) {
        for rule in groups.iter().flat_map(|group| &group.rules) {
            match &rule.kind {
                RuleKindPlan::Event { occasion, .. } => self.by_occasion(*occasion),
                RuleKindPlan::Standing { expression, .. } => self.by_condition(expression),
            }
        }
    }
}
