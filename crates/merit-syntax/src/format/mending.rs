//! Before printing: look-alike characters are replaced by the plain ones, everything else is refused.

use merit_diagnostics::{Code, Diagnostic, Edit, FileId, Level, Safety};

use crate::Parsed;
use crate::tree::{StatementKind, Tree};

/// Mending one character may uncover another (in a text that was not closed before): more rounds would be a puzzle.
const ROUNDS: usize = 8;

/// The text with plain characters, and its tree.
pub(super) fn sound(text: &str) -> Result<(String, Tree), Vec<Diagnostic>> {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let parsed = crate::parse(FileId::default(), &text);
        let edits = edits(&parsed.diagnostics);
        if edits.is_empty() {
            let findings = findings(&text, &parsed);
            let errors = findings.iter().any(|finding| finding.level == Level::Error);
            let broken = parsed.tree.statements.iter().any(|s| matches!(s.kind, StatementKind::Broken(_)));
            return if errors || broken { Err(findings) } else { Ok((text, parsed.tree)) };
        }
        text = apply(&text, &edits);
    }
    let parsed = crate::parse(FileId::default(), &text);
    Err(findings(&text, &parsed))
}

/// Everything that is wrong with the text, lines under the wrong heading included: new indentation would hide them.
fn findings(text: &str, parsed: &Parsed) -> Vec<Diagnostic> {
    let mut findings = parsed.diagnostics.clone();
    findings.extend(crate::outline(&parsed.tree, FileId::default(), text).1);
    findings.sort_by_key(|finding| finding.main.place.span.start);
    findings
}

/// The safe edits of look-alike characters, from the first to the last, none overlapping another.
fn edits(diagnostics: &[Diagnostic]) -> Vec<&Edit> {
    let fixes = diagnostics.iter().filter(|d| d.code == Code::S103).flat_map(|d| d.fixes.first());
    let safe = fixes.filter(|fix| fix.safety == Safety::Safe).flat_map(|fix| &fix.edits);
    let mut edits: Vec<&Edit> = safe.collect();
    edits.sort_by_key(|edit| edit.place.span);
    let mut end = 0;
    edits.retain(|edit| {
        let apart = edit.place.span.start >= end;
        if apart {
            end = edit.place.span.end;
        }
        apart
    });
    edits
}

fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let range = edit.place.span.range();
        out.push_str(text.get(done..range.start).unwrap_or(""));
        out.push_str(&edit.text);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}
