//! `merit reach`

use std::io::Write;
use std::path::PathBuf;

use merit_ir::{MatrixId, Model, SegmentId, Target, TiersId};
use merit_workbench::reach::{Path, Ways, ways};

use crate::findings::counted;
use crate::model::{Loaded, load};
use crate::output::Output;
use crate::problem::{Outcome, Problem, Status};
use crate::terminal::{Terminal, escape};

/// Print a smallest log that takes a fresh lead into a tier, cell or segment, as a test in the language
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A score file with a model, or a compiled model (.json)
    model: PathBuf,

    /// The tier, cell or segment
    #[arg(value_name = "NAME")]
    place: String,

    /// How many different ways
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=20))]
    paths: u8,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let loaded = match load(&args.model, terminal)? {
        Loaded::Model(loaded) => loaded,
        Loaded::Errors(status) => return Ok(status),
    };
    let model = &loaded.model;
    let places = places(model);
    let Some((name, target)) = places.iter().find(|(name, _)| *name == args.place) else {
        return Err(unknown(&args.place, &places));
    };
    let mut out = Output::open(None)?;
    let status = match ways(model, *target, name, usize::from(args.paths)) {
        Ways::Found(paths) => {
            found(name, &paths, &mut out)?;
            Status::Clean
        }
        Ways::Impossible(why) => {
            for line in why {
                writeln!(out, "{}", escape(&line))?;
            }
            Status::Findings
        }
        Ways::NotFound => {
            writeln!(out, "No way into \"{}\" was found, and none is ruled out.", escape(name))?;
            writeln!(out, "Looked at: one lead from its first event on, without changes of its attributes.")?;
            Status::Findings
        }
    };
    out.finish()?;
    Ok(status)
}

fn found(name: &str, paths: &[Path], out: &mut Output) -> Result<(), Problem> {
    let all: Vec<&str> = paths.iter().map(|path| path.summary.as_str()).collect();
    writeln!(out, "# {}: {}", escape(name), escape(&all.join("; or ")))?;
    for (number, path) in (1..).zip(paths) {
        let fewest = if path.smallest { ", the fewest" } else { "" };
        writeln!(out, "\n# {}{fewest}", counted(path.events, "event"))?;
        let text = if number == 1 {
            path.text.clone()
        } else {
            let first = format!("test \"a way into {}\"", name.replace('"', "\"\""));
            path.text.replacen(&first, &format!("{} ({number})\"", first.trim_end_matches('"')), 1)
        };
        write!(out, "{}", escape_lines(&text))?;
    }
    Ok(())
}

/// Escaped, line by line.
fn escape_lines(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", escape(line))).collect()
}

/// Everything that a lead can be in, with its name.
fn places(model: &Model) -> Vec<(String, Target)> {
    let mut places = Vec::new();
    for (number, tiers) in (0..).zip(&model.tiers) {
        let lines = (0..).zip(&tiers.lines);
        places.extend(lines.map(|(line, tier)| (tier.name.clone(), Target::Tier(TiersId(number), line))));
    }
    for (number, matrix) in (0..).zip(&model.matrices) {
        for cell in matrix.cells.iter().flatten() {
            if !places.iter().any(|(name, _)| name == cell) {
                places.push((cell.clone(), Target::Cell(MatrixId(number))));
            }
        }
    }
    let segments = (0..).zip(&model.segments);
    places.extend(segments.map(|(number, segment)| (segment.name.clone(), Target::Segment(SegmentId(number)))));
    places
}

fn unknown(wanted: &str, places: &[(String, Target)]) -> Problem {
    let problem = Problem::new(format!("There is no tier, cell or segment called \"{}\".", escape(wanted)));
    let near = |name: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &wanted.to_lowercase());
    let meant = places.iter().map(|(name, _)| (near(name), name)).min();
    match meant.filter(|(distance, name)| *distance <= 2.max(name.chars().count() / 4)) {
        Some((_, name)) => problem.help(format!("did you mean \"{name}\"?")),
        None if places.is_empty() => problem.help("the model has none"),
        None => {
            let some: Vec<String> = places.iter().take(12).map(|(name, _)| format!("\"{name}\"")).collect();
            let more = if places.len() > 12 { ", …" } else { "" };
            problem.help(format!("there are {}{more}", some.join(", ")))
        }
    }
}
