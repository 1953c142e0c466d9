//! The files of the command line, and the way to read them.

use std::path::{Path, PathBuf};

use merit_events::{Input, Mapping, SourceConfig, SourceKind};
use merit_ir::Model;

use super::DataArgs;
use crate::config::{Settings, nearest};
use crate::problem::Problem;

/// The files of one run with the way to read them.
pub(super) struct Data {
    pub(super) leads: Vec<Input>,
    pub(super) leads_mapping: Mapping,
    pub(super) events: Vec<Input>,
    pub(super) events_mapping: Mapping,
}

/// Finds files and the way to read them.
pub(super) fn data(model: &Model, settings: &Settings, args: &DataArgs) -> Result<Data, Problem> {
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
