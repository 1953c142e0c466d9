//! Rows of a batch, gathered by the part that their leads belong to. Parts do not see each other, so several threads can
//! take rows of different parts; and the memory of one part fits into the processor's cache.

use std::sync::Mutex;

use merit_values::{Day, Instant, UNKNOWN};
use twox_hash::XxHash3_128;

/// Leads are spread over so many parts.
pub(crate) const PARTS: usize = 64;

/// The numbers by which a lead is found: together 102 bits of hash. That two of a hundred million leads have the same is
/// less likely than one to 10^14, so ids are not compared beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LeadHash {
    pub(crate) key: LeadKey,
    part: u8,
}

/// The numbers by which a lead is found in its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LeadKey {
    /// Where to look.
    pub(crate) home: u64,
    pub(crate) tag: u32,
}

impl LeadHash {
    pub(crate) fn of(lead: &str) -> Self {
        let hash = XxHash3_128::oneshot(lead.as_bytes());
        let rest = (hash >> 64) as u64;
        Self { key: LeadKey { home: hash as u64, tag: rest as u32 }, part: (rest >> 58) as u8 }
    }

    pub(crate) const fn part(self) -> usize {
        self.part as usize
    }
}

/// A record as far as most rules ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRow {
    home: u64,
    pub(crate) at: Instant,
    tag: u32,
    pub(crate) day: Day,
    /// The number of its class among those of the batch.
    pub(crate) class: u32,
    /// Its number in the batch.
    pub(crate) row: u32,
}

impl EventRow {
    pub(crate) const fn new(lead: LeadKey, at: Instant, day: Day, class: u32, row: u32) -> Self {
        Self { home: lead.home, at, tag: lead.tag, day, class, row }
    }

    pub(crate) const fn lead(&self) -> LeadKey {
        LeadKey { home: self.home, tag: self.tag }
    }
}

/// A row of a leads table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRow {
    pub(crate) lead: LeadKey,
    /// Its number in the batch.
    pub(crate) row: u32,
}

/// Memory of rows that were taken in, for those of later batches.
#[derive(Debug, Default)]
pub(crate) struct Spare(Mutex<Vec<Vec<EventRow>>>);

impl Spare {
    pub(crate) fn take(&self) -> Vec<EventRow> {
        self.0.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default()
    }

    pub(crate) fn give(&self, rows: ByPart<EventRow>) {
        if let Ok(mut spare) = self.0.lock() {
            spare.push(rows.rows);
        }
    }
}

/// Rows in the order of their parts; those of a part in their own order.
#[derive(Debug)]
pub(crate) struct ByPart<R> {
    rows: Vec<R>,
    /// Where the rows of each part end, after a zero.
    ends: Vec<u32>,
}

impl<R> Default for ByPart<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), ends: vec![0; PARTS + 1] }
    }
}

impl<R: Copy> ByPart<R> {
    /// Gathers the rows of a batch in `rows`: `leads` of all, of which those that are `wanted` are made.
    pub(crate) fn of(
        mut rows: Vec<R>,
        leads: impl Iterator<Item = LeadHash> + Clone,
        wanted: impl Fn(usize) -> bool,
        make: impl Fn(usize, LeadKey) -> R,
    ) -> Self {
        let mut ends = vec![0_u32; PARTS + 1];
        for (row, lead) in leads.clone().enumerate() {
            ends[lead.part() + 1] += u32::from(wanted(row));
        }
        for part in 0..PARTS {
            ends[part + 1] += ends[part];
        }
        let count = ends[PARTS] as usize;
        rows.truncate(count);
        if let Some(first) = leads.clone().next() {
            // Every place is filled below.
            rows.resize(count, make(0, first.key));
        }
        let mut next = ends.clone();
        for (row, lead) in leads.enumerate() {
            if wanted(row) {
                let place = &mut next[lead.part()];
                rows[*place as usize] = make(row, lead.key);
                *place += 1;
            }
        }
        Self { rows, ends }
    }

    /// The rows of a part.
    pub(crate) fn of_part(&self, part: usize) -> &[R] {
        &self.rows[self.ends[part] as usize..self.ends[part + 1] as usize]
    }

    /// The number of the first row of a part.
    pub(crate) fn first_of_part(&self, part: usize) -> usize {
        self.ends[part] as usize
    }

    /// All rows, by part.
    pub(crate) fn all(&self) -> &[R] {
        &self.rows
    }

    /// Bytes that are in use.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<R>()
    }
}

/// The number of a row of a batch; batches are smaller than what it can count.
pub(crate) fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_part_keep_their_order() {
        let leads: Vec<LeadHash> = (0..5_000).map(|number| LeadHash::of(&format!("lead {}", number % 700))).collect();
        let make = |row: usize, lead| TableRow { lead, row: row_number(row) };
        let rows = ByPart::of(Vec::new(), leads.iter().copied(), |row| row % 3 != 0, make);
        let mut seen = 0;
        for part in 0..PARTS {
            let of_part = rows.of_part(part);
            assert!(of_part.windows(2).all(|pair| pair[0].row < pair[1].row));
            let of_row = |row: &TableRow| leads[row.row as usize];
            assert!(of_part.iter().all(|row| of_row(row).part() == part && of_row(row).key == row.lead));
            seen += of_part.len();
        }
        assert_eq!(seen, (0..5_000).filter(|row| row % 3 != 0).count());
    }
}
