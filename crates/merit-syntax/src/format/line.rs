//! A statement as a row of atoms: pieces of text that are never broken.

use unicode_width::UnicodeWidthStr;

use super::breaks;

/// How readily a line breaks before an atom; the first comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A clause: how often, a cap, decay ...
    Clause,
    /// A part of an occasion: `where`, `then`, `within`.
    Part,
    /// `and`, `or`, at this depth of brackets.
    Join(u32),
    /// Anything else.
    Word,
}

/// A piece of text that is never broken.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) text: String,
    /// Spaces before it, unless it begins a line.
    pub(super) gap: usize,
    pub(super) level: Level,
    /// Where it stood; atoms made of words without a place have that of what follows.
    pub(super) source: usize,
    /// A line may begin here without becoming another statement.
    pub(super) may_begin: bool,
}

/// A statement as atoms.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) atoms: Vec<Atom>,
    depth: u32,
}

impl Row {
    /// A row that begins with these words.
    pub(super) fn of(text: impl Into<String>) -> Self {
        let mut row = Self::default();
        row.put(0, Level::Word, 0, text);
        row
    }

    /// Adds an atom.
    pub(super) fn put(&mut self, gap: usize, level: Level, source: u32, text: impl Into<String>) {
        let text = text.into();
        let before = self.atoms.last().map_or("", |atom| atom.text.as_str());
        let gap = if before.ends_with('(') { 0 } else { gap };
        let may_begin = !self.atoms.is_empty() && breaks::may_begin(before, self.depth > 0, &text);
        self.atoms.push(Atom { text, gap, level, source: source as usize, may_begin });
    }

    /// Adds a word after one space.
    pub(super) fn word(&mut self, source: u32, text: impl Into<String>) {
        self.put(1, Level::Word, source, text);
    }

    /// Adds text to the last atom.
    pub(super) fn tack(&mut self, text: &str) {
        if let Some(atom) = self.atoms.last_mut() {
            atom.text.push_str(text);
        }
    }

    /// Opens a bracket.
    pub(super) fn open(&mut self, source: u32) {
        self.put(1, Level::Word, source, "(");
        self.depth += 1;
    }

    /// Closes a bracket.
    pub(super) fn close(&mut self) {
        self.tack(")");
        self.depth = self.depth.saturating_sub(1);
    }

    /// Number of open brackets.
    pub(super) const fn depth(&self) -> u32 {
        self.depth
    }

    /// Adds things separated by commas.
    pub(super) fn commas<T>(&mut self, things: &[T], mut add: impl FnMut(&mut Self, &T)) {
        for (number, thing) in things.iter().enumerate() {
            if number > 0 {
                self.tack(",");
            }
            add(self, thing);
        }
    }

    /// Display width of the first atom.
    pub(super) fn first_width(&self) -> usize {
        self.atoms.first().map_or(0, |atom| atom.text.width())
    }

    /// Pads the first atom so that the second begins two columns after `width`.
    pub(super) fn align_second(&mut self, width: Option<usize>) {
        let gap = width.map(|width| width.saturating_sub(self.first_width()) + 2);
        if let (Some(gap), Some(second)) = (gap, self.atoms.get_mut(1)) {
            second.gap = gap;
        }
    }
}
