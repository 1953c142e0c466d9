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
    let columns: Vec<_> = columns(model).iter().map(|column| Cells::of(column.content, model, raw)).collect();
    let segments: Vec<_> = segments(model).into_iter().map(|(id, name)| (id, escaped(name))).collect();
    let (mut rows, mut digits, mut inside) = (Vec::new(), Digits::default(), String::new());
    for lead in leads {
        for (place, cells) in columns.iter().enumerate() {
            if place > 0 {
                rows.push(b',');
            }
            match cells {
                Cells::Leads => push_text(&mut rows, results.leads.get(lead), raw),
                Cells::Numbers(content) => {
                    let number = content.number(results, lead).map(|number| digits.of(number));
                    rows.extend_from_slice(number.unwrap_or_default().as_bytes());
                }
                Cells::Names(content, names) => {
                    let name = content.name(results, model, lead).and_then(|name| names.get(name));
                    rows.extend_from_slice(name.map_or(&[], Vec::as_slice));
                }
                Cells::Segments => {
                    inside.clear();
                    for (_, name) in segments.iter().filter(|(id, _)| results.is_in(*id, lead)) {
                        inside.push_str(if inside.is_empty() { "" } else { ";" });
                        inside.push_str(name);
                    }
                    push_text(&mut rows, &inside, raw);
                }
            }
        }
        rows.push(b'\n');
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
enum Cells {
    Leads,
    Numbers(Content),
    /// For each name: how it is written.
    Names(Content, Vec<Vec<u8>>),
    Segments,
}

impl Cells {
    fn of(content: Content, model: &Model, raw: bool) -> Self {
        match content {
            Content::Lead => Self::Leads,
            Content::Segments => Self::Segments,
            Content::Score { .. } | Content::Points { .. } => Self::Numbers(content),
            Content::Tier(_) | Content::Grade(_) | Content::Cell(_) => {
                let written = |name| {
                    let mut cell = Vec::new();
                    push_text(&mut cell, name, raw);
                    cell
                };
                Self::Names(content, content.names(model).into_iter().map(written).collect())
            }
        }
    }
}

/// Adds a text as a cell; unless `raw`, what a spreadsheet would take for a formula gets a leading `'`.
fn push_text(rows: &mut Vec<u8>, text: &str, raw: bool) {
    let is_formula = !raw && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !text.bytes().fold(false, |special, byte| special | matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        rows.extend_from_slice(if is_formula { b"'" } else { b"" });
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
