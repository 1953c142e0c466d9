//! What reading noticed, told on standard error.

use std::io::Write;

use merit_diagnostics::Level;
use merit_engine::{EngineError, RecordPlace};
use merit_ir::Model;
use merit_values::Instant;

use super::reading::Reports;
use super::sources::Data;
use crate::commands::run::IdsArg;
use crate::findings::{counted, grouped};
use crate::problem::{Problem, Status};
use crate::terminal::{Paint, Terminal, escape, paint};

/// The heading and everything worth telling, on standard error.
pub(super) fn told(
    model: &Model,
    data: &Data,
    names: &[String],
    reports: &Reports,
    as_of: Instant,
    ids: IdsArg,
    terminal: Terminal,
) -> Result<Status, Problem> {
    let mut err = std::io::stderr().lock();
    let color = terminal.color_err;
    let model_file = model.sources.first().map_or("", String::as_str);
    let name = escape(&model.name).into_owned();
    writeln!(
        err,
        "{} ({}), edition {} · merit {} · {}",
        paint(&name, Paint::Bold, color),
        escape(model_file),
        model.edition,
        env!("CARGO_PKG_VERSION"),
        crate::cli::data_versions(),
    )?;
    writeln!(
        err,
        "as of {as_of} ({}) · {} · {}",
        escape(&model.timezone),
        counted(usize::try_from(reports.events.records).unwrap_or(usize::MAX), "record"),
        counted(reports.scored, "lead"),
    )?;
    let events: Vec<String> = model.events.iter().map(|event| event.name.clone()).collect();
    let both = [(&reports.leads, &data.leads_mapping), (&reports.events, &data.events_mapping)];
    for (report, mapping) in both {
        for warning in report.warnings(names, mapping.zone_name(), &events) {
            tell(&warning, terminal, &mut err)?;
        }
    }
    if reports.events.has_ids == Some(false) && ids != IdsArg::Content {
        let note =
            "The records have no ids, so none of them is taken for a copy of another (--ids content changes that).";
        writeln!(err, "{}: {note}", paint("note", Paint::Cyan, color))?;
    }
    let mut skipped = 0;
    for (report, what) in [(&reports.leads, "row"), (&reports.events, "record")] {
        for example in &report.examples {
            tell(example, terminal, &mut err)?;
        }
        if report.skipped > 0 {
            let (s, were, they) = if report.skipped == 1 { ("", "was", "it") } else { ("s", "were", "they") };
            let count = grouped(report.skipped);
            writeln!(err, "{count} {what}{s} {were} left out because {they} cannot be understood.")?;
        }
        skipped += report.skipped;
    }
    Ok(Status::found(skipped > 0))
}

/// One problem of the data: `error[F602]: events.ndjson:3: ...`.
pub(super) fn tell(problem: &merit_events::Problem, terminal: Terminal, err: &mut dyn Write) -> Result<(), Problem> {
    let code = problem.code.map_or_else(String::new, |code| format!("[{code}]"));
    let head = format!("{}{code}", problem.level.word());
    let colour = match problem.level {
        Level::Error => Paint::Red,
        Level::Warning => Paint::Yellow,
        Level::Hint => Paint::Cyan,
    };
    let text = problem.to_string();
    writeln!(err, "{}: {}", paint(&head, colour, terminal.color_err), escape(&text)).map_err(Problem::from)
}

pub(super) fn engine_error(
    error: &EngineError,
    earlier: Option<RecordPlace>,
    names: &[String],
    terminal: Terminal,
    err: &mut dyn Write,
) -> Result<(), Problem> {
    let shown = |place: &RecordPlace| {
        let name = names.get(place.source as usize).map_or("", String::as_str);
        format!("{name}:{}", place.line)
    };
    let (code, places) = match error {
        EngineError::SameId { place, .. } => ("[F603]", earlier.iter().chain([place]).collect()),
        EngineError::LeadConflict { places, .. } => ("[F603]", places.iter().collect()),
        EngineError::UnknownZone(_)
        | EngineError::BrokenModel(_)
        | EngineError::TooMany(_)
        | EngineError::Scratch(_)
        | EngineError::Disorder
        | EngineError::SeveralRows => ("", Vec::new()),
    };
    let head = format!("error{code}");
    let message = error.to_string();
    writeln!(err, "{}: {}", paint(&head, Paint::Red, terminal.color_err), escape(&message))?;
    if !places.is_empty() {
        let places: Vec<String> = places.iter().map(|place| shown(place)).collect();
        writeln!(err, "  {} {}", paint("=", Paint::Cyan, terminal.color_err), escape(&places.join(" and ")))?;
    }
    Ok(())
}
