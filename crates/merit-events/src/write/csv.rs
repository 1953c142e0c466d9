//! Results as CSV.

use std::borrow::Cow;
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
    let (mut rows, mut digits, mut inside) = (Text::default(), Digits::default(), String::new());
    for lead in leads {
        for cells in &columns {
            match cells {
                Cells::Leads => rows.text(results.leads.get(lead), raw),
                Cells::Numbers(numbers) => {
                    rows.ready(numbers.get(lead).map_or(&NOTHING, |number| digits.of(*number)));
                }
                Cells::Names(of_leads, names) => {
                    let name = of_leads.get(lead).and_then(|name| names.get(usize::from(*name)));
                    rows.ready(name.unwrap_or(&NOTHING));
                }
                Cells::Matrix(content, names) => {
                    let name = content.name(results, model, lead).and_then(|name| names.get(name));
                    rows.ready(name.unwrap_or(&NOTHING));
                }
                Cells::Segments if segments.is_empty() => rows.ready(&NOTHING),
                Cells::Segments => {
                    inside.clear();
                    for (_, name) in segments.iter().filter(|(id, _)| results.is_in(*id, lead)) {
                        inside.push_str(if inside.is_empty() { "" } else { ";" });
                        inside.push_str(name);
                    }
                    rows.text(&inside, raw);
                }
            }
        }
        rows.end_row();
        if rows.length >= AT_ONCE {
            output.write_all(rows.written())?;
            rows.length = 0;
        }
    }
    output.write_all(rows.written())
}

/// Bytes that are written together.
const AT_ONCE: usize = 1 << 16;

/// Cells up to this length are copied as a whole, which needs no call.
const SHORT: usize = 16;

/// A cell that is the same in many rows, with the comma behind it.
#[derive(Clone, Debug)]
enum Ready {
    /// So many of these bytes.
    Short([u8; SHORT], usize),
    Long(Box<[u8]>),
}

/// An empty cell.
const NOTHING: Ready = {
    let mut bytes = [0; SHORT];
    bytes[0] = b',';
    Ready::Short(bytes, 1)
};

impl Ready {
    fn new(mut cell: Vec<u8>) -> Self {
        cell.push(b',');
        let mut short = [0; SHORT];
        match short.get_mut(..cell.len()) {
            Some(to) => {
                to.copy_from_slice(&cell);
                Self::Short(short, cell.len())
            }
            None => Self::Long(cell.into()),
        }
    }
}

/// Rows in the making.
#[derive(Debug, Default)]
struct Text {
    /// Behind what is written there is room, with anything in it.
    bytes: Vec<u8>,
    length: usize,
}

impl Text {
    fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Room for so many bytes behind what is written.
    #[inline]
    fn room(&mut self, count: usize) -> &mut [u8] {
        let end = self.length + count;
        if self.bytes.len() < end {
            self.bytes.resize((end + AT_ONCE).next_power_of_two(), 0);
        }
        self.bytes.get_mut(self.length..end).unwrap_or_default()
    }

    #[inline]
    fn ready(&mut self, cell: &Ready) {
        match cell {
            Ready::Short(bytes, length) => {
                if let Some(to) = self.room(SHORT).first_chunk_mut() {
                    *to = *bytes;
                }
                self.length += length;
            }
            Ready::Long(bytes) => self.long(bytes),
        }
    }

    fn long(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.length += bytes.len();
    }

    /// A text as a cell.
    #[inline]
    fn text(&mut self, text: &str, raw: bool) {
        if is_plain(text) {
            self.long(text.as_bytes());
        } else {
            self.long(&cell(text, raw));
        }
        self.long(b",");
    }

    /// A line end in place of the last comma.
    #[inline]
    fn end_row(&mut self) {
        if let Some(last) = self.length.checked_sub(1).and_then(|last| self.bytes.get_mut(last)) {
            *last = b'\n';
        }
    }
}

/// What stands in a column, made ready as far as it is the same for many leads.
enum Cells<'r> {
    Leads,
    Numbers(&'r [Decimal]),
    /// For each lead the number of a name, and for each name how it is written.
    Names(&'r [u16], Vec<Ready>),
    /// The same for cells of a matrix, whose numbers are worked out.
    Matrix(Content, Vec<Ready>),
    Segments,
}

impl<'r> Cells<'r> {
    fn of(content: Content, results: &'r Results, model: &Model, raw: bool) -> Self {
        fn column<T>(columns: &[Vec<T>], number: usize) -> &[T] {
            columns.get(number).map_or(&[], Vec::as_slice)
        }
        let names = || content.names(model).into_iter().map(|name| Ready::new(cell(name, raw))).collect();
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

/// The text begins like a formula.
fn is_formula(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

/// The text is written as it stands.
#[inline]
fn is_plain(text: &str) -> bool {
    // Each byte is looked at: texts are short, and mostly nothing is found.
    !text.bytes().fold(is_formula(text), |found, byte| found | is_quoted(byte))
}

#[inline]
fn is_quoted(byte: u8) -> bool {
    QUOTED.get(usize::from(byte)).copied().unwrap_or(true)
}

/// A text as a cell; unless `raw`, what a spreadsheet would take for a formula gets a leading `'`.
fn cell(text: &str, raw: bool) -> Vec<u8> {
    let text = if !raw && is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if !text.bytes().any(is_quoted) {
        return text.into_owned().into_bytes();
    }
    let mut cell = Vec::new();
    let mut writer = csv::Writer::from_writer(&mut cell);
    // Writing into memory does not fail.
    let _ = writer.write_record([&*text]);
    drop(writer);
    cell.pop();
    cell
}

/// Numbers as they are written: few different ones come again and again.
struct Digits {
    /// By the place of the number; another one of the same place takes it.
    written: Vec<(Decimal, Ready)>,
}

impl Default for Digits {
    fn default() -> Self {
        Self { written: vec![(Decimal::ZERO, ready(Decimal::ZERO)); 1 << Self::BITS] }
    }
}

fn ready(number: Decimal) -> Ready {
    Ready::new(number.to_string().into_bytes())
}

impl Digits {
    /// There are two to the power of so many places.
    const BITS: u32 = 10;

    const fn place(number: Decimal) -> usize {
        ((number.0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::BITS)) as usize
    }

    #[inline]
    fn of(&mut self, number: Decimal) -> &Ready {
        let Some((known, written)) = self.written.get_mut(Self::place(number)) else { return &NOTHING };
        if *known != number {
            *known = number;
            *written = ready(number);
        }
        written
    }
}

/// A name inside a list that is joined by semicolons.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace(';', "\\;")
}
