//! One line of a file: where its words begin and end, which characters need replacing, where its comment stands.

use std::ops::Range;

use crate::characters::{
    Quotes, continues_word, is_invisible, plain, plain_digit, quote_family, starts_word, turns_direction,
};
use crate::words::ASKING;

/// A place in the text that is read as something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replacement {
    /// The bytes in the file.
    pub(crate) at: Range<usize>,
    /// What is read instead.
    pub(crate) text: String,
    /// Why.
    pub(crate) why: Why,
}

/// Why a place is read as something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// A look-alike of plain punctuation or a digit.
    LookAlike,
    /// A typographic quotation mark around a text.
    Quote,
    /// An apostrophe around a text.
    Apostrophe,
    /// It cannot be seen.
    Invisible,
    /// A later repair of the statement.
    Repair,
}

/// What the last word of a line is, as far as continuation cares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    Opens,
    Word(Range<usize>),
}

/// What a line is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// From the first word to the last, without the comment; empty when there is none.
    pub(crate) content: Range<usize>,
    /// The comment with its `#`.
    pub(crate) comment: Option<Range<usize>>,
    /// What is read as something else, in order.
    pub(crate) replacements: Vec<Replacement>,
    /// Brackets in order: where, and whether it opens.
    pub(crate) brackets: Vec<(usize, bool)>,
    /// A quotation mark that is opened and not closed.
    pub(crate) unclosed: Option<usize>,
    /// A direction mark in the comment.
    pub(crate) comment_fault: Option<(usize, char)>,
    last: Last,
}

impl Line {
    /// The line cannot end here: it ends in `,` `(` `:` or in a word that wants more.
    pub(crate) fn wants_more(&self, text: &str) -> bool {
        match &self.last {
            Last::Opens => true,
            Last::Word(range) => text.get(range.clone()).is_some_and(|word| ASKING.contains(&word)),
            Last::Other => false,
        }
    }
}

/// Reads the line that begins at `range.start`; `range` is without its line break.
pub(crate) fn scan_line(text: &str, range: Range<usize>) -> Line {
    let mut scanner =
        Scanner { text, at: range.start, end: range.end, line: Line::default(), apostrophe_open: false };
    scanner.line.content = range.end..range.start;
    scanner.run();
    if scanner.line.content.is_empty() {
        scanner.line.content = range.start..range.start;
    }
    scanner.line
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    line: Line,
    apostrophe_open: bool,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn replace(&mut self, at: Range<usize>, text: &str, why: Why) {
        self.line.replacements.push(Replacement { at, text: text.to_owned(), why });
    }

    /// The line's content reaches to here.
    fn content(&mut self, range: Range<usize>, last: Last) {
        self.line.content.start = self.line.content.start.min(range.start);
        self.line.content.end = self.line.content.end.max(range.end);
        self.line.last = last;
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let start = self.at;
            self.at += c.len_utf8();
            let here = start..self.at;
            match c {
                ' ' | '\t' | '\r' => {}
                '#' | '＃' => return self.comment(start),
                '"' => self.straight_quote(start),
                '`' => self.backtick(start),
                '(' | ')' => self.bracket(here, c == '('),
                ',' | ':' => self.content(here, Last::Opens),
                '0'..='9' => self.word(start),
                _ if is_invisible(c) => self.replace(here, "", Why::Invisible),
                _ if quote_family(c).is_some() => self.other_quote(c, here),
                _ if plain_digit(c).is_some() => {
                    self.at = start;
                    self.word(start);
                }
                _ if starts_word(c) => self.word(start),
                _ => self.symbol(c, here),
            }
        }
    }

    fn symbol(&mut self, c: char, here: Range<usize>) {
        let Some(text) = plain(c) else { return self.content(here, Last::Other) };
        self.replace(here.clone(), text, Why::LookAlike);
        match text {
            " " => {}
            "(" | ")" => self.bracket(here, text == "("),
            "," | ":" => self.content(here, Last::Opens),
            _ => self.content(here, Last::Other),
        }
    }

    fn bracket(&mut self, here: Range<usize>, opens: bool) {
        self.line.brackets.push((here.start, opens));
        self.content(here, if opens { Last::Opens } else { Last::Other });
    }

    /// A word or a number; digits of other scripts are plain digits at its beginning, and part of a name further on.
    fn word(&mut self, start: usize) {
        let mut number = true;
        self.at = start;
        while let Some(c) = self.rest().chars().next() {
            let here = self.at..self.at + c.len_utf8();
            if is_invisible(c) {
                self.replace(here.clone(), "", Why::Invisible);
            } else if !(continues_word(c) || starts_word(c)) {
                break;
            } else if number && !c.is_ascii_digit() {
                match plain_digit(c) {
                    Some(digit) => self.replace(here.clone(), digit, Why::LookAlike),
                    None => number = false,
                }
            }
            self.at = here.end;
        }
        self.content(start..self.at, Last::Word(start..self.at));
    }

    fn comment(&mut self, start: usize) {
        let comment = self.text.get(start..self.end).unwrap_or("").trim_end_matches(['\r', ' ', '\t']);
        if comment.starts_with('＃') {
            self.replace(start..start + '＃'.len_utf8(), "#", Why::LookAlike);
        }
        let fault = comment.char_indices().find(|(_, c)| turns_direction(*c));
        self.line.comment_fault = fault.map(|(at, c)| (start + at, c));
        self.line.comment = Some(start..start + comment.len());
        self.at = self.end;
    }

    fn backtick(&mut self, start: usize) {
        let closing = self.rest().find('`').map_or(self.at, |at| self.at + at + 1);
        self.inside(self.at..closing);
        self.at = closing;
        self.content(start..closing, Last::Other);
    }

    /// Invisible characters inside a text or a name.
    fn inside(&mut self, range: Range<usize>) {
        let inner = self.text.get(range.clone()).unwrap_or("");
        if inner.is_ascii() && !inner.bytes().any(|b| b < b' ' || b == 0x7f) {
            return;
        }
        let found: Vec<(usize, char)> = inner.char_indices().filter(|(_, c)| is_invisible(*c)).collect();
        for (at, c) in found {
            let at = range.start + at;
            self.replace(at..at + c.len_utf8(), "", Why::Invisible);
        }
    }

    fn straight_quote(&mut self, start: usize) {
        let mut chars = self.rest().char_indices().peekable();
        let mut typographic = None;
        let mut closing = None;
        while let Some((at, c)) = chars.next() {
            if c == '"' {
                if chars.peek().is_some_and(|(_, next)| *next == '"') {
                    chars.next();
                } else {
                    closing = Some(at);
                    break;
                }
            } else if typographic.is_none() && quote_family(c) == Some(Quotes::Double) {
                typographic = Some((at, c));
            }
        }
        let inner = self.at;
        match (closing, typographic) {
            (Some(at), _) => {
                self.inside(inner..inner + at);
                self.at = inner + at + 1;
            }
            // Opened straight, closed by a typographic mark.
            (None, Some((at, c))) => {
                self.inside(inner..inner + at);
                self.at = inner + at + c.len_utf8();
                self.replace(inner + at..self.at, "\"", Why::Quote);
            }
            (None, None) => {
                self.line.unclosed = Some(self.line.unclosed.unwrap_or(start));
                let rest = self.rest().trim_end_matches(['\r', ' ', '\t']).len();
                self.inside(inner..inner + rest);
                self.content(start..inner + rest, Last::Other);
                self.at = self.end;
                return;
            }
        }
        self.content(start..self.at, Last::Other);
    }

    fn other_quote(&mut self, c: char, here: Range<usize>) {
        let family = quote_family(c);
        let closes = |other: char| quote_family(other) == family || (other == '"' && family == Some(Quotes::Double));
        let found = if self.apostrophe_open && family == Some(Quotes::Single) {
            None
        } else {
            self.rest().char_indices().find(|(_, other)| closes(*other))
        };
        let why = if matches!(c, '\'') { Why::Apostrophe } else { Why::Quote };
        match found {
            Some((at, close)) => {
                let inner = self.at;
                self.replace(here.clone(), "\"", why);
                self.inside(inner..inner + at);
                self.at = inner + at + close.len_utf8();
                if close != '"' {
                    self.replace(inner + at..self.at, "\"", why);
                }
                self.content(here.start..self.at, Last::Other);
            }
            None if family == Some(Quotes::Double) => {
                self.replace(here.clone(), "\"", why);
                self.line.unclosed = Some(self.line.unclosed.unwrap_or(here.start));
                let rest = self.rest().trim_end_matches(['\r', ' ', '\t']).len();
                self.inside(self.at..self.at + rest);
                self.content(here.start..self.at + rest, Last::Other);
                self.at = self.end;
            }
            None => {
                self.apostrophe_open = true;
                self.content(here, Last::Other);
            }
        }
    }
}
