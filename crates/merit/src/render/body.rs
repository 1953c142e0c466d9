//! What stands under the marked lines: notes, choices and fixes.

use std::io::{self, Write};

use merit_diagnostics::{Code, Diagnostic, Fix, Level, Safety};

use crate::terminal::{Paint, escape, paint};

/// The colour of a level.
pub(crate) const fn paint_of(level: Level) -> Paint {
    match level {
        Level::Error => Paint::Red,
        Level::Warning => Paint::Yellow,
        Level::Hint => Paint::Cyan,
    }
}

/// `error[T201]`
pub(crate) fn head(diagnostic: &Diagnostic) -> String {
    format!("{}[{}]", diagnostic.level.word(), diagnostic.code)
}

/// Writes notes, choices and fixes.
pub(crate) fn write(diagnostic: &Diagnostic, color: bool, out: &mut dyn Write) -> io::Result<()> {
    // Choices belong under the note that announces them.
    let announced = diagnostic.notes.iter().position(|note| note.ends_with(':'));
    for (index, note) in diagnostic.notes.iter().enumerate() {
        for (number, line) in note.lines().enumerate() {
            let sign = if number == 0 { paint("=", Paint::Cyan, color) } else { " ".into() };
            writeln!(out, "   {sign} {}", escape(line))?;
        }
        if announced == Some(index) {
            choices(diagnostic, out)?;
        }
    }
    if announced.is_none() {
        choices(diagnostic, out)?;
    }
    for fix in &diagnostic.fixes {
        let word = paint(fix_word(diagnostic.code, fix), Paint::Green, color);
        writeln!(out, "   {word}: {}", escape(fix.title.trim()))?;
    }
    Ok(())
}

fn choices(diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    diagnostic.choices.iter().try_for_each(|choice| writeln!(out, "       {}", escape(choice.trim_end())))
}

/// How a fix is announced: whether it is certain, and what applies it.
const fn fix_word(code: Code, fix: &Fix) -> &'static str {
    match (fix.safety, code) {
        (Safety::Safe, Code::S103) => "fix (also by \"merit fmt\")",
        (Safety::Safe | Safety::Unsafe, _) => "fix",
        (Safety::DisplayOnly, _) => "possible",
    }
}
