//! The one style, as changes of the text.

use std::path::Path;

use merit_diagnostics::Span;

use crate::snapshot::Snapshot;

/// The changes that bring a document into the one style; none when it is damaged, because a damaged file is never
/// rearranged.
#[must_use]
pub fn document(snapshot: &Snapshot, file: &Path) -> Vec<(Span, String)> {
    let Some(source) = snapshot.source(file) else { return Vec::new() };
    let Ok(formatted) = merit_syntax::format(source.text()) else { return Vec::new() };
    vec![(Span::of(0..source.text().len()), formatted)]
}
