//! `merit new`

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use crate::output::Output;
use crate::problem::{Outcome, Problem, Status};

/// Make a starter project that works at once
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder; it is made, or must be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

macro_rules! template {
    ($($path:literal from $file:literal)*) => {
        /// The files of the project: path, and text.
        const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../templates/new/", $file)))),*];
    };
}

template! {
    "merit.toml" from "merit.toml"
    "vocabulary.score" from "vocabulary.score"
    "website.score" from "website.score"
    "lists/free_email_domains.txt" from "lists/free_email_domains.txt"
    "lists/competitors.csv" from "lists/competitors.csv"
    "data/events.ndjson" from "data/events.ndjson"
    "data/leads.csv" from "data/leads.csv"
    ".github/workflows/merit.yml" from "workflow.yml"
    "README.md" from "README.md"
}

pub(crate) fn run(args: &Args) -> Outcome {
    let folder = &args.folder;
    let shown = folder.display();
    if folder.is_file() {
        return Err(Problem::new(format!("{shown} is a file; name a folder."))
            .help("name a folder that does not exist yet, or an empty one"));
    }
    if folder.exists() {
        let mut entries = fs::read_dir(folder).map_err(|error| Problem::file("read", shown, &error))?;
        if entries.next().is_some() {
            return Err(Problem::new(format!("{} is not empty; nothing was written.", folder.display()))
                .help("name a folder that does not exist yet, or an empty one"));
        }
    }
    for (path, text) in FILES {
        let path = folder.join(path);
        let failed = |error: std::io::Error| Problem::file("written", path.display(), &error);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&path, text).map_err(failed)?;
    }
    let mut out = Output::open(None)?;
    writeln!(out, "Made a project of {} files in {}. Try:", FILES.len(), folder.display())?;
    writeln!(out, "  cd {}", folder.display())?;
    writeln!(out, "  merit check")?;
    writeln!(out, "  merit test")?;
    writeln!(out, "  merit run website.score --events data/events.ndjson --leads data/leads.csv --as-of 2026-11-01")?;
    out.finish()?;
    Ok(Status::Clean)
}
