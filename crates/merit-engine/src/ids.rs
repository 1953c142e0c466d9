//! Ids of records: copies are found, contradictions reported. Of an id and its record's content 12 bytes are kept, and two
//! to three more in a filter that answers for nearly all new ids that they are new.

/// An id and what its record says, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IdHash {
    /// Which table the id is in.
    pub(crate) segment: u8,
    /// The rest of the id. With the segment, 72 bits of hash: among a hundred million ids, the chance that two have the
    /// same is one to a million.
    pub(crate) id: u64,
    /// What the record says.
    pub(crate) content: u32,
}

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
}

impl Ids {
    /// Bytes that are in use.
    pub(crate) fn bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.ids.len() * 12 + segment.filter.len() * size_of::<Block>()).sum()
    }

    /// All ids seen, in no order.
    pub(crate) fn into_hashes(self) -> impl Iterator<Item = IdHash> {
        (0_u8..=u8::MAX).zip(self.segments).flat_map(|(number, segment)| {
            let known = segment.ids.into_iter().zip(segment.contents);
            known.map(move |(id, content)| IdHash { segment: number, id, content })
        })
    }

    /// Looks at the places of some ids, all of them one after the other: the memory answers many such requests at once.
    pub(crate) fn touch(&self, hashes: &[IdHash]) {
        let seen = hashes.iter().fold(0, |seen, hash| {
            let segment = self.segments.get(usize::from(hash.segment));
            seen ^ segment
                .and_then(|segment| segment.filter.get(segment.block(hash.id)))
                .map_or(0, |block| block.0[0])
        });
        std::hint::black_box(seen);
    }

    /// Looks whether an id was seen, and remembers it.
    pub(crate) fn see(&mut self, hash: IdHash) -> Seen {
        if self.segments.is_empty() {
            self.segments.resize_with(SEGMENTS, Segment::default);
        }
        self.segments[usize::from(hash.segment)].see(hash)
    }
}

/// Bits of the filter that stand together, a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Block([u64; 8]);

/// The filter grows when there are fewer bits than this for each id.
const LEAST_BITS: usize = 16;
/// After so many questions that the filter could not answer, the ids are sorted.
const PATIENCE: usize = 16;

#[derive(Debug, Default)]
struct Segment {
    ids: Vec<u64>,
    contents: Vec<u32>,
    filter: Vec<Block>,
    /// So many ids at the beginning are in order.
    sorted: usize,
    /// Questions since then that the filter could not answer.
    questions: usize,
}

impl Segment {
    fn block(&self, id: u64) -> usize {
        // The upper bits of the product spread ids over the blocks.
        ((u128::from(id) * self.filter.len() as u128) >> 64) as usize
    }

    fn see(&mut self, hash: IdHash) -> Seen {
        if (self.ids.len() + 1) * LEAST_BITS > self.filter.len() * 512 {
            self.grow();
        }
        let block = self.block(hash.id);
        if self.filter[block].has_all(hash.id)
            && let Some(at) = self.find(hash.id)
        {
            return if self.contents[at] == hash.content { Seen::Copy } else { Seen::Contradicted };
        }
        self.filter[block].add(hash.id);
        self.ids.push(hash.id);
        self.contents.push(hash.content);
        Seen::Never
    }

    fn find(&mut self, id: u64) -> Option<usize> {
        self.questions += 1;
        if self.questions > PATIENCE && self.ids.len() - self.sorted > self.sorted / 4 {
            self.sort();
        }
        let (sorted, rest) = self.ids.split_at(self.sorted);
        let found = sorted.binary_search(&id).ok();
        found.or_else(|| rest.iter().position(|other| *other == id).map(|at| at + self.sorted))
    }

    fn sort(&mut self) {
        let ids = std::mem::take(&mut self.ids);
        let mut both: Vec<(u64, u32)> = ids.into_iter().zip(std::mem::take(&mut self.contents)).collect();
        both.sort_unstable();
        (self.ids, self.contents) = both.into_iter().unzip();
        (self.sorted, self.questions) = (self.ids.len(), 0);
    }

    fn grow(&mut self) {
        let blocks = self.filter.len() + self.filter.len() / 2 + 1;
        self.filter = vec![Block::default(); blocks];
        for at in 0..self.ids.len() {
            let (id, block) = (self.ids[at], self.block(self.ids[at]));
            self.filter[block].add(id);
        }
    }
}

impl Block {
    /// Six bits of an id, one in each of six words.
    fn bits(id: u64) -> impl Iterator<Item = (usize, u64)> {
        (0..6).map(move |word| (word + (id & 1) as usize, 1 << (id >> (1 + word * 6) & 63)))
    }

    fn add(&mut self, id: u64) {
        for (word, bit) in Self::bits(id) {
            self.0[word] |= bit;
        }
    }

    fn has_all(&self, id: u64) -> bool {
        Self::bits(id).all(|(word, bit)| self.0[word] & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_contradictions_are_found_among_many() {
        let mut ids = Ids::default();
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
