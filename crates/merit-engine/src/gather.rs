//! Rows of a batch, gathered by the part that their leads belong to. Parts do not see each other, so several threads can
//! take rows of different parts; and the memory of one part fits into the processor's cache.

use merit_values::{Day, Instant, UNKNOWN};
use twox_hash::XxHash3_128;

/// Leads are spread over so many parts.
pub(crate) const PARTS: usize = 64;

/// The number by which a lead is found: a hash of 128 bits. That two of a hundred million leads have the same is less
/// likely than one to 10^20, so ids are not compared beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LeadHash {
    /// Where to look for the lead in its part.
    pub(crate) home: u64,
    /// The rest; its uppermost bits choose the part.
    rest: u64,
}

impl LeadHash {
    pub(crate) fn of(lead: &str) -> Self {
        let hash = XxHash3_128::oneshot(lead.as_bytes());
        Self { home: hash as u64, rest: (hash >> 64) as u64 }
    }

    pub(crate) const fn part(self) -> usize {
        (self.rest >> 58) as usize
    }

    /// What is kept beside `home`.
    pub(crate) const fn tag(self) -> u32 {
        self.rest as u32
    }
}

/// A record as far as most rules ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRow {
    pub(crate) lead: LeadHash,
    pub(crate) at: Instant,
    pub(crate) day: Day,
    /// The number of its class among those of the batch.
    pub(crate) class: u32,
    /// Its number in the batch.
    pub(crate) row: u32,
}

/// A row of a leads table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRow {
    pub(crate) lead: LeadHash,
    /// Its number in the batch.
    pub(crate) row: u32,
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
    /// Gathers the rows of a batch: `leads` of all, of which those that are `wanted` are made.
    pub(crate) fn of(
        leads: &[LeadHash],
        wanted: impl Fn(usize) -> bool,
        make: impl Fn(usize, LeadHash) -> R,
    ) -> Self {
        let mut ends = vec![0_u32; PARTS + 1];
        for (row, lead) in leads.iter().enumerate() {
            ends[lead.part() + 1] += u32::from(wanted(row));
        }
        for part in 0..PARTS {
            ends[part + 1] += ends[part];
        }
        let mut rows = Vec::new();
        if let Some(first) = leads.first() {
            // Every place is filled below.
            rows.resize(ends[PARTS] as usize, make(0, *first));
        }
        let mut next = ends.clone();
        for (row, lead) in leads.iter().enumerate() {
            if wanted(row) {
                let place = &mut next[lead.part()];
                rows[*place as usize] = make(row, *lead);
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
        let rows = ByPart::of(&leads, |row| row % 3 != 0, make);
        let mut seen = 0;
        for part in 0..PARTS {
            let of_part = rows.of_part(part);
            assert!(of_part.windows(2).all(|pair| pair[0].row < pair[1].row));
            assert!(of_part.iter().all(|row| row.lead.part() == part && row.lead == leads[row.row as usize]));
            seen += of_part.len();
        }
        assert_eq!(seen, (0..5_000).filter(|row| row % 3 != 0).count());
    }
}
