//! Results on their way out, chunk by chunk, in the form that was asked for.

use std::io::{self, Write};

use merit_events::write::{LEADS_OF_A_ROW_GROUP, ParquetResults, csv_header, csv_rows, ndjson_rows};
use merit_ir::{Model, Results};

use crate::commands::run::ResultFormat;
use crate::table::{self, Best, Look};
use crate::threads::in_shares;

/// Leads that are written together.
pub(crate) const CHUNK: usize = LEADS_OF_A_ROW_GROUP;

/// Writes results of one form.
pub(crate) struct ResultWriter<'a, W: Write + Send> {
    model: &'a Model,
    raw: bool,
    threads: usize,
    form: Form<'a, W>,
}

enum Form<'a, W: Write + Send> {
    Table(Best, &'a mut W),
    Ndjson(&'a mut W),
    Csv {
        has_header: bool,
        out: &'a mut W,
    },
    /// It begins with the first chunk, which tells the instant.
    Parquet(Option<&'a mut W>, Option<ParquetResults<&'a mut W>>),
}

impl<'a, W: Write + Send> ResultWriter<'a, W> {
    /// Nothing is written yet. `limit` is the number of rows of a table, `raw` leaves formulas in CSV as they
    /// are.
    pub(crate) fn new(
        format: ResultFormat,
        model: &'a Model,
        raw: bool,
        limit: usize,
        threads: usize,
        out: &'a mut W,
    ) -> Self {
        let form = match format {
            ResultFormat::Table => Form::Table(Best::new(model, limit), out),
            ResultFormat::Ndjson => Form::Ndjson(out),
            ResultFormat::Csv => Form::Csv { has_header: false, out },
            ResultFormat::Parquet => Form::Parquet(Some(out), None),
        };
        Self { model, raw, threads, form }
    }

    /// Writes some leads, which come after the others. There is at least one chunk, if only an empty one.
    pub(crate) fn take(&mut self, chunk: Results) -> io::Result<()> {
        match &mut self.form {
            Form::Table(best, _) => {
                best.take(chunk);
                Ok(())
            }
            Form::Ndjson(out) => {
                let rows = |leads, text: &mut Vec<u8>| ndjson_rows(&chunk, leads, self.model, text);
                in_shares(chunk.len(), self.threads, rows, *out)
            }
            Form::Csv { has_header, out } => {
                if !std::mem::replace(has_header, true) {
                    csv_header(self.model, *out)?;
                }
                let rows = |leads, text: &mut Vec<u8>| csv_rows(&chunk, leads, self.model, self.raw, text);
                in_shares(chunk.len(), self.threads, rows, *out)
            }
            Form::Parquet(waiting, writer) => {
                if let Some(out) = waiting.take() {
                    *writer = Some(ParquetResults::new(chunk.as_of, self.model, out)?);
                }
                writer.as_mut().map_or(Ok(()), |writer| writer.write(&chunk, self.model))
            }
        }
    }

    /// Writes what comes at the end.
    pub(crate) fn finish(self, look: Look) -> io::Result<()> {
        match self.form {
            Form::Table(best, out) => table::write(self.model, &best, look, out),
            Form::Ndjson(_) | Form::Csv { .. } | Form::Parquet(_, None) => Ok(()),
            Form::Parquet(_, Some(writer)) => writer.finish(),
        }
    }
}
