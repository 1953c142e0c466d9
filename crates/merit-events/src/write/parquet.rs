//! Results as Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use merit_ir::{Model, Results};
use merit_values::{Decimal, Instant};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::columns::{Column, Content, columns, segments};

/// Leads in one row group.
pub const LEADS_OF_A_ROW_GROUP: usize = 1 << 17;
const PRECISION: i32 = 18;

/// Writes the results, one row per lead: scores as decimals, segments as a list of texts. The instant they are true at
/// is in the file's metadata as `as_of`.
///
/// # Errors
/// Errors of the output.
pub fn results_parquet<W: Write + Send>(results: &Results, model: &Model, output: W) -> io::Result<()> {
    let mut writer = ParquetResults::new(results.as_of, model, output)?;
    writer.write(results, model)?;
    writer.finish()
}

/// The same for results that come in chunks of at most [`LEADS_OF_A_ROW_GROUP`] leads, each of which becomes a row group.
pub struct ParquetResults<W: Write + Send> {
    columns: Vec<Column>,
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> ParquetResults<W> {
    /// A file without rows.
    ///
    /// # Errors
    /// Errors of the output.
    pub fn new(as_of: Instant, model: &Model, output: W) -> io::Result<Self> {
        let columns = columns(model);
        let writer = open(as_of, &columns, output).map_err(io_error)?;
        Ok(Self { columns, writer })
    }

    /// Adds leads.
    ///
    /// # Errors
    /// Errors of the output.
    pub fn write(&mut self, results: &Results, model: &Model) -> io::Result<()> {
        let mut start = 0;
        while start < results.len() {
            let end = results.len().min(start + LEADS_OF_A_ROW_GROUP);
            self.row_group(results, model, start..end).map_err(io_error)?;
            start = end;
        }
        Ok(())
    }

    fn row_group(&mut self, results: &Results, model: &Model, leads: std::ops::Range<usize>) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &self.columns {
            match column.content {
                Content::Score { decimals, .. } | Content::Points { decimals, .. } => {
                    numbers(results, column, decimals, leads.clone(), &mut group)?;
                }
                Content::Segments => write_segments(results, model, leads.clone(), &mut group)?,
                content => texts(results, model, content, leads.clone(), &mut group)?,
            }
        }
        group.close()?;
        Ok(())
    }

    /// Writes the end of the file.
    ///
    /// # Errors
    /// Errors of the output.
    pub fn finish(self) -> io::Result<()> {
        self.writer.close().map_err(io_error)?;
        Ok(())
    }
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error.to_string()),
        },
        error => io::Error::other(error.to_string()),
    }
}

fn open<W: Write + Send>(as_of: Instant, columns: &[Column], output: W) -> Result<SerializedFileWriter<W>> {
    let fields = columns.iter().map(field).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder("results").with_fields(fields).build()?;
    let as_of = KeyValue::new("as_of".to_owned(), as_of.to_string());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by("merit".to_owned())
        .set_key_value_metadata(Some(vec![as_of]))
        .build();
    SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))
}

fn field(column: &Column) -> Result<TypePtr> {
    let text = |name: &str, repetition: Repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()
    };
    let field = match column.content {
        Content::Lead => text(&column.name, Repetition::REQUIRED)?,
        Content::Tier(_) | Content::Grade(_) | Content::Cell(_) => text(&column.name, Repetition::OPTIONAL)?,
        Content::Score { decimals, .. } | Content::Points { decimals, .. } => {
            let scale = i32::from(decimals);
            Type::primitive_type_builder(&column.name, Physical::INT64)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::decimal(scale, PRECISION)))
                .with_converted_type(ConvertedType::DECIMAL)
                .with_precision(PRECISION)
                .with_scale(scale)
                .build()?
        }
        Content::Segments => {
            let element = Arc::new(text("element", Repetition::REQUIRED)?);
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![element])
                .build()?;
            Type::group_type_builder(&column.name)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    };
    Ok(Arc::new(field))
}

fn next_column<'g, W: Write + Send>(
    group: &'g mut SerializedRowGroupWriter<'_, W>,
) -> Result<parquet::file::writer::SerializedColumnWriter<'g>> {
    group.next_column()?.ok_or_else(|| ParquetError::General("a column is missing in the schema".to_owned()))
}

fn numbers<W: Write + Send>(
    results: &Results,
    column: &Column,
    decimals: u8,
    leads: std::ops::Range<usize>,
    group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<()> {
    let values = leads
        .map(|lead| scaled(column.content.number(results, lead).unwrap_or_default(), decimals))
        .collect::<Option<Vec<i64>>>()
        .ok_or_else(|| ParquetError::General(format!("a value of {} does not fit its column", column.name)))?;
    let mut writer = next_column(group)?;
    writer.typed::<Int64Type>().write_batch(&values, None, None)?;
    writer.close()
}

/// A decimal as a whole number of its last decimals; nothing when that loses something.
fn scaled(value: Decimal, decimals: u8) -> Option<i64> {
    let unit = 10i128.checked_pow(6u32.checked_sub(u32::from(decimals))?)?;
    let limit = 10i128.pow(PRECISION.unsigned_abs());
    let scaled = value.0 / unit;
    (value.0 % unit == 0 && scaled.abs() < limit).then(|| i64::try_from(scaled).ok()).flatten()
}

fn texts<W: Write + Send>(
    results: &Results,
    model: &Model,
    content: Content,
    leads: std::ops::Range<usize>,
    group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<()> {
    let is_optional = !matches!(content, Content::Lead);
    let (mut values, mut levels) = (Vec::with_capacity(leads.len()), Vec::new());
    for lead in leads {
        let text = content.text(results, model, lead);
        if is_optional {
            levels.push(i16::from(text.is_some()));
        }
        values.extend(text.map(ByteArray::from));
    }
    let mut writer = next_column(group)?;
    writer.typed::<ByteArrayType>().write_batch(&values, is_optional.then_some(&levels), None)?;
    writer.close()
}

fn write_segments<W: Write + Send>(
    results: &Results,
    model: &Model,
    leads: std::ops::Range<usize>,
    group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<()> {
    let segments: Vec<_> = segments(model).into_iter().map(|(id, name)| (id, ByteArray::from(name))).collect();
    let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    for lead in leads {
        let before = values.len();
        for (_, name) in segments.iter().filter(|(id, _)| results.is_in(*id, lead)) {
            definitions.push(1);
            repetitions.push(i16::from(values.len() > before));
            values.push(name.clone());
        }
        if values.len() == before {
            definitions.push(0);
            repetitions.push(0);
        }
    }
    let mut writer = next_column(group)?;
    writer.typed::<ByteArrayType>().write_batch(&values, Some(&definitions), Some(&repetitions))?;
    writer.close()
}
