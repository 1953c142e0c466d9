//! The usual line of a log: an object of texts without escapes, numbers, true, false and null, read straight into columns.
//! It gives up on anything else, and leaves the line to the general reader.

use std::hint::cold_path;

use merit_values::{Often, seldom};

use super::scan::Scan;
use crate::cells::{Cell, Form, bit};
use crate::event_rows::{QuickRecord, Sort};
use crate::limits::LONGEST_LINE;
use crate::names::{Learnt, Meant, Names, Next, Role, Walk};
use crate::plan::Plan;
use crate::rows::Rows;
use crate::special::{Ends, bytes_at};

/// What a name leads to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// A field of the mapping.
    Field(usize),
    /// Nowhere: it is counted by this number.
    Undeclared(usize),
    /// Something else: several fields, a path, a `set`.
    Unusual,
}

/// Reads usual lines of one block.
pub(super) struct QuickLines<'b> {
    text: &'b str,
    plan: &'b Plan,
    ends: Ends<'b>,
    learnt: Learnt,
    /// The field of the type.
    event: Option<usize>,
    constant: Option<Sort>,
    /// Cells behind the fields: the number of their name in this block.
    undeclared: Vec<usize>,
    /// Cells without a bit that are there.
    seen_more: Vec<usize>,
    /// Lines that were given up one after the other.
    failures: u32,
}

/// After so many lines that had to be given up, only some are tried.
const PATIENCE: u32 = 32;

impl<'b> QuickLines<'b> {
    /// For a text that ends with a line end and some bytes of padding. `number_of` gives the number of an undeclared name.
    pub(super) fn new(
        text: &'b str,
        plan: &'b Plan,
        event: Option<usize>,
        constant: Option<Sort>,
        mut number_of: impl FnMut(&str) -> usize,
    ) -> Self {
        let learnt = plan.learnt();
        let undeclared = learnt.undeclared.iter().map(|name| number_of(name)).collect();
        Self {
            text,
            plan,
            ends: Ends::of(text.as_bytes()),
            learnt,
            event,
            constant,
            undeclared,
            seen_more: Vec::new(),
            failures: 0,
        }
    }

    /// Adds the line that begins here and tells where the next one does; nothing when the general reader must look.
    /// `meaning` tells what a name leads to.
    pub(super) fn line(
        &mut self,
        start: usize,
        line: u64,
        rows: &mut Rows<'_>,
        meaning: impl FnMut(&'b str) -> Meaning,
    ) -> Option<usize> {
        if seldom(self.failures >= PATIENCE) && !line.is_multiple_of(16) {
            return None;
        }
        let next = self.read(start, line, rows, meaning);
        self.failures = if next.is_some() { 0 } else { self.failures + 1 };
        next
    }

    /// What was learnt serves those who read on.
    pub(super) fn done(self) {
        self.plan.keep(self.learnt);
    }

    #[inline(never)]
    fn read(
        &mut self,
        start: usize,
        line: u64,
        rows: &mut Rows<'_>,
        mut meaning: impl FnMut(&'b str) -> Meaning,
    ) -> Option<usize> {
        let Self { text, plan, ends, learnt, undeclared, seen_more, event, constant, .. } = self;
        let Learnt { names, cells, undeclared: undeclared_names } = learnt;
        let (text, plan, event) = (*text, *plan, *event);
        let bytes = text.as_bytes();
        let mut sort = *constant;
        let begin = u32::try_from(start).ok()?;
        let mut walk = Walk { last: Names::start(row_of(sort, plan)), at: begin };
        let mut learnt_at = u32::MAX;
        cells.clear();
        seen_more.clear();
        loop {
            let role = match names.next(&mut walk, bytes, ends, cells, |at| value(text, at)) {
                Next::Step(role) => role,
                Next::Type(name) => {
                    sort = Some(rows.sort(name.bytes(text), || name.text(text)).often()?);
                    walk.last = names.of_type(walk.last, row_of(sort, plan)).often()?;
                    continue;
                }
                Next::Unusual => {
                    cold_path();
                    return None;
                }
                Next::New if names.is_behind_text(walk.last) && bytes.get(walk.at as usize) != Some(&b'"') => {
                    // The text does not end here.
                    let cell = names.at(walk.last)?.cell as usize;
                    let (value, next) = escaped(text, cells.start(cell)?)?;
                    cells.replace(cell, value);
                    walk.at = next;
                    continue;
                }
                // What was learnt is found.
                Next::New if learnt_at == walk.at => return None,
                Next::New => {
                    learnt_at = walk.at;
                    names.learn(walk, bytes, |name, is_text| {
                        let Some(name) = name else { return Meant::only(Role::End) };
                        let name = text.get(name).unwrap_or_default();
                        let cell = match meaning(name) {
                            Meaning::Field(field) => field,
                            // The same name with other marks around it has the same cell, so that it is not counted twice.
                            Meaning::Undeclared(number) => match undeclared.iter().position(|known| *known == number)
                            {
                                Some(known) => plan.fields + known,
                                None => {
                                    undeclared.push(number);
                                    undeclared_names.push(name.into());
                                    cells.grow()
                                }
                            },
                            Meaning::Unusual => return Meant::only(Role::Unusual),
                        };
                        meant(cell, event == Some(cell), is_text)
                    })?;
                    continue;
                }
            };
            if (role == Role::End).often() {
                break;
            }
            let (value, next) = match role {
                Role::TextBeyond => text_at(text, ends, walk.at)?,
                Role::OtherBeyond => {
                    let (form, end) = value(text, walk.at)?;
                    (Cell::new(form, walk.at, end), end)
                }
                Role::Text | Role::Type | Role::Other | Role::End | Role::Unusual => return None,
            };
            walk.at = next;
            let cell = names.at(walk.last)?.cell as usize;
            if !cells.put_beyond(cell, value) {
                return None;
            }
            if value.form != Form::Null {
                seen_more.push(cell);
            }
        }
        if seldom(walk.at - begin > LONGEST_LINE as u32) {
            return None;
        }
        let seen = cells.seen();
        let (sort, wanted) = (sort.often()?, &plan.wanted);
        let record = QuickRecord { text, cells, wanted, line, sort, seen, seen_more, names: undeclared };
        rows.add_quick(&record).then_some(walk.at as usize)
    }
}

/// Followers of a name are kept for each sort of record: not known yet, each event, others.
fn row_of(sort: Option<Sort>, plan: &Plan) -> usize {
    match sort {
        None => 0,
        Some(Sort::Event(event)) => usize::from(event) + 1,
        Some(Sort::LeftOut | Sort::Undeclared(_)) => plan.wanted.events.len() + 1,
    }
}

/// What a name is for whose value has this cell.
fn meant(cell: usize, is_type: bool, is_text: bool) -> Meant {
    let bit = bit(cell);
    let role = match (is_type, is_text) {
        // A type that is no text, or that has no bit.
        (true, _) if !is_text || bit == 0 => Role::Unusual,
        (true, _) => Role::Type,
        (false, true) if bit == 0 => Role::TextBeyond,
        (false, true) => Role::Text,
        (false, false) if bit == 0 => Role::OtherBeyond,
        (false, false) => Role::Other,
    };
    u32::try_from(cell).map_or(Meant::only(Role::Unusual), |cell| Meant { role, cell, bit })
}

/// The text whose first character stands here; nothing when it does not end. What is next is the quote behind it.
#[inline]
fn text_at(text: &str, ends: &mut Ends<'_>, start: u32) -> Option<(Cell, u32)> {
    let end = ends.next(start).often()?;
    if (text.as_bytes().get(end as usize) == Some(&b'"')).often() {
        Some((Cell::new(Form::Text, start, end), end))
    } else {
        escaped(text, start)
    }
}

/// The same for a text that has escapes.
#[cold]
fn escaped(text: &str, start: u32) -> Option<(Cell, u32)> {
    let quote = start.checked_sub(1)?;
    let end = other(text, quote)?;
    Some((Cell::new(Form::Other, quote, end), end - 1))
}

/// The value that stands here and is no text, and where it ends; nothing for what is no JSON, and for what must be looked at more
/// closely.
#[inline]
fn value(text: &str, at: u32) -> Option<(Form, u32)> {
    let bytes = text.as_bytes();
    match bytes.get(at as usize).often()? {
        b'0'..=b'9' | b'-' => Some((Form::Number, number(bytes, at)?)),
        byte @ (b't' | b'f') => {
            let is_false = u32::from(*byte == b'f');
            let word = WORDS.get(is_false as usize)?;
            let there = u64::from_le_bytes(*bytes_at(bytes, at)?);
            let form = if *byte == b'f' { Form::False } else { Form::True };
            (there & word.1 == word.0).then_some((form, at + 4 + is_false))
        }
        b'n' => (bytes_at(bytes, at)? == b"null").then_some((Form::Null, at + 4)),
        b'{' | b'[' => Some((Form::Other, other(text, at)?)),
        _ => None,
    }
}

/// `true` and `false`, and which bytes of a word they are.
const WORDS: [(u64, u64); 2] =
    [(u64::from_le_bytes(*b"true\0\0\0\0"), u64::MAX >> 32), (u64::from_le_bytes(*b"false\0\0\0"), u64::MAX >> 24)];

/// Where a JSON number ends.
#[inline]
fn number(bytes: &[u8], start: u32) -> Option<u32> {
    let at = |place: u32| bytes.get(place as usize);
    let first = start + u32::from(at(start) == Some(&b'-'));
    let mut end = digits(bytes, first).often()?;
    if at(first) == Some(&b'0') && end > first + 1 {
        return None;
    }
    if at(end) == Some(&b'.') {
        end = digits(bytes, end + 1)?;
    }
    if seldom(matches!(at(end), Some(b'e' | b'E'))) {
        end += 1;
        end = digits(bytes, end + u32::from(matches!(at(end), Some(b'+' | b'-'))))?;
    }
    Some(end)
}

/// Where the digits end that begin here, eight at once; nothing when there are none.
#[inline]
fn digits(bytes: &[u8], start: u32) -> Option<u32> {
    let mut at = start;
    loop {
        let word = u64::from_le_bytes(*bytes_at(bytes, at)?) ^ 0x3030_3030_3030_3030;
        // A high bit for each byte that is no digit. The carry of one reaches only those behind it.
        let others = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
        at += others.trailing_zeros() / 8;
        if (others != 0).often() {
            return (at > start).often().then_some(at);
        }
    }
}

/// Where a text with escapes, an array or an object ends: the general reader knows.
#[cold]
fn other(text: &str, at: u32) -> Option<u32> {
    let rest = text.get(at as usize..)?;
    let line = rest.get(..memchr::memchr(b'\n', rest.as_bytes())?)?;
    u32::try_from(Scan::new(line).end_of_other()?).ok()?.checked_add(at)
}
