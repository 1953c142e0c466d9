//! `merit changes`

use std::ops::Range;
use std::path::PathBuf;

use merit_events::write::Changes;

use crate::inputs::{DataArgs, Evaluated, evaluate};
use crate::model::{Loaded, load};
use crate::output::Output;
use crate::problem::Outcome;
use crate::terminal::Terminal;
use crate::threads::in_shares;
use crate::timings::Started;
use crate::when::When;

/// Print who entered and left which tier, segment or cell, and which triggers are due, as NDJSON
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A score file with a model, or a compiled model (.json)
    model: PathBuf,

    /// Only what happened after this: a date (its end in the model's time zone), or a time with offset
    #[arg(long, value_name = "WHEN", value_parser = When::read)]
    since: When,

    #[command(flatten)]
    data: DataArgs,

    /// Write to this file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print on standard error where the time went
    #[arg(long)]
    timings: bool,
}

/// Lines that are made together.
const LINES: usize = 1 << 16;

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let started = Started::now();
    let loaded = match load(&args.model, terminal)? {
        Loaded::Model(loaded) => loaded,
        Loaded::Errors(status) => return Ok(status),
    };
    let mut out = Output::open_for_records(args.output.as_deref())?;
    let since = Some(args.since);
    let Evaluated { evaluation, status, mut timings, .. } =
        match evaluate(&loaded.model, &loaded.settings, &args.data, since, terminal, |_| Ok(()))? {
            Ok(evaluated) => evaluated,
            Err(status) => return Ok(status),
        };
    let writing = Started::now();
    let changes = Changes::new(&evaluation.transitions, &evaluation.due);
    let lines = |lines, text: &mut Vec<u8>| changes.write(lines, &loaded.model, text);
    // Not all of the text at once.
    for first in (0..changes.len()).step_by(LINES) {
        let count = LINES.min(changes.len() - first);
        let some = |range: Range<usize>, text: &mut Vec<u8>| lines(first + range.start..first + range.end, text);
        in_shares(count, args.data.threads(&loaded.settings), some, &mut out)?;
    }
    out.finish()?;
    timings.stage("writing", writing);
    if args.timings {
        timings.write(started, std::io::stderr().lock())?;
    }
    // The command ends here: a million transitions need not be let go one by one.
    std::mem::forget(evaluation);
    Ok(status)
}
