//! How often a rule or trigger counts, for one that does not say.

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::Code;
use merit_syntax::tree::{Broken, First, StatementKind};

use super::{Action, insertion};
use crate::snapshot::{Finding, Snapshot};

/// The honest choices: none of them is better than the others.
pub(super) fn actions(snapshot: &Snapshot, file: &Arc<Path>, finding: &Finding) -> Vec<Action> {
    let found = &finding.diagnostic;
    if found.code != Code::S114 || found.fixes.iter().any(|fix| !fix.edits.is_empty()) {
        return Vec::new();
    }
    let Some(parsed) = snapshot.parsed(file) else { return Vec::new() };
    let at = found.main.place.span.start;
    let statement = parsed.tree.statements.iter().rev().find(|statement| statement.span.start <= at);
    let Some(statement) = statement else { return Vec::new() };
    let is_trigger = match &statement.kind {
        StatementKind::Trigger(_) => true,
        StatementKind::Broken(Broken { first, .. }) => *first == Some(First::Trigger),
        _ => false,
    };
    let choices: &[&str] = match &statement.kind {
        _ if is_trigger => &["every time", "once", "at most 1 time in any 90 days"],
        StatementKind::Reset(_) => &["every time", "once"],
        _ => &["every time", "once", "once per day", "at most 3 times per week"],
    };
    let action = |choice: &&str| Action {
        title: format!("Count {choice}"),
        finding: Some(finding.clone()),
        is_certain: false,
        edits: vec![insertion(file, statement.span.end, format!("  {choice}"))],
    };
    choices.iter().map(action).collect()
}
