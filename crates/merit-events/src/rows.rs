//! From the fields of one record to rows of a batch: what is the same for all formats.

use std::borrow::Cow;
use std::hint::cold_path;

use merit_diagnostics::Code;
use merit_values::{EventBatch, LeadBatch};

use crate::block::Settings;
use crate::config::SourceKind;
use crate::convert::Conversion;
use crate::event_rows::{EventRows, QuickRecord, Sort};
use crate::lead_rows::LeadRows;
use crate::mapping::Mapping;
use crate::moment::Clock;
use crate::problem::BadRecord;
use crate::raw::Raw;
use crate::report::{FirstPlace, ReadReport};

/// The fields of one record, as a format's reader finds them. It is used again for every record.
#[derive(Debug, Default)]
pub(crate) struct Record<'a> {
    /// One cell per field of the mapping.
    pub(crate) cells: Vec<Raw<'a>>,
    /// The fields that are there, in the order of the record.
    pub(crate) touched: Vec<usize>,
    /// The record has a native `set`.
    pub(crate) has_set: bool,
    /// What it holds: an attribute, or a name that is not declared.
    pub(crate) set: Vec<(Result<u16, Cow<'a, str>>, Raw<'a>)>,
    /// Names with a value that lead nowhere: by their numbers in the reader's table of names.
    pub(crate) undeclared: Vec<usize>,
    /// The whole record as canonical text, where it is wanted as the id.
    pub(crate) content: Option<String>,
}

impl<'a> Record<'a> {
    pub(crate) fn new(fields: usize) -> Self {
        let cells = std::iter::repeat_with(Raw::default).take(fields).collect();
        Self { cells, ..Self::default() }
    }

    pub(crate) fn clear(&mut self) {
        for field in self.touched.drain(..) {
            if let Some(cell) = self.cells.get_mut(field) {
                *cell = Raw::Missing;
            }
        }
        self.has_set = false;
        self.set.clear();
        self.undeclared.clear();
        self.content = None;
    }

    pub(crate) fn put(&mut self, field: usize, value: Raw<'a>) {
        if let Some(cell) = self.cells.get_mut(field) {
            if !cell.is_there() {
                self.touched.push(field);
            }
            *cell = value;
        }
    }

    pub(crate) fn cell(&self, field: usize) -> &Raw<'a> {
        self.cells.get(field).unwrap_or(&Raw::Missing)
    }
}

/// What is done about ids while reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ids {
    /// They are read; the engine compares records of the same id.
    #[default]
    Check,
    /// They are read; the source guarantees that they are unique.
    Trust,
    /// The id of a record is its whole text, keys sorted.
    Content,
}

/// A finished batch.
#[derive(Debug)]
pub(crate) enum Batch {
    Events(EventBatch),
    Leads(LeadBatch),
}

/// The rows of a batch in the making.
#[derive(Debug)]
pub(crate) enum Rows<'p> {
    Events(Box<EventRows<'p>>),
    Leads(Box<LeadRows<'p>>),
}

impl<'p> Rows<'p> {
    pub(crate) fn new(mapping: &'p Mapping, settings: &Settings, has_ids: Option<bool>) -> Self {
        match mapping.kind {
            SourceKind::Events => Self::Events(Box::new(EventRows::new(mapping, settings, has_ids))),
            SourceKind::Leads => Self::Leads(Box::new(LeadRows::new(mapping, settings))),
        }
    }

    /// Adds a record, or says why it is bad; a bad record leaves no trace in the batch.
    pub(crate) fn add(&mut self, line: u64, record: &Record<'_>) -> Result<(), BadRecord> {
        match self {
            Self::Events(rows) => rows.add(line, record),
            Self::Leads(rows) => rows.add(line, record),
        }
    }

    /// Adds a record that is plainly good. False when it is not: then nothing has changed.
    #[inline(always)]
    pub(crate) fn add_quick<const TABLE: bool>(&mut self, record: &QuickRecord<'_, TABLE>) -> bool {
        match self {
            Self::Events(rows) => rows.add_quick(record),
            Self::Leads(rows) => {
                cold_path();
                rows.add_quick(record)
            }
        }
    }

    /// What a type says, for the quick readers; nothing when that takes a closer look. `text` gives its bytes as a text.
    #[inline(always)]
    pub(crate) fn sort<'t>(&mut self, bytes: &[u8], text: impl FnOnce() -> &'t str) -> Option<Sort> {
        match self {
            Self::Events(rows) => rows.sort(bytes, text),
            Self::Leads(_) => None,
        }
    }

    /// The sort of all records, where they have one.
    pub(crate) fn constant_sort(&self) -> Option<Sort> {
        match self {
            Self::Events(rows) => rows.constant_sort(),
            // Rows of a leads table are not told apart.
            Self::Leads(_) => Some(Sort::Event(0)),
        }
    }

    pub(crate) fn finish<'n>(self, name: impl Fn(usize) -> &'n str) -> (Batch, ReadReport) {
        match self {
            Self::Events(rows) => rows.finish(name),
            Self::Leads(rows) => rows.finish(name),
        }
    }
}

pub(crate) const fn conversion(mapping: &Mapping) -> Conversion<'_> {
    Conversion {
        clock: Clock::new(&mapping.form, &mapping.zone),
        empty: mapping.empty.as_slice(),
        no_offset: 0,
        other_choices: Vec::new(),
    }
}

/// The lead of a record: its text as written, trimmed.
pub(crate) fn lead<'r>(mapping: &Mapping, record: &'r Record<'_>) -> Result<Cow<'r, str>, BadRecord> {
    let raw = record.cell(mapping.lead);
    let text = match raw {
        Raw::Text(text) if raw.is_known(&mapping.empty) => Cow::Borrowed(text.trim()),
        Raw::Number(text) => Cow::Borrowed(*text),
        Raw::Decimal(text) => Cow::Borrowed(&**text),
        Raw::Whole(number) => Cow::Owned(number.to_string()),
        Raw::Missing | Raw::Null | Raw::Text(_) => {
            return Err(BadRecord::coded(Code::F602, "The record does not say which lead it is about."));
        }
        other => {
            let message = format!("The lead is {}, which is neither a text nor a number.", other.describe());
            return Err(BadRecord::coded(Code::F602, message));
        }
    };
    Ok(text)
}

/// How often each name that leads nowhere had a value.
#[derive(Debug, Default)]
pub(crate) struct Undeclared {
    counts: Vec<UndeclaredCount>,
}

#[derive(Clone, Debug, Default)]
struct UndeclaredCount {
    count: u64,
    first_line: u64,
    events: Vec<Option<u16>>,
}

impl Undeclared {
    pub(crate) fn add(&mut self, name: usize, line: u64, event: Option<u16>) {
        if self.counts.len() <= name {
            self.counts.resize(name + 1, UndeclaredCount::default());
        }
        if let Some(count) = self.counts.get_mut(name) {
            if count.count == 0 {
                count.first_line = line;
            }
            count.count += 1;
            if !count.events.contains(&event) {
                count.events.push(event);
            }
        }
    }

    /// (name, count, first line, events) in the order of the names' first lines.
    pub(crate) fn into_counts(self) -> impl Iterator<Item = (usize, u64, u64, Vec<Option<u16>>)> {
        let mut counts: Vec<_> = (0..)
            .zip(self.counts)
            .filter(|(_, count)| count.count > 0)
            .map(|(name, count)| (name, count.count, count.first_line, count.events))
            .collect();
        counts.sort_by_key(|(name, _, line, _)| (*line, *name));
        counts.into_iter()
    }
}

pub(crate) const fn place(source: u32, line: u64) -> FirstPlace {
    FirstPlace { source, line }
}
