//! Names, texts and numbers as the language writes them.

use crate::tree::{Comparison, Item, ItemValue, Length, Moment, MomentDay, Name, Number, Percent, Text};

/// A name, in backticks if it was written so.
pub(super) fn name(name: &Name) -> String {
    if name.quoted { format!("`{}`", name.text) } else { name.text.clone() }
}

/// A quoted text.
pub(super) fn quoted(text: &Text) -> String {
    format!("\"{}\"", text.text.replace('"', "\"\""))
}

/// A number that has a sign only when it is negative.
pub(super) fn number(number: &Number) -> String {
    number.value.to_string()
}

/// Points, always with the sign they were written with (which matters for `-0`).
pub(super) fn points(text: &str, number: &Number) -> String {
    let minus = text.get(number.span.range()).is_some_and(|written| written.starts_with('-'));
    let magnitude = number.value.to_string();
    format!("{}{}", if minus { '-' } else { '+' }, magnitude.trim_start_matches('-'))
}

/// `25%`
pub(super) fn percent(percent: &Percent) -> String {
    let (whole, thousandths) = (percent.value / 1000, percent.value % 1000);
    if thousandths == 0 {
        return format!("{whole}%");
    }
    let fraction = format!("{thousandths:03}");
    format!("{whole}.{}%", fraction.trim_end_matches('0'))
}

/// `3 times`, `1 time`
pub(super) fn counted(count: u32, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// `40 points`, `1 point`
pub(super) fn points_word(number: &str) -> String {
    if number == "1" { "1 point".to_owned() } else { format!("{number} points") }
}

/// `30 days`, `1 day`
pub(super) fn length(length: &Length) -> String {
    length.value.to_string()
}

/// `3rd`
pub(super) fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// `<`, `<=`, `>`, `>=`
pub(super) const fn order(order: Comparison) -> &'static str {
    match order {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// A value.
pub(super) fn item(item: &Item) -> String {
    match &item.value {
        ItemValue::Text(text) => quoted(text),
        ItemValue::Number(value) => number(value),
        ItemValue::Date(date) => date.day.to_string(),
        ItemValue::YesNo(value) => if *value { "yes" } else { "no" }.to_owned(),
        ItemValue::Letter(letter) => letter.text.clone(),
    }
}

/// `day 0 09:30`
pub(super) fn moment(moment: &Moment) -> String {
    let day = match &moment.day {
        MomentDay::Day(number) => format!("day {}", number.value),
        MomentDay::Date(date) => date.day.to_string(),
    };
    match moment.clock {
        Some(minutes) => format!("{day} {:02}:{:02}", minutes / 60, minutes % 60),
        None => day,
    }
}
