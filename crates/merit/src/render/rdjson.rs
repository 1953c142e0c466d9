//! Findings for reviewdog (rdjson), with suggestions. Columns count bytes of UTF-8 from 1, ends are excluded.

use std::io::{self, Write};

use merit_diagnostics::{Edit, FileId, Fix, Level, Place, SourceFile, Span};
use serde::Serialize;

use crate::findings::Findings;

#[derive(Serialize)]
struct Results<'a> {
    source: Source,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Finding<'a> {
    message: &'a str,
    location: Location<'a>,
    severity: &'static str,
    code: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Value {
    value: &'static str,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

/// Writes all findings.
pub(crate) fn write(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = findings.diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.main.place;
        Finding {
            message: &diagnostic.message,
            location: Location {
                path: findings.sources.get(place.file).map_or("", SourceFile::name),
                range: range(findings, place),
            },
            severity: match diagnostic.level {
                Level::Error => "ERROR",
                Level::Warning => "WARNING",
                Level::Hint => "INFO",
            },
            code: Value { value: diagnostic.code.id() },
            suggestions: diagnostic.fixes.iter().filter_map(|fix| suggestion(findings, place.file, fix)).collect(),
        }
    });
    let results = Results { source: Source { name: "merit" }, diagnostics: diagnostics.collect() };
    serde_json::to_writer_pretty(&mut *out, &results)?;
    writeln!(out)
}

/// All edits of a fix as one: a suggestion has one place. Somebody reads it before it is applied, so those that are only
/// shown elsewhere are suggestions, too.
fn suggestion(findings: &Findings, file: FileId, fix: &Fix) -> Option<Suggestion> {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.place.span.start);
    let (first, last) = (edits.first()?, edits.last()?);
    if edits.iter().any(|edit| edit.place.file != file) {
        return None;
    }
    let whole = Span::new(first.place.span.start, last.place.span.end);
    let source = findings.sources.get(file)?;
    let mut text = String::new();
    let mut at = whole.start;
    for edit in edits {
        text.push_str(source.slice(Span::new(at, edit.place.span.start)));
        text.push_str(&edit.text);
        at = edit.place.span.end;
    }
    Some(Suggestion { range: range(findings, Place { file, span: whole }), text })
}

fn range(findings: &Findings, place: Place) -> Range {
    let file = findings.sources.get(place.file);
    let position = |byte: u32| {
        file.map_or(Position { line: 1, column: 1 }, |file| {
            let line = file.line_of(byte);
            Position { line, column: byte.saturating_sub(file.line_span(line).start).saturating_add(1) }
        })
    };
    Range { start: position(place.span.start), end: position(place.span.end) }
}
