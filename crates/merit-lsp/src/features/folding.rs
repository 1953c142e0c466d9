//! What can be folded away: headings with their lines, groups, long statements, runs of comments and of `use` lines.

use std::path::Path;

use merit_diagnostics::Span;
use merit_syntax::tree::{Comment, StatementKind};

use super::blocks::{blocks, span_of};
use crate::snapshot::Snapshot;

/// Something that can be folded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// From where to where: the first line stays.
    pub span: Span,
    /// What it is.
    pub kind: FoldKind,
}

/// What is folded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// Lines of the model.
    Lines,
    /// Comments.
    Comments,
    /// `use` lines.
    Uses,
}

/// Everything in a file that can be folded away, in order. Only what has more than one line.
#[must_use]
pub fn folds(snapshot: &Snapshot, file: &Path) -> Vec<Fold> {
    let (Some(source), Some(parsed)) = (snapshot.source(file), snapshot.parsed(file)) else { return Vec::new() };
    let tree = &parsed.tree;
    let mut found = Vec::new();
    let mut fold = |span: Option<Span>, kind| found.extend(span.map(|span| Fold { span, kind }));
    for block in blocks(tree) {
        fold(span_of(tree, block.statements.clone()), FoldKind::Lines);
        for inner in block.inner {
            fold(span_of(tree, inner), FoldKind::Lines);
        }
    }
    for statement in &tree.statements {
        fold(Some(statement.span), FoldKind::Lines);
        for run in runs(&statement.before) {
            fold(Some(run), FoldKind::Comments);
        }
    }
    for run in runs(&tree.end) {
        fold(Some(run), FoldKind::Comments);
    }
    let is_use = |number: &usize| {
        tree.statements.get(*number).is_some_and(|statement| matches!(statement.kind, StatementKind::Use(_)))
    };
    let mut number = 0;
    while number < tree.statements.len() {
        let count = (number..tree.statements.len()).take_while(is_use).count();
        if count > 1 {
            fold(span_of(tree, number..number + count), FoldKind::Uses);
        }
        number += count.max(1);
    }
    found.retain(|fold| source.line_of(fold.span.start) < source.line_of(fold.span.end));
    found.sort_unstable();
    // A heading without lines is a statement of its own.
    found.dedup_by_key(|fold| (source.line_of(fold.span.start), source.line_of(fold.span.end)));
    found
}

/// Comments that follow each other without an empty line.
fn runs(comments: &[Comment]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for comment in comments {
        match found.last_mut() {
            Some(run) if !comment.blank_before => *run = run.to(comment.span),
            _ => found.push(comment.span),
        }
    }
    found
}
