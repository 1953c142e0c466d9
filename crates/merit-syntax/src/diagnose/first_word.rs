//! S101 and S116: lines that begin with a word that begins nothing.

mod points;

use std::ops::Range;

use merit_diagnostics::{Code, Diagnostic, Safety};

use super::{Candidate, Case, Explained, Kind, Token, tokens};
use crate::build::EDITION;
use crate::report::clip;
use crate::scan::Replacement;
use crate::tree::First;
use crate::words::{Begins, nearest_first};

/// Words that other languages begin with, and what to write here.
const HABITS: &[(&str, &str)] = &[
    ("when", "Conditions stand behind \"where\" in a rule, and behind \"include when\" in a segment."),
    ("if", "A rule that asks who the lead is begins with its points: +10  if country is \"LV\"."),
    ("else", "There is no \"else\": each rule stands for itself."),
    ("rule", "A rule begins with its points: +10  page_view  once."),
    ("add", "A rule begins with its points: +10  page_view  once."),
    ("give", "A rule begins with its points: +10  page_view  once."),
    ("award", "A rule begins with its points: +10  page_view  once."),
    ("grant", "A rule begins with its points: +10  page_view  once."),
    ("assign", "A rule begins with its points: +10  page_view  once."),
    ("plus", "A rule begins with its points: +10  page_view  once."),
    ("increase", "A rule begins with its points: +10  page_view  once."),
    ("minus", "A rule that takes points begins with a minus: -10  unsubscribe  once."),
    ("deduct", "A rule that takes points begins with a minus: -10  unsubscribe  once."),
    ("decrease", "A rule that takes points begins with a minus: -10  unsubscribe  once."),
    ("ignore", "A check is silenced with: allow NAME because \"…\"."),
    ("disable", "A check is silenced with: allow NAME because \"…\"."),
    ("return", "What a return does is written: on return keep, or on return give back."),
    ("subtract", "A rule that takes points begins with a minus: -10  unsubscribe  once."),
    ("end", "Nothing is closed: a heading goes on until the next one."),
    ("import", "Another file is brought in with: use \"vocabulary.score\"."),
    ("property", "What an event or a lead has is written: has NAME: KIND."),
    ("attribute", "What an event or a lead has is written: has NAME: KIND."),
    ("leads", "What is known about a lead stands under: lead."),
    ("contact", "What is known about a lead stands under: lead."),
    ("decay", "How points fade is written: points decay by half every 90 days."),
    ("cap", "A cap stands in its rule or group: up to 40 points."),
    ("max", "A cap stands in its rule or group: up to 40 points."),
    ("limit", "A cap stands in its rule or group: up to 40 points."),
    ("round", "Rounding is written: rounded to whole points."),
    ("otherwise", "\"otherwise\" stands behind the name of the last tier or letter: \"New\" otherwise."),
    ("given", "In a test, what happened is written with its day: day 0  page_view."),
    ("then", "In a test, what must hold is written: expect engagement 10 on day 0."),
    ("time", "The time zone is written: timezone \"Europe/Riga\"."),
    ("zone", "The time zone is written: timezone \"Europe/Riga\"."),
    ("except", "Leads are kept out of a segment with: exclude when …."),
    ("unless", "Leads are kept out of a segment with: exclude when …."),
    ("assert", "What must hold is written: expect engagement 10 on day 0."),
    ("check", "What must hold is written: expect engagement 10 on day 0."),
    ("should", "What must hold is written: expect engagement 10 on day 0."),
    ("always", "What holds for every lead is written: claim always fit grade B or better."),
    ("ensure", "What holds for every lead is written: claim always fit grade B or better."),
    ("invariant", "What holds for every lead is written: claim always fit grade B or better."),
    ("minimum", "The bounds of a score are written: range 0 to 100."),
    ("maximum", "The bounds of a score are written: range 0 to 100."),
    ("starting", "What every lead begins with is written: starts at 10 points."),
    ("decays", "How points fade is written: points decay by half every 90 days."),
    ("set", "A score is set back with: reset  unsubscribe  every time."),
    ("tz", "The time zone is written: timezone \"Europe/Riga\"."),
];

/// First words of other languages with the word that stands here in their place. They are proposed only if the line is
/// readable then.
const INSTEAD: &[(&str, &str, First)] = &[
    ("import", "use", First::Use),
    ("require", "use", First::Use),
    ("property", "has", First::Has),
    ("attribute", "has", First::Has),
    ("field", "has", First::Has),
    ("except", "exclude", First::Exclude),
    ("unless", "exclude", First::Exclude),
    ("assert", "expect", First::Expect),
    ("check", "expect", First::Expect),
    ("assert", "claim", First::Claim),
    ("ensure", "claim", First::Claim),
    ("invariant", "claim", First::Claim),
    ("round", "rounded", First::Rounded),
    ("have", "has", First::Has),
    ("version", "edition", First::Edition),
    ("cols", "columns", First::Columns),
    ("header", "columns", First::Columns),
    ("excluding", "exclude", First::Exclude),
    ("including", "include", First::Include),
    ("inactive", "inactivity", First::Inactivity),
    ("return", "on return", First::On),
    ("leads", "lead", First::Lead),
    ("contact", "lead", First::Lead),
    ("contacts", "lead", First::Lead),
    ("person", "lead", First::Lead),
    ("customer", "lead", First::Lead),
    ("grid", "matrix", First::Matrix),
    ("when", "include when", First::Include),
    ("level", "tiers", First::Tiers),
    ("levels", "tiers", First::Tiers),
    ("stage", "tiers", First::Tiers),
    ("stages", "tiers", First::Tiers),
    ("bands", "tiers", First::Tiers),
    ("buckets", "tiers", First::Tiers),
    ("statuses", "tiers", First::Tiers),
    ("ranks", "tiers", First::Tiers),
    ("col", "columns", First::Columns),
    ("column", "columns", First::Columns),
];

/// True for words that other languages begin lines with.
pub(crate) fn is_habit(word: &str) -> bool {
    HABITS.iter().any(|(known, _)| word.eq_ignore_ascii_case(known))
}

/// Explains a line that begins with no first word.
pub(super) fn explain(case: &Case<'_, '_>) -> Explained {
    match &case.piece.begins {
        Begins::Number => points::number(case),
        Begins::Word(word) => unknown(case, word),
        Begins::Clause => clause(case),
        Begins::Other | Begins::Strong(_) | Begins::Weak(_) => other(case),
    }
}

fn begin(case: &Case<'_, '_>) -> Option<Token> {
    tokens(case.text(), 0).next()
}

fn range(token: Option<&Token>) -> Range<usize> {
    token.map_or(0..0, |token| token.range.clone())
}

/// A word that is not in the closed set.
fn unknown(case: &Case<'_, '_>, word: &str) -> Explained {
    let token = begin(case);
    let range = range(token.as_ref());
    let shown = clip(word);
    let fault = |message: String| case.fault(Code::S101, range.clone(), message);
    let habit = HABITS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
    if let Some(explained) = instead(case, word, &range) {
        return explained;
    }
    if let Some(explained) = tier_without_quotes(case, word, &range).filter(|_| habit.is_none()) {
        return explained;
    }
    if habit.is_none()
        && let Some((better, first)) = nearest_first(word)
    {
        let message = if better.eq_ignore_ascii_case(word) {
            format!("\"{shown}\" is written in small letters: {better}.")
        } else {
            format!("\"{shown}\" begins no statement; did you mean \"{better}\"?")
        };
        let fault = fault(message).label(format!("did you mean {better}?"));
        let candidate = Candidate::new(fault, vec![case.repair(range.clone(), better)], Safety::Unsafe);
        // A short word is near to too many to be sure of one.
        let mended = case.mend(first, &candidate);
        if mended.is_none() && word.chars().count() < 5 && !better.eq_ignore_ascii_case(word) {
            return case.plain(case.fault(Code::S101, range.clone(), format!("\"{shown}\" begins no statement.")));
        }
        return mended.unwrap_or_else(|| {
            let place = case.place(range.clone());
            let fault = candidate.fault.fix(Safety::Unsafe, better, [(place, better.to_owned())]);
            Explained { fault, kind: None, first: Some(first) }
        });
    }
    if matches!(word, "a" | "b" | "c" | "d" | "e" | "f") {
        let letter = word.to_uppercase();
        let fault = fault(format!("The letters of a grade are capital letters: {letter}."));
        let candidate = Candidate::new(fault, vec![case.repair(range.clone(), letter)], Safety::Safe);
        if let Some(explained) = case.mend(First::Letter, &candidate) {
            return explained;
        }
    }
    let fault = fault(format!("\"{shown}\" begins no statement."));
    if let Some((_, instead)) = habit {
        return case.plain(fault.note(*instead));
    }
    if let Some(explained) = beyond_f(case, word, &range) {
        return explained;
    }
    if let Some(explained) = day_behind(case, &range) {
        return explained;
    }
    points_missing(case, &fault).unwrap_or_else(|| {
        if crate::words::is_ours(word) {
            return case
                .plain(fault.clone().note("Inside a line this is a word of the language; no line begins with it."));
        }

        case.plain(
            fault
                .note("A line begins with a word like score, group, tiers, segment or test, or with points like +10.")
                .note(format!(
                    "\"{shown}\" is not known in edition {EDITION} (this program knows editions 1 to {EDITION})."
                )),
        )
    })
}

/// Lines that are readable when they begin in another way.
fn instead(case: &Case<'_, '_>, word: &str, range: &Range<usize>) -> Option<Explained> {
    let shown = clip(word);
    let fault = |message: String| case.fault(Code::S101, range.clone(), message);
    let mut ways: Vec<(Diagnostic, Replacement, First)> = Vec::new();
    for (_, better, first) in INSTEAD.iter().filter(|(known, ..)| word.eq_ignore_ascii_case(known)) {
        let message = format!("Here the language says \"{better}\", not \"{shown}\".");
        ways.push((fault(message), case.repair(range.clone(), *better), *first));
    }
    let text = case.text();
    let next = tokens(text, range.end).next();
    if let Some((line, first)) = super::phrases::line_of_a_score(text) {
        let message = format!("Below a score this is written: {}.", clip(&line));
        ways.push((fault(message), case.repair(0..text.len(), line), first));
    }
    // `time zone "Europe/Riga"`
    if let Some(next) = next.as_ref().filter(|next| word == "time" && case.word(next) == "zone") {
        let message = "\"timezone\" is one word.".to_owned();
        ways.push((fault(message), case.repair(0..next.range.end, "timezone"), First::Timezone));
    }
    // `set to 0 unsubscribe every time`
    if let Some(zero) = tokens(text, range.end).nth(1).filter(|zero| word == "set" && case.word(zero) == "0") {
        let message = "A score is set back with \"reset\".".to_owned();
        ways.push((fault(message), case.repair(0..zero.range.end, "reset "), First::Reset));
    }
    // `tier "Hot" from 80`, `else "New"`
    if let Some(next) = next.as_ref().filter(|next| next.kind == Kind::Quoted) {
        if matches!(word, "tier" | "tiers" | "level" | "stage") {
            let message = format!("The line of a tier begins with its name: {}.", clip(case.word(next)));
            ways.push((fault(message), case.repair(0..next.range.start, ""), First::Quoted));
        }
        if matches!(word, "else" | "default" | "otherwise") {
            let line = format!("{}  otherwise", case.word(next));
            let message = format!("The last tier is written: {}.", clip(&line));
            ways.push((fault(message), case.repair(0..next.range.end, line), First::Quoted));
        }
    }
    // `Grade B from 20`
    if let Some(letter) = next.as_ref().filter(|_| matches!(word, "Grade" | "letter" | "Letter" | "grades")) {
        let message = format!("The line of a letter begins with it: {}.", clip(case.word(letter)));
        ways.push((fault(message), case.repair(0..letter.range.start, ""), First::Letter));
    }
    // `edition1`
    if let Some(number) = word.strip_prefix("edition").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())) {
        let message = format!("Between \"edition\" and its number stands a blank: edition {number}.");
        ways.push((fault(message), case.repair(range.clone(), format!("edition {number}")), First::Edition));
    }
    // `path: text` under an event
    if next.as_ref().is_some_and(|next| case.word(next) == ":") {
        let message = format!("What an event or a lead has begins with \"has\": has {shown}: ….");
        ways.push((fault(message), case.repair(0..0, "has "), First::Has));
        let message = format!("A list begins with the word: list {shown}: ….");
        ways.push((fault(message), case.repair(0..0, "list "), First::List));
    }
    // `notify_sales on entering "Hot" once`
    if tokens(text, range.end).take(6).any(|token| matches!(case.word(&token), "entering" | "leaving")) {
        let message = format!("What is done when a lead enters a place is a trigger: trigger {shown} ….");
        ways.push((fault(message), case.repair(0..0, "trigger "), First::Trigger));
    }
    // `day1 page_view`
    if let Some(number) = word.strip_prefix("day").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())) {
        let message = format!("Between \"day\" and its number stands a blank: day {number}.");
        ways.push((fault(message), case.repair(range.clone(), format!("day {number}")), First::Day));
    }
    // `page_view +10`, `if country is "LV" +10`
    if let Some((line, points)) = text.trim_end().rsplit_once(' ')
        && points.len() > 1
        && points.starts_with(['+', '-'])
        && points.bytes().skip(1).all(|b| b.is_ascii_digit() || b == b'.')
    {
        let line = line.trim().trim_end_matches(" then");
        let whole = format!("{points}  {line}");
        let message = format!("A rule begins with its points: {}", clip(&whole));
        let candidate = (fault(message), case.repair(0..text.trim_end().len(), whole), First::Sign);
        ways.push(candidate.clone());
        // Without how often it is no rule yet, and that is said of the line as it should begin.
        let (fault, ..) = candidate;
        let often = case.repair(0..text.trim_end().len(), format!("{points}  {line}  once"));
        ways.push((fault, often, First::Sign));
    }
    ways.extend(points_inside(case, range));
    ways.into_iter()
        .find_map(|(fault, repair, first)| case.mend(first, &Candidate::new(fault, vec![repair], Safety::Unsafe)))
}

/// `page_view +10 once`, `page_view: +10`
fn points_inside(case: &Case<'_, '_>, range: &Range<usize>) -> Vec<(Diagnostic, Replacement, First)> {
    let text = case.text();
    let signed = |token: &Token| token.kind == Kind::Number && case_word(text, token).starts_with(['+', '-']);
    let Some(points) = tokens(text, range.end).take(40).find(signed) else { return Vec::new() };
    let before = text.get(..points.range.start).unwrap_or("").trim().trim_end_matches([':', '=', ',']).trim_end();
    let after = text.get(points.range.end..).unwrap_or("").trim();
    let number = case_word(text, &points);
    let line = format!("{number}  {before}  {after}").trim_end().to_owned();
    let message = format!("A rule begins with its points: {}", clip(&line));
    let whole = 0..text.trim_end().len();
    let fault = case.fault(Code::S101, range.clone(), message);
    [line.clone(), format!("{line}  once")]
        .map(|line| (fault.clone(), case.repair(whole.clone(), line), First::Sign))
        .into()
}

fn case_word<'t>(text: &'t str, token: &Token) -> &'t str {
    text.get(token.range.clone()).unwrap_or("")
}

/// Lines that begin with a first word of ours and mean another one.
pub(super) fn another_first(case: &Case<'_, '_>) -> Option<Explained> {
    let text = case.text();
    let mut all = tokens(text, 0);
    let (word, next) = (all.next()?, all.next()?);
    let range = word.range.clone();
    let fault = |message: String| case.fault(Code::S102, range.clone(), message);
    let (fault, repair, first) = match (case.first?, case.word(&next)) {
        (First::Start, "at") => match super::phrases::line_of_a_score(text) {
            Some((line, first)) => {
                (fault(format!("Below a score this is written: {line}.")), case.repair(0..text.len(), line), first)
            }
            None => (
                fault("Here the language says \"starts at\".".to_owned()),
                case.repair(range, "starts"),
                First::Starts,
            ),
        },
        (First::Starts, date) if date.starts_with(|c: char| c.is_ascii_digit()) => (
            fault("The first day of a test is written: start 2025-01-06.".to_owned()),
            case.repair(range, "start"),
            First::Start,
        ),
        // `- event visit`, `- path: text`
        (First::Sign, _) if matches!(case_word(text, &word), "-" | "+") && next.kind == Kind::Word => {
            let message = "Lines begin without a dash.".to_owned();
            let start = 0..next.range.start;
            let begins = crate::words::begins(text.get(next.range.start..)?);
            let (first, better) = match begins {
                Begins::Strong(first) | Begins::Weak(first) => (first, ""),
                _ => (First::Has, "has "),
            };
            (fault(message), case.repair(start, better), first)
        }
        // `"Warm": "Call", "Mail"`, `"Warm" "Call" "Mail"`
        (First::Quoted, _) => {
            let row = super::phrases::row_of(case)?;
            let message = format!("A line of a matrix begins with \"row\": row {}: ….", clip(case_word(text, &word)));
            (fault(message), case.repair(0..text.len(), row), First::Row)
        }
        (First::Start, "with" | "from") => {
            let message = "Here the language says \"starts at\".".to_owned();
            (fault(message), case.repair(range.start..next.range.end, "starts at"), First::Starts)
        }
        (First::Grade, letter) if matches!(letter.as_bytes(), [b'A'..=b'F'] | [b'A'..=b'F', _]) => {
            let message = format!("The line of a letter begins with it: {letter}.");
            (fault(message), case.repair(range.start..next.range.start, ""), First::Letter)
        }
        // `on day 0 expect engagement 10`
        (First::On, "day") if all.nth(1).is_some_and(|third| case.word(&third) == "expect") => {
            let (moment, expected) = text.split_once("expect")?;
            let line = format!("expect {} {}", expected.trim(), moment.trim());
            let message = format!("What is expected comes first, then the day: {}.", clip(&line));
            (fault(message), case.repair(0..text.len(), line), First::Expect)
        }
        (First::On, "day") => {
            let message = "A line of a test begins with its day, without \"on\".".to_owned();
            (fault(message), case.repair(range.start..next.range.start, ""), First::Day)
        }
        (First::On, "entering" | "leaving") => {
            let message = "A trigger begins with what is done: trigger ACTION on entering \"…\" once.".to_owned();
            return Some(case.plain(fault(message)));
        }
        (First::Include, _) if next.kind == Kind::Quoted => {
            (fault("Another file is brought in with \"use\".".to_owned()), case.repair(range, "use"), First::Use)
        }
        _ => return None,
    };
    case.mend(first, &Candidate::new(fault, vec![repair], Safety::Unsafe))
}

/// `Hot from 50`, `Sales ready from 80`: as soon as the line can be read with quotation marks, it is no misspelt statement.
fn tier_without_quotes(case: &Case<'_, '_>, word: &str, range: &Range<usize>) -> Option<Explained> {
    let text = case.text();
    // A name of several words goes on up to what a tier says of itself.
    let says = |token: &Token| matches!(case_word(text, token), "from" | "above" | "otherwise");
    let before = tokens(text, range.start).take(6).take_while(|token| !says(token) && token.kind == Kind::Word);
    let end = before.last().map_or(range.end, |last| last.range.end);
    let name = range.start..end.max(range.end);
    let quoted = format!("\"{}\"", text.get(name.clone())?);
    let message = format!("The name of a tier stands in quotation marks: {}.", clip(&quoted));
    let fault = case.fault(Code::S101, name.clone(), message);
    let tier = Candidate::new(fault, vec![case.repair(name, quoted)], Safety::Unsafe);
    case.mend(First::Quoted, &tier).filter(|_| word.len() > 1)
}

/// `G from 70`
fn beyond_f(case: &Case<'_, '_>, word: &str, range: &Range<usize>) -> Option<Explained> {
    let mut letters = word.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    if !letter.is_ascii_uppercase() {
        return None;
    }
    let fault = case.fault(
        Code::S101,
        range.clone(),
        format!("The letters of a grade go from A to F; {letter} is none of them."),
    );
    let candidate = Candidate::new(fault, vec![case.repair(range.clone(), "F")], Safety::DisplayOnly);
    case.mend(First::Letter, &candidate)
}

/// `page_view on day 0`
fn day_behind(case: &Case<'_, '_>, range: &Range<usize>) -> Option<Explained> {
    let (event, moment) = case.text().split_once(" on ")?;
    let line = format!("{}  {}", moment.trim(), event.trim());
    let message = format!("In a test the day comes first: {}.", clip(&line));
    let fault = case.fault(Code::S101, range.clone(), message);
    let repair = case.repair(0..case.text().len(), line);
    let first = if moment.trim_start().starts_with("day") { First::Day } else { First::Date };
    case.mend(first, &Candidate::new(fault, vec![repair], Safety::Unsafe))
}

/// `page_view once`
fn points_missing(case: &Case<'_, '_>, fault: &Diagnostic) -> Option<Explained> {
    tokens(case.text(), 0).nth(1)?;
    let line = crate::report::one_line(case.text());
    let fault = fault.clone().note("A rule begins with its points:").choice(format!("+10  {line}"));
    let candidate = Candidate::new(fault, vec![case.repair(0..0, "+10  ")], Safety::DisplayOnly);
    case.mend(First::Sign, &candidate)
}

/// A clause word with no statement before it.
fn clause(case: &Case<'_, '_>) -> Explained {
    let token = begin(case);
    let range = range(token.as_ref());
    let word = clip(case.text().get(range.clone()).unwrap_or(""));
    let message = format!("\"{word}\" continues a statement, but there is none before it.");
    case.plain(case.fault(Code::S101, range, message))
}

/// `// …`, `/* …`, `-- …`
pub(super) fn comment_of_others(case: &Case<'_, '_>) -> Option<Explained> {
    let text = case.text();
    if let Some(points) = points::two_signs(case) {
        return Some(points);
    }
    let range = ["//", "/*", "--"].iter().find(|mark| text.starts_with(*mark)).map(|mark| 0..mark.len())?;
    let place = case.place(range.clone());
    let fault = case.fault(Code::S101, range, "A comment begins with #.");
    let broken = fault.fix(Safety::Unsafe, "#", [(place, "#".to_owned())]);
    Some(Explained { fault: broken, kind: None, first: None })
}

/// `*2 page_view`
fn number_behind(case: &Case<'_, '_>, range: &Range<usize>) -> bool {
    tokens(case.text(), range.end)
        .next()
        .is_some_and(|next| next.kind == Kind::Number && next.range.start == range.end)
}

/// Something that is no word.
fn other(case: &Case<'_, '_>) -> Explained {
    let token = begin(case);
    let range = range(token.as_ref());
    let written = case.text().get(range.clone()).unwrap_or("");
    let fault = |message: &str| case.fault(Code::S101, range.clone(), message);
    if let Some(comment) = comment_of_others(case) {
        return comment;
    }
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| case.text().starts_with(mark)) {
        let message = "This is a mark between two versions of the file that were not brought together.";
        let note = "Keep the lines that are right, and remove the marks.";
        return case.plain(case.fault(Code::S101, 0..7, message).note(note));
    }
    let shown = clip(written);
    let message = match written {
        "{" | "}" => "Braces are not needed: a heading goes on until the next one.".to_owned(),
        ";" => "No sign ends a statement: a line is a statement.".to_owned(),
        "*" if number_behind(case, &range) => "Points are added and taken away, never multiplied.".to_owned(),
        "*" | "•" | "·" => "Lines begin without a bullet.".to_owned(),
        "" => "There is nothing here that begins a statement.".to_owned(),
        _ => format!("\"{shown}\" begins no statement."),
    };
    let rest = tokens(case.text(), range.end).next();
    let remedy = rest.filter(|token| token.kind != Kind::Sign).and_then(|next| {
        let begins = crate::words::begins(case.text().get(next.range.start..)?);
        let (Begins::Strong(first) | Begins::Weak(first)) = begins else { return None };
        let repairs = vec![case.repair(0..next.range.start, "")];
        case.mend(first, &Candidate::new(fault(&message), repairs, Safety::Unsafe))
    });
    remedy.unwrap_or_else(|| case.plain(fault(&message)))
}
