//! Results as CSV.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_ir::{Model, Results};
use merit_values::Decimal;

use super::columns::{Content, columns, segments};

/// Writes the results with a header, one row per lead. Unless `raw`, text cells that a spreadsheet would take for a
/// formula get a leading `'`.
///
/// # Errors
/// Errors of the output.
pub fn results_csv(results: &Results, model: &Model, raw: bool, output: &mut dyn Write) -> io::Result<()> {
    csv_header(model, output)?;
    csv_rows(results, 0..results.len(), model, raw, output)
}

/// Writes the header alone, before rows that come in chunks.
///
/// # Errors
/// Errors of the output.
pub fn csv_header(model: &Model, output: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(columns(model).iter().map(|column| &column.name))?;
    writer.flush()
}

/// Writes the rows of some leads without a header.
///
/// # Errors
/// Errors of the output.
pub fn csv_rows(
    results: &Results,
    leads: Range<usize>,
    model: &Model,
    raw: bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns(model);
    let segments: Vec<_> = segments(model).into_iter().map(|(id, name)| (id, escaped(name))).collect();
    let mut writer = csv::Writer::from_writer(output);
    let mut digits = Digits::default();
    for lead in leads {
        for column in &columns {
            if let Some(number) = column.content.number(results, lead) {
                writer.write_field(digits.of(number))?;
                continue;
            }
            let text = match column.content {
                Content::Segments => {
                    let inside = segments.iter().filter(|(id, _)| results.is_in(*id, lead));
                    Cow::Owned(inside.map(|(_, name)| &**name).collect::<Vec<_>>().join(";"))
                }
                content => Cow::Borrowed(content.text(results, model, lead).unwrap_or_default()),
            };
            if !raw && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                writer.write_field(format!("'{text}"))?;
            } else {
                writer.write_field(&*text)?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// Numbers as they are written: few different ones come again and again.
#[derive(Default)]
struct Digits {
    written: HashMap<Decimal, String, FixedState>,
    other: String,
}

impl Digits {
    /// So many are remembered.
    const MOST: usize = 1 << 12;

    fn of(&mut self, number: Decimal) -> &str {
        if self.written.len() < Self::MOST {
            return self.written.entry(number).or_insert_with(|| number.to_string());
        }
        if let Some(written) = self.written.get(&number) {
            return written;
        }
        self.other.clear();
        // Writing into a text does not fail.
        let _ = write!(self.other, "{number}");
        &self.other
    }
}

/// A name inside a list that is joined by semicolons.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace(';', "\\;")
}
