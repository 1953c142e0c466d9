//! Gives out the pieces of all inputs, one after the other.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::block::{Decoded, LinesToDecode, Settings, TextBlock};
use crate::csv::{self, CsvBlock, CsvStream, CsvStretch, CsvStretches};
use crate::input::{Format, Input};
use crate::json;
use crate::limits::BLOCK;
use crate::lines::Lines;
use crate::mapping::Mapping;
use crate::parquet_file::{self, ParquetSlice, ParquetSlices, Sizes};
use crate::problem::Problem;
use crate::read::ReadOptions;
use crate::rows::Rows;
use crate::text_file::{PADDING, TextFile};

/// A piece of one input.
#[derive(Debug)]
pub(crate) enum Job {
    /// Lines of JSON.
    Json(TextBlock),
    /// The lines of JSON that begin in a stretch of a text.
    JsonStretch(Arc<TextFile>, u64, u64),
    /// Records of CSV.
    Csv(CsvBlock),
    /// The records of CSV that begin in a stretch of a text.
    CsvStretch(CsvStretch),
    /// Rows of Parquet.
    Parquet(ParquetSlice),
    /// The input cannot be read (any further).
    Failed(Problem),
}

impl Job {
    /// Decodes the piece: a function of nothing but the piece, the mapping and whether the log has ids.
    ///
    /// `first` is the place of the first record where it is known to be another than the piece itself tells.
    pub(crate) fn decode(
        &self,
        mapping: &Mapping,
        settings: &Settings,
        has_ids: Option<bool>,
        first: Option<u64>,
    ) -> Decoded {
        match self {
            Self::Json(block) => json::decode(mapping, settings, block.lines(), has_ids),
            Self::JsonStretch(text, from, to) => match text.lines(*from, *to) {
                Ok(stretch) => {
                    let padded = stretch.buffer.get(stretch.lines.start..stretch.lines.end + 1 + PADDING);
                    let lines = LinesToDecode {
                        padded: padded.unwrap_or_default(),
                        length: stretch.lines.len(),
                        is_too_long: stretch.is_too_long,
                    };
                    let decoded = json::decode(mapping, settings, lines, has_ids);
                    text.done(stretch);
                    decoded
                }
                Err(error) => failed(mapping, settings, has_ids, settings.input.unreadable(&error)),
            },
            Self::Csv(block) => csv::decode(mapping, settings, block, has_ids),
            Self::CsvStretch(stretch) => csv::decode_stretch(mapping, settings, stretch, first, has_ids)
                .unwrap_or_else(|error| failed(mapping, settings, has_ids, settings.input.unreadable(&error))),
            Self::Parquet(slice) => parquet_file::decode(mapping, settings, slice, has_ids),
            Self::Failed(problem) => failed(mapping, settings, has_ids, problem.clone()),
        }
    }

    /// Where the stretch of the piece ends in its text, if it is one whose records must fit the stretch before.
    pub(crate) const fn stretch_end(&self) -> Option<u64> {
        match self {
            Self::CsvStretch(stretch) => Some(stretch.to),
            _ => None,
        }
    }
}

/// A piece that cannot be read.
fn failed(mapping: &Mapping, settings: &Settings, has_ids: Option<bool>, problem: Problem) -> Decoded {
    let (batch, report) = Rows::new(mapping, settings, has_ids).finish(|_| "");
    Decoded { batch, report, stopped: None, unreadable: Some(problem), span: None, lines: 0 }
}

/// All pieces of all inputs.
pub(crate) struct Jobs<'i> {
    mapping: &'i Mapping,
    inputs: std::iter::Enumerate<std::slice::Iter<'i, Input>>,
    open: Option<(usize, &'i Input, Pieces)>,
    options: &'i ReadOptions,
}

enum Pieces {
    Json(Lines),
    JsonStretches(Stretches),
    Csv(Box<CsvStream>),
    CsvStretches(CsvStretches),
    Nothing,
    Parquet(ParquetSlices),
}

impl<'i> Jobs<'i> {
    pub(crate) fn new(inputs: &'i [Input], mapping: &'i Mapping, options: &'i ReadOptions) -> Self {
        Self { inputs: inputs.iter().enumerate(), mapping, open: None, options }
    }

    /// The next piece and the number of its input; nothing after the last.
    pub(crate) fn next(&mut self) -> Option<(usize, Job)> {
        loop {
            if let Some((number, input, pieces)) = &mut self.open {
                let number = *number;
                match pieces.next(input, self.mapping) {
                    Ok(Some(job)) => return Some((number, job)),
                    Ok(None) => self.open = None,
                    Err(problem) => {
                        self.open = None;
                        return Some((number, Job::Failed(problem)));
                    }
                }
            }
            let (number, input) = self.inputs.next()?;
            match Pieces::open(input, self.mapping, self.options) {
                Ok(pieces) => self.open = Some((number, input, pieces)),
                Err(problem) => return Some((number, Job::Failed(problem))),
            }
        }
    }
}

/// The stretches of a text.
struct Stretches {
    text: Arc<TextFile>,
    next: u64,
    step: u64,
    progress: Option<Arc<AtomicU64>>,
}

impl Stretches {
    fn new(text: TextFile, step: usize, progress: Option<Arc<AtomicU64>>) -> Self {
        Self { text: Arc::new(text), next: 0, step: step as u64, progress }
    }

    fn next(&mut self) -> Option<(u64, u64)> {
        let (from, to) = (self.next, self.text.length().min(self.next + self.step));
        self.next = to;
        if let Some(progress) = &self.progress {
            progress.fetch_add(to - from, Ordering::Relaxed);
        }
        (from < to).then_some((from, to))
    }
}

impl Pieces {
    fn open(input: &Input, mapping: &Mapping, options: &ReadOptions) -> Result<Self, Problem> {
        let progress = options.progress.clone();
        let block = options.piece.map_or(BLOCK, NonZeroUsize::get);
        match input.format {
            Format::Ndjson => match TextFile::open(input).map_err(|error| input.unreadable(&error))? {
                Some(text) => Ok(Self::JsonStretches(Stretches::new(text, block, progress))),
                None => Ok(Self::Json(Lines::new(input.open(progress)?, block))),
            },
            Format::Csv => match TextFile::open(input).map_err(|error| input.unreadable(&error))? {
                Some(text) => {
                    let stretches = CsvStretches::open(text, input, mapping, block, progress)?;
                    Ok(stretches.map_or(Self::Nothing, Self::CsvStretches))
                }
                None => Ok(Self::Csv(Box::new(CsvStream::new(input.open(progress)?, block)))),
            },
            Format::Parquet => {
                let (needs, sizes) = (options.needs.as_ref(), Sizes::of(options.piece));
                ParquetSlices::open(input, mapping, options.ids, needs, sizes, progress).map(Self::Parquet)
            }
        }
    }

    fn next(&mut self, input: &Input, mapping: &Mapping) -> Result<Option<Job>, Problem> {
        match self {
            Self::Json(lines) => {
                lines.next().map(|block| block.map(Job::Json)).map_err(|error| input.unreadable(&error))
            }
            Self::JsonStretches(stretches) => {
                Ok(stretches.next().map(|(from, to)| Job::JsonStretch(Arc::clone(&stretches.text), from, to)))
            }
            Self::Nothing => Ok(None),
            Self::CsvStretches(stretches) => Ok(stretches.next().map(Job::CsvStretch)),
            Self::Csv(records) => {
                let block = records.next(mapping, &input.name, |error| input.unreadable(error))?;
                Ok(block.map(Job::Csv))
            }
            Self::Parquet(slices) => Ok(slices.next().map(Job::Parquet)),
        }
    }
}
