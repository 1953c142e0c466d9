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
    lines: Vec<Line>,
}

/// Ids of a line.
const OF_LINE: usize = 4;

/// A line of the processor's cache: hashes of some ids, and their numbers plus one; 0 is free. An id stands in the line that its hash
/// tells, or in the next one that had room: hardly any is looked for in two lines, of which the second would be waited for.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line {
    homes: [u64; OF_LINE],
    tags: [u32; OF_LINE],
    numbers: [u32; OF_LINE],
}

impl Line {
    /// The number of a lead plus one; 0 when it is not here.
    #[inline(always)]
    fn find(&self, lead: LeadHash) -> u32 {
        let mut same = same(self.tags, lead.tag);
        while same != 0 {
            let place = same.trailing_zeros() as usize % OF_LINE;
            if self.homes[place] == lead.home {
                return self.numbers[place];
            }
            same &= same - 1;
        }
        0
    }

    fn free(&self) -> Option<usize> {
        self.numbers.iter().position(|number| *number == 0)
    }
}

impl Leads {
    /// Bytes that are in use, more or less.
    pub(crate) const fn bytes(&self) -> usize {
        self.ids.bytes() + self.lines.len() * size_of::<Line>()
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
        /// A lead is asked for so many leads before it is looked up: the memory answers many such requests at once.
        const AHEAD: usize = 32;
        /// After so many, those that are new are added.
        const TOGETHER: usize = 64;
        let mut new = [(0, LeadHash { home: 0, tag: 0 }, 0); TOGETHER];
        let mut soon = leads.clone();
        soon.by_ref().take(AHEAD).for_each(|(lead, _)| self.ask(lead));
        loop {
            let (before, mut count) = (numbers.len(), 0);
            for (lead, id) in leads.by_ref().take(TOGETHER) {
                if let Some((lead, _)) = soon.next() {
                    self.ask(lead);
                }
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

    /// Asks the memory for the line of a lead that is looked up soon.
    #[inline(always)]
    fn ask(&self, lead: LeadHash) {
        ask_for(&self.lines, home(lead, self.lines.len()));
    }

    /// The number of a lead, or the line where it belongs.
    #[inline(always)]
    fn find(&self, lead: LeadHash) -> Result<u32, usize> {
        if self.lines.is_empty() {
            return Err(0);
        }
        let mut at = home(lead, self.lines.len());
        loop {
            let line = &self.lines[at];
            match line.find(lead) {
                0 if line.free().is_some() => return Err(at),
                0 => at = after(at, self.lines.len()),
                number => return Ok(number - 1),
            }
        }
    }

    fn add(&mut self, mut at: usize, lead: LeadHash, id: &str) -> Option<u32> {
        let number = u32::try_from(self.ids.len()).ok().filter(|number| *number < UNKNOWN - 1)?;
        // All ids of a part are one text of less than 4 GiB.
        u32::try_from(self.ids.bytes().checked_add(id.len())?).ok()?;
        // With half of the places free, most ids are in the line where they are looked for first; and one must be, or looking never ends.
        if self.ids.len() * 2 + 1 >= self.places() {
            self.grow_to((self.places() + self.places() / 2).max(16));
            at = self.find(lead).err()?;
        }
        self.ids.push(id);
        put(&mut self.lines, at, lead, number + 1);
        Some(number)
    }

    const fn places(&self) -> usize {
        self.lines.len() * OF_LINE
    }

    /// Makes room for so many ids that are mostly new, or for all that are expected.
    pub(crate) fn reserve(&mut self, new: usize, expected: usize) {
        let wanted = (self.ids.len() + new).max(expected) * 2 + 1;
        if wanted > self.places() {
            self.grow_to(wanted.max(self.places() + self.places() / 2));
        }
    }

    /// Makes at least so many places.
    fn grow_to(&mut self, places: usize) {
        let mut lines = vec![Line::default(); places.div_ceil(OF_LINE)];
        let count = lines.len();
        for line in &self.lines {
            for ((home_of, tag), number) in line.homes.into_iter().zip(line.tags).zip(line.numbers) {
                let lead = LeadHash { home: home_of, tag };
                if number != 0 {
                    put(&mut lines, home(lead, count), lead, number);
                }
            }
        }
        self.lines = lines;
    }
}

/// Which of some tags are this one, a bit for each. All are compared at once: which one it is cannot be foreseen.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(unsafe_code, reason = "one by one, places are foreseen badly")]
fn same(tags: [u32; OF_LINE], tag: u32) -> u32 {
    use std::arch::x86_64::{_mm_castsi128_ps, _mm_cmpeq_epi32, _mm_movemask_ps, _mm_set_epi32, _mm_set1_epi32};
    let [a, b, c, d] = tags.map(u32::cast_signed);
    // SAFETY: these belong to x86_64 itself.
    let bits = unsafe {
        let equal = _mm_cmpeq_epi32(_mm_set_epi32(d, c, b, a), _mm_set1_epi32(tag.cast_signed()));
        _mm_movemask_ps(_mm_castsi128_ps(equal))
    };
    bits.cast_unsigned()
}

#[cfg(not(target_arch = "x86_64"))]
fn same(tags: [u32; OF_LINE], tag: u32) -> u32 {
    one_by_one(tags, tag)
}

#[cfg(any(test, not(target_arch = "x86_64")))]
fn one_by_one(tags: [u32; OF_LINE], tag: u32) -> u32 {
    tags.iter().enumerate().fold(0, |bits, (place, other)| bits | u32::from(*other == tag) << place)
}

/// Puts a number plus one into a line, or the next one that has room.
fn put(lines: &mut [Line], mut at: usize, lead: LeadHash, number: u32) {
    loop {
        let line = &mut lines[at];
        if let Some(place) = line.free() {
            (line.homes[place], line.tags[place], line.numbers[place]) = (lead.home, lead.tag, number);
            return;
        }
        at = after(at, lines.len());
    }
}

/// The line where to look for a lead first.
const fn home(lead: LeadHash, lines: usize) -> usize {
    ((lead.home as u128 * lines as u128) >> 64) as usize
}

/// The next line; behind the last comes the first.
const fn after(line: usize, lines: usize) -> usize {
    if line + 1 == lines { 0 } else { line + 1 }
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

    #[test]
    fn equal_tags_are_found_in_every_place() {
        for bits in 0..16 {
            let tags = std::array::from_fn(|place| if bits >> place & 1 == 1 { u32::MAX } else { 7 << place });
            assert_eq!((same(tags, u32::MAX), one_by_one(tags, u32::MAX)), (bits, bits));
        }
    }

    /// Two leads that share a tag and a line are told apart, and a line that is full has its leads in the next ones.
    #[test]
    fn leads_of_one_line_are_told_apart() {
        let mut leads = Leads::default();
        let lead = |number: u64| LeadHash { home: number << 6, tag: 5 };
        for number in 0..40 {
            assert_eq!(leads.number(lead(number), "same"), Some(number as u32));
        }
        assert!((0..40).all(|number| leads.number(lead(number), "same") == Some(number as u32)));
        assert_eq!(leads.number(LeadHash { tag: 6, ..lead(3) }, "another"), Some(40));
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
