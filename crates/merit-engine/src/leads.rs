//! The leads of a part: distinct ids with dense numbers.

use merit_values::UNKNOWN;
use serde::{Deserialize, Serialize};

/// Distinct ids, numbered in the order in which they come.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Leads {
    text: String,
    ends: Vec<u32>,
    /// Half of an id's hash and its number plus one, where the other half says; 0 is free. Kept outside a library's table so
    /// that many ids can be looked up at once: first their slots, then their texts, each time with many requests to the
    /// memory under way. Not put aside with the rest: whoever takes the leads up again numbers them anew.
    #[serde(skip)]
    slots: Vec<u64>,
}

/// The half of a hash that is kept.
const fn tag(hash: u64) -> u64 {
    hash << 32
}

impl Leads {
    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * 4 + self.slots.len() * 8
    }

    /// Number of leads.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of an id, which is added when it is new; `None` when there are too many.
    pub(crate) fn number(&mut self, hash: u64, id: &str) -> Option<u32> {
        if self.ends.len() * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let mut at = self.home(hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                break;
            }
            let number = (slot & 0xffff_ffff) as u32 - 1;
            if slot & tag(u64::from(u32::MAX)) == tag(hash) && self.get(number) == id {
                return Some(number);
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number < UNKNOWN - 1)?;
        let end = u32::try_from(self.text.len().checked_add(id.len())?).ok()?;
        self.text.push_str(id);
        self.ends.push(end);
        self.slots[at] = tag(hash) | u64::from(number + 1);
        Some(number)
    }

    /// The numbers of many ids, which are added when they are new; `None` when there are too many.
    pub(crate) fn numbers<'i>(
        &mut self,
        ids: impl ExactSizeIterator<Item = (u64, &'i str)> + Clone,
        numbers: &mut Vec<u32>,
    ) -> Option<()> {
        numbers.clear();
        numbers.extend(ids.clone().map(|(hash, _)| self.candidate(hash)));
        for ((hash, id), number) in ids.zip(numbers) {
            if *number == UNKNOWN || self.get(*number) != id {
                *number = self.number(hash, id)?;
            }
        }
        Some(())
    }

    /// The first number whose id has this half of the hash.
    fn candidate(&self, hash: u64) -> u32 {
        if self.slots.is_empty() {
            return UNKNOWN;
        }
        let mut at = self.home(hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return UNKNOWN;
            }
            if slot & tag(u64::from(u32::MAX)) == tag(hash) {
                return (slot & 0xffff_ffff) as u32 - 1;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }

    /// Where to look for an id first. The upper bits of the hash choose the part, the lower half is kept: the bits between
    /// are spread by both.
    fn home(&self, hash: u64) -> usize {
        let spread = (hash << 6 >> 6).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((u128::from(spread) * self.slots.len() as u128) >> 64) as usize
    }

    fn grow(&mut self) {
        let size = (self.slots.len() + self.slots.len() / 2).max(16);
        self.slots = vec![0; size];
        for number in 0..u32::try_from(self.ends.len()).unwrap_or(UNKNOWN) {
            let hash = crate::prepare::lead_hash(self.get(number));
            let mut at = self.home(hash);
            while self.slots[at] != 0 {
                at = if at + 1 == size { 0 } else { at + 1 };
            }
            self.slots[at] = tag(hash) | u64::from(number + 1);
        }
    }

    /// The id of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        let end = self.ends.get(number as usize).copied().unwrap_or(0) as usize;
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before as usize));
        self.text.get(before.map_or(0, |end| *end as usize)..end).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::lead_hash;

    #[test]
    fn ids_keep_their_numbers() {
        let mut leads = Leads::default();
        let ids: Vec<String> = (0..5_000).map(|number| format!("lead {}", number % 3_000)).collect();
        let mut numbers = Vec::new();
        for ids in ids.chunks(700) {
            let hashed = ids.iter().map(|id| (lead_hash(id), id.as_str()));
            leads.numbers(hashed, &mut numbers).unwrap();
            for (id, number) in ids.iter().zip(&numbers) {
                assert_eq!(leads.get(*number), id);
                assert_eq!(leads.number(lead_hash(id), id), Some(*number));
            }
        }
        assert_eq!(leads.len(), 3_000);
    }
}
