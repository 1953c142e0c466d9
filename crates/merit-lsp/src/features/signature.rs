//! What a statement may still say.

use std::path::Path;

use crate::features::completion::{ItemKind, complete};
use crate::snapshot::Snapshot;

/// What may still be said at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillPossible {
    /// The phrases, the likeliest first.
    pub phrases: Vec<String>,
}

/// The phrases that a statement may go on with; nothing where only names and values may follow.
#[must_use]
pub fn still_possible(snapshot: &Snapshot, file: &Path, offset: u32) -> Option<StillPossible> {
    let found = complete(snapshot, file, offset);
    let phrases = found.items.into_iter().filter(|item| item.kind == ItemKind::Word).map(|item| item.label);
    let phrases: Vec<String> = phrases.collect();
    (phrases.len() > 1).then_some(StillPossible { phrases })
}
