//! The ways that are found are shortest: on small models every log with fewer events is tried, by brute force.

use merit_compiler::{MemoryFiles, compile};
use merit_ir::{Claim, EventId, Expectation, Happening, Model, PropertyId, Source, Target, TestCase, TestMoment};
use merit_values::{Day, Value};
use merit_workbench::reach::{Ways, ways};
use merit_workbench::run_tests;

use super::ways::places;

pub(crate) const HEAD: &str = r#"edition 1
event view
  has path: text
event click
  has form: one of "a", "b", "c"
lead
  has country: text
model m
  timezone "Europe/Riga"
"#;

/// Small models: lines under the head.
pub(crate) const MODELS: &[&str] = &[
    r#"score s
  +1 +2 +3  view
  +2  click  every time
tiers of s
  "High"  from 6
  "Mid"   from 3
  "Low"   otherwise
"#,
    r#"score s
  +10  view where path starts with "/p"  once per day
  +5   click where form is "a"  once
  -4   click where form is "b"  every time
tiers of s
  "High"   from 25
  "Mid"    from 11
  "Low"    from 0
  "Below"  otherwise
segment "Twice"
  include when s > 9 and had click where (form is "c") ever
  exclude when s tier is "High"
"#,
    r#"score s
  +7  view 2 times in any 7 days  once per week
  +3  click  once per form
  +4  view then click within 3 days  every time
tiers of s
  "High"  from 14
  "Mid"   from 7
  "Low"   otherwise
segment "Direct"
  include after click where form is "c"
  include when s tier is "High"
  exclude when country is "LV"
"#,
    r#"score s
  +5  view  every 2nd time  up to 10 points
  +1  click  at most 2 times per day
tiers of s
  "High"  from 11
  "Mid"   above 5
  "Low"   otherwise
"#,
];

/// Days on which an event of the brute force can happen.
const DAYS: &[i32] = &[0, 1, 8];

/// Every event that the brute force knows.
pub(crate) fn alphabet() -> Vec<(EventId, Vec<(PropertyId, Value)>)> {
    let text = |text: &str| vec![(PropertyId(0), Value::Text(text.into()))];
    let choice = |choice: u16| vec![(PropertyId(0), Value::Choice(choice))];
    vec![
        (EventId(0), text("/pricing")),
        (EventId(0), text("/")),
        (EventId(1), choice(0)),
        (EventId(1), choice(1)),
        (EventId(1), choice(2)),
    ]
}

fn passes(model: &Model, target: Target, name: &str, log: &[(i32, usize)]) -> bool {
    let start = Day::from_ymd(2025, 1, 6).unwrap();
    let at = |day: i32| TestMoment { day: Day(start.0 + day), clock: None };
    let alphabet = alphabet();
    let happenings = log.iter().map(|(day, letter)| {
        let (event, properties) = alphabet[*letter].clone();
        Happening::Event { moment: at(*day), event, properties, times: 1, source: Source::default() }
    });
    let last = log.iter().map(|(day, _)| *day).max().unwrap_or(0);
    let claim = Claim::In { target, name: name.to_owned(), expected: true };
    let test = TestCase {
        name: "brute force".to_owned(),
        start,
        attributes: Vec::new(),
        happenings: happenings.collect(),
        expectations: vec![Expectation {
            moment: at(last),
            claims: vec![(claim, Source::default())],
            source: Source::default(),
        }],
        source: Source::default(),
    };
    run_tests(model, &[test], None)[0].passed()
}

/// A log of so many events that gets there, in any order of days.
fn any_of(model: &Model, target: Target, name: &str, events: usize, log: &mut Vec<(i32, usize)>) -> bool {
    if log.len() == events {
        return passes(model, target, name, log);
    }
    let from = log.last().copied().unwrap_or((0, 0));
    for day in DAYS.iter().copied().filter(|day| *day >= from.0) {
        for letter in 0..alphabet().len() {
            if day == from.0 && letter < from.1 && !log.is_empty() {
                continue;
            }
            log.push((day, letter));
            let found = any_of(model, target, name, events, log);
            log.pop();
            if found {
                return true;
            }
        }
    }
    false
}

#[test]
fn no_log_with_fewer_events_gets_there() {
    let mut looked_at = 0;
    for lines in MODELS {
        let text = format!("{HEAD}{lines}");
        let compiled = compile(&MemoryFiles::new().with("m.score", text.as_str()), "m.score");
        let model = compiled.model.unwrap_or_else(|| panic!("{text}\n{:#?}", compiled.diagnostics));
        for (name, target) in places(&model) {
            let Ways::Found(paths) = ways(&model, target, &name, 1) else { panic!("no way into {name}\n{text}") };
            let way = &paths[0];
            assert!(way.events <= 5, "{name}: {}\n{text}", way.text);
            for events in 0..way.events.min(4) {
                assert!(
                    !any_of(&model, target, &name, events, &mut Vec::new()),
                    "{name} in {events}:\n{}\n{text}",
                    way.text
                );
            }
            looked_at += 1;
        }
    }
    assert!(looked_at >= 14);
}

#[test]
fn what_cannot_be_is_proved() {
    let text = format!(
        "{HEAD}{}",
        r#"score s
  range 0 to 20
  +5  view  once
  +5  click  once
tiers of s
  "High"  from 10
  "Low"   otherwise
segment "Never"
  include when s > 12
segment "Country"
  include when country is "LV"
  exclude when s tier is "Low" or s tier is "High"
"#
    );
    // The comparison is an error of its own (M310), so the compiled model is asked.
    let text = text.replace("s > 12", "s > 9");
    let compiled = compile(&MemoryFiles::new().with("m.score", text.as_str()), "m.score");
    let model = compiled.model.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    let of = |name: &str| places(&model).into_iter().find(|(other, _)| other == name).unwrap();
    let (name, target) = of("Country");
    let Ways::Impossible(why) = ways(&model, target, &name, 1) else { panic!("{name}") };
    assert!(why[0].contains("\"Country\""), "{why:?}");
    let (name, target) = of("Never");
    let Ways::Found(paths) = ways(&model, target, &name, 1) else { panic!("{name}") };
    assert_eq!((paths[0].events, paths[0].summary.as_str()), (2, "1 view and 1 click"));
}
