//! `merit diff`

mod gates;
mod human;
mod markdown;
mod models;
mod operands;
mod order;
mod replay;
mod report;
mod view;

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::inputs::OptionalDataArgs;
use crate::output::Output;
use crate::problem::{Outcome, Problem, Status};
use crate::terminal::Terminal;
use gates::{Expected, MaxMoved};
use report::{ModelReport, Report};

/// Show what a change of a model means, and with records: who moves, from where to where, and because of which rule
///
/// merit diff OLD NEW compares two files, folders or compiled models. merit diff REVISION -- PATH... compares the paths at a
/// git revision with those in the working folder, merit diff REVISION REVISION -- PATH... at two revisions. Without --, a name
/// that is no file or folder is taken for a revision: merit diff main is merit diff main -- .
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What is compared: a score file, a compiled model (.json), a folder, or a git revision
    #[arg(value_name = "OLD_NEW", required = true, num_args = 1..=2)]
    sides: Vec<String>,

    /// The files or folders that are compared at the revisions
    #[arg(value_name = "PATH", last = true)]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    data: OptionalDataArgs,

    /// The form of the difference
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: DiffFormat,

    /// Exit with 1 when a larger part of the leads moves: 2%
    #[arg(long, value_name = "PERCENT", value_parser = MaxMoved::read, requires = "events")]
    max_moved: Option<MaxMoved>,

    /// Exit with 1 when the new model brings another number of leads into a segment per week on average: "MQL" 100..140 per week
    #[arg(long, num_args = 4, value_names = ["SEGMENT", "RANGE", "per", "week"], requires = "events")]
    expect_segment: Vec<String>,

    /// Write to this file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For people
    Human,
    /// For a comment on a pull request: collapsible, and shorter than 65,000 characters
    Markdown,
    /// JSON; its schema is printed by merit schema diff
    Json,
}

pub(crate) use order::flags_before_paths;
pub(crate) use report::Report as DiffReport;

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let expected = Expected::read_all(&args.expect_segment)?;
    operands::no_records(&args.sides, &args.paths)?;
    let data = args.data.data()?;
    let pairs = match models::pairs(&operands::both(&args.sides, &args.paths, terminal)?, terminal)? {
        Ok(pairs) => pairs,
        Err(status) => return Ok(status),
    };
    let path = args.output.as_deref();
    let mut out = match args.format {
        DiffFormat::Json => Output::open_for_records(path)?,
        DiffFormat::Human | DiffFormat::Markdown => Output::open(path)?,
    };
    let mut report = Report { merit_diff: 1, models: pairs.iter().map(ModelReport::of).collect(), gates: Vec::new() };
    let mut status = Status::Clean;
    if let Some(data) = &data {
        let both: Vec<usize> = (0..).zip(&pairs).filter(|(_, pair)| pair.both()).map(|(at, _)| at).collect();
        let [at] = both.as_slice() else {
            return Err(Problem::new(format!(
                "Records are replayed with one model at a time, and {} are compared here.",
                if both.is_empty() { "no two models".to_owned() } else { format!("{} models", both.len()) }
            ))
            .help("name the file of the model: merit diff main -- models/acme.score --events ..."));
        };
        if let (Some(pair), Some(model)) = (pairs.get(*at), report.models.get_mut(*at)) {
            match replay::replay(pair, &model.comparison, data, terminal)? {
                Ok((replayed, found)) => {
                    status = status.max(found);
                    report.gates = gates::judge(args.max_moved, &expected, &replayed.movement)?;
                    model.replay = Some(replayed);
                }
                Err(status) => return Ok(status),
            }
        }
    }
    match args.format {
        DiffFormat::Human => {
            let (width, color) = match args.output {
                Some(_) => (None, false),
                None => (terminal.width, terminal.color_out),
            };
            human::write(&report, human::Look { width, color }, &mut out)?;
        }
        DiffFormat::Markdown => out.write_all(markdown::of(&report).as_bytes())?,
        DiffFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &report).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    out.finish()?;
    Ok(status.max(Status::found(report.gates.iter().any(|gate| !gate.passed))))
}
