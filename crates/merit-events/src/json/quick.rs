//! The usual line of a log: an object of texts without escapes, numbers, true, false and null, read straight into columns.
//! It gives up on anything else, and leaves the line to the general reader.

use super::names::{Names, Role, START};
use super::scan::Scan;
use crate::cells::{Cells, Form};
use crate::event_rows::{QuickRecord, Sort};
use crate::limits::LONGEST_LINE;
use crate::plan::{BITS, Plan};
use crate::rows::Rows;
use crate::special::end_of_text;

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
    names: Names,
    cells: Cells,
    fields: usize,
    /// The field of the type.
    event: Option<usize>,
    constant: Option<Sort>,
    /// Cells behind the fields: the number of their name.
    undeclared: Vec<usize>,
    /// Cells without a bit that are there.
    seen_more: Vec<usize>,
    /// Lines that were given up one after the other.
    failures: u32,
}

/// After so many lines that had to be given up, only some are tried.
const PATIENCE: u32 = 32;

impl<'b> QuickLines<'b> {
    /// For a text that ends with a line end and some bytes of padding.
    pub(super) fn new(
        text: &'b str,
        plan: &'b Plan,
        fields: usize,
        event: Option<usize>,
        constant: Option<Sort>,
    ) -> Self {
        Self {
            text,
            plan,
            names: Names::new(plan.events.len() + 2),
            cells: Cells::new(fields),
            fields,
            event,
            constant,
            undeclared: Vec::new(),
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

    #[inline(never)]
    fn read(
        &mut self,
        start: usize,
        line: u64,
        rows: &mut Rows<'_>,
        mut meaning: impl FnMut(&'b str) -> Meaning,
    ) -> Option<usize> {
        let Self { text, plan, names, cells, undeclared, seen_more, fields, event, constant, .. } = self;
        let (text, plan, fields, event) = (*text, *plan, *fields, *event);
        let bytes = text.as_bytes();
        let mut sort = *constant;
        let mut row_of_sort = row_of(sort, plan);
        let mut base = names.base(row_of_sort);
        let (mut at, mut before, mut seen) = (start, START, 0);
        cells.clear();
        seen_more.clear();
        loop {
            let known = names.next(base, before, bytes, at).copied();
            let step = match known {
                Some(step) => step,
                None => {
                    let step = *names.learn(row_of_sort, before, bytes, at, |name| {
                        let Some(name) = name else { return (Role::End, 0, 0) };
                        let cell = match meaning(text.get(name).unwrap_or_default()) {
                            Meaning::Field(field) => field,
                            // The same name with other white space around it has the same cell, so that it is not counted twice.
                            Meaning::Undeclared(name) => match undeclared.iter().position(|known| *known == name) {
                                Some(known) => fields + known,
                                None => {
                                    undeclared.push(name);
                                    cells.grow()
                                }
                            },
                            Meaning::Unusual => return (Role::Unusual, 0, 0),
                        };
                        let bit = if cell < BITS { 1 << cell } else { 0 };
                        let role = if event == Some(cell) { Role::Type } else { Role::Cell };
                        u32::try_from(cell).map_or((Role::Unusual, 0, 0), |cell| (role, cell, bit))
                    })?;
                    base = names.base(row_of_sort);
                    step
                }
            };
            at += usize::from(step.length);
            before = step.number;
            let cell = step.cell as usize;
            if !matches!(step.role, Role::Cell | Role::Type) {
                if step.role == Role::End {
                    break;
                }
                return None;
            }
            let value = value(text, at)?;
            at = value.next;
            if !cells.put(cell, value.start, value.end, value.form) {
                return None;
            }
            if value.form != Form::Null {
                seen |= step.bit;
                if step.bit == 0 {
                    seen_more.push(cell);
                }
            }
            if step.role == Role::Type {
                if value.form != Form::Text {
                    return None;
                }
                sort = Some(rows.sort(text.get(value.start..value.end)?)?);
                row_of_sort = row_of(sort, plan);
                base = names.base(row_of_sort);
            }
        }
        if at - start > LONGEST_LINE {
            return None;
        }
        let record = QuickRecord { text, cells, line, sort: sort?, seen, seen_more, names: undeclared };
        rows.add_quick(plan, &record).then_some(at)
    }
}

/// Followers of a name are kept for each sort of record: not known yet, each event, others.
fn row_of(sort: Option<Sort>, plan: &Plan) -> usize {
    match sort {
        None => 0,
        Some(Sort::Event(event)) => usize::from(event) + 1,
        Some(Sort::LeftOut | Sort::Undeclared(_)) => plan.events.len() + 1,
    }
}

/// A value and where it is.
struct Value {
    form: Form,
    start: usize,
    end: usize,
    /// Where the text goes on.
    next: usize,
}

/// The value that stands here; nothing for what is no JSON, and for what must be looked at more closely.
#[inline]
fn value(text: &str, at: usize) -> Option<Value> {
    let bytes = text.as_bytes();
    match bytes.get(at)? {
        b'"' => {
            let start = at + 1;
            let end = end_of_text(bytes, start)?;
            if bytes.get(end) == Some(&b'"') {
                Some(Value { form: Form::Text, start, end, next: end + 1 })
            } else {
                other(text, at)
            }
        }
        b'0'..=b'9' | b'-' => {
            let end = number(bytes, at)?;
            Some(Value { form: Form::Number, start: at, end, next: end })
        }
        b't' => word(bytes, at, b"true", Form::True),
        b'f' => word(bytes, at, b"false", Form::False),
        b'n' => word(bytes, at, b"null", Form::Null),
        b'{' | b'[' => other(text, at),
        _ => None,
    }
}

#[inline]
fn word(bytes: &[u8], at: usize, word: &[u8], form: Form) -> Option<Value> {
    let end = at + word.len();
    (bytes.get(at..end)? == word).then_some(Value { form, start: at, end, next: end })
}

/// Where a JSON number ends.
#[inline]
fn number(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |from: usize| {
        let mut at = from;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at > from).then_some(at)
    };
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at = digits(at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-'))))?;
    }
    Some(at)
}

/// A text with escapes, an array or an object: the general reader knows where it ends.
#[cold]
fn other(text: &str, at: usize) -> Option<Value> {
    let rest = text.get(at..)?;
    let line = rest.get(..memchr::memchr(b'\n', rest.as_bytes())?)?;
    let end = at + Scan::new(line).end_of_other()?;
    Some(Value { form: Form::Other, start: at, end, next: end })
}
