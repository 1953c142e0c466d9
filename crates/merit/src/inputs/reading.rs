//! One run over records: read, evaluated or taken up for an explanation, read again where that shows to be needed.

use std::collections::BTreeSet;
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use merit_engine::{Engine, EngineError, Evaluation, Explained, Explainer, Memory, Options, RecordPlace, Verdict};
use merit_events::{OnBadRecord, ReadError, ReadOptions, ReadReport};
use merit_ir::{Model, Need, Needs, Results};
use merit_values::{EventBatch, Instant, Zone};

use super::DataArgs;
use super::glance::Glance;
use super::sources::{Data, data};
use super::told::{engine_error, tell, told};
use crate::commands::run::{BadRecords, IdsArg};
use crate::config::Settings;
use crate::memory::memory;
use crate::problem::{Problem, Status};
use crate::progress::Progress;
use crate::results::CHUNK;
use crate::terminal::Terminal;
use crate::threads;
use crate::timings::{Started, Timings};
use crate::when::When;

/// An evaluation, and what it means for the exit status.
pub(crate) struct Evaluated {
    pub(crate) evaluation: Evaluation,
    /// Findings when records were skipped.
    pub(crate) status: Status,
    /// When the first record happened; only with changes.
    pub(crate) begins: Option<Instant>,
    /// Where the time went.
    pub(crate) timings: Timings,
}

/// Leads that are ready to be explained.
pub(crate) struct ToExplain {
    pub(crate) explained: Explained,
    /// Names of the sources of records, by their numbers.
    pub(crate) names: Vec<String>,
    /// Findings when records were skipped.
    pub(crate) status: Status,
}

/// Reads everything and evaluates. Bad data are told on standard error; then there is only a status.
///
/// # Errors
/// When flags, settings or files are wrong.
pub(crate) fn evaluate(
    model: &Model,
    settings: &Settings,
    args: &DataArgs,
    since: Option<When>,
    terminal: Terminal,
    mut sink: impl FnMut(Results) -> io::Result<()>,
) -> Result<Result<Evaluated, Status>, Problem> {
    let run = Run::new(model, settings, args, since)?;
    let memory = memory(args.reading.memory, args.reading.temp_dir.as_deref())?;
    // Standard input and pipes cannot be read again, so there nothing is counted on, and everything is compared at once.
    let (glanced, mut in_order, mut whole_tables) = (OnceLock::new(), !run.is_read_once, run.is_read_once);
    let glance = || if run.is_read_once { Glance::default() } else { *glanced.get_or_init(|| run.glance()) };
    let mut timings = Timings::default();
    let result = run.until_ids_are_known(|reading| {
        loop {
            let options = Options { whole_tables, whole_contents: run.is_read_once, ..run.options };
            let (data, memory) = (&run.data, memory.clone());
            let glance = || Glance { in_order: in_order && glance().in_order, ..glance() };
            let task = Task { model, data, options, reading, glance: &glance, memory, terminal };
            let result = task.run(&mut timings, &mut sink);
            match result {
                Err(Ended::Data(ReadError::Sink(EngineError::Disorder))) if in_order => in_order = false,
                Err(Ended::Data(ReadError::Sink(EngineError::SeveralRows))) if !whole_tables => whole_tables = true,
                result => return result,
            }
        }
    });
    Ok(run.told(result, terminal)?.map(|((evaluation, begins), status)| Evaluated {
        evaluation,
        status,
        begins,
        timings,
    }))
}

/// Reads everything for leads that are to be explained. Bad data are told on standard error; then there is only a status.
///
/// # Errors
/// When flags, settings or files are wrong.
pub(crate) fn read_to_explain(
    model: &Model,
    settings: &Settings,
    args: &DataArgs,
    wanted: &BTreeSet<String>,
    terminal: Terminal,
) -> Result<Result<ToExplain, Status>, Problem> {
    let run = Run::new(model, settings, args, None)?;
    let result = run.until_ids_are_known(|reading| {
        let progress = Progress::start(terminal);
        let mut explainer = Explainer::new(model, run.options, wanted.clone())?;
        let leads = merit_events::read_leads(&run.data.leads, &run.data.leads_mapping, reading, |batch| {
            explainer.add_leads(&batch)
        })?;
        let first_source = u32::try_from(run.data.leads.len()).unwrap_or(u32::MAX);
        let reading = ReadOptions { first_source, ..reading.clone() };
        let events = merit_events::read_events(&run.data.events, &run.data.events_mapping, &reading, |batch| {
            progress.add(batch.rows());
            explainer.add_events(&batch)
        })?;
        progress.evaluating();
        let explained = explainer.finish();
        let scored = explained.leads().count();
        Ok((explained, Reports { leads, events, scored }))
    });
    let found = run.told(result, terminal)?;
    Ok(found.map(|(explained, status)| ToExplain { explained, names: run.names, status }))
}

/// What one run reads, and how.
pub(super) struct Run<'a> {
    model: &'a Model,
    pub(super) data: Data,
    pub(super) options: Options,
    reading: ReadOptions,
    ids: IdsArg,
    /// Names of the sources, by their numbers.
    pub(super) names: Vec<String>,
    /// Some input cannot be read again.
    is_read_once: bool,
    quiet: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        model: &'a Model,
        settings: &Settings,
        args: &DataArgs,
        since: Option<When>,
    ) -> Result<Self, Problem> {
        let zone = Zone::named(&model.timezone)
            .map_err(|_| Problem::new(EngineError::UnknownZone(model.timezone.clone()).to_string()))?;
        let as_of = args.as_of.instant(&zone);
        let since = since.map(|since| since.instant(&zone));
        if since.is_some_and(|since| since > as_of) {
            return Err(Problem::new("--since is later than --as-of: nothing lies between them."));
        }
        let data = data(model, settings, args)?;
        let threads = args.threads(settings);
        threads::begin(threads)?;
        let ids = args.reading.ids.or(settings.run.ids).unwrap_or(IdsArg::Check);
        let bad = args.reading.on_bad_record.or(settings.run.on_bad_record).unwrap_or(BadRecords::Stop);
        let options = Options {
            changes_since: since,
            ids: if ids == IdsArg::Trust { merit_engine::Ids::Trust } else { merit_engine::Ids::Check },
            threads,
            ..Options::at(as_of)
        };
        let reading = ReadOptions {
            on_bad_record: if bad == BadRecords::Skip { OnBadRecord::Skip } else { OnBadRecord::Stop },
            ids: match ids {
                IdsArg::Check => merit_events::Ids::Check,
                IdsArg::Trust => merit_events::Ids::Trust,
                IdsArg::Content => merit_events::Ids::Content,
            },
            threads,
            ..ReadOptions::default()
        };
        let names: Vec<String> = data.leads.iter().chain(&data.events).map(|input| input.name.clone()).collect();
        let is_read_once = data.events.iter().chain(&data.leads).any(merit_events::Input::is_read_once);
        Ok(Self { model, data, options, reading, ids, names, is_read_once, quiet: args.quiet })
    }

    /// Looks at the first records.
    fn glance(&self) -> Glance {
        let slots = merit_ir::Layout::of(self.model).slots().len();
        // A model that cannot be planned is told later.
        let ids = Engine::new(self.model, self.options).is_ok_and(|engine| engine.asks_for_order());
        Glance::at(&self.data, &self.reading, slots, ids, self.options.as_of)
    }

    /// Runs once, and again when only a later record shows that the log has ids.
    pub(super) fn until_ids_are_known<T>(
        &self,
        mut run: impl FnMut(&ReadOptions) -> Result<T, Ended>,
    ) -> Result<T, Ended> {
        match run(&self.reading) {
            // The log has ids, so its first records are bad ones: again, knowing that.
            Err(Ended::Data(ReadError::LateIds(_))) if !self.is_read_once => {
                run(&ReadOptions { has_ids: Some(true), ..self.reading.clone() })
            }
            result => result,
        }
    }

    /// Tells on standard error what reading noticed, or why it stopped; then there is only a status.
    fn told<T>(
        &self,
        result: Result<(T, Reports), Ended>,
        terminal: Terminal,
    ) -> Result<Result<(T, Status), Status>, Problem> {
        let stopped = match result {
            Ok((made, reports)) if self.quiet => {
                return Ok(Ok((made, Status::found(reports.leads.skipped + reports.events.skipped > 0))));
            }
            Ok((made, reports)) => {
                let Self { model, data, names, options, ids, .. } = self;
                return Ok(Ok((made, told(model, data, names, &reports, options.as_of, *ids, terminal)?)));
            }
            Err(Ended::Output(error)) => return Err(error.into()),
            Err(Ended::Data(error)) => error,
        };
        self.why(stopped, terminal, &mut std::io::stderr().lock())?;
        Ok(Err(Status::Failed))
    }

    /// Writes why reading stopped.
    pub(super) fn why(
        &self,
        stopped: ReadError<EngineError>,
        terminal: Terminal,
        err: &mut dyn io::Write,
    ) -> Result<(), Problem> {
        match stopped {
            ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem) => {
                tell(&problem, terminal, err)
            }
            ReadError::Sink(error) => {
                let slots = merit_ir::Layout::of(self.model).slots().len();
                let (error, earlier) = match error {
                    EngineError::SameId { id, place } if !self.is_read_once => {
                        let (data, reading) = (&self.data, &self.reading);
                        let id = id.or_else(|| id_at(place, data, reading, slots));
                        let earlier = id.as_deref().and_then(|id| first_place_of(id, data, reading, slots));
                        (EngineError::SameId { id, place }, earlier)
                    }
                    error => (error, None),
                };
                engine_error(&error, earlier, &self.names, terminal, err)
            }
        }
    }
}

/// What reading noticed: in the leads tables, and in the records.
pub(super) struct Reports {
    pub(super) leads: ReadReport,
    pub(super) events: ReadReport,
    /// Leads that have a result.
    pub(super) scored: usize,
}

/// Why there are no results.
pub(super) enum Ended {
    Data(ReadError<EngineError>),
    Output(io::Error),
}

impl From<ReadError<EngineError>> for Ended {
    fn from(error: ReadError<EngineError>) -> Self {
        Self::Data(error)
    }
}

impl From<EngineError> for Ended {
    fn from(error: EngineError) -> Self {
        Self::Data(ReadError::Sink(error))
    }
}

/// One way through all records, to results.
struct Task<'a> {
    model: &'a Model,
    data: &'a Data,
    options: Options,
    reading: &'a ReadOptions,
    /// What the first records tell.
    glance: &'a (dyn Fn() -> Glance + Sync),
    memory: Memory,
    terminal: Terminal,
}

impl Task<'_> {
    fn run(
        self,
        timings: &mut Timings,
        sink: &mut dyn FnMut(Results) -> io::Result<()>,
    ) -> Result<((Evaluation, Option<Instant>), Reports), Ended> {
        let Self { model, data, options, reading, glance, memory, terminal } = self;
        let progress = Progress::start(terminal);
        let mut engine = Engine::new(model, options)?.within(memory);
        engine.expect_leads(merit_events::about_rows(&data.leads));
        let preparer = engine.preparer();
        let begins = AtomicI64::new(i64::MAX);
        (timings.records, timings.leads) = (0, 0);
        let started = Started::now();
        let of_tables = ReadOptions { needs: Some(engine.needs(None)), ..reading.clone() };
        let tables = || {
            let leads = merit_events::read_leads_with(
                &data.leads,
                &data.leads_mapping,
                &of_tables,
                |batch| preparer.leads(batch),
                |batch, lines_before| engine.add_prepared_leads(batch, lines_before),
            )?;
            engine.take_waiting()?;
            Ok::<_, Ended>(leads)
        };
        // Looking at the first records takes one thread.
        let (leads, glance) = threads::both(options.threads, tables, glance);
        let leads = leads?;
        engine.count_on_order(glance.in_order);
        if options.ids == merit_engine::Ids::Check {
            engine.expect_records(merit_events::about_rows(&data.events));
        }
        timings.stage("leads tables", started);
        let first_source = u32::try_from(data.leads.len()).unwrap_or(u32::MAX);
        let has_ids = reading.has_ids.or(glance.has_ids);
        let reading = ReadOptions { first_source, needs: Some(engine.needs(has_ids)), ..reading.clone() };
        let started = Started::now();
        let events = merit_events::read_events_with(
            &data.events,
            &data.events_mapping,
            &reading,
            |batch| {
                if options.changes_since.is_some()
                    && let Some(at) = batch.at.iter().min()
                {
                    begins.fetch_min(at.0, Ordering::Relaxed);
                }
                preparer.events(batch)
            },
            |batch, lines_before| {
                progress.add(batch.rows());
                timings.records += batch.rows();
                engine.add_prepared_events(batch, lines_before)
            },
        )?;
        engine.take_waiting()?;
        timings.stage("records", started);
        let started = Started::now();
        if let Some(suspects) = engine.suspects()? {
            // Copies were found, and only what rules ask for was compared.
            let reading = ReadOptions { needs: None, ..reading };
            let mut verdict = Verdict::default();
            merit_events::read_events_with(
                &data.events,
                &data.events_mapping,
                &reading,
                |batch| suspects.contents(&batch),
                |contents, lines_before| verdict.take(contents, lines_before),
            )?;
            timings.stage("copies", started);
        }
        progress.evaluating();
        let (mut scored, mut started) = (0, Started::now());
        let evaluation = engine.finish_in_chunks(CHUNK, |chunk| {
            timings.stage("evaluating", started);
            scored += chunk.len();
            let writing = Started::now();
            sink(chunk).map_err(Ended::Output)?;
            timings.stage("writing", writing);
            started = Started::now();
            Ok::<_, Ended>(())
        })?;
        timings.stage("evaluating", started);
        timings.leads = scored;
        let begins = Some(begins.into_inner()).filter(|at| *at < i64::MAX).map(Instant);
        Ok(((evaluation, begins), Reports { leads, events, scored }))
    }
}

/// A record that was looked for: its place and its id.
type Found = (RecordPlace, String);

/// Where the first record of an id stands; the engine keeps no places.
fn first_place_of(id: &str, data: &Data, reading: &ReadOptions, slots: usize) -> Option<RecordPlace> {
    find_record(data, reading, slots, |batch| batch.ids.as_ref()?.iter().position(|other| other == id))
        .map(|found| found.0)
}

/// The id of the record at a place; the engine keeps none where it can be read again.
fn id_at(place: RecordPlace, data: &Data, reading: &ReadOptions, slots: usize) -> Option<String> {
    let row = |batch: &EventBatch| {
        let is_source = batch.source == place.source;
        batch.lines.iter().position(|line| is_source && *line == place.line)
    };
    find_record(data, reading, slots, row).map(|found| found.1)
}

/// The first record for which `row_of` tells a row in its batch.
fn find_record(
    data: &Data,
    reading: &ReadOptions,
    slots: usize,
    row_of: impl Fn(&EventBatch) -> Option<usize>,
) -> Option<Found> {
    let first_source = u32::try_from(data.leads.len()).unwrap_or(u32::MAX);
    let needs = Needs { slots: vec![Need::Nothing; slots], ids: true, attributes: Vec::new() };
    let reading = ReadOptions { first_source, needs: Some(needs), ..reading.clone() };
    let found = merit_events::read_events(&data.events, &data.events_mapping, &reading, |batch| {
        let Some(row) = row_of(&batch) else { return Ok(()) };
        let line = batch.lines.get(row).copied().unwrap_or(0);
        let id = batch.ids.as_ref().map_or("", |ids| ids.get(row)).to_owned();
        Err((RecordPlace { source: batch.source, line }, id))
    });
    match found {
        Err(ReadError::Sink(found)) => Some(found),
        Ok(_) | Err(_) => None,
    }
}
