//! Numbers with something that they cannot have here: a unit, a step that stands for several, a share that is no percentage.

use merit_diagnostics::{Code, Safety};
use merit_values::Decimal;

use super::super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::grammar::Rule;
use crate::tree::First;

/// All of them.
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let all = [unit(case, around), ladder(case, around), steps(case, around), share(case, around)];
    all.into_iter().flatten().collect()
}

/// `seconds >= 20 minutes`, `with seconds 30 minutes`
fn unit(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let [.., what, number] = around.before.as_slice() else { return None };
    let found = around.found()?;
    let one = case.word(found).trim_end_matches('s');
    let of_time = matches!(one, "second" | "minute" | "hour" | "day" | "week" | "month" | "year");
    let is_unit = of_time
        || matches!(one, "euro" | "percent" | "EUR" | "USD" | "GBP" | "CHF" | "JPY" | "CNY" | "€" | "$" | "£");
    let compares = matches!(case.word(what), "<" | "<=" | ">" | ">=" | "is" | "to");
    let in_test = matches!(case.first, Some(First::Day | First::Date | First::Lead)) && what.kind == Kind::Word;
    if !is_unit || number.kind != Kind::Number || !(compares || in_test) {
        return None;
    }
    let message = "Numbers have no unit here: a value is written in the unit that the data has.";
    let fault = case.fault(Code::S102, number.range.start..found.range.end, message);
    let rest = case.repair(number.range.end..found.range.end, "");
    Some(Candidate::new(fault, vec![rest], Safety::Unsafe).sure().quiet())
}

/// `+2/+4/+6 click`: what is between the steps of a ladder.
fn ladder(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let sign = |token: &Token| matches!(case.word(token), "/" | "|" | ";");
    let found = around.found().filter(|found| case.first == Some(First::Sign) && sign(found))?;
    let all: Vec<Token> = tokens(case.text(), 0).collect();
    let between = all.windows(3).filter_map(|three| match three {
        [from, between, to] if from.kind == Kind::Number && sign(between) && to.kind == Kind::Number => {
            Some(case.repair(from.range.end..to.range.start, " "))
        }
        _ => None,
    });
    let message = "The steps of a ladder stand one behind the other, with a space between them.";
    let fault = case.fault(Code::S102, found.range.clone(), message);
    Some(Candidate::new(fault, between.collect(), Safety::Unsafe).sure())
}

/// `+2 to +6 click`: every step is written.
fn steps(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    // "to" is read as the name of an event.
    let [.., prev, found] = around.before.as_slice() else { return None };
    let next = around.found()?;
    let signed = |text: &str| text.starts_with(['+', '-']).then(|| text.parse::<i32>().ok()).flatten();
    if case.first != Some(First::Sign) || case.word(found) != "to" {
        return None;
    }
    let (from, to) = (signed(case.word(prev))?, signed(case.word(next))?);
    let range = prev.range.start..next.range.end;
    let mut fault = case.fault(Code::S102, range.clone(), "Every step of a ladder is written.");
    let step = if to > from { 1 } else { -1 };
    let count = from.abs_diff(to);
    if count <= 10 {
        let written = |at: u32| format!("{:+}", from + step * i32::try_from(at).unwrap_or(0));
        let ladder = (0..=count).map(written).collect::<Vec<_>>().join(" ");
        fault = fault.choice(case.line_with(range.clone(), &ladder));
    }
    let repair = case.repair(prev.range.end..next.range.start, " ");
    Some(Candidate::new(fault, vec![repair], Safety::DisplayOnly).sure().quiet())
}

/// `sum of interest, 0.5 of fit`
fn share(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev().filter(|prev| case.first == Some(First::Sum) && prev.kind == Kind::Number)?;
    if !case.stopped.expected.contains(&Rule::percent_sign) {
        return None;
    }
    let share = Decimal::read(case.word(prev)).ok()?;
    let whole = case.word(prev).strip_prefix("0.").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let percent: String = match whole.len() {
        1 => format!("{whole}0"),
        2 => whole.to_owned(),
        _ => return None,
    };
    let percent = Some(percent.trim_start_matches('0')).filter(|percent| !percent.is_empty())?;
    let better = format!("{percent}%");
    let message = format!("A share of a score is a percentage: {share} is {better}.");
    let fault = case.fault(Code::S102, prev.range.clone(), message);
    Some(Candidate::new(fault, vec![case.repair(prev.range.clone(), better)], Safety::Unsafe).sure())
}
