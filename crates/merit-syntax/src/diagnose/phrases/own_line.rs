//! What a score says of itself: each on a line of its own, in its own words.

use merit_diagnostics::{Code, Safety};

use super::super::{Around, Candidate, Case, Kind, Token, tokens};
use crate::report::clip;
use crate::tree::First;

/// `score interest from 0 to 100`, `score interest` with `decays by half every 30 days` below it.
pub(super) fn behind_the_score(case: &Case<'_, '_>, around: &Around) -> Option<Candidate> {
    let found = around.found().filter(|_| case.first == Some(First::Score))?;
    let start = around.prev()?.range.end;
    let (line, _) = line_of_a_score(case.text().get(found.range.start..)?)?;
    let message = format!("This stands on a line of its own below the score: {}.", clip(&line));
    let fault = case.fault(Code::S102, found.range.clone(), message);
    let rest = case.repair(start..case.text().len(), "");
    Some(Candidate::new(fault.choice(line), vec![rest], Safety::DisplayOnly).sure())
}

/// How a line below a score is written that begins with a word of other tools: `max 100`, `starting score 10`,
/// `decays by half every 30 days`, `from 0 to 100`.
pub(in crate::diagnose) fn line_of_a_score(text: &str) -> Option<(String, First)> {
    let all: Vec<Token> = tokens(text, 0).take(24).collect();
    let words: Vec<&str> = all.iter().filter_map(|token| text.get(token.range.clone())).collect();
    let numbers: Vec<&str> = all
        .iter()
        .filter(|token| token.kind == Kind::Number)
        .filter_map(|token| text.get(token.range.clone()))
        .collect();
    let (first, rest) = words.split_first()?;
    let only = |allowed: &[&str]| {
        rest.iter().all(|word| numbers.contains(word) || allowed.iter().any(|one| one.eq_ignore_ascii_case(word)))
    };
    match (first.to_lowercase().as_str(), numbers.as_slice()) {
        ("from" | "between" | "bounds" | "limits", [low, high]) if only(&["to", "and", "-"]) => {
            Some((format!("range {low} to {high}"), First::Range))
        }
        ("max" | "maximum" | "cap" | "limit" | "highest", [high])
            if only(&["score", "of", "is", "points", ":", "="]) =>
        {
            Some((format!("range up to {high}"), First::Range))
        }
        ("up", [high]) if only(&["to", "points", "point"]) => Some((format!("range up to {high}"), First::Range)),
        ("min" | "minimum" | "lowest", [low]) if only(&["score", "of", "is", "points", ":", "="]) => {
            Some((format!("range from {low}"), First::Range))
        }
        ("starting" | "start" | "starts" | "initial" | "begin" | "begins", [points])
            if only(&["score", "points", "at", "with", "from", "value", "is", ":", "="]) =>
        {
            Some((format!("starts at {points} points"), First::Starts))
        }
        ("decays" | "decay" | "decaying" | "fades" | "fade", [_, ..]) => {
            Some((format!("points decay {}", rest_of(text, &all)), First::Points))
        }
        _ => None,
    }
}

/// All behind the first word.
fn rest_of(text: &str, all: &[Token]) -> String {
    let start = all.get(1).map_or(text.len(), |token| token.range.start);
    crate::report::one_line(text.get(start..).unwrap_or("")).trim().to_owned()
}
