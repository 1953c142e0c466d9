//! What is known about the place under the cursor: what a name is and where it is declared, how many points a rule can
//! give and what is left of them, which values a tier stands for.

mod band;
mod markdown;
mod rule;
mod symbol;

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{FileId, Span};
use merit_syntax::tree::{Statement, StatementKind as Kind};
use merit_workbench::{BoundKind, BoundRow};

use super::named;
use crate::snapshot::{Analysis, Snapshot};

pub(crate) use rule::at_most;

/// What is known about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub span: Span,
    /// What is known, in Markdown.
    pub text: String,
}

/// What is known about the place at a byte.
#[must_use]
pub fn hover(snapshot: &Snapshot, file: &Path, byte: u32) -> Option<Hover> {
    if let Some(named) = named::at(snapshot, file, byte) {
        let text = symbol::text(snapshot, &named.origins)?;
        return Some(Hover { span: named.span, text });
    }
    let parsed = snapshot.parsed(file)?;
    let next = parsed.tree.statements.partition_point(|statement| statement.span.start <= byte);
    let statement = parsed.tree.statements.get(next.checked_sub(1)?)?;
    if byte > statement.span.end {
        return None;
    }
    let (analysis, number) = understood(snapshot, file)?;
    let text = line(&analysis, number, statement)?;
    Some(Hover { span: statement.span, text })
}

/// What is known about a line.
pub(crate) fn line(analysis: &Analysis, file: FileId, statement: &Statement) -> Option<String> {
    match &statement.kind {
        Kind::Rule(_) | Kind::Reset(_) => rule::text(analysis, file, statement),
        Kind::Group(node) => rule::group(analysis, file, statement, &node.name.text),
        Kind::TierLine(_) | Kind::LetterLine(_) => band::text(analysis, file, statement),
        Kind::PointsDecay(node) => rule::of_hundred(node.decay.kind),
        Kind::Score(_) | Kind::Grade(_) => rule::heading(analysis, file, statement),
        _ => None,
    }
}

/// An analysis in which a file is understood: its own, or that of a model which uses it.
pub(crate) fn understood(snapshot: &Snapshot, file: &Path) -> Option<(Arc<Analysis>, FileId)> {
    let own = snapshot.analysis(file);
    let found = if own.compilation.understood.is_some() {
        Some(Arc::clone(&own))
    } else {
        snapshot.readers(file).into_iter().find(|analysis| analysis.compilation.understood.is_some())
    };
    let analysis = found.unwrap_or(own);
    let number = analysis.number(file)?;
    Some((analysis, number))
}

/// What the model can reach in a line.
pub(crate) fn row<'a>(
    analysis: &'a Analysis,
    file: FileId,
    statement: &Statement,
    wanted: &[BoundKind],
) -> Option<&'a BoundRow> {
    let line = analysis.compilation.sources.get(file)?.line_of(statement.span.start);
    analysis.bounds().iter().find(|row| {
        let source = row.source.as_ref();
        wanted.contains(&row.kind)
            && source.is_some_and(|source| u32::from(source.file) == file.0 && source.line == line)
    })
}
