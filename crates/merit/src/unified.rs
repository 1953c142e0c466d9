//! The difference of two texts, as `diff -u` writes it.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use crate::terminal::{Paint, escape, harmless_source, paint};

/// Writes what changes in a file.
pub(crate) fn write(name: &str, old: &str, new: &str, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    writeln!(out, "{}", paint(&format!("--- {}", escape(name)), Paint::Bold, color))?;
    writeln!(out, "{}", paint(&format!("+++ {}", escape(name)), Paint::Bold, color))?;
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        writeln!(out, "{}", paint(&hunk.header().to_string(), Paint::Cyan, color))?;
        for change in hunk.iter_changes() {
            let (sign, colour) = match change.tag() {
                ChangeTag::Delete => ("-", Some(Paint::Red)),
                ChangeTag::Insert => ("+", Some(Paint::Green)),
                ChangeTag::Equal => (" ", None),
            };
            let value = change.value();
            let line = value.strip_suffix('\n').unwrap_or(value);
            let line = format!("{sign}{}", harmless_source(line));
            match colour {
                Some(colour) => writeln!(out, "{}", paint(&line, colour, color))?,
                None => writeln!(out, "{line}")?,
            }
            if change.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
