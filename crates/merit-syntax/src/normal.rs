//! The text of a statement as it is read: look-alikes replaced, invisible characters left out; and the way back to the
//! bytes of the file.

use std::borrow::Cow;
use std::ops::Range;

use merit_diagnostics::Span;

use crate::scan::Replacement;

/// A statement's text as it is read.
pub(crate) struct Normal<'t> {
    /// The text.
    pub(crate) text: Cow<'t, str>,
    /// Where it begins in the file.
    base: usize,
    /// Each replaced place: in the file, and here.
    changes: Vec<(Range<usize>, Range<usize>)>,
}

impl<'t> Normal<'t> {
    /// The text of `range` with the replacements made, which are in order and do not overlap.
    pub(crate) fn new(source: &'t str, range: Range<usize>, replacements: &[Replacement]) -> Self {
        let original = source.get(range.clone()).unwrap_or("");
        let mut changes = Vec::new();
        let mut text = String::new();
        let mut from = range.start;
        for replacement in replacements {
            if replacement.at.start < from || replacement.at.end > range.end {
                continue;
            }
            text.push_str(source.get(from..replacement.at.start).unwrap_or(""));
            let start = text.len();
            text.push_str(&replacement.text);
            changes.push((replacement.at.clone(), start..text.len()));
            from = replacement.at.end;
        }
        if changes.is_empty() {
            return Self { text: Cow::Borrowed(original), base: range.start, changes };
        }
        text.push_str(source.get(from..range.end).unwrap_or(""));
        Self { text: Cow::Owned(text), base: range.start, changes }
    }

    /// The bytes of the file that a part of this text stands for.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.original(range.start, false);
        let end = if range.is_empty() { start } else { self.original(range.end, true) };
        Span::of(start..end.max(start))
    }

    fn original(&self, at: usize, is_end: bool) -> usize {
        let before = |here: &Range<usize>| if is_end { here.start < at } else { here.start <= at };
        let index = self.changes.partition_point(|(_, here)| before(here));
        let Some((there, here)) = index.checked_sub(1).and_then(|index| self.changes.get(index)) else {
            return self.base + at;
        };
        if at < here.end {
            return if is_end { there.end } else { there.start };
        }
        there.end + (at - here.end)
    }
}
