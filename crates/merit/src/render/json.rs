//! Findings for programs.

use std::io::{self, Write};

use merit_diagnostics::{Diagnostic, Edit, FileId, LineColumn, Mark, Place, Safety, SourceFile, Sources};
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
        serde_json::to_writer(&mut *out, &finding(&mut Counter::new(&findings.sources), diagnostic))?;
    }
    out.write_all(if findings.diagnostics.is_empty() { b"]\n" } else { b"\n]\n" })
}

/// One object per line.
pub(crate) fn write_lines(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in &findings.diagnostics {
        serde_json::to_writer(&mut *out, &finding(&mut Counter::new(&findings.sources), diagnostic))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn finding<'a>(counter: &mut Counter<'a>, diagnostic: &'a Diagnostic) -> JsonFinding<'a> {
    let mut fixes = Vec::new();
    for fix in &diagnostic.fixes {
        let edit = |edit: &'a Edit| JsonEdit { place: counter.place(edit.place), text: &edit.text };
        fixes.push(JsonFix {
            title: &fix.title,
            safety: match fix.safety {
                Safety::Safe => "safe",
                Safety::Unsafe => "unsafe",
                Safety::DisplayOnly => "display_only",
            },
            edits: fix.edits.iter().map(edit).collect(),
        });
    }
    let mark = |mark: &'a Mark| JsonMark { place: counter.place(mark.place), label: &mark.label };
    JsonFinding {
        code: diagnostic.code.id(),
        name: diagnostic.code.name(),
        level: diagnostic.level.word(),
        message: &diagnostic.message,
        related: diagnostic.related.iter().map(mark).collect(),
        place: counter.place(diagnostic.main.place),
        label: &diagnostic.main.label,
        notes: &diagnostic.notes,
        choices: &diagnostic.choices,
        fixes,
    }
}

/// Counts lines and columns. It remembers where it was: many places of one long line cost no more than the line.
pub(crate) struct Counter<'a> {
    sources: &'a Sources,
    last: Option<(FileId, u32, LineColumn)>,
}

impl<'a> Counter<'a> {
    /// Counts in these files.
    pub(crate) const fn new(sources: &'a Sources) -> Self {
        Self { sources, last: None }
    }

    /// A place with lines and columns.
    pub(crate) fn place(&mut self, place: Place) -> JsonPlace<'a> {
        let (start, end) = (self.at(place.file, place.span.start), self.at(place.file, place.span.end));
        JsonPlace {
            file: self.sources.get(place.file).map_or("", SourceFile::name),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    fn at(&mut self, id: FileId, byte: u32) -> LineColumn {
        let Some(file) = self.sources.get(id) else { return LineColumn { line: 0, column: 0 } };
        let line = file.line_of(byte);
        let between = |from: u32, to: u32| {
            let text = file.text().get(from as usize..to as usize)?;
            u32::try_from(text.chars().count()).ok()
        };
        let known = self.last.filter(|(last, _, at)| *last == id && at.line == line);
        let column = known.and_then(|(_, last, at)| {
            if last <= byte {
                at.column.checked_add(between(last, byte)?)
            } else {
                at.column.checked_sub(between(byte, last)?)
            }
        });
        let at = column.map_or_else(|| file.line_column(byte), |column| LineColumn { line, column });
        self.last = Some((id, byte, at));
        at
    }
}
