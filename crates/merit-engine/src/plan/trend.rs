//! How scores move between records: what lets a time line step over days on which nothing can change.

use merit_ir::{Bound, Condition, Frequencies, Membership, Model, Outcome, RuleKind, Score, ScoreId, SumSource};
use merit_values::Decimal;

/// Which way a score moves while nothing but time happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trend {
    /// It stays.
    Still,
    /// It falls or stays: only gains fade.
    Down,
    /// It rises or stays: only losses fade.
    Up,
    /// It may do both.
    Mixed,
}

impl Trend {
    const fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Still, one) | (one, Self::Still) => one,
            (Self::Down, Self::Down) => Self::Down,
            (Self::Up, Self::Up) => Self::Up,
            _ => Self::Mixed,
        }
    }
}

/// The trend of every score; `order` has the parts of sums before the sums.
pub(crate) fn trends(model: &Model, order: &[usize]) -> Vec<Trend> {
    let mut trends = vec![Trend::Still; model.scores.len()];
    for number in order {
        let score = &model.scores[*number];
        let parts = score.sum_of.iter().map(|part| match part.of {
            SumSource::Score(score) => trends[score.index()],
            SumSource::Grade(_) => Trend::Still,
        });
        trends[*number] = parts.fold(own_trend(score), Trend::with);
    }
    trends
}

fn own_trend(score: &Score) -> Trend {
    let mut trend = Trend::Still;
    for group in &score.groups {
        for rule in &group.rules {
            let RuleKind::Event { how_often, decay: Some(_), .. } = &rule.kind else { continue };
            let points = match how_often {
                Frequencies::Flat { points, .. } => points.0,
                Frequencies::Ladder { steps, .. } => steps.first().map_or(0, |step| step.0),
            };
            trend = trend.with(match points {
                // When the mildest loss has faded it no longer applies, and a heavier one counts.
                ..0 if group.best_one_only => Trend::Mixed,
                ..0 => Trend::Up,
                _ => Trend::Down,
            });
        }
    }
    trend
}

/// For each score, the values that decide something, ascending.
pub(crate) fn thresholds(model: &Model) -> Vec<Vec<Decimal>> {
    let mut thresholds = vec![Vec::new(); model.scores.len()];
    for tiers in &model.tiers {
        for line in &tiers.lines {
            if let Bound::From(bound) | Bound::Above(bound) = line.bound {
                thresholds[tiers.score.index()].push(Decimal::from(bound));
            }
            thresholds[tiers.score.index()].extend(line.until_below.map(Decimal::from));
        }
    }
    for line in model.segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes)) {
        if let Membership::When(condition) = line {
            thresholds_of(condition, &mut |score, value| thresholds[score.index()].push(value));
        }
    }
    for values in &mut thresholds {
        values.sort_unstable();
        values.dedup();
    }
    thresholds
}

fn thresholds_of(condition: &Condition, found: &mut impl FnMut(ScoreId, Decimal)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| thresholds_of(part, found)),
        Condition::Not(inner) => thresholds_of(inner, found),
        Condition::Outcome(Outcome::Score(score, _, value)) => found(*score, *value),
        Condition::Outcome(Outcome::ScoreIs(score, values)) => values.iter().for_each(|value| found(*score, *value)),
        Condition::Outcome(Outcome::ScoreFrom(score, from, to)) => {
            found(*score, *from);
            found(*score, *to);
        }
        Condition::Outcome(_) | Condition::Test(_) | Condition::Had(_) => {}
    }
}
