//! What can be wrong with the data, as values: nothing here prints.

use std::fmt;

use merit_diagnostics::{Code, Level};

/// One thing that is wrong with the data, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The stable code; none where the file or record cannot be understood at all.
    pub code: Option<Code>,
    /// Error or warning.
    pub level: Level,
    /// The file as shown to people; empty when the problem belongs to no single file.
    pub source: String,
    /// Line (NDJSON, CSV) or row (Parquet), from 1.
    pub line: Option<u64>,
    /// One sentence, understandable alone.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.source.is_empty() {
            f.write_str(&self.source)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

/// Why reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError<E> {
    /// A record cannot be understood.
    Record(Problem),
    /// A file cannot be read, or does not have the fields it needs.
    File(Problem),
    /// Records without id came before the first with one, so they are the bad ones and some are given on already. Happens
    /// only where bad records are skipped: read again with [`ReadOptions::has_ids`](crate::ReadOptions::has_ids).
    LateIds(Problem),
    /// The taker of the batches refused.
    Sink(E),
}

impl<E: fmt::Display> fmt::Display for ReadError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(problem) | Self::File(problem) | Self::LateIds(problem) => problem.fmt(f),
            Self::Sink(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Display + fmt::Debug> std::error::Error for ReadError<E> {}

/// Why one record is bad; the place is known to whoever reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRecord {
    pub(crate) code: Option<Code>,
    pub(crate) message: String,
}

impl BadRecord {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { code: None, message: message.into() }
    }

    pub(crate) fn coded(code: Code, message: impl Into<String>) -> Self {
        Self { code: Some(code), message: message.into() }
    }

    pub(crate) fn at(self, source: &str, line: u64) -> Problem {
        Problem {
            code: self.code,
            level: Level::Error,
            source: source.to_owned(),
            line: Some(line),
            message: self.message,
        }
    }
}

/// A value as it is shown in a message: quoted, control characters escaped, cut when long.
pub(crate) fn shown(text: &str) -> String {
    format!("{:?}", cut(text))
}

/// The beginning of a long text.
pub(crate) fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A problem of a whole file.
pub(crate) fn file_problem(source: &str, message: impl Into<String>) -> Problem {
    Problem { code: None, level: Level::Error, source: source.to_owned(), line: None, message: message.into() }
}
