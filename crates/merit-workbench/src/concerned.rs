//! The scores and grades on which something depends.

use merit_ir::{Condition, GradeId, Model, Outcome, ScoreId, SumSource};

/// Scores and grades, in the order in which they were met.
#[derive(Debug, Default)]
pub(crate) struct Concerned {
    pub(crate) scores: Vec<ScoreId>,
    pub(crate) grades: Vec<GradeId>,
}

impl Concerned {
    /// Adds those whose outcomes a condition asks.
    pub(crate) fn condition(&mut self, model: &Model, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(model, part));
            }
            Condition::Not(part) => self.condition(model, part),
            Condition::Outcome(outcome) => match outcome {
                Outcome::Score(score, ..) | Outcome::ScoreIs(score, _) | Outcome::ScoreFrom(score, ..) => {
                    self.scores.push(*score);
                }
                Outcome::Tier(tiers, _) => self.scores.extend(model.tiers.get(tiers.index()).map(|of| of.score)),
                Outcome::Grade(grade, _)
                | Outcome::GradeKnown(grade)
                | Outcome::Points(grade, ..)
                | Outcome::PointsIs(grade, _)
                | Outcome::PointsFrom(grade, ..) => self.grades.push(*grade),
            },
            Condition::Test(_) | Condition::Had(_) => {}
        }
    }

    /// With the scores and grades that the scores are sums of; each score once.
    pub(crate) fn with_parts(self, model: &Model) -> Self {
        let Self { scores: mut open, mut grades } = self;
        let mut scores: Vec<ScoreId> = Vec::new();
        while let Some(score) = open.pop() {
            let Some(of) = model.scores.get(score.index()).filter(|_| !scores.contains(&score)) else { continue };
            scores.push(score);
            for part in &of.sum_of {
                match part.of {
                    SumSource::Score(score) => open.push(score),
                    SumSource::Grade(grade) => grades.push(grade),
                }
            }
        }
        Self { scores, grades }
    }
}
