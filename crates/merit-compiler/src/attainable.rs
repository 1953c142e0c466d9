//! The highest and the lowest that a score can be, when that can be said for certain (end of section 5 of the
//! language). Never too low (too high): what is not certain is `None`, no bound.

pub(crate) mod rule;

use std::cell::RefCell;
use std::collections::HashMap;

use merit_diagnostics::{FileId, Place};
use merit_ir::{self as ir, StageEffect, SumSource};
use merit_values::Decimal;

use crate::context::Context;
use crate::resolved::{GroupDone, Resolved};

/// Points in millionths.
pub(crate) type Millionths = i128;

/// A part of the highest sum: points, and what gives them (`line 21: 1+2+3`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) points: Millionths,
    pub(crate) line: String,
    pub(crate) detail: String,
}

/// The highest value and its derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Most {
    pub(crate) points: Millionths,
    pub(crate) terms: Vec<Term>,
    /// The top of the range is lower than the sum.
    pub(crate) top: Option<String>,
}

impl Most {
    /// `45 = 15 (line 21: 1+2+3+4+5) + 15 (line 22) + 15 (line 23).`
    pub(crate) fn derivation(&self) -> String {
        if let Some(top) = &self.top {
            return format!("{} is the top of the range ({top}).", shown(self.points));
        }
        if self.terms.is_empty() {
            return "No line gives points.".to_owned();
        }
        let mut before = "";
        let terms: Vec<String> = self
            .terms
            .iter()
            .map(|term| {
                let detail = if term.detail.is_empty() || term.detail == before {
                    String::new()
                } else {
                    format!(": {}", term.detail)
                };
                before = &term.detail;
                format!("{} ({}{detail})", shown(term.points), term.line)
            })
            .collect();
        format!("{} = {}.", shown(self.points), terms.join(" + "))
    }
}

pub(crate) fn shown(points: Millionths) -> String {
    Decimal(points).to_string()
}

/// Answers about scores and grades, each computed once.
pub(crate) struct Attainable<'a, 't> {
    context: &'a Context<'t>,
    resolved: &'a Resolved<'t>,
    most: RefCell<HashMap<u16, Option<Most>>>,
    least: RefCell<HashMap<u16, Option<Millionths>>>,
    /// Scores that are summed in a circle, or by more scores than can be followed, have no bounds.
    deep: std::cell::Cell<u32>,
}

/// Sums of sums are followed this deep.
const DEEPEST: u32 = 100;

impl<'a, 't> Attainable<'a, 't> {
    pub(crate) fn new(context: &'a Context<'t>, resolved: &'a Resolved<'t>) -> Self {
        let (most, least) = (RefCell::default(), RefCell::default());
        Self { context, resolved, most, least, deep: std::cell::Cell::new(0) }
    }

    /// The highest value of a score; `None` when there may be no end.
    pub(crate) fn most(&self, score: u16) -> Option<Most> {
        if let Some(known) = self.most.borrow().get(&score) {
            return known.clone();
        }
        // While it is being computed, a circle finds "no end" here.
        self.most.borrow_mut().insert(score, None);
        let found = self.deeper(|| self.most_of(score));
        self.most.borrow_mut().insert(score, found.clone());
        found
    }

    /// The lowest value of a score; `None` when there may be no end.
    pub(crate) fn least(&self, score: u16) -> Option<Millionths> {
        if let Some(known) = self.least.borrow().get(&score) {
            return *known;
        }
        self.least.borrow_mut().insert(score, None);
        let found = self.deeper(|| self.least_of(score));
        self.least.borrow_mut().insert(score, found);
        found
    }

    fn deeper<T>(&self, work: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.deep.get() >= DEEPEST {
            return None;
        }
        self.deep.set(self.deep.get() + 1);
        let found = work();
        self.deep.set(self.deep.get() - 1);
        found
    }

    /// The highest points of a grade.
    pub(crate) fn most_points(&self, grade: u16) -> Option<Most> {
        let done = self.resolved.grades.get(usize::from(grade)).filter(|done| done.complete)?;
        let block = self.context.names.grades.get(usize::from(grade))?;
        let mut terms = Vec::new();
        self.starts(
            done.ir.starts_at,
            block.block.starts.first().map(|line| block.at(line.statement.span)),
            block.file,
            &mut terms,
        );
        for group in &done.groups {
            terms.extend(self.most_of_group(group, block.file)?);
        }
        let points = terms.iter().map(|term| term.points).sum();
        Some(Most { points, terms, top: None })
    }

    fn least_points(&self, grade: u16) -> Option<Millionths> {
        let done = self.resolved.grades.get(usize::from(grade)).filter(|done| done.complete)?;
        let groups: Option<Vec<Millionths>> = done.groups.iter().map(|group| self.least_of_group(group)).collect();
        Some(Millionths::from(done.ir.starts_at.0) + groups?.into_iter().sum::<Millionths>())
    }

    fn starts(&self, points: merit_values::Points, place: Option<Place>, file: FileId, terms: &mut Vec<Term>) {
        if points.0 != 0 {
            let line = place.map_or_else(String::new, |place| self.context.line_seen_from(place, file));
            terms.push(Term { points: points.0.into(), line, detail: "the start".to_owned() });
        }
    }

    fn most_of(&self, score: u16) -> Option<Most> {
        let done = self.resolved.scores.get(usize::from(score)).filter(|done| done.complete)?;
        let block = self.context.names.scores.get(usize::from(score))?;
        let sum = self.most_sum(done, block);
        let range_top = done.ir.range.1.map(|top| Millionths::from(top.0));
        let top_line = || {
            let place = block.block.ranges.first().map(|line| block.at(line.statement.span));
            place.map_or_else(String::new, |place| self.context.line_seen_from(place, block.file))
        };
        let bottom = done.ir.range.0.map_or(Millionths::MIN, |bottom| bottom.0.into());
        match (sum, range_top) {
            (None, None) => None,
            (None, Some(top)) => Some(Most { points: top, terms: Vec::new(), top: Some(top_line()) }),
            (Some(sum), Some(top)) if sum.points > top => {
                Some(Most { points: top, terms: Vec::new(), top: Some(top_line()) })
            }
            (Some(sum), _) => {
                let points = rounded(sum.points.max(bottom), done.ir.decimals);
                Some(Most { points, ..sum })
            }
        }
    }

    /// The highest sum before the range.
    pub(crate) fn most_sum(
        &self,
        done: &crate::resolved::ScoreDone<'t>,
        block: &crate::names::Block<'t, merit_syntax::outline::ScoreBlock<'t>>,
    ) -> Option<Most> {
        let gives = |stage: &ir::Stage| matches!(stage.effect, StageEffect::Total(points) | StageEffect::Further(points) if points.0 > 0);
        if done.ir.inactivity.iter().flat_map(|block| &block.stages).any(gives) {
            return None;
        }
        let mut terms = Vec::new();
        self.starts(
            done.ir.starts_at,
            block.block.starts.first().map(|line| block.at(line.statement.span)),
            block.file,
            &mut terms,
        );
        for part in &done.ir.sum_of {
            let (most, name) = match part.of {
                SumSource::Score(score) => (self.most(score.0)?, self.score_name(score.0)),
                SumSource::Grade(grade) => (self.most_points(grade.0)?, self.grade_name(grade.0)),
            };
            let exact = most.points * Millionths::from(part.percent);
            let points = exact.div_euclid(100_000) + Millionths::from(exact.rem_euclid(100_000) != 0);
            terms.push(Term { points, line: name, detail: String::new() });
        }
        for group in &done.groups {
            terms.extend(self.most_of_group(group, block.file)?);
        }
        let points = terms.iter().map(|term| term.points).sum();
        Some(Most { points, terms, top: None })
    }

    fn least_of(&self, score: u16) -> Option<Millionths> {
        let done = self.resolved.scores.get(usize::from(score)).filter(|done| done.complete)?;
        let bottom = done.ir.range.0.map(|bottom| Millionths::from(bottom.0));
        let top = done.ir.range.1.map_or(Millionths::MAX, |top| top.0.into());
        let sum = if done.ir.inactivity.is_empty() { self.least_sum(done) } else { None };
        match (sum, bottom) {
            (None, bottom) => bottom,
            (Some(sum), bottom) => {
                Some(rounded(sum.max(bottom.unwrap_or(Millionths::MIN)).min(top), done.ir.decimals))
            }
        }
    }

    fn least_sum(&self, done: &crate::resolved::ScoreDone<'t>) -> Option<Millionths> {
        let mut sum = Millionths::from(done.ir.starts_at.0);
        for part in &done.ir.sum_of {
            let least = match part.of {
                SumSource::Score(score) => self.least(score.0)?,
                SumSource::Grade(grade) => self.least_points(grade.0)?,
            };
            sum += (least * Millionths::from(part.percent)).div_euclid(100_000);
        }
        for group in &done.groups {
            sum += self.least_of_group(group)?;
        }
        Some(sum)
    }

    /// The parts that a group adds to the highest sum.
    fn most_of_group(&self, group: &GroupDone<'t>, file: FileId) -> Option<Vec<Term>> {
        let mut terms = Vec::new();
        let mut endless = false;
        for rule in &group.rules {
            match rule::most(self.context, rule, file) {
                Some(term) if term.points > 0 => terms.push(term),
                Some(_) => {}
                None => endless = true,
            }
        }
        if group.ir.best_one_only && !endless {
            let best = terms.iter().max_by_key(|term| term.points).cloned();
            terms = best.into_iter().collect();
            if let [term] = terms.as_mut_slice()
                && term.detail.is_empty()
            {
                "the best one".clone_into(&mut term.detail);
            }
        }
        let sum: Millionths = terms.iter().map(|term| term.points).sum();
        let cap = group.ir.cap.map(|cap| Millionths::from(cap.0)).filter(|cap| *cap >= 0);
        match cap {
            Some(cap) if endless || sum > cap => {
                let place = group.head.map(|head| Place { file: rule_file(group, file), span: head.statement.span });
                let line = place.map_or_else(String::new, |place| self.context.line_seen_from(place, file));
                Some(vec![Term { points: cap, line, detail: "the lid of the group".to_owned() }])
            }
            _ if endless => None,
            _ => Some(terms),
        }
    }

    fn least_of_group(&self, group: &GroupDone<'t>) -> Option<Millionths> {
        let lows: Option<Vec<Millionths>> = group.rules.iter().map(|rule| rule::least(self.context, rule)).collect();
        let cap = group.ir.cap.map(|cap| Millionths::from(cap.0)).filter(|cap| *cap < 0);
        let Some(lows) = lows else { return cap };
        let sum =
            if group.ir.best_one_only { lows.into_iter().min().unwrap_or(0).min(0) } else { lows.into_iter().sum() };
        Some(cap.map_or(sum, |cap| sum.max(cap)))
    }

    fn score_name(&self, score: u16) -> String {
        self.context.names.scores.get(usize::from(score)).map_or_else(String::new, |score| score.name.clone())
    }

    fn grade_name(&self, grade: u16) -> String {
        self.context.names.grades.get(usize::from(grade)).map_or_else(String::new, |grade| grade.name.clone())
    }
}

fn rule_file(group: &GroupDone<'_>, file: FileId) -> FileId {
    group.rules.first().map_or(file, |rule| rule.file)
}

/// Half away from zero, to so many decimals.
pub(crate) fn rounded(points: Millionths, decimals: u8) -> Millionths {
    let unit = 10i128.pow(6 - u32::from(decimals.min(6)));
    let magnitude =
        points.unsigned_abs().saturating_add(unit.unsigned_abs() / 2) / unit.unsigned_abs() * unit.unsigned_abs();
    let magnitude = Millionths::try_from(magnitude).unwrap_or(Millionths::MAX);
    if points < 0 { -magnitude } else { magnitude }
}
