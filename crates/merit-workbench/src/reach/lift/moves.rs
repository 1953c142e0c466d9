//! Moves of a lead with a past: the attributes are what they are, and some values were used before.

use merit_ir::{Layout, Measure, Model, Occasion, Pattern};

use crate::reach::moves::{Move, Moves, Step, Template, Values, moves};
use crate::reach::past::Past;
use crate::reach::search::Goal;

/// Questions of a streak that can still be answered: so many of the latest.
const UNANSWERED: usize = 5;

/// What the rules of a score with tiers ask for, whatever lead it is.
pub(super) fn of_tiers(model: &Model, goal: &Goal<'_>, values: &Values<'_>) -> Moves {
    let mut found = moves(model, goal, values, &ends_of_silence(model));
    found.waits.clear();
    // Attributes are not for choosing here, so templates that differ in nothing else are one.
    let mut templates: Vec<Template> = Vec::new();
    let mut same: Vec<usize> = Vec::new();
    for template in found.templates {
        let template = template.without_attributes();
        let at = templates.iter().position(|other| *other == template).unwrap_or_else(|| {
            templates.push(template);
            templates.len() - 1
        });
        same.push(at);
    }
    found.templates = templates;
    let mut unique: Vec<Move> = Vec::new();
    for mut one in found.moves {
        for step in &mut one.steps {
            step.template = same.get(step.template).copied().unwrap_or(step.template);
        }
        match unique.iter_mut().find(|other| other.steps == one.steps) {
            Some(other) => other.delays.extend(one.delays),
            None => unique.push(one),
        }
    }
    // What must have happened before may have happened.
    for template in 0..found.templates.len() {
        single(&mut unique, template);
    }
    for one in &mut unique {
        one.delays.sort_unstable();
        one.delays.dedup();
    }
    found.moves = unique;
    found
}

/// One event alone.
fn single(moves: &mut Vec<Move>, template: usize) {
    let steps = vec![Step { day: 0, template, fresh: 0 }];
    if !moves.iter().any(|one| one.steps == steps) {
        moves.push(Move { steps, delays: vec![0, 1] });
    }
}

/// Events that end a silence and so give back what it took, whether or not rules ask for them.
fn ends_of_silence(model: &Model) -> Vec<Occasion> {
    let blocks = model.scores.iter().flat_map(|score| &score.inactivity).filter(|block| block.give_back);
    let mut events = Vec::new();
    for block in blocks {
        match &block.measured_by {
            Measure::Events(of) => events.extend(of.iter().copied()),
            Measure::AnyActivity => {
                let any = (0..).zip(&model.events).find(|(_, event)| event.activity);
                events.extend(any.map(|(number, _)| merit_ir::EventId(number)));
            }
        }
    }
    events.sort_unstable();
    events.dedup();
    events.into_iter().map(|event| Occasion::Single(Pattern { event, condition: None })).collect()
}

/// The same for a lead: values that it has not used come first, and streaks that it began can go on.
pub(super) fn for_lead(model: &Model, layout: &Layout, of_all: &Moves, past: &Past) -> Moves {
    let mut moves = of_all.clone();
    for template in &mut moves.templates {
        let Some((property, values)) = &mut template.fresh else { continue };
        let Some(slot) = layout.of_event(template.event).get(property.index()) else { continue };
        let used = past.values(template.event.0, *slot);
        values.sort_by_key(|value| used.contains(&value));
    }
    for occasion in occasions(model) {
        let Occasion::Streak { answer, asked, answer_by, asked_by, .. } = occasion else { continue };
        let slot = |event: merit_ir::EventId, property: merit_ir::PropertyId| {
            layout.of_event(event).get(property.index()).copied()
        };
        let (Some(of_asked), Some(of_answer)) = (slot(*asked, *asked_by), slot(answer.event, *answer_by)) else {
            continue;
        };
        let answered = past.values(answer.event.0, of_answer);
        let open = past.values(asked.0, of_asked).into_iter().rev().filter(|value| !answered.contains(value));
        let answers: Vec<Template> = moves.templates.iter().filter(|of| of.event == answer.event).cloned().collect();
        for value in open.take(UNANSWERED) {
            for template in &answers {
                let template = template.with(*answer_by, value);
                if moves.templates.contains(&template) {
                    continue;
                }
                moves.templates.push(template);
                single(&mut moves.moves, moves.templates.len() - 1);
            }
        }
    }
    moves
}

fn occasions(model: &Model) -> impl Iterator<Item = &Occasion> {
    let rules = model.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules);
    rules.filter_map(|rule| match &rule.kind {
        merit_ir::RuleKind::Event { occasion, .. } => Some(occasion),
        merit_ir::RuleKind::Standing { .. } => None,
    })
}

/// Only what can happen at one instant.
pub(super) fn at_once(moves: &Moves) -> Moves {
    let mut now = moves.clone();
    now.moves.retain(|one| one.steps.iter().all(|step| step.day == 0));
    for one in &mut now.moves {
        one.delays = vec![0];
    }
    now
}
