//! `merit compile`

use std::io::Write;
use std::path::PathBuf;

use crate::model::{Loaded, load};
use crate::output::Output;
use crate::problem::{Outcome, Status};
use crate::terminal::Terminal;

/// Print the compiled model as JSON, which every command that takes MODEL also takes
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A score file with a model
    model: PathBuf,

    /// Write to this file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let loaded = match load(&args.model, terminal)? {
        Loaded::Model(loaded) => loaded,
        Loaded::Errors(status) => return Ok(status),
    };
    let mut out = Output::open(args.output.as_deref())?;
    serde_json::to_writer_pretty(&mut out, &loaded.model).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.finish()?;
    Ok(Status::Clean)
}
