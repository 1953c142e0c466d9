//! A test as text in the language.

use std::fmt::Write as _;

use merit_ir::{AttributeId, Claim, Happening, Model, RESERVED_WORDS, TestCase, TestMoment};
use merit_values::{Decimal, Kind, Value, Zone};

use crate::words::quoted;

/// Words that would be read as something else in a line of a test, beside those that always need backticks.
const OWN_WORDS: &[&str] = &[
    "with", "time", "times", "day", "on", "has", "expect", "tier", "grade", "points", "in", "trigger", "unknown",
    "yes", "start", "test",
];

/// A test can say this value: one of several choices that holds none of them has no words.
pub(crate) fn is_writable(value: &Value) -> bool {
    !matches!(value, Value::Several(choices) if choices.is_empty())
}

/// The text of a test, ready to be put into a file.
#[must_use]
pub fn test_text(model: &Model, test: &TestCase) -> String {
    let zone = Zone::named(&model.timezone).unwrap_or_else(|_| Zone::utc());
    let mut text = format!("test {}\n", quoted(&test.name));
    let _ = writeln!(text, "  start {}", test.start);
    if !test.attributes.is_empty() {
        let _ = writeln!(text, "  lead has {}", attributes(model, &zone, &test.attributes));
    }
    for happening in &test.happenings {
        match happening {
            Happening::Event { moment, event, properties, times, .. } => {
                let of = model.events.get(event.index());
                let _ = write!(text, "  {}  {}", when(test, *moment), name(of.map_or("", |of| &of.name)));
                let settings = properties.iter().filter_map(|(property, value)| {
                    let property = of?.properties.get(property.index())?;
                    Some(format!("{} {}", name(&property.name), shown(&zone, &property.kind, value)))
                });
                let settings: Vec<String> = settings.collect();
                if !settings.is_empty() {
                    let _ = write!(text, " with {}", settings.join(", "));
                }
                if *times > 1 {
                    let _ = write!(text, " {times} times");
                }
                text.push('\n');
            }
            Happening::Change { moment, attributes: values, .. } => {
                let _ = writeln!(text, "  {}  lead has {}", when(test, *moment), attributes(model, &zone, values));
            }
        }
    }
    for expectation in &test.expectations {
        let claims: Vec<String> = expectation.claims.iter().map(|(claim, _)| claim_text(model, claim)).collect();
        let _ = writeln!(text, "  expect {} on {}", claims.join(", "), when(test, expectation.moment));
    }
    text
}

fn when(test: &TestCase, moment: TestMoment) -> String {
    let day = i64::from(moment.day.0) - i64::from(test.start.0);
    let date = if day < 0 { moment.day.to_string() } else { format!("day {day}") };
    match moment.clock {
        None => date,
        Some(micros) => {
            let minutes = micros / 60_000_000;
            format!("{date} {:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

pub(crate) fn attributes(model: &Model, zone: &Zone, values: &[(AttributeId, Value)]) -> String {
    let settings = values.iter().filter_map(|(attribute, value)| {
        let attribute = model.attributes.get(attribute.index())?;
        Some(format!("{} {}", name(&attribute.name), shown(zone, &attribute.kind, value)))
    });
    settings.collect::<Vec<_>>().join(", ")
}

fn shown(zone: &Zone, kind: &Kind, value: &Value) -> String {
    let choice = |number: &u16| quoted(kind.choices().get(usize::from(*number)).map_or("", String::as_str));
    match value {
        Value::Unknown => "unknown".to_owned(),
        Value::Text(text) => quoted(text),
        Value::Number(number) => number.to_string(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(day) => day.to_string(),
        Value::Time(at) => zone.day_of(*at).to_string(),
        Value::Choice(number) => choice(number),
        Value::Several(numbers) => numbers.iter().map(choice).collect::<Vec<_>>().join(" and "),
    }
}

pub(crate) fn claim_text(model: &Model, claim: &Claim) -> String {
    let score = |score: merit_ir::ScoreId| name(model.scores.get(score.index()).map_or("", |score| &score.name));
    let grade = |grade: merit_ir::GradeId| name(model.grades.get(grade.index()).map_or("", |grade| &grade.name));
    let number = |number: &Decimal| number.to_string();
    match claim {
        Claim::Score(of, points) => format!("{} {}", score(*of), number(points)),
        Claim::Tier(tiers, line) => {
            let of = model.tiers.get(tiers.index());
            let tier = of.and_then(|of| of.lines.get(usize::from(*line))).map_or("", |line| &line.name);
            format!("{} tier {}", of.map_or_else(String::new, |of| score(of.score)), quoted(tier))
        }
        Claim::Grade(of, letter) => {
            let letters = model.grades.get(of.index()).map_or(&[][..], |grade| &grade.letters);
            format!("{} grade {}", grade(*of), letters.get(usize::from(*letter)).map_or("", |letter| &letter.name))
        }
        Claim::NoGrade(of) => format!("no {} grade", grade(*of)),
        Claim::Points(of, points) => format!("{} points {}", grade(*of), number(points)),
        Claim::Label(label, points) => format!("{} {}", quoted(label), number(points)),
        Claim::In { name, expected, .. } => format!("{}in {}", if *expected { "" } else { "not " }, quoted(name)),
        Claim::Trigger { action, expected } => {
            let action = name(model.actions.get(action.index()).map_or("", |action| &action.name));
            format!("{}trigger {action}", if *expected { "" } else { "no " })
        }
    }
}

/// A name as it is written in a file.
pub(crate) fn name(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || !c.is_ascii());
    if plain && !RESERVED_WORDS.contains(&name) && !OWN_WORDS.contains(&name) {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}
