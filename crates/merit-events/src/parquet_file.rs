//! Parquet: the columns that are wanted, row group by row group, without Arrow.

mod column;
mod decode;
mod form;
mod storage;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;

pub(crate) use decode::decode;

use crate::input::{Input, Place};
use crate::mapping::Mapping;
use crate::problem::{Problem, file_problem};
use crate::rows::Ids;
use crate::table::Header;
use form::{Readable, forms};
use storage::Storage;

/// Rows of one piece: a batch.
const SLICE: u64 = 1 << 16;

/// An open file.
pub(crate) struct ParquetFile {
    reader: SerializedFileReader<Storage>,
    header: Header,
    /// For each top-level column: its leaf and form, or why it cannot be read.
    columns: Vec<Readable>,
}

impl std::fmt::Debug for ParquetFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetFile").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Some rows of one row group.
#[derive(Debug)]
pub(crate) struct ParquetSlice {
    file: Arc<ParquetFile>,
    row_group: usize,
    /// Rows of the row group before the slice.
    skip: u64,
    rows: u64,
    /// The number of its first row in the file, from 1.
    first_row: u64,
}

/// The slices of a file.
pub(crate) struct ParquetSlices {
    file: Arc<ParquetFile>,
    row_group: usize,
    skip: u64,
    first_row: u64,
    progress: Option<Arc<AtomicU64>>,
}

impl ParquetSlices {
    /// Opens a file and looks at its columns.
    ///
    /// # Errors
    /// An unreadable file, or columns that do not fit the mapping.
    pub(crate) fn open(
        input: &Input,
        mapping: &Mapping,
        ids: Ids,
        progress: Option<Arc<AtomicU64>>,
    ) -> Result<Self, Problem> {
        let storage = match &input.place {
            Place::File(path) => Storage::open(path).map_err(|error| input.unreadable(&error))?,
            Place::Memory(bytes) => Storage::memory(bytes),
            Place::Stdin => {
                return Err(file_problem(&input.name, "Parquet cannot be read from standard input; name a file."));
            }
        };
        let open = || SerializedFileReader::new(storage);
        let reader = guarded(open).map_err(|reason| damaged(&input.name, &reason))?;
        let columns = forms(reader.metadata().file_metadata().schema_descr());
        let names = columns.iter().map(|(name, _)| name.clone()).collect();
        let header = Header::new(names, mapping, &input.name)?;
        let columns: Vec<_> = columns.into_iter().map(|(_, form)| form).collect();
        for (column, form) in header.columns.iter().zip(&columns) {
            if let Err(reason) = form
                && (column.is_wanted() || ids == Ids::Content)
            {
                return Err(file_problem(&input.name, format!("The column {:?} {reason}.", column.name)));
            }
        }
        let file = Arc::new(ParquetFile { reader, header, columns });
        Ok(Self { file, row_group: 0, skip: 0, first_row: 1, progress })
    }

    /// The next slice; nothing after the last.
    pub(crate) fn next(&mut self) -> Option<ParquetSlice> {
        let metadata = self.file.reader.metadata();
        while self.row_group < metadata.num_row_groups() {
            let group = metadata.row_group(self.row_group);
            let left = u64::try_from(group.num_rows()).unwrap_or(0).saturating_sub(self.skip);
            if left == 0 {
                (self.row_group, self.skip) = (self.row_group + 1, 0);
                continue;
            }
            if let (0, Some(progress)) = (self.skip, &self.progress) {
                progress.fetch_add(u64::try_from(group.compressed_size()).unwrap_or(0), Ordering::Relaxed);
            }
            let rows = left.min(SLICE);
            let slice = ParquetSlice {
                file: Arc::clone(&self.file),
                row_group: self.row_group,
                skip: self.skip,
                rows,
                first_row: self.first_row,
            };
            self.skip += rows;
            self.first_row += rows;
            return Some(slice);
        }
        None
    }
}

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// True while this thread reads a file of which a damaged copy may make the library panic: such a panic becomes a message
/// about the file, so a panic hook need not tell it.
#[must_use]
pub fn panic_is_handled() -> bool {
    IS_GUARDED.get()
}

/// The library is written for sound files; on others it may panic, which is an answer like any other here.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    let before = IS_GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("its pages contradict each other".to_owned()),
    }
}

fn damaged(source: &str, reason: &str) -> Problem {
    file_problem(source, format!("The file cannot be read as Parquet: {}.", reason.trim_end_matches('.')))
}
