//! The classes of one variable.

mod events;
mod text;
mod value;

use merit_ir::{During, Model, Part};
use merit_values::Kind;

use crate::space::{Atom, Class};
use crate::truth::Truth;

pub(crate) use events::of_events;

/// Two durations: everything inside the first lies inside the second, whatever the calendar says.
pub(crate) fn inside(one: merit_values::Duration, other: merit_values::Duration) -> bool {
    use merit_values::Unit::{Days, Hours, Minutes, Months, Weeks, Years};
    let days = |duration: merit_values::Duration| match duration.unit {
        Days => Some(u64::from(duration.count)),
        Weeks => Some(u64::from(duration.count) * 7),
        _ => None,
    };
    let months = |duration: merit_values::Duration| match duration.unit {
        Months => Some(u64::from(duration.count)),
        Years => Some(u64::from(duration.count) * 12),
        _ => None,
    };
    let minutes = |duration: merit_values::Duration| match duration.unit {
        Minutes => Some(u64::from(duration.count)),
        Hours => Some(u64::from(duration.count) * 60),
        _ => None,
    };
    let both = |a: Option<u64>, b: Option<u64>| a.zip(b).is_some_and(|(a, b)| a <= b);
    both(days(one), days(other)) || both(months(one), months(other)) || both(minutes(one), minutes(other))
}

/// Classes of a property or attribute.
pub(crate) fn of_value(model: &Model, kind: &Kind, part: Part, atoms: &[Atom]) -> Vec<Class> {
    let checks: Vec<_> = atoms
        .iter()
        .filter_map(|atom| match atom {
            Atom::Test(check) => Some(check),
            _ => None,
        })
        .collect();
    if checks.len() != atoms.len() {
        return Vec::new();
    }
    match kind {
        Kind::Text | Kind::Email | Kind::Url => text::classes(model, part, &checks),
        Kind::Number => value::numbers(model, &checks),
        Kind::YesNo => value::yes_no(&checks),
        Kind::OneOf(choices) => value::choices(choices.len(), &checks),
        Kind::SeveralOf(_) => value::several(&checks),
        Kind::Date | Kind::Time => value::dates(&checks),
    }
}

/// Classes of the local date: between all the ends of the dates that are asked for.
pub(crate) fn of_today(atoms: &[Atom]) -> Vec<Class> {
    let durings: Vec<&During> = atoms
        .iter()
        .filter_map(|atom| match atom {
            Atom::During(during) => Some(during),
            _ => None,
        })
        .collect();
    let mut firsts: Vec<i32> = durings.iter().flat_map(|d| [d.from.0, d.to.0.saturating_add(1)]).collect();
    firsts.push(i32::MIN);
    firsts.sort_unstable();
    firsts.dedup();
    let class = |day: i32| Class {
        answers: durings.iter().map(|during| Truth::sure((during.from.0..=during.to.0).contains(&day))).collect(),
        witnesses: Vec::new(),
    };
    merged(firsts.into_iter().map(class))
}

/// Classes with the same answers become one.
pub(crate) fn merged(classes: impl Iterator<Item = Class>) -> Vec<Class> {
    let mut found: Vec<Class> = Vec::new();
    let mut numbers = std::collections::HashMap::new();
    for class in classes {
        let next = found.len();
        let at = *numbers.entry(class.answers.clone()).or_insert(next);
        match found.get_mut(at) {
            Some(same) => same.witnesses.extend(class.witnesses),
            None => found.push(class),
        }
    }
    for class in &mut found {
        class.witnesses.truncate(MOST_WITNESSES);
    }
    found
}

/// So many values are kept for each class.
const MOST_WITNESSES: usize = 8;
