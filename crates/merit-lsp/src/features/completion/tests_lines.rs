//! Lines of tests.

use merit_syntax::tree::{First, KindName};

use super::offers::DATE;
use super::place::Inside;
use super::roles::Sense;
use super::snippet::{Snippet, quoted};
use super::vocabulary::{Field, Grade, Vocabulary};
use super::{Item, ItemKind};

/// What a test may expect.
pub(super) fn claims(words: &Vocabulary) -> Vec<Item> {
    let mut items = Vec::new();
    for (score, title) in &words.scores {
        items.push(Item::new(ItemKind::Name, score, Snippet::text(score).then(" ").hole("0")).detail(title));
        items.extend(tier_of(score, words));
    }
    for grade in &words.grades {
        items.extend(letter_of(grade));
        let insert = Snippet::text(&grade.name).then(" points ").hole("0");
        items.push(Item::new(ItemKind::Name, format!("{} points", grade.name), insert));
        items.push(Item::plain(ItemKind::Name, &format!("no {} grade", grade.name)));
    }
    let places: Vec<String> = words.places().map(quoted).collect();
    if !places.is_empty() {
        items.push(Item::new(ItemKind::Word, "in", Snippet::text("in ").choice(&places)));
        items.push(Item::new(ItemKind::Word, "not in", Snippet::text("not in ").choice(&places)));
    }
    let actions: Vec<&str> = words.actions.iter().map(|(name, _)| name.as_str()).collect();
    if !actions.is_empty() {
        items.push(Item::new(ItemKind::Word, "trigger", Snippet::text("trigger ").choice(&actions)));
        items.push(Item::new(ItemKind::Word, "no trigger", Snippet::text("no trigger ").choice(&actions)));
    }
    for label in &words.labels {
        items.push(
            Item::new(ItemKind::Value, quoted(label), Snippet::text(&quoted(label)).then(" ").hole("0"))
                .detail("a rule"),
        );
    }
    items
}

/// What stands behind the name of a score or a grade, with its value.
pub(super) fn part(word: &str, sense: &Sense, words: &Vocabulary) -> Option<Item> {
    let name = sense.back(0);
    let insert = match word {
        "tier" => {
            let tiers: Vec<String> = words.tiers_of(name)?.iter().map(|tier| quoted(tier)).collect();
            Snippet::text("tier ").choice(&tiers)
        }
        "grade" => Snippet::text("grade ").choice(&words.grade(name)?.letters),
        _ => words.grade(name).map(|_| Snippet::text("points ").hole("0"))?,
    };
    Some(Item::new(ItemKind::Word, word, insert))
}

/// A tier of a score.
pub(super) fn tier_of(score: &str, words: &Vocabulary) -> Option<Item> {
    let tiers = words.tiers_of(score).filter(|tiers| !tiers.is_empty())?;
    let tiers: Vec<String> = tiers.iter().map(|tier| quoted(tier)).collect();
    let insert = Snippet::text(score).then(" tier ").choice(&tiers);
    Some(Item::new(ItemKind::Name, format!("{score} tier"), insert))
}

/// A letter of a grade.
pub(super) fn letter_of(grade: &Grade) -> Option<Item> {
    let insert = || Snippet::text(&grade.name).then(" grade ").choice(&grade.letters);
    (!grade.letters.is_empty()).then(|| Item::new(ItemKind::Name, format!("{} grade", grade.name), insert()))
}

/// The name of a property or attribute stands here, which a test sets.
pub(super) fn is_setting(sense: &Sense) -> bool {
    sense.outer == Some(First::Test) && (sense.has("with") || (sense.has("lead") && sense.has("has")))
}

/// A name and its value, as tests set it; the name alone where a value follows.
pub(super) fn settings(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let of_event = sense.has("with");
    let fields = if of_event { sense.fields(words) } else { words.attributes.clone() };
    let behind = at.behind.trim_start();
    let further = super::tokens::tokens(behind);
    let there = |field: &&Field| {
        let name = super::vocabulary::bare(&field.name);
        !sense.has(name) && !further.iter().any(|token| token.is(name))
    };
    let has_value = !behind.is_empty() && !behind.starts_with(',') && !behind.contains(" time");
    let item = |field: &Field| {
        let whole = setting(field);
        if has_value { Item { insert: Snippet::text(&field.name), ..whole } } else { whole }
    };
    let fits = |field: &&Field| !has_value || takes(field, behind);
    fields.iter().filter(there).filter(fits).map(item).collect()
}

/// The value that stands there already is one of this field, as far as that can be seen.
fn takes(field: &Field, value: &str) -> bool {
    match &field.kind {
        KindName::OneOf(_) | KindName::SeveralOf(_) => {
            field.choices().iter().any(|choice| value.starts_with(&quoted(choice)))
        }
        KindName::Text => value.starts_with('"'),
        KindName::YesNo => value.starts_with("yes") || value.starts_with("no"),
        _ => false,
    }
}

pub(super) fn setting(field: &Field) -> Item {
    let name = Snippet::text(&field.name).then(" ");
    let choices: Vec<String> = field.choices().iter().map(|choice| quoted(choice)).collect();
    let insert = match &field.kind {
        KindName::OneOf(_) | KindName::SeveralOf(_) => name.choice(&choices),
        KindName::Number => name.hole("10"),
        KindName::YesNo => name.choice(&["yes", "no"]),
        KindName::Date | KindName::Time => name.hole(DATE),
        KindName::Email => name.then("\"").hole("ann@example.com").then("\""),
        KindName::Url => name.then("\"").hole("https://example.com/").then("\""),
        KindName::Text => name.then("\"").hole("text").then("\""),
    };
    Item::new(ItemKind::Field, field.name.clone(), insert).detail(field.kind_words())
}

/// The field whose value a test sets here.
pub(super) fn set(sense: &Sense, words: &Vocabulary) -> Option<Field> {
    if sense.outer != Some(First::Test) {
        return None;
    }
    let name = sense.back(0);
    let of_event = sense.fields(words).into_iter().find(|field| field.name == name);
    of_event.filter(|_| sense.has("with")).or_else(|| words.attribute(name).cloned())
}

/// `with form "demo"`
pub(super) fn with_part(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let fields = sense.fields(words);
    let Some(first) = fields.first() else { return Vec::new() };
    let inner = setting(first).insert;
    vec![Item::new(ItemKind::Word, "with", Snippet::text("with ").hole(&inner.filled()))]
}

/// `lead has country "EE"`
pub(super) fn changes(words: &Vocabulary) -> Vec<Item> {
    let Some(first) = words.attributes.first() else { return Vec::new() };
    let inner = setting(first).insert;
    vec![Item::new(ItemKind::Word, "lead has", Snippet::text("lead has ").hole(&inner.filled()))]
}

/// Days and dates.
pub(super) fn moments() -> Vec<Item> {
    vec![Item::new(ItemKind::Word, "day", Snippet::text("day ").hole("0")).detail("days after the start")]
}
