//! Gives out the pieces of all inputs, one after the other.

use crate::block::{Decoded, Settings, TextBlock};
use crate::csv::{self, CsvBlock, CsvRecords};
use crate::input::{Format, Input};
use crate::json;
use crate::lines::Lines;
use crate::mapping::Mapping;
use crate::parquet_file::{self, ParquetSlice, ParquetSlices, Sizes};
use crate::problem::Problem;
use crate::read::ReadOptions;
use crate::rows::Rows;

/// A piece of one input.
#[derive(Debug)]
pub(crate) enum Job {
    /// Lines of JSON.
    Json(TextBlock),
    /// Records of CSV.
    Csv(CsvBlock),
    /// Rows of Parquet.
    Parquet(ParquetSlice),
    /// The input cannot be read (any further).
    Failed(Problem),
}

impl Job {
    /// Decodes the piece: a function of nothing but the piece, the mapping and whether the log has ids.
    pub(crate) fn decode(&self, mapping: &Mapping, settings: &Settings, has_ids: Option<bool>) -> Decoded {
        match self {
            Self::Json(block) => json::decode(mapping, settings, block, has_ids),
            Self::Csv(block) => csv::decode(mapping, settings, block, has_ids),
            Self::Parquet(slice) => parquet_file::decode(mapping, settings, slice, has_ids),
            Self::Failed(problem) => {
                let (batch, report) = Rows::new(mapping, settings, has_ids).finish(|_| "");
                Decoded { batch, report, stopped: None, unreadable: Some(problem.clone()), lines: 0 }
            }
        }
    }
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
    Csv(Box<CsvRecords>),
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

impl Pieces {
    fn open(input: &Input, mapping: &Mapping, options: &ReadOptions) -> Result<Self, Problem> {
        let progress = options.progress.clone();
        match input.format {
            Format::Ndjson => Ok(Self::Json(Lines::new(input.open(progress)?))),
            Format::Csv => Ok(Self::Csv(Box::new(CsvRecords::new(input.open(progress)?)))),
            Format::Parquet => {
                let (needs, sizes) = (options.needs.as_ref(), Sizes::default());
                ParquetSlices::open(input, mapping, options.ids, needs, sizes, progress).map(Self::Parquet)
            }
        }
    }

    fn next(&mut self, input: &Input, mapping: &Mapping) -> Result<Option<Job>, Problem> {
        match self {
            Self::Json(lines) => {
                lines.next().map(|block| block.map(Job::Json)).map_err(|error| input.unreadable(&error))
            }
            Self::Csv(records) => {
                let block = records.next(mapping, &input.name, |error| input.unreadable(error))?;
                Ok(block.map(Job::Csv))
            }
            Self::Parquet(slices) => Ok(slices.next().map(Job::Parquet)),
        }
    }
}
