//! Dates and stretches of time, as people write them.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind};
use crate::grammar::Rule;
use crate::report::clip;
use crate::tree::First;

/// All of them.
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let all = [a_year(case, around), a_month(case, around), spelt(case, around), quoted(case, around)];
    all.into_iter().flatten().collect()
}

/// The number of a month, by the beginning of its name.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    u32::try_from(at + 1).ok()
}

/// A year of four digits.
fn year(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| word.len() == 4 && (1900..2400).contains(year))
}

/// `during 2025`, `in 2025`
fn a_year(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found()?;
    let (word, of) = if case.word(found) == "in" { (found, around.ahead.get(1)?) } else { (around.prev()?, found) };
    let year = year(case.word(of)).filter(|_| matches!(case.word(word), "during" | "in"))?;
    if case.first != Some(First::Sign) {
        return None;
    }
    let range = word.range.start..of.range.end;
    let better = format!("during {year}-01-01 to {year}-12-31");
    let fault = case.fault(Code::S102, range.clone(), format!("A whole year is written: {better}."));
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `during January 2025`, `during Q1 2025`
fn a_month(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let [named, of, ..] = around.ahead.as_slice() else { return None };
    if case.word(around.prev()?) != "during" {
        return None;
    }
    let year = year(case.word(of))?;
    let quarter = case.word(named).strip_prefix(['q', 'Q']).and_then(|quarter| quarter.parse::<u32>().ok());
    let (first, last) = match quarter {
        Some(quarter @ 1..=4) => (quarter * 3 - 2, quarter * 3),
        _ => {
            let month = month(case.word(named))?;
            (month, month)
        }
    };
    let end = (28..=31).rev().find_map(|day| merit_values::Day::from_ymd(year, last, day))?;
    let better = format!("{year}-{first:02}-01 to {end}");
    let range = named.range.start..of.range.end;
    let fault = case.fault(Code::S102, range.clone(), format!("These dates are written: during {better}."));
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `reviewed 2 June 2025`, `reviewed June 2, 2025`
fn spelt(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    if !case.stopped.expected.contains(&Rule::date) {
        return None;
    }
    let words: Vec<_> = around.ahead.iter().filter(|token| !matches!(case.word(token), "," | "." | "of")).collect();
    let [one, two, of, ..] = words.as_slice() else { return None };
    let day = |word: &str| word.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let (day, month) = match (day(case.word(one)), month(case.word(two))) {
        (Some(day), Some(month)) => (day, month),
        _ => (day(case.word(two))?, month(case.word(one))?),
    };
    let better = merit_values::Day::from_ymd(year(case.word(of))?, month, day)?.to_string();
    let range = one.range.start..of.range.end;
    let fault = case.fault(Code::S102, range.clone(), format!("This date is written: {better}."));
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `reviewed "2025-06-02"`
fn quoted(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| found.kind == Kind::Quoted)?;
    let inner = case.word(found).trim_matches('"');
    if !case.stopped.expected.contains(&Rule::date) || inner.is_empty() {
        return None;
    }
    let message = format!("A date stands without quotation marks: {}.", clip(inner));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(found.range.clone(), inner)], Safety::Unsafe))
}
