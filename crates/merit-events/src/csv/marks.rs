//! The marks of a CSV text: commas, quotes and line ends, found some thousand bytes ahead.

use merit_values::Often;

use crate::places::{Places, Rare};

/// So many steps of 64 bytes are looked at ahead.
const STEPS: usize = 64;

/// The marks of a text, one after the other.
#[derive(Debug)]
pub(super) struct Marks<'b> {
    pub(super) bytes: &'b [u8],
    /// Commas and quotes are dense, line ends rare.
    places: Places,
    /// The next of both, among those that are found.
    dense: usize,
    line: usize,
    /// Where the next line end is, or 0 where that was not looked up.
    line_end: u32,
    /// Quotes up to the last line end that was gone over.
    quotes: u32,
}

impl<'b> Marks<'b> {
    /// The marks from this place on. The bytes end with 64 zeros; they are less than 4 GiB.
    pub(super) fn new(bytes: &'b [u8], from: usize) -> Self {
        Self { bytes, places: Places::from(from), dense: 0, line: 0, line_end: 0, quotes: 0 }
    }

    /// Looks further, when no line end is known; false at the end.
    #[cold]
    #[inline(never)]
    fn find(&mut self) -> bool {
        let is_found = self.places.find_csv(self.bytes, self.dense, STEPS);
        if is_found {
            (self.dense, self.line) = (0, 0);
        }
        is_found
    }

    /// The next line end, which stays the next one.
    #[inline]
    fn peek_line(&mut self) -> Option<Rare> {
        loop {
            if let Some(line) = self.places.rare().get(self.line).often() {
                return Some(*line);
            }
            if !self.find() {
                return None;
            }
        }
    }

    /// The commas up to the next line end with some places behind them that do not matter, their number, and where the line ends; all of
    /// them are gone over. Nothing, and nothing is gone over, where quotes are before it, or it does not come.
    #[inline]
    pub(super) fn commas(&mut self) -> Option<(&[u32], usize, usize)> {
        let line = self.peek_line().filter(|line| line.quotes == self.quotes)?;
        let from = self.dense;
        self.pass(line);
        Some((self.places.dense_and_more(from)?, self.dense - from, line.place as usize))
    }

    /// The commas and quotes up to the next line end, and where that is, where as many quotes open as close before it; nothing is gone
    /// over.
    #[inline]
    pub(super) fn row(&mut self) -> Option<(&[u32], usize)> {
        let Rare { place, dense, quotes } = self.peek_line()?;
        let are_closed = quotes.wrapping_sub(self.quotes).is_multiple_of(2);
        let marks = self.places.dense().get(self.dense..dense as usize).filter(|_| are_closed)?;
        Some((marks, place as usize))
    }

    /// Goes over the next line end and all that is before it.
    #[inline]
    pub(super) fn pass_line(&mut self) {
        if let Some(line) = self.peek_line() {
            self.pass(line);
        }
    }

    /// Goes over the line end that is the next one.
    #[inline]
    fn pass(&mut self, Rare { dense, quotes, .. }: Rare) {
        (self.dense, self.line_end, self.quotes) = (dense as usize, 0, quotes);
        self.line += 1;
    }

    /// The next mark; nothing at the end.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        match self.places.dense_at(self.dense) {
            Some(place) if place < self.line_end => {
                self.dense += 1;
                Some(place as usize)
            }
            _ => self.next_of_both(),
        }
    }

    /// The same, where the next line end has to be looked up, or is the next mark.
    #[inline(never)]
    fn next_of_both(&mut self) -> Option<usize> {
        let line = self.peek_line();
        self.line_end = line.map_or(u32::MAX, |line| line.place);
        if let Some(place) = self.places.dense_at(self.dense).filter(|place| *place < self.line_end) {
            self.dense += 1;
            return Some(place as usize);
        }
        let line = line?;
        self.pass(line);
        Some(line.place as usize)
    }
}
