//! The names of a block's lines, and which one probably comes next.
//!
//! What stands between two values, as in `,"path":`, is compared as a whole. After each name, and for each type of
//! record, the names that followed it are kept, the most frequent one first.

use std::ops::Range;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::special::end_of_text;

/// Bytes of a name with its marks that are compared at once.
const WINDOW: usize = 16;
/// Names with their marks beyond this length or number are left to the general reader.
const LONGEST: usize = 200;
const MOST: usize = 2000;

/// What a value behind a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its cell.
    Cell,
    /// The cell of the type.
    Type,
    /// There is none: the object and the line end.
    End,
    /// Something that the general reader must look at.
    Unusual,
}

/// A name with the marks around it, and what its value is for. One line of the processor's cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    words: [u64; 2],
    masks: [u64; 2],
    /// The bit of its cell, if it has one.
    pub(super) bit: u64,
    pub(super) number: u32,
    pub(super) cell: u32,
    /// How often it was met here.
    hits: u32,
    pub(super) length: u16,
    is_long: bool,
    pub(super) role: Role,
}

impl Step {
    /// The first step of every place: it stands nowhere, because what it wants is not what its mask leaves.
    const NOWHERE: Self = Self {
        words: [1, 1],
        masks: [0, 0],
        bit: 0,
        number: 0,
        cell: 0,
        hits: 0,
        length: 0,
        is_long: false,
        role: Role::Unusual,
    };

    fn new(text: &[u8], number: u32, role: Role, cell: u32, bit: u64) -> Self {
        let mut window = [0; WINDOW];
        let mut mask = [0; WINDOW];
        for ((to, mask), from) in window.iter_mut().zip(&mut mask).zip(text) {
            (*to, *mask) = (*from, 0xff);
        }
        let (words, masks) = (words(&window), words(&mask));
        let length = u16::try_from(text.len()).unwrap_or(0);
        Self { words, masks, bit, number, cell, hits: 1, length, is_long: text.len() > WINDOW, role }
    }

    /// True when the beginning of the name stands here.
    #[inline]
    fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(window) = bytes.get(at..).and_then(|rest| rest.first_chunk::<WINDOW>()) else { return false };
        let [first, second] = words(window);
        (first & self.masks[0] ^ self.words[0]) | (second & self.masks[1] ^ self.words[1]) == 0
    }
}

#[inline]
fn words(window: &[u8; WINDOW]) -> [u64; 2] {
    let (words, _) = window.as_chunks::<8>();
    let word = |place: usize| words.get(place).map_or(0, |word| u64::from_le_bytes(*word));
    [word(0), word(1)]
}

/// A known name.
#[derive(Debug)]
struct Name {
    step: Step,
    text: Box<[u8]>,
}

impl Name {
    fn is_here(&self, bytes: &[u8], at: usize) -> bool {
        self.step.is_at(bytes, at) && (!self.step.is_long || bytes.get(at..at + self.text.len()) == Some(&*self.text))
    }
}

/// All names of a block.
#[derive(Debug)]
pub(super) struct Names {
    list: Vec<Name>,
    numbers: HashMap<Box<[u8]>, u32, RandomState>,
    /// How many names each sort of record has room for.
    stride: usize,
    sorts: usize,
    /// The most frequent follower, by sort of record, then by name.
    first: Vec<Step>,
    /// The other followers: name and hits.
    others: Vec<Vec<(u32, u32)>>,
}

/// The number of the beginning of a line.
pub(super) const START: u32 = 0;

impl Names {
    /// No names yet; `sorts` is the number of sorts of records that are told apart.
    pub(super) fn new(sorts: usize) -> Self {
        let stride = 32;
        Self {
            list: vec![Name { step: Step::NOWHERE, text: Box::default() }],
            numbers: HashMap::default(),
            stride,
            sorts,
            first: vec![Step::NOWHERE; sorts * stride],
            others: vec![Vec::new(); sorts * stride],
        }
    }

    /// Where followers of names in records of this sort begin.
    pub(super) const fn base(&self, sort: usize) -> usize {
        sort * self.stride
    }

    /// The name that stands here after another one; nothing when it has not followed before.
    #[inline]
    pub(super) fn next(&mut self, base: usize, before: u32, bytes: &[u8], at: usize) -> Option<&Step> {
        let place = base + before as usize;
        let step = self.first.get_mut(place)?;
        if step.is_at(bytes, at) && !step.is_long {
            step.hits = step.hits.wrapping_add(1);
            return self.first.get(place);
        }
        let number = self.other(place, bytes, at)?;
        self.list.get(number as usize).map(|name| &name.step)
    }

    #[inline(never)]
    fn other(&mut self, place: usize, bytes: &[u8], at: usize) -> Option<u32> {
        let (first, others) = (self.first.get_mut(place)?, self.others.get_mut(place)?);
        let list = &self.list;
        let is_here = |number: u32| list.get(number as usize).is_some_and(|name| name.is_here(bytes, at));
        if first.is_long && is_here(first.number) {
            first.hits = first.hits.wrapping_add(1);
            return Some(first.number);
        }
        let (other, hits) = others.iter_mut().find(|(other, _)| is_here(*other))?;
        let number = *other;
        *hits = hits.wrapping_add(1);
        if *hits > first.hits {
            let before = (first.number, first.hits);
            *first = Step { hits: *hits, ..list.get(number as usize)?.step };
            (*other, *hits) = before;
        }
        Some(number)
    }

    /// Learns the name that stands here. `role` tells what the name at a place, or the end of an object, is for: its
    /// role, cell and bit.
    #[cold]
    pub(super) fn learn(
        &mut self,
        sort: usize,
        before: u32,
        bytes: &[u8],
        at: usize,
        role: impl FnOnce(Option<Range<usize>>) -> (Role, u32, u64),
    ) -> Option<&Step> {
        let (length, name) = marks(bytes, at, before == START)?;
        let marked = bytes.get(at..at + length)?;
        let number = match self.numbers.get(marked) {
            Some(number) => *number,
            None if self.list.len() < MOST && length <= LONGEST => {
                let (role, cell, bit) = role(name);
                let number = u32::try_from(self.list.len()).ok()?;
                self.list.push(Name { step: Step::new(marked, number, role, cell, bit), text: marked.into() });
                self.numbers.insert(marked.into(), number);
                self.make_room();
                number
            }
            None => return None,
        };
        let step = self.list.get(number as usize)?.step;
        let place = sort * self.stride + before as usize;
        let (first, others) = (self.first.get_mut(place)?, self.others.get_mut(place)?);
        if first.number == START {
            *first = step;
        } else if first.number != number && !others.iter().any(|(other, _)| *other == number) {
            others.push((number, 1));
        }
        self.list.get(number as usize).map(|name| &name.step)
    }

    /// More names than there is room for: everything moves.
    fn make_room(&mut self) {
        if self.list.len() <= self.stride {
            return;
        }
        let (old, new) = (self.stride, self.stride * 2);
        let mut first = vec![Step::NOWHERE; self.sorts * new];
        let mut others = vec![Vec::new(); self.sorts * new];
        for (to, from) in first.chunks_mut(new).zip(self.first.chunks(old)) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        }
        for (to, from) in others.chunks_mut(new).zip(self.others.chunks_mut(old)) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = std::mem::take(from));
        }
        (self.first, self.others, self.stride) = (first, others, new);
    }
}

/// A name with the marks around it, or the end of an object and its line: its length, and where the name is.
fn marks(bytes: &[u8], at: usize, is_first: bool) -> Option<(usize, Option<Range<usize>>)> {
    let skip = |from: usize| {
        let rest = bytes.get(from..)?;
        rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).map(|count| from + count)
    };
    let begin = skip(at)?;
    match (bytes.get(begin)?, is_first) {
        (b'{', true) | (b',', false) => {
            let quote = skip(begin + 1)?;
            if bytes.get(quote) != Some(&b'"') {
                return None;
            }
            let end = end_of_text(bytes, quote + 1)?;
            if bytes.get(end) != Some(&b'"') {
                return None;
            }
            let colon = skip(end + 1)?;
            if bytes.get(colon) != Some(&b':') {
                return None;
            }
            let value = skip(colon + 1)?;
            Some((value - at, Some(quote + 1..end)))
        }
        (b'}', false) => {
            let end = skip(begin + 1)?;
            (bytes.get(end) == Some(&b'\n')).then_some((end + 1 - at, None))
        }
        _ => None,
    }
}
