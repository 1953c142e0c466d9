//! Reads records for a model and tells everything that is wrong with them.

use std::sync::Arc;

use merit_diagnostics::{Code, Level};
use merit_engine::{Engine, EngineError, Options};
use merit_events::{Compression, Format, Input, Mapping, Place, Problem, ReadError, ReadOptions, read_events};
use merit_ir::Model;
use merit_values::Instant;

/// The end of the year 2026, after all records of the documentation.
const LATE: Instant = Instant(1_798_761_600_000_000);

/// What is wrong with some records, by the reader and by the engine.
pub fn problems(model: &Model, ndjson: &str) -> Vec<Problem> {
    let input = Input {
        place: Place::Memory(Arc::from(ndjson.as_bytes())),
        name: "snippet".to_owned(),
        format: Format::Ndjson,
        compression: Compression::None,
    };
    let mapping = Mapping::events(model).unwrap();
    let mut engine = Engine::new(model, Options::at(LATE)).unwrap();
    let read = read_events(&[input], &mapping, &ReadOptions::default(), |batch| engine.add_events(batch));
    match read {
        Ok(report) => {
            let events: Vec<String> = model.events.iter().map(|event| event.name.clone()).collect();
            let mut problems = report.warnings(&["snippet".to_owned()], mapping.zone_name(), &events);
            problems.extend(engine.finish().err().map(contradiction));
            problems
        }
        Err(ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem)) => vec![problem],
        Err(ReadError::Sink(error)) => vec![contradiction(error)],
    }
}

fn contradiction(error: EngineError) -> Problem {
    assert!(matches!(error, EngineError::SameId { .. } | EngineError::LeadConflict { .. }), "{error}");
    let message = error.to_string();
    Problem { code: Some(Code::F603), level: Level::Error, source: String::new(), line: None, message }
}
