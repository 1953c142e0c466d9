//! S104 and S105: what is opened and not closed.

use std::ops::Range;

use merit_diagnostics::{Code, Diagnostic, Place, Safety, Span};

use super::{Around, Candidate, Case};
use crate::scan::{Replacement, Why};
use crate::split::DEEPEST;
use crate::words::CLAUSE;

fn at(case: &Case<'_, '_>, range: Range<usize>) -> Place {
    Place { file: case.file, span: Span::of(range) }
}

/// An insertion, a deletion or a change in the bytes of the file.
fn change(range: Range<usize>, text: &str) -> Replacement {
    Replacement { at: range, text: text.to_owned(), why: Why::Repair }
}

/// More brackets in brackets than anybody can follow.
pub(super) fn too_deep(case: &Case<'_, '_>, bracket: usize) -> Diagnostic {
    let message = format!("Brackets stand inside each other more than {DEEPEST} deep here.");
    Diagnostic::new(Code::S102, at(case, bracket..bracket + width(case, bracket)), message)
        .note("Split the condition into several rules, or leave out the brackets that are not needed.")
}

fn width(case: &Case<'_, '_>, byte: usize) -> usize {
    case.source.get(byte..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

/// A quotation mark that is opened and not closed: it probably closes before the next clause.
pub(super) fn quotes(case: &Case<'_, '_>, _: &Around) -> Vec<Candidate> {
    let Some(open) = case.piece.unclosed_quote else { return Vec::new() };
    let fault = || {
        let place = at(case, open..open + width(case, open));
        Diagnostic::new(Code::S104, place, "This quotation mark is opened and not closed on the same line.")
            .label("where does the text end?")
    };
    let inner = open + width(case, open);
    let rest = case.source.get(inner..case.piece.range.end).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("").trim_end();
    let mut ends: Vec<usize> = Vec::new();
    ends.extend(line.find("  "));
    ends.extend(clause_words(line).take(4));
    ends.extend(line.find([',', ')', ':']));
    ends.push(line.len());
    ends.dedup();
    let candidate = |end: usize| {
        let end = inner + line.get(..end).unwrap_or("").trim_end().len();
        Candidate::new(fault(), vec![change(end..end, "\"")], Safety::Unsafe).sure()
    };
    ends.into_iter().map(candidate).collect()
}

/// Where clause words begin, after a blank.
fn clause_words(line: &str) -> impl Iterator<Item = usize> + '_ {
    let starts = line.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at + 1);
    starts.filter(move |start| {
        let rest = line.get(*start..).unwrap_or("");
        let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
        CLAUSE.contains(&word)
    })
}

/// Brackets that do not pair.
pub(super) fn brackets(case: &Case<'_, '_>, _: &Around) -> Vec<Candidate> {
    if let Some(extra) = case.piece.extra_bracket {
        let bracket = extra..extra + width(case, extra);
        let message = "This bracket closes nothing: none is open here.";
        let fault = Diagnostic::new(Code::S105, at(case, bracket.clone()), message);
        return vec![Candidate::new(fault, vec![change(bracket, "")], Safety::Unsafe).sure()];
    }
    let Some(open) = case.piece.open_brackets.first().copied() else { return Vec::new() };
    let bracket = open..open + width(case, open);
    let place = at(case, bracket.clone());
    let fault = || Diagnostic::new(Code::S105, place, "This bracket is opened and not closed.");
    let rest = case.source.get(bracket.end..case.piece.range.end).unwrap_or("");
    let mut found = Vec::new();
    // `page_view (where path is "/a" once`: the brackets belong behind `where`.
    let words = rest.trim_start();
    if let Some(after) = words.strip_prefix("where").filter(|after| after.starts_with([' ', '\t'])) {
        let start = bracket.end + (rest.len() - words.len()) + "where".len();
        let start = start + (after.len() - after.trim_start().len());
        let note = "Brackets belong behind \"where\", around the condition; this one needs none.";
        for end in endings(case, start) {
            let fault = || fault().note(note);
            found.push(Candidate::new(fault(), vec![change(bracket.clone(), "")], Safety::Unsafe).sure());
            let moved = vec![change(bracket.clone(), ""), change(start..start, "("), change(end..end, ")")];
            found.push(Candidate::new(fault(), moved, Safety::Unsafe).sure());
        }
    }
    for end in endings(case, bracket.end) {
        found.push(Candidate::new(fault(), vec![change(end..end, ")")], Safety::Unsafe).sure());
    }
    found.push(Candidate::new(fault(), vec![change(bracket, "")], Safety::Unsafe).sure());
    found
}

/// Where a condition that begins at `start` probably ends: before a clause, or with the statement.
fn endings(case: &Case<'_, '_>, start: usize) -> Vec<usize> {
    let rest = case.source.get(start..case.piece.range.end).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("");
    let joins = |at: usize| {
        let word = line.get(at..).unwrap_or("").split(' ').next().unwrap_or("");
        matches!(word, "and" | "or" | "not" | "where")
    };
    let before = |at: usize| start + line.get(..at).unwrap_or("").trim_end().len();
    let mut ends: Vec<usize> = clause_words(line).filter(|at| !joins(*at)).take(3).map(before).collect();
    ends.push(case.piece.range.end);
    ends
}
