//! The pieces of a line, whether it is understood or not.

mod words;

use merit_diagnostics::Span;

pub(crate) use words::{is_unit_of_number, is_word};

/// What a piece looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lexed {
    Comment,
    Text,
    Number,
    Word,
    Sign,
}

/// The next piece at or behind a byte. Never over the end of a line.
pub(crate) fn lex(text: &str, from: u32) -> Option<(Span, Lexed)> {
    let from = from as usize;
    let mut chars = text.get(from..)?.char_indices().map(|(at, c)| (from + at, c)).peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let mut more = |part: &dyn Fn(char) -> bool| {
            while let Some((at, c)) = chars.next_if(|(_, c)| part(*c)) {
                end = at + c.len_utf8();
            }
            end
        };
        let (end, kind) = match c {
            '#' => (more(&|c| c != '\n' && c != '\r'), Lexed::Comment),
            '"' => (quoted(text, start), Lexed::Text),
            '`' => (more(&|c| c != '`' && c != '\n') + usize::from(ends_with(text, start, '`')), Lexed::Word),
            '+' | '-' | '0'..='9' => {
                let end = more(&|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '%'));
                (end, Lexed::Number)
            }
            '<' | '>' | '=' => (more(&|c| c == '='), Lexed::Sign),
            c if unicode_ident::is_xid_start(c) => (more(&unicode_ident::is_xid_continue), Lexed::Word),
            _ => continue,
        };
        return Some((Span::of(start..end), kind));
    }
    None
}

/// The end of a quoted text; one that is not closed ends with its line.
fn quoted(text: &str, start: usize) -> usize {
    let rest = text.get(start + 1..).unwrap_or("");
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if chars.next_if(|(_, c)| *c == '"').is_none() => return start + 1 + at + 1,
            '\n' | '\r' => return start + 1 + at,
            _ => {}
        }
    }
    text.len()
}

/// True when the piece that begins with a mark is closed by one on its line.
fn ends_with(text: &str, start: usize, mark: char) -> bool {
    let rest = text.get(start + mark.len_utf8()..).unwrap_or("");
    rest.lines().next().is_some_and(|line| line.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_never_go_over_the_end_of_a_line() {
        let text = "+10  `a b` is \"x\"\"y\" # no \"text\"\n-2.5% <= 2025-01-06 \"open\nไทย";
        let mut found = Vec::new();
        let mut at = 0;
        while let Some((span, kind)) = lex(text, at) {
            assert!(span.end > at);
            at = span.end;
            found.push((&text[span.range()], kind));
        }
        let words: Vec<&str> = found.iter().map(|(text, _)| *text).collect();
        assert_eq!(
            words,
            ["+10", "`a b`", "is", "\"x\"\"y\"", "# no \"text\"", "-2.5%", "<=", "2025-01-06", "\"open", "ไทย"]
        );
    }
}
