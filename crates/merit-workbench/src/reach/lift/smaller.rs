//! Leaves out of further events what they do not need.

use std::rc::Rc;

use merit_ir::PropertyId;

use super::Higher;
use crate::reach::moves::Template;
use crate::reach::search::{Log, Placed, Quest};

/// So often something is left out.
const MOST_ROUNDS: usize = 40;

/// The same log without events and properties that are not needed, each event as a template of its own; nothing when the log
/// does not arrive.
pub(super) fn smaller(higher: &Higher<'_>, log: &Log) -> Option<(Log, Vec<Template>)> {
    let of = |placed: &Placed| {
        let template = higher.trial.templates.get(placed.template)?;
        let properties = template.values(placed.fresh).map(|(id, value)| (id, value.clone())).collect();
        Some((placed.day, Template::plain(template.event, properties)))
    };
    let mut events: Vec<(i32, Template)> = log.placed.iter().filter_map(of).collect();
    events.sort_by_key(|(day, _)| *day);
    first_that_arrives(higher, std::slice::from_ref(&events))?;
    for _ in 0..MOST_ROUNDS {
        let Some(less) = first_that_arrives(higher, &candidates(higher, &events)) else { break };
        events = less;
    }
    Some(as_log(&events))
}

/// Every log with one thing less: an event, or a property of all equal events.
fn candidates(higher: &Higher<'_>, events: &[(i32, Template)]) -> Vec<Vec<(i32, Template)>> {
    let mut found: Vec<Vec<(i32, Template)>> = Vec::new();
    for at in 0..events.len() {
        let mut less = events.to_vec();
        less.remove(at);
        if !found.contains(&less) {
            found.push(less);
        }
    }
    for (_, template) in events {
        for (property, _) in &template.properties {
            if required(higher, template, *property) {
                continue;
            }
            let mut less = events.to_vec();
            for (_, other) in less.iter_mut().filter(|(_, other)| other == template) {
                other.properties.retain(|(of, _)| of != property);
            }
            if !found.contains(&less) {
                found.push(less);
            }
        }
    }
    found
}

fn required(higher: &Higher<'_>, template: &Template, property: PropertyId) -> bool {
    let event = higher.trial.model.events.get(template.event.index());
    event.and_then(|event| event.properties.get(property.index())).is_none_or(|property| property.required)
}

/// The first of the logs that arrives at the end of its last day.
fn first_that_arrives(higher: &Higher<'_>, logs: &[Vec<(i32, Template)>]) -> Option<Vec<(i32, Template)>> {
    let mut days: Vec<i32> = logs.iter().filter_map(|log| log.last()).map(|(day, _)| *day).collect();
    days.sort_unstable();
    days.dedup();
    for day in days {
        let of_day: Vec<_> = logs.iter().filter(|log| log.last().is_some_and(|(last, _)| *last == day)).collect();
        let mut templates: Vec<Template> = Vec::new();
        let placed: Vec<Log> = of_day.iter().map(|log| placed(log, &mut templates)).collect();
        let trial = higher.trial.with(&templates);
        let (results, order) = trial.results(&placed.iter().collect::<Vec<_>>(), day)?;
        let arrived = of_day.iter().zip(order).find(|(_, lead)| higher.distance(&results, *lead) == 0);
        if let Some((log, _)) = arrived {
            return Some((*log).clone());
        }
    }
    None
}

fn as_log(events: &[(i32, Template)]) -> (Log, Vec<Template>) {
    let mut templates = Vec::new();
    (placed(events, &mut templates), templates)
}

fn placed(events: &[(i32, Template)], templates: &mut Vec<Template>) -> Log {
    let placed = events.iter().map(|(day, template)| {
        let known = templates.iter().position(|other| other == template);
        let template = known.unwrap_or_else(|| {
            templates.push(template.clone());
            templates.len() - 1
        });
        Placed { day: *day, template, fresh: 0 }
    });
    let placed: Vec<Placed> = placed.collect();
    let day = placed.last().map_or(0, |placed| placed.day);
    Log { lead: Rc::default(), placed, day }
}
