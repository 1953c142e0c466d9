//! The same name elsewhere in the file.

use std::path::Path;

use merit_diagnostics::Span;

use crate::features::named;
use crate::names::Role;
use crate::snapshot::Snapshot;

/// The places in this file that stand for what the name at a byte stands for.
#[must_use]
pub fn highlights(snapshot: &Snapshot, file: &Path, byte: u32) -> Vec<(Span, Role)> {
    let Some(named) = named::at(snapshot, file, byte) else { return Vec::new() };
    let standing = named::standing(snapshot, &named.origins).into_iter();
    let here = standing.filter(|standing| standing.at.file.as_ref() == file);
    let mut found: Vec<(Span, Role)> = here.map(|standing| (standing.at.span, standing.role)).collect();
    found.dedup();
    found
}
