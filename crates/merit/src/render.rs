//! Findings as text: for people, and for programs. One finding, one place; no renderer decides anything about findings.

mod body;
mod github;
mod human;
mod json;
mod plain;
mod snippet;

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
}

/// Writes all findings.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write(format: Format, findings: &Findings, color: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(findings, color, out),
        Format::Plain => plain::write(findings, false, out),
        Format::Json => json::write_array(findings, out),
        Format::Jsonl => json::write_lines(findings, out),
        Format::Github => github::write(findings, out),
    }
}
