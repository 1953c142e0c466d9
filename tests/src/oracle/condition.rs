//! Conditions: true, false or unknown (sections 1.4, 3.6, 3.7).

use merit_syntax::tree::{
    Comparison, Condition, ConditionKind, Frequency, History, Item, ItemValue, Operator, OutcomePart, Subject, Texts,
};

use super::calendar::{clock, plus};
use super::coverage::seen;
use super::lead::{Happening, Lead};
use super::program::Entries;
use super::record::Value;
use super::text::{contains_word, email_domain, fold, in_domain, url_host, url_path};
use super::timeline::Standing;

/// Where a condition is asked.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Now.
    pub at: i64,
    /// The event at hand, in the `where` of an event.
    pub event: Option<&'a Happening>,
    /// Scores, tiers and grades, in a segment.
    pub standing: Option<&'a Standing>,
}

impl<'a> Scene<'a> {
    /// Away from any event.
    pub fn at(at: i64) -> Self {
        Self { at, event: None, standing: None }
    }

    /// At an event.
    pub fn of(event: &'a Happening) -> Self {
        Self { at: event.at, event: Some(event), standing: None }
    }
}

impl Lead<'_, '_> {
    /// Only true counts.
    pub fn holds(&self, condition: &Condition, scene: Scene<'_>) -> bool {
        self.truth(condition, scene) == Some(true)
    }

    /// `None` is unknown.
    pub fn truth(&self, condition: &Condition, scene: Scene<'_>) -> Option<bool> {
        match &condition.kind {
            ConditionKind::And(parts) => {
                let answers: Vec<_> = parts.iter().map(|part| self.truth(part, scene)).collect();
                let known = answers.iter().all(Option::is_some);
                let answer = if answers.contains(&Some(false)) { Some(false) } else { known.then_some(true) };
                seen_answer(answer, ["and: true", "and: false", "and: unknown"]);
                answer
            }
            ConditionKind::Or(parts) => {
                let answers: Vec<_> = parts.iter().map(|part| self.truth(part, scene)).collect();
                let known = answers.iter().all(Option::is_some);
                let answer = if answers.contains(&Some(true)) { Some(true) } else { known.then_some(false) };
                seen_answer(answer, ["or: true", "or: false", "or: unknown"]);
                answer
            }
            ConditionKind::Not(inner) => {
                let answer = self.truth(inner, scene).map(|answer| !answer);
                seen_answer(answer, ["not: true", "not: false", "not: unknown"]);
                answer
            }
            ConditionKind::Had(history) => Some(self.had(history, scene)),
            ConditionKind::Compare { subject, operator, .. } => self.compare(subject, operator, scene),
        }
    }

    fn had(&self, history: &History, scene: Scene<'_>) -> bool {
        // In the `where` of an event only earlier instants are seen.
        let visible =
            |event: &Happening| if scene.event.is_some() { event.at < scene.at } else { event.at <= scene.at };
        let recent = |event: &Happening| {
            history.within.is_none_or(|length| self.program.calendar.in_the_last(length.value, event.at, scene.at))
        };
        let matches = self.matches(history);
        let count =
            self.events.iter().zip(&matches).filter(|(event, matches)| **matches && visible(event) && recent(event));
        let count = count.count();
        let wanted = |whole: &merit_syntax::tree::Whole| whole.value as usize;
        let (answer, names) = match (history.none, &history.frequency) {
            (true, _) => (count == 0, ["had no: true", "had no: false"]),
            (false, None) => (count >= 1, ["had: true", "had: false"]),
            (false, Some(Frequency::AtLeast(n))) => {
                (count >= wanted(n), ["had at least: true", "had at least: false"])
            }
            (false, Some(Frequency::Exactly(n))) => (count == wanted(n), ["had exactly: true", "had exactly: false"]),
            (false, Some(Frequency::FewerThan(n))) => {
                (count < wanted(n), ["had fewer than: true", "had fewer than: false"])
            }
        };
        seen(names[usize::from(!answer)]);
        if answer {
            seen(match history.within {
                None => "had ... ever",
                Some(length) if clock(length.value).is_some() => "had ... in the last hours",
                Some(_) => "had ... in the last days",
            });
            if history.condition.is_some() {
                seen("had ... where");
            }
            seen(match (scene.event.is_some(), scene.standing.is_some()) {
                (true, _) => "had, in an event rule",
                (false, true) => "had, in a segment",
                (false, false) => "had, in a standing rule",
            });
        }
        answer
    }

    fn compare(&self, subject: &Subject, operator: &Operator, scene: Scene<'_>) -> Option<bool> {
        if let Some(answer) = self.compare_outcome(subject, operator, scene) {
            return answer;
        }
        let value = self.value_of(subject, scene);
        let (answer, names) = self.check(&value, operator, scene.at);
        seen_answer(answer, names);
        answer
    }

    /// The value a subject stands for: a property of the event at hand, or an attribute as of now.
    fn value_of(&self, subject: &Subject, scene: Scene<'_>) -> Value {
        let name = subject.names[0].text.as_str();
        let property = scene
            .event
            .filter(|event| !subject.lead && self.program.events[event.name.as_str()].properties.contains_key(name));
        let value = match property {
            Some(event) => event.properties.get(name).cloned().unwrap_or_default(),
            None => self.attribute(name, scene.at),
        };
        let (Some(part), Value::Text(text)) = (subject.names.get(1), &value) else { return value };
        let part = match part.text.as_str() {
            "domain" => email_domain(text),
            "host" => url_host(text),
            "path" => Some(url_path(text)),
            _ => unreachable!("no such part"),
        };
        seen(match subject.names[1].text.as_str() {
            "domain" => "email.domain",
            "host" => "url.host",
            _ => "url.path",
        });
        part.map_or(Value::Unknown, Value::Text)
    }

    fn check(&self, value: &Value, operator: &Operator, now: i64) -> (Option<bool>, [&'static str; 3]) {
        let known = value.is_known();
        let answer = |answer: bool| known.then_some(answer);
        match operator {
            Operator::IsKnown => (Some(known), ["is known: true", "is known: false", ""]),
            Operator::IsUnknown => (Some(!known), ["is unknown: true", "is unknown: false", ""]),
            Operator::Is { negated, value: item, .. } => {
                let names = if *negated {
                    ["is not: true", "is not: false", "is not: unknown"]
                } else {
                    match value {
                        Value::YesNo(_) => ["is yes/no: true", "is yes/no: false", ""],
                        Value::Number(_) => ["is number: true", "is number: false", ""],
                        Value::Date(_) | Value::Time(_) => ["is date: true", "is date: false", ""],
                        _ => ["is text: true", "is text: false", "is: unknown"],
                    }
                };
                (answer(self.equals(value, item) != *negated), names)
            }
            Operator::IsOneOf { negated, values } => {
                let names = if *negated {
                    ["is not one of: true", "is not one of: false", "is not one of: unknown"]
                } else {
                    ["is one of: true", "is one of: false", "is one of: unknown"]
                };
                (answer(values.iter().any(|item| self.equals(value, item)) != *negated), names)
            }
            Operator::IsIn { negated, list } => {
                let (inside, mut names) = self.is_in(value, &list.text);
                if *negated {
                    names = ["is not in: true", "is not in: false", "is not in: unknown"];
                }
                (answer(inside != *negated), names)
            }
            Operator::StartsWith { negated, texts } => (
                answer(self.any_text(value, texts, |value, text| value.starts_with(text)) != *negated),
                if *negated {
                    ["does not start with: true", "does not start with: false", "does not start with: unknown"]
                } else {
                    ["starts with: true", "starts with: false", "starts with: unknown"]
                },
            ),
            Operator::EndsWith { negated, texts } => (
                answer(self.any_text(value, texts, |value, text| value.ends_with(text)) != *negated),
                if *negated {
                    ["does not end with: true", "does not end with: false", "does not end with: unknown"]
                } else {
                    ["ends with: true", "ends with: false", "ends with: unknown"]
                },
            ),
            Operator::Contains { negated, word: false, texts } => (
                answer(self.any_text(value, texts, |value, text| value.contains(text)) != *negated),
                if *negated {
                    ["does not contain: true", "does not contain: false", "does not contain: unknown"]
                } else {
                    ["contains: true", "contains: false", "contains: unknown"]
                },
            ),
            Operator::Contains { negated, word: true, texts } => (
                answer(self.any_text(value, texts, contains_word) != *negated),
                if *negated {
                    ["does not contain word: true", "does not contain word: false", "does not contain word: unknown"]
                } else {
                    ["contains word: true", "contains word: false", "contains word: unknown"]
                },
            ),
            Operator::Includes(text) => {
                let wanted = fold(&text.text);
                let included = matches!(value, Value::Several(all) if all.iter().any(|one| fold(one) == wanted));
                (answer(included), ["includes: true", "includes: false", "includes: unknown"])
            }
            Operator::Compare(comparison, item) => {
                let names = match (value, comparison) {
                    (Value::Date(_) | Value::Time(_), _) => ["date order: true", "date order: false", ""],
                    (_, Comparison::Less) => ["<: true", "<: false", "<: unknown"],
                    (_, Comparison::LessOrEqual) => ["<=: true", "<=: false", "<=: unknown"],
                    (_, Comparison::Greater) => [">: true", ">: false", ">: unknown"],
                    (_, Comparison::GreaterOrEqual) => [">=: true", ">=: false", ">=: unknown"],
                };
                (known.then(|| in_order(*comparison, self.place(value), place(item))), names)
            }
            Operator::From(low, high) => {
                let inside = || (place(low)..=place(high)).contains(&self.place(value));
                (known.then(inside), ["from ... to: true", "from ... to: false", "from ... to: unknown"])
            }
            Operator::InTheLast(length) => (
                known.then(|| self.past(value, length.value, now) == Some(true)),
                match clock(length.value) {
                    None => ["in the last days: true", "in the last days: false", "in the last: unknown"],
                    Some(_) => ["in the last hours: true", "in the last hours: false", "in the last: unknown"],
                },
            ),
            Operator::MoreThanAgo(length) => (
                known.then(|| self.past(value, length.value, now) == Some(false)),
                match clock(length.value) {
                    None => ["more than days ago: true", "more than days ago: false", "more than ago: unknown"],
                    Some(_) => ["more than hours ago: true", "more than hours ago: false", "more than ago: unknown"],
                },
            ),
            Operator::InTheNext(length) => {
                let today = self.program.calendar.day_of(now);
                let soon = || match (value, clock(length.value)) {
                    (Value::Date(day), None) => *day >= today && *day < plus(today, length.value),
                    (Value::Time(at), None) => {
                        *at >= now && self.program.calendar.day_of(*at) < plus(today, length.value)
                    }
                    (Value::Time(at), Some(micros)) => *at >= now && *at - now < micros,
                    // Hours are counted from the first instant of a date; today is both last and next.
                    (Value::Date(day), Some(micros)) => {
                        *day >= today && self.program.calendar.first_instant(*day) - now < micros
                    }
                    _ => unreachable!("a date or a time"),
                };
                let names = match clock(length.value) {
                    None => ["in the next days: true", "in the next days: false", "in the next: unknown"],
                    Some(_) => ["in the next hours: true", "in the next hours: false", "in the next: unknown"],
                };
                (known.then(soon), names)
            }
        }
    }

    /// `None` after now; else whether less than the duration has passed.
    fn past(&self, value: &Value, length: merit_values::Duration, now: i64) -> Option<bool> {
        let today = self.program.calendar.day_of(now);
        match value {
            Value::Date(day) => (*day <= today).then(|| match clock(length) {
                None => today < plus(*day, length),
                Some(micros) => now - self.program.calendar.first_instant(*day) < micros,
            }),
            Value::Time(at) => (*at <= now).then(|| self.program.calendar.in_the_last(length, *at, now)),
            _ => unreachable!("a date or a time"),
        }
    }

    fn equals(&self, value: &Value, item: &Item) -> bool {
        match (value, &item.value) {
            (Value::Text(text) | Value::Choice(text), ItemValue::Text(wanted)) => fold(text) == fold(&wanted.text),
            (Value::YesNo(yes), ItemValue::YesNo(wanted)) => yes == wanted,
            (Value::Unknown, _) => false,
            _ => self.place(value) == place(item),
        }
    }

    /// A number in millionths, or a local date.
    fn place(&self, value: &Value) -> i128 {
        match value {
            Value::Number(number) => *number,
            Value::Date(day) => (*day).into(),
            Value::Time(at) => self.program.calendar.day_of(*at).into(),
            other => unreachable!("{other:?} has no order"),
        }
    }

    fn is_in(&self, value: &Value, list: &str) -> (bool, [&'static str; 3]) {
        let names = ["is in text list: true", "is in text list: false", "is in: unknown"];
        match (&self.program.lists[list], value) {
            (_, Value::Unknown) => (false, names),
            (Entries::Text(entries), Value::Text(text) | Value::Choice(text)) => {
                (entries.contains(&fold(text)), names)
            }
            (Entries::Numbers(entries), Value::Number(number)) => {
                (entries.contains(number), ["is in numbers: true", "is in numbers: false", ""])
            }
            (Entries::Domains(entries), Value::Text(text)) => (
                entries.iter().any(|entry| in_domain(&fold(text), entry)),
                ["is in domains: true", "is in domains: false", ""],
            ),
            _ => unreachable!("a list of another kind"),
        }
    }

    fn any_text(&self, value: &Value, texts: &Texts, test: impl Fn(&str, &str) -> bool) -> bool {
        let Value::Text(value) = value else { return false };
        let value = fold(value);
        match texts {
            Texts::One(text) => test(&value, &fold(&text.text)),
            Texts::AnyOf(items) => items.iter().any(|item| match &item.value {
                ItemValue::Text(text) => {
                    let answer = test(&value, &fold(&text.text));
                    if answer {
                        seen("any of texts");
                    }
                    answer
                }
                _ => unreachable!("a text"),
            }),
            Texts::AnyOfList(list) => match &self.program.lists[list.text.as_str()] {
                Entries::Text(entries) | Entries::Domains(entries) => {
                    let answer = entries.iter().any(|entry| test(&value, entry));
                    if answer {
                        seen("any of a list");
                    }
                    answer
                }
                Entries::Numbers(_) => unreachable!("a list of texts"),
            },
        }
    }

    /// The outer `None`: the subject is no score, tier or grade.
    fn compare_outcome(&self, subject: &Subject, operator: &Operator, scene: Scene<'_>) -> Option<Option<bool>> {
        let standing = scene.standing.filter(|_| !subject.lead)?;
        let name = subject.names[0].text.as_str();
        let (answer, names) = match subject.outcome {
            Some(OutcomePart::Tier) => {
                let lines = &self.program.tiers_of(name)?.lines;
                let names: Vec<&str> = lines.iter().map(|line| line.name.text.as_str()).collect();
                (among(standing.tiers.get(name).copied(), &names, operator), ["tier is: true", "tier is: false", ""])
            }
            Some(OutcomePart::Grade) => {
                let grade = self.program.grades.iter().find(|grade| grade.name == name)?;
                let names: Vec<&str> = grade.letters.iter().map(|line| line.letter.text.as_str()).collect();
                let letter = standing.grades[name];
                (among(letter, &names, operator), ["grade is: true", "grade is: false", "grade is: unknown"])
            }
            Some(OutcomePart::Points) => {
                let points = standing.points[name];
                (compare_points(points, operator), ["grade points: true", "grade points: false", ""])
            }
            None => {
                let score = *standing.scores.get(name)?;
                (compare_points(score, operator), ["score compares: true", "score compares: false", ""])
            }
        };
        seen_answer(answer, names);
        Some(answer)
    }
}

/// A line (from the highest, 0) among lines.
fn among(line: Option<usize>, names: &[&str], operator: &Operator) -> Option<bool> {
    let number = |item: &Item| match &item.value {
        ItemValue::Text(text) => names.iter().position(|name| *name == text.text).unwrap(),
        ItemValue::Letter(letter) => names.iter().position(|name| *name == letter.text).unwrap(),
        _ => unreachable!("a tier or a letter"),
    };
    match operator {
        Operator::IsKnown => Some(line.is_some()),
        Operator::IsUnknown => Some(line.is_none()),
        Operator::Is { negated, value, or: None } => Some((line? == number(value)) != *negated),
        Operator::Is { value, or: Some((true, _)), .. } => {
            seen("or higher, or better");
            Some(line? <= number(value))
        }
        Operator::Is { value, or: Some((false, _)), .. } => {
            seen("or lower, or worse");
            Some(line? >= number(value))
        }
        Operator::IsOneOf { negated, values } => {
            let line = line?;
            Some(values.iter().any(|value| line == number(value)) != *negated)
        }
        _ => unreachable!("no comparison of tiers or letters"),
    }
}

fn compare_points(points: i128, operator: &Operator) -> Option<bool> {
    Some(match operator {
        Operator::IsKnown => true,
        Operator::IsUnknown => false,
        Operator::Is { negated, value, .. } => (points == place(value)) != *negated,
        Operator::IsOneOf { negated, values } => values.iter().any(|value| points == place(value)) != *negated,
        Operator::Compare(comparison, value) => in_order(*comparison, points, place(value)),
        Operator::From(low, high) => (place(low)..=place(high)).contains(&points),
        _ => unreachable!("no comparison of points"),
    })
}

fn in_order(comparison: Comparison, a: i128, b: i128) -> bool {
    match comparison {
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    }
}

fn place(item: &Item) -> i128 {
    match &item.value {
        ItemValue::Number(number) => number.value.0,
        ItemValue::Date(date) => date.day.0.into(),
        _ => unreachable!("a number or a date"),
    }
}

fn seen_answer(answer: Option<bool>, names: [&'static str; 3]) {
    let name = match answer {
        Some(true) => names[0],
        Some(false) => names[1],
        None => names[2],
    };
    if !name.is_empty() {
        seen(name);
    }
}
