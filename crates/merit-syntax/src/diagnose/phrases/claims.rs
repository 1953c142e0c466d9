//! Phrases of claims.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind};
use crate::report::clip;
use crate::tree::First;

/// All of them.
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    if case.first != Some(First::Claim) {
        return Vec::new();
    }
    let all = [not_in(case, around), in_left_out(case, around), not_claimed(case, around), compared(case, around)];
    all.into_iter().flatten().collect()
}

/// `claim not in "MQL"`
fn not_in(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| case.word(found) == "not")?;
    let prev = around.prev()?;
    let (range, better) = match case.word(prev) {
        "claim" => (found.range.clone(), "never"),
        "always" => (prev.range.start..found.range.end, "never"),
        "never" => (prev.range.start..found.range.end, "always"),
        _ => return None,
    };
    let message = format!("In a claim \"never\" and \"always\" say it, without \"not\": claim {better} ….");
    let fault = case.fault(Code::S102, range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `claim never "MQL"`
fn in_left_out(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found().filter(|found| found.kind == Kind::Quoted)?);
    if !matches!(case.word(prev), "never" | "always") {
        return None;
    }
    let message = format!("A claim about a place has \"in\" before its name: in {}.", clip(case.word(found)));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    let repair = case.repair(found.range.start..found.range.start, "in ");
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe))
}

/// `claim never trigger call`, `claim never "Pricing page" 10`
fn not_claimed(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev()?;
    let outcome = |at: usize| around.ahead.get(at).filter(|_| matches!(case.word(prev), "never" | "always"));
    let trigger = case.word(prev) == "trigger";
    let label = outcome(0).is_some_and(|found| found.kind == Kind::Quoted)
        && outcome(1).is_some_and(|next| next.kind == Kind::Number);
    let what = match (trigger, label) {
        (true, _) => "A trigger cannot be claimed",
        (_, true) => "The points of a single rule cannot be claimed",
        _ => return None,
    };
    let range = if trigger { prev.range.clone() } else { around.found()?.range.clone() };
    let message = format!("{what}: a claim is about a score, a tier, a grade, a segment or a cell.");
    Some(Candidate::new(case.fault(Code::S102, range, message), Vec::new(), Safety::Unsafe).sure())
}

/// `claim never interest above 50`, `claim always fit is B`
fn compared(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (found, next) = (around.found()?, around.ahead.get(1)?);
    let letter = matches!(case.word(next).as_bytes(), [b'A'..=b'F'] | [b'A'..=b'F', b'+' | b'-']);
    let better = match (case.word(found), next.kind) {
        ("is", Kind::Quoted) => "tier",
        ("is", _) if letter => "grade",
        ("above" | "over", Kind::Number) => ">",
        ("below" | "under", Kind::Number) => "<",
        _ => return None,
    };
    let name = around.prev().filter(|prev| prev.kind == Kind::Word).map(|prev| case.word(prev))?;
    let line = format!("{name} {better} {}", case.word(next));
    let fault = case.fault(Code::S102, found.range.clone(), format!("This is claimed as: {}.", clip(&line)));
    Some(Candidate::new(fault, vec![case.repair(found.range.clone(), better)], Safety::Unsafe).sure())
}
