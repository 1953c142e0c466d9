//! Many logs at once: each is a lead of its own, and the engine answers for all of them.

use merit_engine::{AttributeTimes, Engine, Ids, Options};
use merit_ir::{Layout, Model, Results};
use merit_values::{Day, EventBatchBuilder, Instant, LeadBatchBuilder, LocalTime, Zone};

use super::moves::Template;
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
}

impl Trial<'_> {
    /// The results of logs at the end of a day, in their order.
    pub(super) fn results(&self, logs: &[&Log], day: i32) -> Option<(Results, Vec<usize>)> {
        let at = |day: i32| Day(self.start.0.saturating_add(day));
        let options = Options {
            attributes: AttributeTimes::FromTheBeginning,
            ids: Ids::Trust,
            ..Options::at(self.zone.end_of(at(day)))
        };
        let mut engine = Engine::new(self.model, options).ok()?;
        let mut leads = LeadBatchBuilder::new(0, self.model.attributes.len());
        let mut events = EventBatchBuilder::new(0, self.layout.slots().len(), true);
        let mut line = 0;
        for (number, log) in logs.iter().enumerate() {
            let lead = format!("{number:08}");
            leads.lead(
                number as u64 + 1,
                &lead,
                log.lead.attributes.iter().map(|(id, value)| (id.index(), value.clone())),
            );
            for (order, placed) in log.placed.iter().enumerate() {
                let Some(template) = self.templates.get(placed.template) else { continue };
                let slots = self.layout.of_event(template.event);
                let values = template.values(placed.fresh);
                let values =
                    values.filter_map(|(property, value)| Some((*slots.get(property.index())?, value.clone())));
                let instant: Instant = self.zone.instant(LocalTime { day: at(placed.day), micros: NOON });
                line += 1;
                let id = format!("{number:08}-{order:05}");
                events.event(line, Some(&id), &lead, instant, template.event.0, values);
            }
            if !log.lead.later.is_empty() {
                let last = log.placed.iter().map(|placed| placed.day).max().unwrap_or(0);
                let instant = self.zone.instant(LocalTime { day: at(last), micros: AFTERWARDS });
                let values = log.lead.later.iter().map(|(attribute, value)| (attribute.0, value.clone()));
                line += 1;
                events.change(line, Some(&format!("{number:08}-z")), &lead, instant, values);
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

impl Template {
    /// The values of an event, the fresh one by its number.
    pub(super) fn values(&self, fresh: usize) -> impl Iterator<Item = (merit_ir::PropertyId, &merit_values::Value)> {
        let of_fresh = self.fresh.as_ref().and_then(|(property, values)| Some((*property, values.get(fresh)?)));
        self.properties.iter().map(|(property, value)| (*property, value)).chain(of_fresh)
    }
}
