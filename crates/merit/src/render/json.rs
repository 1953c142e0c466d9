//! Findings for programs.

use std::io::{self, Write};

use merit_diagnostics::{Diagnostic, Mark, Place, Safety, SourceFile, Sources};
use serde::Serialize;

use crate::findings::Findings;

/// A place: lines and columns count from 1, columns in characters.
#[derive(Debug, Serialize)]
pub(crate) struct JsonPlace<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
}

#[derive(Serialize)]
struct JsonMark<'a> {
    #[serde(flatten)]
    place: JsonPlace<'a>,
    label: &'a str,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    #[serde(flatten)]
    place: JsonPlace<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safety: &'static str,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'static str,
    name: &'static str,
    level: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
    label: &'a str,
    related: Vec<JsonMark<'a>>,
    notes: &'a [String],
    choices: &'a [String],
    fixes: Vec<JsonFix<'a>>,
}

/// One array, one finding per line.
pub(crate) fn write_array(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, diagnostic) in findings.diagnostics.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &finding(&findings.sources, diagnostic))?;
    }
    out.write_all(if findings.diagnostics.is_empty() { b"]\n" } else { b"\n]\n" })
}

/// One object per line.
pub(crate) fn write_lines(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in &findings.diagnostics {
        serde_json::to_writer(&mut *out, &finding(&findings.sources, diagnostic))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn finding<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> JsonFinding<'a> {
    let mark = |mark: &'a Mark| JsonMark { place: place(sources, mark.place), label: &mark.label };
    let fixes = diagnostic.fixes.iter().map(|fix| JsonFix {
        title: &fix.title,
        safety: match fix.safety {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
            Safety::DisplayOnly => "display_only",
        },
        edits: fix
            .edits
            .iter()
            .map(|edit| JsonEdit { place: place(sources, edit.place), text: &edit.text })
            .collect(),
    });
    JsonFinding {
        code: diagnostic.code.id(),
        name: diagnostic.code.name(),
        level: diagnostic.level.word(),
        message: &diagnostic.message,
        place: place(sources, diagnostic.main.place),
        label: &diagnostic.main.label,
        related: diagnostic.related.iter().map(mark).collect(),
        notes: &diagnostic.notes,
        choices: &diagnostic.choices,
        fixes: fixes.collect(),
    }
}

/// A place with lines and columns.
pub(crate) fn place(sources: &Sources, place: Place) -> JsonPlace<'_> {
    let file = sources.get(place.file);
    let at = |byte: u32| {
        file.map_or((0, 0), |file| {
            let at = file.line_column(byte);
            (at.line, at.column)
        })
    };
    let ((line, column), (end_line, end_column)) = (at(place.span.start), at(place.span.end));
    JsonPlace { file: file.map_or("", SourceFile::name), line, column, end_line, end_column }
}
