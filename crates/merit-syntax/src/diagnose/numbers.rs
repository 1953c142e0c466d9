//! Numbers, dates and signs as other places write them.

mod glued;

use merit_diagnostics::{Code, Safety};
use merit_values::Day;

use super::{Around, Candidate, Case, Kind, Token};
use crate::grammar::Rule;
use crate::report::{self, clip};
use crate::tree::First;

/// Candidates for the number at the place.
pub(super) fn numbers(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut found = Vec::new();
    let Some(token) = around.found() else { return found };
    found.extend(glued::glued(case, around, token));
    if token.kind == Kind::Number {
        found.extend(date(case, token));
        found.extend(clock(case, token));
        found.extend(decimal_comma(case, token));
        found.extend(spaced(case, around, token));
        found.extend(ordinal(case, token));
        found.extend(span_of_numbers(case, token));
        found.extend(sign_missing(case, around));
        found.extend(fraction(case, token));
        found.extend(with_letters(case, around, token));
    }
    found.extend(sign_apart(case, around));
    found
}

/// Statements whose numbers are compared with something.
const fn wants_condition(first: Option<First>) -> bool {
    matches!(first, Some(First::Sign | First::Include | First::Exclude | First::No | First::Claim))
}

/// `0,5`, `1.000,5`, `1,000`
fn decimal_comma(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let written = case.word(token).trim_end_matches('%');
    let numeric = written.bytes().all(|b| b.is_ascii_digit() || b"+-.,".contains(&b));
    let separators = written.matches([',', '.']).count();
    if !numeric || !(written.contains(',') || separators > 1) {
        return None;
    }
    let range = token.range.start..token.range.start + written.len();
    let fault = report::decimal_comma(case.place(range.clone()), written);
    let fix = fault.fixes.first()?;
    let (safety, better) = (fix.safety, fix.title.clone());
    Some(Candidate::new(fault, vec![case.repair(range, better)], safety).sure())
}

/// `1 000`
fn spaced(case: &Case<'_, '_>, around: &Around, token: &Token) -> Option<Candidate> {
    let prev = around.prev().filter(|prev| prev.kind == Kind::Number)?;
    let groups = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let head = case.word(prev).trim_start_matches(['+', '-']);
    if !groups(case.word(token)) || head.len() > 3 || !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let more = around.ahead.iter().take_while(|next| next.kind == Kind::Number && groups(case.word(next)));
    let end = more.last().map_or(token.range.end, |last| last.range.end);
    let range = prev.range.start..end;
    let written = case.text().get(range.clone()).unwrap_or("");
    let plain: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let place = case.place(range.clone());
    let fault = merit_diagnostics::Diagnostic::new(
        Code::S107,
        place,
        format!("{} is written with spaces; write it without: {plain}.", clip(written)),
    );
    let fault = fault.fix(Safety::Safe, plain.clone(), [(place, plain.clone())]);
    Some(Candidate::new(fault, vec![case.repair(range, plain)], Safety::Safe).sure())
}

/// `2025-1-5`, `31/01/2025`, `31.01.2025`
fn date(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let written = case.word(token);
    let parts: Vec<&str> = written.split(['-', '/', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let value = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
    let (a, b, c) = (value(a)?, value(b)?, value(c)?);
    if !(a > 31 || c > 31) || case.word(token).starts_with(['+', '-']) {
        return None;
    }
    let shown = |year: u32, month: u32, day: u32| {
        let date = format!("{year:04}-{month:02}-{day:02}");
        Day::read(&date).is_some().then_some(date)
    };
    let mut readings: Vec<String> = if a > 31 {
        shown(a, b, c).into_iter().collect()
    } else {
        shown(c, b, a).into_iter().chain(shown(c, a, b)).collect()
    };
    readings.dedup();
    let message = format!("{} is no date as they are written here: year-month-day, like 2025-01-31.", clip(written));
    let fault = case.fault(Code::S102, token.range.clone(), message);
    let repairs = readings.first().map(|date| case.repair(token.range.clone(), date.clone()));
    let fault = match readings.as_slice() {
        [one, other] => fault.choice(one.clone()).choice(other.clone()),
        _ => fault,
    };
    Some(Candidate::new(fault, repairs.into_iter().collect(), Safety::Unsafe).sure())
}

/// `9:30`
fn clock(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let written = case.word(token);
    if case.first == Some(First::Sign) || wants_condition(case.first) {
        return None;
    }
    let dotted = case.stopped.expected.contains(&Rule::clock) && written.len() > 3;
    let (hours, minutes) = written.split_once(':').or_else(|| written.split_once('.').filter(|_| dotted))?;
    let hours: u32 = hours.parse().ok()?;
    let minutes: u32 = minutes.split(':').next()?.parse().ok()?;
    let better = format!("{hours:02}:{minutes:02}");
    let fault =
        case.fault(Code::S102, token.range.clone(), "A time of day is written with hours and minutes: 09:30.");
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Safe).sure())
}

/// `total 15`, `+1 2 3`
fn sign_missing(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let wanted = |rule: &Rule| matches!(rule, Rule::signed | Rule::stage_effect);
    let token = around.found().filter(|_| case.stopped.expected.iter().any(wanted))?;
    if case.word(token).starts_with(['+', '-']) {
        return None;
    }
    let shown = clip(case.word(token));
    let ladder = case.stopped.expected.contains(&Rule::occasion);
    // `+10 5 page_view in any 7 days`
    let name = around.ahead.get(1).is_some_and(|next| next.kind == Kind::Word);
    if ladder && name && around.before.len() == 1 && case.text().contains(" in any ") {
        return None;
    }
    let first_minus = case.text().starts_with('-');
    let sign = if ladder && !first_minus { "+" } else { "-" };
    let steps = around.ahead.iter().take_while(|token| token.kind == Kind::Number);
    let repairs = steps.map(|token| case.repair(token.range.start..token.range.start, sign)).collect();
    let message = if ladder {
        format!("Every step of a ladder has its sign: {sign}{shown}.")
    } else {
        format!("The sign of {shown} is missing: inactivity takes points with -{shown}.")
    };
    let fault = case.fault(Code::S116, token.range.clone(), message);
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}

/// `+ 10`
fn sign_apart(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    if let (None, Some(sign), true) = (around.prev(), around.found(), case.text().starts_with(['+', '-']))
        && sign.kind == Kind::Sign
        && around.ahead.get(1).is_none_or(|next| next.kind != Kind::Number)
    {
        let shown = case.word(sign);
        let message = format!("The number of points is missing behind the sign: {shown}10.");
        return Some(
            Candidate::new(case.fault(Code::S102, sign.range.clone(), message), Vec::new(), Safety::Unsafe).sure(),
        );
    }
    let (sign, number) = match (around.prev(), around.ahead.as_slice()) {
        (_, [sign, number, ..]) if matches!(case.word(sign), "+" | "-") => (sign, number),
        (Some(sign), [number, ..]) if matches!(case.word(sign), "+" | "-") => (sign, number),
        _ => return None,
    };
    if number.kind != Kind::Number || case.stopped.expected.contains(&Rule::kw_to) {
        return None;
    }
    // `-+5`
    if let Some(plain) = case.word(number).strip_prefix(['+', '-']) {
        let range = sign.range.start..number.range.end;
        let message = format!("Points have one sign: +{plain} or -{plain}.");
        let mut fault = case.fault(Code::S102, range.clone(), message);
        if range.start == 0 {
            let rest = report::one_line(case.text().get(range.end..).unwrap_or(""));
            fault = fault.choice(format!("+{plain}   {rest}")).choice(format!("-{plain}   {rest}"));
        }
        let repair = case.repair(range, format!("{}{plain}", case.word(sign)));
        return Some(Candidate::new(fault, vec![repair], Safety::DisplayOnly).sure());
    }
    let fault = case.fault(
        Code::S102,
        sign.range.start..number.range.end,
        format!("Sign and number stand together: {}{}.", case.word(sign), clip(case.word(number))),
    );
    let gap = sign.range.end..number.range.start;
    Some(Candidate::new(fault, vec![case.repair(gap, "")], Safety::Safe).sure())
}

/// `every 3 times`
fn ordinal(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let written = case.word(token);
    if !case.stopped.expected.contains(&Rule::ordinal) || !written.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // `every 90 days`
    let next = super::tokens(case.text(), token.range.end).next();
    if next.is_some_and(|next| !matches!(case.word(&next), "time" | "times")) {
        return None;
    }
    let ending = match written.as_bytes() {
        [.., b'1', _] => "th",
        [.., b'1'] => "st",
        [.., b'2'] => "nd",
        [.., b'3'] => "rd",
        _ => "th",
    };
    let better = format!("{written}{ending}");
    let message = format!("A place in a row is written with its ending: every {} time.", clip(&better));
    let fault = case.fault(Code::S102, token.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Safe).sure())
}

/// `range 0-100`
fn span_of_numbers(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let written = case.word(token);
    let (from, to) = written.get(1..)?.split_once('-').map(|(rest, to)| (rest.len() + 1, to))?;
    let from = written.get(..from)?;
    let numeric = |text: &str| text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !numeric(from) || !numeric(to) || to.is_empty() {
        return None;
    }
    let better = format!("{from} to {to}");
    let message = format!("From one number to another is written with \"to\": {}.", clip(&better));
    let fault = case.fault(Code::S102, token.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Unsafe).sure())
}

/// `5k`, `1e5`, `50%` where a plain number stands.
fn with_letters(case: &Case<'_, '_>, around: &Around, token: &Token) -> Option<Candidate> {
    let written = case.word(token);
    let length = written.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(written.len());
    let (digits, rest) = written.split_at_checked(length)?;
    let comparing =
        around.prev().is_some_and(|prev| matches!(case.word(prev), "<" | "<=" | ">" | ">=" | "from" | "to"));
    if rest.is_empty() || !comparing || !written.bytes().all(|b| b.is_ascii_alphanumeric() || b".%:".contains(&b)) {
        return None;
    }
    let better = match rest {
        "%" => digits.to_owned(),
        "k" | "K" => format!("{digits}000"),
        "m" | "M" => format!("{digits}000000"),
        _ => String::new(),
    };
    let plain = !better.is_empty() && better.bytes().all(|b| b.is_ascii_digit());
    let shown = clip(written);
    let message = match rest {
        "%" => format!("A plain number stands here, not the percentage {shown}."),
        _ if plain => format!("{shown} is written out in digits: {better}."),
        _ => format!("{shown} is no number as they are written here: digits, and a point for decimals."),
    };
    let fault = case.fault(Code::S102, token.range.clone(), message);
    if plain {
        return Some(Candidate::new(fault, vec![case.repair(token.range.clone(), better)], Safety::Unsafe).sure());
    }
    if !wants_condition(case.first) {
        return Some(Candidate::new(fault, Vec::new(), Safety::Unsafe).sure());
    }
    // What it should be is not known; with any number the rest of the statement is understood.
    Some(Candidate::new(fault, vec![case.repair(token.range.clone(), "1")], Safety::Unsafe).sure().quiet())
}

/// `2.5 times`, `1.5 days`
fn fraction(case: &Case<'_, '_>, token: &Token) -> Option<Candidate> {
    let wanted = |rule: &Rule| matches!(rule, Rule::whole | Rule::duration | Rule::times_in | Rule::happens_times);
    let written = case.word(token);
    if !written.contains('.') || !case.stopped.expected.iter().any(wanted) {
        return None;
    }
    let message = format!("A whole number stands here, not {}.", clip(written));
    Some(Candidate::new(case.fault(Code::S102, token.range.clone(), message), Vec::new(), Safety::Unsafe).sure())
}
