//! Ever larger pieces around a byte: word, text, comparison, condition, clause, line, group, heading, file.

use std::path::Path;

use merit_diagnostics::Span;

use super::blocks::{blocks, span_of};
use super::named::inner;
use super::parts::parts;
use crate::pieces::{Lexed, lex};
use crate::snapshot::Snapshot;

/// The pieces around a byte, smallest first; each one lies inside the next.
#[must_use]
pub fn around(snapshot: &Snapshot, file: &Path, byte: u32) -> Vec<Span> {
    let (Some(source), Some(parsed)) = (snapshot.source(file), snapshot.parsed(file)) else { return Vec::new() };
    let (text, tree) = (source.text(), &parsed.tree);
    let whole = Span::of(0..text.len());
    let mut found = vec![whole];
    for block in blocks(tree) {
        found.extend(span_of(tree, block.statements.clone()));
        found.extend(block.inner.into_iter().filter_map(|inner| span_of(tree, inner)));
    }
    let next = tree.statements.partition_point(|statement| statement.span.start <= byte);
    if let Some(statement) = next.checked_sub(1).and_then(|number| tree.statements.get(number)) {
        found.push(statement.span);
        found.extend(parts(statement));
    }
    let comments = tree.statements.iter().flat_map(|statement| statement.before.iter().chain(&statement.beside));
    found.extend(comments.chain(&tree.end).map(|comment| comment.span));
    if let Some(word) = piece(text, byte) {
        found.push(word);
        found.push(inner(text, word));
    }
    found.retain(|span| span.start <= byte && byte <= span.end);
    found.sort_by_key(|span| (span.len(), span.start));
    found.dedup();
    // Two pieces that only touch at the byte do not lie inside each other: the first one counts.
    let mut nested: Vec<Span> = Vec::new();
    for span in found {
        if nested.last().is_none_or(|inner| span.contains(*inner) && span != *inner) {
            nested.push(span);
        }
    }
    nested
}

/// The word, quoted text or number at a byte.
fn piece(text: &str, byte: u32) -> Option<Span> {
    let line = text.get(..byte as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let mut at = u32::try_from(line).ok()?;
    while let Some((span, kind)) = lex(text, at) {
        if span.start > byte {
            return None;
        }
        // A word that begins here is meant rather than one that ends here.
        let next = || lex(text, span.end).is_some_and(|(next, _)| next.start == byte);
        if kind != Lexed::Comment && byte <= span.end && !(byte == span.end && next()) {
            return Some(span);
        }
        at = span.end;
    }
    None
}
