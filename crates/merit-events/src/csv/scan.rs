//! Where cells and records end. The rules are those of csv-core: a cell that begins with a quote goes on to the next single
//! one, whatever stands between; a quote anywhere else is an ordinary character; a record ends with LF, CR, or both; line
//! ends between records are gone over.

use crate::special::{Bits, all_marks};

/// Bytes behind a text that must be there, and hold no mark.
const STEP: usize = 64;

/// So many steps are looked at together.
const STEPS: usize = 64;

/// Commas, quotes and line ends, one after the other.
#[derive(Debug)]
pub(super) struct Marks<'b> {
    bytes: &'b [u8],
    base: usize,
    mask: u64,
    /// The masks of the steps from the one at hand on, and which is the next.
    masks: Vec<Bits>,
    next: usize,
}

impl<'b> Marks<'b> {
    /// The marks from this place on. The bytes end with 64 zeros.
    pub(super) fn new(bytes: &'b [u8], from: usize) -> Self {
        let mut marks = Self { bytes, base: from, mask: 0, masks: Vec::with_capacity(STEPS), next: 0 };
        marks.mask = marks.load().unwrap_or(0);
        marks
    }

    #[inline]
    fn load(&mut self) -> Option<u64> {
        if self.next == self.masks.len() {
            self.find()?;
        }
        let mask = self.masks.get(self.next).map(|mask| u64::from_le_bytes(*mask));
        self.next += 1;
        mask
    }

    #[cold]
    #[inline(never)]
    fn find(&mut self) -> Option<()> {
        let (steps, _) = self.bytes.get(self.base..)?.as_chunks::<STEP>();
        self.masks.clear();
        self.next = 0;
        all_marks(steps.get(..STEPS.min(steps.len()))?, &mut self.masks);
        Some(())
    }

    /// The next one, which stays the next one; nothing at the end.
    #[inline]
    fn peek(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.base += STEP;
            self.mask = self.load()?;
        }
        Some(self.base + self.mask.trailing_zeros() as usize)
    }

    /// Gives the places of commas, up to another mark or one that is not taken: that one stays the next one.
    #[inline]
    pub(super) fn commas(&mut self, mut take: impl FnMut(usize) -> bool) {
        let (mut base, mut mask) = (self.base, self.mask);
        loop {
            if mask == 0 {
                self.mask = 0;
                if self.peek().is_none() {
                    return;
                }
                (base, mask) = (self.base, self.mask);
            }
            let place = base + mask.trailing_zeros() as usize;
            if self.bytes.get(place) != Some(&b',') || !take(place) {
                break;
            }
            mask &= mask - 1;
        }
        self.mask = mask;
    }

    /// The next one; nothing at the end.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        let place = self.peek()?;
        self.mask &= self.mask - 1;
        Some(place)
    }
}

/// A cell as it stands in the text, its quotes left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CsvCell {
    pub(super) column: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A record that ends in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CsvRow {
    /// Behind its last cell.
    pub(super) end: usize,
    /// Where the next record begins.
    pub(super) next: usize,
    pub(super) cells: usize,
    /// Line ends in it and behind it.
    pub(super) lines: u64,
    /// A cell is not what stands in the text: it has quotes inside, or something behind its last quote.
    pub(super) is_unusual: bool,
}

/// Goes over a record from a cell on, given by its column and where it begins. Nothing when the record does not end in `limit`
/// bytes, or something that matters lies behind them; `is_last` tells that the text ends there (with a line end).
#[inline]
pub(super) fn row(
    marks: &mut Marks<'_>,
    (column, start): (usize, usize),
    limit: usize,
    is_last: bool,
    mut cell: impl FnMut(CsvCell),
) -> Option<CsvRow> {
    let bytes = marks.bytes;
    let (mut from, mut column, mut lines, mut is_unusual) = (start, column, 0, false);
    let end = loop {
        let place = marks.next()?;
        match bytes.get(place)? {
            b',' => {
                cell(CsvCell { column, start: from, end: place });
                column += 1;
                from = place + 1;
            }
            b'"' if place == from => {
                let closing = loop {
                    let quote = marks.next()?;
                    match bytes.get(quote)? {
                        b'"' if bytes.get(quote + 1) == Some(&b'"') => {
                            marks.next()?;
                            is_unusual = true;
                        }
                        b'"' => break quote,
                        b'\n' => lines += 1,
                        _ => {}
                    }
                };
                let mut behind = closing + 1;
                if behind >= limit && !is_last {
                    return None;
                }
                if matches!(bytes.get(behind)?, b',' | b'\r' | b'\n') {
                    marks.next()?;
                    cell(CsvCell { column, start: from + 1, end: closing });
                } else {
                    is_unusual = true;
                    // The cell goes on, and quotes mean nothing in it any more.
                    behind = loop {
                        let place = marks.next()?;
                        if bytes.get(place)? != &b'"' {
                            break place;
                        }
                    };
                }
                if bytes.get(behind)? != &b',' {
                    break behind;
                }
                column += 1;
                from = behind + 1;
            }
            b'"' => {}
            _ => {
                cell(CsvCell { column, start: from, end: place });
                break place;
            }
        }
    };
    let mut next = end;
    while let Some(byte @ (b'\r' | b'\n')) = bytes.get(next) {
        if next > end {
            marks.next()?;
        }
        lines += u64::from(*byte == b'\n');
        next += 1;
    }
    // More line ends may follow, which belong to this record.
    (next < limit || is_last).then_some(CsvRow { end, next, cells: column + 1, lines, is_unusual })
}

/// Goes over one record byte by byte, in as many pieces as it comes: for records that are too long to keep.
#[derive(Debug, Default)]
pub(super) struct Skip {
    state: State,
    pub(super) lines: u64,
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    CellBegins,
    InCell,
    InQuotes,
    /// Behind a quote in quotes: the cell ends, or the quote is one of two.
    BehindQuote,
}

impl Skip {
    /// The place where the record ends in these bytes, before its line end.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (place, byte) in bytes.iter().enumerate() {
            self.state = match (self.state, byte) {
                (State::InQuotes, b'"') => State::BehindQuote,
                (State::InQuotes, byte) => {
                    self.lines += u64::from(*byte == b'\n');
                    State::InQuotes
                }
                (_, b'\r' | b'\n') => return Some(place),
                (_, b',') => State::CellBegins,
                (State::CellBegins | State::BehindQuote, b'"') => State::InQuotes,
                _ => State::InCell,
            };
        }
        None
    }
}
