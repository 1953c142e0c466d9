//! The sample of a project, for the editor: the same files, mappings and rules as those of the commands.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use merit_events::{Place, ReadError, ReadOptions, ReadReport};
use merit_ir::Model;
use merit_lsp::{Records, SampleRead};
use merit_workbench::sample::HowRead;

use super::reading::{Ended, Run};
use super::{DataArgs, ReadingArgs};
use crate::config::{SampleSettings, Settings};
use crate::terminal::Terminal;

/// Nobody wants more.
struct Stopped;

/// Reads the sample of the project in this folder; nothing when nobody wants more of it.
///
/// # Errors
/// Why it cannot be read, in sentences.
pub(crate) fn read_sample(
    root: &Path,
    settings: &Settings,
    sample: &SampleSettings,
    model: &Model,
    take: &mut dyn FnMut(Records) -> ControlFlow<()>,
) -> Result<Option<SampleRead>, String> {
    let args = args(root, sample);
    let mut run = Run::new(model, settings, &args, None).map_err(|problem| problem.text())?;
    let from_root = |name: &str| Path::new(name).strip_prefix(root).map(|path| path.display().to_string());
    for input in run.data.leads.iter_mut().chain(&mut run.data.events) {
        // A pipe might never end.
        if !matches!(&input.place, Place::File(path) if path.is_file()) {
            return Err(format!("{} is not a file.", input.name));
        }
        input.name = from_root(&input.name).unwrap_or_else(|_| input.name.clone());
    }
    run.names = run.data.leads.iter().chain(&run.data.events).map(|input| input.name.clone()).collect();
    let result = run.until_ids_are_known(|reading| {
        if take(Records::FromTheBeginning).is_break() {
            return Err(stopped());
        }
        let mut give = |records: Records| if take(records).is_break() { Err(Stopped) } else { Ok(()) };
        let leads = merit_events::read_leads(&run.data.leads, &run.data.leads_mapping, reading, |batch| {
            give(Records::Leads(batch))
        });
        let leads = leads.map_err(ended)?;
        let first_source = u32::try_from(run.data.leads.len()).unwrap_or(u32::MAX);
        let reading = ReadOptions { first_source, ..reading.clone() };
        let events = merit_events::read_events(&run.data.events, &run.data.events_mapping, &reading, |batch| {
            give(Records::Events(batch))
        });
        Ok((leads, events.map_err(ended)?))
    });
    match result {
        Ok((leads, events)) => {
            let how = HowRead {
                as_of: run.options.as_of,
                compares_ids: run.options.ids == merit_engine::Ids::Check,
                sources: run.names.clone(),
            };
            Ok(Some(SampleRead { how, notes: notes(&run, model, &leads, &events) }))
        }
        Err(Ended::Output(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
        Err(Ended::Output(error)) => Err(format!("{error}.")),
        Err(Ended::Data(error)) => {
            let mut text = Vec::new();
            run.why(error, Terminal::NONE, &mut text).map_err(|problem| problem.text())?;
            Err(String::from_utf8_lossy(&text).trim_end().to_owned())
        }
    }
}

/// The same as flags.
fn args(root: &Path, sample: &SampleSettings) -> DataArgs {
    let paths = |names: &[String]| names.iter().map(|name| root.join(name)).collect();
    DataArgs {
        events: paths(&sample.events),
        leads: paths(&sample.leads),
        as_of: sample.as_of,
        // One thread: somebody is typing.
        reading: ReadingArgs {
            source: sample.source.clone(),
            threads: Some(std::num::NonZeroU16::MIN),
            ..ReadingArgs::default()
        },
        quiet: true,
    }
}

fn stopped() -> Ended {
    Ended::Output(io::ErrorKind::Interrupted.into())
}

fn ended(error: ReadError<Stopped>) -> Ended {
    match error {
        ReadError::Record(problem) => Ended::Data(ReadError::Record(problem)),
        ReadError::File(problem) => Ended::Data(ReadError::File(problem)),
        ReadError::LateIds(problem) => Ended::Data(ReadError::LateIds(problem)),
        ReadError::Sink(Stopped) => stopped(),
    }
}

/// What reading noticed, and the command tells on standard error.
fn notes(run: &Run<'_>, model: &Model, leads: &ReadReport, events: &ReadReport) -> Vec<String> {
    let names: Vec<String> = model.events.iter().map(|event| event.name.clone()).collect();
    let both = [(leads, &run.data.leads_mapping), (events, &run.data.events_mapping)];
    let mut notes = Vec::new();
    for (report, mapping) in both {
        notes.extend(report.warnings(&run.names, mapping.zone_name(), &names).iter().map(ToString::to_string));
        if report.skipped > 0 {
            notes.extend(report.examples.iter().map(ToString::to_string));
            notes.push(format!(
                "Records and rows that are left out because they cannot be understood: {}.",
                report.skipped
            ));
        }
    }
    notes
}
