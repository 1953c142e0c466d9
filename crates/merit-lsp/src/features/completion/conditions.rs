//! What conditions may ask about, and what must hold.

use merit_syntax::tree::{First, KindName, ListKind};

use super::offers::DATE;
use super::place::Inside;
use super::ranks;
use super::roles::Sense;
use super::snippet::{Snippet, quoted};
use super::vocabulary::{Field, Vocabulary, bare};
use super::{Item, ItemKind};

/// A property or attribute; with a test of it, when the statement goes on behind it.
pub(super) fn field(field: &Field, prefix: &str, behind: &str) -> Item {
    let name = format!("{prefix}{}", field.name);
    let insert = Snippet::text(&name);
    let needs_test = !behind.trim_start().is_empty() && !goes_on(behind);
    let insert = if needs_test { tested(insert, field) } else { insert };
    let detail = if field.choices().is_empty() {
        field.kind_words().to_owned()
    } else {
        format!("{} {}", field.kind_words(), field.choices().join(", "))
    };
    Item::new(ItemKind::Field, name, insert).detail(detail)
}

/// What follows can be asked of such a field, as far as that can be seen.
fn suits(field: &Field, behind: &str, words: &Vocabulary) -> bool {
    let behind = behind.trim_start();
    let mut next = behind.split_whitespace();
    let is_text = matches!(field.kind, KindName::Text | KindName::Email | KindName::Url);
    let is_moment = matches!(field.kind, KindName::Date | KindName::Time);
    match next.next().unwrap_or("") {
        "starts" | "ends" | "contains" | "does" => is_text,
        "includes" => matches!(field.kind, KindName::SeveralOf(_)),
        "in" | "more" => is_moment,
        "is" => {
            let value = behind.strip_prefix("is").unwrap_or("").trim_start();
            let value = value.strip_prefix("not").unwrap_or(value).trim_start();
            let value = value.strip_prefix("one of").unwrap_or(value).trim_start();
            let mut said = value.split(|c: char| c.is_whitespace() || c == ')');
            match (said.next(), said.next()) {
                (Some("yes" | "no"), _) => return matches!(field.kind, KindName::YesNo),
                (Some("in"), Some(list)) => {
                    let found = words.lists.iter().find(|(name, _)| bare(name) == bare(list));
                    return found.is_none_or(|(_, kind)| holds(&field.kind, None, *kind));
                }
                _ => {}
            }
            match (value.chars().next(), &field.kind) {
                (Some('"'), KindName::OneOf(_)) => field.choices().iter().any(|one| value.starts_with(&quoted(one))),
                (Some('"'), _) => is_text,
                (Some(c), _) if c.is_ascii_digit() => matches!(field.kind, KindName::Number) || is_moment,
                _ => true,
            }
        }
        word if word == "from" || word.starts_with(['<', '>']) => {
            let value = behind.strip_prefix("from").unwrap_or(behind).trim_start_matches(['<', '>', '=', ' ']);
            let value = value.split_whitespace().next().unwrap_or("");
            let is_date = value.trim_start_matches('-').contains('-');
            (is_moment && (is_date || value.is_empty())) || (!is_date && matches!(field.kind, KindName::Number))
        }
        word if word.starts_with(".domain") => matches!(field.kind, KindName::Email),
        word if word.starts_with(".host") || word.starts_with(".path") => matches!(field.kind, KindName::Url),
        _ => true,
    }
}

/// True when a test follows already.
fn goes_on(behind: &str) -> bool {
    let word = behind.split_whitespace().next().unwrap_or("");
    matches!(word, "is" | "starts" | "ends" | "contains" | "does" | "includes" | "from" | "in" | "more")
        || word.starts_with(['<', '>', '.', ','])
}

fn tested(snippet: Snippet, field: &Field) -> Snippet {
    let choices: Vec<String> = field.choices().iter().map(|choice| quoted(choice)).collect();
    match &field.kind {
        KindName::OneOf(_) if !choices.is_empty() => snippet.then(" is ").choice(&choices),
        KindName::SeveralOf(_) if !choices.is_empty() => snippet.then(" includes ").choice(&choices),
        KindName::Number => snippet.then(" >= ").hole("10"),
        KindName::YesNo => snippet.then(" is ").choice(&["yes", "no"]),
        KindName::Date | KindName::Time => snippet.then(" in the last ").hole("30").then(" days"),
        _ => snippet.then(" is known"),
    }
}

/// The attributes, behind `lead.`.
pub(super) fn attributes(words: &Vocabulary, behind: &str) -> Vec<Item> {
    words.attributes.iter().filter(|one| suits(one, behind, words)).map(|one| field(one, "", behind)).collect()
}

/// What a condition may ask about.
pub(super) fn subjects(sense: &Sense, words: &Vocabulary, behind: &str) -> Vec<Item> {
    let properties = sense.fields(words);
    let about_event = sense.event.is_some();
    let is_both = |name: &str| {
        words.attribute(name).is_some() && properties.iter().any(|field| bare(&field.name) == bare(name))
    };
    // A name of both is written with `lead.` for the attribute, and cannot be written for the property.
    let mut items: Vec<Item> = properties
        .iter()
        .filter(|one| !is_both(&one.name) && suits(one, behind, words))
        .map(|one| field(one, "", behind))
        .collect();
    if sense.outer == Some(First::Segment) && !about_event {
        items.extend(outcomes(words));
    }
    let prefix = if about_event { "lead." } else { "" };
    let attributes = words.attributes.iter().filter(|one| suits(one, behind, words));
    items.extend(attributes.map(|one| field(one, prefix, behind)));
    let events: Vec<&str> = words.events.iter().map(|event| event.name.as_str()).collect();
    if !events.is_empty() && sense.takes_history() {
        let had = Snippet::text("had ").choice(&events).then(" in the last ").hole("30").then(" days");
        items.push(Item::new(ItemKind::Word, "had", had).detail("it happened lately"));
        let none = Snippet::text("had no ").choice(&events).then(" in the last ").hole("30").then(" days");
        items.push(Item::new(ItemKind::Word, "had no", none).detail("it did not happen lately"));
    }
    items
}

impl Sense {
    /// The past may be asked about here: not inside the condition of a past event, and not in a claim.
    fn takes_history(&self) -> bool {
        !self.is_claim() && (!self.has("had") || self.event.is_none())
    }
}

/// Questions about scores and grades, whole.
fn outcomes(words: &Vocabulary) -> Vec<Item> {
    let mut items = Vec::new();
    for (score, title) in &words.scores {
        if let Some(tiers) = words.tiers_of(score).filter(|tiers| !tiers.is_empty()) {
            let insert = ranks::tier(Snippet::text(score).then(" tier is "), tiers);
            items.push(Item::new(ItemKind::Name, format!("{score} tier"), insert).detail(title));
        }
        let insert = Snippet::text(score).then(" >= ").hole("1");
        items.push(Item::new(ItemKind::Name, score, insert).detail(title));
    }
    for grade in words.grades.iter().filter(|grade| !grade.letters.is_empty()) {
        let insert = ranks::letter(Snippet::text(&grade.name).then(" grade is "), grade);
        items.push(Item::new(ItemKind::Name, format!("{} grade", grade.name), insert));
        let insert = Snippet::text(&grade.name).then(" points >= ").hole("1");
        items.push(Item::new(ItemKind::Name, format!("{} points", grade.name), insert));
    }
    items
}

/// `.domain` of an e-mail, `.host` and `.path` of an address.
pub(super) fn parts(before: &str, sense: &Sense, words: &Vocabulary, behind: &str) -> Vec<Item> {
    let name = before.rsplit(|c: char| !(super::tokens::is_word(c) || c == '.' || c == '`')).next().unwrap_or("");
    let name = name.strip_prefix("lead.").unwrap_or(name);
    let property = sense.fields(words).into_iter().find(|field| bare(&field.name) == bare(name));
    let Some(found) = property.or_else(|| words.attribute(name).cloned()) else { return Vec::new() };
    let parts: &[&str] = match found.kind {
        KindName::Email => &["domain"],
        KindName::Url => &["host", "path"],
        _ => &[],
    };
    let as_text = Field { name: String::new(), kind: KindName::Text };
    let part = |part: &&str| field(&Field { name: (*part).to_owned(), ..as_text.clone() }, "", behind);
    parts.iter().map(part).collect()
}

/// What must hold of what was asked about.
pub(super) fn operators(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    // A number stands behind it already.
    if at.behind.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return [">=", ">", "<=", "<"].map(|sign| Item::plain(ItemKind::Word, sign)).to_vec();
    }
    let phrase = |label: &str, insert: Snippet| Item::new(ItemKind::Word, label, insert);
    let number = |label: &str| phrase(label, Snippet::text(label).then(" ").hole("10"));
    let mut items = Vec::new();
    if sense.is_outcome(words) {
        items.extend(outcome_operators(sense, words));
        return items;
    }
    let Some(found) = sense.field(words) else { return items };
    let choices: Vec<String> = found.choices().iter().map(|choice| quoted(choice)).collect();
    match &found.kind {
        KindName::OneOf(_) if !choices.is_empty() => {
            items.push(phrase("is", Snippet::text("is ").choice(&choices)));
            items.push(phrase("is not", Snippet::text("is not ").choice(&choices)));
            items.push(phrase("is one of", Snippet::text("is one of ").hole(&choices.join(", "))));
        }
        KindName::SeveralOf(_) if !choices.is_empty() => {
            items.push(phrase("includes", Snippet::text("includes ").choice(&choices)));
        }
        KindName::Number => {
            items.extend([">=", ">", "<=", "<", "is"].map(number));
            items.push(phrase("from", Snippet::text("from ").hole("10").then(" to ").hole("20")));
        }
        KindName::YesNo => items.push(phrase("is", Snippet::text("is ").choice(&["yes", "no"]))),
        KindName::Date | KindName::Time => {
            let length = |label: &str, end: &str| {
                phrase(label, Snippet::text(label).then(" ").hole("30").then(" days").then(end))
            };
            items.push(length("in the last", ""));
            items.push(length("in the next", ""));
            items.push(phrase("more than", Snippet::text("more than ").hole("30").then(" days ago")));
            items.extend([">=", "<"].map(|sign| phrase(sign, Snippet::text(sign).then(" ").hole(DATE))));
        }
        _ => {
            let text = |label: &str| phrase(label, Snippet::text(label).then(" ").hole("\"text\""));
            items.extend(
                ["is", "starts with", "ends with", "contains", "contains word", "does not contain"].map(text),
            );
            items.push(phrase("is one of", Snippet::text("is one of ").hole("\"text\", \"other\"")));
        }
    }
    for list in lists(sense, words) {
        items.push(
            phrase(&format!("is in {}", list.label), Snippet::text("is in ").then(&list.label)).detail(list.detail),
        );
    }
    items.push(phrase("is known", Snippet::text("is known")).detail("there is a value"));
    items.push(phrase("is unknown", Snippet::text("is unknown")).detail("there is no value"));
    items
}

/// What may be asked of a score or grade: its tier, its letter, its points.
pub(super) fn outcome_parts(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    if !sense.is_outcome(words) {
        return Vec::new();
    }
    let subject = sense.subject.as_deref().unwrap_or("");
    let phrase = |label: &str, insert: Snippet| Item::new(ItemKind::Word, label, insert);
    if let Some(grade) = words.grade(subject) {
        let points = phrase("points", Snippet::text("points >= ").hole("1"));
        if grade.letters.is_empty() {
            return vec![points];
        }
        return vec![phrase("grade", ranks::letter(Snippet::text("grade is "), grade)), points];
    }
    let Some(tiers) = words.tiers_of(subject).filter(|tiers| !tiers.is_empty()) else { return Vec::new() };
    vec![phrase("tier", ranks::tier(Snippet::text("tier is "), tiers))]
}

/// The words that may follow `is`, with values behind them.
pub(super) fn after_is(word: &str, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let values: Vec<String> = values(sense, words).into_iter().map(|item| item.insert.filled()).collect();
    let phrase = |label: &str, insert: Snippet| Item::new(ItemKind::Word, label, insert);
    match word {
        "in" if sense.is_outcome(words) => Vec::new(),
        "in" => {
            let lists = lists(sense, words).into_iter();
            lists.map(|list| phrase(&format!("in {}", list.label), Snippet::text("in ").then(&list.label))).collect()
        }
        _ if values.is_empty() => Vec::new(),
        "one" => {
            // One of all tiers or letters is always true.
            let fewer = values.split_last().map_or(&[][..], |(_, fewer)| fewer);
            let shown = if sense.is_outcome(words) { fewer } else { values.as_slice() };
            if shown.is_empty() {
                return Vec::new();
            }
            vec![phrase("one of", Snippet::text("one of ").hole(&shown.join(", ")))]
        }
        _ => vec![phrase("not", Snippet::text("not ").choice(&values))],
    }
}

fn outcome_operators(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let phrase = |label: &str, insert: Snippet| Item::new(ItemKind::Word, label, insert);
    let subject = sense.subject.as_deref().unwrap_or("");
    match sense.part.as_deref() {
        Some("tier") => {
            let tiers = words.tiers_of(subject).unwrap_or_default();
            let quoted: Vec<String> = tiers.iter().map(|tier| quoted(tier)).collect();
            vec![
                phrase("is", ranks::tier(Snippet::text("is "), tiers)),
                phrase("is not", Snippet::text("is not ").choice(&quoted)),
            ]
        }
        Some("grade") => {
            let Some(grade) = words.grade(subject) else { return Vec::new() };
            vec![
                phrase("is", ranks::letter(Snippet::text("is "), grade)),
                phrase("is not", Snippet::text("is not ").choice(&grade.letters)),
            ]
        }
        part => {
            // The bare name of a grade is no number.
            if part.is_none() && words.grade(subject).is_some() {
                return Vec::new();
            }
            [">=", ">", "<=", "<"].map(|sign| phrase(sign, Snippet::text(sign).then(" ").hole("1"))).to_vec()
        }
    }
}

/// Values of what was asked about.
pub(super) fn values(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let value = |text: &str| Item::plain(ItemKind::Value, text);
    let said = |choice: &String| sense.said.contains(choice);
    if sense.is_outcome(words) {
        let subject = sense.subject.as_deref().unwrap_or("");
        return match sense.part.as_deref() {
            Some("tier") => {
                words.tiers_of(subject).unwrap_or_default().iter().map(|tier| value(&quoted(tier))).collect()
            }
            Some("grade") => {
                words.grade(subject).map_or_else(Vec::new, |grade| grade.letters.iter().map(|l| value(l)).collect())
            }
            _ => Vec::new(),
        };
    }
    let Some(field) = sense.field(words).or_else(|| super::tests_lines::set(sense, words)) else { return Vec::new() };
    match &field.kind {
        KindName::OneOf(_) | KindName::SeveralOf(_) => {
            field.choices().iter().filter(|choice| !said(choice)).map(|choice| value(&quoted(choice))).collect()
        }
        KindName::YesNo => vec![value("yes"), value("no")],
        KindName::Number => vec![Item::new(ItemKind::Value, "10", Snippet::default().hole("10"))],
        KindName::Date | KindName::Time => vec![Item::new(ItemKind::Value, DATE, Snippet::default().hole(DATE))],
        KindName::Email if sense.asks_part().is_none() => {
            vec![Item::new(ItemKind::Value, "\"\"", Snippet::text("\"").hole("ann@example.com").then("\""))]
        }
        _ => vec![Item::new(ItemKind::Value, "\"\"", Snippet::text("\"").hole("text").then("\""))],
    }
}

/// Texts that may stand here.
pub(super) fn text_values(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    super::texts::meant(sense, words, &at.beside)
        .into_iter()
        .map(|(text, detail)| Item::new(ItemKind::Value, quoted(&text), Snippet::text(&quoted(&text))).detail(detail))
        .collect()
}

/// `any of ...`
pub(super) fn any_of(words: &Vocabulary) -> Vec<Item> {
    let mut items = vec![Item::new(ItemKind::Word, "any of", Snippet::text("any of ").hole("\"text\", \"other\""))];
    for list in text_lists(words) {
        items.push(Item::new(
            ItemKind::Word,
            format!("any of {}", list.label),
            Snippet::text("any of ").then(&list.label),
        ));
    }
    items
}

/// Lists that hold what is asked about.
pub(super) fn lists(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let Some(field) = sense.field(words) else { return Vec::new() };
    let part = sense.asks_part();
    let fitting = words.lists.iter().filter(|(_, kind)| holds(&field.kind, part, *kind));
    fitting.map(|(name, kind)| Item::plain(ItemKind::Name, name).detail(list_words(*kind))).collect()
}

/// A list of such entries can hold a value of this kind, or a part of it.
fn holds(field: &KindName, part: Option<&str>, list: ListKind) -> bool {
    matches!(
        (field, part, list),
        (KindName::Email, Some("domain"), ListKind::Domains | ListKind::Text)
            | (KindName::Url, Some("host"), ListKind::Domains | ListKind::Text)
            | (KindName::Url, Some("path"), ListKind::Text)
            | (KindName::Number, _, ListKind::Numbers)
            | (KindName::Text, _, ListKind::Text)
            | (KindName::Email | KindName::Url, None, ListKind::Text)
    )
}

/// Lists of texts.
pub(super) fn text_lists(words: &Vocabulary) -> Vec<Item> {
    let texts = words.lists.iter().filter(|(_, kind)| *kind == ListKind::Text);
    texts.map(|(name, kind)| Item::plain(ItemKind::Name, name).detail(list_words(*kind))).collect()
}

const fn list_words(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Text => "list of texts",
        ListKind::Numbers => "list of numbers",
        ListKind::Domains => "list of domains",
    }
}
