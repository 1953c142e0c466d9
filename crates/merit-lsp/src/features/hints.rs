//! Words that the editor shows between those of the file: the highest value under a score, what a ladder comes to, the
//! dates of days, what the lines of a test set going.

mod started;

use std::path::Path;

use merit_diagnostics::Span;
use merit_ir::TestCase;
use merit_syntax::tree::{MomentDay, Statement, StatementKind as Kind, Tree};
use merit_values::{Decimal, Duration, Unit};
use merit_workbench::BoundKind;

use super::blocks::{Block, blocks};
use super::hover;
use crate::snapshot::Snapshot;

/// Something shown behind a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where.
    pub at: u32,
    /// What.
    pub text: String,
}

/// After so many days a model should be looked at again (check B414).
const REVIEW_DAYS: u32 = 100;

/// The hints in a part of a file, in order.
#[must_use]
pub fn hints(snapshot: &Snapshot, file: &Path, part: Span) -> Vec<Hint> {
    let Some(parsed) = snapshot.parsed(file) else { return Vec::new() };
    let tree = &parsed.tree;
    let mut found = Vec::new();
    let blocks = blocks(tree);
    for block in &blocks {
        found.extend(highest(snapshot, file, tree, block));
    }
    let tests: Vec<&[Statement]> = blocks.iter().filter_map(|block| test(tree, block)).collect();
    for statements in &tests {
        dates(statements, &mut found);
    }
    started::hints(snapshot, file, &tests, part, &mut found);
    for statement in &tree.statements {
        found.extend(ladder(statement));
        found.extend(review(statement));
    }
    found.retain(|hint| part.start <= hint.at && hint.at <= part.end);
    found.sort_by_key(|hint| hint.at);
    found
}

/// Under a score or grade: the highest value that it can have.
fn highest(snapshot: &Snapshot, file: &Path, tree: &Tree, block: &Block) -> Option<Hint> {
    let head = tree.statements.get(block.statements.start)?;
    let name = match &head.kind {
        Kind::Score(node) => &node.name.text,
        Kind::Grade(node) => &node.name.text,
        _ => return None,
    };
    let last = tree.statements.get(block.statements.end.checked_sub(1)?)?;
    let (analysis, number) = hover::understood(snapshot, file)?;
    let row = hover::row(&analysis, number, head, &[BoundKind::Score, BoundKind::Grade])?;
    Some(Hint { at: last.span.end, text: format!("{name}: {}", hover::at_most(row)) })
}

/// What the steps of a ladder come to.
fn ladder(statement: &Statement) -> Option<Hint> {
    let Kind::Rule(rule) = &statement.kind else { return None };
    let [_, _, ..] = rule.points.as_slice() else { return None };
    let sum = rule.points.iter().try_fold(0_i128, |sum, step| sum.checked_add(step.value.0))?;
    let last = rule.points.last()?;
    Some(Hint { at: last.span.end, text: format!("step {}, {} in all", rule.points.len(), Decimal(sum)) })
}

/// When a model should be looked at again.
fn review(statement: &Statement) -> Option<Hint> {
    let Kind::Reviewed(node) = &statement.kind else { return None };
    let next = node.date.day.plus(Duration { count: REVIEW_DAYS, unit: Unit::Days });
    Some(Hint { at: node.date.span.end, text: format!("again by {next}") })
}

/// The lines of a test, its heading first; nothing of another block.
fn test<'a>(tree: &'a Tree, block: &Block) -> Option<&'a [Statement]> {
    let statements = tree.statements.get(block.statements.clone())?;
    statements.first().filter(|head| matches!(head.kind, Kind::Test(_))).map(|_| statements)
}

/// The dates of the days of a test.
fn dates(statements: &[Statement], found: &mut Vec<Hint>) {
    let said = statements.iter().find_map(|statement| match &statement.kind {
        Kind::Start(node) => Some(node.date.day),
        _ => None,
    });
    let start = said.unwrap_or(TestCase::USUAL_START);
    for statement in statements {
        let moment = match &statement.kind {
            Kind::Happens(node) => node.moment,
            Kind::Changes(node) => node.moment,
            Kind::Expect(node) => node.moment,
            _ => continue,
        };
        if let MomentDay::Day(count) = moment.day {
            let date = start.plus(Duration { count: count.value, unit: Unit::Days });
            found.push(Hint { at: count.span.end, text: date.to_string() });
        }
    }
}
