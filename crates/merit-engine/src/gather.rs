//! Rows of a batch, gathered by the part that their leads belong to. Parts do not see each other, so several threads can
//! take rows of different parts; and the memory of one part fits into the processor's cache.

use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::{LazyLock, Mutex};

use foldhash::SharedSeed;
use foldhash::quality::SeedableRandomState;
use merit_values::{Instant, Strings, UNKNOWN};

use crate::ids::{IdHash, IdRow, IdRows};
use crate::near::ask_for;

/// Leads are spread over so many parts.
pub(crate) const PARTS: usize = 64;

/// The numbers by which a lead is found: together 96 bits of hash. That two of a hundred million leads have the same is
/// less likely than one to 10^13, so ids are not compared beside them. They differ from run to run, so that nobody can choose ids that
/// have the same, or are all looked for at one place; no result depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LeadHash {
    /// Where to look in its part; the lowest bits tell the part.
    pub(crate) home: u64,
    pub(crate) tag: u32,
}

impl LeadHash {
    pub(crate) fn of(lead: &str) -> Self {
        Self::of_bytes(lead.as_bytes())
    }

    fn of_bytes(lead: &[u8]) -> Self {
        Self::by(&HASHES, lead)
    }

    /// What makes the numbers of many leads.
    pub(crate) fn hasher() -> impl Fn(&[u8]) -> Self + Copy {
        let hashes = &*HASHES;
        move |lead| Self::by(hashes, lead)
    }

    #[inline(always)]
    fn by(hashes: &[SeedableRandomState; 2], lead: &[u8]) -> Self {
        let [home, tag] = hashes;
        let of = |state: &SeedableRandomState| {
            let mut hasher = state.build_hasher();
            hasher.write(lead);
            hasher.finish()
        };
        Self { home: of(home), tag: (of(tag) >> 32) as u32 }
    }

    pub(crate) const fn part(self) -> usize {
        self.home as usize % PARTS
    }
}

/// Two hashes that have nothing in common.
static HASHES: LazyLock<[SeedableRandomState; 2]> = LazyLock::new(|| {
    let random = std::hash::RandomState::new();
    [0, 1].map(|number| {
        let shared = Box::leak(Box::new(SharedSeed::from_u64(random.hash_one((number, 0)))));
        SeedableRandomState::with_seed(random.hash_one((number, 1)), shared)
    })
});

/// A record as far as most rules ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRow {
    pub(crate) at: Instant,
    /// Which of the batch's leads of its part.
    pub(crate) lead: u32,
    /// The number of its class among those of the batch.
    pub(crate) class: u32,
}

/// Memory that is used again by later batches: fresh memory costs more than what is done with it.
#[derive(Debug, Default)]
pub(crate) struct Spare {
    rows: Pool<Vec<EventRow>>,
    leads: Pool<Vec<BatchLead>>,
    notes: Pool<Notes>,
    pub(crate) id_hashes: Pool<Vec<IdHash>>,
    pub(crate) id_rows: Pool<Vec<IdRow>>,
}

/// Memory of one kind.
#[derive(Debug, Default)]
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    pub(crate) fn take(&self) -> T {
        self.0.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default()
    }

    pub(crate) fn give(&self, memory: T) {
        if let Ok(mut spare) = self.0.lock() {
            spare.push(memory);
        }
    }
}

impl Spare {
    /// Takes back the memory of records that were taken in.
    pub(crate) fn give(&self, gathered: Gathered) {
        self.rows.give(gathered.rows.rows);
        self.leads.give(gathered.leads.rows);
    }

    /// Takes back the memory of ids that were compared.
    pub(crate) fn give_ids(&self, ids: IdRows) {
        if !ids.is_empty() {
            self.id_rows.give(ids.into_memory());
        }
    }
}

/// What is noted of the leads of a batch while its rows are gathered, for each code.
#[derive(Debug, Default)]
struct Notes {
    hashes: Vec<LeadHash>,
    /// Their parts; with [`NOT_MET`] where they have no record so far.
    parts: Vec<u8>,
    /// Where they are.
    places: Vec<InPart>,
}

/// The mark of a lead that has no record so far.
const NOT_MET: u8 = 1 << 7;

/// The part of a lead, and its number among those of the part, in one number: a record asks for both.
#[derive(Clone, Copy, Debug, Default)]
struct InPart(u32);

impl InPart {
    /// Bits of the number. They are enough: a batch has less than 2^32 leads, which are spread over all parts by a hash.
    const BITS: u32 = u32::BITS - PARTS.ilog2();

    const fn new(part: usize, number: u32) -> Self {
        Self((part as u32) << Self::BITS | number)
    }

    const fn part(self) -> usize {
        (self.0 >> Self::BITS) as usize
    }

    const fn number(self) -> u32 {
        self.0 & ((1 << Self::BITS) - 1)
    }
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

impl ByPart<TableRow> {
    /// Gathers the rows of a batch of a leads table, and tells the place of each.
    pub(crate) fn of_table(leads: &[LeadHash]) -> (Self, Vec<u32>) {
        let mut counts = [0; PARTS];
        leads.iter().for_each(|lead| counts[lead.part()] += 1);
        let mut rows = Places::new(Vec::new(), &counts, || TableRow { lead: LeadHash { home: 0, tag: 0 }, row: 0 });
        let mut open = rows.open();
        let place =
            |(row, lead): (usize, &LeadHash)| open.add(lead.part(), TableRow { lead: *lead, row: row_number(row) });
        let places = leads.iter().enumerate().map(place).collect();
        (rows.full(), places)
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
    pub(crate) const fn hash(&self) -> LeadHash {
        LeadHash { home: self.home, tag: self.tag }
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

/// The records of a batch, one entry for each in every column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchRows<'b> {
    /// The texts of the leads.
    pub(crate) texts: &'b Strings,
    /// The leads as numbers of texts.
    pub(crate) leads: &'b [u32],
    pub(crate) at: &'b [Instant],
    pub(crate) classes: &'b [u32],
}

impl<'b> BatchRows<'b> {
    /// The records up to an instant: number, lead, instant, class.
    fn up_to(self, as_of: Instant) -> impl Iterator<Item = (usize, u32, Instant, u32)> + 'b {
        let all = self.leads.iter().zip(self.at).zip(self.classes).enumerate();
        all.filter(move |(_, ((_, at), _))| **at <= as_of).map(|(row, ((lead, at), class))| (row, *lead, *at, *class))
    }
}

impl Gathered {
    /// Gathers the records up to an instant.
    pub(crate) fn of(spare: &Spare, batch: BatchRows<'_>, as_of: Instant, numbered: bool) -> Self {
        let mut notes = spare.notes.take();
        let Notes { hashes, parts, places } = &mut notes;
        hashes.clear();
        hashes.extend(batch.texts.iter_bytes().map(LeadHash::hasher()));
        parts.clear();
        parts.extend(hashes.iter().map(|hash| NOT_MET | hash.part() as u8));
        let counts = counted(batch.up_to(as_of).map(|(_, lead, ..)| lead), parts);
        let leads = Self::number(spare.leads.take(), hashes, parts, places);
        let mut rows = Places::new(spare.rows.take(), &counts, || EventRow { at: Instant(0), lead: 0, class: 0 });
        let places = places.as_slice();
        rows.fill(batch.up_to(as_of).map(move |(_, lead, at, class)| {
            let place = places[lead as usize];
            (place.part(), EventRow { at, lead: place.number(), class })
        }));
        let numbers = if numbered {
            let mut numbers = Places::new(Vec::new(), &counts, || 0);
            numbers
                .fill(batch.up_to(as_of).map(move |(row, lead, ..)| (places[lead as usize].part(), row_number(row))));
            numbers.full().rows
        } else {
            Vec::new()
        };
        spare.notes.give(notes);
        Self { leads, rows: rows.full(), numbers }
    }

    /// Numbers the leads that have records in each part, in the order of their codes.
    #[inline(never)]
    fn number(
        memory: Vec<BatchLead>,
        hashes: &[LeadHash],
        parts: &[u8],
        places: &mut Vec<InPart>,
    ) -> ByPart<BatchLead> {
        let mut counts = [0; PARTS];
        parts.iter().filter(|part| **part < NOT_MET).for_each(|part| counts[usize::from(*part) % PARTS] += 1);
        let mut leads = Places::new(memory, &counts, || BatchLead { home: 0, tag: 0, code: 0 });
        places.clear();
        places.resize(hashes.len(), InPart::default());
        let firsts = leads.next;
        let mut open = leads.open();
        for (((code, hash), part), place) in (0..).zip(hashes).zip(parts).zip(places) {
            if *part < NOT_MET {
                let part = usize::from(*part) % PARTS;
                let at = open.add(part, BatchLead { home: hash.home, tag: hash.tag, code });
                *place = InPart::new(part, at - firsts[part]);
            }
        }
        leads.full()
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

    /// Adds rows, each to its part.
    #[inline(never)]
    fn fill(&mut self, rows: impl Iterator<Item = (usize, R)>) {
        let mut open = self.open();
        for (part, row) in rows {
            open.add(part, row);
        }
    }

    /// Rows can be added.
    const fn open(&mut self) -> Open<'_, R> {
        Open { rows: self.rows.rows.as_mut_slice(), next: &mut self.next }
    }

    /// All places are filled.
    fn full(self) -> ByPart<R> {
        debug_assert!(self.next[..] == self.rows.ends[1..], "every row has its place");
        self.rows
    }
}

/// Places while rows are added. What a loop over it needs stands in registers: looked for in memory, it would wait for what was written before.
struct Open<'p, R> {
    rows: &'p mut [R],
    next: &'p mut [u32; PARTS],
}

impl<R: Copy> Open<'_, R> {
    /// Adds a row, and tells its place.
    #[inline(always)]
    fn add(&mut self, part: usize, row: R) -> u32 {
        /// Bytes behind a row that will be written soon: the processor does not foresee so many places that rows are written to in turns.
        const SOON: usize = 128;
        let next = &mut self.next[part % PARTS];
        let place = *next;
        ask_for(self.rows, place as usize + SOON / size_of::<R>());
        self.rows[place as usize] = row;
        *next = place + 1;
        place
    }
}

/// How many of some records belong to each part; marks the leads that are met.
#[inline(never)]
fn counted(leads: impl Iterator<Item = u32>, parts: &mut [u8]) -> [u32; PARTS] {
    let mut counts = [0; PARTS];
    for lead in leads {
        let part = &mut parts[lead as usize];
        *part &= !NOT_MET;
        counts[usize::from(*part) % PARTS] += 1;
    }
    counts
}

/// The number of a row of a batch; batches are smaller than what it can count.
pub(crate) fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of ids that differ little, none has the numbers of another one, each number differs by itself as chance would have it, and
    /// parts are about equally large.
    #[test]
    fn ids_have_numbers_of_their_own() {
        let ids = (0..200_000).flat_map(|number| {
            [format!("{number}"), format!("L{number:07}"), format!("a rather long id with the number {number} in it")]
        });
        let mut hashes: Vec<(u64, u32)> = ids.map(|id| LeadHash::of(&id)).map(|hash| (hash.home, hash.tag)).collect();
        let count = hashes.len();
        let mut parts = [0; PARTS];
        hashes.iter().for_each(|(home, _)| parts[*home as usize % PARTS] += 1);
        assert!(parts.iter().all(|part| (count * 9 / 10..count * 11 / 10).contains(&(part * PARTS))), "{parts:?}");
        let mut tags: Vec<u32> = hashes.iter().map(|(_, tag)| *tag).collect();
        tags.sort_unstable();
        tags.dedup();
        // Some 42 of them are expected to be the same by chance.
        assert!((1..200).contains(&(count - tags.len())), "{}", count - tags.len());
        hashes.sort_unstable();
        assert!(hashes.windows(2).all(|pair| pair[0].0 != pair[1].0));
    }

    #[test]
    fn rows_of_a_part_keep_their_order() {
        let mut texts = Strings::default();
        (0..700).for_each(|number| _ = texts.push(&format!("lead {number}")));
        let leads: Vec<u32> = (0..5_000).map(|row| row * row % 700).collect();
        let at: Vec<Instant> = (0..5_000).map(|row| Instant(i64::from(row % 3))).collect();
        let classes: Vec<u32> = (0..5_000).collect();
        let batch = BatchRows { texts: &texts, leads: &leads, at: &at, classes: &classes };
        let spare = Spare::default();
        // What an earlier batch left in the memory does not matter.
        spare.give(Gathered::of(&spare, batch, Instant(2), true));
        let gathered = Gathered::of(&spare, batch, Instant(1), true);
        let mut seen = 0;
        for part in 0..PARTS {
            let (rows, numbers) = (gathered.rows.of_part(part), gathered.numbers_of_part(part));
            assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
            let of_part = gathered.leads.of_part(part);
            for (row, number) in rows.iter().zip(numbers) {
                let lead = leads[*number as usize];
                let hash = LeadHash::of(texts.get(lead as usize));
                let told = of_part[row.lead as usize];
                assert!((told.code, told.hash(), hash.part()) == (lead, hash, part));
                assert!((row.at, row.class) == (at[*number as usize], *number));
            }
            seen += rows.len();
        }
        assert_eq!(seen, at.iter().filter(|at| at.0 <= 1).count());
        let met: std::collections::BTreeSet<u32> = gathered.leads.rows.iter().map(|lead| lead.code).collect();
        let had: std::collections::BTreeSet<u32> =
            leads.iter().zip(&at).filter(|(_, at)| at.0 <= 1).map(|(lead, _)| *lead).collect();
        assert!(met.len() == gathered.leads.rows.len() && met == had);
    }
}
