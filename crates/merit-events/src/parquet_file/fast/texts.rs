//! Texts: leads, ids, and what they have in common.

use std::borrow::Cow;
use std::sync::Arc;

use merit_values::{Strings, UNKNOWN};

use super::{Kept, NotUsual};
use crate::convert::Conversion;
use crate::event_rows::trimmed;
use crate::mapping::Mapping;
use crate::parquet_file::column::Column;
use crate::parquet_file::form::Form;
use crate::parquet_file::page::{Entries, Shape, Span};
use crate::parquet_file::plain::Values;
use crate::raw::{Raw, is_plainly_visible, is_visible, means_unknown_quick};

/// The text of a value as a `text` takes it; nothing when it is unknown.
pub(super) fn written<'c>(
    column: &'c Column,
    row: usize,
    to: &Conversion<'_>,
) -> Result<Option<Cow<'c, str>>, NotUsual> {
    match column.raw(row).map_err(|_| NotUsual)? {
        Raw::Text(text) if means_unknown_quick(text.as_bytes(), || &text, to.empty) => Ok(None),
        Raw::Text(text) => Ok(Some(text)),
        raw @ (Raw::Whole(_) | Raw::Decimal(_) | Raw::Null | Raw::Missing) => {
            Ok(to.text(&raw).map_err(|_| NotUsual)?.map(|text| Cow::Owned(text.into_owned())))
        }
        _ => Err(NotUsual),
    }
}

/// The texts of a column that holds nothing but texts, one after the other.
pub(super) fn spans(column: &Column) -> Option<&[Span]> {
    match column.plain() {
        Values::Bytes(spans) if column.entries().is_none() && column.shape().form == Form::Text => Some(spans),
        _ => None,
    }
}

/// No more room than this is made in advance, in bytes.
const MOST_ROOM: usize = 1 << 24;

/// Adds the texts of the rows that are kept, where the column holds nothing but texts and none of them means unknown. Otherwise
/// nothing is added. `rows` are those of the piece.
pub(super) fn add_all(column: &Column, kept: &[Kept], mapping: &Mapping, rows: usize, to: &mut Strings) -> bool {
    if column.known() < column.rows() || kept.is_empty() {
        return false;
    }
    if let Some((codes, entries)) = column.coded() {
        let shape = column.shape();
        return add_each(kept, mapping, rows, to, |row| entries.text(*codes.get(row as usize)?, shape));
    }
    let (Some(spans), Some(page)) = (spans(column), column.page()) else { return false };
    add_each(kept, mapping, rows, to, |row| page.buffer.text(*spans.get(row as usize)?))
}

fn add_each<'c>(
    kept: &[Kept],
    mapping: &Mapping,
    rows: usize,
    to: &mut Strings,
    text: impl Fn(u32) -> Option<&'c str>,
) -> bool {
    let before = to.len();
    if before == 0 {
        // Ids are about equally long, but a file may lie.
        let bytes: usize = kept.iter().filter_map(|(row, _)| text(*row)).map(str::len).sum();
        *to = Strings::with_capacity(rows, (bytes / kept.len() + 1).saturating_mul(rows).min(MOST_ROOM));
    }
    for (row, _) in kept {
        match text(*row).filter(|text| !means_unknown_quick(text.as_bytes(), || text, &mapping.empty)) {
            Some(text) => to.push(text),
            None => {
                to.truncate(before);
                return false;
            }
        };
    }
    true
}

/// The leads of a batch.
#[derive(Debug, Default)]
pub(super) struct Leads {
    values: Strings,
    codes: Vec<u32>,
    /// Rows of the piece, at most.
    rows: usize,
    entries: Option<Arc<Entries>>,
    /// The number of each entry of the dictionary that was used.
    numbers: Vec<u32>,
    /// The number of its first entry, where all of them were taken in their order.
    first: Option<u32>,
}

impl Leads {
    /// Room for the rows of a piece.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.codes.reserve(rows);
        self.rows = rows;
    }

    pub(super) fn add(&mut self, column: &Column, kept: &[Kept], mapping: &Mapping) -> Result<(), NotUsual> {
        if let Some((codes, entries)) = column.coded() {
            if !self.entries.as_ref().is_some_and(|known| Arc::ptr_eq(known, entries)) {
                self.entries = Some(Arc::clone(entries));
                self.numbers.clear();
                self.first = None;
                if self.take_as_they_stand(column, entries, mapping) {
                    self.first = Some(0);
                } else if entries.values.len() <= self.rows {
                    self.take_all(column, entries, mapping)?;
                } else {
                    self.numbers.resize(entries.values.len(), UNKNOWN);
                }
            }
            if let Some(first) = self.first {
                if column.known() < column.rows() && !kept.iter().all(|(row, _)| column.is_there(*row as usize)) {
                    return Err(NotUsual);
                }
                let code = |row: u32| codes.get(row as usize).map_or(UNKNOWN, |code| first + code);
                if kept.len() == codes.len() {
                    self.codes.extend(codes.iter().map(|code| first + code));
                } else {
                    self.codes.extend(kept.iter().map(|(row, _)| code(*row)));
                }
                return Ok(());
            }
            for (row, _) in kept {
                let code = codes.get(*row as usize).copied().unwrap_or(UNKNOWN);
                let number = self.numbers.get_mut(code as usize).ok_or(NotUsual)?;
                if *number == UNKNOWN {
                    *number = push_entry(&mut self.values, entries, code, column.shape(), mapping)?;
                }
                self.codes.push(*number);
            }
            return Ok(());
        }
        if let (Some(spans), Some(page)) = (spans(column), column.page()) {
            for (row, _) in kept {
                let row = *row as usize;
                let text = spans.get(row).filter(|_| column.is_there(row)).and_then(|span| page.buffer.text(*span));
                self.push(usual_lead(text.ok_or(NotUsual)?, mapping)?);
            }
            return Ok(());
        }
        for (row, _) in kept {
            let raw = column.raw(*row as usize).map_err(|_| NotUsual)?;
            self.push(&lead(&raw, mapping)?);
        }
        Ok(())
    }

    /// Takes the page of a dictionary as it is, where it comes first, is about as large as the piece, and has nothing but usual leads.
    fn take_as_they_stand(&mut self, column: &Column, entries: &Entries, mapping: &Mapping) -> bool {
        if !self.values.is_empty() || entries.values.len() > self.rows * 2 || column.shape().form != Form::Text {
            return false;
        }
        let values = as_they_stand(entries, mapping);
        let is_taken = values.is_some();
        self.values = values.unwrap_or_default();
        is_taken
    }

    /// Takes all entries of a dictionary, which has no more of them than the piece has rows.
    fn take_all(&mut self, column: &Column, entries: &Entries, mapping: &Mapping) -> Result<(), NotUsual> {
        let first = u32::try_from(self.values.len()).map_err(|_| NotUsual)?;
        let count = u32::try_from(entries.values.len()).map_err(|_| NotUsual)?;
        for code in 0..count {
            push_entry(&mut self.values, entries, code, column.shape(), mapping)?;
        }
        self.first = Some(first);
        Ok(())
    }

    /// Adds a row; doubles are found only where they follow each other.
    fn push(&mut self, lead: &str) {
        let last = self.values.len().checked_sub(1);
        let number = match last {
            Some(last) if self.values.get(last) == lead => u32::try_from(last).unwrap_or(UNKNOWN),
            _ => self.values.push(lead),
        };
        self.codes.push(number);
    }

    pub(super) fn finish(self) -> (Strings, Vec<u32>) {
        (self.values, self.codes)
    }
}

/// Bytes before each text in a page: its length.
const LENGTH: u32 = 4;

/// The leads that a dictionary names, as they stand in its page; nothing where that is not what is wanted of them.
fn as_they_stand(entries: &Entries, mapping: &Mapping) -> Option<Strings> {
    let (Some(page), Values::Bytes(spans)) = (entries.buffer.whole(), &entries.values) else { return None };
    let mut end = 0;
    let mut ends = Vec::with_capacity(spans.len());
    let is_usual = |range: std::ops::Range<usize>| {
        page.as_bytes().get(range.clone()).is_some_and(is_plainly_visible) || page.get(range).is_some_and(is_visible)
    };
    for span in spans {
        if span.0 != end + LENGTH || !is_usual(span.0 as usize..span.1 as usize) {
            return None;
        }
        end = span.1;
        ends.push(end);
    }
    mapping.empty.is_empty().then(|| Strings::spaced(page.clone(), ends, LENGTH))
}

/// Adds the lead that an entry of a dictionary names, and returns its number.
fn push_entry(
    to: &mut Strings,
    entries: &Entries,
    code: u32,
    shape: Shape,
    mapping: &Mapping,
) -> Result<u32, NotUsual> {
    if let Some(text) = entries.text(code, shape) {
        return Ok(to.push(usual_lead(text, mapping)?));
    }
    let raw = entries.raw(code, shape).map_err(|_| NotUsual)?;
    Ok(to.push(&lead(&raw, mapping)?))
}

fn usual_lead<'t>(text: &'t str, mapping: &Mapping) -> Result<&'t str, NotUsual> {
    trimmed(text, &mapping.empty).ok_or(NotUsual)
}

fn lead<'r>(raw: &'r Raw<'_>, mapping: &Mapping) -> Result<Cow<'r, str>, NotUsual> {
    match raw {
        Raw::Text(text) => usual_lead(text, mapping).map(Cow::Borrowed),
        Raw::Decimal(text) => Ok(Cow::Borrowed(&**text)),
        Raw::Whole(number) => Ok(Cow::Owned(number.to_string())),
        _ => Err(NotUsual),
    }
}
