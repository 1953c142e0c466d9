//! Text into statements, by the first words of its lines.

use std::ops::Range;

use merit_diagnostics::Span;

use crate::diagnose::is_habit;
use crate::normal::Normal;
use crate::scan::{Line, Replacement, scan_line};
use crate::tree::{Comment, First};
use crate::words::{Begins, begins, nearest_clause, nearest_first};

/// One statement, not yet read: where it stands and what is known of it from its lines.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// From its first word to its last.
    pub(crate) range: Range<usize>,
    /// How it begins.
    pub(crate) begins: Begins,
    /// What is read as something else, in order.
    pub(crate) replacements: Vec<Replacement>,
    /// The first quotation mark that is opened and not closed.
    pub(crate) unclosed_quote: Option<usize>,
    /// Brackets that are opened and not closed.
    pub(crate) open_brackets: Vec<usize>,
    /// The first bracket that closes and was not opened.
    pub(crate) extra_bracket: Option<usize>,
    /// The first bracket that is nested too deep.
    pub(crate) too_deep: Option<usize>,
    /// An empty line stands before it.
    pub(crate) blank_before: bool,
    /// Comments before it.
    pub(crate) before: Vec<Comment>,
    /// Comments beside it.
    pub(crate) beside: Vec<Comment>,
    wants_more: bool,
}

impl Piece {
    /// This statement and the one behind it as if the line did not break between them.
    pub(crate) fn joined(&self, next: &Self) -> Self {
        Self {
            range: self.range.start..next.range.end,
            replacements: self.replacements.iter().chain(&next.replacements).cloned().collect(),
            unclosed_quote: self.unclosed_quote.or(next.unclosed_quote),
            open_brackets: self.open_brackets.iter().chain(&next.open_brackets).copied().collect(),
            extra_bracket: self.extra_bracket.or(next.extra_bracket),
            too_deep: self.too_deep.or(next.too_deep),
            beside: self.beside.iter().chain(&next.beside).cloned().collect(),
            wants_more: next.wants_more,
            ..self.clone()
        }
    }
}

/// How deep brackets may nest.
pub(crate) const DEEPEST: usize = 64;

/// What was found between and inside statements.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    /// The statements.
    pub(crate) pieces: Vec<Piece>,
    /// Comments after the last one.
    pub(crate) end: Vec<Comment>,
    /// Direction marks in comments.
    pub(crate) comment_faults: Vec<(usize, char)>,
    /// Replacements on lines without a statement: invisible characters alone on a line, full-width comment signs.
    pub(crate) loose: Vec<Replacement>,
}

/// Splits a text into statements. `start` is where the text begins, after a byte-order mark.
pub(crate) fn split(text: &str, start: usize) -> Pieces {
    let mut found = Pieces::default();
    let mut current: Option<Piece> = None;
    let mut pending: Vec<Comment> = Vec::new();
    let mut blank = false;
    let mut at = start;
    while at < text.len() {
        let (end, next) = line_end(text, at);
        let mut line = scan_line(text, at..end);
        at = next;
        found.comment_faults.extend(line.comment_fault);
        let comment = line.comment.clone().map(|range| Comment { span: Span::of(range), blank_before: false });
        if line.content.is_empty() {
            found.loose.append(&mut line.replacements);
            match comment {
                Some(comment) => pending.push(Comment { blank_before: std::mem::take(&mut blank), ..comment }),
                None => blank = true,
            }
            continue;
        }
        let how = line_begins(text, &line);
        match current.as_mut().filter(|piece| piece.goes_on_with(&how, blank)) {
            Some(piece) => piece.beside.append(&mut pending),
            None => {
                found.pieces.extend(current.take());
                current = Some(Piece::new(how, &line, blank, std::mem::take(&mut pending)));
            }
        }
        if let Some(piece) = current.as_mut() {
            piece.take(text, line);
            piece.beside.extend(comment);
        }
        blank = false;
    }
    found.pieces.extend(current);
    found.end = pending;
    found
}

/// Where the line ends, and where the next one begins.
fn line_end(text: &str, at: usize) -> (usize, usize) {
    let rest = text.get(at..).unwrap_or("");
    rest.find('\n').map_or((text.len(), text.len()), |length| (at + length, at + length + 1))
}

/// How a line begins, look-alikes replaced.
fn line_begins(text: &str, line: &Line) -> Begins {
    if line.replacements.first().is_none_or(|first| first.at.start > line.content.start + 200) {
        return begins(text.get(line.content.clone()).unwrap_or(""));
    }
    begins(Normal::new(text, line.content.clone(), &line.replacements).text.trim_start())
}

impl Piece {
    fn new(begins: Begins, line: &Line, blank_before: bool, before: Vec<Comment>) -> Self {
        Self {
            range: line.content.clone(),
            begins,
            replacements: Vec::new(),
            unclosed_quote: None,
            open_brackets: Vec::new(),
            extra_bracket: None,
            too_deep: None,
            blank_before,
            before,
            beside: Vec::new(),
            wants_more: false,
        }
    }

    /// The statement goes on with a line that begins so.
    fn goes_on_with(&self, how: &Begins, blank: bool) -> bool {
        match how {
            Begins::Strong(_) => false,
            Begins::Clause => true,
            // In brackets a name of that spelling goes on, as it did before claims were there.
            Begins::Weak(First::Claim) => self.wants_more || !self.open_brackets.is_empty(),
            Begins::Weak(_) => self.wants_more,
            Begins::Word(word) if word == "when" && self.is_claim() => true,
            Begins::Number | Begins::Other => self.wants_more || !self.open_brackets.is_empty(),
            Begins::Word(word) => {
                self.wants_more
                    || !self.open_brackets.is_empty()
                    // A misspelt clause word is a fault of this statement, not one that begins none.
                    || (!blank && word.len() > 3 && !is_habit(word) && nearest_clause(word).is_some() && nearest_first(word).is_none())
            }
        }
    }

    const fn is_claim(&self) -> bool {
        matches!(self.begins, Begins::Strong(First::Claim) | Begins::Weak(First::Claim))
    }

    const fn is_heading(&self) -> bool {
        matches!(
            self.begins,
            Begins::Strong(
                First::Event
                    | First::Lead
                    | First::Model
                    | First::Score
                    | First::Grade
                    | First::Tiers
                    | First::Matrix
                    | First::Segment
                    | First::Test
                    | First::Group
                    | First::Inactivity
            )
        )
    }

    fn take(&mut self, text: &str, mut line: Line) {
        // `score engagement:` is a habit of other languages: no heading goes on behind a colon.
        let colon = text.get(..line.content.end).is_some_and(|before| before.ends_with(':'));
        self.wants_more = line.wants_more(text) && !(colon && self.is_heading());
        self.range.end = line.content.end;
        self.replacements.append(&mut line.replacements);
        self.unclosed_quote = self.unclosed_quote.or(line.unclosed);
        for (at, opens) in line.brackets {
            if opens {
                self.open_brackets.push(at);
                if self.open_brackets.len() > DEEPEST {
                    self.too_deep = self.too_deep.or(Some(at));
                }
            } else if self.open_brackets.pop().is_none() {
                self.extra_bracket = self.extra_bracket.or(Some(at));
            }
        }
    }
}
