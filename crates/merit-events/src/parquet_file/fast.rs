//! Events, and rows of leads tables, column by column, as long as nothing about them is unusual. Whatever is unusual (a bad record, a value of another
//! kind, a source with odd paths) is answered by [`NotUsual`]: the piece is then read row by row, by the code that all
//! formats share and that says what is wrong.

mod change;
mod kinds;
mod numbers;
mod plan;
mod slot;
mod texts;
mod times;

use merit_values::{CHANGE, EventBatch, Kind, LeadBatch, Strings, TextColumn};
use parquet::errors::Result;

pub(super) use plan::Plan;

use super::column::Column;
use super::decode::Pages;
use crate::block::Settings;
use crate::convert::Conversion;
use crate::event_rows::EventIds;
use crate::mapping::Mapping;
use crate::report::ReadReport;
use crate::rows::{Batch, Undeclared, conversion, place};
use kinds::Types;
use slot::Slot;
use texts::Leads;

/// The piece is for the row-by-row way.
#[derive(Debug)]
pub(super) struct NotUsual;

/// A row that is kept, and its event or [`CHANGE`].
pub(super) type Kept = (u32, u16);

/// A batch in the making.
struct Fast<'p> {
    plan: &'p Plan,
    mapping: &'p Mapping,
    conversion: Conversion<'p>,
    report: ReadReport,
    batch: EventBatch,
    leads: Leads,
    types: Types,
    ids: Strings,
    event_ids: EventIds,
    has_ids: Option<bool>,
    slots: Vec<Slot<'p>>,
    elsewhere: Undeclared,
    /// Values outside the choices: line, name, value.
    choices: Vec<(u64, &'p str, String)>,
    /// The rows of the chunk at hand that are kept.
    kept: Vec<Kept>,
    /// Rows of the piece.
    rows: usize,
}

/// Decodes a piece; nothing when it is not usual.
pub(super) fn decode(
    plan: &Plan,
    mapping: &Mapping,
    settings: &Settings,
    pages: &Pages<'_>,
    has_ids: Option<bool>,
) -> Result<Option<(Batch, ReadReport)>> {
    let rows = usize::try_from(pages.slice.rows).unwrap_or(0);
    let kinds: Vec<&Kind> = match plan.at {
        Some(_) => mapping.slots.iter().map(|(_, kind)| kind).collect(),
        None => mapping.attributes.iter().map(|attribute| &attribute.kind).collect(),
    };
    let mut fast = Fast {
        plan,
        mapping,
        conversion: conversion(mapping),
        report: ReadReport::default(),
        batch: EventBatch { source: settings.source, ..EventBatch::default() },
        leads: Leads::default(),
        types: Types::default(),
        ids: Strings::default(),
        event_ids: pages.event_ids,
        has_ids,
        slots: kinds.into_iter().map(Slot::new).collect(),
        elsewhere: Undeclared::default(),
        choices: Vec::new(),
        kept: Vec::new(),
        rows,
    };
    fast.batch.lines.reserve(rows);
    if plan.at.is_some() {
        fast.batch.at.reserve(rows);
        fast.batch.types.reserve(rows);
    }
    fast.leads.reserve(rows);
    let mut columns = pages.open()?;
    let mut done = 0;
    while done < pages.slice.rows {
        let count = pages.read(&mut columns, done)?;
        if fast.chunk(&columns, pages.slice.first_row + done, count).is_err() {
            return Ok(None);
        }
        done += count as u64;
    }
    Ok(Some(if plan.at.is_some() { fast.finish() } else { fast.finish_leads() }))
}

impl<'p> Fast<'p> {
    fn chunk(&mut self, columns: &[Column], first_line: u64, count: usize) -> std::result::Result<(), NotUsual> {
        if count == 0 || !columns.iter().all(Column::is_sound) {
            return Err(NotUsual);
        }
        let before = self.batch.lines.len();
        let column = |number: usize| columns.iter().find(|column| column.number == number);
        let leads = column(self.plan.lead).ok_or(NotUsual)?;
        match self.plan.at {
            Some(at) => {
                self.kinds(columns, first_line, count)?;
                self.leads.add(leads, &self.kept, self.mapping)?;
                self.times(column(at).ok_or(NotUsual)?, first_line)?;
                self.take_ids(self.plan.id.and_then(column))?;
                self.changes(columns, first_line, before)?;
                self.batch.types.extend(self.kept.iter().map(|(_, kind)| *kind));
            }
            None => {
                self.kept.clear();
                self.kept.extend((0..).take(count).map(|row| (row, 0)));
                self.leads.add(leads, &self.kept, self.mapping)?;
            }
        }
        for property in &self.plan.properties {
            if let Some(column) = column(property.column) {
                self.property(property, column, first_line, before, self.kept.len() == count)?;
            }
        }
        if self.kept.len() == count {
            self.batch.lines.extend(first_line..first_line + count as u64);
        } else {
            self.batch.lines.extend(self.kept.iter().map(|(row, _)| first_line + u64::from(*row)));
        }
        self.report.records += self.kept.len() as u64;
        self.choices.sort_by_key(|(line, ..)| *line);
        for (line, of, choice) in self.choices.drain(..) {
            self.report.unknown_choices.add(&choice, of, 1, place(self.batch.source, line));
        }
        Ok(())
    }

    /// Notes what a conversion left behind.
    fn note(&mut self, of: &'p str, line: u64) {
        self.choices.extend(self.conversion.other_choices.drain(..).map(|choice| (line, of, choice)));
        let count = std::mem::take(&mut self.conversion.no_offset);
        self.note_no_offset(count, line);
    }

    fn note_no_offset(&mut self, count: u64, line: u64) {
        if count > 0 && !self.mapping.zone_is_chosen {
            self.report.no_offset += count;
            let source = self.batch.source;
            let first = self.report.first_no_offset.get_or_insert(place(source, line));
            first.line = first.line.min(line);
        }
    }

    fn finish_leads(self) -> (Batch, ReadReport) {
        let rows = self.batch.lines.len();
        let (values, codes) = self.leads.finish();
        let leads = TextColumn { values, codes };
        let is_by_row = leads.values.len() == rows && (0..).zip(&leads.codes).all(|(row, code)| row == *code);
        let batch = LeadBatch {
            source: self.batch.source,
            columns: self.slots.into_iter().map(|slot| slot.finish(rows)).collect(),
            leads: if is_by_row {
                leads.values
            } else {
                let mut by_row = Strings::default();
                for row in 0..rows {
                    by_row.push(leads.get(row).unwrap_or(""));
                }
                by_row
            },
            lines: self.batch.lines,
        };
        (Batch::Leads(batch), self.report)
    }

    fn finish(mut self) -> (Batch, ReadReport) {
        let (rows, source) = (self.batch.at.len(), self.batch.source);
        self.types.note(&mut self.report, source);
        for (field, count, line, events) in self.elsewhere.into_counts() {
            let name = self.mapping.fields.get(field).map_or("", |field| &*field.name);
            if let Some(named) = self.report.unknown_properties.add(name, "", count, place(source, line)) {
                named.events.extend(events);
            }
        }
        self.report.has_ids = self.has_ids.filter(|_| rows > 0);
        self.batch.ids = match self.event_ids {
            EventIds::Asked => (self.has_ids == Some(true)).then_some(self.ids),
            _ => Some(self.ids).filter(|ids| ids.iter().any(|id| !id.is_empty())),
        };
        let (values, codes) = self.leads.finish();
        self.batch.leads = TextColumn { values, codes };
        self.batch.columns = self.slots.into_iter().map(|slot| slot.finish(rows)).collect();
        (Batch::Events(self.batch), self.report)
    }

    /// Ids, as texts that are all there or all missing.
    fn take_ids(&mut self, column: Option<&Column>) -> std::result::Result<(), NotUsual> {
        let asked = self.event_ids == EventIds::Asked;
        if !asked && column.is_none() {
            // No change record is in the piece, or the log has no ids.
            if self.event_ids == EventIds::First && !self.kept.is_empty() {
                self.has_ids = self.has_ids.or(Some(false));
            }
            return Ok(());
        }
        if asked
            && let Some(column) = column
            && self.has_ids != Some(false)
            && texts::add_all(column, &self.kept, self.mapping, self.rows, &mut self.ids)
        {
            self.has_ids = Some(true);
            return Ok(());
        }
        let is_told = self.has_ids.is_some() || self.event_ids == EventIds::Aside;
        if !asked && is_told && self.kept.iter().all(|(_, kind)| *kind != CHANGE) {
            // Only ids of changes are taken.
            self.ids.push_empty(self.kept.len());
            return Ok(());
        }
        for (row, kind) in &self.kept {
            let tells = self.has_ids.is_none() && self.event_ids != EventIds::Aside;
            let is_taken = asked || *kind == CHANGE;
            let id = match column {
                Some(column) if is_taken || tells => texts::written(column, *row as usize, &self.conversion)?,
                _ => None,
            };
            let has_ids = if tells { *self.has_ids.insert(id.is_some()) } else { self.has_ids.unwrap_or(false) };
            match id {
                Some(id) if is_taken => {
                    if asked && !has_ids {
                        return Err(NotUsual);
                    }
                    self.ids.push(&id);
                }
                _ if asked && has_ids => return Err(NotUsual),
                _ if asked => {}
                _ => {
                    self.ids.push("");
                }
            }
        }
        Ok(())
    }
}
