//! Event and change records as rows.

mod quick;

use std::borrow::Cow;
use std::sync::Arc;

use merit_diagnostics::Code;
use merit_ir::Needs;
use merit_values::{AttributeValue, CHANGE, EventBatch, Instant, Strings, TextColumn, push};

use crate::block::Settings;
use crate::columns::Filler;
use crate::convert::Conversion;
use crate::dictionary::Look;
use crate::mapping::{EventFrom, EventShape, Mapping, PropertyUse, SetFrom, TypeMeaning};
use crate::plan::Plan;
use crate::problem::{BadRecord, shown};
use crate::raw::Raw;
use crate::report::ReadReport;
use crate::rows::{Batch, Ids, Record, Undeclared, conversion, lead, place};

pub(crate) use quick::{QuickRecord, Sort, trimmed};

/// What is done about the ids of events; those of change records are always taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventIds {
    /// They are taken, and all records have one or none has.
    Asked,
    /// Only the first record is asked, to tell whether the log has ids.
    First,
    /// They are not looked at.
    Aside,
}

/// A batch of records in the making.
#[derive(Debug)]
pub(crate) struct EventRows<'p> {
    mapping: &'p Mapping,
    content_ids: bool,
    needs: Option<Arc<Needs>>,
    plan: Arc<Plan>,
    event_ids: EventIds,
    has_ids: Option<bool>,
    batch: EventBatch,
    /// The lead of the last row.
    last_lead: Look,
    /// Those of the last rows may be missing: they are empty.
    ids: Strings,
    sorts: quick::Sorts,
    columns: Vec<Filler<'p>>,
    conversion: Conversion<'p>,
    report: ReadReport,
    undeclared: Undeclared,
    /// Declared for other events, not for the one of the record.
    elsewhere: Undeclared,
    /// Names of properties and attributes with a value outside their choices, of the record at hand.
    choices: Vec<(&'p str, String)>,
    /// Names in `set` that are not declared, of the record at hand.
    unknown_set: Vec<String>,
}

/// A batch with room for what it will probably hold: growing costs more than what is written.
fn with_room(settings: &Settings) -> EventBatch {
    let (rows, bytes) = settings.plan.usual();
    EventBatch {
        source: settings.source,
        lines: Vec::with_capacity(rows),
        at: Vec::with_capacity(rows),
        types: Vec::with_capacity(rows),
        leads: TextColumn { values: Strings::with_capacity(rows, bytes), codes: Vec::with_capacity(rows) },
        ..EventBatch::default()
    }
}

impl<'p> EventRows<'p> {
    pub(crate) fn new(mapping: &'p Mapping, settings: &Settings, has_ids: Option<bool>) -> Self {
        let content_ids = settings.ids == Ids::Content;
        Self {
            mapping,
            content_ids,
            needs: settings.needs.clone(),
            event_ids: EventIds::Asked,
            has_ids: if content_ids { Some(true) } else { has_ids },
            batch: with_room(settings),
            plan: Arc::clone(&settings.plan),
            last_lead: Look::NOTHING,
            ids: Strings::default(),
            sorts: quick::Sorts::default(),
            columns: mapping.slots.iter().map(|(_, kind)| Filler::new(kind)).collect(),
            conversion: conversion(mapping),
            report: ReadReport::default(),
            undeclared: Undeclared::default(),
            elsewhere: Undeclared::default(),
            choices: Vec::new(),
            unknown_set: Vec::new(),
        }
    }

    /// Says that the ids of events are not needed.
    pub(crate) const fn set_event_ids(&mut self, event_ids: EventIds) {
        if !self.content_ids {
            self.event_ids = event_ids;
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.batch.at.len()
    }

    pub(crate) fn add(&mut self, line: u64, record: &Record<'_>) -> Result<(), BadRecord> {
        let (row, changes) = (self.len(), self.batch.changes.len());
        let result = self.try_add(line, record);
        if result.is_err() {
            for column in &mut self.columns {
                column.truncate(row);
            }
            self.batch.changes.truncate(changes);
        }
        self.conversion.no_offset = 0;
        self.choices.clear();
        self.unknown_set.clear();
        self.conversion.other_choices.clear();
        result
    }

    fn try_add(&mut self, line: u64, record: &Record<'_>) -> Result<(), BadRecord> {
        let Some(kind) = self.kind(line, record)? else { return Ok(()) };
        let lead = lead(self.mapping, record)?;
        let at = self.at(record)?;
        match kind {
            CHANGE => self.changes(record)?,
            event => self.properties(event, record)?,
        }
        // Last, so that only records that are good otherwise say whether the log has ids, whatever their order.
        let id = self.take_id(line, kind, record)?;
        // Nothing can fail any more.
        if let Some(id) = id.filter(|_| kind == CHANGE || self.keeps_ids()) {
            self.push_id(&id);
        }
        self.push(line, &lead, at, kind);
        self.note(line, kind, record);
        Ok(())
    }

    /// Ids of events are asked for.
    #[inline]
    fn keeps_ids(&self) -> bool {
        self.needs.as_ref().is_none_or(|needs| needs.ids)
    }

    /// The id of the next row.
    fn push_id(&mut self, id: &str) {
        self.ids.push_empty(self.len() - self.ids.len());
        self.ids.push(id);
    }

    /// The frame of a row.
    #[inline(always)]
    fn push(&mut self, line: u64, lead: &str, at: Instant, kind: u16) {
        // Finding doubles costs more than the one look that whoever takes the batch has at each text; only the lead of
        // the row before is free.
        let (leads, look) = (&mut self.batch.leads, Look::of(lead.as_bytes()));
        let last = leads.codes.last().copied();
        let is_last =
            |last: &u32| look == self.last_lead && (look.is_whole() || leads.values.get(*last as usize) == lead);
        let code = match last.filter(is_last) {
            Some(last) => last,
            None => leads.values.push(lead),
        };
        self.last_lead = look;
        push(&mut leads.codes, code);
        push(&mut self.batch.lines, line);
        push(&mut self.batch.at, at);
        push(&mut self.batch.types, kind);
    }

    /// True when the values of this property are asked for.
    fn is_needed(&self, property: &PropertyUse) -> bool {
        let asked = |needs: &Arc<Needs>| needs.is_read(property.slot);
        property.required || self.needs.as_ref().is_none_or(asked)
    }

    /// The number of the event or [`CHANGE`]; nothing for a record that is left out.
    fn kind(&mut self, line: u64, record: &Record<'_>) -> Result<Option<u16>, BadRecord> {
        let mapping = self.mapping;
        let mut written = None;
        let meaning = match &mapping.event {
            EventFrom::Nowhere => None,
            EventFrom::Constant(meaning) => Some(Some(*meaning)),
            EventFrom::Field(field) => {
                let raw = record.cell(*field);
                written = self.conversion.text(raw).map_err(|_| {
                    BadRecord::coded(Code::F602, format!("The type is {}, which is not a text.", raw.describe()))
                })?;
                written.as_deref().map(|written| mapping.meaning(written))
            }
        };
        let has_set = match &mapping.set {
            SetFrom::Nowhere => false,
            SetFrom::Native => record.has_set,
            SetFrom::Fields(fields) => fields.iter().any(|(field, _)| {
                let raw = record.cell(*field);
                if meaning.is_some() { raw.is_known(&mapping.empty) } else { raw.is_there() }
            }),
        };
        match meaning {
            Some(_) if has_set => Err(BadRecord::new(
                "The record has both a type and a set: it is either something that happened or a change of the lead.",
            )),
            None if has_set => Ok(Some(CHANGE)),
            None => Err(BadRecord::new("The record has neither a type nor a set.")),
            Some(Some(TypeMeaning::Event(event))) => Ok(Some(event)),
            Some(Some(TypeMeaning::LeftOut)) => {
                self.report.left_out += 1;
                Ok(None)
            }
            Some(None) => {
                let name = written.as_deref().unwrap_or_default().trim();
                self.report.unknown_types.add(name, "", 1, place(self.batch.source, line));
                Ok(None)
            }
        }
    }

    fn at(&mut self, record: &Record<'_>) -> Result<Instant, BadRecord> {
        let raw = record.cell(self.mapping.at.unwrap_or(usize::MAX));
        if !raw.is_known(&self.mapping.empty) {
            return Err(BadRecord::coded(Code::F602, "The record does not say when it happened."));
        }
        let (at, no_offset) = self
            .conversion
            .clock
            .instant(raw)
            .map_err(|error| crate::convert::ValueError::Time(error).of("at", raw))?;
        self.conversion.no_offset += u64::from(no_offset);
        Ok(at)
    }

    /// The id that the record gets in the batch.
    fn take_id<'r>(
        &mut self,
        line: u64,
        kind: u16,
        record: &'r Record<'_>,
    ) -> Result<Option<Cow<'r, str>>, BadRecord> {
        if self.event_ids == EventIds::Asked {
            let id = self.id(line, record)?;
            self.has_ids = Some(id.is_some());
            return Ok(id);
        }
        let tells = self.event_ids == EventIds::First && self.has_ids.is_none();
        let id = if kind == CHANGE || tells { self.written_id(record)? } else { None };
        if tells {
            self.has_ids = Some(id.is_some());
        }
        Ok(Some(id.filter(|_| kind == CHANGE).unwrap_or_default()))
    }

    /// The id of the record, checked against whether the log has ids.
    fn id<'r>(&mut self, line: u64, record: &'r Record<'_>) -> Result<Option<Cow<'r, str>>, BadRecord> {
        let id = self.written_id(record)?;
        match (self.has_ids, &id) {
            (Some(true), None) => {
                Err(BadRecord::coded(Code::F606, "The record has no id, but other records have one."))
            }
            (Some(false), Some(id)) => {
                self.report.late_id.get_or_insert(place(self.batch.source, line));
                let message = format!("The record has the id {}, but records before it have none.", shown(id));
                Err(BadRecord::coded(Code::F606, message))
            }
            _ => Ok(id),
        }
    }

    fn written_id<'r>(&self, record: &'r Record<'_>) -> Result<Option<Cow<'r, str>>, BadRecord> {
        if self.content_ids {
            return Ok(Some(Cow::Borrowed(record.content.as_deref().unwrap_or_default())));
        }
        let raw = self.mapping.id.map_or(&Raw::Missing, |field| record.cell(field));
        match raw {
            Raw::Text(_) | Raw::Number(_) | Raw::Whole(_) | Raw::Decimal(_) | Raw::Missing | Raw::Null => {
                Ok(self.conversion.text(raw).unwrap_or_default())
            }
            other => {
                let message = format!("The id is {}, which is neither a text nor a number.", other.describe());
                Err(BadRecord::coded(Code::F602, message))
            }
        }
    }

    fn properties(&mut self, event: u16, record: &Record<'_>) -> Result<(), BadRecord> {
        let Some(shape) = self.mapping.events.get(usize::from(event)) else { return Ok(()) };
        let (row, mut required) = (self.len(), 0);
        for field in &record.touched {
            let raw = record.cell(*field);
            for property in shape.uses.get(*field).map_or(&[][..], Vec::as_slice) {
                if !self.is_needed(property) {
                    continue;
                }
                let Some(column) = self.columns.get_mut(property.slot) else { continue };
                let known =
                    column.set(row, raw, &mut self.conversion).map_err(|error| error.of(&property.name, raw))?;
                required += usize::from(known && property.required);
                for choice in self.conversion.other_choices.drain(..) {
                    self.choices.push((&property.name, choice));
                }
            }
        }
        if required < shape.required { Err(self.missing(shape, record)) } else { Ok(()) }
    }

    /// Names the required property that has no value.
    fn missing(&mut self, shape: &EventShape, record: &Record<'_>) -> BadRecord {
        for (field, property) in (0..).zip(&shape.uses).flat_map(|(field, uses)| uses.iter().map(move |p| (field, p)))
        {
            let raw = record.cell(field);
            let Some((_, kind)) = self.mapping.slots.get(property.slot) else { continue };
            let known = self.conversion.value(kind, raw).is_ok_and(|value| value != merit_values::Value::Unknown);
            if property.required && !known {
                let message = format!("{} is required for {} and has no value here.", property.name, shape.name);
                return BadRecord::coded(Code::F602, message);
            }
        }
        BadRecord::coded(Code::F602, format!("A required property of {} has no value here.", shape.name))
    }

    fn changes(&mut self, record: &Record<'_>) -> Result<(), BadRecord> {
        let mapping = self.mapping;
        match &mapping.set {
            SetFrom::Nowhere => Ok(()),
            SetFrom::Native => {
                for (name, raw) in &record.set {
                    match name {
                        Ok(attribute) => self.change(*attribute, raw)?,
                        Err(name) => self.unknown_set.push(name.clone().into_owned()),
                    }
                }
                Ok(())
            }
            SetFrom::Fields(fields) => {
                for (field, attribute) in fields {
                    let raw = record.cell(*field);
                    if raw.is_there() {
                        self.change(*attribute, raw)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn change(&mut self, attribute: u16, raw: &Raw<'_>) -> Result<(), BadRecord> {
        let Some(shape) = self.mapping.attributes.get(usize::from(attribute)) else { return Ok(()) };
        let value = self.conversion.value(&shape.kind, raw).map_err(|error| error.of(&shape.name, raw))?;
        for choice in self.conversion.other_choices.drain(..) {
            self.choices.push((&shape.name, choice));
        }
        let row = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.batch.changes.push(AttributeValue { row, attribute, value });
        Ok(())
    }

    /// Counts what is worth reporting about a good record.
    fn note(&mut self, line: u64, kind: u16, record: &Record<'_>) {
        let (source, event) = (self.batch.source, (kind != CHANGE).then_some(kind));
        let report = &mut self.report;
        report.records += 1;
        if self.conversion.no_offset > 0 && !self.mapping.zone_is_chosen {
            report.no_offset += self.conversion.no_offset;
            report.first_no_offset.get_or_insert(place(source, line));
        }
        for (of, choice) in self.choices.drain(..) {
            report.unknown_choices.add(&choice, of, 1, place(source, line));
        }
        for name in self.unknown_set.drain(..) {
            report.unknown_attributes.add(&name, "", 1, place(source, line));
        }
        for name in &record.undeclared {
            self.undeclared.add(*name, line, event);
        }
        let shape = event.and_then(|event| self.mapping.events.get(usize::from(event)));
        for field in &record.touched {
            let used = shape.and_then(|shape| shape.uses.get(*field)).is_some_and(|uses| !uses.is_empty());
            let frame = self.mapping.fields.get(*field).is_some_and(|field| field.frame);
            if !used && !frame && record.cell(*field).is_known(&self.mapping.empty) {
                self.elsewhere.add(*field, line, event);
            }
        }
    }

    pub(crate) fn finish<'n>(mut self, name: impl Fn(usize) -> &'n str) -> (Batch, ReadReport) {
        self.count_sorts();
        let (rows, source) = (self.len(), self.batch.source);
        let fields = &self.mapping.fields;
        let elsewhere = self.elsewhere.into_counts().map(|(field, count, line, events)| {
            (fields.get(field).map_or("", |field| &*field.name), count, line, events)
        });
        let nowhere =
            self.undeclared.into_counts().map(|(number, count, line, events)| (name(number), count, line, events));
        for (name, count, line, events) in elsewhere.chain(nowhere) {
            if let Some(named) = self.report.unknown_properties.add(name, "", count, place(source, line)) {
                named.events.extend(events);
            }
        }
        self.plan.was(rows, self.batch.leads.values.bytes());
        self.report.has_ids = self.has_ids.filter(|_| rows > 0);
        self.ids.push_empty(rows - self.ids.len());
        self.batch.ids = match self.event_ids {
            EventIds::Asked => (self.has_ids == Some(true)).then_some(self.ids),
            _ => Some(self.ids).filter(|ids| ids.iter().any(|id| !id.is_empty())),
        };
        self.batch.columns = self.columns.into_iter().map(|column| column.finish(rows)).collect();
        (Batch::Events(self.batch), self.report)
    }
}
