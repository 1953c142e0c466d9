//! Findings as JUnit XML: one suite for each file, one case for each finding. What counts as a finding fails, everything
//! else passes with its text; a file without findings is one case that passes.

use std::io::{self, Write};

use merit_diagnostics::{Diagnostic, Level, SourceFile};

use super::Report;
use super::xml::xml;

/// Writes all findings.
pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings;
    let mut suites: Vec<(&str, Vec<&Diagnostic>)> = report.files.iter().map(|file| (&**file, Vec::new())).collect();
    let mut at: std::collections::HashMap<&str, usize> =
        suites.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
    for diagnostic in &findings.diagnostics {
        let name = findings.sources.get(diagnostic.main.place.file).map_or("", SourceFile::name);
        let index = *at.entry(name).or_insert_with(|| {
            suites.push((name, Vec::new()));
            suites.len() - 1
        });
        if let Some((_, found)) = suites.get_mut(index) {
            found.push(diagnostic);
        }
    }
    let fails = |diagnostic: &Diagnostic| {
        diagnostic.level == Level::Error || (report.strict && diagnostic.level == Level::Warning)
    };
    let failures = |found: &[&Diagnostic]| found.iter().filter(|diagnostic| fails(diagnostic)).count();
    let all: usize = suites.iter().map(|(_, found)| found.len().max(1)).sum();
    let failed: usize = suites.iter().map(|(_, found)| failures(found)).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="merit check" tests="{all}" failures="{failed}">"#)?;
    for (name, found) in &suites {
        let (file, count, failed) = (xml(name), found.len().max(1), failures(found));
        writeln!(out, r#"  <testsuite name="{file}" tests="{count}" failures="{failed}">"#)?;
        if found.is_empty() {
            writeln!(out, r#"    <testcase classname="{file}" name="nothing to report" file="{file}"/>"#)?;
        }
        for diagnostic in found {
            let start = diagnostic.main.place.span.start;
            let at = findings.sources.get(diagnostic.main.place.file).map(|file| file.line_column(start));
            let (line, column) = at.map_or((0, 0), |at| (at.line, at.column));
            let (code, level) = (diagnostic.code, diagnostic.level.word());
            let message = xml(&diagnostic.message);
            let title = format!("{code} {} (line {line}, column {column})", code.name());
            writeln!(out, r#"    <testcase classname="{file}" name="{title}" file="{file}" line="{line}">"#)?;
            let text = xml(&body(name, line, column, diagnostic));
            if fails(diagnostic) {
                writeln!(out, r#"      <failure type="{level}" message="{message}">{text}</failure>"#)?;
            } else {
                writeln!(out, "      <system-out>{text}</system-out>")?;
            }
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Everything in words: the head, notes and choices.
fn body(file: &str, line: u32, column: u32, diagnostic: &Diagnostic) -> String {
    let head = format!("{file}:{line}:{column}: {}: {}", diagnostic.level.word(), diagnostic.message);
    let notes = diagnostic.notes.iter().map(|note| format!("\n{note}"));
    let choices = diagnostic.choices.iter().map(|choice| format!("\n    {}", choice.trim_end()));
    std::iter::once(head).chain(notes).chain(choices).collect()
}
