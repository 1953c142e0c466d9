//! Many logs at once: each is a lead of its own, and the engine answers for all of them.

use std::collections::BTreeMap;

use merit_engine::{AttributeTimes, Engine, Ids, Options};
use merit_ir::{Layout, Model, Results};
use merit_values::{Day, EventBatchBuilder, Instant, LeadBatchBuilder, LocalTime, Zone};

use super::moves::Template;
use super::past::Past;
use super::search::Log;

const NOON: i64 = 12 * 3_600_000_000;

/// When a lead changes after what happens on a day.
pub(super) const AFTERWARDS: i64 = 13 * 3_600_000_000;

/// What is the same for all logs.
pub(super) struct Trial<'m> {
    pub(super) model: &'m Model,
    pub(super) layout: Layout,
    pub(super) zone: &'m Zone,
    pub(super) templates: &'m [Template],
    pub(super) start: Day,
    /// What every lead has behind it; without it, they are fresh ones.
    pub(super) from: Option<&'m Past>,
}

impl Trial<'_> {
    /// The same with other templates.
    pub(super) fn with<'a>(&'a self, templates: &'a [Template]) -> Trial<'a> {
        Trial {
            model: self.model,
            layout: self.layout.clone(),
            zone: self.zone,
            templates,
            start: self.start,
            from: self.from,
        }
    }

    /// The end of a day of the search: of the first, the instant asked for.
    pub(super) fn end_of(&self, day: i32) -> Instant {
        match self.from {
            Some(past) if day == 0 => past.as_of,
            _ => self.zone.end_of(self.day(day)),
        }
    }

    /// When events of a day of the search happen.
    pub(super) fn instant(&self, day: i32) -> Instant {
        match self.from {
            Some(past) if day == 0 => past.as_of,
            _ => self.zone.instant(LocalTime { day: self.day(day), micros: NOON }),
        }
    }

    const fn day(&self, day: i32) -> Day {
        Day(self.start.0.saturating_add(day))
    }

    /// The results of logs at the end of a day, in their order.
    pub(super) fn results(&self, logs: &[&Log], day: i32) -> Option<(Results, Vec<usize>)> {
        let attributes = self.from.map_or(AttributeTimes::FromTheBeginning, |past| past.attributes);
        let options = Options { attributes, ids: Ids::Trust, ..Options::at(self.end_of(day)) };
        let mut engine = Engine::new(self.model, options).ok()?;
        let mut leads = LeadBatchBuilder::new(0, self.model.attributes.len());
        // Ids tell the order of one instant, and take as long as the rest where nobody asks for it.
        let has_ids = self.from.map_or_else(|| engine.asks_for_order(), |past| past.has_ids);
        let mut events = EventBatchBuilder::new(0, self.layout.slots().len(), has_ids);
        let mut line = 0;
        let mut instants: BTreeMap<i32, Instant> = BTreeMap::new();
        let (mut lead, mut id) = (String::new(), String::new());
        for (number, log) in logs.iter().enumerate() {
            lead.clear();
            push_digits(&mut lead, number, 8);
            leads.lead(
                number as u64 + 1,
                &lead,
                log.lead.attributes.iter().map(|(id, value)| (id.index(), value.clone())),
            );
            if let Some(past) = self.from {
                past.repeat(number, &lead, &mut leads, &mut events);
            }
            for (order, placed) in log.placed.iter().enumerate() {
                let Some(template) = self.templates.get(placed.template) else { continue };
                let slots = self.layout.of_event(template.event);
                let values = template.values(placed.fresh);
                let values =
                    values.filter_map(|(property, value)| Some((*slots.get(property.index())?, value.clone())));
                line += 1;
                if has_ids {
                    // After every other record of that instant.
                    id.clone_from(&lead);
                    id.push_str("-\u{10FFFF}");
                    push_digits(&mut id, order, 5);
                }
                let at = *instants.entry(placed.day).or_insert_with(|| self.instant(placed.day));
                events.event(line, has_ids.then_some(id.as_str()), &lead, at, template.event.0, values);
            }
            if !log.lead.later.is_empty() {
                let last = log.placed.iter().map(|placed| placed.day).max().unwrap_or(0);
                let instant = self.zone.instant(LocalTime { day: self.day(last), micros: AFTERWARDS });
                let values = log.lead.later.iter().map(|(attribute, value)| (attribute.0, value.clone()));
                line += 1;
                events.change(line, Some(&format!("{lead}-z")), &lead, instant, values);
            }
        }
        engine.add_leads(leads.finish()).ok()?;
        engine.add_events(events.finish()).ok()?;
        let results = engine.finish().ok()?.results;
        // Leads come sorted by name, and names are numbered.
        let order: Vec<usize> = (0..results.len()).collect();
        (order.len() == logs.len()).then_some((results, order))
    }
}

/// A number with zeros before it.
fn push_digits(text: &mut String, number: usize, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_usize.pow(place) % 10;
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
}

impl Template {
    /// The values of an event, the fresh one by its number.
    pub(super) fn values(&self, fresh: usize) -> impl Iterator<Item = (merit_ir::PropertyId, &merit_values::Value)> {
        let of_fresh = self.fresh.as_ref().and_then(|(property, values)| Some((*property, values.get(fresh)?)));
        self.properties.iter().map(|(property, value)| (*property, value)).chain(of_fresh)
    }
}
