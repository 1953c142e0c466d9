//! The words of a statement, for messages.

use std::ops::Range;

use crate::characters::{continues_word, starts_word};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, digits and `_`.
    Word,
    /// Anything that begins with a digit: numbers, dates, `3rd`, `0,5`, `25%`.
    Number,
    /// A quoted text; without its closing mark if there is none.
    Quoted,
    /// A name in backticks.
    Backtick,
    /// Anything else, one character or a run of the same kind of sign.
    Sign,
}

/// A piece of text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// The bytes of the statement's text.
    pub(crate) range: Range<usize>,
}

/// The tokens of `text` from byte `at`, comments left out.
pub(crate) fn tokens(text: &str, at: usize) -> impl Iterator<Item = Token> + '_ {
    Tokens { text, at }
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = self.text.get(self.at..)?;
            let c = rest.chars().next()?;
            if c == '#' {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if c.is_whitespace() {
                self.at += c.len_utf8();
            } else {
                let (kind, length) = measure(rest, c);
                let range = self.at..self.at + length;
                self.at = range.end;
                return Some(Token { kind, range });
            }
        }
    }
}

fn measure(rest: &str, c: char) -> (Kind, usize) {
    let until = |keep: &dyn Fn(char) -> bool| rest.find(|c: char| !keep(c)).unwrap_or(rest.len());
    match c {
        '"' => (Kind::Quoted, quoted_length(rest)),
        '`' => {
            let line = rest.find('\n').unwrap_or(rest.len());
            let closing = rest.get(1..).and_then(|inner| inner.find('`')).map_or(line, |at| at + 2);
            (Kind::Backtick, closing.min(line))
        }
        '0'..='9' => (Kind::Number, number(rest)),
        '+' | '-' if rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) => {
            (Kind::Number, 1 + number(rest.get(1..).unwrap_or("")))
        }
        _ if starts_word(c) => (Kind::Word, until(&|c| continues_word(c) || c == '_')),
        '=' | '<' | '>' | '!' | '&' | '|' | '/' | '~' => (Kind::Sign, until(&|c| "=<>!&|/~".contains(c))),
        _ => (Kind::Sign, c.len_utf8()),
    }
}

/// Digits, and signs between digits.
fn number(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside =
            matches!(c, '.' | ',' | ':' | '/' | '-') && chars.peek().is_some_and(|(_, c)| c.is_ascii_digit());
        if !(continues_word(c) || inside || c == '%') {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// The length of the quoted text that a text begins with, up to its end or the end of the line.
#[must_use]
pub fn quoted_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => return at,
            '"' if chars.peek().is_some_and(|(_, next)| *next == '"') => {
                chars.next();
            }
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_statement() {
        let text = "+0,5 a_b where x == \"y \"\"z\"\"\" # c\n  1.000,5 `q` 25%";
        let shown: Vec<_> = tokens(text, 0).map(|token| &text[token.range]).collect();
        assert_eq!(shown, ["+0,5", "a_b", "where", "x", "==", "\"y \"\"z\"\"\"", "1.000,5", "`q`", "25%"]);
    }
}
