//! Samples of small models, end to end.

use std::cell::Cell;

use merit_compiler::MemoryFiles;
use merit_ir::{Layout, Model};
use merit_values::{EventBatchBuilder, Instant, LeadBatchBuilder, Value, Zone};

use super::*;
use crate::{TestOutcome, run_tests};

const MODEL: &str = r#"edition 1

event visit
  has page: text
  has by: text, personal

event order
  has card: text, personal

lead
  has email: email, personal
  has born: number, personal
  has title: text

list staff: domains "shop.example"
list known: text "gold", "silver"

model shop
  timezone "Europe/Riga"

score interest
  +1   visit where page starts with "/p"  once per by
  -20  visit where lead.email.domain is in staff  once
  +5   if born > 1980 and born < 1982
  +7   order where card is in known  once
  +9   order where card is "4711" or card is "gold"  once

tiers of interest
  "Hot"   from 10
  "Warm"  from 5
  "Cold"  otherwise
"#;

fn model(text: &str) -> Model {
    let compilation = merit_compiler::compile(&MemoryFiles::new().with("m.score", text), "m.score");
    compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics))
}

fn how(text: &str) -> HowRead {
    let zone = Zone::named("Europe/Riga").unwrap();
    let as_of = zone.end_of(merit_values::Day::read(text).unwrap());
    HowRead { as_of, compares_ids: true, sources: vec!["log".to_owned()] }
}

fn noon(day: i32) -> Instant {
    let zone = Zone::named("Europe/Riga").unwrap();
    let day = merit_values::Day(merit_values::Day::read("2026-03-01").unwrap().0 + day);
    zone.instant(merit_values::LocalTime { day, micros: 12 * 3_600_000_000 })
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// What is known of one lead: its table row, and visits and orders.
fn lead(model: &Model, row: &[(usize, Value)], events: &[(u16, &str, Value)]) -> LeadRecords {
    let layout = Layout::of(model);
    let slot = |name: &str| layout.slots().iter().position(|slot| slot.name == name).unwrap();
    let mut table = LeadBatchBuilder::new(0, model.attributes.len());
    table.lead(1, "ann@home.example", row.iter().cloned());
    let mut log = EventBatchBuilder::new(1, layout.slots().len(), true);
    for (number, (kind, property, value)) in events.iter().enumerate() {
        let mut values = vec![(slot(property), value.clone())];
        if *kind == 0 {
            values.push((slot("page"), text("/p")));
        }
        let at = noon(i32::try_from(number).unwrap());
        log.event(1, Some(&number.to_string()), "ann@home.example", at, *kind, values);
    }
    LeadRecords { tables: vec![table.finish()], events: vec![log.finish()] }
}

fn story(records: &LeadRecords, rule: Option<u32>) -> Result<Story, NoTest> {
    let model = model(MODEL);
    let rule = rule.map(|line| Place { file: 0, line });
    let made = test_of_lead(&model, "ann@home.example", records, &how("2026-03-31"), rule, &|| true);
    if let Ok(story) = &made {
        // In the words of the language, it compiles, and passes.
        let compiled = merit_compiler::compile(
            &MemoryFiles::new().with("m.score", format!("{MODEL}\n{}", story.text)),
            "m.score",
        );
        let model = compiled.model.unwrap_or_else(|| panic!("{}\n{:#?}", story.text, compiled.diagnostics));
        assert_eq!(compiled.tests.len(), 1, "{}", story.text);
        assert!(run_tests(&model, &compiled.tests, None).iter().all(TestOutcome::passed), "{}", story.text);
        assert!(!story.text.contains("ann") && !story.text.contains("home"), "{}", story.text);
    }
    made
}

#[test]
fn personal_values_that_matter_get_others_that_do_the_same() {
    let model = model(MODEL);
    let row =
        [(0, text("ann@mail.shop.example")), (1, Value::Number(merit_values::Decimal::whole(1981))), (2, text("VP"))];
    let visits = ["anna", "bert", "anna"].map(|by| (0, "by", text(by)));
    let made = story(&lead(&model, &row, &visits), None).unwrap();
    // Two visitors stay two, a colleague stays one; what no rule asks is not there.
    assert!(made.text.contains("expect interest -13, interest tier \"Cold\" on day"), "{}", made.text);
    assert!(made.text.contains("email \"someone@shop.example\""), "{}", made.text);
    assert_eq!(made.text.matches("visit with").count(), 2, "{}", made.text);
    assert!(!made.text.contains("bert") && !made.text.contains("VP"), "{}", made.text);
    assert_eq!(made.left_out, 1);
    assert_eq!(made.stand_ins, ["email", "born", "by of visit"]);
}

#[test]
fn a_personal_value_that_nothing_can_stand_for_is_not_told() {
    let model = model(&MODEL.replace(" or card is \"gold\"", ""));
    // The model itself names this value: it is not the lead's secret.
    let records = lead(&model, &[], &[(1, "card", text("4711"))]);
    assert!(story(&records, None).unwrap().text.contains("card \"4711\""));
    // An e-mail address that is in a list only by its whole domain, with a rule about its beginning.
    let asks = MODEL
        .replace("lead.email.domain is in staff", "lead.email.domain is in staff and lead.email starts with \"an\"");
    let of = self::model(&asks);
    let row = [(0, text("ann@shop.example"))];
    let records = lead(&of, &row, &[(0, "by", text("x"))]);
    let made = test_of_lead(&of, "ann@home.example", &records, &how("2026-03-31"), None, &|| true);
    assert_eq!(made.unwrap_err(), NoTest::Personal("email".to_owned()));
    let nobody = test_of_lead(&of, "nobody", &records, &how("2026-03-31"), None, &|| true);
    assert_eq!(nobody.unwrap_err(), NoTest::NoLead);
}

#[test]
fn a_test_that_nobody_waits_for_any_more_is_given_up_at_every_step() {
    let model = model(MODEL);
    let visits = [(0, "by", text("anna")), (0, "by", text("bert")), (1, "card", text("gold"))];
    let records = lead(&model, &[(0, text("ann@mail.shop.example"))], &visits);
    let steps = Cell::new(0);
    let made = |most: usize| {
        steps.set(0);
        let goes_on = || {
            steps.set(steps.get() + 1);
            steps.get() <= most
        };
        test_of_lead(&model, "ann@home.example", &records, &how("2026-03-31"), None, &goes_on)
    };
    assert!(made(usize::MAX).is_ok());
    let all = steps.get();
    assert!(all > 10, "{all}");
    for most in 0..all {
        assert_eq!(made(most), Err(NoTest::Stopped), "after {most} of {all}");
    }
}

#[test]
fn of_a_rule_only_its_score_is_told() {
    let model = model(MODEL);
    let line = u32::try_from(MODEL.lines().position(|line| line.contains("card is in known")).unwrap()).unwrap() + 1;
    let records = lead(
        &model,
        &[(1, Value::Number(merit_values::Decimal::whole(1990)))],
        &[(1, "card", text("GOLD")), (0, "by", text("x"))],
    );
    let made = story(&records, Some(line)).unwrap();
    assert!(made.text.contains("card \"gold\""), "{}", made.text);
    assert!(made.text.contains("expect interest 17, interest tier \"Hot\" on"), "{}", made.text);
}

/// So many leads with one visit each.
fn sample(model: &Model, leads: usize) -> Sample {
    let layout = Layout::of(model);
    let page = layout.slots().iter().position(|slot| slot.name == "page").unwrap();
    let mut log = EventBatchBuilder::new(0, layout.slots().len(), false);
    for number in 0..leads {
        log.event(number as u64, None, &format!("lead {number}"), noon(0), 0, [(page, text("/p"))]);
    }
    let mut taking = Taking::new(1_000_000);
    taking.take_events(log.finish());
    taking.finish()
}

#[test]
fn when_time_is_over_a_smaller_sample_is_told_and_when_somebody_types_nothing() {
    let model = model(MODEL);
    let sample = sample(&model, 2_000);
    let whole = count(&model, None, &sample, &how("2026-03-31"), &|| Pace::GoOn).unwrap().unwrap();
    assert_eq!((whole.one_in, whole.leads, whole.rules[0].leads), (1, 2_000, 2_000));
    assert_eq!(whole.tiers, [vec![0, 0, 2_000]]);
    let asked = Cell::new(0);
    let pace = |end: Pace| {
        let asked = &asked;
        asked.set(0);
        move || {
            asked.set(asked.get() + 1);
            if asked.get() > 900 { end } else { Pace::GoOn }
        }
    };
    let part = count(&model, None, &sample, &how("2026-03-31"), &pace(Pace::Enough)).unwrap().unwrap();
    assert_eq!(part.one_in, 4, "900 of 2,000 leads are more than a quarter, and no half");
    assert!(part.leads > 400 && part.leads < 600, "{}", part.leads);
    assert_eq!(count(&model, None, &sample, &how("2026-03-31"), &pace(Pace::Stop)), Ok(None));
    let never = count(&model, None, &sample, &how("2026-03-31"), &|| Pace::Enough);
    assert_eq!(never, Ok(None));
}

#[test]
fn a_threshold_moves_those_who_are_elsewhere_because_of_it_alone() {
    let old = model(MODEL);
    let new = model(&MODEL.replace("\"Warm\"  from 5", "\"Warm\"  from 1"));
    let found = thresholds(&old, &new);
    assert_eq!(found, [Threshold::Tier(0, 1)]);
    let sample = sample(&new, 300);
    let counts = count(&new, Some((&old, &found)), &sample, &how("2026-03-31"), &|| Pace::GoOn).unwrap().unwrap();
    assert_eq!(counts.moved(Threshold::Tier(0, 1)), Some(300));
    assert_eq!(counts.tiers, [vec![0, 300, 0]]);
    // One that would not fit between its neighbours of today says nothing by itself.
    let both = model(
        &MODEL.replace("\"Warm\"  from 5", "\"Warm\"  from 1").replace("\"Hot\"   from 10", "\"Hot\"   from 4"),
    );
    assert_eq!(thresholds(&old, &both), [Threshold::Tier(0, 0)]);
    assert!(thresholds(&old, &old).is_empty());
}
