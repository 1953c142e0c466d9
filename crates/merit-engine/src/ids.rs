//! Ids of records: copies are found, contradictions reported. Of an id 8 bytes are kept, of its record's content 4 more where it
//! cannot be read again, and two to three in a filter that answers for nearly all new ids that they are new.

use crate::near::ask_for;

/// An id and what its record says, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IdHash {
    /// Which table the id is in.
    pub(crate) segment: u8,
    /// The rest of the id. With the segment, 72 bits of hash: among a hundred million ids, the chance that two have the
    /// same is one to a million.
    pub(crate) id: u64,
    /// What the record says, or [`NO_CONTENT`].
    pub(crate) content: u32,
}

/// Nothing is known of what the record says: whether two of one id say the same is found out later, by reading again. Either all
/// records have a content, or none.
pub(crate) const NO_CONTENT: u32 = 0;

/// Whether an id was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Never,
    /// With the same content.
    Copy,
    /// With another content.
    Contradicted,
}

const SEGMENTS: usize = 256;

/// All ids seen.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    segments: Vec<Segment>,
    /// So many are expected in each segment.
    expected: usize,
}

impl Ids {
    /// Ids of which so many are expected: the filters are made for them at once.
    pub(crate) fn expecting(ids: usize) -> Self {
        Self { expected: ids / SEGMENTS, ..Self::default() }
    }

    /// Bytes that are in use.
    pub(crate) fn bytes(&self) -> usize {
        let kept = |segment: &Segment| segment.ids.len() * 8 + segment.contents.len() * 4;
        self.segments.iter().map(|segment| kept(segment) + segment.filter.len() * size_of::<Block>()).sum()
    }

    /// All ids seen, in no order.
    pub(crate) fn into_hashes(self) -> impl Iterator<Item = IdHash> {
        (0_u8..=u8::MAX).zip(self.segments).flat_map(|(number, segment)| {
            let contents = segment.contents.0.into_iter().flatten().chain(std::iter::repeat(NO_CONTENT));
            let known = segment.ids.0.into_iter().flatten().zip(contents);
            known.map(move |(id, content)| IdHash { segment: number, id, content })
        })
    }

    /// Its segments.
    pub(crate) fn segments(&mut self) -> &mut [Segment] {
        if self.segments.is_empty() {
            let expected = self.expected;
            self.segments.resize_with(SEGMENTS, || Segment { expected, ..Segment::default() });
        }
        &mut self.segments
    }

    /// Looks whether an id was seen, and remembers it.
    pub(crate) fn see(&mut self, hash: IdHash) -> Seen {
        self.segments()[usize::from(hash.segment)].see(hash.id, hash.content)
    }
}

/// An id in its segment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IdRow {
    pub(crate) id: u64,
    content: u32,
    /// The number of its record in the batch.
    pub(crate) row: u32,
}

/// The ids of a batch, gathered by segment; those of a segment in the order of the records.
#[derive(Debug, Default)]
pub(crate) struct IdRows {
    rows: Vec<IdRow>,
    /// Where those of each segment end, after a zero.
    ends: Vec<u32>,
}

impl IdRows {
    /// Gathers ids in `memory`.
    pub(crate) fn of(hashes: &[IdHash], memory: Vec<IdRow>) -> Self {
        let mut ends = vec![0_u32; SEGMENTS + 1];
        for hash in hashes {
            ends[usize::from(hash.segment) + 1] += 1;
        }
        for segment in 0..SEGMENTS {
            ends[segment + 1] += ends[segment];
        }
        let (mut rows, mut next) = (memory, ends.clone());
        rows.resize(hashes.len(), IdRow::default());
        for (row, hash) in (0..).zip(hashes) {
            let place = &mut next[usize::from(hash.segment)];
            rows[*place as usize] = IdRow { id: hash.id, content: hash.content, row };
            *place += 1;
        }
        Self { rows, ends }
    }

    /// Its memory, for the ids of a later batch.
    pub(crate) fn into_memory(self) -> Vec<IdRow> {
        self.rows
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes that are in use.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<IdRow>()
    }

    pub(crate) fn of_segment(&self, segment: usize) -> &[IdRow] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        &self.rows[end(segment)..end(segment + 1)]
    }

    /// All ids, each with the number of its record.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (IdHash, u32)> {
        (0..=u8::MAX).flat_map(|segment| {
            let of_segment = self.of_segment(usize::from(segment)).iter();
            of_segment.map(move |row| (IdHash { segment, id: row.id, content: row.content }, row.row))
        })
    }
}

/// Bits of the filter that stand together, a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Block([u64; 8]);

/// The filter grows when there are fewer bits than this for each id.
const LEAST_BITS: usize = 20;
/// It is made with so many bits for each id that is expected.
const BITS: usize = 24;
/// After so many questions that the filter could not answer, the ids are sorted.
const PATIENCE: usize = 32;
/// An id is asked for so many ids before it is looked at: the memory answers many such requests at once.
const AHEAD: usize = 32;

/// Numbers in pieces of one size, so that growing neither moves them nor takes twice the memory.
#[derive(Debug)]
struct Pieces<T>(Vec<Vec<T>>);

const PIECE: usize = 1 << 10;

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Pieces<T> {
    fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PIECE + last.len())
    }

    fn get(&self, at: usize) -> T {
        self.0[at / PIECE][at % PIECE]
    }

    fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < PIECE => last.push(value),
            _ => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(value);
                self.0.push(piece);
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().flatten().copied()
    }
}

impl Pieces<u64> {
    /// Where a number stands first, from a place on.
    fn position_from(&self, from: usize, number: u64) -> Option<usize> {
        let mut begin = from;
        while let Some(piece) = self.0.get(begin / PIECE) {
            let rest = piece.get(begin % PIECE..).unwrap_or_default();
            // All of them are compared at once: that it is here is the exception.
            if rest.iter().fold(false, |is_here, other| is_here | (*other == number)) {
                return rest.iter().position(|other| *other == number).map(|at| begin + at);
            }
            begin = (begin / PIECE + 1) * PIECE;
        }
        None
    }
}

/// A share of the ids.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    ids: Pieces<u64>,
    contents: Pieces<u32>,
    filter: Vec<Block>,
    /// So many ids are expected.
    expected: usize,
    /// So many ids at the beginning are in order.
    sorted: usize,
    /// Questions since then that the filter could not answer.
    questions: usize,
}

impl Segment {
    fn block(&self, id: u64) -> usize {
        block_of(id, self.filter.len())
    }

    /// Looks at ids one after the other, remembers them, and tells which were seen before.
    pub(crate) fn see_all(&mut self, ids: &[IdRow], mut known: impl FnMut(IdRow, Seen)) {
        let mut soon = ids.iter();
        soon.by_ref().take(AHEAD).for_each(|id| self.ask(id));
        for id in ids {
            if let Some(id) = soon.next() {
                self.ask(id);
            }
            match self.see(id.id, id.content) {
                Seen::Never => {}
                seen => known(*id, seen),
            }
        }
    }

    /// Asks the memory for what the filter has of an id that is looked at soon.
    #[inline(always)]
    fn ask(&self, id: &IdRow) {
        ask_for(&self.filter, self.block(id.id));
    }

    fn see(&mut self, id: u64, content: u32) -> Seen {
        if (self.ids.len() + 1) * LEAST_BITS > self.filter.len() * 512 {
            self.grow();
        }
        let block = self.block(id);
        if self.filter[block].add(id)
            && let Some(at) = self.find(id)
        {
            let is_same = content == NO_CONTENT || self.contents.get(at) == content;
            return if is_same { Seen::Copy } else { Seen::Contradicted };
        }
        self.ids.push(id);
        if content != NO_CONTENT {
            self.contents.push(content);
        }
        Seen::Never
    }

    fn find(&mut self, id: u64) -> Option<usize> {
        self.questions += 1;
        if self.questions > PATIENCE && self.ids.len() - self.sorted > self.sorted / 4 {
            self.sort();
        }
        let (mut least, mut most) = (0, self.sorted);
        while least < most {
            let middle = least + (most - least) / 2;
            if self.ids.get(middle) < id {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        if least < self.sorted && self.ids.get(least) == id {
            return Some(least);
        }
        self.ids.position_from(self.sorted, id)
    }

    fn sort(&mut self) {
        let contents = self.contents.iter().chain(std::iter::repeat(NO_CONTENT));
        let mut both: Vec<(u64, u32)> = self.ids.iter().zip(contents).collect();
        both.sort_unstable();
        for (at, (id, content)) in both.into_iter().enumerate() {
            self.ids.0[at / PIECE][at % PIECE] = id;
            if content != NO_CONTENT {
                self.contents.0[at / PIECE][at % PIECE] = content;
            }
        }
        (self.sorted, self.questions) = (self.ids.len(), 0);
    }

    fn grow(&mut self) {
        let blocks = (self.filter.len() + self.filter.len() / 2 + 1).max(self.expected * BITS / 512);
        self.filter = vec![Block::default(); blocks];
        let blocks = self.filter.len();
        for id in self.ids.iter() {
            self.filter[block_of(id, blocks)].add(id);
        }
    }
}

/// The upper bits of the product spread ids over the blocks.
const fn block_of(id: u64, blocks: usize) -> usize {
    ((id as u128 * blocks as u128) >> 64) as usize
}

impl Block {
    /// Adds the bits of an id, one in each word, and tells whether all of them were there: then the id may have been added before.
    fn add(&mut self, id: u64) -> bool {
        let bits: [u64; 8] = std::array::from_fn(|word| 1 << (id >> (word * 6) & 63));
        let missing = self.0.iter().zip(bits).fold(0, |missing, (word, bit)| missing | (bit & !word));
        self.0.iter_mut().zip(bits).for_each(|(word, bit)| *word |= bit);
        missing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_contradictions_are_found_among_many_however_many_are_expected() {
        for expected in [0, 1_000, 10_000_000] {
            let mut ids = Ids::expecting(expected);
            let hash = |number: u64, content: u32| IdHash {
                segment: (number % 3) as u8,
                id: number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
                content,
            };
            for number in 0..200_000 {
                assert_eq!(ids.see(hash(number, 7)), Seen::Never, "{number}");
                if number % 11 == 0 {
                    assert_eq!(ids.see(hash(number / 2, 7)), Seen::Copy, "{number}");
                    assert_eq!(ids.see(hash(number / 3, 8)), Seen::Contradicted, "{number}");
                }
            }
            assert!(ids.bytes() < 200_000 * 16, "{} bytes", ids.bytes());
            assert_eq!(ids.into_hashes().count(), 200_000);
        }
    }
}
