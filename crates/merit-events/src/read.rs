//! Reads events and leads tables, block by block, in order.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use merit_diagnostics::Code;
use merit_ir::Needs;
use merit_values::{EventBatch, LeadBatch};

use crate::block::{Decoded, OnBadRecord, Settings, Span};
use crate::input::Input;
use crate::jobs::{Job, Jobs};
use crate::mapping::Mapping;
use crate::pipeline::in_order;
use crate::plan::Plan;
use crate::problem::{BadRecord, Problem, ReadError};
use crate::report::ReadReport;
use crate::rows::{Batch, Ids};

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// What is done about a record that cannot be understood.
    pub on_bad_record: OnBadRecord,
    /// What is done about ids.
    pub ids: Ids,
    /// Number of threads that decode, at least 1. It changes nothing but the time.
    pub threads: usize,
    /// The number of the first input in batches and reports; the others follow.
    pub first_source: u32,
    /// Whether the log has ids, where that is known; otherwise the first record tells.
    pub has_ids: Option<bool>,
    /// What is needed of the records; `None` is everything.
    pub needs: Option<Needs>,
    /// Bytes that are decoded at once, where a row of Parquet counts as 64; `None` chooses. It changes nothing but time and
    /// memory.
    pub piece: Option<NonZeroUsize>,
    /// Bytes taken from the inputs so far, for a progress bar.
    pub progress: Option<Arc<AtomicU64>>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            on_bad_record: OnBadRecord::Stop,
            ids: Ids::Check,
            threads: 1,
            first_source: 0,
            has_ids: None,
            needs: None,
            piece: None,
            progress: None,
        }
    }
}

/// Reads event and change records; all inputs together are one log. Batches come in the order of the inputs and lines.
/// `has_ids` of the report tells whether the log has ids; it is taken from the first record.
///
/// # Errors
/// A bad record (unless they are skipped), an unreadable file, or an error of the sink; and [`ReadError::LateIds`] where
/// bad records are skipped and the first records are bad because they have no id.
pub fn read_events<E>(
    inputs: &[Input],
    mapping: &Mapping,
    options: &ReadOptions,
    mut sink: impl FnMut(EventBatch) -> Result<(), E>,
) -> Result<ReadReport, ReadError<E>> {
    read_events_with(
        inputs,
        mapping,
        options,
        |batch| batch,
        |mut batch, lines_before| {
            batch.lines.iter_mut().for_each(|line| *line += lines_before);
            sink(batch)
        },
    )
}

/// The same, with a share of the sink's work done by the threads that read: `prepare` takes batches in any order, the sink
/// takes what it made of them in theirs. Lines of a batch count from its own beginning; the sink is told how many lines of
/// the input come before.
///
/// # Errors
/// As [`read_events`].
pub fn read_events_with<P: Send, E>(
    inputs: &[Input],
    mapping: &Mapping,
    options: &ReadOptions,
    prepare: impl Fn(EventBatch) -> P + Sync,
    mut sink: impl FnMut(P, u64) -> Result<(), E>,
) -> Result<ReadReport, ReadError<E>> {
    let prepare = |batch| match batch {
        Batch::Events(batch) if batch.rows() > 0 => Some(prepare(batch)),
        Batch::Events(_) | Batch::Leads(_) => None,
    };
    read(inputs, mapping, options, prepare, |prepared, lines| prepared.map_or(Ok(()), |ready| sink(ready, lines)))
}

/// Reads rows of leads tables.
///
/// # Errors
/// A bad row (unless they are skipped), an unreadable file, or an error of the sink.
pub fn read_leads<E>(
    inputs: &[Input],
    mapping: &Mapping,
    options: &ReadOptions,
    mut sink: impl FnMut(LeadBatch) -> Result<(), E>,
) -> Result<ReadReport, ReadError<E>> {
    read_leads_with(
        inputs,
        mapping,
        options,
        |batch| batch,
        |mut batch, lines_before| {
            batch.lines.iter_mut().for_each(|line| *line += lines_before);
            sink(batch)
        },
    )
}

/// The same, with a share of the sink's work done by the threads that read, as in [`read_events_with`].
///
/// # Errors
/// As [`read_leads`].
pub fn read_leads_with<P: Send, E>(
    inputs: &[Input],
    mapping: &Mapping,
    options: &ReadOptions,
    prepare: impl Fn(LeadBatch) -> P + Sync,
    mut sink: impl FnMut(P, u64) -> Result<(), E>,
) -> Result<ReadReport, ReadError<E>> {
    let prepare = |batch| match batch {
        Batch::Leads(batch) if !batch.leads.is_empty() => Some(prepare(batch)),
        Batch::Events(_) | Batch::Leads(_) => None,
    };
    read(inputs, mapping, options, prepare, |prepared, lines| prepared.map_or(Ok(()), |ready| sink(ready, lines)))
}

fn read<P: Send, E>(
    inputs: &[Input],
    mapping: &Mapping,
    options: &ReadOptions,
    prepare: impl Fn(Batch) -> P + Sync,
    mut sink: impl FnMut(P, u64) -> Result<(), E>,
) -> Result<ReadReport, ReadError<E>> {
    let needs = options.needs.clone().map(Arc::new);
    let plan = Arc::new(Plan::new(mapping, needs.as_deref()));
    let settings: Vec<Settings> = (options.first_source..)
        .zip(inputs)
        .map(|(source, input)| Settings {
            source,
            name: Arc::from(&*input.name),
            input: input.clone(),
            ids: options.ids,
            on_bad: options.on_bad_record,
            needs: needs.clone(),
            plan: Arc::clone(&plan),
        })
        .collect();
    let mut jobs = Jobs::new(inputs, mapping, options);
    let mut report = ReadReport { has_ids: options.has_ids, ..ReadReport::default() };
    // Lines of the input at hand that were in earlier blocks.
    let (mut at_input, mut lines_before) = (0, 0);
    // Where its next record begins, if the pieces of the input must fit.
    let mut next_record = None;
    let work = |input: usize, job: &Job, has_ids: Option<bool>, first: Option<u64>| {
        let Decoded { batch, report, stopped, unreadable, span, lines } =
            job.decode(mapping, settings.get(input)?, has_ids, first);
        Some((prepare(batch), Found { report, stopped, unreadable, span, lines }))
    };
    in_order(
        options.threads,
        || jobs.next(),
        |(input, job)| {
            let done = work(input, &job, options.has_ids, None);
            (input, job, done)
        },
        |(input, job, done)| {
            let Some((mut prepared, mut found)) = done else { return Ok(()) };
            if input != at_input {
                (at_input, lines_before, next_record) = (input, 0, None);
            }
            let mut first = None;
            if let Some((expected, end)) = next_record.zip(job.stretch_end()) {
                if end <= expected {
                    // A record of an earlier stretch goes on to its end, or beyond.
                    return Ok(());
                }
                first = Some(expected);
                if found.span.is_some_and(|span| span.from != first)
                    && let Some(again) = work(input, &job, options.has_ids, first)
                {
                    (prepared, found) = again;
                }
            }
            // A block that begins otherwise than the log is read again, knowing how the log began.
            let is_otherwise =
                found.report.has_ids.is_some_and(|has_ids| report.has_ids.is_some_and(|log| log != has_ids));
            if is_otherwise && let Some(again) = work(input, &job, report.has_ids, first) {
                (prepared, found) = again;
            }
            next_record = found.span.map(|span| span.to);
            found.shift(lines_before);
            report.merge(found.report);
            if options.on_bad_record == OnBadRecord::Skip
                && let Some(place) = &report.late_id
            {
                let source = settings.get(input).map_or("", |settings| &settings.name);
                return Err(ReadError::LateIds(late_id(source, place.line)));
            }
            if let Some(problem) = found.stopped {
                return Err(ReadError::Record(problem));
            }
            if let Some(problem) = found.unreadable {
                return Err(ReadError::File(problem));
            }
            let before = lines_before;
            lines_before += found.lines;
            sink(prepared, before).map_err(ReadError::Sink)
        },
    )?;
    Ok(report)
}

/// What decoding a piece found beside its batch.
struct Found {
    report: ReadReport,
    stopped: Option<Problem>,
    unreadable: Option<Problem>,
    span: Option<Span>,
    lines: u64,
}

impl Found {
    /// Counts lines from the beginning of the input instead of the piece's.
    fn shift(&mut self, lines: u64) {
        self.report.shift(lines);
        if let Some(problem) = &mut self.stopped {
            problem.line = problem.line.map(|line| line + lines);
        }
    }
}

fn late_id(source: &str, line: u64) -> Problem {
    let message = "The record has an id, but records before it have none.";
    BadRecord::coded(Code::F606, message).at(source, line)
}
