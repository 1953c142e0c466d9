//! Columns that are left to the library's own reader: lists, and values in rarer encodings.

use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::FileReader;

use super::ParquetFile;
use super::form::Form;
use super::page::{Body, Buffer, Levels, Page, Shape, Span};
use super::plain::Values;
use super::stored::instant_of;

/// A column being read, row after row.
pub(super) struct Other {
    reader: ColumnReader,
    /// The definition level of a value that is there.
    full: i16,
}

impl Other {
    /// Opens a column at a row of its row group.
    pub(super) fn open(file: &ParquetFile, row_group: usize, leaf: usize, shape: Shape, row: u64) -> Result<Self> {
        let group = file.reader.get_row_group(row_group)?;
        let full = group.metadata().schema_descr().column(leaf).max_def_level();
        let mut reader = group.get_column_reader(leaf)?;
        let mut left = usize::try_from(row).unwrap_or(usize::MAX);
        if shape.form.is_list() {
            left = 0;
        }
        if left > 0 {
            let skipped = match &mut reader {
                ColumnReader::BoolColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::Int32ColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::Int64ColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::Int96ColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::FloatColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::DoubleColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(left)?,
                ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(left)?,
            };
            complete(skipped, left)?;
        }
        Ok(Self { reader, full })
    }

    /// The next rows as a page.
    pub(super) fn read(&mut self, first_row: u64, rows: usize, shape: Shape) -> Result<Page> {
        let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
        macro_rules! read {
            ($reader:ident) => {{
                let mut values = Vec::new();
                let (read, _, _) =
                    $reader.read_records(rows, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
                complete(read, rows)?;
                values
            }};
        }
        let mut bytes = Vec::new();
        let values = match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => Values::YesNo(read!(reader)),
            ColumnReader::Int32ColumnReader(reader) => {
                let values: Vec<i32> = read!(reader);
                let whole = |value: &i32| match shape.form {
                    Form::Unsigned => i64::from(value.cast_unsigned()),
                    _ => i64::from(*value),
                };
                Values::Whole(values.iter().map(whole).collect())
            }
            ColumnReader::Int64ColumnReader(reader) => Values::Whole(read!(reader)),
            ColumnReader::Int96ColumnReader(reader) => {
                let values: Vec<Int96> = read!(reader);
                Values::Whole(values.iter().map(|value| instant_of(value.data()).0).collect())
            }
            ColumnReader::FloatColumnReader(reader) => Values::Float(read!(reader)),
            ColumnReader::DoubleColumnReader(reader) => Values::Double(read!(reader)),
            ColumnReader::ByteArrayColumnReader(reader) => {
                let values: Vec<ByteArray> = read!(reader);
                Values::Bytes(gathered(values.iter().map(ByteArray::data), &mut bytes)?)
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                let values: Vec<FixedLenByteArray> = read!(reader);
                Values::Bytes(gathered(values.iter().map(|value| value.data()), &mut bytes)?)
            }
        };
        let (levels, values) = match (shape.form, values) {
            (Form::List { element_level }, Values::Bytes(spans)) => {
                self.lists(element_level, &definitions, &repetitions, spans)?
            }
            (_, values) if self.full == 0 => (Levels::All, values),
            (_, values) => {
                let present: Vec<bool> = definitions.iter().map(|level| *level == self.full).collect();
                let values = spread(values, &present);
                (Levels::Given(present), values)
            }
        };
        Ok(Page { first_row, rows, levels, body: Body::Given(values), buffer: Buffer::new(bytes) })
    }

    fn lists(
        &self,
        element_level: i16,
        definitions: &[i16],
        repetitions: &[i16],
        spans: Vec<Span>,
    ) -> Result<(Levels, Values)> {
        let (mut present, mut lists, mut elements) = (Vec::new(), Vec::new(), 0u32);
        for (place, definition) in definitions.iter().enumerate() {
            if repetitions.get(place).is_none_or(|repetition| *repetition == 0) {
                present.push(definition + 1 >= element_level);
                lists.push((elements, elements));
            }
            if *definition == self.full {
                elements += 1;
                if let Some((_, end)) = lists.last_mut() {
                    *end = elements;
                }
            }
        }
        if spans.len() != elements as usize {
            return Err(ParquetError::General("a list has other elements than its levels say".to_owned()));
        }
        Ok((Levels::Given(present), Values::Lists(lists, spans)))
    }
}

fn complete(done: usize, wanted: usize) -> Result<()> {
    if done == wanted {
        return Ok(());
    }
    Err(ParquetError::General("a column has fewer rows than its row group".to_owned()))
}

/// Puts values into one piece of memory.
fn gathered<'v>(values: impl Iterator<Item = &'v [u8]>, bytes: &mut Vec<u8>) -> Result<Vec<Span>> {
    let mut spans = Vec::new();
    for value in values {
        let start = bytes.len();
        bytes.extend_from_slice(value);
        match (u32::try_from(start), u32::try_from(bytes.len())) {
            (Ok(start), Ok(end)) => spans.push((start, end)),
            _ => return Err(ParquetError::General("some rows hold more than 4 GiB of text".to_owned())),
        }
    }
    Ok(spans)
}

/// One value per row from the values that are there.
fn spread(values: Values, present: &[bool]) -> Values {
    fn each<T: Copy + Default>(values: Vec<T>, present: &[bool]) -> Vec<T> {
        let mut values = values.into_iter();
        present
            .iter()
            .map(|is_there| if *is_there { values.next().unwrap_or_default() } else { T::default() })
            .collect()
    }
    match values {
        Values::YesNo(values) => Values::YesNo(each(values, present)),
        Values::Whole(values) => Values::Whole(each(values, present)),
        Values::Float(values) => Values::Float(each(values, present)),
        Values::Double(values) => Values::Double(each(values, present)),
        Values::Bytes(values) => Values::Bytes(each(values, present)),
        lists @ Values::Lists(..) => lists,
    }
}
