//! Numbers with something that is no digit in front of or behind them: `.5`, `+5p`, `90d`, `9:30pm`, `1O`.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind, Token};
use crate::grammar::Rule;
use crate::report::clip;
use crate::tree::First;

/// All of them.
pub(super) fn glued(case: &Case<'_, '_>, around: &Around, token: &Token) -> Vec<Candidate> {
    let mut found = Vec::new();
    found.extend(leading_point(case, around, token));
    if token.kind == Kind::Number {
        found.extend(points(case, around, token));
        found.extend(unit(case, token));
        found.extend(time_of_day(case, around, token));
        found.extend(letters_for_digits(case, token));
        found.extend(without_sign(case, token));
    }
    found.extend(quoted(case, token));
    found
}

fn split(written: &str) -> (&str, &str) {
    let length = written.find(|c: char| !c.is_ascii_digit()).unwrap_or(written.len());
    written.split_at_checked(length).unwrap_or((written, ""))
}

/// `> .5`
fn leading_point(case: &Case<'_, '_>, around: &Around, token: &Token) -> Option<Candidate> {
    let next = around.ahead.get(1)?;
    if case.word(token) != "." || next.kind != Kind::Number || next.range.start != token.range.end {
        return None;
    }
    let better = format!("0.{}", case.word(next));
    let range = token.range.start..next.range.end;
    let fault = case.fault(Code::S102, range.clone(), format!("A number begins with a digit: {}.", clip(&better)));
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `+5p login`, `+5% login`, `+5分 login`
fn points(case: &Case<'_, '_>, around: &Around, token: &Token) -> Option<Candidate> {
    if case.first != Some(First::Sign) || around.prev().is_some() {
        return None;
    }
    let written = case.word(token);
    let sign = written.get(..1).filter(|sign| matches!(*sign, "+" | "-"))?;
    let number = written.get(1..)?;
    let length = number.find(|c: char| !c.is_ascii_digit()).filter(|length| *length > 0)?;
    // `+0,5`, `+1.000,5`, `+5-10` are numbers of other places.
    if number.get(length..)?.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if number.get(length..) == Some("%") && sign == "-" {
        let message =
            "Points are a number, not a percentage. A score is set back to 0 with: reset  unsubscribe  every time.";
        let fault = case.fault(Code::S102, token.range.clone(), message);
        return Some(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).last());
    }
    let better = format!("{sign}{}", number.get(..length)?);
    let message = format!("Points are a sign and a number, nothing else: {better}.");
    let fault = case.fault(Code::S102, token.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Unsafe).sure())
}

/// `90d`, `24h`, `3w`, `2mo`
fn unit(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let (digits, rest) = split(case.word(token));
    let unit = match rest.to_ascii_lowercase().as_str() {
        "d" | "day" | "days" => "days",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hours",
        "w" | "wk" | "week" | "weeks" => "weeks",
        "mo" | "mon" | "month" | "months" => "months",
        "y" | "yr" | "year" | "years" => "years",
        "m" | "min" | "mins" | "minute" | "minutes" => "minutes",
        _ => return None,
    };
    let better = format!("{digits} {unit}");
    let fault = case.fault(Code::S102, token.range.clone(), format!("A duration is written out: {better}."));
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Unsafe))
}

/// `9am`, `9:30pm`, `9:30 pm`, `21h30`
fn time_of_day(case: &Case<'_, '_>, around: &Around, token: &Token) -> Option<Candidate> {
    if !case.stopped.expected.contains(&Rule::clock) {
        return None;
    }
    let written = case.word(token).to_ascii_lowercase();
    let digits = written.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let mut half = written.get(digits.len()..).unwrap_or("").to_owned();
    let mut end = token.range.end;
    if let Some(next) = around.ahead.get(1).filter(|_| half.is_empty()) {
        let word = case.word(next).to_ascii_lowercase();
        if matches!(word.as_str(), "am" | "pm") {
            half = word;
            end = next.range.end;
        }
    }
    let (hours, minutes) = digits.split_once([':', '.', 'h']).unwrap_or((digits, "0"));
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let hours = match half.as_str() {
        "am" => hours % 12,
        "pm" => hours % 12 + 12,
        "h" | "u" => hours,
        "" if digits.contains('h') => hours,
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let better = format!("{hours:02}:{minutes:02}");
    let range = token.range.start..end;
    let message = format!("A time of day is written with hours from 00 to 23 and minutes: {better}.");
    let fault = case.fault(Code::S102, range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `1O0`, `l0`: letters that look like digits.
fn letters_for_digits(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let written = case.word(token);
    let alike = |c: char| matches!(c, 'O' | 'o' | 'l' | 'I');
    if !written.contains(alike) || !written.chars().all(|c| c.is_ascii_digit() || alike(c) || matches!(c, '+' | '-'))
    {
        return None;
    }
    let better: String = written
        .chars()
        .map(|c| match c {
            'O' | 'o' => '0',
            'l' | 'I' => '1',
            other => other,
        })
        .collect();
    let message = format!("A letter stands among the digits of {}: {better}.", clip(written));
    let fault = case.fault(Code::S102, token.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Unsafe).sure())
}

/// `starts at +10 points`
fn without_sign(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let plain = case.word(token).strip_prefix('+')?;
    let wanted = |rule: &Rule| matches!(rule, Rule::bound | Rule::number | Rule::value | Rule::whole);
    if !case.stopped.expected.iter().any(wanted) {
        return None;
    }
    let fault =
        case.fault(Code::S102, token.range.clone(), format!("A bound stands without a plus: {}.", clip(plain)));
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), plain)], Safety::Unsafe))
}

/// `"20"` where a number stands.
fn quoted(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let inner = case.word(token).trim_matches('"');
    let number = !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let wanted = |rule: &Rule| matches!(rule, Rule::bound | Rule::number | Rule::whole | Rule::duration);
    if token.kind != Kind::Quoted || !number || !case.stopped.expected.iter().any(wanted) {
        return None;
    }
    let message = format!("A number stands without quotation marks: {}.", clip(inner));
    let fault = case.fault(Code::S102, token.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), inner)], Safety::Unsafe))
}
