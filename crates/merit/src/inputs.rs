//! Records and leads tables of the command line, from their files into the engine.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use merit_diagnostics::Level;
use merit_engine::{Engine, EngineError, Evaluation, Explained, Explainer, Memory, Options, RecordPlace};
use merit_events::{Input, Mapping, OnBadRecord, ReadError, ReadOptions, ReadReport, SourceConfig, SourceKind};
use merit_ir::{Model, Needs, Results};
use merit_values::{Instant, Zone};

use crate::commands::run::{BadRecords, IdsArg};
use crate::config::{Settings, nearest};
use crate::findings::{counted, grouped};
use crate::memory::{Size, memory};
use crate::problem::{Problem, Status};
use crate::progress::Progress;
use crate::results::CHUNK;
use crate::terminal::{Paint, Terminal, escape, paint};
use crate::when::When;

/// What is read, and how.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct DataArgs {
    /// Records: NDJSON, CSV or Parquet files, globs, or - for NDJSON on standard input
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    events: Vec<PathBuf>,

    /// Leads tables: what is known about each lead
    #[arg(long, num_args = 1.., value_name = "FILE")]
    leads: Vec<PathBuf>,

    /// The moment that scores are asked for: a date (its end in the model's time zone), or a time with offset
    #[arg(long, value_name = "WHEN", value_parser = When::read)]
    as_of: When,

    #[command(flatten)]
    reading: ReadingArgs,

    /// What reading notices was told before.
    #[arg(skip)]
    quiet: bool,
}

/// The same where records may be left out.
#[derive(Debug, clap::Args)]
pub(crate) struct OptionalDataArgs {
    /// Records to replay with both models: NDJSON, CSV or Parquet files, or globs
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "as_of")]
    events: Vec<PathBuf>,

    /// Leads tables: what is known about each lead
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "events")]
    leads: Vec<PathBuf>,

    /// The moment that scores are asked for: a date (its end in the model's time zone), or a time with offset
    #[arg(long, value_name = "WHEN", value_parser = When::read, requires = "events")]
    as_of: Option<When>,

    #[command(flatten)]
    reading: ReadingArgs,
}

impl OptionalDataArgs {
    /// The records, if there are any. They are read more than once.
    ///
    /// # Errors
    /// When they come from standard input.
    pub(crate) fn data(&self) -> Result<Option<DataArgs>, Problem> {
        let Some(as_of) = self.as_of else { return Ok(None) };
        if self.events.iter().chain(&self.leads).any(|path| path == Path::new("-")) {
            return Err(Problem::new(
                "The records are read more than once here, so they cannot come from standard input.",
            ));
        }
        let (events, leads, reading) = (self.events.clone(), self.leads.clone(), self.reading.clone());
        Ok(Some(DataArgs { events, leads, as_of, reading, quiet: false }))
    }
}

impl DataArgs {
    /// The moment that is asked about.
    pub(crate) const fn as_of(&self) -> When {
        self.as_of
    }

    /// The same at an instant.
    pub(crate) fn at(&self, at: Instant) -> Self {
        Self { as_of: When::At(at), ..self.clone() }
    }

    /// The same without a word about what reading notices.
    pub(crate) fn quietly(&self) -> Self {
        Self { quiet: true, ..self.clone() }
    }
}

/// How records are read.
#[derive(Clone, Debug, clap::Args)]
struct ReadingArgs {
    /// The format of all input files, when their names do not tell it
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,

    /// A source of merit.toml ([source.NAME]) that says how files of another shape are read; one for records and one for
    /// leads tables may be named
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,

    /// Number of threads; it changes nothing but the time [default: all]
    #[arg(long, value_name = "N", env = "MERIT_THREADS", hide_env_values = true, value_parser = threads)]
    threads: Option<NonZeroU16>,

    /// Memory for leads and records, such as 512MB or 2GB; what does not fit goes to the folder for temporary files, and
    /// the results are the same [default: half of the machine]
    #[arg(long, value_name = "SIZE", env = "MERIT_MEMORY", hide_env_values = true, value_parser = Size::read)]
    memory: Option<Size>,

    /// The folder for what does not fit into memory [default: the system's]
    #[arg(long, value_name = "DIR", env = "MERIT_TEMP_DIR", hide_env_values = true)]
    temp_dir: Option<PathBuf>,

    /// What is done about the ids of records [default: check]
    #[arg(long, value_name = "HOW", env = "MERIT_IDS", hide_env_values = true)]
    ids: Option<IdsArg>,

    /// What is done about a record that cannot be understood [default: stop]
    #[arg(long, value_name = "HOW", env = "MERIT_ON_BAD_RECORD", hide_env_values = true)]
    on_bad_record: Option<BadRecords>,
}

/// Formats of input files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InputFormat {
    /// One JSON object per line
    Ndjson,
    /// Comma-separated values with a header
    Csv,
    /// Parquet
    Parquet,
}

impl From<InputFormat> for merit_events::Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Ndjson => Self::Ndjson,
            InputFormat::Csv => Self::Csv,
            InputFormat::Parquet => Self::Parquet,
        }
    }
}

/// More threads than this only take memory.
const MOST_THREADS: usize = 256;

/// An evaluation, and what it means for the exit status.
pub(crate) struct Evaluated {
    pub(crate) evaluation: Evaluation,
    /// Findings when records were skipped.
    pub(crate) status: Status,
}

/// Leads that are ready to be explained.
pub(crate) struct ToExplain {
    pub(crate) explained: Explained,
    /// Names of the sources of records, by their numbers.
    pub(crate) names: Vec<String>,
    /// Findings when records were skipped.
    pub(crate) status: Status,
}

/// The files of one run with the way to read them.
struct Data {
    leads: Vec<Input>,
    leads_mapping: Mapping,
    events: Vec<Input>,
    events_mapping: Mapping,
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
    // Standard input cannot be read again, so there nothing is counted on.
    let mut in_order = !run.from_stdin;
    let result = run.until_ids_are_known(|reading| {
        loop {
            let options = Options { in_order, ..run.options };
            let result = read_and_evaluate(model, &run.data, options, reading, memory.clone(), terminal, &mut sink);
            match result {
                Err(Ended::Data(ReadError::Sink(EngineError::Disorder))) if in_order => in_order = false,
                result => return result,
            }
        }
    });
    Ok(run.told(result, terminal)?.map(|(evaluation, status)| Evaluated { evaluation, status }))
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
struct Run<'a> {
    model: &'a Model,
    data: Data,
    options: Options,
    reading: ReadOptions,
    ids: IdsArg,
    /// Names of the sources, by their numbers.
    names: Vec<String>,
    from_stdin: bool,
    quiet: bool,
}

impl<'a> Run<'a> {
    fn new(model: &'a Model, settings: &Settings, args: &DataArgs, since: Option<When>) -> Result<Self, Problem> {
        let zone = Zone::named(&model.timezone)
            .map_err(|_| Problem::new(EngineError::UnknownZone(model.timezone.clone()).to_string()))?;
        let as_of = args.as_of.instant(&zone);
        let since = since.map(|since| since.instant(&zone));
        if since.is_some_and(|since| since > as_of) {
            return Err(Problem::new("--since is later than --as-of: nothing lies between them."));
        }
        let data = data(model, settings, args)?;
        let threads = args
            .reading
            .threads
            .or(settings.run.threads)
            .map_or_else(all_threads, |threads| usize::from(threads.get()));
        let threads = threads.min(MOST_THREADS);
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
            first_source: 0,
            has_ids: None,
            needs: None,
            progress: None,
        };
        let names: Vec<String> = data.leads.iter().chain(&data.events).map(|input| input.name.clone()).collect();
        let from_stdin =
            data.events.iter().chain(&data.leads).any(|input| matches!(input.place, merit_events::Place::Stdin));
        Ok(Self { model, data, options, reading, ids, names, from_stdin, quiet: args.quiet })
    }

    /// Runs once, and again when only a later record shows that the log has ids.
    fn until_ids_are_known<T>(&self, mut run: impl FnMut(&ReadOptions) -> Result<T, Ended>) -> Result<T, Ended> {
        match run(&self.reading) {
            // The log has ids, so its first records are bad ones: again, knowing that.
            Err(Ended::Data(ReadError::LateIds(_))) if !self.from_stdin => {
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
        let mut err = std::io::stderr().lock();
        match stopped {
            ReadError::Record(problem) | ReadError::File(problem) | ReadError::LateIds(problem) => {
                tell(&problem, terminal, &mut err)?;
            }
            ReadError::Sink(error) => {
                let slots = merit_ir::Layout::of(self.model).slots().len();
                let earlier = match &error {
                    EngineError::SameId { id: Some(id), .. } if !self.from_stdin => {
                        first_place_of(id, &self.data, &self.reading, slots)
                    }
                    _ => None,
                };
                engine_error(&error, earlier, &self.names, terminal, &mut err)?;
            }
        }
        Ok(Err(Status::Failed))
    }
}

/// What reading noticed: in the leads tables, and in the records.
struct Reports {
    leads: ReadReport,
    events: ReadReport,
    /// Leads that have a result.
    scored: usize,
}

/// Why there are no results.
enum Ended {
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

fn read_and_evaluate(
    model: &Model,
    data: &Data,
    options: Options,
    reading: &ReadOptions,
    memory: Memory,
    terminal: Terminal,
    sink: &mut dyn FnMut(Results) -> io::Result<()>,
) -> Result<(Evaluation, Reports), Ended> {
    let progress = Progress::start(terminal);
    let mut engine = Engine::new(model, options)?.within(memory);
    let preparer = engine.preparer();
    let leads = merit_events::read_leads_with(
        &data.leads,
        &data.leads_mapping,
        reading,
        |batch| preparer.leads(batch),
        |batch, lines_before| engine.add_prepared_leads(&batch, lines_before),
    )?;
    let first_source = u32::try_from(data.leads.len()).unwrap_or(u32::MAX);
    let reading = ReadOptions { first_source, needs: Some(engine.needs()), ..reading.clone() };
    let events = merit_events::read_events_with(
        &data.events,
        &data.events_mapping,
        &reading,
        |batch| preparer.events(batch),
        |batch, lines_before| {
            progress.add(batch.rows());
            engine.add_prepared_events(&batch, lines_before)
        },
    )?;
    progress.evaluating();
    let mut scored = 0;
    let evaluation = engine.finish_in_chunks(CHUNK, |chunk| {
        scored += chunk.len();
        sink(chunk).map_err(Ended::Output)
    })?;
    Ok((evaluation, Reports { leads, events, scored }))
}

/// Where the first record of an id stands; the engine keeps no places.
fn first_place_of(id: &str, data: &Data, reading: &ReadOptions, slots: usize) -> Option<RecordPlace> {
    let first_source = u32::try_from(data.leads.len()).unwrap_or(u32::MAX);
    let needs = Needs { slots: vec![false; slots], ids: true };
    let reading = ReadOptions { first_source, needs: Some(needs), ..reading.clone() };
    let found = merit_events::read_events(&data.events, &data.events_mapping, &reading, |batch| {
        let row = batch.ids.as_ref().and_then(|ids| ids.iter().position(|other| other == id));
        match row {
            Some(row) => {
                let line = batch.lines.get(row).copied().unwrap_or(0);
                Err(RecordPlace { source: batch.source, line })
            }
            None => Ok(()),
        }
    });
    match found {
        Err(ReadError::Sink(place)) => Some(place),
        Ok(_) | Err(_) => None,
    }
}

fn threads(text: &str) -> Result<NonZeroU16, String> {
    text.trim().parse().map_err(|_| "this is not a whole number from 1 to 65535".to_owned())
}

fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Finds files and the way to read them.
fn data(model: &Model, settings: &Settings, args: &DataArgs) -> Result<Data, Problem> {
    let forced = args.reading.input_format.map(merit_events::Format::from);
    let events = sources(&args.events, forced)?;
    let leads = sources(&args.leads, forced)?;
    let both = events.iter().chain(&leads).filter(|input| matches!(input.place, merit_events::Place::Stdin));
    if both.count() > 1 {
        return Err(Problem::new("Standard input (-) can be read once only."));
    }
    let (mut events_mapping, mut leads_mapping) = (None, None);
    let default = settings.run.source.iter();
    let named: Vec<&String> =
        if args.reading.source.is_empty() { default.collect() } else { args.reading.source.iter().collect() };
    for name in named {
        let config = settings.source.named.get(name).ok_or_else(|| unknown_source(name, settings))?;
        let slot = if config.kind == SourceKind::Leads { &mut leads_mapping } else { &mut events_mapping };
        if slot.replace(mapping(&format!("[source.{name}]"), config, model)?).is_some() {
            return Err(Problem::new(format!("--source {name}: another source of the same kind is named, too.")));
        }
    }
    if let Some(config) = &settings.source.unnamed {
        let slot = if config.kind == SourceKind::Leads { &mut leads_mapping } else { &mut events_mapping };
        if slot.is_none() {
            *slot = Some(mapping("[source]", config, model)?);
        }
    }
    let wrong = |errors: Vec<String>| Problem::new(errors.join(" "));
    Ok(Data {
        leads,
        leads_mapping: leads_mapping.map_or_else(|| Mapping::leads(model).map_err(wrong), Ok)?,
        events,
        events_mapping: events_mapping.map_or_else(|| Mapping::events(model).map_err(wrong), Ok)?,
    })
}

fn mapping(name: &str, config: &SourceConfig, model: &Model) -> Result<Mapping, Problem> {
    Mapping::of(config, model).map_err(|errors| {
        let problem = Problem::new(format!("{name} of merit.toml does not fit the model."));
        errors.into_iter().fold(problem, Problem::help)
    })
}

fn unknown_source(name: &str, settings: &Settings) -> Problem {
    let problem = Problem::new(format!("merit.toml has no [source.{name}]."));
    match nearest(name, settings.source.named.keys().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean {near}?")),
        None => problem,
    }
}

/// The files of paths and globs, in their order; those of a glob sorted.
fn sources(paths: &[PathBuf], forced: Option<merit_events::Format>) -> Result<Vec<Input>, Problem> {
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            inputs.push(Input::stdin(forced));
            continue;
        }
        for file in expand(path)? {
            inputs.push(Input::file(&file, forced).map_err(|problem| Problem::new(problem.to_string()))?);
        }
    }
    Ok(inputs)
}

fn expand(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    let text = path.to_str().unwrap_or("");
    if path.exists() || !text.contains(['*', '?', '[']) {
        return if path.exists() {
            Ok(vec![path.to_owned()])
        } else {
            Err(Problem::new(format!("There is no file {}.", path.display())))
        };
    }
    let wrong = |error: &dyn std::fmt::Display| Problem::new(format!("{text} is no pattern of files: {error}."));
    let mut files = Vec::new();
    for found in glob::glob(text).map_err(|error| wrong(&error))? {
        let found = found.map_err(|error| wrong(&error))?;
        // A folder that happens to fit is not meant.
        if !found.is_dir() {
            files.push(found);
        }
    }
    files.sort();
    if files.is_empty() { Err(Problem::new(format!("No file fits {text}."))) } else { Ok(files) }
}

/// The heading and everything worth telling, on standard error.
fn told(
    model: &Model,
    data: &Data,
    names: &[String],
    reports: &Reports,
    as_of: Instant,
    ids: IdsArg,
    terminal: Terminal,
) -> Result<Status, Problem> {
    let mut err = std::io::stderr().lock();
    let color = terminal.color_err;
    let model_file = model.sources.first().map_or("", String::as_str);
    let name = escape(&model.name).into_owned();
    writeln!(
        err,
        "{} ({}), edition {} · merit {} · {}",
        paint(&name, Paint::Bold, color),
        escape(model_file),
        model.edition,
        env!("CARGO_PKG_VERSION"),
        crate::cli::data_versions(),
    )?;
    writeln!(
        err,
        "as of {as_of} ({}) · {} · {}",
        escape(&model.timezone),
        counted(usize::try_from(reports.events.records).unwrap_or(usize::MAX), "record"),
        counted(reports.scored, "lead"),
    )?;
    let events: Vec<String> = model.events.iter().map(|event| event.name.clone()).collect();
    let both = [(&reports.leads, &data.leads_mapping), (&reports.events, &data.events_mapping)];
    for (report, mapping) in both {
        for warning in report.warnings(names, mapping.zone_name(), &events) {
            tell(&warning, terminal, &mut err)?;
        }
    }
    if reports.events.has_ids == Some(false) && ids != IdsArg::Content {
        let note =
            "The records have no ids, so none of them is taken for a copy of another (--ids content changes that).";
        writeln!(err, "{}: {note}", paint("note", Paint::Cyan, color))?;
    }
    let mut skipped = 0;
    for (report, what) in [(&reports.leads, "row"), (&reports.events, "record")] {
        for example in &report.examples {
            tell(example, terminal, &mut err)?;
        }
        if report.skipped > 0 {
            let (s, were, they) = if report.skipped == 1 { ("", "was", "it") } else { ("s", "were", "they") };
            let count = grouped(report.skipped);
            writeln!(err, "{count} {what}{s} {were} left out because {they} cannot be understood.")?;
        }
        skipped += report.skipped;
    }
    Ok(Status::found(skipped > 0))
}

/// One problem of the data: `error[F602]: events.ndjson:3: ...`.
fn tell(problem: &merit_events::Problem, terminal: Terminal, err: &mut dyn Write) -> Result<(), Problem> {
    let code = problem.code.map_or_else(String::new, |code| format!("[{code}]"));
    let head = format!("{}{code}", problem.level.word());
    let colour = match problem.level {
        Level::Error => Paint::Red,
        Level::Warning => Paint::Yellow,
        Level::Hint => Paint::Cyan,
    };
    let text = problem.to_string();
    writeln!(err, "{}: {}", paint(&head, colour, terminal.color_err), escape(&text)).map_err(Problem::from)
}

fn engine_error(
    error: &EngineError,
    earlier: Option<RecordPlace>,
    names: &[String],
    terminal: Terminal,
    err: &mut dyn Write,
) -> Result<(), Problem> {
    let shown = |place: &RecordPlace| {
        let name = names.get(place.source as usize).map_or("", String::as_str);
        format!("{name}:{}", place.line)
    };
    let (code, places) = match error {
        EngineError::SameId { place, .. } => ("[F603]", earlier.iter().chain([place]).collect()),
        EngineError::LeadConflict { places, .. } => ("[F603]", places.iter().collect()),
        EngineError::UnknownZone(_)
        | EngineError::BrokenModel(_)
        | EngineError::TooMany(_)
        | EngineError::Scratch(_)
        | EngineError::Disorder => ("", Vec::new()),
    };
    let head = format!("error{code}");
    let message = error.to_string();
    writeln!(err, "{}: {}", paint(&head, Paint::Red, terminal.color_err), escape(&message))?;
    if !places.is_empty() {
        let places: Vec<String> = places.iter().map(|place| shown(place)).collect();
        writeln!(err, "  {} {}", paint("=", Paint::Cyan, terminal.color_err), escape(&places.join(" and ")))?;
    }
    Ok(())
}
