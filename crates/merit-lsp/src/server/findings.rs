//! Findings as the protocol shows them.

use std::path::Path;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    Message, Range, Uri,
};
use merit_diagnostics::{self as merit, Level, Place};

use crate::host::SettingsProblem;
use crate::server::client::Client;
use crate::server::context::Context;
use crate::server::positions::Lines;
use crate::snapshot::Finding;

/// What shows where a finding comes from.
const SOURCE: &str = "merit";

/// The findings of one file.
pub(super) fn diagnostics(context: &Context, found: &[Finding]) -> Vec<Diagnostic> {
    let mut places = Places { context, lines: Vec::new() };
    found.iter().filter_map(|finding| diagnostic(&mut places, finding)).collect()
}

/// The lines of the files that were asked for, so that each is counted once.
struct Places<'a> {
    context: &'a Context,
    lines: Vec<(std::sync::Arc<Path>, Lines)>,
}

impl Places<'_> {
    fn range(&mut self, finding: &Finding, place: Place) -> Option<(std::sync::Arc<Path>, Range)> {
        let analysis = &finding.analysis;
        let text = analysis.compilation.sources.get(place.file)?.text();
        let path = analysis.path(place.file)?;
        // The same file may have another text in the analysis of another root only for a moment; both are text of now.
        let known = self.lines.iter().position(|(known, _)| known == path);
        let index = known.unwrap_or_else(|| {
            self.lines.push((std::sync::Arc::clone(path), Lines::of(text, self.context.client.encoding)));
            self.lines.len() - 1
        });
        let (path, lines) = self.lines.get(index)?;
        Some((std::sync::Arc::clone(path), lines.range(text, place.span)))
    }
}

fn diagnostic(places: &mut Places<'_>, finding: &Finding) -> Option<Diagnostic> {
    let found = &finding.diagnostic;
    let (_, range) = places.range(finding, found.main.place)?;
    let mut related = Vec::new();
    for mark in &found.related {
        let Some((path, range)) = places.range(finding, mark.place) else { continue };
        let message = if mark.label.is_empty() { "here".to_owned() } else { mark.label.clone() };
        related.push(DiagnosticRelatedInformation {
            location: Location { uri: places.context.uri(&path), range },
            message,
        });
    }
    let client = &places.context.client;
    Some(Diagnostic {
        range,
        severity: Some(severity(found.level)),
        code: Some(Code::String(found.code.id().to_owned())),
        code_description: Some(CodeDescription { href: page(client, found.code) }),
        source: Some(SOURCE.to_owned()),
        message: Message::String(message(found)),
        tags: is_unused(found.code).then(|| vec![DiagnosticTag::Unnecessary]),
        related_information: (client.relates() && !related.is_empty()).then_some(related),
        data: None,
    })
}

/// The sentence, then why it matters, then what to choose from.
fn message(found: &merit::Diagnostic) -> String {
    let mut text = found.message.clone();
    for note in &found.notes {
        text.push('\n');
        text.push_str(note);
    }
    for choice in &found.choices {
        text.push_str("\n    ");
        text.push_str(choice);
    }
    text
}

const fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::Error,
        Level::Warning => DiagnosticSeverity::Warning,
        Level::Hint => DiagnosticSeverity::Hint,
    }
}

/// What is marked could be left out: editors show it faded.
fn is_unused(code: merit::Code) -> bool {
    matches!(code, merit::Code::T211 | merit::Code::T218)
}

/// The address of the page of a check.
pub(super) fn page(client: &Client, code: merit::Code) -> Uri {
    match &client.pages {
        Some(pages) => Uri(pages.replace("CODE", code.id())),
        None => Uri(format!("merit:/checks/{}.md", code.id())),
    }
}

/// Settings that cannot be read, as a finding in their file.
pub(super) fn settings(problem: &SettingsProblem, text: &str) -> Diagnostic {
    let (line, column) = problem.at.unwrap_or((1, 1));
    let mut lines = text.lines().skip(line.saturating_sub(1) as usize);
    let length = lines.next().map_or(0, |line| line.encode_utf16().count());
    let at = |character: u32| gen_lsp_types::Position { line: line.saturating_sub(1), character };
    let start = column.saturating_sub(1);
    let end = u32::try_from(length).unwrap_or(u32::MAX).max(start);
    Diagnostic {
        range: Range { start: at(start), end: at(end) },
        severity: Some(DiagnosticSeverity::Error),
        code: None,
        code_description: None,
        source: Some(SOURCE.to_owned()),
        message: Message::String(problem.message.clone()),
        tags: None,
        related_information: None,
        data: None,
    }
}

/// All that is found in a file.
pub(super) fn of_file(context: &Context, file: &std::sync::Arc<Path>) -> Vec<Diagnostic> {
    diagnostics(context, &context.snapshot.findings(file))
}

/// A mark that is the same for the same findings.
pub(super) fn mark(diagnostics: &[Diagnostic]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    diagnostics.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
