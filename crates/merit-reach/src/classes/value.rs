//! Classes of numbers, choices and dates: between the values that tests name.

use merit_ir::{Check, Comparison, ListEntries, Model};
use merit_values::{Day, Decimal, Duration, Unit, Value};

use super::{inside, merged};
use crate::space::{Class, Witness};
use crate::truth::Truth;

/// Tests that name more values than this are left open.
const MOST: usize = 1_000;

/// So many tests of a kind whose answers are independent are told apart; the others are left open.
const MOST_FREE: usize = 6;

/// The answer about a missing value.
const fn of_unknown(check: &Check) -> Truth {
    match check {
        Check::Known => Truth::FALSE,
        Check::Unknown => Truth::TRUE,
        _ => Truth::UNKNOWN,
    }
}

/// The class of missing values.
pub(super) fn unknown(checks: &[&Check]) -> Class {
    let answers = checks.iter().map(|check| of_unknown(check)).collect();
    Class { answers, witnesses: vec![Witness::Value(Value::Unknown)] }
}

pub(super) fn known(check: &Check) -> Truth {
    Truth::sure(matches!(check, Check::Known))
}

fn compares<T: Ord>(comparison: Comparison, value: &T, bound: &T) -> bool {
    match comparison {
        Comparison::Less => value < bound,
        Comparison::LessOrEqual => value <= bound,
        Comparison::Greater => value > bound,
        Comparison::GreaterOrEqual => value >= bound,
    }
}

pub(super) fn numbers(model: &Model, checks: &[&Check]) -> Vec<Class> {
    let list = |list: merit_ir::ListId| match model.lists.get(list.index()).map(|list| &list.entries) {
        Some(ListEntries::Numbers(numbers)) => numbers.as_slice(),
        _ => &[],
    };
    let mut named: Vec<i128> = Vec::new();
    for check in checks {
        match check {
            Check::NumberIs(numbers) => named.extend(numbers.iter().map(|number| number.0)),
            Check::Number(_, number) => named.push(number.0),
            Check::NumberFrom(low, high) => named.extend([low.0, high.0]),
            Check::InList(number) => named.extend(list(*number).iter().map(|number| number.0)),
            _ => {}
        }
    }
    if named.len() > MOST {
        return Vec::new();
    }
    let answer = |check: &Check, value: Decimal| match check {
        Check::NumberIs(numbers) => Truth::sure(numbers.contains(&value)),
        Check::Number(comparison, bound) => Truth::sure(compares(*comparison, &value, bound)),
        Check::NumberFrom(low, high) => Truth::sure((*low..=*high).contains(&value)),
        Check::InList(number) => Truth::sure(list(*number).contains(&value)),
        other => known(other),
    };
    let class = |value: i128| Class {
        answers: checks.iter().map(|check| answer(check, Decimal(value))).collect(),
        witnesses: vec![Witness::Value(Value::Number(Decimal(value)))],
    };
    merged(std::iter::once(unknown(checks)).chain(around(named).into_iter().map(class)))
}

/// The named values, and one from each gap between and beside them: a round one, where there is one.
fn around(mut named: Vec<i128>) -> Vec<i128> {
    named.sort_unstable();
    named.dedup();
    let (Some(first), Some(last)) = (named.first().copied(), named.last().copied()) else { return vec![1_000_000] };
    let mut found = named.clone();
    for pair in named.windows(2) {
        let [low, high] = pair else { continue };
        let steps = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
        found.extend(steps.iter().map(|step| low + step).find(|between| between < high));
    }
    found.extend([last + 1_000_000, first - 1_000_000]);
    found
}

pub(super) fn yes_no(checks: &[&Check]) -> Vec<Class> {
    let class = |yes: bool| Class {
        answers: checks
            .iter()
            .map(|check| match check {
                Check::YesNo(wanted) => Truth::sure(*wanted == yes),
                other => known(other),
            })
            .collect(),
        witnesses: vec![Witness::Value(Value::YesNo(yes))],
    };
    merged([unknown(checks), class(true), class(false)].into_iter())
}

pub(super) fn choices(count: usize, checks: &[&Check]) -> Vec<Class> {
    if count > MOST {
        return Vec::new();
    }
    let class = |choice: u16| Class {
        answers: checks
            .iter()
            .map(|check| match check {
                Check::ChoiceIs(choices) => Truth::sure(choices.contains(&choice)),
                other => known(other),
            })
            .collect(),
        witnesses: vec![Witness::Value(Value::Choice(choice))],
    };
    let all = (0..count).filter_map(|choice| u16::try_from(choice).ok());
    merged(std::iter::once(unknown(checks)).chain(all.map(class)))
}

pub(super) fn several(checks: &[&Check]) -> Vec<Class> {
    let mut asked: Vec<u16> = Vec::new();
    for check in checks {
        if let Check::Includes(choice) = check
            && !asked.contains(choice)
        {
            asked.push(*choice);
        }
    }
    asked.sort_unstable();
    if asked.len() > MOST_FREE {
        return Vec::new();
    }
    let class = |bits: usize| {
        let chosen: Vec<u16> =
            asked.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, choice)| *choice).collect();
        Class {
            answers: checks
                .iter()
                .map(|check| match check {
                    Check::Includes(choice) => Truth::sure(chosen.contains(choice)),
                    other => known(other),
                })
                .collect(),
            witnesses: vec![Witness::Value(Value::Several(chosen.into()))],
        }
    };
    merged(std::iter::once(unknown(checks)).chain((0..1usize << asked.len()).map(class)))
}

/// Dates and times: by the dates that tests name, and by what is recent, soon and long ago.
pub(super) fn dates(checks: &[&Check]) -> Vec<Class> {
    let mut named: Vec<i128> = Vec::new();
    let mut relative: Vec<&Check> = Vec::new();
    for check in checks {
        match check {
            Check::DateIs(days) => named.extend(days.iter().map(|day| i128::from(day.0))),
            Check::Date(_, day) => named.push(day.0.into()),
            Check::DateFrom(low, high) => named.extend([i128::from(low.0), i128::from(high.0)]),
            Check::InTheLast(_) | Check::InTheNext(_) | Check::MoreThanAgo(_) => relative.push(check),
            _ => {}
        }
    }
    if named.len() > MOST || relative.len() > MOST_FREE {
        return Vec::new();
    }
    let absolute = !named.is_empty();
    named.extend(named.clone().iter().flat_map(|day| [day - 1, day + 1]));
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        named.push(0);
    }
    let mut found = vec![unknown(checks)];
    for day in named {
        let Ok(day) = i32::try_from(day) else { continue };
        for bits in 0..1usize << relative.len() {
            let holds =
                |check: &Check| relative.iter().position(|other| **other == *check).map(|at| bits & (1 << at) != 0);
            let together: Vec<&Check> = relative.iter().copied().filter(|check| holds(check) == Some(true)).collect();
            let left: Vec<&Check> = relative.iter().copied().filter(|check| holds(check) == Some(false)).collect();
            if !consistent(&together, &left) {
                continue;
            }
            let answer = |check: &&Check| match check {
                Check::DateIs(days) => Truth::sure(days.contains(&Day(day))),
                Check::Date(comparison, bound) => Truth::sure(compares(*comparison, &Day(day), bound)),
                Check::DateFrom(low, high) => Truth::sure((*low..=*high).contains(&Day(day))),
                other => holds(other).map_or_else(|| known(other), Truth::sure),
            };
            let witnesses = match (absolute, relative.is_empty()) {
                (_, true) => vec![Witness::Value(Value::Date(Day(day)))],
                (false, false) => ago(&relative, bits).map(Witness::DaysAgo).into_iter().collect(),
                (true, false) => Vec::new(),
            };
            found.push(Class { answers: checks.iter().map(answer).collect(), witnesses });
        }
    }
    merged(found.into_iter())
}

/// Whether one date can have all of these answers.
fn consistent(together: &[&Check], left: &[&Check]) -> bool {
    let follows = |one: &Check, other: &Check| match (one, other) {
        (Check::InTheLast(a), Check::InTheLast(b)) | (Check::InTheNext(a), Check::InTheNext(b)) => inside(*a, *b),
        (Check::MoreThanAgo(a), Check::MoreThanAgo(b)) => inside(*b, *a),
        _ => false,
    };
    let excludes = |one: &Check, other: &Check| matches!((one, other), (Check::MoreThanAgo(a), Check::InTheLast(b)) if inside(*b, *a));
    together.iter().all(|one| {
        !left.iter().any(|other| follows(one, other)) && !together.iter().any(|other| excludes(one, other))
    })
}

/// Days before today that have these answers, when calendar units are taken as days.
fn ago(relative: &[&Check], bits: usize) -> Option<i32> {
    let days = |duration: &Duration| {
        let count = i32::try_from(duration.count).unwrap_or(4_000).min(40_000);
        match duration.unit {
            Unit::Minutes | Unit::Hours => 1,
            Unit::Days => count,
            Unit::Weeks => count.saturating_mul(7),
            Unit::Months => count.saturating_mul(30),
            Unit::Years => count.saturating_mul(365),
        }
    };
    let of = |check: &Check| match check {
        Check::InTheLast(duration) | Check::InTheNext(duration) | Check::MoreThanAgo(duration) => days(duration),
        _ => 0,
    };
    let near = relative.iter().map(|check| of(check)).flat_map(|days| [days - 3, days + 3, -days + 3, -days - 3]);
    let mut candidates = [0, 1, -1, 5_000, -5_000].into_iter().chain(near);
    candidates.find(|ago| {
        relative.iter().enumerate().all(|(at, check)| {
            let holds = match check {
                Check::InTheLast(duration) => (0..days(duration)).contains(ago),
                Check::MoreThanAgo(duration) => *ago >= days(duration),
                Check::InTheNext(duration) => (0..days(duration)).contains(&-ago),
                _ => false,
            };
            holds == (bits & (1 << at) != 0)
        })
    })
}
