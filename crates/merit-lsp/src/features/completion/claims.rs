//! Claims about every lead. What stands behind `when` is offered as in other conditions.

use merit_syntax::Next;

use super::clauses;
use super::place::Inside;
use super::ranks;
use super::roles::Sense;
use super::snippet::{Snippet, quoted};
use super::tests_lines::{letter_of, tier_of};
use super::vocabulary::Vocabulary;
use super::{Item, ItemKind};

/// A whole claim, where there is something to claim.
pub(super) fn whole(words: &Vocabulary) -> Option<Snippet> {
    let begin = Snippet::text("claim ").choice(&["never", "always"]).then(" ");
    let places: Vec<String> = words.places().map(quoted).collect();
    let claim = match (places.is_empty(), words.scores.first()) {
        (false, _) => begin.then("in ").choice(&places),
        (true, Some((score, _))) => begin.then(score).then(" > ").hole("100"),
        (true, None) => return None,
    };
    Some(match words.attributes.first() {
        Some(field) => claim.then("  when ").hole(&field.name).then(" is known"),
        None => claim,
    })
}

/// What may be written in a claim; `None` for what is offered there as anywhere else.
pub(super) fn offers(what: Next, at: &Inside, sense: &Sense, words: &Vocabulary) -> Option<Vec<Item>> {
    use Next as N;
    if !sense.is_claim() {
        return None;
    }
    let name = sense.back(0);
    let word = |word: &str, fits: bool| if fits { vec![Item::plain(ItemKind::Word, word)] } else { Vec::new() };
    Some(match what {
        N::Word("never") => word("never", true),
        N::Word("always") => word("always", true),
        N::Claimed => outcomes(name == "always", words),
        N::ClaimedNumber if is_number(sense, words) => numbers(),
        N::ClaimedNumber => Vec::new(),
        N::Word("tier") => word("tier", words.tiers_of(name).is_some()),
        N::Word("grade") => word("grade", words.grade(name).is_some()),
        N::Word("points") => word("points", words.grade(name).is_some()),
        N::Name if name == "no" => grades(at, words),
        N::OrPart | N::Word("or") if sense.subject.is_none() => ranks::or_parts(&at.before, sense, words),
        N::When | N::Word("when") if words.attributes.is_empty() => Vec::new(),
        N::When | N::Word("when") => clauses::phrases(N::When, at, sense, words),
        _ => return None,
    })
}

impl Sense {
    /// The statement is a claim.
    pub(super) fn is_claim(&self) -> bool {
        self.first() == "claim"
    }
}

/// A score, or the points of a grade.
fn is_number(sense: &Sense, words: &Vocabulary) -> bool {
    let name = sense.back(0);
    words.scores.iter().any(|(score, _)| super::vocabulary::bare(score) == name)
        || (name == "points" && words.grade(sense.back(1)).is_some())
}

/// What can be claimed of leads.
fn outcomes(always: bool, words: &Vocabulary) -> Vec<Item> {
    // A limit that is never passed, or always kept.
    let signs: &[&str] = if always { &["<=", ">=", "<", ">"] } else { &[">", "<", ">=", "<="] };
    let number = |name: &str| Snippet::text(name).then(" ").choice(signs).then(" ").hole("100");
    let mut items = Vec::new();
    let places: Vec<String> = words.places().map(quoted).collect();
    if !places.is_empty() {
        items.push(Item::new(ItemKind::Word, "in", Snippet::text("in ").choice(&places)));
    }
    for (score, title) in &words.scores {
        items.push(Item::new(ItemKind::Name, score, number(score)).detail(title));
        items.extend(tier_of(score, words));
    }
    for grade in &words.grades {
        items.extend(letter_of(grade));
        let points = format!("{} points", grade.name);
        items.push(Item::new(ItemKind::Name, points.clone(), number(&points)));
        items.push(Item::plain(ItemKind::Name, &format!("no {} grade", grade.name)));
    }
    items
}

/// The grades, behind `no`.
fn grades(at: &Inside, words: &Vocabulary) -> Vec<Item> {
    let ends = at.behind.trim_start();
    let grade = if ends.is_empty() || ends.starts_with("when") { " grade" } else { "" };
    let item = |name: &String| Item::new(ItemKind::Name, name, Snippet::text(name).then(grade)).detail("grade");
    words.grades.iter().map(|found| item(&found.name)).collect()
}

/// Comparisons and stretches.
fn numbers() -> Vec<Item> {
    let compared = |sign: &&str| Item::new(ItemKind::Word, *sign, Snippet::text(sign).then(" ").hole("100"));
    let mut items: Vec<Item> = [">=", ">", "<=", "<"].iter().map(compared).collect();
    let stretch = Snippet::text("from ").hole("0").then(" to ").hole("100");
    items.push(Item::new(ItemKind::Word, "from", stretch));
    items
}
