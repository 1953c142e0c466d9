//! `or higher`, `or worse`: offered where they say something. The highest tier or higher is the highest tier, or lower
//! everybody.

use merit_syntax::tree::First;

use super::roles::Sense;
use super::snippet::{Snippet, quoted};
use super::tokens::{Token, tokens};
use super::vocabulary::{Grade, Vocabulary};
use super::{Item, ItemKind};

/// A tier after `is`, with `or higher` where that says more.
pub(super) fn tier(snippet: Snippet, tiers: &[String]) -> Snippet {
    let tiers: Vec<String> = tiers.iter().map(|tier| quoted(tier)).collect();
    snippet.choice(&ranked(&tiers, "or higher", false))
}

/// A letter after `is`, with `or better` where that says more.
pub(super) fn letter(snippet: Snippet, grade: &Grade) -> Snippet {
    snippet.choice(&ranked(&grade.letters, "or better", grade.may_lack))
}

/// Names from the highest down, alone and with those above. `all` tells whether all of them together say something.
fn ranked(names: &[String], above: &str, all: bool) -> Vec<String> {
    let mut choices = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let is_last = at + 1 == names.len();
        if at > 0 && (all || !is_last) {
            choices.push(format!("{name} {above}"));
        }
        choices.push(name.clone());
    }
    choices
}

/// What may be added to the tier or letter that stands before the place.
pub(super) fn or_parts(before: &str, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let (found, up, down) = match of(before, sense, words) {
        Some(Of::Tier(found)) => (found, "or higher", "or lower"),
        Some(Of::Letter(found)) => (found, "or better", "or worse"),
        None => return Vec::new(),
    };
    let Found { place, count, all } = found;
    let is_first = place == Some(0);
    let is_last = place.is_some_and(|place| place + 1 == count);
    let upwards = !is_first && (all || !is_last);
    let downwards = !is_last && (all || !is_first);
    let offered = [(up, upwards), (down, downwards)].into_iter().filter(|(_, says)| *says);
    offered.map(|(word, _)| Item::plain(ItemKind::Word, word)).collect()
}

/// False for a tier or letter that is everybody together with the `or higher` that stands behind it, and for several.
pub(super) fn says_something(before: &str, behind: &str, outer: Option<First>, words: &Vocabulary) -> bool {
    let behind = behind.trim_start();
    let up = ["or higher", "or better"].iter().any(|or| behind.starts_with(or));
    let down = ["or lower", "or worse"].iter().any(|or| behind.starts_with(or));
    if !up && !down {
        return true;
    }
    let sense = Sense::of(before, outer);
    if sense.has("one") {
        // Only one name has others above and below it.
        return false;
    }
    let Some(Of::Tier(found) | Of::Letter(found)) = of(before, &sense, words) else { return true };
    let is_end = |place: usize| if up { place + 1 == found.count } else { place == 0 };
    found.all || !found.place.is_some_and(is_end)
}

/// The same where `or` stands already.
pub(super) fn after_or(before: &str, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let Some(before) = before.trim_end().strip_suffix("or") else { return Vec::new() };
    let parts = or_parts(before, &Sense::of(before, sense.outer), words);
    parts
        .iter()
        .filter_map(|part| part.label.strip_prefix("or "))
        .map(|word| Item::plain(ItemKind::Word, word))
        .collect()
}

/// Among what a tier or letter stands.
enum Of {
    Tier(Found),
    Letter(Found),
}

/// Where it stands there; nowhere when nobody knows it.
struct Found {
    place: Option<usize>,
    count: usize,
    /// All of them together are not everybody.
    all: bool,
}

fn of(before: &str, sense: &Sense, words: &Vocabulary) -> Option<Of> {
    let part = match sense.part.as_deref() {
        Some(part) => part,
        // In a claim, what stands before a letter is the word `grade`.
        None if sense.is_claim() && sense.subject.is_none() => {
            if sense.back(0) == "tier" {
                "tier"
            } else {
                "grade"
            }
        }
        None => return None,
    };
    match part {
        "tier" => {
            let score = sense.subject.as_deref().unwrap_or_else(|| sense.back(1));
            // The short form, in models with one `tiers`.
            let tiers = words.tiers_of(score).or_else(|| words.tiers.first().map(|(_, tiers)| tiers.as_slice()));
            let tiers = tiers.unwrap_or_default();
            let last = tokens(before).into_iter().rev().find(|token| matches!(token, Token::Text(_)));
            let said = last.and_then(Token::said);
            let place = said.and_then(|said| tiers.iter().position(|tier| *tier == said));
            Some(Of::Tier(Found { place, count: tiers.len(), all: false }))
        }
        "grade" => {
            let said = before.split_whitespace().next_back().unwrap_or("");
            let grade = match sense.subject.as_deref() {
                Some(subject) => words.grade(subject),
                None => words.grade(sense.back(2)),
            };
            let place = grade.and_then(|grade| grade.letters.iter().position(|letter| letter == said));
            let (count, all) = grade.map_or((0, true), |grade| (grade.letters.len(), grade.may_lack));
            Some(Of::Letter(Found { place, count, all }))
        }
        _ => None,
    }
}
