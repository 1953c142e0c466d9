//! What is said to lift a lead lifts it: with these events in the log, the engine and the oracle find it in that tier.

use merit_engine::Options;
use merit_ir::Model;
use merit_tests::comparison::Case;
use merit_tests::oracle::{Question, Record, Value, Values, What};
use merit_values::{Day, Decimal, Instant, Kind, Timestamp};
use merit_workbench::reach::Lifter;
use merit_workbench::{AttributeValue, ExplainOptions, Further, Lift, Privacy, explain};

use crate::support::{evaluated, explained, leads, options, prepared, seeds};

#[test]
fn with_these_events_the_tier_is_reached() {
    let (mut found, mut none, mut many) = (0, 0, 0);
    // Every log is evaluated three times here, once by the slow oracle.
    for seed in seeds().step_by(10) {
        let (ready, cases) = prepared(seed);
        let model = ready.model();
        let case = &cases[0];
        let as_of = options(case).as_of;
        let explained = explained(model, case, leads(case).into_iter());
        let present: Vec<String> = explained.leads().map(str::to_owned).collect();
        let lifter = Lifter::of(model, as_of, 1_000).unwrap();
        for lead in &present {
            let options =
                ExplainOptions { as_of, until: as_of, sources: &[], privacy: Privacy::Shown, lifter: Some(&lifter) };
            let explanation = explain(model, &explained, lead, options).unwrap();
            let tiers = explanation.scores.iter().filter(|score| score.tier.is_some()).count();
            none += tiers - explanation.lift.len();
            for lift in &explanation.lift {
                let now = explanation.scores.iter().find(|score| score.name == lift.score).unwrap();
                let place = format!("seed {seed}, lead {lead}: {lift:#?}");
                if holds(&ready, case, lead, lift, &place) {
                    found += 1;
                    many += usize::from(lift.events.iter().map(|event| event.times).sum::<u32>() > 2);
                    assert!(is_higher(model, lift, now.tier.as_ref().unwrap()), "{place}");
                }
            }
        }
    }
    assert!(found > 150 && none > 50 && many > 30, "{found} {none} {many}");
}

/// Checks that it holds; false where changes of attributes are between then and now, which are not taken as known.
fn holds(ready: &merit_tests::comparison::Prepared, case: &Case, lead: &str, lift: &Lift, place: &str) -> bool {
    let model = ready.model();
    let (as_of, at) = (options(case).as_of, instant(&lift.as_of));
    let is_change = |record: &&Record| matches!(record.what, What::Change(_));
    let between = |record: &&Record| record.at > as_of.0 && record.at <= at.0;
    if case.records.iter().filter(between).any(|record| is_change(&record)) {
        return false;
    }
    let mut records: Vec<Record> = case.records.iter().filter(|record| !between(record)).cloned().collect();
    let has_ids = case.records.is_empty() || case.records.iter().any(|record| record.id.is_some());
    for (number, further) in (0..).zip(&lift.events) {
        assert!(instant(&further.at) >= as_of && further.times > 0, "{place}");
        for time in 0..further.times {
            let id = has_ids.then(|| format!("\u{10FFFF}{number:04}-{time:04}"));
            records.push(record(model, lead, further, id));
        }
    }
    let run = evaluated(model, case, &records, Options { as_of: at, ..options(case) });
    let number = run.results.leads.iter().position(|other| other == lead).unwrap();
    let (tiers, score) = model
        .tiers
        .iter()
        .enumerate()
        .find(|(_, tiers)| model.scores[tiers.score.index()].name == lift.score)
        .map(|(number, tiers)| (number, tiers.score.index()))
        .unwrap();
    let line = usize::from(run.results.tiers[tiers][number]);
    assert_eq!(model.tiers[tiers].lines[line].name, lift.tier, "{place}");
    assert_eq!(run.results.scores[score][number].to_string(), lift.value.to_string(), "{place}");
    let question = Question { as_of: at.0, since: None, from_the_beginning: case.question.from_the_beginning };
    let right = ready.right_answer(&case.table, &records, question);
    assert_eq!(right.leads[lead].tiers[&lift.score], line, "{place}");
    true
}

fn instant(text: &str) -> Instant {
    match Timestamp::read(text) {
        Ok(Timestamp::At(at)) => at,
        other => panic!("{text}: {other:?}"),
    }
}

fn is_higher(model: &Model, lift: &Lift, now: &str) -> bool {
    let of = model.tiers.iter().find(|tiers| model.scores[tiers.score.index()].name == lift.score).unwrap();
    let line = |name: &str| of.lines.iter().position(|line| line.name == name).unwrap();
    line(&lift.tier) < line(now)
}

/// A record from what is printed.
fn record(model: &Model, lead: &str, further: &Further, id: Option<String>) -> Record {
    let event = &model.events[model.event(&further.event).unwrap().index()];
    let value = |said: &AttributeValue| {
        let property = event.properties.iter().find(|property| property.name == said.name).unwrap();
        (said.name.clone(), value(&said.value, &property.kind))
    };
    let values: Values = further.properties.iter().map(value).collect();
    let at = instant(&further.at).0;
    Record { id, lead: lead.to_owned(), at, what: What::Event(further.event.clone(), values) }
}

fn value(text: &str, kind: &Kind) -> Value {
    match kind {
        Kind::Text | Kind::Email | Kind::Url => Value::Text(text.to_owned()),
        Kind::Number => Value::Number(Decimal::read(text).unwrap().0),
        Kind::YesNo => Value::YesNo(text == "yes"),
        Kind::Date => Value::Date(Day::read(text).unwrap().0),
        Kind::Time => Value::Time(instant(text).0),
        Kind::OneOf(_) => Value::Choice(text.to_owned()),
        Kind::SeveralOf(_) => {
            Value::Several(text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect())
        }
    }
}
