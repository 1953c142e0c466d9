//! The leads of a part: distinct ids with dense numbers.

use merit_values::{Strings, UNKNOWN};
use serde::{Deserialize, Serialize};

use crate::gather::LeadHash;
use crate::near::ask_for;

/// Distinct ids, numbered in the order in which they come.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Leads {
    ids: Strings,
    /// Kept outside a library's table so that many ids can be looked up at once, with many requests to the memory under
    /// way. Not put aside with the rest: whoever takes the leads up again numbers them anew.
    #[serde(skip)]
    slots: Vec<Slot>,
}

/// The hash of an id, and its number plus one; 0 is free.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    home: u64,
    tag: u32,
    number: u32,
}

impl Leads {
    /// Bytes that are in use, more or less.
    pub(crate) const fn bytes(&self) -> usize {
        self.ids.bytes() + self.slots.len() * size_of::<Slot>()
    }

    /// Number of leads.
    pub(crate) const fn len(&self) -> usize {
        self.ids.len()
    }

    /// The id of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        self.ids.get(number as usize)
    }

    /// The number of a lead, which is added when it is new; `None` when there are too many.
    pub(crate) fn number(&mut self, lead: LeadHash, id: &str) -> Option<u32> {
        match self.find(lead) {
            Ok(number) => Some(number),
            Err(place) => self.add(place, lead, id),
        }
    }

    /// Adds the numbers of many leads, each with the number of its id among some, which are added when they are new; `None` when there
    /// are too many.
    pub(crate) fn numbers(
        &mut self,
        mut leads: impl Iterator<Item = (LeadHash, u32)> + Clone,
        ids: &Strings,
        numbers: &mut Vec<u32>,
    ) -> Option<()> {
        /// So many are asked for together: what comes of it stays in the nearest cache until it is looked at.
        const TOGETHER: usize = 64;
        let mut new = [(0, LeadHash { home: 0, tag: 0 }, 0); TOGETHER];
        loop {
            self.touch(leads.clone().take(TOGETHER));
            let (before, mut count) = (numbers.len(), 0);
            for (lead, id) in leads.by_ref().take(TOGETHER) {
                let number = self.find(lead).unwrap_or_else(|_| {
                    // Ids of new leads stand anywhere.
                    ask_for(ids.bytes_of(id as usize), 0);
                    new[count] = (numbers.len(), lead, id);
                    count += 1;
                    UNKNOWN
                });
                numbers.push(number);
            }
            for (place, lead, id) in &new[..count] {
                numbers[*place] = self.number(*lead, ids.get(*id as usize))?;
            }
            if numbers.len() < before + TOGETHER {
                return Some(());
            }
        }
    }

    /// Looks at the slots of some leads, all of them one after the other: the memory answers many such requests at once, but one
    /// at a time when what is done next depends on each.
    fn touch(&self, leads: impl Iterator<Item = (LeadHash, u32)>) {
        let slot = |lead: LeadHash| self.slots.get(home(lead.home, self.slots.len())).map_or(0, |slot| slot.tag);
        std::hint::black_box(leads.fold(0, |seen, (lead, _)| seen ^ slot(lead)));
    }

    /// The number of a lead, or the place where it belongs.
    fn find(&self, lead: LeadHash) -> Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mut at = home(lead.home, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot.home == lead.home && slot.tag == lead.tag && slot.number != 0 {
                return Ok(slot.number - 1);
            }
            if slot.number == 0 {
                return Err(at);
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }

    fn add(&mut self, mut place: usize, lead: LeadHash, id: &str) -> Option<u32> {
        let number = u32::try_from(self.ids.len()).ok().filter(|number| *number < UNKNOWN - 1)?;
        // All ids of a part are one text of less than 4 GiB.
        u32::try_from(self.ids.bytes().checked_add(id.len())?).ok()?;
        // With half of the places free, most ids are found where they are looked for first; and one must be, or looking never ends.
        if self.ids.len() * 2 + 1 >= self.slots.len() {
            self.grow();
            place = self.find(lead).err()?;
        }
        self.ids.push(id);
        self.slots[place] = Slot { home: lead.home, tag: lead.tag, number: number + 1 };
        Some(number)
    }

    /// Makes room for so many ids that are mostly new, or for all that are expected.
    pub(crate) fn reserve(&mut self, new: usize, expected: usize) {
        let wanted = (self.ids.len() + new).max(expected) * 2 + 1;
        if wanted > self.slots.len() {
            self.grow_to(wanted.max(self.slots.len() + self.slots.len() / 2));
        }
    }

    fn grow(&mut self) {
        self.grow_to((self.slots.len() + self.slots.len() / 2).max(16));
    }

    fn grow_to(&mut self, size: usize) {
        let before = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in before.into_iter().filter(|slot| slot.number != 0) {
            let mut at = home(slot.home, size);
            while self.slots[at].number != 0 {
                at = if at + 1 == size { 0 } else { at + 1 };
            }
            self.slots[at] = slot;
        }
    }
}

/// Where to look for a lead first.
const fn home(hash: u64, slots: usize) -> usize {
    ((hash as u128 * slots as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_numbers() {
        let mut leads = Leads::default();
        // Some come twice in a piece.
        let ids: Vec<String> = (0..5_000).map(|number| format!("lead {}", number % 3_000 / 2 * 2)).collect();
        let mut numbers = Vec::new();
        for ids in ids.chunks(700) {
            let rows = (0..).zip(ids).map(|(row, id)| (LeadHash::of(id), row));
            let mut texts = Strings::default();
            ids.iter().for_each(|id| _ = texts.push(id));
            numbers.clear();
            leads.numbers(rows, &texts, &mut numbers).unwrap();
            for (id, number) in ids.iter().zip(&numbers) {
                assert_eq!(leads.get(*number), id);
                assert_eq!(leads.number(LeadHash::of(id), id), Some(*number));
            }
        }
        assert_eq!(leads.len(), 1_500);
    }

    /// Whatever was expected, also nothing, looking for a lead ends.
    #[test]
    fn there_is_room_beside_what_was_expected() {
        for (new, expected) in (0..4).flat_map(|new| (0..4).map(move |expected| (new, expected))) {
            let mut leads = Leads::default();
            leads.reserve(new, expected);
            for number in 0..100 {
                let id = format!("lead {number}");
                assert_eq!(leads.number(LeadHash::of(&id), &id), Some(number));
                leads.reserve(new, expected);
            }
        }
    }
}
