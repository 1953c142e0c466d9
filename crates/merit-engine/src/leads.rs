//! The leads of a part: distinct ids with dense numbers.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

/// Distinct ids, numbered in the order in which they come.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Leads {
    text: String,
    ends: Vec<u32>,
    /// Not put aside with the rest: whoever takes them up again numbers them anew.
    #[serde(skip)]
    numbers: HashTable<Slot>,
}

/// A number with half of the hash of its id, so that few ids have to be looked at.
#[derive(Clone, Copy, Debug)]
struct Slot {
    tag: u32,
    number: u32,
}

/// Spreads the half that is kept over 64 bits again.
const fn spread(tag: u32) -> u64 {
    (tag as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Leads {
    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * 4 + self.numbers.capacity() * 9
    }

    /// Number of leads.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of an id, which is added when it is new; `None` when there are too many.
    pub(crate) fn number(&mut self, hash: u64, id: &str) -> Option<u32> {
        let tag = (hash & 0xffff_ffff) as u32;
        let Self { text, ends, numbers } = self;
        let same = |slot: &Slot| slot.tag == tag && slice(text, ends, slot.number) == id;
        if let Some(slot) = numbers.find(spread(tag), same) {
            return Some(slot.number);
        }
        let number = u32::try_from(ends.len()).ok().filter(|number| *number < u32::MAX)?;
        let end = u32::try_from(text.len().checked_add(id.len())?).ok()?;
        text.push_str(id);
        ends.push(end);
        numbers.insert_unique(spread(tag), Slot { tag, number }, |slot| spread(slot.tag));
        Some(number)
    }

    /// The id of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let end = ends.get(number as usize).copied().unwrap_or(0) as usize;
    let start = number.checked_sub(1).and_then(|before| ends.get(before as usize)).map_or(0, |end| *end as usize);
    text.get(start..end).unwrap_or("")
}
