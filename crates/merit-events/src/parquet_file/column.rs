//! The values of one column, some rows at a time.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::sync::Arc;

use merit_values::UNKNOWN;
use parquet::basic::Type as Physical;
use parquet::errors::{ParquetError, Result};

use super::bits::Bits;
use super::form::Form;
use super::hybrid::Hybrid;
use super::page::{Body, Entries, Levels, Page, Shape, Span, short, sound};
use super::plain::{self, Values};
use crate::problem::BadRecord;
use crate::raw::Raw;

/// A column being read: the rows at hand, all from one page.
pub(super) struct Column {
    /// Its number in the table.
    pub(super) number: usize,
    shape: Shape,
    pages: VecDeque<Arc<Page>>,
    /// Rows of the first page that are behind.
    done: usize,
    levels: Hybrid,
    numbers: Hybrid,
    at: usize,
    /// Rows at hand.
    rows: usize,
    /// How many of them have a value.
    known: usize,
    /// Which of them; not filled when all or none have.
    present: Bits,
    /// Their places; not filled when all have.
    places: Vec<u32>,
    /// The codes of those that have a value.
    codes: Vec<u32>,
    /// One per row, where not all have a value and somebody asked.
    codes_by_row: OnceCell<Vec<u32>>,
    /// One per row at hand.
    values: Values,
    compact: Values,
    /// The values are in `codes`.
    is_coded: bool,
}

impl Column {
    /// A column at a row of its first page.
    pub(super) fn new(number: usize, shape: Shape, pages: &[Arc<Page>], row: u64) -> Result<Self> {
        let values =
            || if shape.form.is_list() { Values::Lists(Vec::new(), Vec::new()) } else { Values::new(shape.physical) };
        let mut column = Self {
            number,
            shape,
            pages: pages.iter().cloned().collect(),
            done: 0,
            levels: Hybrid::default(),
            numbers: Hybrid::default(),
            at: 0,
            rows: 0,
            known: 0,
            present: Bits::default(),
            places: Vec::new(),
            codes: Vec::new(),
            codes_by_row: OnceCell::new(),
            values: values(),
            compact: values(),
            is_coded: false,
        };
        column.begin()?;
        if let Some(page) = column.pages.front().cloned() {
            let skip = usize::try_from(row.saturating_sub(page.first_row)).unwrap_or(usize::MAX).min(page.rows);
            column.skip(&page, skip)?;
        }
        Ok(column)
    }

    /// Rows that are left on the page at hand; reading takes at most so many.
    pub(super) fn left(&mut self) -> Result<usize> {
        loop {
            match self.pages.front() {
                None => return Ok(0),
                Some(page) if page.rows > self.done => return Ok(page.rows - self.done),
                Some(_) => {
                    self.pages.pop_front();
                    self.begin()?;
                }
            }
        }
    }

    fn begin(&mut self) -> Result<()> {
        self.done = 0;
        let Some(page) = self.pages.front() else { return Ok(()) };
        if let Levels::Runs(levels) = &page.levels {
            self.levels = Hybrid::new(0, levels.len(), 1)?;
        }
        match page.body {
            Body::Codes { at, width, .. } => self.numbers = Hybrid::new(at, page.buffer.bytes().len(), width)?,
            Body::Runs(start, end) => self.numbers = Hybrid::new(start, end, 1)?,
            // Truths are bits.
            Body::Plain { at } => self.at = if self.shape.physical == Physical::BOOLEAN { at * 8 } else { at },
            Body::Given(_) => {}
        }
        Ok(())
    }

    fn skip(&mut self, page: &Page, rows: usize) -> Result<()> {
        let bytes = page.buffer.bytes();
        let known = match &page.levels {
            Levels::All | Levels::Given(_) => rows,
            Levels::Runs(levels) => {
                self.present.clear();
                self.places.clear();
                self.levels.read_bits(levels, rows, &mut self.present, &mut self.places)?
            }
        };
        match &page.body {
            Body::Codes { .. } | Body::Runs(..) => self.numbers.skip(bytes, known)?,
            Body::Plain { .. } => plain::skip(bytes, &mut self.at, known, self.shape)?,
            Body::Given(_) => {}
        }
        self.done += rows;
        Ok(())
    }

    /// Reads the next rows in place of the ones before.
    pub(super) fn read(&mut self, rows: usize) -> Result<()> {
        let Some(page) = self.pages.front().filter(|page| page.rows - self.done >= rows) else { return Err(short()) };
        let bytes = page.buffer.bytes();
        self.rows = rows;
        self.present.clear();
        self.places.clear();
        self.known = match &page.levels {
            Levels::All => rows,
            Levels::Runs(levels) => self.levels.read_bits(levels, rows, &mut self.present, &mut self.places)?,
            Levels::Given(present) => {
                let present = present.get(self.done..self.done + rows).ok_or_else(short)?;
                self.present.extend(present);
                self.places.extend((0..).zip(present).filter(|(_, is_there)| **is_there).map(|(place, _)| place));
                self.places.len()
            }
        };
        self.is_coded = false;
        match &page.body {
            _ if self.known == 0 => {}
            Body::Codes { entries, .. } => {
                self.is_coded = true;
                self.codes.clear();
                self.codes_by_row.take();
                self.numbers.read(bytes, self.known, &mut self.codes)?;
                if self.codes.iter().copied().max().is_some_and(|most| most as usize >= entries.values.len()) {
                    return Err(ParquetError::General("a value is not in its dictionary".to_owned()));
                }
            }
            Body::Runs(..) => {
                let mut truths = Bits::default();
                self.numbers.read_bits(bytes, self.known, &mut truths, &mut Vec::new())?;
                self.values = Values::YesNo(truths.iter().collect());
                if self.known < rows {
                    std::mem::swap(&mut self.values, &mut self.compact);
                    spread_values(&self.compact, &self.places, rows, &mut self.values);
                }
            }
            Body::Plain { .. } if self.known == rows => {
                clear(&mut self.values);
                plain::read(&mut self.values, bytes, &mut self.at, rows, self.shape)?;
            }
            Body::Plain { .. } => {
                clear(&mut self.compact);
                plain::read(&mut self.compact, bytes, &mut self.at, self.known, self.shape)?;
                spread_values(&self.compact, &self.places, rows, &mut self.values);
            }
            Body::Given(given) => copy(given, self.done..self.done + rows, &mut self.values),
        }
        self.done += rows;
        Ok(())
    }

    /// How many rows are at hand.
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// How many of the rows at hand have a value.
    pub(super) const fn known(&self) -> usize {
        self.known
    }

    /// The rows at hand that have a value; nothing when all of them have.
    pub(super) fn places(&self) -> Option<&[u32]> {
        (self.known < self.rows).then_some(&self.places)
    }

    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// True when the row has a value.
    pub(super) fn is_there(&self, row: usize) -> bool {
        self.known == self.rows || (self.known > 0 && self.present.get(row))
    }

    /// The entries of the dictionary that the rows at hand have.
    pub(super) fn entries(&self) -> Option<&Arc<Entries>> {
        match self.pages.front().map(|page| &page.body) {
            Some(Body::Codes { entries, .. }) if self.is_coded => Some(entries),
            _ => None,
        }
    }

    /// The numbers of the entries, one per row at hand ([`UNKNOWN`] without a value), and the entries.
    pub(super) fn coded(&self) -> Option<(&[u32], &Arc<Entries>)> {
        let entries = self.entries()?;
        let by_row = || {
            let mut codes = Vec::new();
            spread(&self.codes, &self.places, self.rows, UNKNOWN, &mut codes);
            codes
        };
        let codes = if self.known == self.rows { &self.codes } else { self.codes_by_row.get_or_init(by_row) };
        Some((codes, entries))
    }

    /// The numbers of the entries of the rows that have a value, where the rows have entries.
    pub(super) fn codes(&self) -> Option<&[u32]> {
        self.is_coded.then_some(&self.codes)
    }

    /// The values, one per row at hand: those of rows without a value mean nothing.
    pub(super) const fn plain(&self) -> &Values {
        &self.values
    }

    /// The page of the rows at hand.
    pub(super) fn page(&self) -> Option<&Arc<Page>> {
        self.pages.front()
    }

    /// True when every value at hand can be read without complaint.
    pub(super) fn is_sound(&self) -> bool {
        if self.known == 0 {
            return true;
        }
        if let Some(entries) = self.entries() {
            return entries.are_sound;
        }
        let Some(page) = self.page() else { return true };
        match &self.values {
            Values::Bytes(_) if self.shape.form == Form::Text && page.buffer.is_sound() => true,
            Values::Bytes(spans) => {
                (0..).zip(spans).all(|(row, span)| !self.is_there(row) || sound(&page.buffer, *span, self.shape.form))
            }
            Values::Lists(..) => (0..self.rows).all(|row| self.raw(row).is_ok()),
            _ => true,
        }
    }

    /// The value of a row at hand.
    pub(super) fn raw(&self, row: usize) -> std::result::Result<Raw<'_>, BadRecord> {
        if !self.is_there(row) {
            return Ok(Raw::Null);
        }
        if let Some((codes, entries)) = self.coded() {
            return codes.get(row).map_or(Ok(Raw::Null), |code| entries.raw(*code, self.shape));
        }
        let Some(page) = self.page() else { return Ok(Raw::Null) };
        match &self.values {
            Values::Lists(lists, _) => {
                let Body::Given(Values::Lists(_, elements)) = &page.body else { return Ok(Raw::Null) };
                let (start, end) = lists.get(row).copied().unwrap_or_default();
                let elements = elements.get(start as usize..end as usize).unwrap_or_default();
                let text = |span: &Span| match self.shape.form.bytes(page.buffer.slice(*span))? {
                    Raw::Text(text) => Ok(text),
                    _ => Ok(Cow::Borrowed("")),
                };
                Ok(Raw::Texts(elements.iter().map(text).collect::<std::result::Result<_, BadRecord>>()?))
            }
            values => values.raw(row, &page.buffer, self.shape),
        }
    }
}

impl Entries {
    /// An entry that is plainly a text.
    pub(super) fn text(&self, code: u32, shape: Shape) -> Option<&str> {
        let (Values::Bytes(spans), Form::Text) = (&self.values, shape.form) else { return None };
        self.buffer.text(*spans.get(code as usize)?)
    }

    pub(super) fn raw(&self, code: u32, shape: Shape) -> std::result::Result<Raw<'_>, BadRecord> {
        self.values.raw(code as usize, &self.buffer, shape)
    }
}

impl Values {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::YesNo(values) => values.len(),
            Self::Whole(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Bytes(values) | Self::Lists(values, _) => values.len(),
        }
    }

    fn raw<'b>(
        &self,
        number: usize,
        buffer: &'b super::page::Buffer,
        shape: Shape,
    ) -> std::result::Result<Raw<'b>, BadRecord> {
        let value = match self {
            Self::YesNo(values) => values.get(number).map(|value| Raw::YesNo(*value)),
            Self::Whole(values) => values.get(number).map(|value| shape.form.whole(*value)),
            Self::Float(values) => values.get(number).map(|value| Raw::Decimal(Cow::Owned(value.to_string()))),
            Self::Double(values) => values.get(number).map(|value| Raw::Decimal(Cow::Owned(value.to_string()))),
            Self::Bytes(spans) => {
                if let (Some(text), Form::Text) = (buffer.whole(), shape.form)
                    && let Some((start, end)) = spans.get(number)
                    && let Some(text) = text.get(*start as usize..*end as usize)
                    && text.len() <= crate::limits::LONGEST_LINE
                {
                    return Ok(Raw::Text(Cow::Borrowed(text)));
                }
                return spans.get(number).map_or(Ok(Raw::Null), |span| shape.form.bytes(buffer.slice(*span)));
            }
            Self::Lists(..) => None,
        };
        Ok(value.unwrap_or(Raw::Null))
    }
}

/// One value per row from the values that are there.
fn spread<T: Copy>(compact: &[T], places: &[u32], rows: usize, gap: T, to: &mut Vec<T>) {
    to.clear();
    to.resize(rows, gap);
    for (place, value) in places.iter().zip(compact) {
        if let Some(to) = to.get_mut(*place as usize) {
            *to = *value;
        }
    }
}

fn spread_values(compact: &Values, places: &[u32], rows: usize, to: &mut Values) {
    match (compact, to) {
        (Values::YesNo(from), Values::YesNo(to)) => spread(from, places, rows, false, to),
        (Values::Whole(from), Values::Whole(to)) => spread(from, places, rows, 0, to),
        (Values::Float(from), Values::Float(to)) => spread(from, places, rows, 0.0, to),
        (Values::Double(from), Values::Double(to)) => spread(from, places, rows, 0.0, to),
        (Values::Bytes(from), Values::Bytes(to)) => spread(from, places, rows, (0, 0), to),
        _ => {}
    }
}

fn clear(values: &mut Values) {
    match values {
        Values::YesNo(values) => values.clear(),
        Values::Whole(values) => values.clear(),
        Values::Float(values) => values.clear(),
        Values::Double(values) => values.clear(),
        Values::Bytes(values) | Values::Lists(values, _) => values.clear(),
    }
}

fn copy(from: &Values, rows: std::ops::Range<usize>, to: &mut Values) {
    clear(to);
    match (from, to) {
        (Values::YesNo(from), Values::YesNo(to)) => to.extend_from_slice(from.get(rows).unwrap_or_default()),
        (Values::Whole(from), Values::Whole(to)) => to.extend_from_slice(from.get(rows).unwrap_or_default()),
        (Values::Float(from), Values::Float(to)) => to.extend_from_slice(from.get(rows).unwrap_or_default()),
        (Values::Double(from), Values::Double(to)) => to.extend_from_slice(from.get(rows).unwrap_or_default()),
        (Values::Bytes(from), Values::Bytes(to)) | (Values::Lists(from, _), Values::Lists(to, _)) => {
            to.extend_from_slice(from.get(rows).unwrap_or_default());
        }
        _ => {}
    }
}
