//! `merit explain`

mod human;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use merit_engine::EngineError;
use merit_values::{Duration, Unit, Zone};
use merit_workbench::reach::Lifter;
use merit_workbench::{ExplainOptions, Explanation, Privacy, explain};
use schemars::JsonSchema;
use serde::Serialize;

use crate::inputs::{DataArgs, ToExplain, read_to_explain};
use crate::model::{Loaded, load};
use crate::output::Output;
use crate::problem::{Outcome, Problem, Status};
use crate::terminal::{Paint, Terminal, escape, paint};

/// Show why leads have the scores they have: every entry with its date, points, rule and cause
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A score file with a model, or a compiled model (.json)
    model: PathBuf,

    /// The leads to explain
    #[arg(long = "lead", required = true, num_args = 1.., value_name = "ID")]
    lead_ids: Vec<String>,

    #[command(flatten)]
    data: DataArgs,

    /// The form of the explanation
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: ExplainFormat,

    /// How many days to look ahead: what changes if nothing happens but time
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(0..=3660))]
    ahead: u32,

    /// Show the values of attributes and properties that are declared personal
    #[arg(long)]
    show_personal: bool,

    /// Write to this file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    /// A ledger for people
    Human,
    /// JSON; its schema is printed by merit schema explain
    Json,
}

/// What `merit explain --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explanations {
    /// The version of this form.
    merit_explain: u32,
    /// The explained leads, in the order in which they were asked for.
    leads: Vec<Explanation>,
    /// Leads that are neither in the log up to that moment nor in the leads table.
    missing: Vec<String>,
}

/// Explanations as plain text. `file` is the file of the model, whose lines are said without its name.
pub(crate) fn text(leads: &[Explanation], file: &str) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = human::write(leads, human::Look { width: None, color: false, file }, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let loaded = match load(&args.model, terminal)? {
        Loaded::Model(loaded) => loaded,
        Loaded::Errors(status) => return Ok(status),
    };
    let (model, settings) = (&loaded.model, &loaded.settings);
    let path = args.output.as_deref();
    let mut out = match args.format {
        ExplainFormat::Human => Output::open(path)?,
        ExplainFormat::Json => Output::open_for_records(path)?,
    };
    let mut asked: Vec<&str> = Vec::new();
    for lead in args.lead_ids.iter().map(|lead| lead.trim()) {
        if !asked.contains(&lead) {
            asked.push(lead);
        }
    }
    let wanted: BTreeSet<String> = asked.iter().map(|lead| (*lead).to_owned()).collect();
    let ToExplain { explained, names, mut status } =
        match read_to_explain(model, settings, &args.data, &wanted, terminal)? {
            Ok(read) => read,
            Err(status) => return Ok(status),
        };
    let zone = Zone::named(&model.timezone)
        .map_err(|_| Problem::new(EngineError::UnknownZone(model.timezone.clone()).to_string()))?;
    let as_of = args.data.as_of().instant(&zone);
    let until = match args.ahead {
        0 => as_of,
        count => zone.end_of(zone.day_of(as_of).plus(Duration { count, unit: Unit::Days })),
    };
    let privacy = if args.show_personal { Privacy::Shown } else { Privacy::Hidden };
    let lifter = Lifter::of(model, as_of, asked.len());
    let options = ExplainOptions { as_of, until, sources: &names, privacy, lifter: lifter.as_ref() };
    let mut found = Explanations { merit_explain: 1, leads: Vec::new(), missing: Vec::new() };
    for lead in asked {
        match explain(model, &explained, lead, options) {
            Some(explanation) => found.leads.push(explanation),
            None => found.missing.push(lead.to_owned()),
        }
    }
    match args.format {
        ExplainFormat::Human => {
            let (width, color) = match args.output {
                Some(_) => (None, false),
                None => (terminal.width, terminal.color_out),
            };
            let file = model.sources.first().map_or("", String::as_str);
            human::write(&found.leads, human::Look { width, color, file }, &mut out)?;
        }
        ExplainFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &found).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    out.finish()?;
    for lead in &found.missing {
        let mut err = std::io::stderr().lock();
        let head = paint("warning", Paint::Yellow, terminal.color_err);
        writeln!(err, "{head}: There is no lead {} in the log up to {as_of}, nor in the leads table.", escape(lead))?;
        status = status.max(Status::Findings);
    }
    Ok(status)
}
