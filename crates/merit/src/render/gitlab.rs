//! Findings as a code quality report of GitLab: an array of objects with description, check name, fingerprint, severity
//! and place.

use std::io::{self, Write};

use merit_diagnostics::{Level, SourceFile};
use serde::Serialize;

use crate::findings::Findings;
use crate::fingerprint::fingerprints;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes all findings.
pub(crate) fn write(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let issues = findings.diagnostics.iter().zip(fingerprints(findings)).map(|(diagnostic, fingerprint)| {
        let place = diagnostic.main.place;
        let file = findings.sources.get(place.file);
        let line = |byte: u32| file.map_or(1, |file| file.line_of(byte));
        Issue {
            description: format!("{}: {}", diagnostic.code, diagnostic.message),
            check_name: diagnostic.code.name(),
            fingerprint,
            severity: match diagnostic.level {
                Level::Error => "critical",
                Level::Warning => "minor",
                Level::Hint => "info",
            },
            location: Location {
                path: file.map_or("", SourceFile::name),
                lines: Lines { begin: line(place.span.start), end: line(place.span.end) },
            },
        }
    });
    serde_json::to_writer_pretty(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}
