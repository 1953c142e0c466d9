//! Further phrases: each with the line it would be here.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::grammar::Rule;
use crate::report::clip;
use crate::tree::First;

/// All of them.
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    candidates.extend(twice(case, around));
    candidates.extend(counted_in_window(case, around));
    candidates.extend(count_before_event(case, around));
    candidates.extend(in_a_list(case, around));
    candidates.extend(with_a_value(case, around));
    candidates.extend(event_left_out(case, around));
    candidates.extend(had_without_if(case, around));
    candidates.extend(more_than_times(case, around));
    candidates.extend(within_left_out(case, around));
    candidates.extend(from_to(case, around));
    candidates.extend(delay_behind(case, around));
    candidates.extend(day_left_out(case, around));
    candidates.extend(which_grade(case, around));
    candidates.extend(event_behind_if(case, around));
    candidates.extend(asks_nothing(case, around));
    candidates.extend(had_when(case, around));
    candidates.extend(comma_at_the_end(case, around));
    candidates.extend(another_file(case, around));
    candidates.extend(spaced_check(case, around));
    candidates.extend(called(case, around));
    candidates
}

/// `+10 page_view twice`, `twice a week`
fn twice(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|_| matches!(case.first, Some(First::Sign | First::Reset | First::Trigger)))?;
    let count = match case.word(found) {
        "twice" => 2,
        "thrice" => 3,
        _ => return None,
    };
    let better = format!("at most {count} times");
    let each = around.ahead.get(1).filter(|next| matches!(case.word(next), "a" | "an" | "each" | "every" | "per"));
    if let Some(each) = each {
        let (range, better) = (found.range.start..each.range.end, format!("{better} per"));
        let written = clip(case.text().get(range.clone())?);
        let fault = case.fault(Code::S102, range.clone(), format!("\"{written}\" is written {better}."));
        return Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure());
    }
    let message = format!("\"{}\" is written {better}.", clip(case.word(found)));
    let fault = case
        .fault(Code::S102, found.range.clone(), message)
        .note("Or did it mean something else? All of these are possible:")
        .choice(case.line_with(found.range.clone(), &better))
        .choice(case.line_with(found.range.clone(), "once"))
        .choice(case.line_with(found.range.clone(), &format!("{better} per month")));
    Some(Candidate::new(fault, vec![case.repair(found.range.clone(), better)], Safety::DisplayOnly).sure())
}

/// `3x in any 14 days`
fn counted_in_window(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (found, next) = (around.found()?, around.ahead.get(1)?);
    let count = case.word(found).strip_suffix(['x', 'X'])?;
    if count.is_empty() || !count.bytes().all(|b| b.is_ascii_digit()) || case.word(next) != "in" {
        return None;
    }
    let better = format!("{count} times");
    let fault = case.fault(Code::S102, found.range.clone(), format!("How many is written: {better}."));
    Some(Candidate::new(fault, vec![case.repair(found.range.clone(), better)], Safety::Unsafe))
}

/// `+4 3 times visit in any 7 days`: the count stands behind the event, before its time.
fn count_before_event(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    if !matches!(case.first, Some(First::Sign | First::Reset)) || around.before.len() > 2 {
        return None;
    }
    let all: Vec<Token> = tokens(case.text(), 0).take(40).collect();
    let [_, count, rest @ ..] = all.as_slice() else { return None };
    let written = case.word(count);
    let (number, event) = match rest {
        [times, event, ..] if matches!(case.word(times), "times" | "time") => {
            let spelt = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
            let spelt = spelt.iter().position(|word| *word == written).map(|at| (at + 1).to_string());
            let digits = written.bytes().all(|b| b.is_ascii_digit()).then(|| written.to_owned());
            (digits.or(spelt)?, event)
        }
        [event, ..] => {
            let digits = written.strip_suffix(['x', 'X', '×']).unwrap_or(written);
            if !digits.bytes().all(|b| b.is_ascii_digit()) || digits == written && !case.text().contains(" in any ") {
                return None;
            }
            (digits.to_owned(), event)
        }
        [] => return None,
    };
    if number.is_empty()
        || !matches!(event.kind, Kind::Word | Kind::Backtick)
        || crate::words::is_ours(case.word(event))
    {
        return None;
    }
    let before = case.repair(count.range.start..event.range.start, "");
    let window =
        all.windows(2).find(|pair| matches!(pair, [one, two] if case.word(one) == "in" && case.word(two) == "any"));
    let (better, repair) = match window {
        Some([at, _]) => (
            format!("{number} times in any …"),
            case.repair(at.range.start..at.range.start, format!("{number} times ")),
        ),
        _ => {
            let better = format!("{number} times in any 30 days");
            let end = event.range.end;
            let repair = case.repair(end..end, format!(" {better}"));
            (better, repair)
        }
    };
    let message = format!("How many stands behind the event: {} {better}.", clip(case.word(event)));
    let fault = case.fault(Code::S102, count.range.start..event.range.end, message);
    Some(Candidate::new(fault, vec![before, repair], Safety::Unsafe).sure())
}

/// `path in ("/a", "/b")`
fn in_a_list(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found()?);
    // `not in (…)` stops before it, `one of (…)` inside.
    let negated = case.word(found) == "not" && around.ahead.get(1).is_some_and(|next| case.word(next) == "in");
    let open = if negated { around.ahead.get(2)? } else { found };
    if !(negated || matches!(case.word(prev), "in" | "of")) || !matches!(case.word(open), "(" | "[") {
        return None;
    }
    let close = tokens(case.text(), open.range.end).find(|token| matches!(case.word(token), ")" | "]"))?;
    if case.word(prev) == "of" {
        let message = "The values of a list stand without brackets, with commas between them.";
        let fault = case.fault(Code::S102, open.range.start..close.range.end, message);
        let repairs = vec![case.repair(open.range.clone(), ""), case.repair(close.range.start..close.range.end, "")];
        return Some(Candidate::new(fault, repairs, Safety::Unsafe).sure());
    }
    let earlier = |back: usize| around.earlier(back).map(|token| case.word(token));
    let better = match (negated, earlier(1), earlier(2)) {
        (true, ..) => "is not one of ",
        (_, Some("is"), _) | (_, Some("not"), Some("is")) => "one of ",
        _ => "is one of ",
    };
    let (prev, found) = if negated { (found, open) } else { (prev, found) };
    let message = "One of several values is written: is one of \"a\", \"b\".";
    let fault = case.fault(Code::S102, prev.range.start..close.range.end, message);
    let repairs = vec![
        case.repair(prev.range.start..found.range.end, better),
        case.repair(close.range.start..close.range.end, ""),
    ];
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}

/// `+10 page_view with path "/a"`
fn with_a_value(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| case.word(found) == "with" && case.first == Some(First::Sign))?;
    let (name, value) = (around.ahead.get(1)?, around.ahead.get(2)?);
    if name.kind != Kind::Word || !matches!(value.kind, Kind::Quoted | Kind::Number) {
        return None;
    }
    let message = format!("What must be true of an event is written: where {} is …", clip(case.word(name)));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    let repairs =
        vec![case.repair(found.range.clone(), "where"), case.repair(value.range.start..value.range.start, "is ")];
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}

/// `+10 where path is "/a" once`
fn event_left_out(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| case.word(found) == "where" && case.first == Some(First::Sign))?;
    if !case.stopped.expected.contains(&Rule::occasion) {
        return None;
    }
    let message = "Between the points and \"where\" the event is missing, for example: +10  page_view where … \
        A rule that asks who the lead is says \"if\" instead.";
    let fault = case.fault(Code::S102, found.range.clone(), message);
    Some(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure())
}

/// `+10 had page_view ever`
fn had_without_if(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| case.word(found) == "had" && case.first == Some(First::Sign))?;
    if !case.stopped.expected.contains(&Rule::occasion) {
        return None;
    }
    let fault = case.fault(Code::S102, found.range.clone(), "Before a condition stands \"if\": if had …");
    let at = found.range.start;
    Some(Candidate::new(fault, vec![case.repair(at..at, "if ")], Safety::Unsafe).sure())
}

/// `had page_view more than 3 times in the last 30 days`
fn more_than_times(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let word = |token: &Token| case.word(token).to_owned();
    // `at most 3 times` stops behind "at".
    if let (Some(at), [most, count, times, ..]) = (around.prev(), around.ahead.as_slice())
        && (case.word(at), case.word(most)) == ("at", "most")
        && matches!(case.word(times), "times" | "time")
        && case.stopped.expected.contains(&Rule::kw_least)
    {
        let number: u32 = case.word(count).parse().ok()?;
        let better = format!("fewer than {} times", number.checked_add(1)?);
        let range = at.range.start..times.range.end;
        let shown = clip(case.text().get(range.clone())?);
        let fault = case.fault(Code::S102, range.clone(), format!("\"{shown}\" is written {better}."));
        return Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe));
    }
    let [more, than, count, times, ..] = around.ahead.as_slice() else { return None };
    if word(than) != "than" || !matches!(word(times).as_str(), "times" | "time") {
        return None;
    }
    let number: u32 = case.word(count).parse().ok()?;
    let better = match case.word(more) {
        "more" => format!("at least {} times", number.checked_add(1)?),
        "less" | "fewer" => format!("fewer than {number} times"),
        _ => return None,
    };
    let range = more.range.start..times.range.end;
    let shown = clip(case.text().get(range.clone())?);
    let fault = case.fault(Code::S102, range.clone(), format!("\"{shown}\" is written {better}."));
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe))
}

/// `page_view then form_submit once`
fn within_left_out(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    if !case.stopped.expected.contains(&Rule::kw_within) {
        return None;
    }
    let prev = around.prev()?;
    let at = prev.range.end;
    let message = "How long after the first event the second one may come is missing: within 7 days.";
    let fault = case.fault(Code::S102, prev.range.clone(), message).label("within how many days?");
    let fault = fault.choice(case.line_with(at..at, " within 7 days"));
    Some(Candidate::new(fault, vec![case.repair(at..at, " within 7 days")], Safety::DisplayOnly))
}

/// `range from 0 to 100`, `range from 0 too 100`
fn from_to(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|_| case.first == Some(First::Range))?;
    let from = around.before.iter().find(|token| case.word(token) == "from")?;
    let low = around.prev()?;
    let both = from.range.start..found.range.end;
    let fault = case.fault(Code::S102, both, "A range with both ends stands without \"from\".");
    if case.word(found) == "to" {
        let repair = case.repair(from.range.start..low.range.start, "");
        return Some(Candidate::new(fault, vec![repair], Safety::Unsafe));
    }
    // Another word between two numbers.
    let high = around.ahead.get(1).filter(|high| high.kind == Kind::Number && found.kind != Kind::Number)?;
    let low = case.text().get(from.range.end..low.range.end)?.trim_start();
    let repair = case.repair(from.range.start..high.range.start, format!("{low} to "));
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe))
}

/// `trigger send_sms after 2 days entering "Warm" once`
fn delay_behind(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let [after, count, unit, ..] = around.ahead.as_slice() else { return None };
    if case.first != Some(First::Trigger) || case.word(after) != "after" || count.kind != Kind::Number {
        return None;
    }
    let better = format!("{} {} after", case.word(count), case.word(unit));
    let range = after.range.start..unit.range.end;
    let fault =
        case.fault(Code::S102, range.clone(), format!("The words stand the other way round: {}.", clip(&better)));
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe))
}

/// `expect engagement 10`
fn day_left_out(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    if case.first != Some(First::Expect) || around.found().is_some() || !case.stopped.expected.contains(&Rule::kw_on)
    {
        return None;
    }
    let prev = around.prev()?;
    let at = prev.range.end;
    let message = "It is missing on which day this must hold: on day 0.";
    let fault = case.fault(Code::S102, prev.range.clone(), message).label("on which day?");
    let fault = fault.choice(case.line_with(at..at, " on day 0"));
    Some(Candidate::new(fault, vec![case.repair(at..at, " on day 0")], Safety::DisplayOnly).sure())
}

/// `expect grade B on day 0`
fn which_grade(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found()?);
    if case.first != Some(First::Expect) || case.word(prev) != "grade" || case.word(found) == "on" {
        return None;
    }
    let letter = clip(case.word(found));
    let message = format!("The name of the grade stands before the word: fit grade {letter}.");
    let fault = case.fault(Code::S102, prev.range.start..found.range.end, message);
    Some(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure())
}

/// `-20 if unsubscribe once`
fn event_behind_if(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let [.., word, event] = around.before.as_slice() else { return None };
    if case.first != Some(First::Sign) || case.word(word) != "if" || event.kind != Kind::Word {
        return None;
    }
    let message = format!("A rule about an event stands without \"if\": {} ….", clip(case.word(event)));
    let fault = case.fault(Code::S102, word.range.clone(), message);
    let repair = case.repair(word.range.start..event.range.start, "");
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe)).filter(|_| around.found().is_some())
}

/// `+5 if vip`: what is asked of it?
fn asks_nothing(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev().filter(|prev| matches!(prev.kind, Kind::Word | Kind::Backtick))?;
    let outcome = matches!(case.word(prev), "higher" | "lower" | "better" | "worse");
    if outcome || around.found().is_some() || !case.stopped.expected.contains(&Rule::operator) {
        return None;
    }
    let at = prev.range.end;
    let message =
        format!("It is missing what is asked of {}, like \"is yes\" or \"is known\".", clip(case.word(prev)));
    let fault = case
        .fault(Code::S102, prev.range.clone(), message)
        .label("something is missing after this")
        .choice(case.line_with(at..at, " is yes"))
        .choice(case.line_with(at..at, " is known"));
    // It may be an event.
    let event = case.word(prev);
    let fault = if event.contains('.') {
        fault
    } else {
        fault.choice(case.line_with(prev.range.clone(), &format!("had {event} ever")))
    };
    Some(Candidate::new(fault, vec![case.repair(at..at, " is known")], Safety::DisplayOnly).sure())
}

/// `+5 if had page_view`: since when?
fn had_when(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev()?;
    if around.found().is_some() || !case.stopped.expected.contains(&Rule::kw_ever) {
        return None;
    }
    let at = prev.range.end;
    let message = "It is missing how far back this looks: ever, or in the last 30 days.";
    let fault = case
        .fault(Code::S102, prev.range.clone(), message)
        .label("since when?")
        .choice(case.line_with(at..at, " in the last 30 days"))
        .choice(case.line_with(at..at, " ever"));
    Some(Candidate::new(fault, vec![case.repair(at..at, " ever")], Safety::DisplayOnly).sure())
}

/// `had reply ever where stars > 3`: the condition stands behind the event.
pub(in crate::diagnose) fn where_behind(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    behind(case, around).into_iter().collect()
}

fn behind(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|found| case.word(found) == "where")?;
    if case.text().len() > super::super::LONGEST {
        return None;
    }
    let all: Vec<Token> = tokens(case.text(), 0).take_while(|token| token.range.start < found.range.start).collect();
    let had = all.iter().rposition(|token| case.word(token) == "had")?;
    let name = all.iter().skip(had + 1).find(|token| case.word(token) != "no")?;
    let condition = case.text().get(found.range.end..)?.trim();
    let plain = condition.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(condition);
    let fault = case.fault(
        Code::S102,
        found.range.clone(),
        format!(
            "The condition stands right behind the event, in brackets: had {} where ( … ).",
            clip(case.word(name))
        ),
    );
    let end = name.range.end;
    let start = all.last()?.range.end;
    let repairs = vec![
        case.repair(end..end, format!(" where ({plain})")),
        case.repair(start..case.text().trim_end().len(), ""),
    ];
    Some(Candidate::new(fault, repairs, Safety::Unsafe))
}

/// `list vip: text "a", "b",`
fn comma_at_the_end(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev().filter(|prev| case.word(prev) == "," && around.found().is_none())?;
    let fault = case.fault(Code::S102, prev.range.clone(), "Behind the last one stands no comma.");
    Some(Candidate::new(fault, vec![case.repair(prev.range.clone(), "")], Safety::Unsafe))
}

/// `use "a.score", "b.score"`
fn another_file(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|_| case.first == Some(First::Use))?;
    let prev = around.prev().filter(|prev| prev.kind == Kind::Quoted)?;
    let next = around.ahead.iter().find(|token| token.kind == Kind::Quoted)?;
    let message = format!("Each file is brought in by a line of its own: use {}.", clip(case.word(next)));
    let fault = case.fault(Code::S102, found.range.start..next.range.end, message);
    let rest = case.repair(prev.range.end..case.text().trim_end().len(), "");
    Some(Candidate::new(fault, vec![rest], Safety::Unsafe).quiet())
}

/// `allow not used because "…"`
fn spaced_check(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    around.found().filter(|_| case.first == Some(First::Allow))?;
    let words: Vec<Token> =
        tokens(case.text(), 0).skip(1).take_while(|token| case.word(token) != "because").take(8).collect();
    let (first, last) = (words.first()?, words.last()?);
    let name = words.iter().map(|token| case.word(token)).collect::<Vec<_>>().join("_");
    let fault = case.fault(
        Code::S102,
        first.range.start..last.range.end,
        format!("The name of a check is one word: {}.", clip(&name)),
    );
    let repair = case.repair(first.range.start..last.range.end, name);
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe))
}

/// `len(title) > 3`
fn called(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found()?);
    let touching = prev.range.end == found.range.start && prev.kind == Kind::Word && case.word(found) == "(";
    if !touching || !case.stopped.expected.contains(&Rule::operator) || crate::words::is_ours(case.word(prev)) {
        return None;
    }
    let message = "There are no functions here: a condition is a name, a comparison and a value.";
    let fault = case.fault(Code::S102, prev.range.start..found.range.end, message);
    Some(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure())
}
