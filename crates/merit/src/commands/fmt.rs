//! `merit fmt`

use std::io::Write;

use merit_compiler::FileProblem;
use merit_diagnostics::{Code, Diagnostic, Place, Span};

use crate::findings::{Findings, counted};
use crate::output::{Output, replace};
use crate::paths::{Input, PathArgs};
use crate::problem::{Outcome, Problem, Status};
use crate::project::read_bounded;
use crate::render;
use crate::terminal::{Terminal, escape};
use crate::unified;

/// Write files in the one style
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    paths: PathArgs,

    /// Change nothing; exit status 1 when a file would change
    #[arg(long)]
    check: bool,

    /// Change nothing; show what would change
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let inputs = args.paths.inputs()?;
    let look_only = args.check || args.diff;
    let mut findings = Findings::default();
    let (mut changed, mut same) = (0, 0);
    let mut out = Output::open(None)?;
    for input in &inputs {
        let shown = input.path().to_string_lossy().replace('\\', "/");
        let Some(text) = text_of(input, &shown, &mut findings)? else { continue };
        let formatted = match merit_syntax::format(&text) {
            Ok(formatted) => formatted,
            Err(reports) => {
                refuse(&shown, &text, reports, &mut findings);
                continue;
            }
        };
        let differs = formatted != text;
        *(if differs { &mut changed } else { &mut same }) += 1;
        match input {
            Input::Stdin { .. } if !look_only => out.write_all(formatted.as_bytes())?,
            Input::File(path) if differs && !look_only => {
                replace(path, &formatted)?;
                writeln!(out, "Formatted {}.", escape(&shown))?;
            }
            _ if differs && args.diff => unified::write(&shown, &text, &formatted, terminal.color_out, &mut out)?,
            _ if differs && args.check => writeln!(out, "{} is not in the one style.", escape(&shown))?,
            _ => {}
        }
    }
    out.finish()?;
    findings.sort();
    let mut err = std::io::stderr().lock();
    render::write_human(&findings, terminal.color_err, &mut err)?;
    let refused = inputs.len() - changed - same;
    if !args.paths.has_stdin() || refused > 0 {
        writeln!(err, "{}", summary(changed, same, refused, look_only))?;
    }
    Ok(Status::found(refused > 0 || (look_only && changed > 0)))
}

fn summary(changed: usize, same: usize, refused: usize, look_only: bool) -> String {
    let would = if look_only { "would change" } else { "changed" };
    let parts = [
        (changed, format!("{} {would}", counted(changed, "file"))),
        (same, format!("{} already in the one style", counted(same, "file"))),
        (refused, format!("{} left untouched because of errors", counted(refused, "file"))),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    format!("{}.", parts.join(", "))
}

/// The text of an input; `None` after a report when it is no text.
fn text_of(input: &Input, shown: &str, findings: &mut Findings) -> Result<Option<String>, Problem> {
    let bytes = match input {
        Input::Stdin { bytes, .. } => bytes.clone(),
        Input::File(path) => read_bounded(path).map_err(|problem| {
            let why = match problem {
                FileProblem::NotReadable(why) => why,
                FileProblem::TooLarge => "it is larger than 64 MB".to_owned(),
                FileProblem::Missing | FileProblem::Outside => "there is no such file".to_owned(),
            };
            Problem::new(format!("{} cannot be read: {why}.", path.display()))
        })?,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let file = findings.file(shown, &String::from_utf8_lossy(error.as_bytes()));
            let at = error.utf8_error().valid_up_to();
            let place = Place { file, span: Span::of(at..at + '\u{fffd}'.len_utf8()) };
            let message = "This file is not UTF-8 text, so it cannot be formatted.";
            findings.add(Diagnostic::new(Code::F608, place, message).label("the first bytes that are not UTF-8"));
            Ok(None)
        }
    }
}

/// A damaged file is never rearranged: its errors are shown instead.
fn refuse(shown: &str, text: &str, reports: Vec<Diagnostic>, findings: &mut Findings) {
    let file = findings.file(shown, text);
    for mut report in reports {
        report.main.place.file = file;
        report.related.iter_mut().for_each(|mark| mark.place.file = file);
        report.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| edit.place.file = file);
        findings.add(report);
    }
}
