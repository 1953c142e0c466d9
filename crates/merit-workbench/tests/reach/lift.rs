//! What lifts a lead with a past: fewer events do not, by brute force; and what happens to leads that nothing lifts.

use std::collections::BTreeSet;

use merit_compiler::{MemoryFiles, compile};
use merit_engine::{Explainer, Options};
use merit_ir::{Layout, Model};
use merit_values::{Day, EventBatchBuilder, Instant, LocalTime, Zone};
use merit_workbench::reach::Lifter;
use merit_workbench::{ExplainOptions, Explanation, Privacy, explain};

use super::fewest::{HEAD, MODELS, alphabet};

const NOON: i64 = 12 * 3_600_000_000;

fn model(lines: &str) -> Model {
    let text = format!("{HEAD}{lines}");
    let compiled = compile(&MemoryFiles::new().with("m.score", text.as_str()), "m.score");
    compiled.model.unwrap_or_else(|| panic!("{text}\n{:#?}", compiled.diagnostics))
}

fn zone() -> Zone {
    Zone::named("Europe/Riga").unwrap()
}

/// The end of the tenth day.
fn as_of() -> Instant {
    zone().end_of(Day(Day::from_ymd(2025, 1, 6).unwrap().0 + 9))
}

/// The lead with these events, each a day and a letter, and further letters at the moment itself.
fn explained(model: &Model, past: &[(i32, usize)], further: &[usize]) -> Explanation {
    let (zone, alphabet, layout) = (zone(), alphabet(), Layout::of(model));
    let start = Day::from_ymd(2025, 1, 6).unwrap();
    let mut explainer = Explainer::new(model, Options::at(as_of()), BTreeSet::from(["x".to_owned()])).unwrap();
    let mut events = EventBatchBuilder::new(0, layout.slots().len(), true);
    let of_past =
        past.iter().map(|(day, letter)| (zone.instant(LocalTime { day: Day(start.0 + day), micros: NOON }), *letter));
    for (number, (at, letter)) in (0..).zip(of_past.chain(further.iter().map(|letter| (as_of(), *letter)))) {
        let (event, values) = alphabet[letter].clone();
        let slots = layout.of_event(event);
        let values = values.into_iter().map(|(property, value)| (slots[property.index()], value));
        events.event(number, Some(&format!("{number:04}")), "x", at, event.0, values);
    }
    explainer.add_events(&events.finish()).unwrap();
    let lifter = Lifter::of(model, as_of(), 1).unwrap();
    let lifter = further.is_empty().then_some(&lifter);
    let options = ExplainOptions { as_of: as_of(), until: as_of(), sources: &[], privacy: Privacy::Shown, lifter };
    explain(model, &explainer.finish(), "x", options).unwrap()
}

fn tier(explanation: &Explanation) -> &str {
    explanation.scores[0].tier.as_ref().unwrap()
}

/// Every choice of so many letters, in any order that matters.
fn choices(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        all = all
            .into_iter()
            .flat_map(|letters: Vec<usize>| {
                (0..alphabet().len()).map(move |letter| {
                    let mut more = letters.clone();
                    more.push(letter);
                    more
                })
            })
            .collect();
    }
    all
}

#[test]
fn no_fewer_events_at_that_moment_lift_it() {
    let pasts: &[&[(i32, usize)]] = &[
        &[(0, 0)],
        &[(0, 1), (3, 2)],
        &[(9, 0), (9, 1)],
        &[(1, 3), (8, 4), (9, 0)],
        &[(2, 2), (7, 3), (8, 1), (9, 4)],
    ];
    let (mut found, mut compared) = (0, 0);
    for lines in MODELS {
        // From low to high at once, so that it takes several events.
        let lines: String =
            lines.lines().filter(|line| !line.contains("\"Mid\"")).map(|line| format!("{line}\n")).collect();
        let model = model(&lines);
        for past in pasts {
            let explanation = explained(&model, past, &[]);
            for lift in &explanation.lift {
                found += 1;
                let count: usize = lift.events.iter().map(|event| event.times as usize).sum();
                let at_once = lift.as_of == explanation.as_of;
                assert!(lift.fewest, "{lift:#?}");
                // Where it takes later days, nothing lifts it at that moment.
                for fewer in 0..if at_once { count.min(4) } else { 3 } {
                    for letters in choices(fewer).iter().filter(|letters| !letters.is_empty()) {
                        let then = explained(&model, past, letters);
                        let names = &model.tiers[0].lines;
                        let line = |name: &str| names.iter().position(|line| line.name == name).unwrap();
                        assert!(
                            line(tier(&then)) >= line(tier(&explanation)),
                            "{letters:?} lift {past:?} from {} to {}, and {lift:#?} was said\n{lines}",
                            tier(&explanation),
                            tier(&then)
                        );
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(found >= 10 && compared > 60, "{found} {compared}");
}

#[test]
fn limits_make_it_wait_or_keep_it_down() {
    let waits = model("score s\n  +5  view  once per week\ntiers of s\n  \"High\"  from 10\n  \"Low\"   otherwise\n");
    // The tenth day is a Wednesday; the week's view was on Monday.
    let explanation = explained(&waits, &[(7, 0)], &[]);
    let [lift] = explanation.lift.as_slice() else { panic!("{:#?}", explanation.lift) };
    assert_eq!((lift.events.len(), lift.events[0].times, lift.tier.as_str()), (1, 1, "High"));
    assert!(lift.events[0].date.as_str() >= "2025-01-20" && lift.as_of > explanation.as_of, "{lift:#?}");
    let used_up =
        "score s\n  +5  view  once\n  +1  click  once\ntiers of s\n  \"High\"  from 6\n  \"Low\"   otherwise\n";
    let used_up = model(&used_up.replace("click  once", "click where country is \"LV\"  once"));
    assert_eq!(explained(&used_up, &[(7, 0)], &[]).lift, []);
    // Ready: nothing is higher.
    let ready = model("score s\n  +5  view  every time\ntiers of s\n  \"High\"  from 5\n  \"Low\"   otherwise\n");
    assert_eq!(explained(&ready, &[(7, 0)], &[]).lift, []);
}

#[test]
fn ending_a_silence_is_a_way_too() {
    let lines = "score s\n  +9  view  once\n  inactivity measured by click\n    after 2 days  total -5\n    on return  give back\n\
                 tiers of s\n  \"High\"  from 9\n  \"Low\"   otherwise\n";
    let explanation = explained(&model(lines), &[(0, 0)], &[]);
    let [lift] = explanation.lift.as_slice() else { panic!("{:#?}", explanation.lift) };
    assert_eq!(
        (lift.events.len(), lift.events[0].event.as_str(), lift.value.to_string().as_str()),
        (1, "click", "9")
    );
}
