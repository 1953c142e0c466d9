//! What an `allow` line covers.

use std::ops::Range;

use crate::outline::{AllowLine, Line};
use crate::tree::{First, StatementKind as Kind, Tree};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Line,
    Inner,
    Outer,
    Model,
}

fn rank(kind: &Kind) -> Rank {
    match kind {
        Kind::Model(_) => Rank::Model,
        Kind::Event(_)
        | Kind::Lead
        | Kind::Score(_)
        | Kind::Grade(_)
        | Kind::Tiers(_)
        | Kind::Matrix(_)
        | Kind::Segment(_)
        | Kind::Test(_) => Rank::Outer,
        Kind::Group(_) | Kind::Inactivity(_) => Rank::Inner,
        Kind::Broken(broken) if broken.is_lead_has() => Rank::Line,
        Kind::Broken(broken) => match broken.first {
            Some(First::Model) => Rank::Model,
            Some(
                First::Event
                | First::Lead
                | First::Score
                | First::Grade
                | First::Tiers
                | First::Matrix
                | First::Segment
                | First::Test,
            ) => Rank::Outer,
            Some(First::Group | First::Inactivity) => Rank::Inner,
            _ => Rank::Line,
        },
        _ => Rank::Line,
    }
}

/// Every `allow` line with the statements it covers: the next statement that is not an `allow`; if that is a heading,
/// everything under it; before `model`, the whole file. One pass from the end.
pub(super) fn allows(tree: &Tree) -> Vec<AllowLine<'_>> {
    let count = tree.statements.len();
    let mut found = Vec::new();
    let mut next: Range<usize> = count..count;
    let (mut next_outer, mut next_inner) = (count, count);
    for (index, statement) in tree.statements.iter().enumerate().rev() {
        if let Kind::Allow(node) = &statement.kind {
            found.push(AllowLine { line: Line { statement, node }, covers: next.clone() });
            continue;
        }
        next = match rank(&statement.kind) {
            Rank::Line => index..index + 1,
            Rank::Inner => index..next_inner,
            Rank::Outer => index..next_outer,
            Rank::Model => 0..count,
        };
        match rank(&statement.kind) {
            Rank::Line => {}
            Rank::Inner => next_inner = index,
            Rank::Outer | Rank::Model => (next_outer, next_inner) = (index, index),
        }
    }
    found.reverse();
    found
}
