//! Pieces of a source that are decoded apart from each other, and what becomes of them.

use std::ops::ControlFlow;
use std::sync::Arc;

use merit_ir::Needs;

use crate::input::Input;
use crate::plan::Plan;
use crate::problem::{BadRecord, Problem};
use crate::report::{MOST_EXAMPLES, ReadReport};
use crate::rows::{Batch, Ids};
use crate::text_file::PADDING;

/// What is done about a record that cannot be understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnBadRecord {
    /// Reading stops.
    #[default]
    Stop,
    /// It is counted and left out.
    Skip,
}

/// What decoding needs to know beside the mapping.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) source: u32,
    pub(crate) name: Arc<str>,
    pub(crate) input: Input,
    pub(crate) ids: Ids,
    pub(crate) on_bad: OnBadRecord,
    /// What is needed of the records; nothing said is everything.
    pub(crate) needs: Option<Arc<Needs>>,
    pub(crate) plan: Arc<Plan>,
}

impl Settings {
    pub(crate) fn bad_records(&self) -> BadRecords {
        BadRecords {
            source: Arc::clone(&self.name),
            on_bad: self.on_bad,
            skipped: 0,
            examples: Vec::new(),
            stopped: None,
        }
    }
}

/// Complete lines of a text.
#[derive(Debug, Default)]
pub(crate) struct TextBlock {
    /// The lines, and behind them a line end where the last one has none, and padding.
    bytes: Vec<u8>,
    length: usize,
    /// After these lines follows one that was too long to keep.
    is_too_long: bool,
}

impl TextBlock {
    /// A block of these lines.
    pub(crate) fn new(mut bytes: Vec<u8>) -> Self {
        let length = bytes.len();
        if bytes.last().is_some_and(|last| *last != b'\n') {
            bytes.push(b'\n');
        }
        bytes.resize(bytes.len() + PADDING, 0);
        Self { bytes, length, is_too_long: false }
    }

    /// No lines, and then one that was too long to keep.
    pub(crate) fn too_long() -> Self {
        Self { is_too_long: true, ..Self::default() }
    }

    /// The lines, to be decoded.
    pub(crate) fn lines(&self) -> LinesToDecode<'_> {
        LinesToDecode { padded: &self.bytes, length: self.length, is_too_long: self.is_too_long }
    }
}

/// Lines, wherever they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinesToDecode<'b> {
    /// The lines, each with its end, and padding.
    pub(crate) padded: &'b [u8],
    /// Bytes of the lines.
    pub(crate) length: usize,
    /// After these lines follows one that was too long to keep.
    pub(crate) is_too_long: bool,
}

/// The records that were found in a stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Where the first one begins; nothing when none was found.
    pub(crate) from: Option<u64>,
    /// Where the one behind the last begins.
    pub(crate) to: u64,
}

/// A decoded piece.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) batch: Batch,
    pub(crate) report: ReadReport,
    /// The bad record that stops the run. The batch holds the rows before it.
    pub(crate) stopped: Option<Problem>,
    /// The piece cannot be read.
    pub(crate) unreadable: Option<Problem>,
    /// Where its records were found, where that must fit the piece before.
    pub(crate) span: Option<Span>,
    /// Lines of the piece, where its rows are counted from its own beginning.
    pub(crate) lines: u64,
}

/// The bad records of one piece.
#[derive(Debug)]
pub(crate) struct BadRecords {
    source: Arc<str>,
    on_bad: OnBadRecord,
    skipped: u64,
    examples: Vec<Problem>,
    pub(crate) stopped: Option<Problem>,
}

impl BadRecords {
    /// Takes a bad record; breaks when it stops the run.
    pub(crate) fn add(&mut self, reason: BadRecord, line: u64) -> ControlFlow<()> {
        match self.on_bad {
            OnBadRecord::Stop => {
                self.stopped.get_or_insert_with(|| reason.at(&self.source, line));
                ControlFlow::Break(())
            }
            OnBadRecord::Skip => {
                self.skipped += 1;
                if self.examples.len() < MOST_EXAMPLES {
                    self.examples.push(reason.at(&self.source, line));
                }
                ControlFlow::Continue(())
            }
        }
    }

    pub(crate) fn note(&mut self, report: &mut ReadReport) {
        report.skipped += self.skipped;
        report.examples.append(&mut self.examples);
    }
}
