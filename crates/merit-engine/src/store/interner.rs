//! Distinct texts with dense numbers.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

const STATE: FixedState = FixedState::with_seed(0x4d65_7269_7421);

/// Distinct texts, numbered in the order in which they come.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    text: String,
    ends: Vec<u64>,
    numbers: HashTable<u32>,
}

impl Interner {
    /// Number of texts.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of a text, which is added when it is new; `None` when there are too many.
    pub(crate) fn number(&mut self, text: &str) -> Option<u32> {
        let hash = STATE.hash_one(text);
        let Self { text: all, ends, numbers } = self;
        if let Some(number) = numbers.find(hash, |number| slice(all, ends, *number) == text) {
            return Some(*number);
        }
        let number = u32::try_from(ends.len()).ok().filter(|number| *number < u32::MAX)?;
        all.push_str(text);
        ends.push(all.len() as u64);
        numbers.insert_unique(hash, number, |number| STATE.hash_one(slice(all, ends, *number)));
        Some(number)
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }
}

fn slice<'a>(text: &'a str, ends: &[u64], number: u32) -> &'a str {
    let end = ends.get(number as usize).copied().unwrap_or(0);
    let start = if number == 0 { 0 } else { ends.get(number as usize - 1).copied().unwrap_or(0) };
    let bound = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    text.get(bound(start)..bound(end)).unwrap_or("")
}
