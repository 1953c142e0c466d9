//! Findings as annotations of GitHub Actions.

use std::io::{self, Write};

use merit_diagnostics::Level;

use super::json::Counter;
use crate::findings::Findings;

/// One workflow command per finding. The message alone must do: a comment on a pull request shows nothing else.
pub(crate) fn write(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let mut counter = Counter::new(&findings.sources);
    for diagnostic in &findings.diagnostics {
        let command = match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "notice",
        };
        let place = counter.place(diagnostic.main.place);
        let title = format!("{} {}", diagnostic.code, diagnostic.code.name());
        writeln!(
            out,
            "::{command} file={},line={},col={},endLine={},endColumn={},title={}::{}",
            property(place.file),
            place.line,
            place.column,
            place.end_line,
            place.end_column,
            property(&title),
            text(&diagnostic.message),
        )?;
    }
    Ok(())
}

/// Escapes what would end a message.
fn text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes what would end a property.
fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}
