//! Writes results, transitions and due triggers (section 4 of the tool's contract) into anything that takes bytes.

mod columns;
mod csv;
mod ndjson;
mod parquet;

pub use csv::results_csv;
pub use ndjson::{due_line, results_ndjson, transition_line, write_changes};
pub use parquet::results_parquet;

/// Names with their numbers, sorted by the bytes of the names.
fn order<'m>(names: impl Iterator<Item = &'m str>) -> Vec<(usize, &'m str)> {
    let mut order: Vec<_> = names.enumerate().collect();
    order.sort_by_key(|(_, name)| *name);
    order
}
