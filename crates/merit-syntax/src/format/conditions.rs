//! Conditions as atoms. Brackets stand only where the structure needs them.

use super::line::{Level, Row};
use super::words;
use crate::tree::{Condition, ConditionKind, Frequency, History, Item, Operator, OutcomePart, Subject, Texts};

/// Adds a condition.
pub(super) fn condition(row: &mut Row, text: &str, condition: &Condition) {
    match &condition.kind {
        ConditionKind::And(parts) => joined(row, text, parts, "and"),
        ConditionKind::Or(parts) => joined(row, text, parts, "or"),
        ConditionKind::Not(inner) => {
            row.word(condition.span.start, "not");
            bracketed(row, text, inner);
        }
        ConditionKind::Had(history) => had(row, text, condition.span.start, history),
        ConditionKind::Compare { subject, operator, operator_span } => {
            let place = condition.span.start;
            let mut words = self::subject(subject);
            words.push(' ');
            words.push_str(&operator_words(operator));
            match operator {
                Operator::IsOneOf { values, .. } => {
                    row.word(place, words);
                    items(row, values);
                }
                Operator::StartsWith { texts, .. }
                | Operator::EndsWith { texts, .. }
                | Operator::Contains { texts, .. } => {
                    row.word(place, words);
                    self::texts(row, texts);
                }
                Operator::Is { or: Some((_, span)), .. } => {
                    let written = text.get(span.range()).unwrap_or("");
                    let word = written.split_whitespace().last().unwrap_or("");
                    row.word(place, format!("{words} or {word}"));
                }
                _ => row.word(place.min(operator_span.start), words),
            }
        }
    }
}

fn joined(row: &mut Row, text: &str, parts: &[Condition], word: &str) {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            row.put(1, Level::Join(row.depth()), part.span.start, word);
        }
        match &part.kind {
            ConditionKind::And(_) | ConditionKind::Or(_) => bracketed(row, text, part),
            _ => condition(row, text, part),
        }
    }
}

fn bracketed(row: &mut Row, text: &str, inner: &Condition) {
    row.open(inner.span.start);
    condition(row, text, inner);
    row.close();
}

fn had(row: &mut Row, text: &str, place: u32, history: &History) {
    let no = if history.none { "no " } else { "" };
    row.word(place, format!("had {no}{}", words::name(&history.event)));
    let mut place = history.event.span.start;
    if let Some(inner) = &history.condition {
        row.word(inner.span.start, "where");
        bracketed(row, text, inner);
        place = inner.span.end;
    }
    if let Some(frequency) = &history.frequency {
        let (comparison, count) = match frequency {
            Frequency::AtLeast(count) => ("at least", count),
            Frequency::Exactly(count) => ("exactly", count),
            Frequency::FewerThan(count) => ("fewer than", count),
        };
        row.word(count.span.start, format!("{comparison} {}", words::counted(count.value, "time")));
        place = count.span.end;
    }
    match &history.within {
        Some(length) => row.word(length.span.start, format!("in the last {}", words::length(length))),
        None => row.word(place, "ever"),
    }
}

fn subject(subject: &Subject) -> String {
    let names: Vec<String> = subject.names.iter().map(words::name).collect();
    let lead = if subject.lead { "lead." } else { "" };
    let outcome = match subject.outcome {
        Some(OutcomePart::Tier) => " tier",
        Some(OutcomePart::Grade) => " grade",
        Some(OutcomePart::Points) => " points",
        None => "",
    };
    format!("{lead}{}{outcome}", names.join("."))
}

/// The words of an operator, without lists of values and texts.
fn operator_words(operator: &Operator) -> String {
    let does = |negated: &bool, plain: &str, negative: &str| {
        if *negated { format!("does not {negative}") } else { plain.to_owned() }
    };
    let is = |negated: &bool, rest: &str| format!("is {}{rest}", if *negated { "not " } else { "" });
    match operator {
        Operator::IsKnown => "is known".to_owned(),
        Operator::IsUnknown => "is unknown".to_owned(),
        Operator::Is { negated, value, .. } => is(negated, &words::item(value)),
        Operator::IsOneOf { negated, .. } => is(negated, "one of"),
        Operator::IsIn { negated, list } => is(negated, &format!("in {}", words::name(list))),
        Operator::StartsWith { negated, .. } => does(negated, "starts with", "start with"),
        Operator::EndsWith { negated, .. } => does(negated, "ends with", "end with"),
        Operator::Contains { negated, word, .. } => {
            let words = does(negated, "contains", "contain");
            if *word { format!("{words} word") } else { words }
        }
        Operator::Includes(text) => format!("includes {}", words::quoted(text)),
        Operator::Compare(comparison, value) => {
            format!("{} {}", words::order(*comparison), words::item(value))
        }
        Operator::From(low, high) => format!("from {} to {}", words::item(low), words::item(high)),
        Operator::InTheLast(length) => format!("in the last {}", words::length(length)),
        Operator::InTheNext(length) => format!("in the next {}", words::length(length)),
        Operator::MoreThanAgo(length) => format!("more than {} ago", words::length(length)),
    }
}

fn texts(row: &mut Row, texts: &Texts) {
    match texts {
        Texts::One(text) => row.tack(&format!(" {}", words::quoted(text))),
        Texts::AnyOf(values) => {
            row.tack(" any of");
            items(row, values);
        }
        Texts::AnyOfList(name) => row.tack(&format!(" any of {}", words::name(name))),
    }
}

/// Adds values separated by commas.
pub(super) fn items(row: &mut Row, values: &[Item]) {
    row.commas(values, |row, item| row.word(item.span.start, words::item(item)));
}
