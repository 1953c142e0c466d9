//! Lines that begin with a number, or with more than one sign.

use std::ops::Range;

use merit_diagnostics::{Code, Safety};

use super::super::{Candidate, Case, Explained, Kind, tokens};
use super::{begin, range};
use crate::report::clip;
use crate::tree::First;

/// `10 page_view once`
pub(super) fn number(case: &Case<'_, '_>) -> Explained {
    let token = begin(case);
    let range = range(token.as_ref());
    let written = case.text().get(range.clone()).unwrap_or("");
    if written.matches(['-', '/', '.']).count() == 2 {
        let date = Case {
            first: Some(First::Date),
            stopped: crate::statement::Stopped { at: 0, expected: Vec::new() },
            ..*case
        };
        let around = date.around(0);
        for candidate in super::super::numbers::numbers(&date, &around) {
            if candidate.fault.code == Code::S102 {
                return date.mend(First::Date, &candidate).unwrap_or_else(|| date.plain(candidate.fault));
            }
        }
    }
    // `5+ page_view`
    let signed = case.text().get(range.end..).and_then(|rest| rest.chars().next()).filter(|c| matches!(c, '+' | '-'));
    if let Some(sign) = signed {
        let better = format!("{sign}{written}");
        let message = format!("The sign stands before the number: {}.", clip(&better));
        let whole = range.start..range.end + sign.len_utf8();
        let fault = case.fault(Code::S116, whole.clone(), message);
        let candidate = Candidate::new(fault, vec![case.repair(whole, better)], Safety::Unsafe);
        if let Some(explained) = case.mend(First::Sign, &candidate) {
            return explained;
        }
    }
    if let Some(explained) = clock_first(case, &range) {
        return explained;
    }
    // `0 unsubscribe every time`
    if written == "0" {
        let message = "0 points change nothing; a score is set back with \"reset\".";
        let fault = case.fault(Code::S116, range.clone(), message);
        let candidate = Candidate::new(fault, vec![case.repair(range.clone(), "reset")], Safety::Unsafe);
        if let Some(explained) = case.mend(First::Reset, &candidate) {
            return explained;
        }
    }
    let shown = clip(written);
    let message = format!("The sign of {shown} is missing: points are written +{shown} or -{shown}.");
    let line = crate::report::one_line(case.text());
    let mut fault = case.fault(Code::S116, range.clone(), message);
    if line.len() <= 400 {
        fault = fault.choice(format!("+{line}")).choice(format!("-{line}"));
    }
    let candidate = Candidate::new(fault, vec![case.repair(0..0, "+")], Safety::DisplayOnly);
    if let Some(explained) = case.mend(First::Sign, &candidate) {
        return explained;
    }
    for (word, first) in [("after", First::After), ("day", First::Day)] {
        let message = format!("Before {shown} the word \"{word}\" is missing.");
        let fault = case.fault(Code::S101, range.clone(), message);
        let repair = case.repair(0..0, format!("{word} "));
        if let Some(explained) = case.mend(first, &Candidate::new(fault, vec![repair], Safety::Unsafe)) {
            return explained;
        }
    }
    Explained { fault: candidate.fault, kind: None, first: Some(First::Sign) }
}

/// `09:30 day 0 page_view`
fn clock_first(case: &Case<'_, '_>, range: &Range<usize>) -> Option<Explained> {
    let (hour, minute) = case.text().get(range.clone())?.split_once(':')?;
    let digits = |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    let mut rest = tokens(case.text(), range.end);
    let day = rest.next().filter(|_| digits(hour) && digits(minute))?;
    let (first, end) = match case.word(&day) {
        "day" => (First::Day, rest.next()?.range.end),
        date if merit_values::Day::read(date).is_some() => (First::Date, day.range.end),
        _ => return None,
    };
    let moment = format!("{} {}", case.text().get(day.range.start..end)?, case.text().get(range.clone())?);
    let fault = case.fault(Code::S101, 0..end, format!("The time stands behind the day: {}.", clip(&moment)));
    case.mend(first, &Candidate::new(fault, vec![case.repair(0..end, moment)], Safety::Unsafe))
}

/// `--20 unsubscribe`
pub(super) fn two_signs(case: &Case<'_, '_>) -> Option<Explained> {
    let text = case.text();
    let signs = text.len() - text.trim_start_matches(['+', '-']).len();
    let number =
        tokens(text, signs).next().filter(|token| token.kind == Kind::Number && token.range.start == signs)?;
    let sign = text.get(..1).filter(|sign| signs > 1 && text.get(..signs) == Some(&sign.repeat(signs)))?;
    let better = format!("{sign}{}", case.word(&number));
    let range = 0..number.range.end;
    let fault = case.fault(Code::S116, range.clone(), format!("One sign is enough: {}.", clip(&better)));
    let candidate = Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe);
    Some(case.mend(First::Sign, &candidate).unwrap_or_else(|| case.plain(candidate.fault)))
}
