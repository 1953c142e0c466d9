//! Large logs and leads tables for the vocabulary of the acme example: the same seed gives the same bytes everywhere.
//! Activity is uneven as in life (a few leads do most of it), and spread over the twelve months of 2025.

mod acme;
mod output;
mod random;

use std::io::{self, Write};

pub use acme::{EVENT_COLUMNS, Events, LEAD_COLUMNS, Leads};

/// A value of a generated row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
    /// An instant in microseconds.
    Time(i64),
    /// Several texts.
    Texts(Vec<&'static str>),
    /// A new value that makes an attribute unknown.
    Unknown,
}

/// The form of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Texts.
    Text,
    /// Whole numbers.
    Number,
    /// Yes or no.
    YesNo,
    /// Instants.
    Time,
    /// Lists of texts.
    Texts,
}

/// A generated row: one cell per column.
pub type Row = Vec<Option<Cell>>;

/// A format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line; columns `set.NAME` become an object `set`.
    Ndjson,
    /// CSV with a header.
    Csv,
    /// Parquet.
    Parquet,
}

/// Writes a log of this many records about this many leads.
///
/// # Errors
/// Errors of the output.
pub fn write_events<W: Write + Send>(
    events: u64,
    leads: u64,
    seed: u64,
    format: Format,
    output: W,
) -> io::Result<()> {
    output::write(&EVENT_COLUMNS, Events::new(events, leads, seed), format, output)
}

/// Writes the leads table to the log of the same number of leads.
///
/// # Errors
/// Errors of the output.
pub fn write_leads<W: Write + Send>(leads: u64, seed: u64, format: Format, output: W) -> io::Result<()> {
    output::write(&LEAD_COLUMNS, Leads::new(leads, seed), format, output)
}
