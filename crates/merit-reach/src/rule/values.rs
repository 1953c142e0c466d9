//! How many different values of a property can meet the condition of an occasion.

use merit_ir::{Check, Condition, ListEntries, Model, Occasion, Part, Pattern, PropertyId, Subject, Test};
use merit_values::Kind;

use crate::sums::Millionths;
use crate::truth::Truth;

/// Texts are counted up to this number.
const MOST: usize = 200;

/// A value of the property.
#[derive(Clone, Copy)]
enum Case<'a> {
    Unknown,
    Choice(u16),
    YesNo(bool),
    Text(&'a str),
    /// A text that no test names.
    Other,
}

/// How many values a property can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Values {
    /// The known ones.
    pub(super) known: Millionths,
    /// It can be unknown, which is a value of its own.
    pub(super) unknown: bool,
}

impl Values {
    /// All of them.
    pub(super) fn count(self) -> Millionths {
        self.known + Millionths::from(self.unknown)
    }
}

/// The values that can meet the condition; `None` is no end.
pub(super) fn values(model: &Model, occasion: &Occasion, property: PropertyId) -> Option<Values> {
    let pattern = happens_at(occasion);
    let kind = &model.events.get(pattern.event.index())?.properties.get(property.index())?.kind;
    let mut named: Vec<&str> = Vec::new();
    let cases: Vec<Case<'_>> = match kind {
        Kind::OneOf(choices) => {
            (0..choices.len()).filter_map(|at| u16::try_from(at).ok().map(Case::Choice)).collect()
        }
        Kind::YesNo => vec![Case::YesNo(true), Case::YesNo(false)],
        Kind::Text | Kind::Email | Kind::Url => {
            texts(model, pattern.condition.as_ref()?, property, &mut named);
            named.sort_unstable();
            named.dedup();
            if named.len() > MOST {
                return None;
            }
            named.iter().map(|text| Case::Text(text)).chain([Case::Other]).collect()
        }
        _ => return None,
    };
    let can = |case: Case<'_>| {
        let condition = pattern.condition.as_ref();
        condition.is_none_or(|condition| answer(model, condition, property, case).can_be_true())
    };
    let mut found = Values { known: 0, unknown: can(Case::Unknown) };
    for case in cases.into_iter().filter(|case| can(*case)) {
        if matches!(case, Case::Other) {
            return None;
        }
        found.known += 1;
    }
    Some(found)
}

/// The name of a property of the event at which the occasion happens.
pub(super) fn name<'m>(model: &'m Model, occasion: &Occasion, property: PropertyId) -> &'m str {
    let event = model.events.get(happens_at(occasion).event.index());
    event.and_then(|event| event.properties.get(property.index())).map_or("?", |property| &property.name)
}

/// The pattern of the event at which the occasion happens.
const fn happens_at(occasion: &Occasion) -> &Pattern {
    match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } | Occasion::Streak { answer: pattern, .. } => {
            pattern
        }
        Occasion::Then { second, .. } => second,
        Occasion::ThenNo { first, .. } => first,
    }
}

/// The texts that tests of the property name whole.
fn texts<'m>(model: &'m Model, condition: &'m Condition, property: PropertyId, found: &mut Vec<&'m str>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| texts(model, part, property, found));
        }
        Condition::Not(part) => texts(model, part, property, found),
        Condition::Test(Test { subject: Subject::Property(of), part: Part::Whole, check }) if *of == property => {
            match check {
                Check::TextIs(texts) => found.extend(texts.iter().map(String::as_str)),
                Check::InList(list) => {
                    if let Some(ListEntries::Text(texts)) = model.lists.get(list.index()).map(|list| &list.entries) {
                        found.extend(texts.iter().take(MOST + 1).map(String::as_str));
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn answer(model: &Model, condition: &Condition, property: PropertyId, case: Case<'_>) -> Truth {
    let inner = |part: &Condition| answer(model, part, property, case);
    match condition {
        Condition::All(parts) => parts.iter().fold(Truth::TRUE, |before, part| before.and(inner(part))),
        Condition::Any(parts) => parts.iter().fold(Truth::FALSE, |before, part| before.or(inner(part))),
        Condition::Not(part) => inner(part).not(),
        Condition::Test(test) if test.subject == Subject::Property(property) && test.part == Part::Whole => {
            of_case(model, &test.check, case)
        }
        _ => Truth::ANY,
    }
}

fn of_case(model: &Model, check: &Check, case: Case<'_>) -> Truth {
    match (check, case) {
        (Check::Known, Case::Unknown) => Truth::FALSE,
        (Check::Unknown, Case::Unknown) => Truth::TRUE,
        (_, Case::Unknown) => Truth::UNKNOWN,
        (Check::Known, _) => Truth::TRUE,
        (Check::Unknown, _) => Truth::FALSE,
        (Check::ChoiceIs(choices), Case::Choice(choice)) => Truth::sure(choices.contains(&choice)),
        (Check::YesNo(wanted), Case::YesNo(yes)) => Truth::sure(*wanted == yes),
        (Check::TextIs(texts), Case::Text(text)) => Truth::sure(texts.iter().any(|other| other == text)),
        (Check::TextIs(_), Case::Other) => Truth::FALSE,
        (Check::InList(list), Case::Text(_) | Case::Other) => {
            match (model.lists.get(list.index()).map(|list| &list.entries), case) {
                (Some(ListEntries::Text(entries)), Case::Text(text)) => {
                    Truth::sure(entries.iter().any(|e| e == text))
                }
                (Some(ListEntries::Text(_)), _) => Truth::FALSE,
                _ => Truth::EITHER,
            }
        }
        _ => Truth::EITHER,
    }
}
