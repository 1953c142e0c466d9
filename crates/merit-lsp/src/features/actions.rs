//! Changes that may be made at a place: what mends a finding, and what a line offers by itself.

mod allow;
mod how_often;
mod tests_of_bound;

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::{Safety, Span};

use crate::snapshot::{FileEdit, FileSpan, Finding, Snapshot};

/// A change.
#[derive(Clone)]
pub struct Action {
    /// What it does.
    pub title: String,
    /// The finding that it mends.
    pub finding: Option<Finding>,
    /// Its meaning is certain.
    pub is_certain: bool,
    /// The edits, which do not overlap.
    pub edits: Vec<FileEdit>,
}

/// The changes that may be made in a span of a file.
#[must_use]
pub fn actions(snapshot: &Snapshot, file: &Arc<Path>, span: Span) -> Vec<Action> {
    let mut found = Vec::new();
    for finding in snapshot.findings(file) {
        let at = finding.diagnostic.main.place.span;
        if at.start > span.end || span.start > at.end {
            continue;
        }
        found.extend(fixes(&finding));
        found.extend(how_often::actions(snapshot, file, &finding));
        found.extend(allow::action(snapshot, file, &finding));
    }
    found.extend(tests_of_bound::action(snapshot, file, span));
    found
}

/// The changes that a finding comes with.
fn fixes(finding: &Finding) -> Vec<Action> {
    let mut found = Vec::new();
    for fix in finding.diagnostic.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
        let edits: Option<Vec<FileEdit>> = fix
            .edits
            .iter()
            .map(|edit| Some(FileEdit { at: finding.analysis.place(edit.place)?, text: edit.text.clone() }))
            .collect();
        let Some(edits) = edits else { continue };
        found.push(Action {
            title: format!("Change to: {}", fix.title.trim()),
            finding: Some(finding.clone()),
            is_certain: fix.safety == Safety::Safe,
            edits,
        });
    }
    found
}

/// An insertion.
fn insertion(file: &Arc<Path>, at: u32, text: String) -> FileEdit {
    FileEdit { at: FileSpan { file: Arc::clone(file), span: Span::new(at, at) }, text }
}

/// Tests as they are put behind the text of a file, with names that no other test has; and the name of the last one.
pub(crate) fn tests_at_end(text: &str, tests: &[String]) -> (String, String) {
    let taken: Vec<&str> = text.lines().map(str::trim).filter(|line| line.starts_with("test ")).collect();
    let mut added = String::from(if text.ends_with('\n') || text.is_empty() { "" } else { "\n" });
    let mut name = String::new();
    for test in tests {
        let test = renamed(test, &taken);
        let head = test.lines().next().unwrap_or("");
        name = head.trim_start_matches("test ").trim_matches('"').replace("\"\"", "\"");
        added.push('\n');
        added.push_str(&test);
    }
    (name, added)
}

/// A test whose name no other has.
fn renamed(test: &str, taken: &[&str]) -> String {
    let Some((head, rest)) = test.split_once('\n') else { return test.to_owned() };
    let name = head.trim_end().trim_end_matches('"');
    let candidates = std::iter::once(head.to_owned()).chain((2..).map(|number| format!("{name} ({number})\"")));
    let fresh = candidates.into_iter().find(|head| !taken.contains(&head.as_str())).unwrap_or_default();
    format!("{fresh}\n{rest}")
}
