//! Wordings of other tools and languages, as a table of what is written there and what is written here.
//!
//! A pattern is looked for around the place where reading stopped. It is proposed only if the statement is readable with
//! the words of the language in its place, so a pattern may be as wide as it likes.

mod table;

pub(super) use table::CONDITIONS;

use std::ops::Range;

use merit_diagnostics::{Code, Safety};

use super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::report::clip;

/// One wording.
struct Pattern {
    /// What is written elsewhere. `<n>` stands for a whole number, `<m>` for one with a minus, `<o>` for one that is written
    /// as a place in a row here, `<v>` for a number, a date or a quoted text, `<d>` for a date, `<q>` for a quoted text,
    /// `<t>` for some of them in a row, in brackets or not, `<w>` for a name, `<u>` for a unit of time, `<l>` for a letter
    /// of a grade, `<s>` for two numbers with a dash between them, `<x>` for `2x` or `x2`. `a|the` is one of these words,
    /// `points?` a word that may be missing.
    theirs: &'static str,
    /// What is written here; `$1` is what the first of these stands for. `None`: only the sentence helps.
    ours: Option<&'static str>,
    /// The sentence, if the words alone do not say enough.
    why: &'static str,
}

/// How many words before the place a wording may begin.
const BACK: usize = 8;

/// All wordings that stand here.
pub(super) fn patterns(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let Some(first) = case.first.filter(|_| case.text().len() <= super::LONGEST) else { return candidates };
    let all: Vec<Token> = tokens(case.text(), 0).collect();
    let place = around.found().map_or(all.len(), |found| {
        all.iter().position(|token| token.range.start == found.range.start).unwrap_or(all.len())
    });
    let starts = place.saturating_sub(BACK)..(place + 1).min(all.len());
    for (firsts, list) in table::ALL {
        if !firsts.is_empty() && !firsts.contains(&first) {
            continue;
        }
        for pattern in *list {
            for start in starts.clone() {
                let Some(found) = here(case, &all, start, pattern) else { continue };
                if found.end > place || found.end == place && start < place {
                    candidates.push(proposed(case, &all, start, &found, pattern));
                }
            }
        }
    }
    candidates
}

/// What a pattern matched.
struct Found {
    /// The token behind it.
    end: usize,
    /// What the holes stand for.
    holes: Vec<String>,
}

fn here(case: &Case<'_, '_>, all: &[Token], start: usize, pattern: &Pattern) -> Option<Found> {
    let mut found = Found { end: start, holes: Vec::new() };
    for part in pattern.theirs.split(' ') {
        if part == "<t>" {
            let (texts, end) = texts(case, all, found.end)?;
            found.holes.push(texts);
            found.end = end;
            continue;
        }
        let (part, may_be_missing) = match part.strip_suffix('?') {
            Some(word) if !word.is_empty() => (word, true),
            _ => (part, false),
        };
        let Some(token) = all.get(found.end) else {
            if may_be_missing {
                continue;
            }
            return None;
        };
        let word = case.word(token);
        if let Some(hole) = part.strip_prefix('<').and_then(|part| part.strip_suffix('>')).filter(|h| h.len() == 1) {
            found.holes.extend(filled(hole, token.kind, word)?);
        } else if !(word.eq_ignore_ascii_case(part) || part.split('|').any(|one| word.eq_ignore_ascii_case(one))) {
            if may_be_missing {
                continue;
            }
            return None;
        }
        found.end += 1;
    }
    Some(found)
}

/// Quoted texts in a row, as a list is written here, and the token behind them. Between them may stand what other languages
/// put there, and brackets around all of them.
fn texts(case: &Case<'_, '_>, all: &[Token], start: usize) -> Option<(String, usize)> {
    let word = |at: usize| all.get(at).map(|token| case.word(token));
    let is_text = |at: usize| all.get(at).is_some_and(|token| token.kind == Kind::Quoted);
    let closing = match word(start)? {
        "(" => Some(")"),
        "[" => Some("]"),
        "{" => Some("}"),
        _ => None,
    };
    let mut end = start + usize::from(closing.is_some());
    let mut texts: Vec<&str> = Vec::new();
    while is_text(end) {
        texts.extend(word(end));
        let between = word(end + 1).is_some_and(|word| matches!(word, "," | ";" | "|" | "||" | "/" | "or" | "and"));
        end += if between && is_text(end + 2) { 2 } else { 1 };
    }
    if texts.is_empty() || closing.is_some() && word(end) != closing {
        return None;
    }
    Some((texts.join(", "), end + usize::from(closing.is_some())))
}

/// What a hole stands for, if the word fits it.
fn filled(hole: &str, kind: Kind, word: &str) -> Option<Vec<String>> {
    let whole = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fits = match hole {
        "n" => return number(word).map(|count| vec![count.to_string()]),
        "o" => {
            let written = word.strip_suffix(['.']).unwrap_or(word);
            return number(written).filter(|count| *count > 1).map(|count| vec![ordinal(count)]);
        }
        "m" => word.strip_prefix('-').is_some_and(whole),
        "v" => matches!(kind, Kind::Number | Kind::Quoted),
        "d" => kind == Kind::Number && merit_values::Day::read(word).is_some(),
        "q" => kind == Kind::Quoted,
        "w" => matches!(kind, Kind::Word | Kind::Backtick) && !crate::words::is_ours(word),
        "u" => is_unit(word),
        "l" => matches!(word.as_bytes(), [b'A'..=b'F']),
        "s" => {
            let (from, to) = word.split_once(['-', '–']).filter(|(from, to)| whole(from) && whole(to))?;
            return Some(vec![from.to_owned(), to.to_owned()]);
        }
        "x" => {
            let count = word.strip_prefix(['x', 'X', '×']).or_else(|| word.strip_suffix(['x', 'X', '×']))?;
            return whole(count).then(|| vec![count.to_owned()]);
        }
        _ => false,
    };
    fits.then(|| vec![word.to_owned()])
}

/// A whole number, in digits or as a word.
fn number(word: &str) -> Option<u32> {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let spelt = WORDS.iter().position(|known| known.eq_ignore_ascii_case(word));
    let spelt = spelt.and_then(|at| u32::try_from(at + 1).ok());
    spelt.or_else(|| word.parse().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit())))
}

fn ordinal(count: u32) -> String {
    let ending = match (count % 10, count % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{count}{ending}")
}

fn is_unit(word: &str) -> bool {
    let one = word.strip_suffix('s').unwrap_or(word);
    matches!(one, "minute" | "hour" | "day" | "week" | "month" | "year")
}

fn proposed(case: &Case<'_, '_>, all: &[Token], start: usize, found: &Found, pattern: &Pattern) -> Candidate {
    let range = |from: usize, to: usize| -> Range<usize> {
        let start = all.get(from).map_or(0, |token| token.range.start);
        start..all.get(to.saturating_sub(1)).map_or(start, |token| token.range.end)
    };
    let range = range(start, found.end);
    let shown = clip(&crate::report::one_line(case.text().get(range.clone()).unwrap_or("")));
    let Some(ours) = pattern.ours else {
        let fault = case.fault(Code::S102, range, pattern.why);
        return Candidate::new(fault, Vec::new(), Safety::DisplayOnly).sure().last();
    };
    let mut better = ours.to_owned();
    for (index, hole) in found.holes.iter().enumerate().rev() {
        better = better.replace(&format!("${}", index + 1), hole);
    }
    let better = in_the_singular(&better);
    let message = if !pattern.why.is_empty() {
        pattern.why.to_owned()
    } else if better.is_empty() {
        format!("{} is too much here.", super::expected::quoted(&shown))
    } else {
        let better = super::expected::quoted(&clip(&better));
        format!("Here the language says {better}, not {}.", super::expected::quoted(&shown))
    };
    let fault = case.fault(Code::S102, range.clone(), message);
    // What is left out leaves one blank behind, and a comma or colon none before it.
    let (range, better) = if better.is_empty() {
        let end = all.get(found.end).map_or(case.text().len(), |token| token.range.start);
        (range.start..end, better)
    } else if better.starts_with([',', ':']) {
        let before = all.get(start.wrapping_sub(1)).map_or(range.start, |token| token.range.end);
        (before..range.end, better)
    } else {
        (range, better)
    };
    let better = apart(case.text(), &range, better);
    let candidate = Candidate::new(fault, vec![case.repair(range, better)], Safety::Unsafe);
    if pattern.why.is_empty() { candidate } else { candidate.sure() }
}

/// How often, where the number that was filled in is one.
fn in_the_singular(better: &str) -> String {
    const ONE: [(&str, &str); 3] = [
        ("at most 1 times per", "once per"),
        ("at most 1 times", "at most 1 time"),
        ("at least 1 times", "at least 1 time"),
    ];
    ONE.iter().fold(better.to_owned(), |better, (many, one)| better.replace(many, one))
}

/// Words with blanks where they would touch others.
fn apart(text: &str, range: &Range<usize>, mut better: String) -> String {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '"' | '_' | '`');
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    if better.chars().next().is_some_and(word) && before.is_some_and(word) {
        better.insert(0, ' ');
    }
    if better.chars().next_back().is_some_and(word) && after.is_some_and(word) {
        better.push(' ');
    }
    better
}
