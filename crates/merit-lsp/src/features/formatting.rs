//! The one style, as changes of the text.
//!
//! A text and its formatted form have the same statements in the same order. So the changes are made statement by
//! statement, each with what stands between it and the one before: comments and empty lines cannot be lost when only
//! some of them are wanted.

use std::path::Path;

use merit_diagnostics::{FileId, Span};

use crate::snapshot::Snapshot;

/// The changes that bring a document into the one style; none when it is damaged, because a damaged file is never
/// rearranged.
#[must_use]
pub fn document(snapshot: &Snapshot, file: &Path) -> Vec<(Span, String)> {
    let Some(source) = snapshot.source(file) else { return Vec::new() };
    changes(source.text()).into_iter().map(|change| change.edit).collect()
}

/// The same, for the statements that a span touches.
#[must_use]
pub fn range(snapshot: &Snapshot, file: &Path, span: Span) -> Vec<(Span, String)> {
    let Some(source) = snapshot.source(file) else { return Vec::new() };
    // A piece begins at the end of the line before it.
    let touches = |piece: Span| (piece.start < span.end || piece.start == 0) && span.start <= piece.end;
    changes(source.text()).into_iter().filter(|change| touches(change.piece)).map(|change| change.edit).collect()
}

/// The changes of the statement that ends on the line above a byte: a line break was typed there.
#[must_use]
pub fn line_above(snapshot: &Snapshot, file: &Path, offset: u32) -> Vec<(Span, String)> {
    let Some(source) = snapshot.source(file) else { return Vec::new() };
    let line = source.line_of(offset);
    if line < 2 {
        return Vec::new();
    }
    let above = source.line_span(line - 1);
    let ends_there = |piece: Span| above.start <= piece.end && piece.end <= above.end;
    changes(source.text()).into_iter().filter(|change| ends_there(change.piece)).map(|change| change.edit).collect()
}

/// The change of one piece of the text.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    piece: Span,
    edit: (Span, String),
}

fn changes(text: &str) -> Vec<Change> {
    let Ok(formatted) = merit_syntax::format(text) else { return Vec::new() };
    if formatted == text {
        return Vec::new();
    }
    let (before, after) = (pieces(text), pieces(&formatted));
    if before.len() != after.len() {
        let piece = Span::of(0..text.len());
        return vec![Change { piece, edit: (piece, formatted) }];
    }
    let pairs = before.into_iter().zip(after);
    pairs
        .filter_map(|(before, after)| {
            let edit = changed(text, before, formatted.get(after.range())?)?;
            Some(Change { piece: before, edit })
        })
        .collect()
}

/// From the end of the line of one statement to the end of the line of the next; at last, the rest of the text.
fn pieces(text: &str) -> Vec<Span> {
    let parsed = merit_syntax::parse(FileId(0), text);
    let mut found = Vec::with_capacity(parsed.tree.statements.len() + 1);
    let mut start = 0;
    for statement in &parsed.tree.statements {
        let rest = text.get(statement.span.end as usize..).unwrap_or("");
        let end = statement.span.end as usize + rest.find('\n').unwrap_or(rest.len());
        found.push(Span::of(start..end));
        start = end;
    }
    found.push(Span::of(start..text.len()));
    found
}

/// The change of a piece, without what is the same at its ends.
fn changed(text: &str, at: Span, new: &str) -> Option<(Span, String)> {
    let old = text.get(at.range())?;
    if old == new {
        return None;
    }
    let same = |(a, b): &(char, char)| a == b;
    let head: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (old.get(head..)?, new.get(head..)?);
    let tail: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let start = at.start as usize + head;
    let end = at.end as usize - tail;
    Some((Span::of(start..end), new.get(..new.len() - tail)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str, mut changes: Vec<Change>) -> String {
        let mut text = text.to_owned();
        changes.sort_by_key(|change| change.edit.0.start);
        for Change { edit: (at, new), .. } in changes.into_iter().rev() {
            text.replace_range(at.range(), &new);
        }
        text
    }

    const TEXT: &str = "edition 1\n# about\nevent a \"A\"   # beside\nmodel m\n   timezone \"UTC\"\n\n\n\nscore s\n +1 a once # why\n\
                        \n  # ไทย\n  -1   a  called \"x\"\n     # inside\n once\n#end";

    #[test]
    fn all_changes_together_are_the_one_style() {
        let formatted = merit_syntax::format(TEXT).unwrap();
        assert_eq!(applied(TEXT, changes(TEXT)), formatted);
        assert_eq!(changes(&formatted), []);
    }

    #[test]
    fn each_change_alone_keeps_the_meaning() {
        let formatted = merit_syntax::format(TEXT).unwrap();
        let all = changes(TEXT);
        assert!(all.len() > 3, "{all:?}");
        for change in all {
            let once = applied(TEXT, vec![change]);
            assert_eq!(merit_syntax::format(&once).as_deref(), Ok(formatted.as_str()));
        }
    }
}
