//! What a model can reach, found from the compiled model alone: the sums that rules, groups, scores and grades can have,
//! and whether a lead can be in a tier, cell or segment at all.
//!
//! Everything here is **sound**: what a log can give is never left out. It may be *wide*: what is not ruled out need not
//! be attainable. A lead or an event is looked at through classes of its values ([`space`]): numbers as stretches,
//! choices as sets, texts as far as equality, beginnings, ends and parts of texts imply or exclude each other, past
//! events as counts. Conditions of event rules are asked when the event happens, so they never limit what is true now.
//!
//! [`Reach::of`] lays a model out; the checks of the compiler use [`Reach::partial`], for models with errors in other
//! places.

mod bounds;
mod classes;
mod evaluate;
mod known_sums;
mod outcome;
mod parts;
mod rule;
pub mod space;
mod sums;
pub mod truth;

mod silence;
mod ways;

use std::cell::OnceCell;

use merit_ir::{Condition, GradeId, Model, ScoreId, TiersId};

pub use bounds::{End, Giver, Side, Term, shown};
pub use outcome::{Spot, Verdict};
pub use rule::RuleReach;
pub use sums::{Millionths, Sums, rounded, unit};
pub use ways::{EventWay, event_ways};

use evaluate::Memo;
use known_sums::KnownSums;
use parts::{GroupPart, Parts};
use space::{Space, World};

/// Which scores and grades of a model are whole; of the others nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// For each score; a score beyond the end is whole.
    pub scores: Vec<bool>,
    /// For each grade.
    pub grades: Vec<bool>,
    /// A rule that can never count is a mistake that is reported by itself: sums are those without the mistake.
    pub lenient: bool,
}

impl Known {
    fn score(&self, at: usize) -> bool {
        self.scores.get(at).copied().unwrap_or(true)
    }

    fn grade(&self, at: usize) -> bool {
        self.grades.get(at).copied().unwrap_or(true)
    }
}

/// What a score can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreReach {
    /// Its sums before range and rounding.
    pub sums: Sums,
    /// Its values.
    pub values: Sums,
    /// The highest, and how it comes about.
    pub highest: End,
    /// The lowest, and how it comes about.
    pub lowest: End,
}

/// What the points of a grade can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeReach {
    /// Its points.
    pub points: Sums,
    /// The highest, and how it comes about.
    pub highest: End,
    /// The lowest, and how it comes about.
    pub lowest: End,
}

/// What a group can add to a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReach {
    /// Sums of its rules before its lid (of `best one only`, the best one).
    pub before_cap: Sums,
    /// Sums after its lid.
    pub sums: Sums,
}

/// A score or a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A score.
    Score(ScoreId),
    /// A grade.
    Grade(GradeId),
}

/// The analysis of one model.
pub struct Reach<'m> {
    model: &'m Model,
    space: Space<'m>,
    parts: Parts,
    /// For each tier: whether a lead can enter it by its bound.
    entered: OnceCell<Vec<Vec<bool>>>,
    scores: Vec<OnceCell<ScoreReach>>,
    grades: Vec<OnceCell<GradeReach>>,
    known: KnownSums,
}

/// A search for a possible world takes at most so many steps, unless more are asked for.
const STEPS: usize = 3_000;

impl<'m> Reach<'m> {
    /// Lays a model out.
    #[must_use]
    pub fn of(model: &'m Model) -> Self {
        Self::partial(model, &Known::default())
    }

    /// Lays out a model that may have errors.
    #[must_use]
    pub fn partial(model: &'m Model, whole: &Known) -> Self {
        let mut space = Space::new(model, None);
        let parts = parts::lay_out(model, &mut space, whole);
        space.finish();
        let scores = vec![OnceCell::new(); model.scores.len()];
        let grades = vec![OnceCell::new(); model.grades.len()];
        let known = KnownSums::default();
        let reach = Self { model, space, parts, entered: OnceCell::new(), scores, grades, known };
        let entered =
            (0..model.tiers.len()).map(|at| reach.enterable(TiersId(u16::try_from(at).unwrap_or(u16::MAX))));
        let entered: Vec<Vec<bool>> = entered.collect();
        let _ = reach.entered.set(entered);
        reach
    }

    fn enterable(&self, tiers: TiersId) -> Vec<bool> {
        let Some(of) = self.model.tiers.get(tiers.index()) else { return Vec::new() };
        let values = self.score_values(of.score, &self.space.open_world(), &Memo::default());
        let bands = evaluate::bands(of.lines.iter().map(|line| line.bound));
        bands.iter().map(|(from, below)| values.any_in(*from, *below)).collect()
    }

    /// What a score can be; worked out once.
    #[must_use]
    pub fn score(&self, score: ScoreId) -> Option<&ScoreReach> {
        let found = self.scores.get(score.index())?;
        Some(found.get_or_init(|| {
            let world = self.space.open_world();
            ScoreReach {
                sums: self.score_sums(score, &world, &Memo::default()),
                values: self.score_values(score, &world, &Memo::default()),
                highest: self.end_of_score(score, Side::High),
                lowest: self.end_of_score(score, Side::Low),
            }
        }))
    }

    /// What the points of a grade can be; worked out once.
    #[must_use]
    pub fn grade(&self, grade: GradeId) -> Option<&GradeReach> {
        let found = self.grades.get(grade.index())?;
        Some(found.get_or_init(|| GradeReach {
            points: self.grade_points(grade, &self.space.open_world()),
            highest: self.end_of_grade(grade, Side::High),
            lowest: self.end_of_grade(grade, Side::Low),
        }))
    }

    /// What a rule can be worth, by the numbers of its group and of the rule in it.
    #[must_use]
    pub fn rule(&self, of: Of, group: usize, rule: usize) -> Option<&RuleReach> {
        self.groups(of)?.get(group)?.reach.get(rule)
    }

    /// What a group can add, by its number.
    #[must_use]
    pub fn group(&self, of: Of, group: usize) -> Option<GroupReach> {
        let part = self.groups(of)?.get(group)?;
        let before_cap = self.of_one_group(group, part);
        let sums = rule::capped(&before_cap, part.cap);
        Some(GroupReach { before_cap, sums })
    }

    fn of_one_group(&self, at: usize, part: &GroupPart) -> Sums {
        let mut world = self.space.open_world();
        let mut component = parts::Component::default();
        for rule in &part.rules {
            if let parts::RulePart::Standing(node, _) = rule {
                Space::variables_of(node, &mut component.variables);
            }
        }
        component.units.push(parts::Unit::Group(at));
        let Some(free) = self.free(&component, &world) else { return self.before_lid(part, &world) };
        let mut found: Option<Sums> = None;
        evaluate::each_world(&self.space, &free, &mut world, &mut |world| {
            let sums = self.before_lid(part, world);
            found = Some(found.take().map_or_else(|| sums.clone(), |before| before.or(&sums)));
        });
        found.unwrap_or_else(Sums::zero)
    }

    fn groups(&self, of: Of) -> Option<&[GroupPart]> {
        Some(match of {
            Of::Score(score) => &self.parts.scores.get(score.index())?.groups,
            Of::Grade(grade) => &self.parts.grades.get(grade.index())?.groups,
        })
    }

    /// Whether a lead can be at a spot: `false` is proved, `true` is not ruled out.
    #[must_use]
    pub fn can_be(&self, spot: &Spot) -> bool {
        self.verdict(spot, STEPS) != Verdict::Impossible
    }

    /// Looks through the worlds for one that allows a spot.
    #[must_use]
    pub fn verdict(&self, spot: &Spot, steps: usize) -> Verdict {
        let mut variables = Vec::new();
        self.variables_of_spot(spot, &mut variables);
        self.search(&variables, steps, &|world| self.truth_of(spot, world).can_be_true())
    }

    /// Whether a condition can be true at all, of a lead or of an event of a type: `false` is proved.
    #[must_use]
    pub fn can_hold(&self, event: Option<merit_ir::EventId>, condition: &Condition) -> bool {
        let mut space = Space::new(self.model, event);
        let node = space.add(condition);
        space.finish();
        space.can_hold(&node, STEPS)
    }

    /// The variables and their classes, for those who look for a lead that fits.
    #[must_use]
    pub const fn space(&self) -> &Space<'m> {
        &self.space
    }

    /// The worlds that are not ruled out for a spot, up to so many; for those who look for a lead that fits.
    #[must_use]
    pub fn worlds(&self, spot: &Spot, steps: usize, most: usize) -> Vec<World> {
        let mut variables = Vec::new();
        self.variables_of_spot(spot, &mut variables);
        let variables: Vec<usize> = variables.into_iter().filter(|v| self.space.count(*v) > 1).collect();
        let found = std::cell::RefCell::new(Vec::new());
        let depth = variables.len();
        let fixed = |world: &World| variables.iter().filter(|v| world.get(**v).copied().flatten().is_some()).count();
        self.search(&variables, steps, &|world| {
            if !self.truth_of(spot, world).can_be_true() || found.borrow().len() >= most {
                return false;
            }
            if fixed(world) == depth {
                found.borrow_mut().push(world.clone());
                return false;
            }
            true
        });
        found.into_inner()
    }
}
