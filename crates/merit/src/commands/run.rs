//! `merit run`

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::inputs::{DataArgs, Evaluated, evaluate};
use crate::model::{Loaded, load};
use crate::output::Output;
use crate::problem::{Outcome, Problem};
use crate::results::ResultWriter;
use crate::table::Look;
use crate::terminal::Terminal;
use crate::timings::Started;

/// Score every lead of the records and of the leads table
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A score file with a model, or a compiled model (.json)
    model: PathBuf,

    #[command(flatten)]
    data: DataArgs,

    /// The form of the results; a table unless --output names a file that ends in .ndjson, .csv or .parquet
    #[arg(long, value_name = "FORMAT", env = "MERIT_FORMAT", hide_env_values = true)]
    format: Option<ResultFormat>,

    /// Write to this file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Rows of the table; 0 is all of them [default: 50]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// CSV: leave text that a spreadsheet would take for a formula as it is
    #[arg(long)]
    raw: bool,

    /// Print on standard error where the time went
    #[arg(long)]
    timings: bool,
}

/// The form of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ResultFormat {
    /// For people: the leads with the highest scores, and how many are in each tier
    Table,
    /// One JSON object per lead and line
    Ndjson,
    /// Comma-separated values
    Csv,
    /// Parquet
    Parquet,
}

/// What is done about the ids of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum IdsArg {
    /// The same id and the same content is one record; another content is an error
    Check,
    /// The source guarantees that ids are unique; they are not compared
    Trust,
    /// The id is made from the whole record, so that exact copies collapse
    Content,
}

/// What is done about a record that cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BadRecords {
    /// The run stops
    Stop,
    /// It is counted and reported; exit status 1
    Skip,
}

/// Rows of the table when nobody says otherwise.
const ROWS: usize = 50;

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let started = Started::now();
    let loaded = match load(&args.model, terminal)? {
        Loaded::Model(loaded) => loaded,
        Loaded::Errors(status) => return Ok(status),
    };
    let (model, settings) = (&loaded.model, &loaded.settings);
    let format = args.format.or_else(|| by_name(args)).or(settings.run.format).unwrap_or(ResultFormat::Table);
    if format == ResultFormat::Parquet && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Problem::new("Parquet is not for a terminal.").help("name a file: --output FILE"));
    }
    // Opened before the work, so that a folder that cannot be written is told at once.
    let path = args.output.as_deref();
    let mut out = match format {
        ResultFormat::Ndjson | ResultFormat::Csv => Output::open_for_records(path)?,
        ResultFormat::Table | ResultFormat::Parquet => Output::open(path)?,
    };
    let limit = args.limit.or(settings.run.limit).unwrap_or(ROWS);
    let mut writer = ResultWriter::new(format, model, args.raw, limit, args.data.threads(settings), &mut out);
    let Evaluated { status, timings, .. } =
        match evaluate(model, settings, &args.data, None, terminal, |chunk| writer.take(chunk))? {
            Ok(evaluated) => evaluated,
            Err(status) => return Ok(status),
        };
    let look = match args.output {
        Some(_) => Look { width: None, color: false },
        None => Look { width: terminal.width, color: terminal.color_out },
    };
    writer.finish(look)?;
    out.flush()?;
    out.finish()?;
    if args.timings {
        timings.write(started, std::io::stderr().lock())?;
    }
    Ok(status)
}

/// The form that the name of the output asks for.
fn by_name(args: &Args) -> Option<ResultFormat> {
    match args.output.as_ref()?.extension()?.to_str()? {
        "ndjson" | "jsonl" => Some(ResultFormat::Ndjson),
        "csv" => Some(ResultFormat::Csv),
        "parquet" => Some(ResultFormat::Parquet),
        _ => None,
    }
}
