//! Findings without drawing.

use std::io::{self, Write};

use merit_diagnostics::Diagnostic;

use super::{body, snippet};
use crate::findings::Findings;
use crate::terminal::{Paint, escape, paint};

/// Writes all findings, with an empty line after each.
pub(crate) fn write(findings: &Findings, color: bool, out: &mut dyn Write) -> io::Result<()> {
    findings.diagnostics.iter().try_for_each(|diagnostic| write_one(findings, diagnostic, color, out))
}

/// Writes one finding.
pub(crate) fn write_one(
    findings: &Findings,
    diagnostic: &Diagnostic,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_head(diagnostic, color, out)?;
    snippet::write(&findings.sources, diagnostic, color, out)?;
    body::write(diagnostic, color, out)?;
    writeln!(out)
}

/// `error[T201]: There is no event called "page_veiw".`
pub(crate) fn write_head(diagnostic: &Diagnostic, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let head = body::head(diagnostic);
    let head = paint(&head, body::paint_of(diagnostic.level), color);
    let message = escape(&diagnostic.message);
    writeln!(out, "{head}: {}", paint(&message, Paint::Bold, color))
}
