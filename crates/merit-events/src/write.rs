//! Writes results, transitions and due triggers (section 4 of the tool's contract) into anything that takes bytes.

mod columns;
mod csv;
mod ndjson;
mod parquet;

pub use csv::{csv_header, csv_rows, results_csv};
pub use ndjson::{Changes, due_line, ndjson_rows, results_ndjson, transition_line, write_changes};
pub use parquet::{LEADS_OF_A_ROW_GROUP, ParquetResults, results_parquet};

/// Names with their numbers, sorted by the bytes of the names.
fn order<'m>(names: impl Iterator<Item = &'m str>) -> Vec<(usize, &'m str)> {
    let mut order: Vec<_> = names.enumerate().collect();
    order.sort_by_key(|(_, name)| *name);
    order
}
