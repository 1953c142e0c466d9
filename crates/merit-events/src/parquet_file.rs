//! Parquet: the columns that are wanted, row group by row group, without Arrow.

mod bits;
mod column;
mod decode;
mod fast;
mod form;
mod hybrid;
mod judged;
mod other;
mod page;
mod plain;
mod reading;
mod shared;
mod storage;
mod stored;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;

pub(crate) use decode::decode;

use crate::input::{Input, Place};
use crate::mapping::Mapping;
use crate::problem::{Problem, file_problem};
use crate::rows::Ids;
use crate::table::Header;
use fast::Plan;
use form::{Readable, forms};
use merit_ir::Needs;
use page::Shape;
use reading::Reading;
use shared::{Cut, SharedColumn};
use storage::Storage;

/// How a file is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// Most rows of one piece: a batch. A row group of the usual size is one.
    pub(crate) piece: u64,
    /// Most rows whose values are in memory at once.
    pub(crate) chunk: usize,
    /// Everything goes the slow way.
    pub(crate) is_row_by_row: bool,
}

/// When fewer pieces are left, they are made smaller.
const PIECES_AT_THE_END: u64 = 16;

impl Default for Sizes {
    fn default() -> Self {
        Self { piece: 1 << 17, chunk: 1 << 12, is_row_by_row: false }
    }
}

/// What a row counts where a piece is given in bytes.
const BYTES_OF_ROW: usize = 64;

impl Sizes {
    /// Pieces of so many bytes, more or less, or of the usual size.
    pub(crate) fn of(piece: Option<NonZeroUsize>) -> Self {
        let usual = Self::default();
        piece.map_or(usual, |bytes| Self { piece: (bytes.get() / BYTES_OF_ROW).max(1) as u64, ..usual })
    }

    /// The rows of a piece of a row group of so many rows, when so many of the file are left: pieces are of about equal size, and smaller
    /// towards the end, so that all threads end at about the same time.
    fn piece_of(&self, group: u64, left: u64) -> u64 {
        let most = self.piece.min(left / PIECES_AT_THE_END).max(self.piece / 2).max(1);
        let pieces = group.div_ceil(most).max(1);
        group.div_ceil(pieces).max(1)
    }
}

/// An open file.
pub(crate) struct ParquetFile {
    reader: SerializedFileReader<Storage>,
    header: Header,
    /// For each top-level column: its leaf and form, or why it cannot be read.
    columns: Vec<Readable>,
    reading: Reading,
    /// Where its records can be read column by column.
    plan: Option<Plan>,
    sizes: Sizes,
}

impl std::fmt::Debug for ParquetFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetFile").field("header", &self.header).finish_non_exhaustive()
    }
}

/// A row group whose pieces are decoded.
struct Group {
    file: Arc<ParquetFile>,
    cut: Cut,
    /// The columns that are read, by their numbers in the table.
    columns: Vec<Option<SharedColumn>>,
}

/// Some rows of one row group.
pub(crate) struct ParquetSlice {
    group: Arc<Group>,
    /// Rows of the row group before the slice.
    skip: u64,
    rows: u64,
    /// The number of its first row in the file, from 1.
    first_row: u64,
    /// Its pages were taken from the group: whoever decodes it again has to read them again.
    is_taken: AtomicBool,
}

impl std::fmt::Debug for ParquetSlice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetSlice").field("first_row", &self.first_row).field("rows", &self.rows).finish()
    }
}

/// The bytes of an input.
fn storage(input: &Input) -> Result<Storage, Problem> {
    match &input.place {
        Place::File(_) if input.is_read_once() => {
            let reason = "Parquet is read at several places, which a pipe does not allow; name a file.";
            Err(file_problem(&input.name, reason))
        }
        Place::File(path) => Storage::open(path).map_err(|error| input.unreadable(&error)),
        Place::Memory(bytes) => Ok(Storage::memory(bytes)),
        Place::Stdin => Err(file_problem(&input.name, "Parquet cannot be read from standard input; name a file.")),
    }
}

/// How many rows a file says that it has.
pub(crate) fn rows(input: &Input) -> Option<u64> {
    let storage = storage(input).ok()?;
    let reader = guarded(|| SerializedFileReader::new(storage)).ok()?;
    u64::try_from(reader.metadata().file_metadata().num_rows()).ok()
}

/// The slices of a file.
pub(crate) struct ParquetSlices {
    file: Arc<ParquetFile>,
    row_group: usize,
    group: Option<Arc<Group>>,
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
        needs: Option<&Needs>,
        sizes: Sizes,
        progress: Option<Arc<AtomicU64>>,
    ) -> Result<Self, Problem> {
        let storage = storage(input)?;
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
        let needs = needs.map(|needs| judged::needed(needs, mapping, &header, &columns, reader.metadata()));
        let needs = needs.as_ref();
        let reading = Reading::new(mapping, &header, ids, needs);
        let plan = Plan::new(mapping, &header, ids, &reading, needs).filter(|_| !sizes.is_row_by_row);
        let file = Arc::new(ParquetFile { reader, header, columns, reading, plan, sizes });
        Ok(Self { file, row_group: 0, group: None, skip: 0, first_row: 1, progress })
    }

    /// The next slice; nothing after the last.
    pub(crate) fn next(&mut self) -> Option<ParquetSlice> {
        let metadata = self.file.reader.metadata();
        while self.row_group < metadata.num_row_groups() {
            let group = metadata.row_group(self.row_group);
            let left = u64::try_from(group.num_rows()).unwrap_or(0).saturating_sub(self.skip);
            if left == 0 {
                (self.row_group, self.group, self.skip) = (self.row_group + 1, None, 0);
                continue;
            }
            let group = match &self.group {
                Some(group) => Arc::clone(group),
                None => {
                    if let Some(progress) = &self.progress {
                        progress.fetch_add(u64::try_from(group.compressed_size()).unwrap_or(0), Ordering::Relaxed);
                    }
                    let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
                    let behind = (rows + 1).saturating_sub(self.first_row);
                    let piece = self.file.sizes.piece_of(left, behind);
                    let cut = Cut { row_group: self.row_group, rows: left, piece };
                    let group = Arc::new(Group::new(&self.file, cut));
                    self.group = Some(Arc::clone(&group));
                    group
                }
            };
            let rows = left.min(group.cut.piece);
            let is_taken = AtomicBool::new(false);
            let slice = ParquetSlice { group, skip: self.skip, rows, first_row: self.first_row, is_taken };
            self.skip += rows;
            self.first_row += rows;
            return Some(slice);
        }
        None
    }
}

impl Group {
    fn new(file: &Arc<ParquetFile>, cut: Cut) -> Self {
        let schema = file.reader.metadata().file_metadata().schema_descr();
        let columns = (0..).zip(&file.columns).map(|(number, readable)| {
            let (leaf, form) = readable.as_ref().ok().filter(|_| file.reading.is_read(number))?;
            let column = schema.column(*leaf);
            let shape = Shape {
                form: *form,
                physical: column.physical_type(),
                length: usize::try_from(column.type_length()).unwrap_or(0),
                is_optional: column.max_def_level() > 0,
            };
            Some(SharedColumn::new(*leaf, shape))
        });
        Self { file: Arc::clone(file), cut, columns: columns.collect() }
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

const CONTRADICTION: &str = "its pages contradict each other";

/// The library is written for sound files; on others it may panic, which is an answer like any other here.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    let before = IS_GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(ParquetError::General(reason))) => Err(reason),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(CONTRADICTION.to_owned()),
    }
}

fn damaged(source: &str, reason: &str) -> Problem {
    file_problem(source, format!("The file cannot be read as Parquet: {}.", reason.trim_end_matches('.')))
}
