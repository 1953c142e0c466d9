//! Transitions of a lead and the triggers that follow from them (section 3.13).

use std::sync::Arc;

use merit_ir::{Due, HowOften, Model, NO_GRADE, Target, Transition, Trigger};
use merit_values::{Duration, Instant, LocalTime};

use super::occasions::Occurrence;
use super::{Context, Lead};
use crate::standing::Outcomes;

/// A place of a lead: number of the tiers, segment or matrix, and which line or cell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move<'m> {
    at: Instant,
    enters: bool,
    target: Target,
    name: &'m str,
}

/// Names of places, so that those of many transitions are one text.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<Arc<str>>);

impl Names {
    fn shared(&mut self, name: &str) -> Arc<str> {
        let known = self.0.iter().position(|known| **known == *name).unwrap_or_else(|| {
            self.0.push(name.into());
            self.0.len() - 1
        });
        Arc::clone(&self.0[known])
    }
}

/// What happened to a lead.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) transitions: Vec<Transition>,
    pub(crate) due: Vec<Due>,
    pub(crate) last: Option<Outcomes>,
}

impl Lead {
    /// Transitions and due triggers after `since` and up to the instant asked for.
    pub(crate) fn history(&mut self, context: &Context<'_>, id: &str, since: Instant) -> History {
        let model = &context.plan.model;
        let mut moves: Vec<Move<'_>> = Vec::new();
        let last = self.walk(context, &context.plan.everything, true, |at, before, outcomes| {
            moves_between(model, before, outcomes, at, &mut moves);
        });
        let transitions = self.named(id, moves.iter().filter(|change| change.at > since));
        let due = model.triggers.iter().flat_map(|trigger| self.due(context, trigger, &moves, id, since)).collect();
        History { transitions, due, last }
    }

    /// What differs between these outcomes of one lead, which are in order of time.
    pub(super) fn transitions(
        &mut self,
        context: &Context<'_>,
        id: &str,
        outcomes: &[(Instant, Outcomes)],
    ) -> Vec<Transition> {
        let mut moves = Vec::new();
        for ((_, before), (at, now)) in outcomes.iter().zip(outcomes.iter().skip(1)) {
            moves_between(&context.plan.model, Some(before), now, *at, &mut moves);
        }
        self.named(id, moves.iter())
    }

    fn named<'m>(&mut self, id: &str, moves: impl Iterator<Item = &'m Move<'m>>) -> Vec<Transition> {
        let lead: Arc<str> = id.into();
        let names = &mut self.names;
        let transition = |change: &Move<'_>| Transition {
            at: change.at,
            lead: Arc::clone(&lead),
            enters: change.enters,
            name: names.shared(change.name),
        };
        moves.map(transition).collect()
    }

    fn due(
        &mut self,
        context: &Context<'_>,
        trigger: &Trigger,
        moves: &[Move<'_>],
        id: &str,
        since: Instant,
    ) -> Vec<Due> {
        let here: Vec<&Move<'_>> = moves
            .iter()
            .filter(|change| place_of(change.target) == place_of(trigger.target) && change.name == trigger.name)
            .collect();
        let mut occasions = Vec::new();
        for (number, change) in here.iter().enumerate().filter(|(_, change)| change.enters != trigger.leaving) {
            let due = due_at(context, change.at, trigger.delay);
            let undone = here[number + 1..].iter().find(|later| later.enters != change.enters);
            let dropped = !trigger.even_if_they_left && undone.is_some_and(|later| later.at <= due);
            if !dropped {
                let day = context.plan.zone.day_of(change.at);
                occasions.push(Occurrence { at: change.at, day, event: 0 });
            }
        }
        self.keep(context, trigger.how_often, &mut occasions);
        let delay = trigger.delay.map_or_else(|| "0".to_owned(), |delay| delay.to_string());
        let action = &context.plan.model.actions[trigger.action.index()].name;
        occasions
            .into_iter()
            .map(|occasion| Due {
                due: due_at(context, occasion.at, trigger.delay),
                lead: id.into(),
                enters: !trigger.leaving,
                name: trigger.name.as_str().into(),
                action: action.as_str().into(),
                delay: delay.as_str().into(),
                at: occasion.at,
            })
            .filter(|due| since < due.due && due.due <= context.options.as_of)
            .collect()
    }

    fn keep(&mut self, context: &Context<'_>, how_often: HowOften, occasions: &mut Vec<Occurrence>) {
        let mut frequency = std::mem::take(&mut self.frequency);
        frequency.keep_counted(context, how_often, occasions, |_| 0);
        self.frequency = frequency;
    }
}

/// Tiers, segment or matrix, whichever line it is.
const fn place_of(target: Target) -> (u8, u16) {
    match target {
        Target::Tier(tiers, _) => (0, tiers.0),
        Target::Segment(segment) => (1, segment.0),
        Target::Cell(matrix) => (2, matrix.0),
    }
}

/// That instant, or a delay after it: hours on the clock, days at the same local time.
fn due_at(context: &Context<'_>, at: Instant, delay: Option<Duration>) -> Instant {
    let Some(delay) = delay else { return at };
    match delay.clock_micros() {
        Some(micros) => Instant(at.0.saturating_add(micros)),
        None => {
            let LocalTime { day, micros } = context.plan.zone.local(at);
            context.plan.zone.instant(LocalTime { day: day.plus(delay), micros })
        }
    }
}

fn moves_between<'m>(
    model: &'m Model,
    before: Option<&Outcomes>,
    now: &Outcomes,
    at: Instant,
    moves: &mut Vec<Move<'m>>,
) {
    let mut compare = |target: Target, old: Option<&'m str>, new: Option<&'m str>| {
        if old != new {
            moves.extend(old.map(|name| Move { at, enters: false, target, name }));
            moves.extend(new.map(|name| Move { at, enters: true, target, name }));
        }
    };
    for (number, tiers) in model.tiers.iter().enumerate() {
        let name = |outcomes: &Outcomes| tiers.lines[usize::from(outcomes.tiers[number])].name.as_str();
        compare(Target::Tier(merit_ir::TiersId(short(number)), 0), before.map(name), Some(name(now)));
    }
    for (number, segment) in model.segments.iter().enumerate() {
        let name = |outcomes: &Outcomes| outcomes.segments[number].then_some(segment.name.as_str());
        compare(Target::Segment(merit_ir::SegmentId(short(number))), before.and_then(name), name(now));
    }
    for (number, _) in model.matrices.iter().enumerate() {
        let name = |outcomes: &Outcomes| cell(model, number, outcomes);
        compare(Target::Cell(merit_ir::MatrixId(short(number))), before.and_then(name), name(now));
    }
}

fn cell<'m>(model: &'m Model, number: usize, outcomes: &Outcomes) -> Option<&'m str> {
    let matrix = &model.matrices[number];
    let row = outcomes.tiers[matrix.rows.index()];
    let column = match matrix.columns {
        merit_ir::MatrixColumns::Grade(grade) => outcomes.grades[grade.index()],
        merit_ir::MatrixColumns::Tiers(tiers) => outcomes.tiers[tiers.index()],
    };
    (column != NO_GRADE).then(|| matrix.cells[usize::from(row)][usize::from(column)].as_str())
}

fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
