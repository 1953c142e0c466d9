//! The names of the lines of NDJSON, and which one probably comes next.
//!
//! What stands between two values, as in `","path":"`, is compared as a whole. After each name, and for each type of
//! record, the names that followed it are kept, the most frequent one first.

use std::cell::Cell;
use std::hint::cold_path;
use std::ops::Range;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use merit_values::Often;

use crate::cells::{Cell as Place, Cells, Form};
use crate::special::{Ends, bytes_at, end_of_text, near_end};

/// Bytes of a name with its marks that are compared at once.
const WINDOW: usize = 16;
/// Names with their marks beyond this length or number are left to the general reader.
const LONGEST: usize = 200;
const MOST: usize = 2000;
/// Steps in all, and those that may follow another one; lines with others are left to the general reader.
const MOST_STEPS: usize = 1 << 16;
const MOST_FOLLOWERS: usize = 64;

/// What reading lines of a log has taught. It makes the next ones quicker, and changes nothing else.
#[derive(Debug)]
pub(crate) struct Learnt {
    pub(crate) names: Names,
    pub(crate) cells: Cells<false>,
    /// The names of the cells behind the fields.
    pub(crate) undeclared: Vec<Box<str>>,
}

/// What a value behind a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Its cell, which has a bit; it is a text, and its opening quote belongs to the name's marks.
    Text,
    /// The same for the type.
    Type,
    /// Its cell, which has a bit; it is no text.
    Other,
    /// As a text, for a cell without a bit.
    TextBeyond,
    /// As another value, for a cell without a bit.
    OtherBeyond,
    /// There is none: the object and the line end.
    End,
    /// Something that the general reader must look at.
    Unusual,
}

/// What the value behind a name is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meant {
    /// The bit of its cell, if it has one.
    pub(crate) bit: u64,
    pub(crate) cell: u32,
    pub(crate) role: Role,
}

impl Meant {
    /// Something that has no cell.
    pub(crate) const fn only(role: Role) -> Self {
        Self { bit: 0, cell: 0, role }
    }
}

/// A name with the marks around it in records of one sort, and what its value is for. One line of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Step {
    /// What stands there, or how it begins.
    words: [u64; 2],
    /// Which bytes of it count; where it is longer, how it ends.
    rest: [u64; 2],
    /// The bit of its cell, if it has one.
    pub(crate) bit: u64,
    pub(crate) cell: u32,
    /// Its number.
    number: u32,
    /// The step that follows most often, and how often it did.
    next: u32,
    hits: Cell<u32>,
    length: u16,
    pub(crate) role: Role,
}

impl Step {
    /// This step stands nowhere, because what it wants is not what its mask leaves.
    const fn nowhere(number: u32) -> Self {
        Self {
            words: [1, 1],
            rest: [0, 0],
            bit: 0,
            cell: 0,
            number,
            next: NOWHERE,
            hits: Cell::new(0),
            length: 0,
            role: Role::Unusual,
        }
    }

    fn new(number: u32, text: &[u8], meant: Meant) -> Self {
        let Meant { role, cell, bit } = meant;
        let length = u16::try_from(text.len()).unwrap_or(0);
        let step = Self { bit, cell, length, role, ..Self::nowhere(number) };
        if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
            return Self { words: words(first), rest: words(last), ..step };
        }
        let mut window = [0; WINDOW];
        let mut mask = [0; WINDOW];
        for ((to, mask), from) in window.iter_mut().zip(&mut mask).zip(text) {
            (*to, *mask) = (*from, 0xff);
        }
        Self { words: words(&window), rest: words(&mask), ..step }
    }

    /// Bytes of the name and its marks.
    #[inline]
    pub(crate) fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// True when the name stands here and is not longer than two windows.
    #[inline]
    fn is_at(&self, bytes: &[u8], at: u32) -> bool {
        let Some(begin) = bytes_at(bytes, at) else { return false };
        let ([first, second], [one, two]) = (words(begin), self.rest);
        if (self.length() < WINDOW).often() {
            return (first & one ^ self.words[0]) | (second & two ^ self.words[1]) == 0;
        }
        [first, second] == self.words
            && self.length() <= 2 * WINDOW
            && bytes_at(bytes, at + u32::from(self.length) - WINDOW as u32)
                .is_some_and(|last| words(last) == self.rest)
    }
}

#[inline]
fn words(window: &[u8; WINDOW]) -> [u64; 2] {
    let (words, _) = window.as_chunks::<8>();
    let word = |place: usize| words.get(place).map_or(0, |word| u64::from_le_bytes(*word));
    [word(0), word(1)]
}

/// What of a step is seldom looked at.
#[derive(Debug, Default)]
struct Rest {
    /// The number of the name.
    name: usize,
    sort: usize,
    /// The steps that followed less often, and how often they did.
    others: Vec<(u32, u32)>,
}

/// All names of the lines so far.
#[derive(Debug)]
pub(crate) struct Names {
    steps: Vec<Step>,
    rest: Vec<Rest>,
    /// The names with their marks, and what they are for.
    names: Vec<(Box<[u8]>, Meant)>,
    numbers: HashMap<Box<[u8]>, usize, RandomState>,
    /// The step of a name in records of a sort.
    of_sort: HashMap<(usize, usize), u32, RandomState>,
    /// By sort, the step of the name of the type.
    types: Vec<(u32, u32)>,
}

/// A line that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    /// The last step.
    pub(crate) last: u32,
    /// Where the text goes on.
    pub(crate) at: u32,
}

/// What comes next in a line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Next {
    /// A step for the end, or a value whose cell has no bit: the last one of the walk.
    Step(Role),
    /// The type of the record, whose cell is filled.
    Type(Place),
    /// Something that has not followed before.
    New,
    /// A value that the general reader must look at.
    Unusual,
}

/// The step that stands nowhere.
const NOWHERE: u32 = 0;

impl Names {
    /// No names yet; `sorts` is the number of sorts of records that are told apart, the first of them is not known yet.
    pub(crate) fn new(sorts: usize) -> Self {
        Self {
            steps: (0..=sorts).filter_map(|number| u32::try_from(number).ok()).map(Step::nowhere).collect(),
            // The beginnings of lines have no name.
            rest: (0..=sorts)
                .map(|step| Rest { name: usize::MAX, sort: step.saturating_sub(1), ..Rest::default() })
                .collect(),
            names: Vec::new(),
            numbers: HashMap::default(),
            of_sort: HashMap::default(),
            types: vec![(NOWHERE, NOWHERE); sorts],
        }
    }

    /// Where lines of a sort begin.
    pub(crate) fn start(sort: usize) -> u32 {
        u32::try_from(sort + 1).unwrap_or(NOWHERE)
    }

    /// Goes from value to value and fills their cells, as long as they have bits; `value` reads those that are no texts, and tells
    /// where they end. A function of its own, so that what each step needs stays at hand.
    #[inline(never)]
    pub(crate) fn next(
        &mut self,
        walk: &mut Walk,
        bytes: &[u8],
        ends: &mut Ends<'_>,
        cells: &mut Cells<false>,
        value: impl Fn(u32) -> Option<(Form, u32)>,
    ) -> Next {
        let (mut at, mut filling, mut known) = (walk.at, cells.filling(), ends.known());
        let mut steps = self.steps.as_slice();
        let Some(mut step) = steps.get(walk.last as usize) else { return Next::Unusual };
        let found = loop {
            step.hits.set(step.hits.get().wrapping_add(1));
            step = match steps.get(step.next as usize) {
                Some(next) if next.is_at(bytes, at).often() => next,
                _ => {
                    cold_path();
                    let last = step.number;
                    let Some(other) = self.other(last, bytes, at) else { break (last, Next::New) };
                    steps = self.steps.as_slice();
                    let Some(other) = steps.get(other as usize) else { break (last, Next::New) };
                    other
                }
            };
            at += u32::from(step.length);
            // That it ends with a quote is seen with what follows.
            if (step.role == Role::Text).often() {
                let end = match near_end(known, at) {
                    Some(end) => end,
                    None => {
                        cold_path();
                        let Some(end) = ends.next(at) else { break (step.number, Next::Unusual) };
                        known = ends.known();
                        end
                    }
                };
                if !filling.put(step.cell, step.bit, Place::new(Form::Text, at, end)).often() {
                    break (step.number, Next::Unusual);
                }
                at = end;
            } else if step.role == Role::Other {
                let Some((form, end)) = value(at).often() else { break (step.number, Next::Unusual) };
                if !filling.put(step.cell, step.bit, Place::new(form, at, end)).often() {
                    break (step.number, Next::Unusual);
                }
                at = end;
            } else if step.role == Role::Type {
                let end = ends.next(at).filter(|end| bytes.get(*end as usize) == Some(&b'"'));
                let Some(end) = end.often() else { break (step.number, Next::Unusual) };
                let text = Place::new(Form::Text, at, end);
                if !filling.put(step.cell, step.bit, text).often() {
                    break (step.number, Next::Unusual);
                }
                at = end;
                break (step.number, Next::Type(text));
            } else {
                break (step.number, Next::Step(step.role));
            }
        };
        filling.done();
        let (last, found) = found;
        *walk = Walk { last, at };
        found
    }

    /// A step that is not the most frequent one here, or long.
    #[inline(never)]
    fn other(&mut self, before: u32, bytes: &[u8], at: u32) -> Option<u32> {
        let Self { steps, rest, names, .. } = self;
        let is_here = |number: u32| {
            let Some(step) = steps.get(number as usize) else { return false };
            if step.length() <= 2 * WINDOW {
                return step.is_at(bytes, at);
            }
            let name = rest.get(number as usize).and_then(|rest| names.get(rest.name));
            name.is_some_and(|(text, _)| bytes.get(at as usize..).is_some_and(|rest| rest.starts_with(text)))
        };
        let first = steps.get(before as usize)?;
        // Short ones were looked at.
        if steps.get(first.next as usize)?.length() > 2 * WINDOW && is_here(first.next) {
            return Some(first.next);
        }
        let mut others = rest.get(before as usize)?.others.iter();
        let place = others.position(|(other, _)| is_here(*other));
        let last = steps.get_mut(before as usize)?;
        let last_hits = last.hits.get_mut();
        *last_hits = last_hits.wrapping_sub(1);
        let (other, hits) = rest.get_mut(before as usize)?.others.get_mut(place?)?;
        let number = *other;
        *hits = hits.wrapping_add(1);
        if *hits > *last_hits {
            (last.next, *last_hits, *other, *hits) = (*other, *hits, last.next, *last_hits);
        }
        Some(number)
    }

    /// Learns the name that stands here. `meaning` tells what the name at a place, or the end of an object, is for, and
    /// is told whether its value is a text.
    #[cold]
    pub(crate) fn learn(
        &mut self,
        Walk { last: before, at }: Walk,
        bytes: &[u8],
        meaning: impl FnOnce(Option<Range<usize>>, bool) -> Meant,
    ) -> Option<()> {
        let last = self.rest.get(before as usize)?;
        let (sort, is_first) = (last.sort, last.name == usize::MAX);
        let at = at as usize;
        let (length, name) = marks(bytes, at, if is_first { Before::Nothing } else { self.before(before)? })?;
        let marked = bytes.get(at..at + length)?;
        let name = match self.numbers.get(marked) {
            Some(name) => *name,
            None if self.names.len() < MOST && length <= LONGEST => {
                let meant = meaning(name, marked.last() == Some(&b'"'));
                self.names.push((marked.into(), meant));
                self.numbers.insert(marked.into(), self.names.len() - 1);
                self.names.len() - 1
            }
            None => return None,
        };
        let step = self.step(name, sort)?;
        let (last, rest) = (self.steps.get_mut(before as usize)?, self.rest.get_mut(before as usize)?);
        if last.next == NOWHERE {
            (last.next, *last.hits.get_mut()) = (step, 1);
        } else if last.next != step && !rest.others.iter().any(|(other, _)| *other == step) {
            if rest.others.len() >= MOST_FOLLOWERS {
                return None;
            }
            rest.others.push((step, 1));
        }
        Some(())
    }

    /// The step of a name in records of a sort.
    fn step(&mut self, name: usize, sort: usize) -> Option<u32> {
        if let Some(step) = self.of_sort.get(&(name, sort)) {
            return Some(*step);
        }
        let step = u32::try_from(self.steps.len()).ok().filter(|_| self.steps.len() < MOST_STEPS)?;
        let (text, meant) = self.names.get(name)?;
        self.steps.push(Step::new(step, text, *meant));
        self.rest.push(Rest { name, sort, ..Rest::default() });
        self.of_sort.insert((name, sort), step);
        Some(step)
    }

    /// What stands before the names that follow a step.
    fn before(&self, step: u32) -> Option<Before> {
        Some(match self.at(step)?.role {
            Role::Text | Role::TextBeyond | Role::Type => Before::Text,
            Role::Other | Role::OtherBeyond | Role::End | Role::Unusual => Before::Other,
        })
    }

    /// True when the names that follow a step begin with the closing quote of its text.
    pub(crate) fn is_behind_text(&self, step: u32) -> bool {
        self.before(step) == Some(Before::Text)
    }

    /// What a learnt step is for.
    pub(crate) fn at(&self, step: u32) -> Option<&Step> {
        self.steps.get(step as usize)
    }

    /// After the name of the type in a record of unknown sort: the same name in records of this sort.
    #[inline]
    pub(crate) fn of_type(&mut self, step: u32, sort: usize) -> Option<u32> {
        match self.types.get(sort) {
            Some((from, to)) if (*from == step).often() => Some(*to),
            _ => self.new_type(step, sort),
        }
    }

    #[cold]
    fn new_type(&mut self, step: u32, sort: usize) -> Option<u32> {
        let to = self.step(self.rest.get(step as usize)?.name, sort)?;
        *self.types.get_mut(sort)? = (step, to);
        Some(to)
    }
}

/// What stands before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// The line begins.
    Nothing,
    /// A text, whose closing quote belongs to the marks of the name.
    Text,
    Other,
}

/// A name with the marks around it, among them the closing quote of the value before it and the opening quote of its own, or
/// the end of an object and its line: its length, and where the name is.
fn marks(bytes: &[u8], at: usize, before: Before) -> Option<(usize, Option<Range<usize>>)> {
    let skip = |from: usize| {
        let rest = bytes.get(from..)?;
        rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).map(|count| from + count)
    };
    let (is_first, is_behind_text) = (before == Before::Nothing, before == Before::Text);
    if is_behind_text && bytes.get(at) != Some(&b'"') {
        return None;
    }
    let begin = skip(at + usize::from(is_behind_text))?;
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
            let is_text = bytes.get(value) == Some(&b'"');
            Some((value + usize::from(is_text) - at, Some(quote + 1..end)))
        }
        (b'}', false) => {
            let end = skip(begin + 1)?;
            (bytes.get(end) == Some(&b'\n')).then_some((end + 1 - at, None))
        }
        _ => None,
    }
}
