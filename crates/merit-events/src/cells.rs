//! The values of one record as places in its text: what the quick readers of NDJSON and CSV have in common. Nothing is
//! copied or allocated for a record.

use std::borrow::Cow;

use crate::raw::Raw;

/// Cells beyond this many have no bit of their own.
pub(crate) const BITS: usize = 64;

/// What stands at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// A JSON `null`.
    #[default]
    Null,
    /// A text without escapes, its quotes left out.
    Text,
    /// A JSON number.
    Number,
    True,
    False,
    /// An array, an object, a text with escapes: for the general reader.
    Other,
}

/// One value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cell {
    start: u32,
    end: u32,
    pub(crate) form: Form,
}

/// The cells of the record at hand: first one for each field of the mapping, then others.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    cells: Vec<Cell>,
    /// Which ones the record has, by their bits; cells of earlier records are left where they are.
    there: u64,
    /// Those without a bit.
    more: Vec<usize>,
}

impl Cells {
    pub(crate) fn new(count: usize) -> Self {
        Self { cells: vec![Cell::default(); count], there: 0, more: Vec::new() }
    }

    /// The bit of a cell; 0 for those behind the first 64.
    pub(crate) const fn bit(number: usize) -> u64 {
        if number < BITS { 1 << number } else { 0 }
    }

    /// Begins another record.
    pub(crate) fn clear(&mut self) {
        self.there = 0;
        self.more.clear();
    }

    /// Another cell; returns its number.
    pub(crate) fn grow(&mut self) -> usize {
        self.cells.push(Cell::default());
        self.cells.len() - 1
    }

    /// Fills a cell, whose bit is given; false when it is filled already.
    #[inline]
    pub(crate) fn put(&mut self, number: usize, bit: u64, start: usize, end: usize, form: Form) -> bool {
        if bit != 0 {
            return self.put_with_bit(number, bit, start, end, form);
        }
        let is_free = !self.more.contains(&number);
        self.more.push(number);
        self.put_with_bit(number, bit, start, end, form) && is_free
    }

    /// The same for a cell that has a bit.
    #[inline]
    pub(crate) fn put_with_bit(&mut self, number: usize, bit: u64, start: usize, end: usize, form: Form) -> bool {
        let Some(cell) = self.cells.get_mut(number) else { return false };
        // Texts are far shorter than 4 GiB: a block is.
        #[expect(clippy::cast_possible_truncation, reason = "a block is shorter than 4 GiB")]
        let (start, end) = (start as u32, end as u32);
        *cell = Cell { start, end, form };
        let is_free = self.there & bit == 0;
        self.there |= bit;
        is_free
    }

    /// The cell, when the record has it.
    #[inline]
    pub(crate) fn get(&self, number: usize) -> Option<Cell> {
        let is_there = if number < BITS { self.there >> number & 1 == 1 } else { self.more.contains(&number) };
        self.cells.get(number).copied().filter(|_| is_there)
    }

    /// One bit for each of the first cells that the record has.
    pub(crate) const fn there(&self) -> u64 {
        self.there
    }
}

impl Cell {
    /// What is written there.
    #[inline]
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The same for the general conversion; nothing for what only the general reader knows.
    pub(crate) fn raw<'t>(&self, text: &'t str) -> Option<Raw<'t>> {
        Some(match self.form {
            Form::Null => Raw::Null,
            Form::Text => Raw::Text(Cow::Borrowed(self.text(text))),
            Form::Number => Raw::Number(self.text(text)),
            Form::True => Raw::YesNo(true),
            Form::False => Raw::YesNo(false),
            Form::Other => return None,
        })
    }
}
