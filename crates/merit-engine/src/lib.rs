//! Evaluates compiled models over batches of records (section 3 of the language). Deterministic: the same model and
//! records give the same results whatever the order of records, the size of batches and the number of threads. No text
//! but values, no files, no clock.

mod api;

pub use api::{AttributeTimes, Engine, EngineError, Evaluation, Ids, Options, RecordPlace};
