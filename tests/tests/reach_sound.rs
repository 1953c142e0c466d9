//! What the analysis says of random models, against what the engine sees in random logs: no score, tier, letter, cell,
//! segment or subtotal may lie outside. `MERIT_REACH_PAIRS` says how many pairs (1,500 without it), `MERIT_REACH_FIRST`
//! the first seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::collections::BTreeMap;

use merit_ir::{GradeId, MatrixId, Model, NO_GRADE, ScoreId, SegmentId, TiersId};
use merit_reach::{Of, Reach, Spot};
use merit_tests::comparison::{Feeding, cases, engine_answer};
use merit_tests::oracle::{Answer, Standing};
use merit_tests::random::number;

/// What was seen, and what was ruled out: a test that looks at nothing proves nothing.
#[derive(Default)]
struct Seen {
    standings: usize,
    sets: usize,
    ends: usize,
    ruled_out: usize,
}

fn id(at: usize) -> u16 {
    u16::try_from(at).unwrap()
}

/// The spots of a model, with their names in an answer.
fn spots(model: &Model) -> Vec<(String, Spot)> {
    let mut spots = Vec::new();
    for (at, tiers) in model.tiers.iter().enumerate() {
        for line in 0..tiers.lines.len() {
            spots.push((format!("tier {at} {line}"), Spot::Tier(TiersId(id(at)), id(line))));
        }
    }
    for (at, grade) in model.grades.iter().enumerate() {
        for letter in (0..grade.letters.len()).map(id).chain([NO_GRADE]) {
            spots.push((format!("letter {at} {letter}"), Spot::Letter(GradeId(id(at)), letter)));
        }
    }
    for (at, matrix) in model.matrices.iter().enumerate() {
        for name in matrix.cells.iter().flatten() {
            spots.push((format!("cell {at} {name}"), Spot::Cell(MatrixId(id(at)), name.clone())));
        }
    }
    for at in 0..model.segments.len() {
        spots.push((format!("segment {at}"), Spot::Segment(SegmentId(id(at)))));
    }
    spots
}

/// The spots that a lead is in, by the same names.
fn places(model: &Model, standing: &Standing) -> Vec<String> {
    let mut places = Vec::new();
    for (at, tiers) in model.tiers.iter().enumerate() {
        places.push(format!("tier {at} {}", standing.tiers[&model.scores[tiers.score.index()].name]));
    }
    for (at, grade) in model.grades.iter().enumerate() {
        let letter = standing.grades[&grade.name].map_or(NO_GRADE, id);
        places.push(format!("letter {at} {letter}"));
    }
    for (at, matrix) in model.matrices.iter().enumerate() {
        places.extend(standing.cells[&matrix.name].iter().map(|cell| format!("cell {at} {cell}")));
    }
    for (at, segment) in model.segments.iter().enumerate() {
        if standing.segments.contains(&segment.name) {
            places.push(format!("segment {at}"));
        }
    }
    places
}

/// The analysis of a model in the words of answers.
struct Claimed<'m> {
    model: &'m Model,
    reach: Reach<'m>,
    possible: BTreeMap<String, bool>,
}

impl<'m> Claimed<'m> {
    fn of(model: &'m Model, seen: &mut Seen) -> Self {
        let reach = Reach::of(model);
        let possible: BTreeMap<String, bool> =
            spots(model).into_iter().map(|(name, spot)| (name, reach.can_be(&spot))).collect();
        seen.ruled_out += possible.values().filter(|possible| !**possible).count();
        for at in 0..model.scores.len() {
            let score = reach.score(ScoreId(id(at))).unwrap();
            seen.sets += usize::from(score.values.members().is_some());
            seen.ends += usize::from(score.values.high().is_some()) + usize::from(score.values.low().is_some());
            for end in [&score.highest, &score.lowest] {
                // The derivation adds up.
                let sum: i128 = end.terms.iter().map(|term| term.points).sum();
                assert!(end.sum.is_none_or(|of| of == sum), "{end:?}");
            }
        }
        Self { model, reach, possible }
    }

    /// The first thing that was seen and ruled out.
    fn refuted_by(&self, answer: &Answer) -> Option<String> {
        for (lead, standing) in &answer.leads {
            for (at, score) in self.model.scores.iter().enumerate() {
                let value = standing.scores[&score.name];
                let values = &self.reach.score(ScoreId(id(at))).unwrap().values;
                if !values.holds(value) {
                    return Some(format!("{lead}: {} is {value}, not in {values:?}", score.name));
                }
            }
            for (at, grade) in self.model.grades.iter().enumerate() {
                let value = standing.points[&grade.name];
                let points = &self.reach.grade(GradeId(id(at))).unwrap().points;
                if !points.holds(value) {
                    return Some(format!("{lead}: {} has {value} points, not in {points:?}", grade.name));
                }
            }
            let labels: BTreeMap<&String, i128> =
                standing.labels.iter().map(|(label, points)| (label, *points)).collect();
            let scores =
                self.model.scores.iter().enumerate().map(|(at, score)| (Of::Score(ScoreId(id(at))), &score.groups));
            let grades =
                self.model.grades.iter().enumerate().map(|(at, grade)| (Of::Grade(GradeId(id(at))), &grade.groups));
            for (of, groups) in scores.chain(grades) {
                for (group, written) in groups.iter().enumerate() {
                    for (rule, line) in written.rules.iter().enumerate() {
                        let Some(value) = line.label.as_ref().and_then(|label| labels.get(label)) else { continue };
                        let sums = &self.reach.rule(of, group, rule).unwrap().sums;
                        if !sums.holds(*value) {
                            return Some(format!("{lead}: {} gives {value}, not in {sums:?}", line.source.text));
                        }
                    }
                }
            }
            for place in places(self.model, standing) {
                if !self.possible[&place] {
                    return Some(format!("{lead}: {place} was ruled out"));
                }
            }
        }
        None
    }
}

#[test]
fn nothing_that_happens_was_ruled_out() {
    let (first, pairs) = (number("MERIT_REACH_FIRST", 0), number("MERIT_REACH_PAIRS", 1_500));
    let mut seen = Seen::default();
    for seed in first..first + pairs {
        let cases = cases(seed);
        let prepared = cases[0].prepare().unwrap();
        let model = labelled(prepared.model());
        let claimed = Claimed::of(&model, &mut seen);
        for case in &cases {
            let feeding = Feeding::plain();
            let answer = engine_answer(&model, &case.table, &case.records, case.question, feeding).unwrap();
            seen.standings += answer.leads.len();
            if let Some(refuted) = claimed.refuted_by(&answer) {
                panic!("seed {seed}: {refuted}\n{}\n{}", case.lines.join("\n"), case.vocabulary);
            }
        }
    }
    if pairs >= 1_000 {
        assert!(seen.standings > 5_000 && seen.sets > 100 && seen.ends > 500 && seen.ruled_out > 200);
    }
    println!("{} standings, {} sets, {} ends, {} ruled out", seen.standings, seen.sets, seen.ends, seen.ruled_out);
}

/// The model with a label on every rule, so that the engine tells all subtotals.
fn labelled(model: &Model) -> Model {
    let mut model = model.clone();
    let scores = model.scores.iter_mut().map(|score| &mut score.groups);
    let grades = model.grades.iter_mut().map(|grade| &mut grade.groups);
    for (number, rule) in scores.chain(grades).flatten().flat_map(|group| &mut group.rules).enumerate() {
        rule.label = Some(format!("rule {number}"));
    }
    model
}
