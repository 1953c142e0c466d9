//! Gives out the pieces of all inputs, one after the other.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::block::{Decoded, Settings, TextBlock};
use crate::input::{Format, Input};
use crate::json;
use crate::lines::Lines;
use crate::mapping::Mapping;
use crate::problem::{Problem, file_problem};
use crate::rows::Rows;

/// A piece of one input.
#[derive(Debug)]
pub(crate) enum Job {
    /// Lines of JSON.
    Json(TextBlock),
    /// The input cannot be read (any further).
    Failed(Problem),
}

impl Job {
    /// Decodes the piece: a function of nothing but the piece, the mapping and whether the log has ids.
    pub(crate) fn decode(&self, mapping: &Mapping, settings: &Settings, has_ids: Option<bool>) -> Decoded {
        match self {
            Self::Json(block) => json::decode(mapping, settings, block, has_ids),
            Self::Failed(problem) => {
                let (batch, report) = Rows::new(mapping, settings.source, settings.ids, has_ids).finish(|_| "");
                Decoded { batch, report, stopped: Some(problem.clone()), lines: 0 }
            }
        }
    }
}

/// All pieces of all inputs.
pub(crate) struct Jobs<'i> {
    inputs: std::iter::Enumerate<std::slice::Iter<'i, Input>>,
    open: Option<(usize, &'i Input, Pieces)>,
    progress: Option<Arc<AtomicU64>>,
}

enum Pieces {
    Json(Lines),
}

impl<'i> Jobs<'i> {
    pub(crate) fn new(inputs: &'i [Input], _mapping: &'i Mapping, progress: Option<Arc<AtomicU64>>) -> Self {
        Self { inputs: inputs.iter().enumerate(), open: None, progress }
    }

    /// The next piece and the number of its input; nothing after the last.
    pub(crate) fn next(&mut self) -> Option<(usize, Job)> {
        loop {
            if let Some((number, input, pieces)) = &mut self.open {
                let number = *number;
                match pieces.next(input) {
                    Ok(Some(job)) => return Some((number, job)),
                    Ok(None) => self.open = None,
                    Err(problem) => {
                        self.open = None;
                        return Some((number, Job::Failed(problem)));
                    }
                }
            }
            let (number, input) = self.inputs.next()?;
            match Pieces::open(input, self.progress.clone()) {
                Ok(pieces) => self.open = Some((number, input, pieces)),
                Err(problem) => return Some((number, Job::Failed(problem))),
            }
        }
    }
}

impl Pieces {
    fn open(input: &Input, progress: Option<Arc<AtomicU64>>) -> Result<Self, Problem> {
        match input.format {
            Format::Ndjson => Ok(Self::Json(Lines::new(input.open(progress)?))),
            Format::Csv | Format::Parquet => Err(file_problem(&input.name, "This format is not known.")),
        }
    }

    fn next(&mut self, input: &Input) -> Result<Option<Job>, Problem> {
        match self {
            Self::Json(lines) => {
                lines.next().map(|block| block.map(Job::Json)).map_err(|error| input.unreadable(&error))
            }
        }
    }
}
