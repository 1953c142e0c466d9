//! What may be written inside a statement: the grammar says of what kind, the words before it say of what.

use merit_syntax::Next;
use merit_syntax::tree::First;
use merit_values::Unit;

use super::claims;
use super::clauses;
use super::conditions;
use super::place::Inside;
use super::roles::{Role, Sense};
use super::snippet::{Snippet, quoted};
use super::tests_lines;
use super::vocabulary::Vocabulary;
use super::{Item, ItemKind};

/// Everything that may be written there.
pub(super) fn offers(at: &Inside, words: &Vocabulary) -> Vec<Item> {
    // Behind `lead.` stands the name of an attribute.
    if at.before.ends_with("lead.") {
        return conditions::attributes(words, &at.behind);
    }
    if let Some(path) = at.before.strip_suffix('.') {
        return conditions::parts(path, &Sense::of(&at.before, at.outer), words, &at.behind);
    }
    let Some(next) = merit_syntax::next(&at.before) else { return Vec::new() };
    let sense = Sense::of(&at.before, at.outer);
    let mut items = Vec::new();
    for what in next {
        match claims::offers(what, at, &sense, words) {
            Some(own) => items.extend(own),
            None => add(what, at, &sense, words, &mut items),
        }
    }
    if sense.first() == "row" && at.behind.trim().is_empty() {
        items = items.into_iter().map(|item| with_cells(item, at, &sense)).collect();
    }
    if sense.first() == "inactivity" && sense.has("by") && at.behind.trim().is_empty() && !at.beside.has_stages {
        items = items.into_iter().map(with_stages).collect();
    }
    items
}

fn add(what: Next, at: &Inside, sense: &Sense, words: &Vocabulary, items: &mut Vec<Item>) {
    use Next as N;
    match what {
        N::Name if tests_lines::is_setting(sense) => items.extend(tests_lines::settings(at, sense, words)),
        N::Name => items.extend(names(at, sense, words)),
        // Behind the word itself, the ways to write a range.
        N::Number if sense.first() == "range" && sense.back(0) == "range" => {
            if at.behind.trim().is_empty() {
                items.extend(clauses::phrases(N::Range, at, sense, words));
            }
        }
        N::Word("from" | "up") if sense.first() == "range" => {}
        N::Word("lead") if sense.outer == Some(First::Test) => items.extend(tests_lines::changes(words)),
        N::Event => items.extend(events(words)),
        N::Occasion => {
            if sense.takes_events {
                items.extend(events(words));
            }
            items.extend(clauses::standing(at, words));
        }
        N::Condition => items.extend(conditions::subjects(sense, words, &at.behind)),
        N::Operator => items.extend(conditions::operators(at, sense, words)),
        N::Whole if sense.is_before_duration() => {
            if at.behind.trim().is_empty() {
                items.push(duration(at, sense));
            }
        }
        N::Whole if words.event(sense.back(0)).is_some() => {
            let phrase = if sense.first() == "day" { N::HappensTimes } else { N::Times };
            items.extend(clauses::phrases(phrase, at, sense, words));
        }
        N::Value => items.extend(conditions::values(sense, words)),
        N::Text | N::Texts => {
            items.extend(conditions::text_values(at, sense, words));
            if what == N::Texts {
                items.extend(conditions::any_of(words));
            }
        }
        N::Letter => items.extend(letters(at, sense, words)),
        N::Unit => items.extend(units(at, sense).iter().map(|unit| Item::plain(ItemKind::Word, unit))),
        N::Calendar => items.extend(CALENDAR.iter().map(|word| Item::plain(ItemKind::Word, word))),
        N::Duration => items.push(duration(at, sense)),
        N::Number | N::Whole if at.behind.trim().is_empty() => {
            items.extend(
                sense.number().map(|number| Item::new(ItemKind::Value, number, Snippet::default().hole(number))),
            );
        }
        N::Ordinal => items.extend(["2nd", "3rd", "5th", "10th"].map(|number| Item::plain(ItemKind::Value, number))),
        N::Date => items.push(Item::new(ItemKind::Value, DATE, Snippet::default().hole(DATE)).detail("a date")),
        N::Clock => {
            items.push(Item::new(ItemKind::Value, "09:00", Snippet::default().hole("09:00")).detail("a time"))
        }
        N::Percent if !sense.is_sum() => {
            items.push(Item::new(ItemKind::Value, "25%", Snippet::default().hole("25").then("%")));
        }
        N::Claim => items.extend(tests_lines::claims(words)),
        N::Setting => items.extend(tests_lines::settings(at, sense, words)),
        N::Moment => items.extend(tests_lines::moments()),
        N::Changes => items.extend(tests_lines::changes(words)),
        N::Word(word @ ("tier" | "grade" | "points")) if sense.first() == "expect" => {
            items.extend(tests_lines::part(word, sense, words));
        }
        N::Word("grade") if sense.back(0) == "no" && sense.outer == Some(First::Grade) => {
            items.extend(clauses::no_grade(sense, words));
        }
        N::Word("points") if matches!(sense.first(), "rounded" | "starts") || sense.back(0) == "to" => {
            items.push(Item::plain(ItemKind::Word, "points"));
        }
        N::Word("tier" | "grade" | "points") => items.extend(conditions::outcome_parts(sense, words)),
        // After a reset there is nothing to give back.
        N::Word("give") if at.beside.effect == Some("reset") => {}
        N::Word(word) => items.extend(clauses::word(word, at, sense, words)),
        N::Sign(',' | ':') | N::Signed | N::End => {}
        N::Sign(sign) => {
            if sign == '%' || sign == ')' {
                items.push(Item::plain(ItemKind::Word, &sign.to_string()));
            }
        }
        what => items.extend(clauses::phrases(what, at, sense, words)),
    }
}

/// A row needs a cell for every column.
fn with_cells(item: Item, at: &Inside, sense: &Sense) -> Item {
    let cells: Vec<String> = at.beside.named_cells.iter().map(|cell| quoted(cell)).collect();
    if item.kind != ItemKind::Value || sense.said.is_empty() || cells.is_empty() {
        return item;
    }
    // The tier was said, and the cells so far; one is being written.
    let missing = at.beside.cells.unwrap_or(0).saturating_sub(sense.said.len());
    let insert = (0..missing).fold(item.insert, |insert, _| insert.then(", ").choice(&cells));
    Item { insert, ..item }
}

/// A silence takes nothing without the lines below it.
fn with_stages(item: Item) -> Item {
    let insert =
        item.insert.then("\n    after ").hole("30").then(" days  total -").hole("15").then("\n    on return  ");
    Item { insert: insert.choice(&["keep", "give back"]), ..item }
}

pub(super) const CALENDAR: [&str; 4] = ["day", "week", "month", "year"];

/// A date where none is known: people change it.
pub(super) const DATE: &str = "2026-01-01";

/// The events.
pub(super) fn events(words: &Vocabulary) -> Vec<Item> {
    let item = |event: &super::vocabulary::Event| {
        let fields: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
        let about = if fields.is_empty() { String::new() } else { format!("Has {}.", fields.join(", ")) };
        let weak = if event.is_weak { ", weak signal" } else { "" };
        Item::plain(ItemKind::Event, &event.name).detail(format!("{}{weak}", event.title)).about(about)
    };
    words.events.iter().map(item).collect()
}

/// Names, by what the words before them ask for.
fn names(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let plain = |name: &str, title: &str| Item::plain(ItemKind::Name, name).detail(title);
    match sense.role() {
        Role::Declared => Vec::new(),
        Role::Check => clauses::checks(),
        Role::Action => words.actions.iter().map(|(name, title)| plain(name, title)).collect(),
        Role::Event => asked_events(at, sense, words),
        Role::ScoreWithoutTiers => {
            let free = words.scores.iter().filter(|(name, _)| words.tiers_of(name).is_none());
            free.map(|(name, title)| plain(name, title)).collect()
        }
        Role::Summand => {
            let own = at.beside.heading.as_deref().unwrap_or("");
            let others = words.scores.iter().filter(|(name, _)| !words.adds(name, own));
            let scores = others.map(|(name, title)| plain(name, title));
            scores.chain(words.grades.iter().map(|grade| plain(&grade.name, "grade"))).collect()
        }
        Role::ColumnOf => {
            let grades = words.grades.iter().filter(|grade| at.fits_rows(grade.letters.len()));
            let grades = grades.map(|grade| {
                let letters = grade.letters.join(", ");
                let insert = Snippet::text(&grade.name);
                let whole = insert.clone().then(" grade: ").then(&letters);
                Item::new(
                    ItemKind::Name,
                    grade.name.clone(),
                    if at.behind.trim().is_empty() { whole } else { insert },
                )
                .detail("grade")
            });
            let scores = words.tiers.iter().filter(|(_, tiers)| at.fits_rows(tiers.len()));
            let scores = scores.map(|(score, tiers)| {
                let tiers: Vec<String> = tiers.iter().map(|tier| quoted(tier)).collect();
                let insert = Snippet::text(score);
                let whole = insert.clone().then(" tier: ").then(&tiers.join(", "));
                Item::new(ItemKind::Name, score.clone(), if at.behind.trim().is_empty() { whole } else { insert })
                    .detail("score")
            });
            grades.chain(scores).collect()
        }
        Role::List => conditions::lists(sense, words),
        Role::TextList => conditions::text_lists(words),
        Role::Property => {
            let asked = sense.asked().and_then(|event| words.event(event));
            let shared = |name: &str| asked.is_none_or(|event| event.fields.iter().any(|field| field.name == name));
            let fields = sense.fields(words);
            fields.iter().filter(|field| shared(&field.name)).map(|field| conditions::field(field, "", "")).collect()
        }
    }
}

fn letters(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    // A score starts at points; a grade may start at a letter that has a bound, as all but the last one have.
    if sense.first() == "starts" {
        let own = at.beside.heading.as_deref().filter(|_| sense.outer == Some(First::Grade));
        let letters = own.and_then(|own| words.grade(own)).and_then(|grade| grade.letters.split_last());
        let letters = letters.map_or(&[][..], |(_, bounded)| bounded);
        return letters.iter().map(|letter| Item::plain(ItemKind::Value, letter)).collect();
    }
    let of_grade = sense.grade(words).map(|grade| grade.letters.clone());
    let letters = of_grade.unwrap_or_else(|| ["A", "B", "C", "D", "E", "F"].map(str::to_owned).to_vec());
    let free = letters.iter().filter(|letter| sense.first() != "columns" || !sense.has(letter));
    free.map(|letter| Item::plain(ItemKind::Value, letter)).collect()
}

/// The events that may be named; of a streak, those with the property that it goes by.
fn asked_events(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let by = at.behind.split_whitespace().skip_while(|word| *word != "by").nth(1);
    let of_streak = sense.back(0) == "for";
    let has = |name: &str| {
        let event = words.event(name);
        match by {
            Some(by) => event.is_some_and(|event| event.fields.iter().any(|field| field.name == by)),
            None => true,
        }
    };
    events(words).into_iter().filter(|item| !of_streak || has(&item.label)).collect()
}

/// The units that make sense there; the stages of a silence are all counted in one.
fn units(at: &Inside, sense: &Sense) -> Vec<&'static str> {
    match at.beside.unit {
        Some(unit) if sense.first() == "after" => vec![unit_word(unit)],
        _ if sense.is_half_life() => vec!["days"],
        _ => vec!["days", "weeks", "months"],
    }
}

pub(super) const fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::Weeks => "weeks",
        Unit::Months => "months",
        Unit::Years => "years",
    }
}

fn duration(at: &Inside, sense: &Sense) -> Item {
    let units = units(at, sense);
    let label = format!("30 {}", units.first().unwrap_or(&"days"));
    Item::new(ItemKind::Value, label, Snippet::default().hole("30").then(" ").choice(&units)).detail("a duration")
}
