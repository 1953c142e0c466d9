//! From some rows of a Parquet file to a batch.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parquet::errors::Result;
use parquet::file::reader::FileReader;

use super::bits::Bits;
use super::column::Column;
use super::page::{Levels, Page, Shape};
use super::{Group, ParquetSlice, damaged, fast, guarded};
use crate::block::{BadRecords, Decoded, Settings};
use crate::config::SourceKind;
use crate::event_rows::EventIds;
use crate::mapping::Mapping;
use crate::problem::BadRecord;
use crate::raw::Raw;
use crate::report::ReadReport;
use crate::rows::{Ids, Record, Rows, place};

/// The pages of a piece.
pub(super) struct Pages<'s> {
    pub(super) slice: &'s ParquetSlice,
    columns: Vec<(usize, Shape, Vec<Arc<Page>>)>,
    /// What the piece tells about ids.
    pub(super) event_ids: EventIds,
}

/// Decodes a slice.
pub(crate) fn decode(mapping: &Mapping, settings: &Settings, slice: &ParquetSlice, has_ids: Option<bool>) -> Decoded {
    let mut bad = settings.bad_records();
    let taken = take(slice, has_ids);
    if let Some(decoded) = taken.as_ref().ok().and_then(|pages| usual(mapping, settings, pages, has_ids)) {
        return decoded;
    }
    let mut rows = Rows::new(mapping, settings, has_ids);
    let columns = &slice.group.file.header.columns;
    let name = |number: usize| columns.get(number).map_or("", |column| &*column.name);
    let read = taken.and_then(|pages| {
        if let Rows::Events(rows) = &mut rows {
            rows.set_event_ids(pages.event_ids);
        }
        guarded(|| fill(mapping, settings, &pages, &mut rows, &mut bad))
    });
    let (batch, mut report) = rows.finish(name);
    bad.note(&mut report);
    if slice.skip == 0 {
        note_unread(mapping, settings, slice, &mut report);
    }
    let unreadable = read.err().map(|reason| damaged(&settings.name, &reason));
    Decoded { batch, report, stopped: bad.stopped, unreadable, span: None, lines: 0 }
}

/// Decodes a usual piece column by column.
pub(super) fn usual(
    mapping: &Mapping,
    settings: &Settings,
    pages: &Pages<'_>,
    has_ids: Option<bool>,
) -> Option<Decoded> {
    let plan = pages.slice.group.file.plan.as_ref()?;
    // What cannot be read is said by the row-by-row way, after the bad records before it.
    let (batch, mut report) = guarded(|| fast::decode(plan, mapping, settings, pages, has_ids)).ok()??;
    if pages.slice.skip == 0 {
        note_unread(mapping, settings, pages.slice, &mut report);
    }
    Some(Decoded { batch, report, stopped: None, unreadable: None, span: None, lines: 0 })
}

/// Takes the pages of a piece from its row group.
pub(super) fn take(slice: &ParquetSlice, has_ids: Option<bool>) -> std::result::Result<Pages<'_>, String> {
    let file = &slice.group.file;
    let again;
    let is_alone = slice.is_taken.swap(true, Ordering::Relaxed);
    let group = if is_alone {
        again = Group::new(file, slice.group.cut);
        &again
    } else {
        &*slice.group
    };
    let rows = slice.skip..slice.skip + slice.rows;
    let mut found: Vec<Option<Vec<Arc<Page>>>> = vec![None; group.columns.len()];
    // Columns at which another thread is at work come last.
    for wait in [false, true] {
        for (number, (column, found)) in group.columns.iter().zip(&mut found).enumerate() {
            let Some(column) = column else { continue };
            if found.is_some() || file.reading.change_ids == Some(number) {
                continue;
            }
            if let Some(pages) = column.take(file, group.cut, &rows, wait, is_alone) {
                *found = Some(pages?);
            }
        }
    }
    let mut event_ids = EventIds::Asked;
    if file.reading.without_event_ids {
        let is_first = has_ids.is_none() && slice.first_row == 1;
        // Without a column of ids, every piece can tell.
        let tells = is_first || file.reading.change_ids.is_none();
        event_ids = if tells { EventIds::First } else { EventIds::Aside };
        if let Some(number) = file.reading.change_ids
            && let Some(Some(column)) = group.columns.get(number)
        {
            if is_first || may_change(slice, &found, &rows).map_err(|error| error.to_string())? {
                let pages = column.take(file, group.cut, &rows, true, is_alone).transpose()?;
                if let Some(found) = found.get_mut(number) {
                    *found = pages;
                }
            } else {
                column.pass(group.cut, &rows);
            }
        }
    }
    let columns = group.columns.iter().zip(found).enumerate();
    let columns = columns.filter_map(|(number, (column, pages))| Some((number, column.as_ref()?.shape(), pages?)));
    Ok(Pages { slice, columns: columns.collect(), event_ids })
}

/// True when some row has a value in a column `set.NAME`.
fn may_change(slice: &ParquetSlice, found: &[Option<Vec<Arc<Page>>>], rows: &Range<u64>) -> Result<bool> {
    for (column, pages) in slice.group.file.header.columns.iter().zip(found) {
        let Some(pages) = pages.as_ref().filter(|_| column.is_change()) else { continue };
        for page in pages {
            let start = usize::try_from(rows.start.saturating_sub(page.first_row)).unwrap_or(0);
            let end = usize::try_from(rows.end.saturating_sub(page.first_row)).unwrap_or(0).min(page.rows);
            if page.any_known(start, end)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

impl Page {
    /// True when one of these rows has a value.
    fn any_known(&self, start: usize, end: usize) -> Result<bool> {
        match &self.levels {
            Levels::All => Ok(end > start),
            Levels::Given(present) => Ok(present.get(start..end).unwrap_or_default().contains(&true)),
            Levels::Runs(bytes) => {
                let mut levels = super::hybrid::Hybrid::new(0, bytes.len(), 1)?;
                levels.skip(bytes, start)?;
                let (mut present, mut places) = (Bits::default(), Vec::new());
                Ok(levels.read_bits(bytes, end.saturating_sub(start), &mut present, &mut places)? > 0)
            }
        }
    }
}

impl Pages<'_> {
    /// The columns at the first row of the piece.
    pub(super) fn open(&self) -> Result<Vec<Column>> {
        self.columns
            .iter()
            .map(|(number, shape, pages)| Column::new(*number, *shape, pages, self.slice.skip))
            .collect()
    }

    /// Reads the next rows of all columns, at most a chunk; nothing after the last.
    pub(super) fn read(&self, columns: &mut [Column], done: u64) -> Result<usize> {
        let left = usize::try_from(self.slice.rows - done).unwrap_or(usize::MAX);
        let mut count = left.min(self.slice.group.file.sizes.chunk.max(1));
        for column in columns.iter_mut() {
            count = count.min(column.left()?);
        }
        for column in columns {
            column.read(count)?;
        }
        Ok(count)
    }
}

fn fill(
    mapping: &Mapping,
    settings: &Settings,
    pages: &Pages<'_>,
    rows: &mut Rows<'_>,
    bad: &mut BadRecords,
) -> Result<()> {
    let slice = pages.slice;
    let mut columns = pages.open()?;
    let mut done = 0;
    while done < slice.rows {
        let count = pages.read(&mut columns, done)?;
        if count == 0 {
            return Err(parquet::errors::ParquetError::General("a column has too few rows".to_owned()));
        }
        let first_row = slice.first_row + done;
        let numbers = first_row..first_row + count as u64;
        if chunk(mapping, settings, slice, &columns, numbers, rows, bad).is_break() {
            return Ok(());
        }
        done += count as u64;
    }
    Ok(())
}

fn chunk(
    mapping: &Mapping,
    settings: &Settings,
    slice: &ParquetSlice,
    columns: &[Column],
    numbers: Range<u64>,
    rows: &mut Rows<'_>,
    bad: &mut BadRecords,
) -> ControlFlow<()> {
    let header = &slice.group.file.header;
    let mut record = Record::new(mapping.fields.len());
    for (row, number) in numbers.enumerate() {
        record.clear();
        let mut content = (settings.ids == Ids::Content).then(serde_json::Map::new);
        let mut wrong = None;
        for column in columns {
            match column.raw(row) {
                Ok(Raw::Null) => {}
                Ok(value) => {
                    if let (Some(content), Some(shape)) = (&mut content, header.columns.get(column.number)) {
                        content.insert(shape.name.clone(), json(&value));
                    }
                    header.put(column.number, value, mapping, &mut record);
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
    let file = &slice.group.file;
    let group = file.reader.metadata().row_group(slice.group.cut.row_group);
    let rows = u64::try_from(group.num_rows()).unwrap_or(0);
    let schema = file.reader.metadata().file_metadata().schema_descr();
    for (number, column) in file.header.columns.iter().enumerate() {
        if column.is_wanted() || column.is_change() {
            continue;
        }
        let leaf = (0..schema.num_columns()).find(|leaf| schema.get_column_root_idx(*leaf) == number);
        let Some(leaf) = leaf else { continue };
        let chunk = group.column(leaf);
        let values = u64::try_from(chunk.num_values()).unwrap_or(0);
        let nulls = chunk.statistics().and_then(|statistics| statistics.null_count_opt()).unwrap_or(0);
        let count = match file.columns.get(number) {
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
