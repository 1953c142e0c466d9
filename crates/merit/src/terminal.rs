//! What the terminal can show, and how text from files and data is made harmless before it gets there.

use std::borrow::Cow;
use std::io::{IsTerminal, stderr, stdout};

use clap::ValueEnum;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is known about standard output and standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Colour on standard output.
    pub(crate) color_out: bool,
    /// Colour on standard error.
    pub(crate) color_err: bool,
    /// Standard error is a terminal: progress may be shown.
    pub(crate) err_is_terminal: bool,
    /// Columns of standard output when it is a terminal.
    pub(crate) width: Option<usize>,
}

impl Terminal {
    /// No terminal at all: text for somebody else to show.
    pub(crate) const NONE: Self = Self { color_out: false, color_err: false, err_is_terminal: false, width: None };

    /// Looks at the streams and the environment.
    pub(crate) fn look(color: Color) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let wanted = |is_terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !dumb && !set("NO_COLOR"),
        };
        let width = stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        Self {
            color_out: wanted(stdout().is_terminal()),
            color_err: wanted(stderr().is_terminal()),
            err_is_terminal: stderr().is_terminal(),
            width: width.map(|(terminal_size::Width(columns), _)| usize::from(columns)),
        }
    }
}

/// Colours of the command, as SGR numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Bold,
    Red,
    Yellow,
    Cyan,
    Green,
    Dim,
}

/// The text in a colour, when colour is wanted.
pub(crate) fn paint(text: &str, paint: Paint, wanted: bool) -> Cow<'_, str> {
    if !wanted {
        return Cow::Borrowed(text);
    }
    let code = match paint {
        Paint::Bold => "1",
        Paint::Red => "1;31",
        Paint::Yellow => "1;33",
        Paint::Cyan => "1;36",
        Paint::Green => "1;32",
        Paint::Dim => "2",
    };
    Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m"))
}

/// True for characters that could move the cursor, hide text or turn its direction.
pub(crate) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A line of a log that begins so is a command to the CI that shows it.
const COMMANDS: [&str; 2] = ["::", "##["];

/// Text from data for one line of a terminal: harmful characters are shown as `\u{..}`.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let begin = text.trim_start();
    let is_command = COMMANDS.iter().any(|command| begin.starts_with(command));
    if !is_command && !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let command = is_command.then(|| text.len() - begin.len());
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            c if is_harmful(c) || command == Some(at) => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// A file for rendering, byte for byte as long: harmful characters become visible ones of the same length, so places
/// stay right. Line feeds and tabs stay.
pub(crate) fn harmless_source(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let line_end = c == '\r' && rest.peek() == Some(&'\n');
        // Form feeds and such are no line ends here, whatever a renderer thinks of them.
        if c == '\n' || c == '\t' || line_end || !is_harmful(c) {
            harmless.push(c);
            continue;
        }
        harmless.push_str(match c.len_utf8() {
            1 => "?",
            2 => "¿",
            3 => "\u{fffd}",
            _ => "\u{10fffd}",
        });
    }
    harmless
}

/// Cuts a text to a display width, with `…` where something is missing.
pub(crate) fn fit(text: &str, width: usize) -> Cow<'_, str> {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmful_characters_are_shown_and_places_stay() {
        assert_eq!(escape("a\u{1b}[31mb\u{202e}c\n"), "a\\u{1b}[31mb\\u{202e}c\\n");
        assert_eq!(escape("Giám đốc ผู้"), "Giám đốc ผู้");
        assert_eq!(escape(" ::error::x"), " \\u{3a}:error::x");
        assert_eq!(escape("##[group]x"), "\\u{23}#[group]x");
        assert_eq!(escape("a::b"), "a::b");
        let source = "a\u{1b}\u{85}\u{200b}\u{2028}\r\nb\rc\u{c}\u{e0001}";
        let harmless = harmless_source(source);
        assert_eq!(harmless.len(), source.len());
        assert_eq!(harmless.lines().count(), 2);
        assert!(!harmless.contains('\u{1b}'));
    }

    #[test]
    fn cutting_respects_wide_characters() {
        assert_eq!(fit("abcdef", 6), "abcdef");
        assert_eq!(fit("abcdefg", 6), "abcde…");
        assert_eq!(fit("潜在客户评分", 6), "潜在…");
    }
}
