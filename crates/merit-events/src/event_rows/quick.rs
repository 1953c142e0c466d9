//! The usual event as a row: the same as `EventRows::add`, without a step between the text and the columns. Whatever is
//! not plainly good is left to `EventRows::add`, which knows all forms and every message.

use merit_values::{Instant, Often, seldom};

use super::EventRows;
use crate::cells::{Cell, Cells, Form};
use crate::dictionary::{Look, PLACES};
use crate::mapping::{EventFrom, TypeMeaning};
use crate::plan::Wanted;
use crate::raw::{is_visible, means_unknown};
use crate::rows::place;

/// What the type of a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// The number of a declared event.
    Event(u16),
    /// Left out on purpose.
    LeftOut,
    /// A type that is not declared, by its number among those of the block.
    Undeclared(u16),
}

/// The record at hand, as places in a text.
#[derive(Debug)]
pub(crate) struct QuickRecord<'q, const TABLE: bool> {
    pub(crate) text: &'q str,
    pub(crate) cells: &'q Cells<TABLE>,
    pub(crate) wanted: &'q Wanted,
    pub(crate) line: u64,
    pub(crate) sort: Sort,
    /// One bit for each of the first places of cells: it is there and not null.
    pub(crate) seen: u64,
    /// The numbers of further cells that are there and not null.
    pub(crate) seen_more: &'q [usize],
    /// Of the cells behind the fields: the number of their name.
    pub(crate) names: &'q [usize],
}

/// Types met in one block: few, in no order, mostly the same ones.
#[derive(Debug)]
pub(crate) struct Sorts {
    /// By the place of their look; another text of the same place takes it.
    recent: Vec<(Look, Box<str>, Sort)>,
    undeclared: Vec<UndeclaredSort>,
}

#[derive(Debug)]
struct UndeclaredSort {
    name: Box<str>,
    /// The report knows it, so that it keeps the order of the records.
    is_told: bool,
    /// Records that the report does not know of yet.
    count: u64,
}

/// Logs with more undeclared types than this are read slowly.
const MOST_UNDECLARED: usize = 64;

impl Default for Sorts {
    fn default() -> Self {
        Self { recent: vec![(Look::NOTHING, Box::default(), Sort::LeftOut); PLACES], undeclared: Vec::new() }
    }
}

impl<'p> EventRows<'p> {
    /// What a type says; nothing when that takes a closer look. `text` gives its bytes as a text.
    #[inline(always)]
    pub(crate) fn sort<'t>(&mut self, bytes: &[u8], text: impl FnOnce() -> &'t str) -> Option<Sort> {
        let look = Look::of(bytes);
        if let Some((known, whole, sort)) = self.sorts.recent.get(look.place()).often()
            && (*known == look).often()
            && (look.is_whole().often() || whole.as_bytes() == bytes)
        {
            return Some(*sort);
        }
        self.new_sort(text())
    }

    #[cold]
    fn new_sort(&mut self, text: &str) -> Option<Sort> {
        if means_unknown(text, &self.mapping.empty) {
            return None;
        }
        let sort = match self.mapping.meaning(text) {
            Some(TypeMeaning::Event(event)) => Sort::Event(event),
            Some(TypeMeaning::LeftOut) => Sort::LeftOut,
            None => {
                let name = text.trim();
                let undeclared = &mut self.sorts.undeclared;
                let known = undeclared.iter().position(|known| *known.name == *name);
                if known.is_none() {
                    if undeclared.len() >= MOST_UNDECLARED {
                        return None;
                    }
                    undeclared.push(UndeclaredSort { name: name.into(), is_told: false, count: 0 });
                }
                Sort::Undeclared(u16::try_from(known.unwrap_or(undeclared.len() - 1)).ok()?)
            }
        };
        let look = Look::of(text.as_bytes());
        if let Some(slot) = self.sorts.recent.get_mut(look.place()) {
            *slot = (look, text.into(), sort);
        }
        Some(sort)
    }

    /// The sort of all records, where the source has one type.
    pub(crate) fn constant_sort(&self) -> Option<Sort> {
        match self.mapping.event {
            EventFrom::Constant(TypeMeaning::Event(event)) => Some(Sort::Event(event)),
            EventFrom::Constant(TypeMeaning::LeftOut) => Some(Sort::LeftOut),
            EventFrom::Field(_) | EventFrom::Nowhere => None,
        }
    }

    /// Adds a record. False when it is not plainly good: then nothing has changed.
    #[inline(always)]
    pub(crate) fn add_quick<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>) -> bool {
        match record.sort {
            Sort::LeftOut => self.report.left_out += 1,
            Sort::Undeclared(number) => {
                if let Some(sort) = self.sorts.undeclared.get_mut(usize::from(number)) {
                    if std::mem::replace(&mut sort.is_told, true) {
                        sort.count += 1;
                    } else {
                        self.report.unknown_types.add(&sort.name, "", 1, place(self.batch.source, record.line));
                    }
                }
            }
            Sort::Event(event) => {
                let row = self.len();
                if self.event(record, event).often().is_none() {
                    self.forget(row);
                    return false;
                }
            }
        }
        true
    }

    #[cold]
    fn forget(&mut self, row: usize) {
        for column in &mut self.columns {
            column.truncate(row);
        }
        self.conversion.no_offset = 0;
        self.conversion.other_choices.clear();
    }

    #[inline(always)]
    fn event<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>, event: u16) -> Option<()> {
        let shape = record.wanted.events.get(usize::from(event)).often()?;
        let lead = self.quick_lead(record).often()?;
        let at = self.quick_at(record).often()?;
        let id = self.quick_id(record).often()?;
        let (row, mut required) = (self.len(), 0);
        for wanted in &shape.uses {
            let Some(cell) = record.cells.at(wanted.place) else { continue };
            let column = self.columns.get_mut(wanted.slot).often()?;
            let known = column.set_cell(row, cell, record.text, &mut self.conversion).often()?;
            required += usize::from(known && wanted.is_required);
        }
        if seldom(required < shape.required) {
            return None;
        }
        self.has_ids = Some(id.is_some());
        if let Some(id) = id.filter(|_| self.keeps_ids()) {
            self.push_id(id.text(record.text));
        }
        self.push(record.line, lead, at, event);
        self.report.records += 1;
        if seldom(self.conversion.no_offset > 0) {
            self.note_no_offset(record.line);
        }
        let others = record.seen & !shape.declared;
        if seldom(others != 0 || !record.seen_more.is_empty()) {
            self.note_others(record, event, others);
        }
        Some(())
    }

    #[inline(always)]
    fn quick_lead<'t, const TABLE: bool>(&self, record: &QuickRecord<'t, TABLE>) -> Option<&'t str> {
        let cell = record.cells.at(record.wanted.lead).often()?;
        let text = cell.text(record.text);
        match cell.form {
            Form::Number => Some(text),
            Form::Text => trimmed(text, &self.mapping.empty),
            _ => None,
        }
    }

    #[inline(always)]
    fn quick_at<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>) -> Option<Instant> {
        let cell = record.cells.at(record.wanted.at).often()?;
        if (cell.form == Form::Text).often()
            && let Some(at) = self.conversion.clock.quick(cell.bytes(record.text)).often()
        {
            return Some(at);
        }
        self.unusual_at(record, cell)
    }

    #[cold]
    fn unusual_at<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>, cell: Cell) -> Option<Instant> {
        let raw = cell.raw(record.text)?;
        if !raw.is_known(&self.mapping.empty) {
            return None;
        }
        let (at, no_offset) = self.conversion.clock.instant(&raw).ok()?;
        self.conversion.no_offset += u64::from(no_offset);
        Some(at)
    }

    /// The id, or that there is none; nothing when that does not fit the log.
    #[inline(always)]
    fn quick_id<const TABLE: bool>(&self, record: &QuickRecord<'_, TABLE>) -> Option<Option<Cell>> {
        let id = match record.cells.at(record.wanted.id) {
            Some(cell) if (cell.form == Form::Text).often() => {
                (!cell.means_unknown(record.text, &self.mapping.empty)).then_some(cell)
            }
            Some(cell) if cell.form == Form::Number => Some(cell),
            Some(cell) if cell.form == Form::Null => None,
            Some(_) => return None,
            None => None,
        };
        self.has_ids.is_none_or(|has_ids| has_ids == id.is_some()).often().then_some(id)
    }

    /// Counts times without offset, as `EventRows::note` does.
    #[cold]
    pub(super) fn note_no_offset(&mut self, line: u64) {
        if !self.mapping.zone_is_chosen {
            self.report.no_offset += self.conversion.no_offset;
            self.report.first_no_offset.get_or_insert(place(self.batch.source, line));
        }
        self.conversion.no_offset = 0;
    }

    /// Counts values that the event does not declare.
    #[inline(never)]
    fn note_others<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>, event: u16, mut others: u64) {
        while others != 0 {
            self.note_other(record, event, record.cells.number(others.trailing_zeros() as usize));
            others &= others - 1;
        }
        for number in record.seen_more {
            self.note_other(record, event, *number);
        }
    }

    fn note_other<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>, event: u16, number: usize) {
        let Some(cell) = record.cells.get(number) else { return };
        if cell.form == Form::Text && cell.means_unknown(record.text, &self.mapping.empty) {
            return;
        }
        if let Some(name) = number.checked_sub(self.mapping.fields.len()) {
            if let Some(name) = record.names.get(name) {
                self.undeclared.add(*name, record.line, Some(event));
            }
            return;
        }
        let shape = self.mapping.events.get(usize::from(event));
        let used = shape.and_then(|shape| shape.uses.get(number)).is_some_and(|uses| !uses.is_empty());
        let frame = self.mapping.fields.get(number).is_some_and(|field| field.frame);
        if !used && !frame {
            self.elsewhere.add(number, record.line, Some(event));
        }
    }

    /// Tells the report how often each undeclared type was met.
    pub(super) fn count_sorts(&mut self) {
        for sort in self.sorts.undeclared.drain(..).filter(|sort| sort.count > 0) {
            self.report.unknown_types.add(&sort.name, "", sort.count, place(self.batch.source, 0));
        }
    }
}

/// A known text without white space around it; nothing when it is not known.
#[inline]
pub(crate) fn trimmed<'t>(text: &'t str, empty: &[String]) -> Option<&'t str> {
    // Nearly always there is nothing to trim.
    if (empty.is_empty() && is_visible(text)).often() {
        return Some(text);
    }
    trimmed_slowly(text, empty)
}

#[cold]
fn trimmed_slowly<'t>(text: &'t str, empty: &[String]) -> Option<&'t str> {
    (!means_unknown(text, empty)).then(|| text.trim())
}
