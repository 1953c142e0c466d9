//! Texts that are stored once and referred to by a number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use merit_values::Strings;

/// Numbers texts in the order in which they are first seen. The hashes differ from run to run (so that nobody can
/// choose texts that collide), the numbers do not.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    strings: Strings,
    table: HashTable<u32>,
    hashes: RandomState,
}

impl Dictionary {
    /// The number of a text, and whether it is new.
    pub(crate) fn number(&mut self, text: &str) -> (u32, bool) {
        let hash = self.hashes.hash_one(text);
        let Self { strings, table, hashes } = self;
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
