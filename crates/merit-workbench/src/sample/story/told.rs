//! All that is known of a lead, as a test.

use std::collections::BTreeSet;

use merit_engine::History;
use merit_ir::{AttributeId, EventId, Happening, Layout, Model, PropertyId, Source, TestCase, TestMoment};
use merit_values::{CHANGE, Day, EventBatch, Instant, Value, Zone};

use crate::write::is_writable;

const MINUTE: i64 = 60_000_000;

/// The lead from its first record to the instant that is asked about. Times are cut to minutes.
pub(super) fn whole(model: &Model, history: &History) -> Option<TestCase> {
    let zone = Zone::named(&model.timezone).ok()?;
    let layout = Layout::of(model);
    let mut records: Vec<(Instant, &str, &EventBatch, usize)> = Vec::new();
    let mut changed: BTreeSet<u16> = BTreeSet::new();
    for batch in &history.events {
        changed.extend(batch.changes.iter().map(|change| change.attribute));
        for (row, at) in batch.at.iter().enumerate().filter(|(_, at)| **at <= history.as_of) {
            records.push((*at, batch.ids.as_ref().map_or("", |ids| ids.get(row)), batch, row));
        }
    }
    records.sort_by_key(|(at, id, ..)| (*at, *id));
    let start = records.first().map_or(history.as_of, |(at, ..)| *at);
    let mut happenings: Vec<Happening> = Vec::new();
    for (at, _, batch, row) in records {
        let next = happening(&zone, &layout, at, batch, row)?;
        // The same again, in the same minute: so many times.
        if let (
            Some(Happening::Event { moment, event, properties, times, .. }),
            Happening::Event { moment: next_moment, event: next_event, properties: next_properties, .. },
        ) = (happenings.last_mut(), &next)
            && (&*moment, &*event, &*properties) == (next_moment, next_event, next_properties)
        {
            *times += 1;
            continue;
        }
        happenings.push(next);
    }
    Some(TestCase {
        name: String::new(),
        start: zone.day_of(start),
        attributes: attributes(history, &changed),
        happenings,
        expectations: Vec::new(),
        source: Source::default(),
    })
}

/// What the tables say of attributes that never change: of the others, they say nothing about the past.
fn attributes(history: &History, changed: &BTreeSet<u16>) -> Vec<(AttributeId, Value)> {
    let mut found: Vec<(AttributeId, Value)> = Vec::new();
    for table in &history.table {
        for (attribute, column) in (0u16..).zip(&table.columns) {
            let Some(column) = column else { continue };
            let value = (0..table.leads.len()).map(|row| column.value(row)).find(|value| *value != Value::Unknown);
            if let Some(value) = value
                && !changed.contains(&attribute)
                && is_writable(&value)
                && found.iter().all(|(known, _)| known.0 != attribute)
            {
                found.push((AttributeId(attribute), value));
            }
        }
    }
    found.sort_by_key(|(attribute, _)| *attribute);
    found
}

fn happening(zone: &Zone, layout: &Layout, at: Instant, batch: &EventBatch, row: usize) -> Option<Happening> {
    let moment = moment(zone, at);
    let kind = *batch.types.get(row)?;
    let source = Source::default();
    if kind == CHANGE {
        let of_row = batch.changes.iter().filter(|change| change.row as usize == row);
        let values = of_row.map(|change| (AttributeId(change.attribute), change.value.clone()));
        let attributes: Vec<(AttributeId, Value)> = values.filter(|(_, value)| is_writable(value)).collect();
        return Some(Happening::Change { moment, attributes, source });
    }
    let event = EventId(kind);
    let properties = (0u16..).zip(layout.of_event(event)).filter_map(|(property, slot)| {
        let value = batch.columns.get(*slot)?.as_ref()?.value(row);
        (value != Value::Unknown && is_writable(&value)).then_some((PropertyId(property), value))
    });
    Some(Happening::Event { moment, event, properties: properties.collect(), times: 1, source })
}

/// The minute of an instant.
fn moment(zone: &Zone, at: Instant) -> TestMoment {
    let local = zone.local(at);
    TestMoment { day: local.day, clock: Some(local.micros - local.micros.rem_euclid(MINUTE)) }
}

/// The moment of an expectation: a whole day where it is the end of one.
pub(super) fn asked_at(zone: &Zone, at: Instant) -> TestMoment {
    let day: Day = zone.day_of(at);
    if zone.end_of(day) == at { TestMoment { day, clock: None } } else { moment(zone, at) }
}

/// How many records a test has.
pub(super) fn records(test: &TestCase) -> usize {
    let count = |happening: &Happening| match happening {
        Happening::Event { times, .. } => *times as usize,
        Happening::Change { .. } => 1,
    };
    test.happenings.iter().map(count).sum()
}
