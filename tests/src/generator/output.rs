//! Generated rows as NDJSON, CSV or Parquet.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use merit_values::Instant;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::{Cell, Form, Format, Row};

const ROW_GROUP: usize = 122_880;

pub(super) fn write<W: Write + Send>(
    columns: &[(&str, Form)],
    rows: impl Iterator<Item = Row>,
    format: Format,
    output: W,
) -> io::Result<()> {
    let mut output = BufWriter::with_capacity(1 << 20, output);
    match format {
        Format::Ndjson => ndjson(columns, rows, &mut output)?,
        Format::Csv => csv(columns, rows, &mut output)?,
        Format::Parquet => parquet(columns, rows, &mut output).map_err(io::Error::other)?,
    }
    output.flush()
}

fn ndjson(columns: &[(&str, Form)], rows: impl Iterator<Item = Row>, output: &mut impl Write) -> io::Result<()> {
    for row in rows {
        output.write_all(b"{")?;
        let mut separator = "\"";
        let mut is_in_set = false;
        for ((name, _), cell) in columns.iter().zip(&row) {
            let Some(cell) = cell else { continue };
            let name = match name.strip_prefix("set.") {
                Some(attribute) => {
                    if !is_in_set {
                        write!(output, "{separator}set\":{{")?;
                        (is_in_set, separator) = (true, "\"");
                    }
                    attribute
                }
                None => name,
            };
            // Written in pieces: a formatted write costs more than all the rest of the cell.
            output.write_all(separator.as_bytes())?;
            output.write_all(name.as_bytes())?;
            output.write_all(b"\":")?;
            separator = ",\"";
            match cell {
                Cell::Number(number) => write!(output, "{number}")?,
                Cell::YesNo(value) => write!(output, "{value}")?,
                Cell::Time(at) => write!(output, "\"{}\"", Instant(*at))?,
                Cell::Unknown => output.write_all(b"null")?,
                Cell::Text(text) => serde_json::to_writer(&mut *output, text)?,
                Cell::Texts(texts) => serde_json::to_writer(&mut *output, texts)?,
            }
        }
        output.write_all(if is_in_set { b"}}\n" } else { b"}\n" })?;
    }
    Ok(())
}

fn csv(columns: &[(&str, Form)], rows: impl Iterator<Item = Row>, output: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    for row in rows {
        for cell in &row {
            match cell {
                None => writer.write_field("")?,
                Some(Cell::Text(text)) => writer.write_field(&**text)?,
                Some(Cell::Number(number)) => writer.write_field(number.to_string())?,
                Some(Cell::YesNo(value)) => writer.write_field(if *value { "yes" } else { "no" })?,
                Some(Cell::Time(at)) => writer.write_field(Instant(*at).to_string())?,
                Some(Cell::Unknown) => writer.write_field("(unknown)")?,
                // A list without members is known and empty: a cell with nothing in it would be unknown.
                Some(Cell::Texts(texts)) if texts.is_empty() => writer.write_field(";")?,
                Some(Cell::Texts(texts)) => writer.write_field(texts.join(";"))?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn field(name: &str, form: Form) -> Result<TypePtr> {
    let text = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()
    };
    let single = |physical| Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(match form {
        Form::Text => text(name, Repetition::OPTIONAL)?,
        Form::Number => single(Physical::INT64).build()?,
        Form::YesNo => single(Physical::BOOLEAN).build()?,
        Form::Time => {
            let instant = LogicalType::timestamp(true, TimeUnit::MICROS);
            single(Physical::INT64).with_logical_type(Some(instant)).build()?
        }
        Form::Texts => {
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(text("element", Repetition::REQUIRED)?)])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    }))
}

fn parquet<W: Write + Send>(columns: &[(&str, Form)], rows: impl Iterator<Item = Row>, output: W) -> Result<()> {
    let fields = columns.iter().map(|(name, form)| field(name, *form)).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder("rows").with_fields(fields).build()?;
    let compression = Compression::ZSTD(ZstdLevel::try_new(1)?);
    let properties =
        WriterProperties::builder().set_compression(compression).set_created_by("merit".to_owned()).build();
    let mut writer = SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))?;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let group_rows: Vec<Row> = rows.by_ref().take(ROW_GROUP).collect();
        let mut group = writer.next_row_group()?;
        for (place, (_, form)) in columns.iter().enumerate() {
            let column = group.next_column()?.ok_or_else(|| ParquetError::General("no such column".to_owned()))?;
            let cells = group_rows.iter().map(|row| row.get(place).and_then(Option::as_ref));
            write_column(*form, cells, column)?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn write_column<'c>(
    form: Form,
    cells: impl Iterator<Item = Option<&'c Cell>>,
    mut column: SerializedColumnWriter<'_>,
) -> Result<()> {
    let (mut levels, mut starts) = (Vec::new(), Vec::new());
    let (mut texts, mut numbers, mut truths) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        if let Some(Cell::Texts(members)) = cell {
            levels.extend(std::iter::repeat_n(if members.is_empty() { 1 } else { 2 }, members.len().max(1)));
            starts.push(0);
            starts.extend(std::iter::repeat_n(1, members.len().saturating_sub(1)));
            texts.extend(members.iter().map(|member| ByteArray::from(*member)));
            continue;
        }
        levels.push(i16::from(cell.is_some()));
        starts.push(0);
        match cell {
            Some(Cell::Text(text)) => texts.push(ByteArray::from(&**text)),
            Some(Cell::Unknown) => texts.push(ByteArray::from("(unknown)")),
            Some(Cell::Number(number) | Cell::Time(number)) => numbers.push(*number),
            Some(Cell::YesNo(value)) => truths.push(*value),
            Some(Cell::Texts(_)) | None => {}
        }
    }
    let starts = (form == Form::Texts).then_some(&*starts);
    match form {
        Form::Text | Form::Texts => column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), starts)?,
        Form::Number | Form::Time => column.typed::<Int64Type>().write_batch(&numbers, Some(&levels), None)?,
        Form::YesNo => column.typed::<BoolType>().write_batch(&truths, Some(&levels), None)?,
    };
    column.close()
}
