//! Where a row of atoms breaks into lines, and where the comments inside it go.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::comments::Inside;
use super::line::{Atom, Level, Row};
use super::{CONTINUATION, WIDTH};

/// A statement as lines.
pub(super) struct LaidOut {
    pub(super) lines: Vec<String>,
    /// Comments that have no place inside any more; they go above the statement.
    pub(super) homeless: Vec<String>,
}

/// Comments before the atom of a line's beginning: at the end of the line above, then on lines of their own.
#[derive(Default)]
struct Pause {
    beside: Option<String>,
    own_lines: Vec<String>,
}

/// Breaks a row: one line if it fits and no comment stands inside, else each clause on its own line, and so on.
pub(super) fn lay_out(row: &Row, indent: usize, comments: &[Inside]) -> LaidOut {
    let atoms = &row.atoms;
    let mut homeless = Vec::new();
    let mut pauses = pauses(atoms, comments, &mut homeless);
    let mut layout = Layout { atoms, indent, lines: Vec::new() };
    let end = pauses.remove(&atoms.len()).and_then(|pause| pause.beside);
    if pauses.is_empty() {
        layout.split(0..atoms.len());
    } else {
        let clause = |at: &usize| {
            pauses.contains_key(at) || atoms.get(*at).is_some_and(|a| a.may_begin && a.level == Level::Clause)
        };
        let starts: Vec<usize> = (1..atoms.len()).filter(clause).collect();
        layout.split_at(0..atoms.len(), &starts);
    }
    let lines = write(&layout, &pauses, end);
    LaidOut { lines, homeless }
}

/// For each atom that must begin a line because of a comment: the comments. Those at the very end of the statement are
/// kept under the number after the last atom.
fn pauses(atoms: &[Atom], comments: &[Inside], homeless: &mut Vec<String>) -> BTreeMap<usize, Pause> {
    let mut pauses: BTreeMap<usize, Pause> = BTreeMap::new();
    if comments.is_empty() {
        return pauses;
    }
    let end = atoms.len();
    let mut in_text: Vec<(usize, usize)> = atoms.iter().enumerate().map(|(at, atom)| (atom.source, at)).collect();
    in_text.sort_unstable();
    // The next atom, at or after each one, that may begin a line.
    let mut next_begin = vec![end; end + 1];
    for (at, atom) in atoms.iter().enumerate().rev() {
        let next = next_begin.get(at + 1).copied().unwrap_or(end);
        if let Some(slot) = next_begin.get_mut(at) {
            *slot = if atom.may_begin { at } else { next };
        }
    }
    for comment in comments {
        let later = in_text.partition_point(|(source, _)| *source < comment.offset);
        let wanted = if comment.own_line {
            // It stands before what follows it in the text ...
            in_text.get(later).map_or(end, |(_, at)| *at)
        } else {
            // ... or after what precedes it.
            later.checked_sub(1).and_then(|before| in_text.get(before)).map_or(end, |(_, at)| *at + 1)
        };
        let place = next_begin.get(wanted).copied().unwrap_or(end);
        let pause = pauses.entry(place).or_default();
        if place < end && (comment.own_line || pause.beside.is_some()) {
            pause.own_lines.push(comment.text.clone());
        } else if let Some(earlier) = pause.beside.replace(comment.text.clone()) {
            homeless.push(earlier);
        }
    }
    pauses
}

struct Layout<'r> {
    atoms: &'r [Atom],
    indent: usize,
    lines: Vec<Range<usize>>,
}

impl Layout<'_> {
    /// Splits a stretch until every line fits, or cannot be split.
    fn split(&mut self, stretch: Range<usize>) {
        let inner = self.inner(&stretch);
        if inner.is_empty() || self.fits(&stretch) {
            self.lines.push(stretch);
            return;
        }
        let level = inner.iter().filter_map(|at| self.atoms.get(*at)).map(|atom| atom.level).min();
        match level {
            None | Some(Level::Word) => self.fill(stretch, &inner),
            Some(level) => {
                let same = |at: &usize| self.atoms.get(*at).is_some_and(|atom| atom.level == level);
                let starts: Vec<usize> = inner.into_iter().filter(same).collect();
                self.split_at(stretch, &starts);
            }
        }
    }

    fn split_at(&mut self, stretch: Range<usize>, starts: &[usize]) {
        let mut begin = stretch.start;
        for at in starts.iter().copied().chain(std::iter::once(stretch.end)) {
            self.split(begin..at);
            begin = at;
        }
    }

    /// Puts as much as fits on each line.
    fn fill(&mut self, stretch: Range<usize>, starts: &[usize]) {
        let mut begin = stretch.start;
        let mut end = begin;
        for at in starts.iter().copied().chain(std::iter::once(stretch.end)) {
            if end > begin && !self.fits(&(begin..at)) {
                self.lines.push(begin..end);
                begin = end;
            }
            end = at;
        }
        self.lines.push(begin..stretch.end);
    }

    /// Atoms inside a stretch that may begin a line.
    fn inner(&self, stretch: &Range<usize>) -> Vec<usize> {
        let may = |at: &usize| self.atoms.get(*at).is_some_and(|atom| atom.may_begin);
        (stretch.start + 1..stretch.end).filter(may).collect()
    }

    fn fits(&self, stretch: &Range<usize>) -> bool {
        let mut width = self.indent_of(stretch);
        for (number, atom) in self.atoms.get(stretch.clone()).unwrap_or_default().iter().enumerate() {
            width += atom.text.width() + if number > 0 { atom.gap } else { 0 };
            if width > WIDTH {
                return false;
            }
        }
        true
    }

    const fn indent_of(&self, stretch: &Range<usize>) -> usize {
        if stretch.start == 0 { self.indent } else { self.indent + CONTINUATION }
    }
}

fn write(layout: &Layout<'_>, pauses: &BTreeMap<usize, Pause>, end: Option<String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for stretch in &layout.lines {
        let indent = layout.indent_of(stretch);
        if let Some(pause) = pauses.get(&stretch.start) {
            if let (Some(comment), Some(line)) = (&pause.beside, lines.last_mut()) {
                line.push_str("  ");
                line.push_str(comment);
            }
            lines.extend(pause.own_lines.iter().map(|comment| format!("{:indent$}{comment}", "")));
        }
        let mut line = " ".repeat(indent);
        for (number, atom) in layout.atoms.get(stretch.clone()).unwrap_or_default().iter().enumerate() {
            let gap = if number > 0 { atom.gap } else { 0 };
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(&atom.text);
        }
        lines.push(line);
    }
    if let (Some(comment), Some(line)) = (end, lines.last_mut()) {
        line.push_str("  ");
        line.push_str(&comment);
    }
    lines
}
