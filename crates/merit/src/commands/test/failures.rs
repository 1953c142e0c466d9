//! Failed claims as findings.

use merit_diagnostics::{Code, Diagnostic, Place, Span};
use merit_ir::Source;
use merit_workbench::FailureKind;

use super::FileTests;
use crate::findings::Findings;

/// The failed claims of a file, X501 and X502.
pub(super) fn diagnostics(file: &FileTests, findings: &Findings) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for outcome in &file.outcomes {
        for failure in &outcome.failures {
            let place = place(findings, &file.name, &failure.source);
            let (test, claim) = (&outcome.name, &failure.claim);
            let (expected, actual) = (&failure.expected, &failure.actual);
            let said = format!("In the test \"{test}\", {claim} does not hold: expected {expected}, got {actual}.");
            diagnostics.push(match failure.kind {
                FailureKind::DoesNotHold => {
                    Diagnostic::new(Code::X501, place, said).label(format!("expected {expected}, got {actual}"))
                }
                FailureKind::DependsOnOrder => Diagnostic::new(Code::X501, place, said)
                    .label(format!("expected {expected}, got {actual}"))
                    .note("The answer depends on the order in which the records are read. That is a mistake of this program: please report it."),
                FailureKind::BeforeStart => {
                    let message = format!("In the test \"{test}\", an expectation looks at {actual}, before the test begins.");
                    Diagnostic::new(Code::X502, place, message).note(format!("Possible is {expected}."))
                }
            });
        }
    }
    diagnostics
}

/// The bytes of a statement that is known by line and column.
fn place(findings: &Findings, name: &str, source: &Source) -> Place {
    let Some(file) = findings.number_of(name) else { return Place::default() };
    let Some(text) = findings.sources.get(file) else { return Place::default() };
    let line = text.line_span(source.line);
    let skipped = text.slice(line).chars().take(source.column.saturating_sub(1) as usize).map(char::len_utf8).sum();
    let start = line.start.saturating_add(Span::of(0..skipped).end);
    let rest = text.slice(Span::new(start, line.end));
    let length = if rest.starts_with(&source.text) { source.text.len() } else { rest.trim_end().len() };
    Place { file, span: Span::new(start, start.saturating_add(Span::of(0..length).end)) }
}
