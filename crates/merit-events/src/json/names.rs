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
    /// The end of the object and of the line.
    End,
    /// This cell.
    Cell(usize),
    /// The cell of the type.
    Type(usize),
    /// Something that the general reader must look at.
    Unusual,
}

/// A name with the marks around it.
#[derive(Debug)]
pub(super) struct Name {
    words: [u64; 2],
    masks: [u64; 2],
    pub(super) length: usize,
    rest: Box<[u8]>,
    pub(super) role: Role,
    /// The bit of its cell, if it has one.
    pub(super) bit: u64,
}

impl Name {
    fn new(text: &[u8], role: Role, bit: u64) -> Self {
        let mut window = [0; WINDOW];
        let mut mask = [0; WINDOW];
        for ((to, mask), from) in window.iter_mut().zip(&mut mask).zip(text) {
            (*to, *mask) = (*from, 0xff);
        }
        let rest = text.get(WINDOW..).unwrap_or_default().into();
        Self { words: words(&window), masks: words(&mask), length: text.len(), rest, role, bit }
    }

    #[inline]
    fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(window) = bytes.get(at..).and_then(|rest| rest.first_chunk::<WINDOW>()) else { return false };
        let [first, second] = words(window);
        let [wanted_first, wanted_second] = self.words;
        let [first_mask, second_mask] = self.masks;
        let different = (first & first_mask ^ wanted_first) | (second & second_mask ^ wanted_second);
        different == 0 && (self.rest.is_empty() || bytes.get(at + WINDOW..at + self.length) == Some(&*self.rest))
    }
}

fn words(window: &[u8; WINDOW]) -> [u64; 2] {
    let (words, _) = window.as_chunks::<8>();
    let word = |place: usize| words.get(place).map_or(0, |word| u64::from_le_bytes(*word));
    [word(0), word(1)]
}

/// Which names followed one.
#[derive(Clone, Debug, Default)]
struct Followers {
    first: usize,
    hits: u32,
    others: Vec<(usize, u32)>,
}

impl Followers {
    fn add(&mut self, name: usize) {
        if self.first == START {
            self.first = name;
        } else if self.first != name && !self.others.iter().any(|(other, _)| *other == name) {
            self.others.push((name, 1));
        }
    }
}

/// All names of a block.
#[derive(Debug)]
pub(super) struct Names {
    list: Vec<Name>,
    numbers: HashMap<Box<[u8]>, usize, RandomState>,
    /// By sort of record, then by name.
    followers: Vec<Vec<Followers>>,
}

/// The number of the beginning of a line.
pub(super) const START: usize = 0;

impl Names {
    /// No names yet; `sorts` is the number of sorts of records that are told apart.
    pub(super) fn new(sorts: usize) -> Self {
        // It stands nowhere: what is left of any word behind its mask is not what it wants.
        let start = Name { words: [1, 1], ..Name::new(b"", Role::Unusual, 0) };
        Self { list: vec![start], numbers: HashMap::default(), followers: vec![Vec::new(); sorts] }
    }

    /// The name that stands here; nothing when it has not followed before.
    #[inline]
    pub(super) fn next(&mut self, sort: usize, before: usize, bytes: &[u8], at: usize) -> Option<(usize, &Name)> {
        let followers = self.followers.get_mut(sort)?.get_mut(before)?;
        let mut number = followers.first;
        if self.list.get(number).is_some_and(|name| name.is_at(bytes, at)) {
            followers.hits = followers.hits.saturating_add(1);
        } else {
            let list = &self.list;
            let is_here = |number: usize| list.get(number).is_some_and(|name| name.is_at(bytes, at));
            let (other, hits) = followers.others.iter_mut().find(|(other, _)| is_here(*other))?;
            number = *other;
            *hits = hits.saturating_add(1);
            if *hits > followers.hits {
                std::mem::swap(&mut followers.first, other);
                std::mem::swap(&mut followers.hits, hits);
            }
        }
        self.list.get(number).map(|name| (number, name))
    }

    /// Learns the name that stands here. `role` tells what a name, or the end of an object, is for.
    pub(super) fn learn(
        &mut self,
        sort: usize,
        before: usize,
        bytes: &[u8],
        at: usize,
        role: impl FnOnce(Option<Range<usize>>) -> (Role, u64),
    ) -> Option<(usize, &Name)> {
        let (length, name) = marks(bytes, at, before == START)?;
        let marked = bytes.get(at..at + length)?;
        let number = match self.numbers.get(marked) {
            Some(number) => *number,
            None if self.list.len() < MOST && length <= LONGEST => {
                let (role, bit) = role(name);
                self.list.push(Name::new(marked, role, bit));
                self.numbers.insert(marked.into(), self.list.len() - 1);
                self.list.len() - 1
            }
            None => return None,
        };
        let followers = self.followers.get_mut(sort)?;
        if followers.len() <= before {
            followers.resize(self.list.len().max(before + 1), Followers::default());
        }
        followers.get_mut(before)?.add(number);
        self.list.get(number).map(|name| (number, name))
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
