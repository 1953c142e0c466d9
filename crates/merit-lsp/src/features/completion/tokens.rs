//! The words of the beginning of a statement.

use merit_syntax::quoted_length;

/// A word, text, number or sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Word(&'t str),
    /// With its quotation marks, the second of which may be missing.
    Text(&'t str),
    Number(&'t str),
    Sign(char),
}

impl<'t> Token<'t> {
    pub(super) fn word(self) -> Option<&'t str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is(self, word: &str) -> bool {
        self == Token::Word(word)
    }

    /// What a text says, without its marks.
    pub(super) fn said(self) -> Option<String> {
        match self {
            Token::Text(text) => {
                let text = text.strip_prefix('"').unwrap_or(text);
                Some(text.strip_suffix('"').unwrap_or(text).replace("\"\"", "\""))
            }
            _ => None,
        }
    }
}

/// The words of a text; names in backticks are words without them, and paths like `lead.country` one word.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => quoted_length(rest),
            '`' => rest.char_indices().skip(1).find(|(_, c)| *c == '`').map_or(rest.len(), |(at, _)| at + 1),
            c if c.is_ascii_digit() || c == '+' || c == '-' => {
                let end = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '%'));
                rest.char_indices().skip(1).find(|(_, c)| end(*c)).map_or(rest.len(), |(at, _)| at)
            }
            c if is_word(c) => {
                let end = |c: char| !(is_word(c) || c == '.');
                rest.find(end).unwrap_or(rest.len())
            }
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        rest = after;
        match c {
            '#' => {}
            '"' => found.push(Token::Text(token)),
            '`' => found.push(Token::Word(token.trim_matches('`'))),
            c if c.is_whitespace() => {}
            c if c.is_ascii_digit() || c == '+' || c == '-' => found.push(Token::Number(token)),
            // `yes/no` is two words here, which is all that is needed.
            c if is_word(c) => found.push(Token::Word(token)),
            c => found.push(Token::Sign(c)),
        }
    }
    found
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace() && !c.is_ascii_punctuation())
}
