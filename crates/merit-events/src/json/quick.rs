//! The usual line of a log: an object of texts without escapes, numbers, true, false and null, read straight into columns.
//! It gives up on anything else, and leaves the line to the general reader.

use super::scan::Scan;
use crate::cells::{Cells, Form, Value};
use crate::event_rows::{QuickRecord, Sort};
use crate::limits::LONGEST_LINE;
use crate::names::{Learnt, Meant, Names, Next, Role, Walk};
use crate::plan::Plan;
use crate::rows::Rows;
use crate::special::Ends;

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
        if self.failures >= PATIENCE && !line.is_multiple_of(16) {
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
        let mut walk = Walk { last: Names::start(row_of(sort, plan)), at: start };
        let mut learnt_at = usize::MAX;
        cells.clear();
        seen_more.clear();
        loop {
            let step = match names.next(&mut walk, bytes, ends, cells, |at| value(text, at)) {
                Next::Step(step) => step,
                Next::Unusual => return None,
                Next::New if names.is_behind_text(walk.last) && bytes.get(walk.at) != Some(&b'"') => {
                    // The text does not end here.
                    let cell = names.at(walk.last)?.cell as usize;
                    let value = escaped(text, cells.start(cell)?)?;
                    cells.replace(cell, value);
                    walk.at = value.next;
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
            let (cell, at) = (step.cell as usize, walk.at);
            let value = match step.role {
                Role::Text | Role::Type | Role::TextBeyond => text_at(text, ends, at)?,
                Role::Other | Role::OtherBeyond => value(text, at)?,
                Role::End => break,
                Role::Unusual => return None,
            };
            walk.at = value.next;
            if step.role == Role::Type {
                if value.form != Form::Text {
                    return None;
                }
                let mut filling = cells.filling();
                if !filling.is_free(step.bit) {
                    return None;
                }
                filling.put(cell, step.bit, value);
                filling.done();
                sort = Some(rows.sort(text.get(value.start..value.end)?)?);
                walk.last = names.of_type(walk.last, row_of(sort, plan))?;
            } else {
                if !cells.put_beyond(cell, value) {
                    return None;
                }
                if value.form != Form::Null {
                    seen_more.push(cell);
                }
            }
        }
        let at = walk.at;
        if at - start > LONGEST_LINE {
            return None;
        }
        let seen = cells.seen();
        let (sort, wanted) = (sort?, &plan.wanted);
        let record = QuickRecord { text, cells, wanted, line, sort, seen, seen_more, names: undeclared };
        rows.add_quick(&record).then_some(at)
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
    let bit = Cells::bit(cell);
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
fn text_at(text: &str, ends: &mut Ends<'_>, start: usize) -> Option<Value> {
    let end = ends.next(start)?;
    if text.as_bytes().get(end) == Some(&b'"') {
        Some(Value { form: Form::Text, start, end, next: end })
    } else {
        escaped(text, start)
    }
}

/// The same for a text that has escapes.
#[cold]
fn escaped(text: &str, start: usize) -> Option<Value> {
    let value = other(text, start.checked_sub(1)?)?;
    Some(Value { next: value.end - 1, ..value })
}

/// The value that stands here and is no text; nothing for what is no JSON, and for what must be looked at more closely.
#[inline]
fn value(text: &str, at: usize) -> Option<Value> {
    let bytes = text.as_bytes();
    match bytes.get(at)? {
        b'0'..=b'9' | b'-' => {
            let end = number(bytes, at)?;
            Some(Value { form: Form::Number, start: at, end, next: end })
        }
        byte @ (b't' | b'f') => {
            let is_false = *byte == b'f';
            let word = WORDS.get(usize::from(is_false))?;
            let (there, _) = bytes.get(at..)?.split_first_chunk::<8>()?;
            let end = at + 4 + usize::from(is_false);
            let form = if is_false { Form::False } else { Form::True };
            (u64::from_le_bytes(*there) & word.1 == word.0).then_some(Value { form, start: at, end, next: end })
        }
        b'n' => {
            let end = at + 4;
            (bytes.get(at..end)? == b"null").then_some(Value { form: Form::Null, start: at, end, next: end })
        }
        b'{' | b'[' => other(text, at),
        _ => None,
    }
}

/// `true` and `false`, and which bytes of a word they are.
const WORDS: [(u64, u64); 2] =
    [(u64::from_le_bytes(*b"true\0\0\0\0"), u64::MAX >> 32), (u64::from_le_bytes(*b"false\0\0\0"), u64::MAX >> 24)];

/// Where a JSON number ends.
#[inline]
fn number(bytes: &[u8], start: usize) -> Option<usize> {
    let first = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut at = digits(bytes, first)?;
    if bytes.get(first) == Some(&b'0') && at > first + 1 {
        return None;
    }
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at = digits(bytes, at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-'))))?;
    }
    Some(at)
}

/// Where the digits end that begin here, eight at once; nothing when there are none.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let word = u64::from_le_bytes(*bytes.get(at..)?.first_chunk::<8>()?) ^ 0x3030_3030_3030_3030;
        // A high bit for each byte that is no digit. The carry of one reaches only those behind it.
        let others = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
        at += others.trailing_zeros() as usize / 8;
        if others != 0 {
            return (at > start).then_some(at);
        }
    }
}

/// A text with escapes, an array or an object: the general reader knows where it ends.
#[cold]
fn other(text: &str, at: usize) -> Option<Value> {
    let rest = text.get(at..)?;
    let line = rest.get(..memchr::memchr(b'\n', rest.as_bytes())?)?;
    let end = at + Scan::new(line).end_of_other()?;
    Some(Value { form: Form::Other, start: at, end, next: end })
}
