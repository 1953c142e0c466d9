//! Ids of records: copies are found, contradictions reported.

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

/// All ids seen: 12 bytes each, in tables that are between three quarters and nine tenths full.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, Default)]
struct Segment {
    /// 0 where there is none.
    ids: Vec<u64>,
    contents: Vec<u32>,
    count: usize,
}

impl Ids {
    /// Bytes that are in use.
    pub(crate) fn bytes(&self) -> usize {
        self.segments.iter().map(|segment| segment.ids.len() * 12).sum()
    }

    /// All ids seen, in no order.
    pub(crate) fn into_hashes(self) -> impl Iterator<Item = IdHash> {
        (0_u8..=u8::MAX).zip(self.segments).flat_map(|(number, segment)| {
            let known = segment.ids.into_iter().zip(segment.contents).filter(|(id, _)| *id != 0);
            known.map(move |(id, content)| IdHash { segment: number, id, content })
        })
    }

    /// Looks whether an id was seen, and remembers it.
    pub(crate) fn see(&mut self, hash: IdHash) -> Seen {
        if self.segments.is_empty() {
            self.segments.resize(SEGMENTS, Segment::default());
        }
        self.segments[usize::from(hash.segment)].see(hash)
    }
}

impl Segment {
    fn see(&mut self, hash: IdHash) -> Seen {
        if (self.count + 1) * 10 > self.ids.len() * 9 {
            self.grow();
        }
        let id = hash.id.max(1);
        let mut at = home(id, self.ids.len());
        loop {
            let known = self.ids[at];
            if known == 0 {
                self.ids[at] = id;
                self.contents[at] = hash.content;
                self.count += 1;
                return Seen::Never;
            }
            if known == id {
                return if self.contents[at] == hash.content { Seen::Copy } else { Seen::Contradicted };
            }
            at += 1;
            if at == self.ids.len() {
                at = 0;
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.ids.len() + self.ids.len() / 5).max(16);
        let ids = std::mem::replace(&mut self.ids, vec![0; size]);
        let contents = std::mem::replace(&mut self.contents, vec![0; size]);
        for (id, content) in ids.into_iter().zip(contents).filter(|(id, _)| *id != 0) {
            let mut at = home(id, size);
            while self.ids[at] != 0 {
                at = if at + 1 == size { 0 } else { at + 1 };
            }
            self.ids[at] = id;
            self.contents[at] = content;
        }
    }
}

/// Where to look for an id first.
const fn home(id: u64, size: usize) -> usize {
    // The upper bits of the product spread the id over the table.
    ((id as u128 * size as u128) >> 64) as usize
}
