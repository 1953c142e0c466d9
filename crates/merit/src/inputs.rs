//! Records and leads tables of the command line, from their files into the engine.

mod glance;
mod reading;
mod sample;
mod sources;
mod told;

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use merit_values::Instant;

use crate::commands::run::{BadRecords, IdsArg};
use crate::config::Settings;
use crate::memory::Size;
use crate::problem::Problem;
use crate::when::When;

pub(crate) use reading::{Evaluated, ToExplain, evaluate, read_to_explain};
pub(crate) use sample::read_sample;

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
    /// When they come from standard input or through a pipe.
    pub(crate) fn data(&self) -> Result<Option<DataArgs>, Problem> {
        let Some(as_of) = self.as_of else { return Ok(None) };
        let files = || self.events.iter().chain(&self.leads);
        if files().any(|path| path == Path::new("-")) {
            return Err(Problem::new(
                "The records are read more than once here, so they cannot come from standard input.",
            ));
        }
        if let Some(pipe) = files().find(|path| merit_events::is_read_once(path)) {
            return Err(Problem::new(format!(
                "The records are read more than once here, so they cannot come through the pipe {}.",
                pipe.display()
            ))
            .help("write them into a file first"));
        }
        let (events, leads, reading) = (self.events.clone(), self.leads.clone(), self.reading.clone());
        Ok(Some(DataArgs { events, leads, as_of, reading, quiet: false }))
    }
}

/// More threads than this only take memory.
const MOST_THREADS: usize = 256;

impl DataArgs {
    /// The number of threads.
    pub(crate) fn threads(&self, settings: &Settings) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let asked = self.reading.threads.or(settings.run.threads);
        asked.map_or_else(all, |threads| usize::from(threads.get())).min(MOST_THREADS)
    }

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
#[derive(Clone, Debug, Default, clap::Args)]
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

fn threads(text: &str) -> Result<NonZeroU16, String> {
    text.trim().parse().map_err(|_| "this is not a whole number from 1 to 65535".to_owned())
}
