//! Cases of a seed, evaluated and explained.

use std::collections::BTreeSet;

use merit_engine::{AttributeTimes, Engine, Evaluation, Explained, Explainer, Options};
use merit_ir::Model;
use merit_tests::comparison::{Case, Prepared, batches, cases};
use merit_tests::oracle::Record;
use merit_tests::random::number;
use merit_values::Instant;

/// How many seeds are looked at.
pub fn seeds() -> std::ops::Range<u64> {
    let first = number("MERIT_EXPLAIN_FIRST", 0);
    first..first + number("MERIT_EXPLAIN_PAIRS", 1_000)
}

/// The cases of a seed with their compiled model.
pub fn prepared(seed: u64) -> (Prepared, Vec<Case>) {
    let cases = cases(seed);
    (cases[0].prepare().expect("a model without errors"), cases)
}

pub fn options(case: &Case) -> Options {
    Options {
        attributes: if case.question.from_the_beginning {
            AttributeTimes::FromTheBeginning
        } else {
            AttributeTimes::Snapshot
        },
        labels: true,
        ..Options::at(Instant(case.question.as_of))
    }
}

pub fn evaluated(model: &Model, case: &Case, records: &[Record], options: Options) -> Evaluation {
    let (leads, events) = batches(model, &case.table, records);
    let mut engine = Engine::new(model, options).unwrap();
    engine.add_leads(leads).unwrap();
    engine.add_events(events).unwrap();
    engine.finish().unwrap()
}

pub fn explained(model: &Model, case: &Case, wanted: impl Iterator<Item = String>) -> Explained {
    let (leads, events) = batches(model, &case.table, &case.records);
    let wanted: BTreeSet<String> = wanted.collect();
    let mut explainer = Explainer::new(model, options(case), wanted).unwrap();
    explainer.add_leads(&leads).unwrap();
    explainer.add_events(&events).unwrap();
    explainer.finish()
}

/// All leads of a case.
pub fn leads(case: &Case) -> BTreeSet<String> {
    case.table.keys().cloned().chain(case.records.iter().map(|record| record.lead.clone())).collect()
}
