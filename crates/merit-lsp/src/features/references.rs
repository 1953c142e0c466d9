//! Everywhere a name stands.

use std::path::Path;

use crate::features::named;
use crate::names::Role;
use crate::snapshot::{FileSpan, Snapshot};

/// The places that use what the name at a byte stands for, with its declaration if that is wanted.
#[must_use]
pub fn references(snapshot: &Snapshot, file: &Path, byte: u32, with_declaration: bool) -> Vec<FileSpan> {
    let Some(named) = named::at(snapshot, file, byte) else { return Vec::new() };
    let standing = named::standing(snapshot, &named.origins).into_iter();
    let wanted = standing.filter(|standing| with_declaration || standing.role == Role::Uses);
    let mut found: Vec<FileSpan> = wanted.map(|standing| standing.at).collect();
    found.dedup();
    found
}
