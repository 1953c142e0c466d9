//! Texts that are stored once and referred to by a number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use merit_values::{Often, Strings, UNKNOWN};

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
    /// Looks and numbers of texts, by the places of their looks; another text of the same place takes it. Most texts are among
    /// these.
    recent: Vec<(Look, u32)>,
    table: HashTable<u32>,
    hashes: RandomState,
}

impl Dictionary {
    /// The number of a text, and whether it is new.
    #[inline]
    pub(crate) fn number(&mut self, text: &str) -> (u32, bool) {
        self.number_of(text.as_bytes(), || text)
    }

    /// The number of the text of these bytes, which `text` gives, and whether it is new.
    #[inline(always)]
    pub(crate) fn number_of<'t>(&mut self, bytes: &[u8], text: impl FnOnce() -> &'t str) -> (u32, bool) {
        self.asked += 1;
        let look = Look::of(bytes);
        if let Some((known, number)) = self.recent.get(look.place()).often()
            && (*known == look).often()
            && (look.is_whole().often() || self.strings.bytes_of(*number as usize) == bytes)
        {
            return (*number, false);
        }
        self.number_slowly(look, text())
    }

    #[inline(never)]
    fn number_slowly(&mut self, look: Look, text: &str) -> (u32, bool) {
        if self.strings.len() >= ENOUGH && self.strings.len() > self.asked / 4 * 3 {
            return (self.strings.push(text), true);
        }
        let (number, is_new) = self.find(text);
        self.recent.resize(PLACES, (Look::NOTHING, UNKNOWN));
        if let Some(recent) = self.recent.get_mut(look.place()) {
            *recent = (look, number);
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

/// Number of places of looks.
pub(crate) const PLACES: usize = 512;

/// What a text looks like: its length, its first and its last bytes. Of a short text that is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    ends: [u64; 2],
    length: usize,
}

impl Look {
    /// No text looks like this.
    pub(crate) const NOTHING: Self = Self { ends: [0; 2], length: usize::MAX };

    #[inline(always)]
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let ends = if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            [u64::from_le_bytes(*first), u64::from_le_bytes(*last)]
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            [u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))]
        } else {
            let at = |place: usize| bytes.get(place).map_or(0, |byte| u64::from(*byte));
            [at(0) | at(1) << 8 | at(2) << 16, 0]
        };
        Self { ends, length: bytes.len() }
    }

    /// Texts that look like this are the same.
    #[inline]
    pub(crate) const fn is_whole(self) -> bool {
        self.length <= 16
    }

    /// One of [`PLACES`] places.
    #[inline]
    pub(crate) const fn place(self) -> usize {
        let [first, last] = self.ends;
        let mixed = (first ^ last.rotate_left(25) ^ self.length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 55) as usize
    }
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

    #[test]
    fn short_texts_that_look_the_same_are_the_same() {
        // All texts of up to 5 letters of two kinds, and longer ones that differ in one letter.
        let mut texts: Vec<String> = vec![String::new()];
        for _ in 0..5 {
            let longer: Vec<String> =
                texts.iter().flat_map(|text| [format!("{text}a"), format!("{text}b")]).collect();
            texts.extend(longer);
        }
        for length in 6..20 {
            texts.push("a".repeat(length));
            texts
                .extend((0..length).map(|place| format!("{}b{}", "a".repeat(place), "a".repeat(length - place - 1))));
        }
        texts.sort();
        texts.dedup();
        for (place, one) in texts.iter().enumerate() {
            let look = Look::of(one.as_bytes());
            assert!(look.place() < PLACES && look != Look::NOTHING);
            for other in texts.iter().skip(place + 1).filter(|_| look.is_whole()) {
                assert_ne!(look, Look::of(other.as_bytes()), "{one} {other}");
            }
        }
        let mut dictionary = Dictionary::default();
        let numbers: Vec<u32> = texts.iter().map(|text| dictionary.number(text).0).collect();
        assert!(numbers.iter().zip(0..).all(|(number, expected)| *number == expected));
        assert!(texts.iter().zip(0..).all(|(text, expected)| dictionary.number(text) == (expected, false)));
    }
}
