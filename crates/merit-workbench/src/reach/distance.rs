//! How far a lead is from a goal: 0 is there. Points that are missing, and a lot for everything that is not true.

use merit_ir::{
    Comparison, Condition, MatrixColumns, Membership, Model, NO_GRADE, Outcome, Results, Segment, SegmentId, Source,
    Target, TiersId,
};

use super::search::Goal;

/// What something that is not true counts for: so many points, in millionths.
const NOT_TRUE: i128 = 25_000_000;

/// The model with a segment for every simple condition that the goal asks for.
pub(super) struct Probed {
    pub(super) model: Model,
    probes: Vec<(Probe, SegmentId)>,
}

#[derive(Clone, PartialEq)]
enum Probe {
    Condition(Condition),
    Line(Membership),
}

impl Probed {
    pub(super) fn of(model: &Model, goal: &Goal<'_>) -> Self {
        let mut probed = Self { model: model.clone(), probes: Vec::new() };
        let Target::Segment(segment) = goal.target else { return probed };
        let Some(of) = model.segments.get(segment.index()) else { return probed };
        for line in &of.includes {
            match line {
                Membership::When(condition) => probed.parts(condition),
                Membership::After(..) => probed.add(Probe::Line(line.clone()), line.clone()),
            }
        }
        for line in &of.excludes {
            probed.add(Probe::Line(line.clone()), line.clone());
        }
        probed
    }

    fn parts(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.parts(part)),
            other => self.add(Probe::Condition(other.clone()), Membership::When(other.clone())),
        }
    }

    fn add(&mut self, probe: Probe, line: Membership) {
        let Ok(number) = u16::try_from(self.model.segments.len()) else { return };
        let name = format!("\u{1}{number}");
        self.model.segments.push(Segment {
            name,
            includes: vec![line],
            excludes: Vec::new(),
            source: Source::default(),
        });
        self.probes.push((probe, SegmentId(number)));
    }

    fn holds(&self, probe: &Probe, results: &Results, lead: usize) -> bool {
        self.probes.iter().any(|(other, segment)| other == probe && results.is_in(*segment, lead))
    }

    /// How far a lead is from the goal.
    pub(super) fn distance(&self, goal: &Goal<'_>, results: &Results, lead: usize) -> i128 {
        match goal.target {
            Target::Tier(tiers, line) => self.to_tier(tiers, line, results, lead),
            Target::Cell(matrix) => self.to_cell(matrix, goal.name, results, lead),
            Target::Segment(segment) if results.is_in(segment, lead) => 0,
            Target::Segment(segment) => {
                let Some(of) = self.model.segments.get(segment.index()) else { return NOT_TRUE };
                let include = |line: &Membership| match line {
                    Membership::When(condition) => self.to_condition(condition, results, lead),
                    Membership::After(..) => self.unless(&Probe::Line(line.clone()), results, lead),
                };
                let excluded =
                    of.excludes.iter().filter(|line| self.holds(&Probe::Line((*line).clone()), results, lead));
                let nearest = of.includes.iter().map(include).min().unwrap_or(NOT_TRUE);
                (nearest + excluded.count() as i128 * NOT_TRUE).max(1)
            }
        }
    }

    fn unless(&self, probe: &Probe, results: &Results, lead: usize) -> i128 {
        if self.holds(probe, results, lead) { 0 } else { NOT_TRUE }
    }

    fn to_condition(&self, condition: &Condition, results: &Results, lead: usize) -> i128 {
        match condition {
            Condition::All(parts) => parts.iter().map(|part| self.to_condition(part, results, lead)).sum(),
            Condition::Any(parts) => {
                parts.iter().map(|part| self.to_condition(part, results, lead)).min().unwrap_or(NOT_TRUE)
            }
            other => {
                if self.holds(&Probe::Condition(other.clone()), results, lead) {
                    return 0;
                }
                match other {
                    Condition::Outcome(outcome) => self.to_outcome(outcome, results, lead).clamp(1, NOT_TRUE * 40),
                    _ => NOT_TRUE,
                }
            }
        }
    }

    fn to_outcome(&self, outcome: &Outcome, results: &Results, lead: usize) -> i128 {
        let of = |values: Option<&Vec<merit_values::Decimal>>| {
            values.and_then(|values| values.get(lead)).map_or(0, |value| value.0)
        };
        let between = |value: i128, low: i128, high: i128| (low - value).max(value - high).max(0);
        let compared = |value: i128, comparison: Comparison, bound: i128| match comparison {
            Comparison::Greater | Comparison::GreaterOrEqual => bound - value,
            Comparison::Less | Comparison::LessOrEqual => value - bound,
        };
        match outcome {
            Outcome::Score(score, comparison, bound) => {
                compared(of(results.scores.get(score.index())), *comparison, bound.0)
            }
            Outcome::ScoreFrom(score, low, high) => between(of(results.scores.get(score.index())), low.0, high.0),
            Outcome::ScoreIs(score, values) => {
                let value = of(results.scores.get(score.index()));
                values.iter().map(|wanted| (wanted.0 - value).abs()).min().unwrap_or(NOT_TRUE)
            }
            Outcome::Tier(tiers, lines) => {
                lines.iter().map(|line| self.to_tier(*tiers, *line, results, lead)).min().unwrap_or(NOT_TRUE)
            }
            Outcome::Grade(grade, letters) => {
                letters.iter().map(|letter| self.to_letter(*grade, *letter, results, lead)).min().unwrap_or(NOT_TRUE)
            }
            Outcome::GradeKnown(_) => NOT_TRUE,
            Outcome::Points(grade, comparison, bound) => {
                compared(of(results.points.get(grade.index())), *comparison, bound.0)
            }
            Outcome::PointsFrom(grade, low, high) => between(of(results.points.get(grade.index())), low.0, high.0),
            Outcome::PointsIs(grade, values) => {
                let value = of(results.points.get(grade.index()));
                values.iter().map(|wanted| (wanted.0 - value).abs()).min().unwrap_or(NOT_TRUE)
            }
        }
    }

    fn to_tier(&self, tiers: TiersId, line: u16, results: &Results, lead: usize) -> i128 {
        if results.tiers.get(tiers.index()).and_then(|lines| lines.get(lead)) == Some(&line) {
            return 0;
        }
        let Some(of) = self.model.tiers.get(tiers.index()) else { return NOT_TRUE };
        let value =
            results.scores.get(of.score.index()).and_then(|values| values.get(lead)).map_or(0, |value| value.0);
        let bounds: Vec<_> = of.lines.iter().map(|line| line.bound).collect();
        band_distance(&bounds, line, value)
    }

    fn to_letter(&self, grade: merit_ir::GradeId, letter: u16, results: &Results, lead: usize) -> i128 {
        let now = results.grades.get(grade.index()).and_then(|letters| letters.get(lead)).copied();
        if now == Some(letter) {
            return 0;
        }
        let Some(of) = self.model.grades.get(grade.index()) else { return NOT_TRUE };
        let none = if now == Some(NO_GRADE) { NOT_TRUE } else { 0 };
        let value = results.points.get(grade.index()).and_then(|points| points.get(lead)).map_or(0, |value| value.0);
        let bounds: Vec<_> = of.letters.iter().map(|letter| letter.bound).collect();
        none + band_distance(&bounds, letter, value)
    }

    fn to_cell(&self, matrix: merit_ir::MatrixId, name: &str, results: &Results, lead: usize) -> i128 {
        if results.cell(&self.model, matrix, lead) == Some(name) {
            return 0;
        }
        let Some(of) = self.model.matrices.get(matrix.index()) else { return NOT_TRUE };
        let mut nearest = NOT_TRUE * 100;
        for (row, cells) in (0..).zip(&of.cells) {
            for (column, _) in (0..).zip(cells).filter(|(_, cell)| *cell == name) {
                let of_column = match of.columns {
                    MatrixColumns::Grade(grade) => self.to_letter(grade, column, results, lead),
                    MatrixColumns::Tiers(tiers) => self.to_tier(tiers, column, results, lead),
                };
                nearest = nearest.min(self.to_tier(of.rows, row, results, lead) + of_column);
            }
        }
        nearest.max(1)
    }
}

/// How far a value is from a line, and at least a little.
fn band_distance(bounds: &[merit_ir::Bound], line: u16, value: i128) -> i128 {
    let points = |bound: &merit_ir::Bound| match bound {
        merit_ir::Bound::From(points) => Some(i128::from(points.0)),
        merit_ir::Bound::Above(points) => Some(i128::from(points.0) + 1),
        merit_ir::Bound::Otherwise => None,
    };
    let low = bounds.get(usize::from(line)).and_then(points);
    let high = bounds.iter().take(usize::from(line)).filter_map(points).min();
    let below = low.map_or(0, |low| low - value);
    let above = high.map_or(0, |high| value - high + 1);
    below.max(above).max(1)
}
