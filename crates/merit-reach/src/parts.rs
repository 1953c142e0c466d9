//! A model laid out for the analysis: conditions over one space of variables, event rules as sets of sums.

use merit_ir::{Grade, Group, Membership, Model, Score, SumPart};
use merit_values::Points;

use crate::rule::{self, RuleReach, can_happen};
use crate::silence;
use crate::space::{Node, Space};
use crate::sums::{Millionths, Sums};

/// How the rules of a score are taken.
#[derive(Clone, Copy)]
struct How {
    resets: bool,
    lenient: bool,
}

/// A rule under a score or grade.
#[derive(Clone, Debug)]
pub(crate) enum RulePart {
    /// Sums that the log decides.
    Event(Sums),
    /// Points that stand while a condition is true.
    Standing(Node, Millionths),
}

#[derive(Clone, Debug)]
pub(crate) struct GroupPart {
    pub(crate) cap: Option<Points>,
    pub(crate) best: bool,
    pub(crate) rules: Vec<RulePart>,
    pub(crate) reach: Vec<RuleReach>,
}

impl GroupPart {
    /// Its rules add up one by one.
    pub(crate) const fn is_plain(&self) -> bool {
        self.cap.is_none() && !self.best
    }
}

/// What must be looked at together: a rule of a plain group, or a whole group.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Rule(usize, usize),
    Group(usize),
}

/// Units that share variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Component {
    /// Its number among all components of the model.
    pub(crate) number: usize,
    pub(crate) units: Vec<Unit>,
    pub(crate) variables: Vec<usize>,
}

/// A score or a grade.
#[derive(Clone, Debug)]
pub(crate) struct SumParts {
    pub(crate) starts: Millionths,
    pub(crate) groups: Vec<GroupPart>,
    pub(crate) sum_of: Vec<SumPart>,
    pub(crate) silences: Vec<Sums>,
    /// The start, silences, and everything that only the log decides.
    pub(crate) loose: Sums,
    pub(crate) components: Vec<Component>,
    /// Something in it is not known: every sum is possible.
    pub(crate) open: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct SegmentPart {
    pub(crate) includes: Vec<Node>,
    pub(crate) excludes: Vec<Node>,
}

pub(crate) struct Parts {
    pub(crate) scores: Vec<SumParts>,
    pub(crate) grades: Vec<SumParts>,
    pub(crate) no_grade: Vec<Vec<Node>>,
    pub(crate) segments: Vec<SegmentPart>,
}

/// Lays out a model; `known` says which scores and grades are whole.
pub(crate) fn lay_out<'m>(model: &'m Model, space: &mut Space<'m>, known: &crate::Known) -> Parts {
    let scores: Vec<_> = model
        .scores
        .iter()
        .enumerate()
        .map(|(at, score)| of_score(model, space, score, known.score(at), known.lenient))
        .collect();
    let grades: Vec<_> = model
        .grades
        .iter()
        .enumerate()
        .map(|(at, grade)| of_grade(model, space, grade, known.grade(at), known.lenient))
        .collect();
    let no_grade =
        model.grades.iter().map(|grade| grade.no_grade_if.iter().map(|c| space.add(c)).collect()).collect();
    let mut number = 0;
    let mut member = |space: &mut Space<'m>, line: &Membership| match line {
        Membership::When(condition) => space.add(condition),
        Membership::After(occasion, _) if can_happen(model, occasion) => {
            number += 1;
            space.alone(number)
        }
        Membership::After(..) => Node::Any(Vec::new()),
    };
    let segments = model
        .segments
        .iter()
        .map(|segment| SegmentPart {
            includes: segment.includes.iter().map(|line| member(space, line)).collect(),
            excludes: segment.excludes.iter().map(|line| member(space, line)).collect(),
        })
        .collect();
    let mut parts = Parts { scores, grades, no_grade, segments };
    let components = parts.scores.iter_mut().chain(&mut parts.grades).flat_map(|parts| &mut parts.components);
    components.enumerate().for_each(|(number, component)| component.number = number);
    parts
}

fn of_score<'m>(model: &'m Model, space: &mut Space<'m>, score: &'m Score, known: bool, lenient: bool) -> SumParts {
    let by_silence = score.inactivity.iter().flat_map(|block| &block.stages);
    let resets =
        !score.resets.is_empty() || by_silence.clone().any(|stage| stage.effect == merit_ir::StageEffect::Reset);
    let groups = groups(model, space, &score.groups, How { resets, lenient });
    let silences = score.inactivity.iter().map(|block| silence::reach(block, resets)).collect();
    let sum_of = score.sum_of.clone();
    together(SumParts {
        starts: score.starts_at.0.into(),
        groups,
        sum_of,
        silences,
        loose: Sums::zero(),
        components: Vec::new(),
        open: !known,
    })
}

fn of_grade<'m>(model: &'m Model, space: &mut Space<'m>, grade: &'m Grade, known: bool, lenient: bool) -> SumParts {
    together(SumParts {
        starts: grade.starts_at.0.into(),
        groups: groups(model, space, &grade.groups, How { resets: false, lenient }),
        sum_of: Vec::new(),
        silences: Vec::new(),
        loose: Sums::zero(),
        components: Vec::new(),
        open: !known,
    })
}

fn groups<'m>(model: &'m Model, space: &mut Space<'m>, groups: &'m [Group], how: How) -> Vec<GroupPart> {
    let of_group = |group: &'m Group| {
        let mut part = GroupPart { cap: group.cap, best: group.best_one_only, rules: Vec::new(), reach: Vec::new() };
        for rule in &group.rules {
            let reach = rule::reach(model, rule, how.resets, how.lenient);
            part.rules.push(match &rule.kind {
                merit_ir::RuleKind::Standing { condition, points } if !reach.never => {
                    let node = space.add(condition);
                    RulePart::Standing(space.during(node, rule.during), points.0.into())
                }
                _ => RulePart::Event(reach.sums.clone()),
            });
            part.reach.push(reach);
        }
        part
    };
    groups.iter().map(of_group).collect()
}

/// Adds up what only the log decides, and gathers the units that share variables.
fn together(mut parts: SumParts) -> SumParts {
    let mut loose = Sums::one(parts.starts);
    for silence in &parts.silences {
        loose = loose.plus(silence);
    }
    let mut units: Vec<(Unit, Vec<usize>)> = Vec::new();
    for (at, group) in parts.groups.iter().enumerate() {
        let mut of_group = Vec::new();
        for (number, rule) in group.rules.iter().enumerate() {
            match rule {
                RulePart::Event(sums) if group.is_plain() => loose = loose.plus(sums),
                RulePart::Event(_) => {}
                RulePart::Standing(node, _) if group.is_plain() => {
                    let mut variables = Vec::new();
                    Space::variables_of(node, &mut variables);
                    units.push((Unit::Rule(at, number), variables));
                }
                RulePart::Standing(node, _) => Space::variables_of(node, &mut of_group),
            }
        }
        if !group.is_plain() {
            units.push((Unit::Group(at), of_group));
        }
    }
    parts.loose = loose;
    parts.components = components(units);
    parts
}

fn components(units: Vec<(Unit, Vec<usize>)>) -> Vec<Component> {
    let mut found: Vec<Component> = Vec::new();
    // The component of each variable; joined components point to the one they became part of.
    let mut of_variable: std::collections::HashMap<usize, usize> = std::collections::HashMap::new();
    let mut joined: Vec<usize> = Vec::new();
    for (unit, variables) in units {
        let root = |joined: &[usize], mut at: usize| {
            while let Some(next) = joined.get(at).filter(|next| **next != at) {
                at = *next;
            }
            at
        };
        let mut target: Option<usize> = None;
        for variable in &variables {
            let Some(at) = of_variable.get(variable).map(|at| root(&joined, *at)) else { continue };
            match target {
                None => target = Some(at),
                Some(first) if first != at => {
                    let (into, from) = (first.min(at), first.max(at));
                    let moved = found.get_mut(from).map(std::mem::take).unwrap_or_default();
                    if let (Some(into), Some(link)) = (found.get_mut(into), joined.get_mut(from)) {
                        into.units.extend(moved.units);
                        into.variables.extend(moved.variables);
                        *link = first.min(at);
                    }
                    target = Some(into);
                }
                Some(_) => {}
            }
        }
        let target = target.unwrap_or_else(|| {
            found.push(Component::default());
            joined.push(joined.len());
            found.len() - 1
        });
        if let Some(component) = found.get_mut(target) {
            component.units.push(unit);
            for variable in variables {
                if let std::collections::hash_map::Entry::Vacant(place) = of_variable.entry(variable) {
                    place.insert(target);
                    component.variables.push(variable);
                }
            }
        }
    }
    found.retain(|component| !component.units.is_empty());
    found
}
