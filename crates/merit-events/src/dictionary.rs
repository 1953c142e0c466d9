//! Texts that are stored once and referred to by a number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use merit_values::{Strings, UNKNOWN};

/// Texts are counted before it is said that they mostly differ.
const ENOUGH: usize = 1 << 12;

/// Numbers texts in the order in which they are first seen. The hashes differ from run to run (so that nobody can
/// choose texts that collide), the numbers do not. Where texts mostly differ (names, addresses), looking for doubles costs
/// more than they do: they are kept.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    strings: Strings,
    /// How often a number was asked for.
    asked: usize,
    /// Numbers by [`few_bytes`] of their texts; another text with the same ones takes the place. Most texts are among these.
    recent: Vec<u32>,
    table: HashTable<u32>,
    hashes: RandomState,
}

impl Dictionary {
    /// The number of a text, and whether it is new.
    pub(crate) fn number(&mut self, text: &str) -> (u32, bool) {
        self.asked += 1;
        let place = few_bytes(text);
        if let Some(number) = self.recent.get(place)
            && self.strings.get(*number as usize) == text
            && (*number as usize) < self.strings.len()
        {
            return (*number, false);
        }
        if self.strings.len() >= ENOUGH && self.strings.len() > self.asked / 4 * 3 {
            return (self.strings.push(text), true);
        }
        let (number, is_new) = self.find(text);
        self.recent.resize(PLACES, UNKNOWN);
        if let Some(recent) = self.recent.get_mut(place) {
            *recent = number;
        }
        (number, is_new)
    }

    fn find(&mut self, text: &str) -> (u32, bool) {
        let hash = self.hashes.hash_one(text);
        let Self { strings, table, hashes, .. } = self;
        if let Some(number) = table.find(hash, |number| strings.get(*number as usize) == text) {
            return (*number, false);
        }
        let number = strings.push(text);
        table.insert_unique(hash, number, |number| hashes.hash_one(strings.get(*number as usize)));
        (number, true)
    }

    pub(crate) fn into_strings(self) -> Strings {
        self.strings
    }
}

/// Number of places that [`few_bytes`] tells apart.
pub(crate) const PLACES: usize = 256;

/// A place for a text by its length and some of its bytes: quicker than a hash, and enough to tell the usual few apart.
#[inline]
pub(crate) fn few_bytes(text: &str) -> usize {
    let bytes = text.as_bytes();
    let at = |place: usize| bytes.get(place).map_or(0, |byte| usize::from(*byte));
    let last = bytes.len().saturating_sub(1);
    (at(0).wrapping_mul(7) ^ at(last).wrapping_mul(31) ^ at(last / 2).wrapping_mul(3) ^ bytes.len() << 3) % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers_until_they_mostly_differ() {
        let (mut few, mut many) = (Dictionary::default(), Dictionary::default());
        for number in 0..20_000_u32 {
            let text = format!("text {}", number % 100);
            assert_eq!(few.number(&text), (number % 100, number < 100));
            let (own, is_new) = many.number(&format!("text {}", number / 10 * 9 + number % 10));
            assert_eq!(many.strings.get(own as usize), format!("text {}", number / 10 * 9 + number % 10));
            assert!(is_new || (own as usize) < ENOUGH);
        }
        assert!((18_000..=20_000).contains(&many.strings.len()));
        assert_eq!(few.into_strings().len(), 100);
    }
}
