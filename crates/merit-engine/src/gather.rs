//! Rows of a batch, gathered by the part that their leads belong to. Parts do not see each other, so several threads can
//! take rows of different parts; and the memory of one part fits into the processor's cache.

use std::sync::Mutex;

use merit_values::{Instant, UNKNOWN};
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
    pub(crate) at: Instant,
    /// Which of the batch's leads of its part.
    pub(crate) lead: u32,
    /// The number of its class among those of the batch.
    pub(crate) class: u32,
}

/// Memory of rows that were taken in, for those of later batches.
#[derive(Debug, Default)]
pub(crate) struct Spare(Mutex<Vec<Vec<EventRow>>>);

impl Spare {
    pub(crate) fn take(&self) -> Vec<EventRow> {
        self.0.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default()
    }

    pub(crate) fn give(&self, memory: Vec<EventRow>) {
        if let Ok(mut spare) = self.0.lock() {
            spare.push(memory);
        }
    }
}

/// A row of a leads table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRow {
    pub(crate) lead: LeadKey,
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

impl ByPart<TableRow> {
    /// Gathers the rows of a batch of a leads table.
    pub(crate) fn of_table(leads: &[LeadHash]) -> Self {
        let mut counts = [0; PARTS];
        leads.iter().for_each(|lead| counts[lead.part()] += 1);
        let mut rows = Places::new(Vec::new(), &counts, || TableRow { lead: LeadKey { home: 0, tag: 0 }, row: 0 });
        for (row, lead) in leads.iter().enumerate() {
            rows.add(lead.part(), TableRow { lead: lead.key, row: row_number(row) });
        }
        rows.full()
    }
}

impl<R> ByPart<R> {
    /// The rows of a part.
    pub(crate) fn of_part(&self, part: usize) -> &[R] {
        &self.rows[self.range(part)]
    }

    fn range(&self, part: usize) -> std::ops::Range<usize> {
        self.ends[part] as usize..self.ends[part + 1] as usize
    }

    /// The number of the first row of a part.
    pub(crate) fn first_of_part(&self, part: usize) -> usize {
        self.ends[part] as usize
    }

    /// All rows, by part.
    pub(crate) fn all(&self) -> &[R] {
        &self.rows
    }

    /// Their memory, for the rows of a later batch.
    pub(crate) fn into_memory(self) -> Vec<R> {
        self.rows
    }

    /// Bytes that are in use.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<R>()
    }
}

/// A lead of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchLead {
    home: u64,
    tag: u32,
    /// Its number among the batch's leads.
    pub(crate) code: u32,
}

impl BatchLead {
    pub(crate) const fn key(&self) -> LeadKey {
        LeadKey { home: self.home, tag: self.tag }
    }
}

/// The records of a batch up to an instant.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Their leads, each once.
    pub(crate) leads: ByPart<BatchLead>,
    pub(crate) rows: ByPart<EventRow>,
    /// For each of `rows`: its number in the batch. Empty where nobody asks.
    numbers: Vec<u32>,
}

/// The mark of a lead that has no record so far.
const NOT_MET: u64 = 1 << 63;

/// The records of a batch, one entry for each in every column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchRows<'b> {
    /// The leads as numbers in `hashes`.
    pub(crate) leads: &'b [u32],
    pub(crate) hashes: &'b [LeadHash],
    pub(crate) at: &'b [Instant],
    pub(crate) classes: &'b [u32],
}

impl Gathered {
    /// Gathers the records up to an instant in `memory`.
    pub(crate) fn of(memory: Vec<EventRow>, batch: BatchRows<'_>, as_of: Instant, numbered: bool) -> Self {
        // For each lead its part, above 32 bits: its number among those of its part, in the order in which they come.
        let part_of = |part: u8| u64::from(part) << 32;
        let mut places: Vec<u64> = batch.hashes.iter().map(|hash| NOT_MET | part_of(hash.part)).collect();
        let mut met = Vec::with_capacity(places.len());
        let (mut leads, mut rows) = ([0_u32; PARTS], [0_u32; PARTS]);
        for (lead, at) in batch.leads.iter().zip(batch.at) {
            if *at > as_of {
                continue;
            }
            let place = &mut places[*lead as usize];
            let part = (*place >> 32) as usize % PARTS;
            rows[part] += 1;
            if *place & NOT_MET != 0 {
                *place = (*place & !NOT_MET) | u64::from(leads[part]);
                leads[part] += 1;
                met.push(*lead);
            }
        }
        let mut leads = Places::new(Vec::new(), &leads, || BatchLead { home: 0, tag: 0, code: 0 });
        for code in met {
            let LeadHash { key: LeadKey { home, tag }, part } = batch.hashes[code as usize];
            leads.add(usize::from(part), BatchLead { home, tag, code });
        }
        let mut numbers = numbered.then(|| Places::new(Vec::new(), &rows, || 0));
        let mut rows = Places::new(memory, &rows, || EventRow { at: Instant(0), lead: 0, class: 0 });
        let all = batch.leads.iter().zip(batch.at).zip(batch.classes).enumerate();
        for (row, ((lead, at), class)) in all.filter(|(_, ((_, at), _))| **at <= as_of) {
            let place = places[*lead as usize];
            let part = (place >> 32) as usize;
            rows.add(part, EventRow { at: *at, lead: place as u32, class: *class });
            if let Some(numbers) = &mut numbers {
                numbers.add(part, row_number(row));
            }
        }
        let numbers = numbers.map(|numbers| numbers.full().rows).unwrap_or_default();
        Self { leads: leads.full(), rows: rows.full(), numbers }
    }

    /// For each row of a part its number in the batch; empty where nobody asks.
    pub(crate) fn numbers_of_part(&self, part: usize) -> &[u32] {
        if self.numbers.is_empty() { &[] } else { &self.numbers[self.rows.range(part)] }
    }

    /// Bytes that are in use.
    pub(crate) const fn bytes(&self) -> usize {
        self.leads.bytes() + self.rows.bytes() + self.numbers.len() * size_of::<u32>()
    }
}

/// Places for rows, which are filled one after the other.
struct Places<R> {
    rows: ByPart<R>,
    next: [u32; PARTS],
}

impl<R: Copy> Places<R> {
    /// So many places for each part.
    fn new(mut rows: Vec<R>, counts: &[u32; PARTS], empty: impl Fn() -> R) -> Self {
        let mut ends = vec![0_u32; PARTS + 1];
        for (part, count) in counts.iter().enumerate() {
            ends[part + 1] = ends[part] + count;
        }
        let mut next = [0; PARTS];
        next.copy_from_slice(&ends[..PARTS]);
        let count = ends[PARTS] as usize;
        // Batches are of about the same size: a little more room, and the memory serves for all of them.
        if rows.capacity() < count {
            rows = Vec::with_capacity(count + count / 16);
        }
        rows.resize(count, empty());
        Self { rows: ByPart { rows, ends }, next }
    }

    #[inline]
    fn add(&mut self, part: usize, row: R) {
        let next = &mut self.next[part % PARTS];
        self.rows.rows[*next as usize] = row;
        *next += 1;
    }

    /// All places are filled.
    fn full(self) -> ByPart<R> {
        debug_assert!(self.next[..] == self.rows.ends[1..], "every row has its place");
        self.rows
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
        let hashes: Vec<LeadHash> = (0..700).map(|number| LeadHash::of(&format!("lead {number}"))).collect();
        let leads: Vec<u32> = (0..5_000).map(|row| row * row % 700).collect();
        let at: Vec<Instant> = (0..5_000).map(|row| Instant(i64::from(row % 3))).collect();
        let classes: Vec<u32> = (0..5_000).collect();
        let batch = BatchRows { leads: &leads, hashes: &hashes, at: &at, classes: &classes };
        let memory = vec![EventRow { at: Instant(9), lead: 9, class: 9 }; 6_000];
        let gathered = Gathered::of(memory, batch, Instant(1), true);
        let mut seen = 0;
        for part in 0..PARTS {
            let (rows, numbers) = (gathered.rows.of_part(part), gathered.numbers_of_part(part));
            assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
            let of_part = gathered.leads.of_part(part);
            for (row, number) in rows.iter().zip(numbers) {
                let (lead, hash) = (leads[*number as usize], hashes[leads[*number as usize] as usize]);
                let told = of_part[row.lead as usize];
                assert!((told.code, told.key(), hash.part()) == (lead, hash.key, part));
                assert!((row.at, row.class) == (at[*number as usize], *number));
            }
            seen += rows.len();
        }
        assert_eq!(seen, at.iter().filter(|at| at.0 <= 1).count());
        let met: std::collections::BTreeSet<u32> = gathered.leads.all().iter().map(|lead| lead.code).collect();
        let had: std::collections::BTreeSet<u32> =
            leads.iter().zip(&at).filter(|(_, at)| at.0 <= 1).map(|(lead, _)| *lead).collect();
        assert!(met.len() == gathered.leads.all().len() && met == had);
    }
}
