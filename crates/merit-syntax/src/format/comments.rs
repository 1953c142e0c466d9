//! Where comments stood, and where they go.

use unicode_normalization::UnicodeNormalization;

use crate::tree::Comment;

/// The text, asked for comments and blank lines.
pub(super) struct Comments<'t> {
    text: &'t str,
}

/// A comment on a line of its own.
pub(super) struct OwnLine {
    pub(super) text: String,
    pub(super) blank_before: bool,
}

/// A comment between the first and the last line of a statement, or at its end.
pub(super) struct Inside {
    /// Where it began.
    pub(super) offset: usize,
    pub(super) text: String,
    /// It has a line of its own; otherwise it stands at the end of one.
    pub(super) own_line: bool,
}

impl<'t> Comments<'t> {
    pub(super) const fn of(text: &'t str) -> Self {
        Self { text }
    }

    /// Comments of a statement that are not above it, in order.
    pub(super) fn inside(&self, comments: &[Comment]) -> Vec<Inside> {
        let inside = |comment: &Comment| {
            let offset = comment.span.start as usize;
            Inside { offset, text: self.words(comment), own_line: self.before_on_line(offset).trim().is_empty() }
        };
        comments.iter().map(inside).collect()
    }

    /// Comments above a statement (or at the end of the file), each with its indentation. A comment that follows the
    /// statement above without a blank line and has a blank line somewhere below it says something of the statement
    /// above, unless it stands at the very left before a heading; every other one says something of what follows.
    pub(super) fn above(
        &self,
        comments: &[Comment],
        statement: Option<usize>,
        indent_above: usize,
        indent: usize,
    ) -> Vec<(OwnLine, usize)> {
        let starts: Vec<usize> = comments.iter().map(|comment| comment.span.start as usize).collect();
        let attached = starts.iter().take_while(|start| !self.blank_above(**start)).count();
        let blank_below = attached < starts.len() || statement.is_none_or(|start| self.blank_above(start));
        let place = |(number, comment): (usize, &Comment)| {
            let start = comment.span.start as usize;
            let indented = indent > 0 || !self.before_on_line(start).is_empty();
            let belongs_above = number < attached && blank_below && indented && indent_above >= indent;
            let line = OwnLine { text: self.words(comment), blank_before: self.blank_above(start) };
            (line, if belongs_above { indent_above } else { indent })
        };
        comments.iter().enumerate().map(place).collect()
    }

    /// True when the line above the one that holds this byte is empty.
    pub(super) fn blank_above(&self, offset: usize) -> bool {
        let before = self.text.get(..offset).unwrap_or("");
        let Some((above, _)) = before.rsplit_once('\n') else { return false };
        let line = above.rsplit_once('\n').map_or(above, |(_, line)| line);
        line.trim().is_empty()
    }

    fn before_on_line(&self, offset: usize) -> &'t str {
        let before = self.text.get(..offset).unwrap_or("");
        before.rsplit_once('\n').map_or(before, |(_, line)| line)
    }

    fn words(&self, comment: &Comment) -> String {
        let written = self.text.get(comment.span.range()).unwrap_or("").trim_end();
        // A carriage return that ends no line is a space: some programs would break the line there.
        written.replace('\r', " ").nfc().collect()
    }
}
