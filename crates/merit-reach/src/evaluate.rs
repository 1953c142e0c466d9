//! Which sums, letters and tiers are possible in a world of which some variables are fixed.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use merit_ir::{Bound, GradeId, NO_GRADE, ScoreId, SumSource, TiersId};
use merit_values::Decimal;

use crate::Reach;
use crate::parts::{Component, GroupPart, RulePart, SumParts, Unit};
use crate::rule::capped;
use crate::space::{Space, World, set};
use crate::sums::{Millionths, Sums};
use crate::truth::Truth;

/// The classes of a component are gone through one by one up to this number of combinations.
const MOST_WORLDS: usize = 600;

/// Sums of sums are followed this deep.
const DEEPEST: u32 = 60;

/// Every sum.
pub(crate) const fn anything() -> Sums {
    Sums::Grid { step: 1, anchor: 0, low: None, high: None }
}

/// The values of scores in one world, each worked out once.
#[derive(Default)]
pub(crate) struct Memo {
    values: RefCell<HashMap<ScoreId, Sums>>,
    depth: Cell<u32>,
}

impl Reach<'_> {
    /// Sums of a score in a world, before range and rounding.
    pub(crate) fn score_sums(&self, score: ScoreId, world: &World, memo: &Memo) -> Sums {
        let Some(parts) = self.parts.scores.get(score.index()).filter(|parts| !parts.open) else {
            return anything();
        };
        let mut sums = self.sums_of(parts, world);
        for part in &parts.sum_of {
            let of = match part.of {
                SumSource::Score(score) => self.score_values(score, world, memo),
                SumSource::Grade(grade) => self.grade_points(grade, world),
            };
            sums = sums.plus(&of.share(part.percent));
        }
        sums
    }

    /// Values of a score in a world: inside the range, and rounded.
    pub(crate) fn score_values(&self, score: ScoreId, world: &World, memo: &Memo) -> Sums {
        if let Some(known) = memo.values.borrow().get(&score) {
            return known.clone();
        }
        let Some(of) = self.model.scores.get(score.index()) else { return anything() };
        // While it is being worked out, a circle finds that everything is possible.
        memo.values.borrow_mut().insert(score, anything());
        memo.depth.set(memo.depth.get() + 1);
        let mut sums = if memo.depth.get() < DEEPEST { self.score_sums(score, world, memo) } else { anything() };
        memo.depth.set(memo.depth.get() - 1);
        if let Some(low) = of.range.0 {
            sums = sums.above(low.0.into());
        }
        if let Some(high) = of.range.1 {
            sums = sums.under(high.0.into());
        }
        let values = sums.rounded(of.decimals);
        memo.values.borrow_mut().insert(score, values.clone());
        values
    }

    /// Points of a grade in a world.
    pub(crate) fn grade_points(&self, grade: GradeId, world: &World) -> Sums {
        match self.parts.grades.get(grade.index()).filter(|parts| !parts.open) {
            Some(parts) => self.sums_of(parts, world),
            None => anything(),
        }
    }

    fn sums_of(&self, parts: &SumParts, world: &World) -> Sums {
        let components = parts.components.iter();
        components.fold(parts.loose.clone(), |sums, component| sums.plus(&self.of_component(parts, component, world)))
    }

    fn of_component(&self, parts: &SumParts, component: &Component, world: &World) -> Sums {
        let classes = component.variables.iter().map(|variable| world.get(*variable).copied().flatten()).collect();
        self.known.of_component((component.number, classes), || self.work_out(parts, component, world))
    }

    fn work_out(&self, parts: &SumParts, component: &Component, world: &World) -> Sums {
        let mut world = world.clone();
        let free = self.free(component, &world);
        let Some(free) = free else {
            return self.of_units(parts, component, &self.answers(parts, component, &world));
        };
        let mut found: Option<Sums> = None;
        let mut seen = HashSet::new();
        each_world(&self.space, &free, &mut world, &mut |world| {
            // Worlds with the same answers have the same sums.
            let answers = self.answers(parts, component, world);
            if seen.contains(&answers) {
                return;
            }
            let sums = self.of_units(parts, component, &answers);
            found = Some(found.take().map_or_else(|| sums.clone(), |before| before.or(&sums)));
            seen.insert(answers);
        });
        found.unwrap_or_else(Sums::zero)
    }

    /// The answers to the conditions of each unit.
    fn answers(&self, parts: &SumParts, component: &Component, world: &World) -> Vec<Vec<Truth>> {
        component.units.iter().map(|unit| self.answers_of(parts, *unit, world)).collect()
    }

    fn answers_of(&self, parts: &SumParts, unit: Unit, world: &World) -> Vec<Truth> {
        let truth = |rule: &RulePart| match rule {
            RulePart::Standing(node, _) => Some(holds(self.space.truth(node, world))),
            RulePart::Event(_) => None,
        };
        match unit {
            Unit::Rule(group, rule) => {
                let rule = parts.groups.get(group).and_then(|group| group.rules.get(rule));
                rule.and_then(truth).into_iter().collect()
            }
            Unit::Group(group) => {
                parts.groups.get(group).into_iter().flat_map(|group| &group.rules).filter_map(truth).collect()
            }
        }
    }

    /// The variables of a component that are not fixed; `None` when they have too many combinations.
    pub(crate) fn free(&self, component: &Component, world: &World) -> Option<Vec<usize>> {
        let mut ways = 1usize;
        let mut free = Vec::new();
        for variable in &component.variables {
            let count = self.space.count(*variable);
            if count > 1 && world.get(*variable).copied().flatten().is_none() {
                ways = ways.saturating_mul(count);
                free.push(*variable);
            }
        }
        (ways <= MOST_WORLDS).then_some(free)
    }

    fn of_units(&self, parts: &SumParts, component: &Component, answers: &[Vec<Truth>]) -> Sums {
        let units = component.units.iter().zip(answers).enumerate();
        units.fold(Sums::zero(), |sums, (at, (unit, answers))| {
            sums.plus(&self.of_unit(parts, (component.number, at), *unit, answers))
        })
    }

    /// The sums of a unit whose conditions have these answers; `at` names it in the model.
    fn of_unit(&self, parts: &SumParts, at: (usize, usize), unit: Unit, answers: &[Truth]) -> Sums {
        self.known.of_unit((at.0, at.1, answers.to_vec()), || match unit {
            Unit::Rule(group, rule) => {
                let rule = parts.groups.get(group).and_then(|group| group.rules.get(rule));
                rule.map_or_else(Sums::zero, |rule| by_answer(rule, &mut answers.iter()))
            }
            Unit::Group(group) => parts
                .groups
                .get(group)
                .map_or_else(Sums::zero, |group| capped(&before_lid(group, answers), group.cap)),
        })
    }

    /// The sums of a unit of a component in a world.
    pub(crate) fn of_unit_in(&self, parts: &SumParts, component: &Component, at: usize, world: &World) -> Sums {
        let Some(unit) = component.units.get(at) else { return Sums::zero() };
        let answers = self.answers_of(parts, *unit, world);
        self.of_unit(parts, (component.number, at), *unit, &answers)
    }

    pub(crate) fn of_rule(&self, rule: &RulePart, world: &World) -> Sums {
        match rule {
            RulePart::Event(sums) => sums.clone(),
            RulePart::Standing(node, points) => standing(holds(self.space.truth(node, world)), *points),
        }
    }

    /// Sums of the rules of a group, before its lid.
    pub(crate) fn before_lid(&self, group: &GroupPart, world: &World) -> Sums {
        let truth = |rule: &RulePart| match rule {
            RulePart::Standing(node, _) => Some(holds(self.space.truth(node, world))),
            RulePart::Event(_) => None,
        };
        let answers: Vec<Truth> = group.rules.iter().filter_map(truth).collect();
        before_lid(group, &answers)
    }

    /// Whether the lead has each letter, as far as the world decides it; the last answer is that of no grade.
    pub(crate) fn letters(&self, grade: GradeId, world: &World) -> Vec<Truth> {
        let Some(of) = self.model.grades.get(grade.index()) else { return Vec::new() };
        let points = self.grade_points(grade, world);
        let none = self.no_grade(grade, world);
        let band = bands(of.letters.iter().map(|letter| letter.bound));
        let mut found: Vec<Truth> =
            band.iter().map(|(from, below)| Truth::sure(none.can_fail() && points.any_in(*from, *below))).collect();
        let fits_none = band.iter().map(|(from, _)| *from).min().flatten();
        let none_fits = fits_none.is_some_and(|lowest| points.any_in(None, Some(lowest)));
        found.push(Truth::sure(none.can_be_true() || none_fits));
        let possible = found.iter().filter(|letter| letter.can_be_true()).count();
        for letter in found.iter_mut().filter(|letter| letter.can_be_true()) {
            *letter = if possible > 1 { Truth::EITHER } else { Truth::TRUE };
        }
        found
    }

    fn no_grade(&self, grade: GradeId, world: &World) -> Truth {
        let nodes = self.parts.no_grade.get(grade.index()).map_or(&[][..], Vec::as_slice);
        let written = nodes.iter().fold(Truth::FALSE, |before, node| {
            let truth = self.space.truth(node, world);
            before.or(holds(truth))
        });
        let Some(of) = self.model.grades.get(grade.index()) else { return Truth::EITHER };
        let Some(parts) = self.parts.grades.get(grade.index()).filter(|parts| !parts.open) else {
            return Truth::EITHER;
        };
        if !of.no_grade_if_no_rule_applies {
            return written;
        }
        let rules = parts.groups.iter().flat_map(|group| &group.rules);
        let applies = rules.fold(Truth::FALSE, |before, rule| match rule {
            RulePart::Event(_) => before,
            RulePart::Standing(node, _) => before.or(holds(self.space.truth(node, world))),
        });
        written.or(applies.not())
    }

    /// Whether a lead is in each tier when its score is one of these values.
    pub(crate) fn tier_lines(&self, tiers: TiersId, values: &Sums) -> Vec<Truth> {
        let Some(of) = self.model.tiers.get(tiers.index()) else { return Vec::new() };
        let bands = bands(of.lines.iter().map(|line| line.bound));
        let mut found: Vec<bool> = bands.iter().map(|(from, below)| values.any_in(*from, *below)).collect();
        // The last line takes what fits no other.
        let lowest = bands.iter().map(|(from, _)| *from).min().flatten();
        if let (Some(lowest), Some(last)) = (lowest, found.last_mut()) {
            *last |= values.any_in(None, Some(lowest));
        }
        for (at, line) in of.lines.iter().enumerate() {
            let Some(stays) = line.until_below.map(|points| Millionths::from(points.0)) else { continue };
            let entered =
                self.entered.get().and_then(|entered| entered.get(tiers.index())?.get(at)).copied().unwrap_or(true);
            let bound = bands.get(at).and_then(|(from, _)| *from);
            if entered
                && values.any_in(Some(stays), bound)
                && let Some(line) = found.get_mut(at)
            {
                *line = true;
            }
        }
        let possible = found.iter().filter(|line| **line).count();
        found.iter().map(|line| if *line && possible > 1 { Truth::EITHER } else { Truth::sure(*line) }).collect()
    }
}

/// Points that stand while a condition is true.
fn standing(truth: Truth, points: Millionths) -> Sums {
    match (truth.can_be_true(), truth.can_fail()) {
        (true, true) => Sums::of(vec![0, points]),
        (true, false) => Sums::one(points),
        (false, _) => Sums::zero(),
    }
}

/// The sums of a rule; the answer to its condition is the next one.
fn by_answer<'a>(rule: &RulePart, answers: &mut impl Iterator<Item = &'a Truth>) -> Sums {
    match rule {
        RulePart::Event(sums) => sums.clone(),
        RulePart::Standing(_, points) => standing(answers.next().copied().unwrap_or(Truth::EITHER), *points),
    }
}

/// Sums of the rules of a group, before its lid; the answers to the conditions are in the order of the rules.
fn before_lid(group: &GroupPart, answers: &[Truth]) -> Sums {
    let mut answers = answers.iter();
    if !group.best {
        return group.rules.iter().fold(Sums::zero(), |sums, rule| sums.plus(&by_answer(rule, &mut answers)));
    }
    // The best of the rules that apply; one that surely applies is a floor.
    let rules: Vec<(&RulePart, Truth)> = group
        .rules
        .iter()
        .map(|rule| match rule {
            RulePart::Event(_) => (rule, Truth::EITHER),
            RulePart::Standing(..) => (rule, answers.next().copied().unwrap_or(Truth::EITHER)),
        })
        .collect();
    let sure = |(rule, truth): &(&RulePart, Truth)| match rule {
        RulePart::Standing(_, points) if !truth.can_fail() => Some(*points),
        _ => None,
    };
    let floor = rules.iter().filter_map(sure).max();
    let mut sums = Sums::one(floor.unwrap_or(0));
    for (rule, truth) in &rules {
        sums = match rule {
            RulePart::Event(of) => sums.or(of),
            RulePart::Standing(_, points) if truth.can_be_true() => sums.or(&Sums::one(*points)),
            RulePart::Standing(..) => sums,
        };
    }
    floor.map_or_else(|| sums.clone(), |floor| sums.above(floor))
}

/// Unknown counts as false.
pub(crate) const fn holds(truth: Truth) -> Truth {
    match (truth.can_be_true(), truth.can_fail()) {
        (true, true) => Truth::EITHER,
        (true, false) => Truth::TRUE,
        (false, _) => Truth::FALSE,
    }
}

/// From where on a value fits a bound.
pub(crate) fn lowest(bound: Bound) -> Option<Millionths> {
    match bound {
        Bound::From(points) => Some(points.0.into()),
        Bound::Above(points) => Some(Millionths::from(points.0) + 1),
        Bound::Otherwise => None,
    }
}

/// From where on (below where) a value is in each line; the first line that fits takes it.
pub(crate) fn bands(bounds: impl Iterator<Item = Bound>) -> Vec<(Option<Millionths>, Option<Millionths>)> {
    let mut below: Option<Millionths> = None;
    let mut closed = false;
    let mut found = Vec::new();
    for bound in bounds {
        let from = lowest(bound);
        found.push(if closed { (Some(0), Some(0)) } else { (from, below) });
        match from {
            Some(from) => below = Some(below.map_or(from, |below| below.min(from))),
            None => closed = true,
        }
    }
    found
}

/// Calls `see` for every combination of classes.
pub(crate) fn each_world(space: &Space<'_>, free: &[usize], world: &mut World, see: &mut dyn FnMut(&World)) {
    let Some((first, rest)) = free.split_first() else { return see(world) };
    for class in 0..space.count(*first) {
        set(world, *first, u16::try_from(class).ok());
        each_world(space, rest, world, see);
    }
    set(world, *first, None);
}

/// No letter, as results write it.
pub(crate) const NONE: u16 = NO_GRADE;

/// Whether every, or some, member of a set compares so.
pub(crate) fn compared(sums: &Sums, from: Option<Millionths>, below: Option<Millionths>) -> Truth {
    let inside = sums.any_in(from, below);
    let outside = from.is_some_and(|from| sums.any_in(None, Some(from)))
        || below.is_some_and(|below| sums.any_in(Some(below), None));
    match (inside, outside) {
        (true, true) => Truth::EITHER,
        (true, false) => Truth::TRUE,
        (false, _) => Truth::FALSE,
    }
}

/// Whether a member is one of these.
pub(crate) fn is_one_of(sums: &Sums, values: &[Decimal]) -> Truth {
    let can = values.iter().any(|value| sums.holds(value.0));
    let only =
        sums.members().is_some_and(|members| members.iter().all(|member| values.iter().any(|v| v.0 == *member)));
    match (can, only) {
        (true, true) => Truth::TRUE,
        (true, false) => Truth::EITHER,
        (false, _) => Truth::FALSE,
    }
}
