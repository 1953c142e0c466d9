//! Results as CSV.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

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
    let columns: Vec<_> =
        columns(model).iter().map(|column| Cells::of(column.content, results, model, raw)).collect();
    let segments: Vec<_> = segments(model).into_iter().map(|(id, name)| (id, escaped(name))).collect();
    let (mut rows, mut digits, mut inside) = (Vec::new(), Digits::default(), String::new());
    for lead in leads {
        for cells in &columns {
            match cells {
                Cells::Leads => push_text(&mut rows, results.leads.get(lead), raw),
                Cells::Numbers(numbers) => {
                    let number = numbers.get(lead).map(|number| digits.of(*number));
                    rows.extend_from_slice(number.unwrap_or_default().as_bytes());
                }
                Cells::Names(of_leads, names) => {
                    let name = of_leads.get(lead).and_then(|name| names.get(usize::from(*name)));
                    rows.extend_from_slice(name.map_or(&[], Vec::as_slice));
                }
                Cells::Matrix(content, names) => {
                    let name = content.name(results, model, lead).and_then(|name| names.get(name));
                    rows.extend_from_slice(name.map_or(&[], Vec::as_slice));
                }
                Cells::Segments if segments.is_empty() => {}
                Cells::Segments => {
                    inside.clear();
                    for (_, name) in segments.iter().filter(|(id, _)| results.is_in(*id, lead)) {
                        inside.push_str(if inside.is_empty() { "" } else { ";" });
                        inside.push_str(name);
                    }
                    push_text(&mut rows, &inside, raw);
                }
            }
            rows.push(b',');
        }
        // There is a comma behind the last one.
        if let Some(last) = rows.last_mut() {
            *last = b'\n';
        }
        if rows.len() >= AT_ONCE {
            output.write_all(&rows)?;
            rows.clear();
        }
    }
    output.write_all(&rows)
}

/// Bytes that are written together.
const AT_ONCE: usize = 1 << 16;

/// What stands in a column, made ready as far as it is the same for many leads.
enum Cells<'r> {
    Leads,
    Numbers(&'r [Decimal]),
    /// For each lead the number of a name, and for each name how it is written.
    Names(&'r [u16], Vec<Vec<u8>>),
    /// The same for cells of a matrix, whose numbers are worked out.
    Matrix(Content, Vec<Vec<u8>>),
    Segments,
}

impl<'r> Cells<'r> {
    fn of(content: Content, results: &'r Results, model: &Model, raw: bool) -> Self {
        fn column<T>(columns: &[Vec<T>], number: usize) -> &[T] {
            columns.get(number).map_or(&[], Vec::as_slice)
        }
        let names = || {
            let written = |name| {
                let mut cell = Vec::new();
                push_text(&mut cell, name, raw);
                cell
            };
            content.names(model).into_iter().map(written).collect()
        };
        match content {
            Content::Lead => Self::Leads,
            Content::Segments => Self::Segments,
            Content::Score { score, .. } => Self::Numbers(column(&results.scores, score)),
            Content::Points { grade, .. } => Self::Numbers(column(&results.points, grade)),
            Content::Tier(tiers) => Self::Names(column(&results.tiers, tiers.index()), names()),
            Content::Grade(grade) => Self::Names(column(&results.grades, grade.index()), names()),
            Content::Cell(_) => Self::Matrix(content, names()),
        }
    }
}

/// Whether a byte makes a cell need quotes.
#[expect(clippy::indexing_slicing, reason = "it is worked out when this is compiled")]
const QUOTED: [bool; 256] = {
    let mut quoted = [false; 256];
    let mut bytes: &[u8] = b",\"\n\r";
    while let [byte, rest @ ..] = bytes {
        quoted[*byte as usize] = true;
        bytes = rest;
    }
    quoted
};

/// Adds a text as a cell; unless `raw`, what a spreadsheet would take for a formula gets a leading `'`.
fn push_text(rows: &mut Vec<u8>, text: &str, raw: bool) {
    let is_formula = !raw && matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    if !text.bytes().any(|byte| QUOTED.get(usize::from(byte)).copied().unwrap_or(true)) {
        if is_formula {
            rows.push(b'\'');
        }
        rows.extend_from_slice(text.as_bytes());
        return;
    }
    let text = if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    let mut writer = csv::Writer::from_writer(&mut *rows);
    // Writing into memory does not fail.
    let _ = writer.write_record([&*text]);
    drop(writer);
    rows.pop();
}

/// Numbers as they are written: few different ones come again and again.
struct Digits {
    /// By the place of the number; another one of the same place takes it.
    written: Vec<(Decimal, String)>,
}

impl Default for Digits {
    fn default() -> Self {
        Self { written: vec![(Decimal::ZERO, Decimal::ZERO.to_string()); 1 << Self::BITS] }
    }
}

impl Digits {
    /// There are two to the power of so many places.
    const BITS: u32 = 10;

    const fn place(number: Decimal) -> usize {
        ((number.0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::BITS)) as usize
    }

    #[inline]
    fn of(&mut self, number: Decimal) -> &str {
        let Some((known, written)) = self.written.get_mut(Self::place(number)) else { return "" };
        if *known != number {
            *known = number;
            written.clear();
            // Writing into a text does not fail.
            let _ = write!(written, "{number}");
        }
        written
    }
}

/// A name inside a list that is joined by semicolons.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace(';', "\\;")
}
