//! Why a statement could not be read, and what would mend it.
//!
//! Every module here looks for one family of causes and proposes candidates: a finding, and the change that would mend
//! the statement. The first candidate whose change makes the statement readable wins; without one, the first that is
//! sure even so; at last, what could have stood at the place where reading stopped.

mod brackets;
mod compared;
mod expected;
mod first_word;
mod foreign;
mod habits;
mod missing;
mod names;
mod numbers;
mod patterns;
mod phrases;
mod spelling;
mod tokens;

use std::ops::Range;

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Safety};

use crate::normal::Normal;
use crate::scan::{Replacement, Why};
use crate::split::Piece;
use crate::statement::{Stopped, attempt_with};
use crate::tree::{First, StatementKind};

pub(crate) use expected::word as keyword;
pub(crate) use first_word::is_habit;
pub use tokens::quoted_length;
pub(crate) use tokens::{Kind, Token, tokens};

/// Changes are tried on statements up to this length only: nobody types longer ones by hand.
const LONGEST: usize = 20_000;

/// A statement that could not be read.
pub(crate) struct Case<'a, 't> {
    pub(crate) file: FileId,
    pub(crate) source: &'t str,
    pub(crate) piece: &'a Piece,
    pub(crate) normal: &'a Normal<'t>,
    pub(crate) first: Option<First>,
    pub(crate) stopped: Stopped,
}

/// What was found out.
pub(crate) struct Explained {
    pub(crate) fault: Diagnostic,
    /// The statement as it was probably meant.
    pub(crate) kind: Option<StatementKind>,
    /// What it begins as.
    pub(crate) first: Option<First>,
}

/// A possible cause.
struct Candidate {
    fault: Diagnostic,
    /// What would mend the statement; empty when nothing is proposed.
    repairs: Vec<Replacement>,
    safety: Safety,
    /// The finding holds even if the change does not make the whole statement readable.
    sure: bool,
    /// The change only tells what can be understood of the statement; it is not proposed.
    quiet: bool,
    /// Nothing that is found after it can explain more.
    last: bool,
}

/// The words around the place where reading stopped.
struct Around {
    /// The last six before it.
    before: Vec<Token>,
    /// The one there, and up to seven after it.
    ahead: Vec<Token>,
}

impl Around {
    fn prev(&self) -> Option<&Token> {
        self.before.last()
    }

    fn found(&self) -> Option<&Token> {
        self.ahead.first()
    }

    /// So many before the one that is last before the place, which is 0.
    fn earlier(&self, back: usize) -> Option<&Token> {
        self.before.iter().rev().nth(back)
    }
}

/// Explains why a statement could not be read.
pub(crate) fn explain(case: &Case<'_, '_>) -> Explained {
    if let Some(at) = case.piece.too_deep {
        return case.plain(brackets::too_deep(case, at));
    }
    let Some(first) = case.first else { return first_word::explain(case) };
    if let Some(comment) = first_word::comment_of_others(case) {
        return comment;
    }
    if let Some(explained) = first_word::another_first(case) {
        return explained;
    }
    let around = case.around(case.stopped.at);
    let mut candidates = Vec::new();
    for propose in [
        brackets::quotes,
        brackets::brackets,
        habits::signs,
        habits::unbracketed,
        numbers::numbers,
        phrases::where_behind,
        spelling::spelling,
        compared::compared,
        patterns::patterns,
        phrases::phrases,
        habits::words,
        foreign::foreign,
        names::names,
        missing::insertions,
        phrases::in_a_row,
        missing::swaps,
        missing::only_word,
        missing::deletions,
    ] {
        for candidate in propose(case, &around) {
            if let Some(mut explained) = case.mend(first, &candidate) {
                // What merely saves the beginning of a statement explains less than a cause found before.
                if let Some(earlier) = candidates.into_iter().find(|one: &Candidate| candidate.quiet && one.sure) {
                    explained.fault = earlier.fault;
                }
                return explained;
            }
            if candidate.last {
                return case.plain(candidate.fault);
            }
            candidates.push(candidate);
        }
        // An open quotation mark or bracket explains everything behind it.
        if candidates.iter().any(|candidate| matches!(candidate.fault.code, Code::S104 | Code::S105)) {
            break;
        }
    }
    match candidates.into_iter().find(|candidate| candidate.sure) {
        Some(candidate) => case.plain(candidate.fault),
        None => case.plain(expected::unexpected(case, &around)),
    }
}

impl<'t> Case<'_, 't> {
    fn text(&self) -> &str {
        &self.normal.text
    }

    fn word(&self, token: &Token) -> &str {
        self.text().get(token.range.clone()).unwrap_or("")
    }

    /// A place in the file for a part of the text as it is read.
    fn place(&self, range: Range<usize>) -> Place {
        Place { file: self.file, span: self.normal.span(range) }
    }

    fn fault(&self, code: Code, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(range), message)
    }

    /// The statement in one line, with something else in the place of a part of it.
    fn line_with(&self, range: Range<usize>, better: &str) -> String {
        let before = self.text().get(..range.start).unwrap_or("");
        let after = self.text().get(range.end..).unwrap_or("");
        crate::report::one_line(&format!("{before}{better}{after}"))
    }

    /// A replacement of a part of the text as it is read.
    fn repair(&self, range: Range<usize>, text: impl Into<String>) -> Replacement {
        Replacement { at: self.normal.span(range).range(), text: text.into(), why: Why::Repair }
    }

    fn plain(&self, fault: Diagnostic) -> Explained {
        Explained { fault, kind: None, first: self.first }
    }

    /// The candidate, if its change makes the statement readable.
    fn mend(&self, first: First, candidate: &Candidate) -> Option<Explained> {
        if candidate.repairs.is_empty() || self.text().len() > LONGEST {
            return None;
        }
        let (sound, line) = attempt_with(self.file, self.source, self.piece, first, &candidate.repairs)?;
        // A change that only makes another fault is no help.
        if sound.fault.as_ref().is_some_and(|fault| fault.code == Code::S109) || sound.bare_stage.is_some() {
            return None;
        }
        let fault = candidate.fault.clone();
        // A finding that shows its choices needs no change of its own.
        let fault = if fault.choices.is_empty() && fault.fixes.is_empty() && !candidate.quiet {
            let edits = candidate.repairs.iter().map(|repair| {
                let span = merit_diagnostics::Span::of(repair.at.clone());
                (Place { file: self.file, span }, repair.text.clone())
            });
            fault.fix(candidate.safety, line, edits)
        } else {
            fault
        };
        Some(Explained { fault, kind: Some(sound.kind), first: Some(first) })
    }

    /// The words around a byte of the text.
    fn around(&self, at: usize) -> Around {
        let mut around = Around { before: Vec::new(), ahead: Vec::new() };
        for token in tokens(self.text(), 0) {
            if token.range.end <= at {
                if around.before.len() == 6 {
                    around.before.remove(0);
                }
                around.before.push(token);
            } else {
                around.ahead.push(token);
                if around.ahead.len() == 8 {
                    break;
                }
            }
        }
        around
    }
}

impl Candidate {
    fn new(fault: Diagnostic, repairs: Vec<Replacement>, safety: Safety) -> Self {
        Self { fault, repairs, safety, sure: false, quiet: false, last: false }
    }

    const fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    const fn last(mut self) -> Self {
        self.last = true;
        self
    }

    const fn sure(mut self) -> Self {
        self.sure = true;
        self
    }
}
