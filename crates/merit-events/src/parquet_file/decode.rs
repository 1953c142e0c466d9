//! From some rows of a Parquet file to a batch.

use std::ops::ControlFlow;

use parquet::errors::Result;
use parquet::file::reader::FileReader;

use super::column::{Column, Cursor};
use super::{ParquetSlice, damaged, guarded};
use crate::block::{BadRecords, Decoded, Settings};
use crate::config::SourceKind;
use crate::mapping::Mapping;
use crate::problem::BadRecord;
use crate::raw::Raw;
use crate::report::ReadReport;
use crate::rows::{Ids, Record, Rows, place};

/// Rows whose values are in memory at once.
const CHUNK: u64 = 4096;

/// Decodes a slice.
pub(crate) fn decode(mapping: &Mapping, settings: &Settings, slice: &ParquetSlice, has_ids: Option<bool>) -> Decoded {
    let mut rows = Rows::new(mapping, settings, has_ids);
    let mut bad = settings.bad_records();
    let result = guarded(|| fill(mapping, settings, slice, &mut rows, &mut bad));
    let columns = &slice.file.header.columns;
    let (batch, mut report) = rows.finish(|number| columns.get(number).map_or("", |column| &column.name));
    bad.note(&mut report);
    if slice.skip == 0 {
        note_unread(mapping, settings, slice, &mut report);
    }
    let unreadable = result.err().map(|reason| damaged(&settings.name, &reason));
    Decoded { batch, report, stopped: bad.stopped, unreadable, span: None, lines: 0 }
}

fn fill(
    mapping: &Mapping,
    settings: &Settings,
    slice: &ParquetSlice,
    rows: &mut Rows<'_>,
    bad: &mut BadRecords,
) -> Result<()> {
    let file = &*slice.file;
    let group = file.reader.get_row_group(slice.row_group)?;
    let mut columns = Vec::new();
    for (number, form) in file.columns.iter().enumerate() {
        let Ok((leaf, form)) = form else { continue };
        if is_read(slice, settings, number) {
            let full = group.metadata().schema_descr().column(*leaf).max_def_level();
            columns.push(Column::new(number, *form, full, group.get_column_reader(*leaf)?));
        }
    }
    for column in &mut columns {
        if slice.skip > 0 {
            column.skip(usize::try_from(slice.skip).unwrap_or(usize::MAX))?;
        }
    }
    let mut done = 0;
    while done < slice.rows {
        let count = CHUNK.min(slice.rows - done);
        for column in &mut columns {
            column.read(usize::try_from(count).unwrap_or(0))?;
        }
        let first_row = slice.first_row + done;
        if chunk(mapping, settings, slice, &columns, first_row..first_row + count, rows, bad).is_break() {
            return Ok(());
        }
        done += count;
    }
    Ok(())
}

/// True for columns whose values are looked at; the others are only counted by the file's own statistics.
fn is_read(slice: &ParquetSlice, settings: &Settings, number: usize) -> bool {
    let column = slice.file.header.columns.get(number);
    settings.ids == Ids::Content || column.is_some_and(|column| column.is_wanted() || column.is_change())
}

fn chunk(
    mapping: &Mapping,
    settings: &Settings,
    slice: &ParquetSlice,
    columns: &[Column],
    numbers: std::ops::Range<u64>,
    rows: &mut Rows<'_>,
    bad: &mut BadRecords,
) -> ControlFlow<()> {
    let mut cursors = vec![Cursor::default(); columns.len()];
    let mut record = Record::new(mapping.fields.len());
    for number in numbers {
        record.clear();
        let mut content = (settings.ids == Ids::Content).then(serde_json::Map::new);
        let mut wrong = None;
        for (column, cursor) in columns.iter().zip(&mut cursors) {
            match column.next(cursor) {
                Ok(Raw::Null) => {}
                Ok(value) => {
                    if let (Some(content), Some(shape)) = (&mut content, slice.file.header.columns.get(column.number))
                    {
                        content.insert(shape.name.clone(), json(&value));
                    }
                    slice.file.header.put(column.number, value, mapping, &mut record);
                }
                Err(reason) => wrong = wrong.or(Some(reason)),
            }
        }
        record.content = content.map(|content| serde_json::Value::Object(content).to_string());
        let result: std::result::Result<(), BadRecord> = match wrong {
            Some(reason) => Err(reason),
            None => rows.add(number, &record),
        };
        if let Err(reason) = result {
            bad.add(reason, number)?;
        }
    }
    ControlFlow::Continue(())
}

/// A value as JSON, for ids made of the whole row.
fn json(value: &Raw<'_>) -> serde_json::Value {
    match value {
        Raw::Text(text) => (&**text).into(),
        Raw::YesNo(value) => (*value).into(),
        Raw::Whole(number) => (*number).into(),
        Raw::Texts(texts) => texts.iter().map(|text| serde_json::Value::from(&**text)).collect(),
        // Whole: what is shown in messages is shorter.
        Raw::Decimal(text) => (&**text).into(),
        Raw::Local(local) => format!("{} {}", local.day, local.micros).into(),
        other => other.describe().into(),
    }
}

/// Counts the values of columns that lead nowhere, as the file's statistics tell.
fn note_unread(mapping: &Mapping, settings: &Settings, slice: &ParquetSlice, report: &mut ReadReport) {
    if settings.ids == Ids::Content {
        return;
    }
    let group = slice.file.reader.metadata().row_group(slice.row_group);
    let rows = u64::try_from(group.num_rows()).unwrap_or(0);
    let schema = slice.file.reader.metadata().file_metadata().schema_descr();
    for (number, column) in slice.file.header.columns.iter().enumerate() {
        if is_read(slice, settings, number) {
            continue;
        }
        let leaf = (0..schema.num_columns()).find(|leaf| schema.get_column_root_idx(*leaf) == number);
        let Some(leaf) = leaf else { continue };
        let chunk = group.column(leaf);
        let values = u64::try_from(chunk.num_values()).unwrap_or(0);
        let nulls = chunk.statistics().and_then(|statistics| statistics.null_count_opt()).unwrap_or(0);
        let count = match slice.file.columns.get(number) {
            Some(Ok((_, form))) if !form.is_list() => values.saturating_sub(nulls),
            _ if nulls == values => 0,
            _ => rows,
        };
        if count > 0 {
            let names = match mapping.kind {
                SourceKind::Events => &mut report.unknown_properties,
                SourceKind::Leads => &mut report.unknown_attributes,
            };
            names.add(&column.name, "", count, place(settings.source, slice.first_row));
        }
    }
}
