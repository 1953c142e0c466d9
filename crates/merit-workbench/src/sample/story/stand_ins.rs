//! Values in the place of personal ones: made up, or words of the model itself.

use merit_ir::{Check, Happening, ListEntries, ListId, Model, Part, TestCase, Texts};
use merit_values::{Day, Decimal, Kind, Value, Zone};

use super::asked::{Whose, checks};
use super::outcome::Outcome;

/// The same test without a personal value of the lead, and the names of what has another one.
///
/// # Errors
/// The name of what has no other value with which the outcome is the same.
pub(super) fn without_personal(
    model: &Model,
    outcome: &Outcome<'_>,
    mut test: TestCase,
) -> Result<(TestCase, Vec<String>), String> {
    let mut names: Vec<String> = Vec::new();
    for (whose, name, kind) in personal(model) {
        let real = values(&test, whose);
        let mut used: Vec<Value> = Vec::new();
        for value in &real {
            let candidates = candidates(model, whose, kind, used.len());
            // A value that is the lead's own is none of ours, unless the model says it, too.
            let made =
                candidates.into_iter().filter(|(other, said)| (*said || other != value) && !used.contains(other));
            let found = made.into_iter().find_map(|(other, _)| {
                let candidate = replaced(&test, whose, value, &other);
                // Two of the lead's values that were the same to the model stay apart.
                outcome.holds(&candidate).then_some((candidate, other))
            });
            let (candidate, other) = found.ok_or_else(|| name.clone())?;
            test = candidate;
            used.push(other);
            if !names.contains(&name) {
                names.push(name.clone());
            }
        }
    }
    Ok((test, names))
}

/// What is declared personal.
fn personal(model: &Model) -> Vec<(Whose, String, &Kind)> {
    let attributes = (0u16..).zip(&model.attributes).filter(|(_, attribute)| attribute.personal);
    let attributes = attributes.map(|(number, attribute)| {
        (Whose::Attribute(merit_ir::AttributeId(number)), attribute.name.clone(), &attribute.kind)
    });
    let properties = (0u16..).zip(&model.events).flat_map(|(event, of)| {
        let personal = (0u16..).zip(&of.properties).filter(|(_, property)| property.personal);
        personal.map(move |(number, property)| {
            let whose = Whose::Property(merit_ir::EventId(event), merit_ir::PropertyId(number));
            (whose, format!("{} of {}", property.name, of.name), &property.kind)
        })
    });
    attributes.chain(properties).collect()
}

/// The known values of it in a test, each once.
fn values(test: &TestCase, whose: Whose) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut add = |value: &Value| {
        if *value != Value::Unknown && !found.contains(value) {
            found.push(value.clone());
        }
    };
    each(test, whose, &mut add);
    found
}

fn each(test: &TestCase, whose: Whose, add: &mut dyn FnMut(&Value)) {
    let is_it = |attribute: &merit_ir::AttributeId| whose == Whose::Attribute(*attribute);
    test.attributes.iter().filter(|(attribute, _)| is_it(attribute)).for_each(|(_, value)| add(value));
    for happening in &test.happenings {
        match happening {
            Happening::Change { attributes, .. } => {
                attributes.iter().filter(|(attribute, _)| is_it(attribute)).for_each(|(_, value)| add(value));
            }
            Happening::Event { event, properties, .. } => {
                let of_event =
                    |(property, _): &&(merit_ir::PropertyId, Value)| whose == Whose::Property(*event, *property);
                properties.iter().filter(of_event).for_each(|(_, value)| add(value));
            }
        }
    }
}

/// The test with another value wherever this one stands.
fn replaced(test: &TestCase, whose: Whose, value: &Value, other: &Value) -> TestCase {
    let mut test = test.clone();
    let change = |slot: &mut Value| {
        if slot == value {
            *slot = other.clone();
        }
    };
    let attribute = |(attribute, slot): &mut (merit_ir::AttributeId, Value)| {
        if whose == Whose::Attribute(*attribute) {
            change(slot);
        }
    };
    test.attributes.iter_mut().for_each(attribute);
    for happening in &mut test.happenings {
        match happening {
            Happening::Change { attributes, .. } => attributes.iter_mut().for_each(attribute),
            Happening::Event { event, properties, .. } => {
                for (property, slot) in properties {
                    if whose == Whose::Property(*event, *property) {
                        change(slot);
                    }
                }
            }
        }
    }
    test
}

/// Values that may stand in, the plainest first, and whether they are words of the model. `number` makes those of
/// several values different.
fn candidates(model: &Model, whose: Whose, kind: &Kind, number: usize) -> Vec<(Value, bool)> {
    let number = number + 1;
    let text = |text: String| Value::Text(text.into());
    let plain: Vec<Value> = match kind {
        Kind::Text => vec![text(format!("x{number}"))],
        Kind::Email => vec![text(format!("someone{number}@example.com"))],
        Kind::Url => vec![text(format!("https://example.com/{number}")), text("https://example.com/".to_owned())],
        Kind::Number => vec![Value::Number(Decimal::whole(i64::try_from(number).unwrap_or(1)))],
        Kind::YesNo => Vec::new(),
        Kind::Date => Day::from_ymd(2000, 1, 1).map(Value::Date).into_iter().collect(),
        Kind::Time => {
            Day::from_ymd(2000, 1, 1).map(|day| Value::Time(Zone::utc().start_of(day))).into_iter().collect()
        }
        Kind::OneOf(_) | Kind::SeveralOf(_) => Vec::new(),
    };
    let mut all: Vec<(Value, bool)> = plain.into_iter().map(|value| (value, false)).collect();
    // These few say nothing about a person that the outcome does not say, too.
    match kind {
        Kind::YesNo => all.extend([(Value::YesNo(true), true), (Value::YesNo(false), true)]),
        Kind::OneOf(choices) => all.extend((0u16..).zip(choices).map(|(choice, _)| (Value::Choice(choice), true))),
        Kind::SeveralOf(choices) => {
            all.extend((0u16..).zip(choices).map(|(choice, _)| (Value::Several([choice].into()), true)));
        }
        _ => {}
    }
    for (part, check) in checks(model, whose) {
        all.extend(of_check(model, kind, part, check).into_iter().map(|value| (value, true)));
    }
    all
}

/// Entries of a list that are tried.
const MOST_ENTRIES: usize = 3;

/// Values made of what a check names.
fn of_check(model: &Model, kind: &Kind, part: Part, check: &Check) -> Vec<Value> {
    let entries = |list: ListId| match model.lists.get(list.index()).map(|list| &list.entries) {
        Some(ListEntries::Text(texts) | ListEntries::Domains(texts)) => {
            texts.iter().take(MOST_ENTRIES).cloned().collect()
        }
        _ => Vec::new(),
    };
    let texts = |texts: &Texts| match texts {
        Texts::Given(texts) => texts.clone(),
        Texts::List(list) => entries(*list),
    };
    let said: Vec<String> = match check {
        Check::TextIs(texts) => texts.clone(),
        Check::StartsWith(given) | Check::EndsWith(given) | Check::Contains(given) | Check::ContainsWord(given) => {
            texts(given)
        }
        Check::InList(list) => entries(*list),
        _ => Vec::new(),
    };
    if !said.is_empty() {
        return said.into_iter().map(|said| Value::Text(whole(kind, part, &said).into())).collect();
    }
    let around = |number: Decimal| {
        let one = Decimal::whole(1);
        [Some(number), number.0.checked_add(one.0).map(Decimal), number.0.checked_sub(one.0).map(Decimal)]
    };
    let days = |day: Day| [day, Day(day.0.saturating_add(1)), Day(day.0.saturating_sub(1))];
    let of_day = |day: Day| match kind {
        Kind::Time => Value::Time(Zone::utc().start_of(day)),
        _ => Value::Date(day),
    };
    match check {
        Check::NumberIs(numbers) => numbers.iter().map(|number| Value::Number(*number)).collect(),
        Check::Number(_, number) => around(*number).into_iter().flatten().map(Value::Number).collect(),
        Check::NumberFrom(from, to) => {
            [*from, *to].into_iter().flat_map(around).flatten().map(Value::Number).collect()
        }
        Check::DateIs(given) => given.iter().map(|day| of_day(*day)).collect(),
        Check::Date(_, day) => days(*day).map(of_day).to_vec(),
        Check::DateFrom(from, to) => [*from, *to].into_iter().flat_map(days).map(of_day).collect(),
        _ => Vec::new(),
    }
}

/// A whole value of which a part is this.
fn whole(kind: &Kind, part: Part, said: &str) -> String {
    match (kind, part) {
        (Kind::Email, Part::Domain) => format!("someone@{said}"),
        (_, Part::Host) => format!("https://{said}/"),
        (Kind::Url, Part::Path) => format!("https://example.com{said}"),
        _ => said.to_owned(),
    }
}
