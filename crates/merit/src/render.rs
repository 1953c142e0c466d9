//! Findings as text: for people, and for programs. One finding, one place; no renderer decides anything about findings.
//! Each format has a file of its own; [`Format`] is the list of them.

mod body;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod plain;
mod rdjson;
mod sarif;
mod snippet;
pub(crate) mod xml;

use std::io::{self, Write};

use clap::ValueEnum;

use crate::findings::Findings;

/// How findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the lines, the marked places, what to do
    #[default]
    Human,
    /// The same without colour and drawing
    Plain,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Annotations of GitHub Actions
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// JUnit XML
    Junit,
    /// For reviewdog, with suggestions
    Rdjson,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report<'a> {
    /// What was found.
    pub(crate) findings: &'a Findings,
    /// The files that were looked at, under the names shown to people.
    pub(crate) files: &'a [String],
    /// Warnings count, too.
    pub(crate) strict: bool,
}

/// Writes all findings.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write(format: Format, report: &Report<'_>, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings;
    match format {
        Format::Human => human::write(findings, color, out),
        Format::Plain => plain::write(findings, false, out),
        Format::Json => json::write_array(findings, out),
        Format::Jsonl => json::write_lines(findings, out),
        Format::Github => github::write(findings, out),
        Format::Gitlab => gitlab::write(findings, out),
        Format::Junit => junit::write(report, out),
        Format::Rdjson => rdjson::write(findings, out),
        Format::Sarif => sarif::write(findings, out),
    }
}

/// Writes all findings for people.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_human(findings: &Findings, color: bool, out: &mut dyn Write) -> io::Result<()> {
    human::write(findings, color, out)
}
