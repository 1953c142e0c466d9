//! Whether a lead can be somewhere, or have some outcome, at all.

use std::cell::RefCell;

use merit_ir::{Comparison, GradeId, MatrixColumns, MatrixId, Outcome, ScoreId, SegmentId, SumSource, TiersId};
use merit_values::Decimal;

use crate::Reach;
use crate::evaluate::{Memo, NONE, compared, holds, is_one_of, lowest};
use crate::parts::{RulePart, SumParts};
use crate::space::{Node, Space, World, set};
use crate::sums::{Millionths, Sums};
use crate::truth::Truth;

/// Where a lead can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In a tier: tiers and number of the line.
    Tier(TiersId, u16),
    /// It has a letter; [`merit_ir::NO_GRADE`] is no grade.
    Letter(GradeId, u16),
    /// In a cell of this name.
    Cell(MatrixId, String),
    /// In a segment.
    Segment(SegmentId),
    /// A condition on an outcome is true.
    Outcome(Outcome),
}

/// What a search through all worlds says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No world allows it: that is proved.
    Impossible,
    /// This world is not ruled out.
    NotRuledOut(World),
    /// There are too many worlds.
    TooMany,
}

/// Values of a score: at least the first, less than the second.
type Stretch = (Option<Millionths>, Option<Millionths>);

/// Values of scores are looked at stretch by stretch up to this number of combinations.
const MOST_STRETCHES: usize = 120;

/// Everything that is possible in one world, worked out when it is asked for.
struct At<'a, 'm> {
    reach: &'a Reach<'m>,
    world: &'a World,
    stretches: &'a [(ScoreId, Stretch)],
    tiers: RefCell<Vec<Option<Vec<Truth>>>>,
    letters: RefCell<Vec<Option<Vec<Truth>>>>,
    values: Memo,
}

impl<'m> Reach<'m> {
    /// Whether a lead can be at a spot in a world. Of a segment, the values of scores are looked at stretch by stretch, so
    /// that several conditions on one score are asked of the same value.
    #[must_use]
    pub(crate) fn truth_of(&self, spot: &Spot, world: &World) -> Truth {
        let Spot::Segment(segment) = spot else { return self.truth_within(spot, world, &[]) };
        let mut cuts: Vec<(ScoreId, Vec<Millionths>)> = Vec::new();
        if let Some(of) = self.parts.segments.get(segment.index()) {
            of.includes.iter().chain(&of.excludes).for_each(|node| self.cuts(node, &mut cuts));
        }
        let mut found = Truth::NONE;
        let ways: usize = cuts.iter().map(|(_, cuts)| cuts.len() + 1).product();
        if ways > MOST_STRETCHES {
            return self.truth_within(spot, world, &[]);
        }
        let mut stretches: Vec<Vec<(ScoreId, Stretch)>> = vec![Vec::new()];
        for (score, mut cuts) in cuts {
            cuts.sort_unstable();
            cuts.dedup();
            let firsts = std::iter::once(None).chain(cuts.iter().copied().map(Some));
            let lasts = cuts.iter().copied().map(Some).chain([None]);
            let of_score: Vec<(ScoreId, Stretch)> = firsts.zip(lasts).map(|stretch| (score, stretch)).collect();
            let longer = stretches.iter().flat_map(|before| {
                of_score.iter().map(|one| before.iter().copied().chain([*one]).collect::<Vec<_>>())
            });
            stretches = longer.collect();
        }
        let memo = Memo::default();
        for stretches in stretches {
            let some = stretches
                .iter()
                .all(|(score, (from, below))| self.score_values(*score, world, &memo).any_in(*from, *below));
            if some {
                found = found.or_else(self.truth_within(spot, world, &stretches));
            }
        }
        found
    }

    fn truth_within(&self, spot: &Spot, world: &World, stretches: &[(ScoreId, Stretch)]) -> Truth {
        let at = At {
            reach: self,
            world,
            stretches,
            tiers: RefCell::new(vec![None; self.model.tiers.len()]),
            letters: RefCell::new(vec![None; self.model.grades.len()]),
            values: Memo::default(),
        };
        at.spot(spot)
    }

    /// The values at which answers about scores change.
    fn cuts(&self, node: &Node, found: &mut Vec<(ScoreId, Vec<Millionths>)>) {
        let mut add =
            |score: ScoreId, values: &[Millionths]| match found.iter_mut().find(|(other, _)| *other == score) {
                Some((_, cuts)) => cuts.extend(values),
                None => found.push((score, values.to_vec())),
            };
        match node {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| self.cuts(part, found)),
            Node::Not(part) => self.cuts(part, found),
            Node::Outcome(Outcome::Score(score, _, bound)) => add(*score, &[bound.0, bound.0 + 1]),
            Node::Outcome(Outcome::ScoreFrom(score, low, high)) => add(*score, &[low.0, high.0 + 1]),
            Node::Outcome(Outcome::ScoreIs(score, values)) => {
                values.iter().for_each(|value| add(*score, &[value.0, value.0 + 1]));
            }
            Node::Outcome(Outcome::Tier(tiers, _)) => {
                let Some(of) = self.model.tiers.get(tiers.index()) else { return };
                for line in &of.lines {
                    add(of.score, &lowest(line.bound).into_iter().collect::<Vec<_>>());
                    add(of.score, &line.until_below.map(|points| points.0.into()).into_iter().collect::<Vec<_>>());
                }
            }
            Node::Outcome(_) | Node::Atom(..) | Node::Always => {}
        }
    }

    /// The variables that decide about a spot.
    pub(crate) fn variables_of_spot(&self, spot: &Spot, found: &mut Vec<usize>) {
        match spot {
            Spot::Tier(tiers, _) => self.variables_of_tiers(*tiers, found),
            Spot::Letter(grade, _) => self.variables_of_grade(*grade, found),
            Spot::Cell(matrix, _) => {
                let Some(of) = self.model.matrices.get(matrix.index()) else { return };
                match of.columns {
                    MatrixColumns::Grade(grade) => self.variables_of_grade(grade, found),
                    MatrixColumns::Tiers(tiers) => self.variables_of_tiers(tiers, found),
                }
                self.variables_of_tiers(of.rows, found);
            }
            Spot::Segment(segment) => {
                let Some(of) = self.parts.segments.get(segment.index()) else { return };
                for node in of.excludes.iter().chain(&of.includes) {
                    Space::variables_of(node, found);
                }
                for node in of.excludes.iter().chain(&of.includes) {
                    self.variables_of_outcomes(node, found);
                }
            }
            Spot::Outcome(outcome) => self.variables_of_outcome(outcome, found),
        }
    }

    pub(crate) fn variables_of_outcomes(&self, node: &Node, found: &mut Vec<usize>) {
        match node {
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().for_each(|part| self.variables_of_outcomes(part, found))
            }
            Node::Not(part) => self.variables_of_outcomes(part, found),
            Node::Outcome(outcome) => self.variables_of_outcome(outcome, found),
            Node::Atom(..) | Node::Always => {}
        }
    }

    fn variables_of_outcome(&self, outcome: &Outcome, found: &mut Vec<usize>) {
        match outcome {
            Outcome::Score(score, ..) | Outcome::ScoreIs(score, _) | Outcome::ScoreFrom(score, ..) => {
                self.variables_of_score(*score, found);
            }
            Outcome::Tier(tiers, _) => self.variables_of_tiers(*tiers, found),
            Outcome::Grade(grade, _)
            | Outcome::GradeKnown(grade)
            | Outcome::Points(grade, ..)
            | Outcome::PointsIs(grade, _)
            | Outcome::PointsFrom(grade, ..) => self.variables_of_grade(*grade, found),
        }
    }

    fn variables_of_tiers(&self, tiers: TiersId, found: &mut Vec<usize>) {
        if let Some(tiers) = self.model.tiers.get(tiers.index()) {
            self.variables_of_score(tiers.score, found);
        }
    }

    fn variables_of_grade(&self, grade: GradeId, found: &mut Vec<usize>) {
        for node in self.parts.no_grade.get(grade.index()).into_iter().flatten() {
            Space::variables_of(node, found);
        }
        if let Some(parts) = self.parts.grades.get(grade.index()) {
            variables_of_parts(parts, found);
        }
    }

    fn variables_of_score(&self, score: ScoreId, found: &mut Vec<usize>) {
        let (mut open, mut seen) = (vec![score], Vec::new());
        while let Some(score) = open.pop() {
            let Some(parts) = self.parts.scores.get(score.index()).filter(|_| !seen.contains(&score)) else {
                continue;
            };
            seen.push(score);
            variables_of_parts(parts, found);
            for part in &parts.sum_of {
                match part.of {
                    SumSource::Score(score) => open.push(score),
                    SumSource::Grade(grade) => self.variables_of_grade(grade, found),
                }
            }
        }
    }

    /// Goes through the worlds of these variables as long as `may` allows them.
    pub(crate) fn search(&self, variables: &[usize], steps: usize, may: &dyn Fn(&World) -> bool) -> Verdict {
        let variables: Vec<usize> = variables.iter().copied().filter(|v| self.space.count(*v) > 1).collect();
        let mut left = steps;
        let mut world = self.space.open_world();
        match self.deeper(&variables, &mut world, &mut left, may) {
            Some(true) => Verdict::NotRuledOut(world),
            Some(false) => Verdict::Impossible,
            None => Verdict::TooMany,
        }
    }

    fn deeper(
        &self,
        variables: &[usize],
        world: &mut World,
        left: &mut usize,
        may: &dyn Fn(&World) -> bool,
    ) -> Option<bool> {
        *left = left.checked_sub(1)?;
        if !may(world) {
            return Some(false);
        }
        let Some((first, rest)) = variables.split_first() else { return Some(true) };
        for class in 0..self.space.count(*first) {
            set(world, *first, u16::try_from(class).ok());
            if self.deeper(rest, world, left, may)? {
                return Some(true);
            }
        }
        set(world, *first, None);
        Some(false)
    }
}

fn variables_of_parts(parts: &SumParts, found: &mut Vec<usize>) {
    for rule in parts.groups.iter().flat_map(|group| &group.rules) {
        if let RulePart::Standing(node, _) = rule {
            Space::variables_of(node, found);
        }
    }
}

impl At<'_, '_> {
    fn spot(&self, spot: &Spot) -> Truth {
        match spot {
            Spot::Tier(tiers, line) => self.tier(*tiers, *line),
            Spot::Letter(grade, letter) => self.letter(*grade, *letter),
            Spot::Cell(matrix, name) => self.cell(*matrix, name),
            Spot::Segment(segment) => self.segment(*segment),
            Spot::Outcome(outcome) => self.outcome(outcome),
        }
    }

    fn tier(&self, tiers: TiersId, line: u16) -> Truth {
        let mut known = self.tiers.borrow_mut();
        let Some(place) = known.get_mut(tiers.index()) else { return Truth::EITHER };
        let lines = place.get_or_insert_with(|| match self.reach.model.tiers.get(tiers.index()) {
            Some(of) => self.reach.tier_lines(tiers, &self.values(of.score)),
            None => Vec::new(),
        });
        lines.get(usize::from(line)).copied().unwrap_or(Truth::FALSE)
    }

    fn letter(&self, grade: GradeId, letter: u16) -> Truth {
        let mut known = self.letters.borrow_mut();
        let Some(place) = known.get_mut(grade.index()) else { return Truth::EITHER };
        let letters = place.get_or_insert_with(|| self.reach.letters(grade, self.world));
        let at = if letter == NONE { letters.len().checked_sub(1) } else { Some(usize::from(letter)) };
        at.and_then(|at| letters.get(at)).copied().unwrap_or(Truth::FALSE)
    }

    fn cell(&self, matrix: MatrixId, name: &str) -> Truth {
        let Some(of) = self.reach.model.matrices.get(matrix.index()) else { return Truth::EITHER };
        let mut found = Truth::FALSE;
        for (row, cells) in (0..).zip(&of.cells) {
            for (column, cell) in (0..).zip(cells) {
                if cell != name {
                    continue;
                }
                let of_column = match of.columns {
                    MatrixColumns::Grade(grade) => self.letter(grade, column),
                    MatrixColumns::Tiers(tiers) => self.tier(tiers, column),
                };
                found = found.or(holds(self.tier(of.rows, row).and(of_column)));
            }
        }
        found
    }

    fn segment(&self, segment: SegmentId) -> Truth {
        let Some(of) = self.reach.parts.segments.get(segment.index()) else { return Truth::EITHER };
        let any = |nodes: &[Node]| {
            nodes.iter().fold(Truth::FALSE, |before, node| {
                let truth = self.reach.space.truth_with(node, self.world, &|outcome| self.outcome(outcome));
                before.or(holds(truth))
            })
        };
        any(&of.includes).and(any(&of.excludes).not())
    }

    fn values(&self, score: ScoreId) -> Sums {
        let values = self.reach.score_values(score, self.world, &self.values);
        let stretch = self.stretches.iter().find(|(other, _)| *other == score);
        stretch.and_then(|(_, (from, below))| values.within(*from, *below)).unwrap_or(values)
    }

    fn outcome(&self, outcome: &Outcome) -> Truth {
        let any = |truths: &mut dyn Iterator<Item = Truth>| truths.fold(Truth::FALSE, Truth::or);
        match outcome {
            Outcome::Score(score, comparison, bound) => of_comparison(&self.values(*score), *comparison, *bound),
            Outcome::ScoreIs(score, values) => is_one_of(&self.values(*score), values),
            Outcome::ScoreFrom(score, low, high) => compared(&self.values(*score), Some(low.0), Some(high.0 + 1)),
            Outcome::Tier(tiers, lines) => any(&mut lines.iter().map(|line| self.tier(*tiers, *line))),
            Outcome::Grade(grade, letters) => {
                let none = self.letter(*grade, NONE);
                let of_letters = any(&mut letters.iter().map(|letter| self.letter(*grade, *letter)));
                let unknown = if none.can_be_true() { Truth::UNKNOWN } else { Truth::NONE };
                if none.can_fail() { of_letters.or_else(unknown) } else { unknown }
            }
            Outcome::GradeKnown(grade) => self.letter(*grade, NONE).not(),
            Outcome::Points(grade, comparison, bound) => {
                of_comparison(&self.reach.grade_points(*grade, self.world), *comparison, *bound)
            }
            Outcome::PointsIs(grade, values) => is_one_of(&self.reach.grade_points(*grade, self.world), values),
            Outcome::PointsFrom(grade, low, high) => {
                compared(&self.reach.grade_points(*grade, self.world), Some(low.0), Some(high.0 + 1))
            }
        }
    }
}

fn of_comparison(sums: &Sums, comparison: Comparison, bound: Decimal) -> Truth {
    let bound: Millionths = bound.0;
    match comparison {
        Comparison::Less => compared(sums, None, Some(bound)),
        Comparison::LessOrEqual => compared(sums, None, Some(bound + 1)),
        Comparison::Greater => compared(sums, Some(bound + 1), None),
        Comparison::GreaterOrEqual => compared(sums, Some(bound), None),
    }
}
