//! Which statements belong together: headings with their lines, groups with their rules.

use std::ops::Range;

use merit_diagnostics::Span;
use merit_syntax::tree::{First, Statement, StatementKind as Kind, Tree};

use crate::names::{Heading, headings};

/// A heading with everything under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The numbers of its statements, the heading first.
    pub(crate) statements: Range<usize>,
    /// Its groups and inactivity blocks, each with its heading first.
    pub(crate) inner: Vec<Range<usize>>,
}

/// The outer headings of a file with their lines. Lines that belong to the file are left out where a block ends with
/// them.
pub(crate) fn blocks(tree: &Tree) -> Vec<Block> {
    let heads = headings(tree);
    let mut blocks: Vec<Block> = Vec::new();
    for (number, head) in heads.iter().enumerate() {
        match (head, blocks.last_mut()) {
            (Some(head), Some(block)) if block.statements.start == *head => block.statements.end = number + 1,
            (Some(head), _) => blocks.push(Block { statements: *head..number + 1, inner: Vec::new() }),
            (None, _) => {}
        }
    }
    for block in &mut blocks {
        let all = block.statements.clone();
        let statements = tree.statements.get(all.clone()).unwrap_or(&[]);
        block.statements.end = all.end - statements.iter().skip(1).rev().take_while(|s| is_of_file(s)).count();
        for (number, statement) in (all.start..block.statements.end).zip(statements).skip(1) {
            if is_inner(statement) {
                block.inner.push(number..number + 1);
            } else if let Some(inner) = block.inner.last_mut() {
                inner.end = number + 1;
            }
        }
    }
    blocks
}

/// Lines that stand under no heading, wherever they are.
fn is_of_file(statement: &Statement) -> bool {
    match &statement.kind {
        Kind::Use(_) | Kind::List(_) | Kind::Action(_) | Kind::Trigger(_) | Kind::Claim(_) | Kind::Allow(_) => true,
        Kind::Broken(broken) => {
            matches!(
                broken.first,
                Some(First::Use | First::List | First::Action | First::Trigger | First::Claim | First::Allow)
            )
        }
        _ => false,
    }
}

fn is_inner(statement: &Statement) -> bool {
    match &statement.kind {
        Kind::Group(_) | Kind::Inactivity(_) => true,
        Kind::Broken(broken) => matches!(broken.first, Some(First::Group | First::Inactivity)),
        _ => false,
    }
}

/// From the first to the last byte of some statements.
pub(crate) fn span_of(tree: &Tree, statements: Range<usize>) -> Option<Span> {
    let statements = tree.statements.get(statements)?;
    Some(statements.first()?.span.to(statements.last()?.span))
}

/// The heading of a block.
pub(crate) fn heading(tree: &Tree, block: &Block) -> Option<Heading> {
    tree.statements.get(block.statements.start).and_then(Heading::of)
}
