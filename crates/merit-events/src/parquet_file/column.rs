//! The values of one column, some rows at a time.

use std::borrow::Cow;

use merit_values::{Day, Instant, LocalTime};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};

use super::form::{Form, Unit};
use crate::limits::{LONGEST_LINE, too_long};
use crate::problem::BadRecord;
use crate::raw::Raw;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A column being read.
pub(super) struct Column {
    /// Its number in the table.
    pub(super) number: usize,
    form: Form,
    /// The definition level of a value that is there.
    full: i16,
    reader: ColumnReader,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    values: Values,
}

/// The values that are there, without gaps.
enum Values {
    YesNo(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// Where the next row begins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor {
    level: usize,
    value: usize,
}

impl Column {
    pub(super) fn new(number: usize, form: Form, full: i16, reader: ColumnReader) -> Self {
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::YesNo(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Int32(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Int64(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::Int96(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Float(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Double(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        Self { number, form, full, reader, definitions: Vec::new(), repetitions: Vec::new(), values }
    }

    /// Goes over rows without reading them.
    pub(super) fn skip(&mut self, rows: usize) -> Result<()> {
        let skipped = match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::Int32ColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::Int64ColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::Int96ColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::FloatColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::DoubleColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(rows)?,
            ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(rows)?,
        };
        complete(skipped, rows)
    }

    /// Reads the next rows in place of the ones before.
    pub(super) fn read(&mut self, rows: usize) -> Result<()> {
        self.definitions.clear();
        self.repetitions.clear();
        let (definitions, repetitions) = (Some(&mut self.definitions), Some(&mut self.repetitions));
        macro_rules! read {
            ($reader:ident, $values:ident) => {{
                $values.clear();
                $reader.read_records(rows, definitions, repetitions, $values)?
            }};
        }
        let (read, _, _) = match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(reader), Values::YesNo(values)) => read!(reader, values),
            (ColumnReader::Int32ColumnReader(reader), Values::Int32(values)) => read!(reader, values),
            (ColumnReader::Int64ColumnReader(reader), Values::Int64(values)) => read!(reader, values),
            (ColumnReader::Int96ColumnReader(reader), Values::Int96(values)) => read!(reader, values),
            (ColumnReader::FloatColumnReader(reader), Values::Float(values)) => read!(reader, values),
            (ColumnReader::DoubleColumnReader(reader), Values::Double(values)) => read!(reader, values),
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => read!(reader, values),
            (ColumnReader::FixedLenByteArrayColumnReader(reader), Values::Fixed(values)) => read!(reader, values),
            _ => (0, 0, 0),
        };
        complete(read, rows)
    }

    /// The value of the row at the cursor, which moves on.
    pub(super) fn next<'a>(&'a self, cursor: &mut Cursor) -> std::result::Result<Raw<'a>, BadRecord> {
        if let Form::List { element_level } = self.form {
            return self.list(element_level, cursor);
        }
        let is_there = self.full == 0 || self.definitions.get(cursor.level).is_some_and(|level| *level == self.full);
        cursor.level += 1;
        if !is_there {
            return Ok(Raw::Null);
        }
        let number = cursor.value;
        cursor.value += 1;
        self.value(number)
    }

    fn list<'a>(&'a self, element_level: i16, cursor: &mut Cursor) -> std::result::Result<Raw<'a>, BadRecord> {
        let Some(first) = self.definitions.get(cursor.level).copied() else { return Ok(Raw::Null) };
        if first + 1 < element_level {
            cursor.level += 1;
            return Ok(Raw::Null);
        }
        let mut texts = Vec::new();
        loop {
            let level = self.definitions.get(cursor.level).copied().unwrap_or(0);
            cursor.level += 1;
            if level == self.full {
                if let Raw::Text(text) = self.value(cursor.value)? {
                    texts.push(text);
                }
                cursor.value += 1;
            }
            if self.repetitions.get(cursor.level).is_none_or(|repetition| *repetition == 0) {
                return Ok(Raw::Texts(texts));
            }
        }
    }

    fn value(&self, number: usize) -> std::result::Result<Raw<'_>, BadRecord> {
        let value = match &self.values {
            Values::YesNo(values) => values.get(number).map(|value| Raw::YesNo(*value)),
            Values::Int32(values) => values.get(number).map(|value| match self.form {
                Form::Unsigned => Raw::Whole(i64::from(value.cast_unsigned())),
                _ => self.whole(i64::from(*value)),
            }),
            Values::Int64(values) => values.get(number).map(|value| match self.form {
                Form::Unsigned if *value < 0 => Raw::Decimal(Cow::Owned(value.cast_unsigned().to_string())),
                _ => self.whole(*value),
            }),
            Values::Int96(values) => values.get(number).map(|value| Raw::Time(instant_of(value.data()))),
            Values::Float(values) => values.get(number).map(|value| Raw::Decimal(Cow::Owned(value.to_string()))),
            Values::Double(values) => values.get(number).map(|value| Raw::Decimal(Cow::Owned(value.to_string()))),
            Values::Bytes(values) => {
                return values.get(number).map_or(Ok(Raw::Null), |value| self.bytes(value.data()));
            }
            Values::Fixed(values) => {
                return values.get(number).map_or(Ok(Raw::Null), |value| self.bytes(value.data()));
            }
        };
        Ok(value.unwrap_or(Raw::Null))
    }

    fn whole<'a>(&self, value: i64) -> Raw<'a> {
        match self.form {
            Form::Date => Raw::Date(Day(i32::try_from(value).unwrap_or(i32::MAX))),
            Form::Decimal(scale) => Raw::Decimal(Cow::Owned(decimal(i128::from(value), scale))),
            Form::Time { unit, is_instant } => time(value, unit, is_instant),
            _ => Raw::Whole(value),
        }
    }

    fn bytes<'a>(&self, bytes: &'a [u8]) -> std::result::Result<Raw<'a>, BadRecord> {
        if bytes.len() > LONGEST_LINE {
            return Err(too_long());
        }
        match self.form {
            Form::Decimal(scale) => {
                let value = big_endian(bytes).ok_or_else(|| {
                    BadRecord::coded(merit_diagnostics::Code::F602, "A decimal in the row has more than 18 digits.")
                })?;
                Ok(Raw::Decimal(Cow::Owned(decimal(value, scale))))
            }
            Form::Uuid => Ok(Raw::Text(Cow::Owned(uuid(bytes)))),
            _ => std::str::from_utf8(bytes)
                .map(|text| Raw::Text(Cow::Borrowed(text)))
                .map_err(|_| BadRecord::new("A text in the row is not UTF-8.")),
        }
    }
}

fn complete(done: usize, wanted: usize) -> Result<()> {
    if done == wanted {
        return Ok(());
    }
    Err(ParquetError::General("a column has fewer rows than its row group".to_owned()))
}

fn time<'a>(value: i64, unit: Unit, is_instant: bool) -> Raw<'a> {
    // What does not fit is far outside the years that are accepted.
    let micros = match unit {
        Unit::Millis => value.saturating_mul(1000),
        Unit::Micros => value,
        Unit::Nanos => value.div_euclid(1000),
    };
    if is_instant {
        return Raw::Time(Instant(micros));
    }
    let day = i32::try_from(micros.div_euclid(MICROS_PER_DAY)).map_or(Day(i32::MAX), Day);
    Raw::Local(LocalTime { day, micros: micros.rem_euclid(MICROS_PER_DAY) })
}

/// Nanoseconds of the day in the first two words, the Julian day in the third.
fn instant_of(words: &[u32]) -> Instant {
    let [low, high, julian] = words else { return Instant(i64::MAX) };
    let nanos = (u64::from(*high) << 32 | u64::from(*low)).cast_signed();
    let days = i64::from(julian.cast_signed()) - 2_440_588;
    Instant(days.saturating_mul(MICROS_PER_DAY).saturating_add(nanos.div_euclid(1000)))
}

fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let fill = if negative { 0xff } else { 0 };
    let extra = bytes.len().saturating_sub(16);
    let (left, right) = bytes.split_at_checked(extra)?;
    if left.iter().any(|byte| *byte != fill) {
        return None;
    }
    let mut value: i128 = if negative { -1 } else { 0 };
    for byte in right {
        value = value << 8 | i128::from(*byte);
    }
    Some(value)
}

/// A decimal as it is written, with all its digits after the point.
fn decimal(value: i128, scale: u32) -> String {
    let Some(power) = 10i128.checked_pow(scale).filter(|_| scale > 0) else { return value.to_string() };
    let sign = if value < 0 { "-" } else { "" };
    let (whole, fraction) =
        (value.unsigned_abs() / power.unsigned_abs(), value.unsigned_abs() % power.unsigned_abs());
    format!("{sign}{whole}.{fraction:0width$}", width = scale as usize)
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_numbers_are_exact() {
        assert_eq!(decimal(-150, 2), "-1.50");
        assert_eq!(decimal(5, 3), "0.005");
        assert_eq!(decimal(7, 0), "7");
        assert_eq!(big_endian(&[0xff, 0x6a]), Some(-150));
        assert_eq!(big_endian(&[0; 20]), Some(0));
        assert_eq!(big_endian(&[1; 20]), None);
        assert_eq!(instant_of(&[0, 0, 2_440_589]).to_string(), "1970-01-02T00:00:00Z");
        assert_eq!(uuid(&[0x12; 16]), "12121212-1212-1212-1212-121212121212");
    }
}
