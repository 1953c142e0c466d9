//! `allow ... because "..."` above the statement that a finding is about.

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{Family, Level};

use super::{Action, insertion};
use crate::snapshot::{Finding, Snapshot};

/// Silences a warning or hint here.
pub(super) fn action(snapshot: &Snapshot, file: &Arc<Path>, finding: &Finding) -> Option<Action> {
    let found = &finding.diagnostic;
    let may = found.level != Level::Error
        && found.code.level() != Level::Error
        && matches!(found.code.family(), Family::Names | Family::Model | Family::Practice);
    // A line that silences nothing is taken out, not silenced.
    if !may || found.code == merit_diagnostics::Code::T218 {
        return None;
    }
    let (source, parsed) = (snapshot.source(file)?, snapshot.parsed(file)?);
    let at = found.main.place.span.start;
    let statement = parsed.tree.statements.iter().rev().find(|statement| statement.span.start <= at)?;
    let line = source.line_span(source.line_of(statement.span.start));
    let indent: String = source.slice(line).chars().take_while(|c| c.is_whitespace()).collect();
    let text = format!("{indent}allow {} because \"reason\"\n", found.code.name());
    Some(Action {
        title: format!("Allow {} here, with a reason", found.code.name()),
        finding: Some(finding.clone()),
        is_certain: false,
        edits: vec![insertion(file, line.start, text)],
    })
}
