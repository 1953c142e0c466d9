//! One evaluation, in every order and in batches of every size.

use merit_diagnostics::Code;
use merit_engine::{AttributeTimes, Engine, EngineError, Evaluation, Ids, Options};
use merit_events::write::{results_ndjson, write_changes};
use merit_events::{Format, Input, Mapping, ReadError, ReadOptions, read_events, read_leads};
use merit_ir::Model;
use merit_values::{Instant, Timestamp, Zone};

use crate::case::{Case, Run};
use crate::expected;

/// Lines in one batch.
const BATCHES: [usize; 3] = [usize::MAX, 1, 7];
/// Orders tried: as written, reversed, and shuffled.
const ORDERS: u64 = 5;

/// Why there is no result: a code where there is one, and the message.
pub(crate) type Failure = (Option<Code>, String);

/// What is wrong with a run.
pub(crate) fn check(case: &Case, model: &Model, run: &Run) -> Vec<String> {
    let named = |paths: &Option<Vec<String>>, default: &str| match paths {
        Some(paths) => paths.clone(),
        None => {
            if case.has(default) {
                vec![default.to_owned()]
            } else {
                Vec::new()
            }
        }
    };
    let events = case.lines(&named(&run.events, "log.ndjson"));
    let leads = case.lines(&named(&None, "leads.ndjson"));
    let options = options(model, run);
    let mut first: Option<(String, Result<Evaluation, Failure>)> = None;
    for order in 0..ORDERS {
        let (events, leads) = (in_order(&events, order), in_order(&leads, order));
        for (number, batch) in BATCHES.into_iter().enumerate() {
            let threads = if number == 1 { 3 } else { 1 };
            let result = evaluate(model, run, Options { threads, ..options }, &events, &leads, batch);
            let bytes = bytes(model, &result);
            match &first {
                None => first = Some((bytes, result)),
                Some((earlier, _)) if *earlier == bytes => {}
                Some((earlier, _)) => {
                    return vec![format!(
                        "order {order}, batches of {batch} give another result\n{earlier}---\n{bytes}"
                    )];
                }
            }
        }
    }
    let Some((_, result)) = first else { return vec!["nothing was evaluated".to_owned()] };
    match (result, &run.error) {
        (Ok(evaluation), None) => expected::check(model, run, &evaluation),
        (Ok(_), Some(code)) => vec![format!("it runs, but should stop with {code}")],
        (Err((code, _)), Some(expected)) if code.is_some_and(|code| code.id() == expected) => Vec::new(),
        (Err((code, message)), expected) => {
            vec![format!("it stops with {code:?} ({message}), expected {expected:?}")]
        }
    }
}

fn options(model: &Model, run: &Run) -> Options {
    let zone = Zone::named(&model.timezone).unwrap();
    let moment = |text: &str| match Timestamp::read(text).unwrap() {
        Timestamp::At(at) => at,
        Timestamp::Date(day) => zone.end_of(day),
        Timestamp::Local(_) => panic!("{text} has no offset"),
    };
    let attributes = match run.attributes.as_deref() {
        None => AttributeTimes::Snapshot,
        Some("from the beginning") => AttributeTimes::FromTheBeginning,
        Some(other) => panic!("attributes = {other:?}"),
    };
    let ids = if run.ids.as_deref() == Some("trust") { Ids::Trust } else { Ids::Check };
    let changes_since = run.since.as_deref().map(moment).or(Some(Instant(i64::MIN)));
    Options { changes_since, attributes, ids, labels: true, ..Options::at(moment(&run.as_of)) }
}

fn evaluate(
    model: &Model,
    run: &Run,
    options: Options,
    events: &[String],
    leads: &[String],
    batch: usize,
) -> Result<Evaluation, Failure> {
    let mut engine = Engine::new(model, options).map_err(of_engine)?;
    let ids = match run.ids.as_deref() {
        None | Some("check") => merit_events::Ids::Check,
        Some("trust") => merit_events::Ids::Trust,
        Some("content") => merit_events::Ids::Content,
        Some(other) => panic!("ids = {other:?}"),
    };
    let reading = ReadOptions { ids, threads: options.threads, ..ReadOptions::default() };
    let (leads, events) = (inputs(leads, batch, "leads"), inputs(events, batch, "log"));
    let leads_mapping = Mapping::leads(model).unwrap();
    read_leads(&leads, &leads_mapping, &reading, |batch| engine.add_leads(batch)).map_err(of_reader)?;
    let reading = ReadOptions { first_source: u32::try_from(leads.len()).unwrap(), ..reading };
    let events_mapping = Mapping::events(model).unwrap();
    read_events(&events, &events_mapping, &reading, |batch| engine.add_events(batch)).map_err(of_reader)?;
    engine.finish().map_err(of_engine)
}

fn inputs(lines: &[String], batch: usize, name: &str) -> Vec<Input> {
    let chunks = lines.chunks(batch.min(lines.len()).max(1));
    let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let input = |(number, lines): (usize, &[String])| {
        Input::memory(&format!("{name}-{number}.ndjson"), Format::Ndjson, text(lines).into_bytes())
    };
    chunks.enumerate().map(input).collect()
}

fn of_engine(error: EngineError) -> Failure {
    let code = match &error {
        EngineError::SameId { .. } | EngineError::LeadConflict { .. } => Some(Code::F603),
        _ => None,
    };
    (code, error.to_string())
}

fn of_reader(error: ReadError<EngineError>) -> Failure {
    match error {
        ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem) => {
            (problem.code, problem.to_string())
        }
        ReadError::Sink(error) => of_engine(error),
    }
}

/// Everything that is written, and the labels.
fn bytes(model: &Model, result: &Result<Evaluation, Failure>) -> String {
    match result {
        Err((code, _)) => format!("{code:?}\n"),
        Ok(evaluation) => {
            let mut out = Vec::new();
            results_ndjson(&evaluation.results, model, &mut out).unwrap();
            write_changes(&evaluation.transitions, &evaluation.due, model, &mut out).unwrap();
            format!("{}{:?}\n", String::from_utf8(out).unwrap(), evaluation.labels)
        }
    }
}

/// The lines as written (0), reversed (1), or shuffled.
fn in_order(lines: &[String], order: u64) -> Vec<String> {
    let mut lines = lines.to_vec();
    match order {
        0 => {}
        1 => lines.reverse(),
        seed => {
            let mut state = seed;
            for last in (1..lines.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let chosen = usize::try_from((state >> 33) % (last as u64 + 1)).unwrap();
                lines.swap(last, chosen);
            }
        }
    }
    lines
}
