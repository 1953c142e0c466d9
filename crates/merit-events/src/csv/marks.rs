//! The marks of a CSV text: commas, quotes and line ends, found some thousand bytes ahead.

use crate::places::{Places, Rare};

/// So many steps of 64 bytes are looked at ahead.
const STEPS: usize = 64;

/// The marks of a text, one after the other.
#[derive(Debug)]
pub(super) struct Marks<'b> {
    pub(super) bytes: &'b [u8],
    /// Commas are dense, quotes and line ends rare.
    places: Places,
    /// The next comma and the next other mark of those that are found.
    comma: usize,
    other: usize,
}

impl<'b> Marks<'b> {
    /// The marks from this place on. The bytes end with 64 zeros; they are less than 4 GiB.
    pub(super) fn new(bytes: &'b [u8], from: usize) -> Self {
        Self { bytes, places: Places::from(from), comma: 0, other: 0 }
    }

    /// Looks further, when no quote or line end is known; false at the end.
    #[cold]
    #[inline(never)]
    fn find(&mut self) -> bool {
        let is_found = self.places.find_csv(self.bytes, self.comma, STEPS);
        if is_found {
            (self.comma, self.other) = (0, 0);
        }
        is_found
    }

    /// The next quote or line end, which stays the next one.
    #[inline]
    fn peek_other(&mut self) -> Option<Rare> {
        loop {
            if let Some(other) = self.places.rare().get(self.other) {
                return Some(*other);
            }
            if !self.find() {
                return None;
            }
        }
    }

    /// The commas up to the next quote or line end, and where that is: it is then the next mark.
    #[inline]
    pub(super) fn commas(&mut self) -> Option<(&[u32], usize)> {
        let other = self.peek_other()?;
        let from = std::mem::replace(&mut self.comma, other.before as usize);
        Some((self.places.dense().get(from..self.comma)?, other.place as usize))
    }

    /// The next mark; nothing at the end.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        let other = self.peek_other().map(|other| other.place);
        let comma = self.places.dense().get(self.comma).copied();
        if other.is_some_and(|other| comma.is_none_or(|comma| other < comma)) {
            self.other += 1;
            return other.map(|other| other as usize);
        }
        self.comma += 1;
        comma.map(|comma| comma as usize)
    }
}
