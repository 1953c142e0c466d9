//! The highest and the lowest sum of a score or grade, and how they come about.

use merit_ir::{GradeId, ScoreId, Source, SumSource};
use merit_values::Decimal;

use crate::Reach;
use crate::evaluate::{Memo, each_world};
use crate::parts::{GroupPart, RulePart, SumParts};
use crate::space::World;
use crate::sums::{Millionths, Sums};

/// Which end of a set of sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The highest.
    High,
    /// The lowest.
    Low,
}

/// What gives a part of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Giver {
    /// `starts at`.
    Start,
    /// A score that is added.
    Score(ScoreId),
    /// A grade that is added.
    Grade(GradeId),
    /// A rule.
    Rule(Source),
    /// The lid of a group.
    Lid(Source),
    /// Silence.
    Silence(Source),
}

/// A part of the highest or lowest sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// How much.
    pub points: Millionths,
    /// What gives it.
    pub giver: Giver,
    /// How it comes about (`1+2+3`, `3 × 5`); empty when it is plain.
    pub detail: String,
}

/// One end of what a score can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The value after range and rounding; `None` is no end.
    pub value: Option<Millionths>,
    /// The sum before range and rounding; `None` is no end.
    pub sum: Option<Millionths>,
    /// The parts of the sum; empty without an end.
    pub terms: Vec<Term>,
    /// The range ends before the sum does.
    pub by_range: bool,
    /// What has no end.
    pub endless: Vec<Giver>,
}

impl End {
    /// `45 = 15 (line 21: 1+2+3+4+5) + 15 (line 22) + 15 (line 23).` `place` says where a giver stands.
    #[must_use]
    pub fn derivation(&self, place: &dyn Fn(&Giver) -> String) -> String {
        self.value.map_or_else(String::new, |value| self.derivation_of(value, place))
    }

    /// The same for another number, such as the sum before range and rounding.
    #[must_use]
    pub fn derivation_of(&self, points: Millionths, place: &dyn Fn(&Giver) -> String) -> String {
        if self.terms.is_empty() {
            return "No line gives points.".to_owned();
        }
        let mut text = format!("{} =", shown(points));
        let mut before = "";
        for (at, term) in self.terms.iter().enumerate() {
            let points = match (at, term.points < 0) {
                (0, _) => format!(" {}", shown(term.points)),
                (_, true) => format!(" - {}", shown(-term.points)),
                (_, false) => format!(" + {}", shown(term.points)),
            };
            text.push_str(&points);
            let place = place(&term.giver);
            let repeated = term.detail == before;
            before = &term.detail;
            let detail = if repeated { "" } else { term.detail.as_str() };
            let beside = match (place.is_empty(), detail.is_empty()) {
                (true, true) => continue,
                (true, false) => detail.to_owned(),
                (false, true) => place,
                (false, false) => format!("{place}: {detail}"),
            };
            text.push_str(&format!(" ({beside})"));
        }
        text.push('.');
        text
    }
}

/// Points as the language writes them.
#[must_use]
pub fn shown(points: Millionths) -> String {
    Decimal(points).to_string()
}

pub(crate) fn end_of(sums: &Sums, side: Side) -> Option<Millionths> {
    match side {
        Side::High => sums.high(),
        Side::Low => sums.low(),
    }
}

impl Reach<'_> {
    /// One end of a score, in a world where nothing is fixed.
    pub(crate) fn end_of_score(&self, score: ScoreId, side: Side) -> End {
        let world = self.space.open_world();
        let memo = Memo::default();
        let sums = self.score_sums(score, &world, &memo);
        let values = self.score_values(score, &world, &memo);
        let (sum, value) = (end_of(&sums, side), end_of(&values, side));
        let mut end = End { value, sum, terms: Vec::new(), by_range: false, endless: Vec::new() };
        let Some(of) = self.model.scores.get(score.index()) else { return end };
        let range = match side {
            Side::High => of.range.1,
            Side::Low => of.range.0,
        };
        end.by_range = range.is_some_and(|range| {
            let range = Millionths::from(range.0);
            sum.is_none_or(|sum| if side == Side::High { sum > range } else { sum < range })
        });
        let Some(parts) = self.parts.scores.get(score.index()) else { return end };
        if parts.open {
            return end;
        }
        self.start(parts, &mut end);
        for part in &parts.sum_of {
            let (sums, giver) = match part.of {
                SumSource::Score(score) => (self.score_values(score, &world, &memo), Giver::Score(score)),
                SumSource::Grade(grade) => (self.grade_points(grade, &world), Giver::Grade(grade)),
            };
            end.add(end_of(&sums.share(part.percent), side), giver, String::new());
        }
        self.terms(parts, &of.groups, side, &mut end);
        for (block, silence) in of.inactivity.iter().zip(&parts.silences) {
            end.add(end_of(silence, side), Giver::Silence(block.source.clone()), "silence".to_owned());
        }
        if sum.is_none() {
            end.terms.clear();
        }
        end
    }

    /// One end of the points of a grade.
    pub(crate) fn end_of_grade(&self, grade: GradeId, side: Side) -> End {
        let sum = end_of(&self.grade_points(grade, &self.space.open_world()), side);
        let mut end = End { value: sum, sum, terms: Vec::new(), by_range: false, endless: Vec::new() };
        let (Some(of), Some(parts)) = (self.model.grades.get(grade.index()), self.parts.grades.get(grade.index()))
        else {
            return end;
        };
        if !parts.open {
            self.start(parts, &mut end);
            self.terms(parts, &of.groups, side, &mut end);
        }
        end
    }

    fn start(&self, parts: &SumParts, end: &mut End) {
        end.add(Some(parts.starts), Giver::Start, "the start".to_owned());
    }

    fn terms(&self, parts: &SumParts, groups: &[merit_ir::Group], side: Side, end: &mut End) {
        let world = self.world_of_end(parts, side);
        for (part, group) in parts.groups.iter().zip(groups) {
            let before_lid = self.before_lid(part, &world);
            let raw = end_of(&before_lid, side);
            let lidded = end_of(&crate::rule::capped(&before_lid, part.cap), side);
            if lidded.is_some() && raw != lidded {
                end.add(lidded, Giver::Lid(group.source.clone()), "the lid of the group".to_owned());
            } else if part.best {
                self.best_term(part, group, &world, side, raw, end);
            } else {
                for (rule, (reach, written)) in part.rules.iter().zip(part.reach.iter().zip(&group.rules)) {
                    let points = end_of(&self.of_rule(rule, &world), side);
                    let detail =
                        if matches!(rule, RulePart::Event(_)) { reach.detail.clone() } else { String::new() };
                    end.add(points, Giver::Rule(written.source.clone()), detail);
                }
            }
        }
    }

    fn best_term(
        &self,
        part: &GroupPart,
        group: &merit_ir::Group,
        world: &World,
        side: Side,
        best: Option<Millionths>,
        end: &mut End,
    ) {
        let of_rule = |rule: &RulePart| end_of(&self.of_rule(rule, world), side);
        let found = part.rules.iter().position(|rule| of_rule(rule) == best);
        let written = found.and_then(|at| group.rules.get(at)).map_or(&group.source, |rule| &rule.source);
        let detail = found.and_then(|at| part.reach.get(at)).map(|reach| reach.detail.clone()).unwrap_or_default();
        let detail = if detail.is_empty() { "the best one".to_owned() } else { detail };
        end.add(best, Giver::Rule(written.clone()), detail);
    }

    /// A world in which every component is at this end.
    fn world_of_end(&self, parts: &SumParts, side: Side) -> World {
        let mut world = self.space.open_world();
        for component in &parts.components {
            let Some(free) = self.free(component, &world) else { continue };
            let mut best: Option<(Option<Millionths>, World)> = None;
            each_world(&self.space, &free, &mut world.clone(), &mut |candidate| {
                let unit = |at: usize| end_of(&self.of_unit_in(parts, component, at, candidate), side);
                let units = (0..component.units.len()).map(unit);
                let sum: Option<Millionths> = units.sum();
                let better = match (&best, sum) {
                    (None, _) => true,
                    (Some((None, _)), _) => false,
                    (Some((Some(_), _)), None) => true,
                    (Some((Some(before), _)), Some(sum)) => {
                        if side == Side::High {
                            sum > *before
                        } else {
                            sum < *before
                        }
                    }
                };
                if better {
                    best = Some((sum, candidate.clone()));
                }
            });
            if let Some((_, found)) = best {
                for variable in free {
                    crate::space::set(&mut world, variable, found.get(variable).copied().flatten());
                }
            }
        }
        world
    }
}

impl End {
    fn add(&mut self, points: Option<Millionths>, giver: Giver, detail: String) {
        match points {
            None => self.endless.push(giver),
            Some(0) => {}
            Some(points) => self.terms.push(Term { points, giver, detail }),
        }
    }
}
