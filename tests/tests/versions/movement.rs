//! Portolan's leads under both versions.

use std::collections::BTreeMap;

use merit_engine::Options;
use merit_ir::{GradeId, Layout, Model, TiersId};
use merit_tests::random::Prng;
use merit_values::{EventBatch, EventBatchBuilder, Instant, LeadBatch, LeadBatchBuilder, Value};
use merit_workbench::{Accounted, Amount, MovedLead, Scored, attribute, compare, movement};

use crate::support::{evaluated, explained, folder, model, with_changes};

const DAY: i64 = 86_400_000_000;

/// 2026-01-01.
const FIRST: i64 = 20_454 * DAY;

/// What the made-up leads do, for a model: the same seed gives the same records for both.
fn log(model: &Model, leads: usize) -> (LeadBatch, EventBatch) {
    let layout = Layout::of(model);
    let mut prng = Prng::new(2026);
    let mut table = LeadBatchBuilder::new(0, model.attributes.len());
    let mut events = EventBatchBuilder::new(1, layout.slots().len(), true);
    let mut number = 0;
    for lead in 0..leads {
        let name = format!("lead {lead:04}");
        let text = |text: &str| Value::Text(text.into());
        let attributes = [
            (
                "email",
                text(&format!("a@{}", prng.pick(&["x.example", "gmail.com", "yahoo.com", "quayside.example"]))),
            ),
            ("title", text(prng.pick::<&str>(&["Owner", "Marketing Manager", "Student", "Harbour master"]))),
            ("berths", Value::Number(merit_values::Decimal::whole(prng.between(0, 400)))),
            ("country", text(prng.pick::<&str>(&["PT", "DE", "IT", "HR"]))),
            ("kind", Value::Choice(u16::try_from(prng.below(4)).unwrap())),
            ("opted_in", Value::YesNo(prng.chance(80))),
        ];
        let known = attributes.into_iter().filter(|_| prng.chance(85));
        let known: Vec<_> = known.map(|(name, value)| (model.attribute(name).unwrap().index(), value)).collect();
        table.lead(lead as u64 + 1, &name, known);
        for _ in 0..prng.between(0, 40) {
            let at = Instant(FIRST + prng.between(0, 240 * DAY));
            let (event, values): (&str, Vec<(&str, Value)>) = match prng.below(9) {
                0..=2 => {
                    let path = *prng.pick(&["/pricing", "/prices", "/features/x", "/integrations", "/careers", "/"]);
                    let seconds = merit_values::Decimal::whole(prng.between(1, 300));
                    ("page_view", vec![("path", text(path)), ("seconds", Value::Number(seconds))])
                }
                3 => {
                    let form = *prng.pick(&["contact", "quote", "newsletter", "demo"]);
                    let event = &model.events[model.event("form_submit").unwrap().index()];
                    ("form_submit", vec![("form", Value::Choice(event.properties[0].kind.choice(form).unwrap()))])
                }
                4 => ("email_click", vec![("campaign", text(prng.pick::<&str>(&["news 1", "news 2", "fair"])))]),
                5 => {
                    let minutes = merit_values::Decimal::whole(prng.between(5, 60));
                    (
                        "webinar",
                        vec![
                            ("topic", text(prng.pick::<&str>(&["a", "b", "c"]))),
                            ("minutes", Value::Number(minutes)),
                        ],
                    )
                }
                6 => ("trial_started", vec![]),
                7 => ("login", vec![]),
                _ => ("download", vec![("paper", text(prng.pick::<&str>(&["guide", "contract"])))]),
            };
            let id = model.event(event).unwrap();
            let declared = &model.events[id.index()].properties;
            let slots = layout.of_event(id);
            let slot = |name: &str| slots[declared.iter().position(|property| property.name == name).unwrap()];
            let values: Vec<_> = values.into_iter().map(|(name, value)| (slot(name), value)).collect();
            number += 1;
            events.event(number, Some(&format!("e{number:06}")), &name, at, id.0, values);
        }
    }
    (table.finish(), events.finish())
}

#[test]
fn counts_equal_those_of_scoring_both_separately_and_attribution_adds_up() {
    let old = model(&folder().join("2026-03-02"), "portolan.score");
    let new = model(&folder().join("2026-09-07"), "marina.score");
    let options = Options::at(Instant(FIRST + 250 * DAY));
    let (old_log, new_log) = (log(&old, 400), log(&new, 400));
    let before = evaluated(&old, &old_log.0, &old_log.1, with_changes(options));
    let after = evaluated(&new, &new_log.0, &new_log.1, with_changes(options));
    let comparison = compare(&old, &new);
    let (was, is) = (Scored { model: &old, evaluation: &before }, Scored { model: &new, evaluation: &after });
    let found = movement(&comparison, was, is, old_log.1.at.iter().min().copied());
    assert_eq!(found.leads, 400);
    assert!(found.moved > 40 && found.moved < 380, "{}", found.moved);

    // Counted again, from evaluations that know nothing of each other or of transitions.
    let (alone, also) =
        (evaluated(&old, &old_log.0, &old_log.1, options), evaluated(&new, &new_log.0, &new_log.1, options));
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut grades = BTreeMap::new();
    let mut segments = [[0; 2]; 2];
    for lead in 0..400 {
        let tier =
            |results: &merit_ir::Results, model: &Model| results.tier(model, TiersId(0), lead).unwrap().to_owned();
        *counts.entry((tier(&alone.results, &old), tier(&also.results, &new))).or_default() += 1;
        let letter = |results: &merit_ir::Results, model: &Model| {
            results.grade(model, GradeId(0), lead).unwrap_or("no grade").to_owned()
        };
        *grades.entry((letter(&alone.results, &old), letter(&also.results, &new))).or_insert(0) += 1;
        let out = |results: &merit_ir::Results| usize::from(!results.segments[0][lead]);
        segments[out(&alone.results)][out(&also.results)] += 1;
    }
    let table = |of: &str| found.tables.iter().find(|table| table.of == of).unwrap();
    for (of, expected) in [("engagement tier", &counts), ("fit grade", &grades)] {
        let table = table(of);
        let mut sum = 0;
        for (row, counts) in table.rows.iter().zip(&table.counts) {
            for (column, count) in table.columns.iter().zip(counts) {
                let known = expected.get(&(row.clone(), column.clone())).copied().unwrap_or(0);
                assert_eq!(*count, known, "{of}: {row} to {column}");
                sum += count;
            }
        }
        assert_eq!(sum, 400, "{of}");
    }
    assert_eq!(table("MQL").counts, segments.map(Vec::from).to_vec());

    // The lines of both ledgers that are responsible add up to the difference of the scores.
    let wanted = || found.moves.iter().map(|moved| moved.lead.clone()).collect();
    let (one, two) = (
        explained(&old, &old_log.0, &old_log.1, options, wanted()),
        explained(&new, &new_log.0, &new_log.1, options, wanted()),
    );
    let (was, is) = (Accounted { model: &old, explained: &one }, Accounted { model: &new, explained: &two });
    let mut lines = 0;
    for moved in &found.moves {
        let difference = attribute(&comparison, was, is, moved);
        let number = (0..400).find(|number| alone.results.leads.get(*number) == moved.lead).unwrap();
        let of = |values: &[merit_values::Decimal]| Amount::from(values[number]);
        let real = of(&also.results.scores[0]) - of(&alone.results.scores[0]);
        let said = difference.scores.iter().find(|score| score.name == "engagement");
        assert_eq!(said.map_or(Amount::ZERO, |score| score.difference), real, "{}", moved.lead);
        for score in &difference.scores {
            let sum: Amount = score.because.iter().map(|line| line.difference).sum();
            assert_eq!(sum, score.difference, "{} {}", moved.lead, score.name);
            lines += score.because.len();
        }
        // Who moves between segments is told by which lines.
        assert!(difference.segments.iter().all(|segment| !segment.old.is_empty() && !segment.new.is_empty()));
    }
    assert!(lines > 100, "{lines}");

    // Weeks and first entries, counted again.
    let entries = |evaluation: &merit_engine::Evaluation| {
        evaluation.transitions.iter().filter(|change| change.enters && &*change.name == "MQL").count()
    };
    let volume = found.segments.iter().find(|volume| volume.name == "MQL").unwrap();
    assert_eq!(volume.weeks.iter().map(|week| week.old).sum::<usize>(), entries(&before));
    assert_eq!(volume.weeks.iter().map(|week| week.new).sum::<usize>(), entries(&after));
    let first = found.first.iter().find(|first| first.name == "Engaged").unwrap();
    let entered = |evaluation: &merit_engine::Evaluation| {
        let leads = evaluation.transitions.iter().filter(|change| change.enters && &*change.name == "Engaged");
        leads.map(|change| change.lead.clone()).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(first.same + first.earlier + first.later + first.only_old, entered(&before));
    assert_eq!(first.same + first.earlier + first.later + first.only_new, entered(&after));
}

#[test]
fn a_lead_that_is_not_there_is_worth_nothing() {
    let old = model(&folder().join("2026-03-02"), "portolan.score");
    let (leads, events) = log(&old, 1);
    let none = explained(&old, &leads, &events, Options::at(Instant(FIRST)), ["nobody".to_owned()].into());
    let side = Accounted { model: &old, explained: &none };
    let nobody = MovedLead { lead: "nobody".to_owned(), moves: Vec::new() };
    assert_eq!(attribute(&compare(&old, &old), side, side, &nobody).scores, Vec::new());
}
