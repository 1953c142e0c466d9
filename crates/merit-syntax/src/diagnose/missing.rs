//! One word too few, or one word too many.

use merit_diagnostics::{Code, Safety};

use super::expected::{Says, context, quoted, says, words};
use super::{Around, Candidate, Case};
use crate::grammar::Rule;
use crate::report::clip;
use crate::statement::attempt_with;

/// More words than this are no help.
const MOST: usize = 24;

/// A word of the language that makes the statement readable when it is put in.
pub(super) fn insertions(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(first) = case.first else { return Vec::new() };
    if case.text().len() > super::LONGEST {
        return Vec::new();
    }
    let known = words(&case.stopped.expected);
    let thing = |rule: &Rule| matches!(says(*rule), Says::Thing(_)) && *rule != Rule::EOI;
    // At the end of a statement everything that could follow is named, not only what a single word would mend.
    if around.found().is_none() && (known.len() != 1 || case.stopped.expected.iter().any(thing)) {
        return Vec::new();
    }
    let at = around.prev().map_or(0, |token| token.range.end);
    let place = around.prev().map_or(0..0, |token| token.range.clone());
    let mut fitting = Vec::new();
    for word in known.iter().take(MOST) {
        let glued = matches!(word.as_str(), "," | ":" | "%" | ")");
        let text = if glued { word.clone() } else { format!(" {word}") };
        let repair = case.repair(at..at, text);
        if let Some((_, line)) =
            attempt_with(case.file, case.source, case.piece, first, std::slice::from_ref(&repair))
        {
            fitting.push((word, repair, line));
        }
    }
    let context = quoted(&context(case, around));
    match fitting.as_slice() {
        [] => Vec::new(),
        [(word, repair, _)] => {
            let message = format!("After {context} the word \"{word}\" is missing.");
            let message = if word.chars().any(char::is_alphabetic) {
                message
            } else {
                format!("After {context} a \"{word}\" is missing.")
            };
            let fault = case.fault(Code::S102, place, message).label(format!("\"{word}\" is missing after this"));
            vec![Candidate::new(fault, vec![repair.clone()], Safety::Unsafe).sure()]
        }
        [(_, repair, _), ..] => {
            let list: Vec<String> = fitting.iter().take(6).map(|(word, ..)| format!("\"{word}\"")).collect();
            let message = format!("After {context} a word is missing: {}.", list.join(" or "));
            let mut fault = case.fault(Code::S102, place, message).label("something is missing after this");
            for (.., line) in fitting.iter().take(6) {
                fault = fault.choice(line.clone());
            }
            vec![Candidate::new(fault, vec![repair.clone()], Safety::DisplayOnly).sure()]
        }
    }
}

/// A word that makes the statement readable when it is left out.
pub(super) fn deletions(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found() else { return Vec::new() };
    let shown = quoted(&clip(case.word(found)));
    let end = case.text().len();
    // A clause behind the end explains itself better as "too much" than as a long list of what could stand there.
    let message = format!("{shown} is too much here.");
    let start = around.prev().map_or(found.range.start, |token| token.range.end);
    let one = Candidate::new(
        case.fault(Code::S102, found.range.clone(), message.clone()),
        vec![case.repair(start..found.range.end, "")],
        Safety::Unsafe,
    );
    let rest = Candidate::new(
        case.fault(Code::S102, found.range.start..end, format!("The rest of the line from {shown} on is too much."))
            .note(format!("The statement is complete after {}.", quoted(&context(case, around)))),
        vec![case.repair(start..end, "")],
        Safety::Unsafe,
    );
    if found.range.end >= end { vec![one] } else { vec![one, rest] }
}
