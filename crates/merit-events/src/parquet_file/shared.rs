//! The pages of one column of a row group: each is decompressed once, by whoever needs it first, and kept until every
//! piece that has rows of it has taken it.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, TryLockError};

use parquet::column::page::PageReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::FileReader;

use super::ParquetFile;
use super::guarded;
use super::other::Other;
use super::page::{self, Entries, Opened, Page, Shape};

/// A column of a row group.
pub(super) struct SharedColumn {
    leaf: usize,
    shape: Shape,
    state: Mutex<State>,
}

struct State {
    source: Source,
    /// The first row that is not on a page read so far.
    next_row: u64,
    entries: Option<Arc<Entries>>,
    pages: VecDeque<(Arc<Page>, u64)>,
    /// The pieces that do without.
    passed: BTreeSet<u64>,
    failed: Option<String>,
}

enum Source {
    NotOpen,
    Pages(Box<dyn PageReader>),
    /// Written in a way that is left to the library.
    Other(Box<Other>),
}

/// The rows of a row group, and how they are cut into pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) row_group: usize,
    pub(super) rows: u64,
    /// Rows of every piece but the last.
    pub(super) piece: u64,
}

impl Cut {
    /// The numbers of the pieces that have rows of these.
    const fn pieces(self, rows: &Range<u64>) -> Range<u64> {
        if rows.start >= rows.end { 0..0 } else { rows.start / self.piece..(rows.end - 1) / self.piece + 1 }
    }
}

impl SharedColumn {
    pub(super) const fn new(leaf: usize, shape: Shape) -> Self {
        let state = State {
            source: Source::NotOpen,
            next_row: 0,
            entries: None,
            pages: VecDeque::new(),
            passed: BTreeSet::new(),
            failed: None,
        };
        Self { leaf, shape, state: Mutex::new(state) }
    }

    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// The pages that have rows of a piece. Nothing when another thread is at work on them and `wait` is false. A piece
    /// takes its pages once; `is_alone` says that no other piece will ask.
    pub(super) fn take(
        &self,
        file: &ParquetFile,
        cut: Cut,
        rows: &Range<u64>,
        wait: bool,
        is_alone: bool,
    ) -> Option<std::result::Result<Vec<Arc<Page>>, String>> {
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::WouldBlock) if !wait => return None,
            Err(_) => match self.state.lock() {
                Ok(state) => state,
                Err(_) => return Some(Err("its pages contradict each other".to_owned())),
            },
        };
        while state.next_row < rows.end {
            if let Some(reason) = &state.failed {
                return Some(Err(reason.clone()));
            }
            if !state.passed.is_empty() {
                match guarded(|| state.skip(cut)) {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(reason) => {
                        state.failed = Some(reason);
                        continue;
                    }
                }
            }
            match guarded(|| state.next(file, cut, self.leaf, self.shape)) {
                Ok(page) => {
                    let of_page = page.first_row..state.next_row;
                    let pieces =
                        if is_alone { u64::from(of_page.end > rows.start) } else { state.waiting(cut, &of_page) };
                    if pieces > 0 {
                        state.pages.push_back((Arc::new(page), pieces));
                    }
                }
                Err(reason) => state.failed = Some(reason),
            }
        }
        Some(Ok(state.give(rows)))
    }

    /// Says that a piece does without the column.
    pub(super) fn pass(&self, cut: Cut, rows: &Range<u64>) {
        if let Ok(mut state) = self.state.lock() {
            state.passed.extend(cut.pieces(rows));
            state.give(rows);
        }
    }
}

impl State {
    /// How many pieces will ask for these rows.
    fn waiting(&self, cut: Cut, rows: &Range<u64>) -> u64 {
        let pieces = cut.pieces(rows);
        let passed = self.passed.range(pieces.clone()).count() as u64;
        (pieces.end - pieces.start).saturating_sub(passed)
    }

    /// The pages of these rows, each given once more.
    fn give(&mut self, rows: &Range<u64>) -> Vec<Arc<Page>> {
        let mut given = Vec::new();
        for (page, left) in &mut self.pages {
            let end = page.first_row + page.rows as u64;
            if page.first_row < rows.end && end > rows.start {
                given.push(Arc::clone(page));
                *left = left.saturating_sub(1);
            }
        }
        self.pages.retain(|(_, left)| *left > 0);
        given
    }

    /// Goes over the next page when no piece waits for it; tells whether it did.
    fn skip(&mut self, cut: Cut) -> Result<bool> {
        let Source::Pages(reader) = &mut self.source else { return Ok(false) };
        let Some(ahead) = reader.peek_next_page()? else { return Ok(false) };
        let Some(rows) = ahead.num_rows.or(ahead.num_levels).filter(|_| !ahead.is_dict) else { return Ok(false) };
        let rows = self.next_row..self.next_row + rows as u64;
        if rows.end > cut.rows || self.waiting(cut, &rows) > 0 {
            return Ok(false);
        }
        let Source::Pages(reader) = &mut self.source else { return Ok(false) };
        reader.skip_next_page()?;
        self.next_row = rows.end;
        Ok(true)
    }

    /// The next page with rows.
    fn next(&mut self, file: &ParquetFile, cut: Cut, leaf: usize, shape: Shape) -> Result<Page> {
        loop {
            let page = match &mut self.source {
                Source::NotOpen => {
                    let group = file.reader.get_row_group(cut.row_group)?;
                    self.source = if shape.form.is_list() {
                        Source::Other(Box::new(Other::open(file, cut.row_group, leaf, shape, 0)?))
                    } else {
                        Source::Pages(group.get_column_page_reader(leaf)?)
                    };
                    continue;
                }
                Source::Pages(reader) => {
                    let stored = reader.get_next_page()?.ok_or_else(too_few)?;
                    match page::open(stored, shape, self.next_row, self.entries.as_ref())? {
                        Opened::Page(page) => page,
                        Opened::Entries(entries) => {
                            self.entries = Some(Arc::new(entries));
                            continue;
                        }
                        Opened::Other => {
                            let other = Other::open(file, cut.row_group, leaf, shape, self.next_row)?;
                            self.source = Source::Other(Box::new(other));
                            continue;
                        }
                    }
                }
                Source::Other(other) => {
                    let rows = cut.piece.min(cut.rows.saturating_sub(self.next_row));
                    if rows == 0 {
                        return Err(too_few());
                    }
                    other.read(self.next_row, usize::try_from(rows).unwrap_or(usize::MAX), shape)?
                }
            };
            if page.rows == 0 {
                continue;
            }
            self.next_row += page.rows as u64;
            if self.next_row > cut.rows {
                return Err(ParquetError::General("a column has more rows than its row group".to_owned()));
            }
            return Ok(page);
        }
    }
}

fn too_few() -> ParquetError {
    ParquetError::General("a column has fewer rows than its row group".to_owned())
}
