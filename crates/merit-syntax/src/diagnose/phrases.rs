//! Phrases of other languages that need more than another word.

mod amounts;
mod claims;
mod dates;
mod matrix;
mod more;
mod own_line;
mod test_lines;

pub(super) use matrix::{in_a_row, row_of};
pub(super) use more::where_behind;
pub(super) use own_line::line_of_a_score;

use merit_diagnostics::{Code, Safety};

use super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::grammar::Rule;
use crate::report::clip;
use crate::tree::First;
use crate::words::Begins;

/// All of them.
pub(super) fn phrases(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    candidates.extend(amounts::phrases(case, around));
    candidates.extend(claims::phrases(case, around));
    candidates.extend(matrix::phrases(case, around));
    candidates.extend(test_lines::phrases(case, around));
    candidates.extend(between(case, around));
    candidates.extend(subject_left_out(case, around));
    candidates.extend(lead_has(case, around));
    candidates.extend(own_line::behind_the_score(case, around));
    candidates.extend(line_of_its_own(case, around));
    candidates.extend(dates::phrases(case, around));
    candidates.extend(limits(case, around));
    candidates.extend(more::phrases(case, around));
    candidates.extend(of_what(case, around));
    candidates.extend(percent_alone(case, around));
    candidates.extend(upper_bound(case, around));
    candidates.extend(no_bound(case, around));
    candidates.extend(joined_clauses(case, around));
    candidates.extend(another_event(case, around));
    candidates.extend(several_events(case, around));
    candidates
}

/// `between 1 and 5`
fn between(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| case.word(token) == "between")?;
    let and = around.ahead.iter().find(|token| case.word(token) == "and")?;
    let message = "From one value to another, both included, is written: from … to ….";
    let fault = case.fault(Code::S102, found.range.clone(), message);
    let repairs = vec![case.repair(found.range.clone(), "from"), case.repair(and.range.clone(), "to")];
    Some(Candidate::new(fault, repairs, Safety::Unsafe).sure())
}

/// `a >= 10 and <= 50`
fn subject_left_out(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let operator = |word: &str| matches!(word, "<" | "<=" | ">" | ">=" | "is" | "contains" | "starts" | "ends");
    let found = around.found().filter(|token| operator(case.word(token)))?;
    let (joiner, earlier) = around.before.split_last().filter(|(last, _)| matches!(case.word(last), "and" | "or"))?;
    let index = earlier.iter().rposition(|token| operator(case.word(token)))?;
    let subject = earlier.get(index.checked_sub(1)?).filter(|token| token.kind == Kind::Word)?;
    let name = case.word(subject);
    let joined = format!("{} {name} {}", case.word(joiner), case.word(found));
    let message = format!("Each comparison says again what is compared: {} …", clip(&joined));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    let repair = case.repair(found.range.start..found.range.start, format!("{name} "));
    Some(Candidate::new(fault, vec![repair], Safety::Unsafe).sure())
}

/// `lead title "VP"`
fn lead_has(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev().filter(|_| case.first == Some(First::Lead))?;
    if let Some(found) = around.found().filter(|found| matches!(case.word(found), "have" | "had" | "with" | "is"))
        && case.word(prev) == "lead"
    {
        let shown = clip(case.word(found));
        let fault =
            case.fault(Code::S102, found.range.clone(), format!("Here the language says \"has\", not \"{shown}\"."));
        return Some(Candidate::new(fault, vec![case.repair(found.range.clone(), "has")], Safety::Unsafe));
    }
    if case.word(prev) != "lead" || around.found().is_none() {
        return None;
    }
    let end = prev.range.end;
    let fault = case.fault(Code::S102, prev.range.clone(), "After \"lead\" the word \"has\" is missing.");
    Some(Candidate::new(fault, vec![case.repair(end..end, " has")], Safety::Unsafe))
}

/// `event form_submit has form: text`, `lead has email: email`
fn line_of_its_own(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found()?;
    let end = case.text().len();
    if case.first == Some(First::Lead) && case.word(found) == ":" {
        let message = "\"lead\" stands on a line of its own, and each \"has\" on a line below it.";
        let fault = case.fault(Code::S102, 0..found.range.end, message);
        return Some(Candidate::new(fault, vec![case.repair("lead".len()..end, "")], Safety::Unsafe).quiet());
    }
    let begins = matches!(
        crate::words::begins(case.text().get(found.range.start..)?),
        Begins::Strong(first) if first != First::Sign && first != First::Lead
    );
    if found.kind != Kind::Word || !begins || !case.stopped.expected.contains(&Rule::EOI) {
        return None;
    }
    let word = case.word(found);
    let fault = case.fault(Code::S102, found.range.clone(), format!("\"{word}\" begins a line of its own."));
    let start = around.prev()?.range.end;
    Some(Candidate::new(fault, vec![case.repair(start..end, "")], Safety::Unsafe).quiet())
}

/// `3 times per day`, `3x per day`, `up to 3 times`
fn limits(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let propose = |range: std::ops::Range<usize>, better: String| {
        let fault = case.fault(Code::S102, range.clone(), format!("How often is written: {better}."));
        Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe))
    };
    let whole = |token: &Token| case.word(token).bytes().all(|b| b.is_ascii_digit());
    let Some(found) = around.found() else {
        let [.., count, times] = around.before.as_slice() else { return None };
        let counted = matches!(case.word(times), "times" | "time") && whole(count);
        let better = if case.word(count) == "1" { "once".to_owned() } else { at_most(case.word(count)) };
        return if counted { propose(count.range.start..times.range.end, better) } else { None };
    };
    if let Some(count) = case.word(found).strip_suffix(['x', 'X']).filter(|n| n.bytes().all(|b| b.is_ascii_digit())) {
        let is_limit = case.stopped.expected.contains(&Rule::clause);
        return propose(found.range.clone(), if is_limit { at_most(count) } else { format!("{count} times") });
    }
    match around.before.as_slice() {
        [.., count, times] if matches!(case.word(times), "times" | "time") && whole(count) => {
            propose(count.range.start..times.range.end, at_most(case.word(count)))
        }
        [.., up, to, count]
            if matches!(case.word(found), "times" | "time") && case.word(to) == "to" && whole(count) =>
        {
            propose(up.range.start..found.range.end, at_most(case.word(count)))
        }
        _ => None,
    }
}

fn at_most(count: &str) -> String {
    if count == "1" { "at most 1 time".to_owned() } else { format!("at most {count} times") }
}

/// `decays by 25% every 1 month`: of the original points, or of what remains?
fn of_what(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let prev = around.prev().filter(|prev| case.word(prev).ends_with('%'))?;
    if !case.stopped.expected.contains(&Rule::kw_of) || around.found().is_none_or(|found| case.word(found) != "every")
    {
        return None;
    }
    let (before, after) = case.text().split_at_checked(prev.range.end)?;
    let message = format!("{} of what: of the original points, or of what remains?", clip(case.word(prev)));
    let mut fault = case
        .fault(Code::S102, prev.range.clone(), message)
        .note("Scoring tools disagree on this, so it is always written down. Choose one:");
    for word in ["original", "remainder"] {
        fault = fault.choice(crate::report::one_line(&format!("{before} of {word}{after}")));
    }
    let repair = case.repair(prev.range.end..prev.range.end, " of original");
    Some(Candidate::new(fault, vec![repair], Safety::DisplayOnly).sure())
}

/// `decays 25% every 30 days`, `decay 25% monthly`
fn percent_alone(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let is_decay = |token: &&Token| matches!(case.word(token), "decay" | "decays");
    let (word, percent) = match around.prev().filter(is_decay) {
        Some(prev) => (prev, around.found()?),
        None => (around.found().filter(is_decay)?, around.ahead.get(1)?),
    };
    let shown = clip(case.word(percent));
    if !shown.ends_with('%') {
        return None;
    }
    let decays = if case.first == Some(First::Points) { "decay" } else { "decays" };
    let (mut end, mut every) = (percent.range.end, "");
    if let Some(next) = tokens(case.text(), percent.range.end).next() {
        every = match case.word(&next).to_lowercase().as_str() {
            "daily" => " every 1 day",
            "weekly" => " every 7 days",
            "monthly" => " every 1 month",
            "yearly" | "annually" => " every 1 year",
            _ => "",
        };
        end = if every.is_empty() { end } else { next.range.end };
    }
    let message = format!("{shown} of what: of the original points, or of what remains?");
    let mut fault = case
        .fault(Code::S102, percent.range.clone(), message)
        .note("Scoring tools disagree on this, so it is always written down. Choose one:");
    let range = word.range.start..end;
    let better = |what: &str| format!("{decays} by {shown} of {what}{every}");
    for what in ["original", "remainder"] {
        fault = fault.choice(case.line_with(range.clone(), &better(what)));
    }
    Some(Candidate::new(fault, vec![case.repair(range, better("original"))], Safety::DisplayOnly).sure())
}

/// `+5 login, page_view once`, `+5 login or page_view once`
fn several_events(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found, next) = (around.prev()?, around.found()?, around.ahead.get(1)?);
    let name = |token: &Token| {
        token.kind == Kind::Backtick || token.kind == Kind::Word && !crate::words::is_ours(case.word(token))
    };
    let joined = matches!(case.word(found), "or" | "and" | "," | "/" | "|" | "||");
    if case.first != Some(First::Sign) || around.before.len() > 2 || !joined || !name(prev) || !name(next) {
        return None;
    }
    let range = prev.range.start..next.range.end;
    let mut fault = case.fault(Code::S102, range, "A rule is about one event: write one rule for each.");
    for event in [case.word(prev), case.word(next)] {
        let before = case.text().get(..prev.range.start)?;
        let after = case.text().get(next.range.end..)?;
        fault = fault.choice(crate::report::one_line(&format!("{before}{event}{after}")));
    }
    let repair = case.repair(prev.range.end..next.range.end, "");
    Some(Candidate::new(fault, vec![repair], Safety::DisplayOnly).sure())
}

/// `event page_view, form_submit`
fn another_event(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let [.., name, comma] = around.before.as_slice() else { return None };
    let found = around.found().filter(|found| found.kind == Kind::Word && case.word(comma) == ",")?;
    if !matches!(case.first, Some(First::Event | First::Action)) || !matches!(name.kind, Kind::Word | Kind::Quoted) {
        return None;
    }
    let first = if case.first == Some(First::Event) { "event" } else { "action" };
    let message = format!("Each {first} has a line of its own: {first} {}.", clip(case.word(found)));
    let fault = case.fault(Code::S102, comma.range.start..found.range.end, message);
    let rest = case.repair(comma.range.start..case.text().len(), "");
    Some(Candidate::new(fault, vec![rest], Safety::Unsafe).sure().quiet())
}

/// `once and up to 40 points`
fn joined_clauses(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| case.word(token) == "and")?;
    if !case.stopped.expected.contains(&Rule::clause) {
        return None;
    }
    let fault = case.fault(Code::S102, found.range.clone(), "What a rule says follows without \"and\".");
    let start = around.prev()?.range.end;
    Some(Candidate::new(fault, vec![case.repair(start..found.range.end, "")], Safety::Unsafe))
}

/// `"Hot" from 50 to 80`, `"Cold" below 10`: tiers and letters are lower bounds.
fn upper_bound(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|_| matches!(case.first, Some(First::Quoted | First::Letter)))?;
    let start = around.prev()?.range.end;
    let end = case.text().len();
    // `"Cold" from 0 to 19`
    let from = around.earlier(1).filter(|token| case.word(token) == "from");
    let lowest = from.filter(|_| around.prev().is_some_and(|low| case.word(low) == "0"));
    let start = lowest.map_or(start, |from| from.range.start);
    let (message, better) = match case.word(found) {
        "to" | "-" if lowest.is_some() => {
            ("Only lower bounds are written; the last line ends in \"otherwise\".", "otherwise")
        }
        "to" | "-" => ("Only the lower bound is written: the line above says where this one ends.", ""),
        "below" | "under" | "<" | "<=" => {
            ("Only lower bounds are written; the last line ends in \"otherwise\".", " otherwise")
        }
        _ => return None,
    };
    // `from 50 to 80 until below 40`
    let until = tokens(case.text(), found.range.end).find(|token| case.word(token) == "until");
    let (end, better) = until.map_or((end, better.to_owned()), |until| (until.range.start, format!("{better} ")));
    let fault = case.fault(Code::S102, found.range.start..end, message);
    Some(Candidate::new(fault, vec![case.repair(start..end, better)], Safety::Unsafe).sure())
}

/// `"Cold"`, `C`: from how many points on?
fn no_bound(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let name = around.prev().filter(|name| name.range.start == 0 && around.found().is_none())?;
    if !matches!(case.first, Some(First::Quoted | First::Letter)) {
        return None;
    }
    let shown = clip(case.word(name));
    let message = format!("After {shown} it is missing from how many points on it is given.");
    let fault = case
        .fault(Code::S102, name.range.clone(), message)
        .label("something is missing after this")
        .note("The last line is for all others, and ends in \"otherwise\".")
        .choice(format!("{shown}  from 20"))
        .choice(format!("{shown}  otherwise"));
    let repair = case.repair(name.range.end..name.range.end, " otherwise");
    Some(Candidate::new(fault, vec![repair], Safety::DisplayOnly).sure())
}
