//! Names that are none, names in quotation marks, and texts without them.

use merit_diagnostics::{Code, Safety};

use super::expected::{wants_name, wants_text};
use super::{Around, Candidate, Case, Kind, Token};
use crate::grammar::Rule;
use crate::report::{self, clip};
use crate::tree::First;
use crate::words::takes_a_name;

/// Candidates for the name or the text at the place.
pub(super) fn names(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut found = Vec::new();
    found.extend(two_words(case, around));
    found.extend(hyphenated(case, around));
    found.extend(digit_first(case, around));
    found.extend(reserved(case, around));
    found.extend(two_texts(case, around));
    found.extend(quoted_name(case, around));
    found.extend(quoted_letter(case, around));
    found.extend(small_letter(case, around));
    found.extend(unquoted_title(case, around));
    found.extend(spaced(case, around).filter(|_| around.prev().is_some_and(|prev| names_here(case, prev))));
    found.extend(unquoted_list(case, around));
    found.extend(super::compared::list_or_text(case, around));
    found.extend(unquoted_text(case, around));
    found.extend(spaced(case, around));
    found
}

/// A statement that gives a name, and the name would stand right behind its first word.
fn names_here(case: &Case<'_, '_>, token: &Token) -> bool {
    let before = case.text().get(..token.range.start).unwrap_or("");
    takes_a_name(case.first) && before.split_whitespace().count() == 1
}

/// A statement whose name has a title behind it.
const fn takes_a_title(first: Option<First>) -> bool {
    matches!(first, Some(First::Event | First::Action | First::Model | First::Score | First::Grade))
}

/// `page-view`
fn hyphenated(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    // `event no-show` stops before the word of the language, `event page-view` behind the name.
    let ours = around.found().zip(around.ahead.get(1));
    let ours = ours.filter(|(word, sign)| names_here(case, word) && word.range.end == sign.range.start);
    let (prev, found) = ours.or_else(|| around.prev().zip(around.found()))?;
    let sign = case.word(found);
    let joined = sign.starts_with(['-', '.', '/']) && prev.range.end == found.range.start && prev.kind == Kind::Word;
    if !joined {
        return None;
    }
    let rest = case.text().get(prev.range.start..)?;
    let ends = |c: char| !(crate::characters::continues_word(c) || matches!(c, '-' | '.' | '/'));
    let length = rest.find(ends).unwrap_or(rest.len());
    let written = rest.get(..length)?.trim_end_matches(['-', '.', '/']);
    let range = prev.range.start..prev.range.start + written.len();
    let fault = report::bad_name(case.place(range.clone()), written);
    let better = fault.fixes.first()?.title.clone();
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe).sure())
}

/// `2nd_visit`
fn digit_first(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| token.kind == Kind::Number || case.word(token).starts_with('_'))?;
    let written = case.word(found);
    let is_name = written.chars().all(|c| crate::characters::continues_word(c) || c == '-');
    let letters = written.chars().any(crate::characters::starts_word);
    if !is_name || !wants_name(&case.stopped.expected) || !(letters || names_here(case, found)) {
        return None;
    }
    let fault = report::bad_name(case.place(found.range.clone()), written);
    let better = fault.fixes.first()?.title.clone();
    Some(Candidate::new(fault, vec![case.repair(found.range.clone(), better)], Safety::Unsafe).sure())
}

/// `event once`
fn reserved(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| token.kind == Kind::Word && names_here(case, token))?;
    let written = case.word(found);
    let message = format!("\"{}\" is a word of the language; as a name it stands in backticks.", clip(written));
    let fault = case.fault(Code::T215, found.range.clone(), message);
    let quoted = case.repair(found.range.clone(), format!("`{written}`"));
    Some(Candidate::new(fault, vec![quoted], Safety::Safe))
}

/// `event "page_view"`
fn quoted_name(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| token.kind == Kind::Quoted)?;
    if !wants_name(&case.stopped.expected) {
        return None;
    }
    let inner = case.word(found).trim_matches('"');
    let plain = inner.chars().all(crate::characters::continues_word)
        && inner.chars().next().is_some_and(crate::characters::starts_word);
    // `+1 "E-mail opened"`: the name behind the title is not known here.
    if !plain && !names_here(case, found) && !matches!(case.first, Some(First::Day | First::Date)) {
        let message = "A name stands here, without quotation marks; a title in quotation marks is only for people.";
        let fault = case.fault(Code::S102, found.range.clone(), message);
        return Some(Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure().last());
    }
    let name = if plain { inner.to_owned() } else { report::as_name(inner)? };
    // `event "Page view"`, `score "Interest"`: the text is the title.
    let lower = name.to_lowercase();
    let is_title = takes_a_title(case.first) && around.ahead.get(1).is_none() && (!plain || lower != name);
    let message = format!("Names stand without quotation marks: {}.", clip(if is_title { &lower } else { &name }));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    if is_title {
        let line = format!("{lower} {}", case.word(found));
        return Some(Candidate::new(fault, vec![case.repair(found.range.clone(), line)], Safety::Unsafe));
    }
    Some(Candidate::new(fault, vec![case.repair(found.range.clone(), name)], Safety::Unsafe).sure())
}

/// `fit grade "A"`
fn quoted_letter(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| token.kind == Kind::Quoted)?;
    let letter = case.word(found).trim_matches('"');
    if !case.stopped.expected.contains(&Rule::letter) || letter.len() > 2 {
        return None;
    }
    let fault =
        case.fault(Code::S102, found.range.clone(), format!("Letters stand without quotation marks: {letter}."));
    // All letters of a list.
    let list = super::tokens(case.text(), found.range.start)
        .take_while(|token| token.kind == Kind::Quoted || case.word(token) == ",");
    let repairs = list.filter(|token| token.kind == Kind::Quoted).take(24).map(|token| {
        let letter = case.word(&token).trim_matches('"');
        case.repair(token.range.clone(), letter)
    });
    Some(Candidate::new(fault, repairs.collect(), Safety::Unsafe))
}

/// `fit grade is b`
fn small_letter(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| matches!(case.word(token), "a" | "b" | "c" | "d" | "e" | "f"))?;
    if !around.before.iter().any(|token| case.word(token) == "grade") {
        return None;
    }
    let sign = case.text().get(found.range.end..).filter(|rest| rest.starts_with(['+', '-'])).map_or(0, |_| 1);
    let range = found.range.start..found.range.end + sign;
    let letter = case.text().get(range.clone())?.to_uppercase();
    let fault =
        case.fault(Code::S102, range.clone(), format!("The letters of a grade are capital letters: {letter}."));
    Some(Candidate::new(fault, vec![case.repair(range, letter)], Safety::Unsafe))
}

/// `contains "a" "b"`
fn two_texts(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let (Some(prev), Some(found)) = (around.prev(), around.found()) else { return Vec::new() };
    if found.kind != Kind::Quoted {
        return Vec::new();
    }
    // `starts with "/a" or "/b"`
    let or = if matches!(case.word(prev), "or" | "and") { Some(prev) } else { None };
    let earlier = if or.is_some() { around.earlier(1) } else { Some(prev) };
    let Some(prev) = earlier.filter(|token| token.kind == Kind::Quoted) else { return Vec::new() };
    let joined = |word: &str| {
        let fault = case.fault(
            Code::S102,
            prev.range.start..found.range.end,
            format!("Several texts are written: {word} {}, {}.", clip(case.word(prev)), clip(case.word(found))),
        );
        let (start, end) = (prev.range.start, prev.range.end);
        let repairs = vec![
            case.repair(start..start, format!("{word} ")),
            case.repair(end..or.map_or(end, |or| or.range.end), ","),
        ];
        Candidate::new(fault, repairs, Safety::Unsafe)
    };
    vec![joined("any of"), joined("one of")]
}

/// `segment MQL`, `is Hot`, `starts with /pricing`
fn unquoted_text(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let Some(found) = around.found() else { return Vec::new() };
    let expected = &case.stopped.expected;
    let glued = around.ahead.get(1).is_some_and(|next| next.range.start == found.range.end);
    let sign = found.kind == Kind::Sign && !(matches!(case.word(found), "/" | "." | "@" | "*" | "%") && glued);
    // What is more, less, or between two values is no text.
    let ordered = around.prev().is_some_and(|prev| matches!(case.word(prev), "<" | "<=" | ">" | ">=" | "from"));
    if !wants_text(expected)
        || matches!(found.kind, Kind::Quoted)
        || sign
        || ordered && case.first != Some(First::List)
    {
        return Vec::new();
    }
    let what = match case.first {
        Some(First::Segment) => "The name of a segment stands",
        Some(First::Group) => "The name of a group stands",
        Some(First::Test) => "The name of a test stands",
        Some(First::Use) => "The file stands",
        Some(First::Timezone) => "The time zone stands",
        _ => "A text stands",
    };
    let rest = case.text().get(found.range.start..).unwrap_or("");
    let line = rest.split(['\n', '#']).next().unwrap_or("");
    let blanks = line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let mut ends: Vec<usize> = blanks.chain([line.len()]).filter(|end| *end > 0).take(12).collect();
    ends.retain(|end| line.get(..*end).is_some_and(|part| !part.ends_with(char::is_whitespace)));
    let word = found.kind == Kind::Word;
    // A part with a quotation mark of its own is another fault.
    ends.retain(|end| line.get(..*end).is_some_and(|part| !part.contains('"')));
    let candidate = |end: usize| {
        let text = line.get(..end)?.trim_end_matches([',', ')', ':']);
        let range = found.range.start..found.range.start + text.len();
        let quoted = format!("\"{}\"", text.replace(['"', '`'], ""));
        let fault = case.fault(Code::S102, range.clone(), format!("{what} in quotation marks: {}.", clip(&quoted)));
        let candidate = Candidate::new(fault, vec![case.repair(range, quoted)], Safety::Unsafe);
        Some(if word && !expected.contains(&Rule::name) { candidate.sure() } else { candidate })
    };
    ends.into_iter().filter_map(candidate).take(6).collect()
}

/// `one of Retail, Software`
fn unquoted_list(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|token| token.kind == Kind::Word)?;
    let wanted = |rule: &Rule| matches!(rule, Rule::item | Rule::items | Rule::texts | Rule::string);
    if !case.stopped.expected.iter().any(wanted) || case.stopped.expected.contains(&Rule::name) {
        return None;
    }
    let rest = case.text().get(found.range.start..)?;
    let line = rest.split(['\n', '#']).next()?.trim_end();
    let mut repairs = Vec::new();
    let mut start = found.range.start;
    for part in line.split(',') {
        let words = part.trim();
        let from = start + (part.len() - part.trim_start().len());
        start += part.len() + 1;
        // `A "Call"`: a text with something before it.
        if words.contains('"') && !words.starts_with('"') {
            return None;
        }
        if !words.is_empty() && !words.starts_with('"') {
            repairs.push(case.repair(from..from + words.len(), format!("\"{}\"", words.replace('"', ""))));
        }
    }
    if repairs.len() < 2 {
        return None;
    }
    let range = found.range.start..found.range.start + line.len();
    let fault = case.fault(Code::S102, range, "Each text of a list stands in quotation marks of its own.");
    Some(Candidate::new(fault, repairs, Safety::Unsafe))
}

/// `weak-signal`, `give-back`: words of the language stand apart.
fn two_words(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let hyphen = |token: &&Token| case.word(token) == "-";
    let (at, sign) = around.ahead.iter().enumerate().find(|(_, token)| hyphen(token)).filter(|(at, _)| *at < 2)?;
    let before = if at == 0 { around.prev()? } else { around.ahead.get(at - 1)? };
    let after = around.ahead.get(at + 1)?;
    if before.range.end != sign.range.start || sign.range.end != after.range.start {
        return None;
    }
    let range = before.range.start..after.range.end;
    let apart = format!("{} {}", case.word(before), case.word(after));
    let fault = case.fault(Code::S102, range, format!("These words stand apart: {}.", clip(&apart)));
    Some(Candidate::new(fault, vec![case.repair(sign.range.clone(), " ")], Safety::Unsafe))
}

/// `event page_view Page view`
fn unquoted_title(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (name, found) = (around.prev()?, around.found()?);
    let is_capital = |token: &Token| case.word(token).starts_with(char::is_uppercase);
    // Otherwise it is more likely a name of several words.
    let is_title = case.word(name).contains('_') || (is_capital(found) && !is_capital(name));
    if !takes_a_title(case.first) || !names_here(case, name) || !is_title || name.kind != Kind::Word {
        return None;
    }
    let words = around.ahead.iter().take_while(|token| token.kind == Kind::Word).count();
    let range = found.range.start..around.ahead.get(words.checked_sub(1)?)?.range.end;
    let title = format!("\"{}\"", case.text().get(range.clone())?);
    let fault =
        case.fault(Code::S102, range.clone(), format!("A title stands in quotation marks: {}.", clip(&title)));
    Some(Candidate::new(fault, vec![case.repair(range, title)], Safety::Unsafe).sure())
}

/// Words that no name ends or begins with.
pub(super) const FILLERS: &[&str] =
    &["when", "just", "only", "as", "an", "be", "all", "after", "immediately", "equals", "always"];

/// `event page view`, `+10 page view  once`
fn spaced(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let (prev, found) = (around.prev()?, around.found()?);
    let ours = |token: &Token| crate::words::is_ours(case.word(token)) || FILLERS.contains(&case.word(token));
    // `email domain`
    if found.kind == Kind::Word && matches!(case.word(found), "domain" | "host" | "path") && prev.kind == Kind::Word {
        let range = prev.range.start..found.range.end;
        let better = format!("{}.{}", case.word(prev), case.word(found));
        let message = format!("A part of a value is named with a point: {}.", clip(&better));
        let fault = case.fault(Code::S102, range.clone(), message);
        let candidate = Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe);
        if case.stopped.expected.contains(&Rule::operator) {
            return Some(candidate);
        }
    }
    if prev.kind != Kind::Word || found.kind != Kind::Word || ours(prev) || ours(found) {
        return None;
    }
    let words = around.ahead.iter().take_while(|token| token.kind == Kind::Word).count().clamp(1, 4);
    let last = around.ahead.get(words - 1)?;
    let end = if names_here(case, prev) { last.range.end } else { found.range.end };
    let range = prev.range.start..end;
    let written = case.text().get(range.clone())?;
    let fault = report::bad_name(case.place(range.clone()), written);
    let better = fault.fixes.first()?.title.clone();
    // `打开邮件 每次`: how often, in words that are not those of the language.
    let fault = if case.first == Some(First::Sign) && around.ahead.get(1).is_none() {
        let word = clip(case.word(found));
        fault.note(format!(
            "If \"{word}\" says how often it counts: every time, once, once per day, at most 3 times per week."
        ))
    } else {
        fault
    };
    Some(Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe))
}
