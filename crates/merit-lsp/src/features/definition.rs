//! Where a name is declared; for a path, the file.

use std::path::Path;

use merit_diagnostics::Span;

use crate::features::{links, named};
use crate::snapshot::{FileSpan, Snapshot};

/// What the cursor is on, and where that is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name or path under the cursor.
    pub span: Span,
    /// Where to go.
    pub targets: Vec<FileSpan>,
}

/// The declarations of the name at a byte.
#[must_use]
pub fn definition(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<Definition> {
    if let Some(named) = named::at(snapshot, file, byte) {
        let targets: Vec<FileSpan> = named.origins.into_iter().filter_map(|origin| origin.declared).collect();
        return (!targets.is_empty()).then_some(Definition { span: named.span, targets });
    }
    let link =
        links::links(snapshot, file).into_iter().find(|link| link.span.start <= byte && byte <= link.span.end)?;
    match link.target {
        links::Target::File(file) => {
            Some(Definition { span: link.span, targets: vec![FileSpan { file, span: Span::default() }] })
        }
        links::Target::Page(_) => None,
    }
}
