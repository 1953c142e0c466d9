//! What a comparison compares with: one text, several, a list, or a text with the signs of a pattern.

use merit_diagnostics::{Code, Safety};

use super::expected::wants_text;
use super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::report::clip;
use crate::signs::{How, Signs};

/// What another wording explains less well.
pub(super) fn compared(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let all = [several(case, around), in_a_text(case, around), like(case, around)];
    all.into_iter().flatten().collect()
}

/// A word before the place, counted backwards from 0; empty where there is none.
fn earlier<'c>(case: &'c Case<'_, '_>, around: &Around, back: usize) -> &'c str {
    around.earlier(back).map_or("", |token| case.word(token))
}

/// `is "a", "b"`, `contains "a", "b"`
fn several(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found, next) = (around.prev()?, around.found()?, around.ahead.get(1)?);
    if case.word(found) != "," || prev.kind != next.kind || !matches!(prev.kind, Kind::Quoted | Kind::Number) {
        return None;
    }
    let (words, better) = match (earlier(case, around, 2), earlier(case, around, 1)) {
        (_, "is") => ("is", "one of"),
        ("is", "not") => ("is not", "one of"),
        (verb @ ("starts" | "ends" | "start" | "end"), "with") if prev.kind == Kind::Quoted => (verb, "any of"),
        (verb @ ("contains" | "contain"), "word") => (verb, "any of"),
        (_, verb @ ("contains" | "contain")) => (verb, "any of"),
        _ => return None,
    };
    let with = if matches!(words, "starts" | "ends" | "start" | "end") { " with" } else { "" };
    let (one, other) = (case.word(prev), case.word(next));
    let message = format!("Several texts are written: {words}{with} {better} {}, {}.", clip(one), clip(other));
    let message = if prev.kind == Kind::Number { message.replacen("texts", "numbers", 1) } else { message };
    let fault = case.fault(Code::S102, prev.range.start..next.range.end, message);
    let start = prev.range.start;
    Some(Candidate::new(fault, vec![case.repair(start..start, format!("{better} "))], Safety::Unsafe))
}

/// `is in "near"`
fn in_a_text(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found().filter(|found| found.kind == Kind::Quoted)?);
    let name = case.word(found).trim_matches('"');
    let is_asked = matches!((earlier(case, around, 2), earlier(case, around, 1)), ("is", "not") | (_, "is"));
    let alone = around.ahead.get(1).is_none_or(|next| !matches!(case.word(next), "," | "or" | "and"));
    if case.word(prev) != "in" || !is_asked || !alone || !could_name_a_list(name) {
        return None;
    }
    let range = prev.range.start..found.range.end;
    let choices = [format!("in {name}"), case.word(found).to_owned()];
    let message =
        format!("Is {} meant as a list or as a text? A list stands without quotation marks.", clip(case.word(found)));
    let repair = case.repair(range.clone(), case.word(found));
    let fault = case.fault(Code::S102, range.clone(), message);
    let fault = choices.iter().fold(fault, |fault, better| fault.choice(case.line_with(range.clone(), better)));
    Some(Candidate::new(fault, vec![repair], Safety::DisplayOnly).sure())
}

/// `is near`, `contains near`, `is one of near`
pub(super) fn list_or_text(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found().filter(|found| found.kind == Kind::Word)?);
    let name = case.word(found);
    let asks = case.first.is_some_and(|first| super::patterns::CONDITIONS.contains(&first));
    let next = around.ahead.get(1);
    let alone = next.is_none_or(|next| match next.kind {
        Kind::Word => crate::words::is_ours(case.word(next)),
        _ => case.word(next) == ")",
    });
    if !asks || !alone || !wants_text(&case.stopped.expected) || !could_name_a_list(name) {
        return None;
    }
    let text = format!("\"{name}\"");
    let (start, list, text) = match (earlier(case, around, 1), case.word(prev)) {
        ("tier" | "grade", _) => return None,
        (_, "is") | ("is", "not") => (found.range.start, format!("in {name}"), text),
        ("one", "of") => (around.earlier(1)?.range.start, format!("in {name}"), text),
        (_, "contains" | "contain" | "word") | ("starts" | "ends" | "start" | "end", "with") => {
            (found.range.start, format!("any of {name}"), text)
        }
        _ => return None,
    };
    let range = start..found.range.end;
    let message = format!("Is \"{}\" meant as a text or as a list? A text stands in quotation marks.", clip(name));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    let fault =
        [&text, &list].into_iter().fold(fault, |fault, better| fault.choice(case.line_with(range.clone(), better)));
    Some(Candidate::new(fault, vec![case.repair(range, text)], Safety::DisplayOnly).sure())
}

/// Names of lists are written small, and have no blanks.
fn could_name_a_list(word: &str) -> bool {
    word.chars().count() > 1
        && word.chars().next().is_some_and(|c| crate::characters::starts_word(c) && !c.is_uppercase())
        && word.chars().all(crate::characters::continues_word)
        && !crate::words::is_ours(word)
}

/// `like "%Manager%"`: the signs of a pattern say where the text stands.
fn like(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let near: Vec<&Token> = around.before.iter().rev().take(2).rev().chain(around.ahead.iter().take(2)).collect();
    let at = near.iter().position(|token| matches!(case.word(token), "like" | "ilike" | "LIKE" | "ILIKE"))?;
    let word = near.get(at)?;
    let quoted = tokens(case.text(), word.range.end).next().filter(|next| next.kind == Kind::Quoted)?;
    let inner = case.word(&quoted).trim_matches('"');
    let signs = Signs::of(inner).filter(|signs| !signs.plain.contains(['%', '*']))?;
    let mut start = word.range.start;
    let mut negated = false;
    for earlier in near.get(..at)?.iter().rev() {
        match case.word(earlier) {
            "not" => negated = true,
            "is" => {}
            _ => break,
        }
        start = earlier.range.start;
    }
    let better = format!("{} \"{}\"", signs.how(How::Is).words(negated), signs.plain);
    let range = start..quoted.range.end;
    let message = format!("There are no patterns here; this one is written: {}.", clip(&better));
    let fault = case.fault(Code::S102, range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe))
}
