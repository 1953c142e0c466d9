//! `merit check`

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use merit_diagnostics::{Code, FileId};
use merit_values::Day;

use crate::baseline::{self, Applied, Baselines};
use crate::config::unknown_check;
use crate::findings::{Findings, counted};
use crate::fixes;
use crate::output::{Output, replace};
use crate::pages;
use crate::paths::{Input, PathArgs};
use crate::problem::{Outcome, Problem, Status};
use crate::render::{self, Format, Report};
use crate::terminal::{Terminal, escape};
use crate::workspace::Workspace;

/// Check models: everything that can be said without data
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    paths: PathArgs,

    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "human", env = "MERIT_CHECK_FORMAT", hide_env_values = true)]
    format: Format,

    /// Where findings are written instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Warnings count as findings: exit status 1
    #[arg(long)]
    strict: bool,

    /// Apply the fixes whose meaning is certain
    #[arg(long)]
    fix: bool,

    /// With --fix: apply also the fixes that are probably meant
    #[arg(long, requires = "fix")]
    unsafe_fixes: bool,

    /// The date on which models are old or not: what must be reviewed is found only with it
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Day>,

    /// A file of findings that wait: they are left out
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the warnings and hints of now into the baseline, so that only new ones are shown from now on
    #[arg(long, conflicts_with = "fix")]
    write_baseline: bool,

    /// Print the page of a code (T201) or name (unknown_event), and do nothing else
    #[arg(long, value_name = "CODE", conflicts_with_all = ["fix", "strict", "write_baseline"])]
    explain: Option<String>,
}

/// Fixes may make room for further ones; more rounds than this are not needed by any text.
const ROUNDS: usize = 10;

/// What was looked at, and what the settings of the projects say about it.
struct Looked {
    findings: Findings,
    /// The files, under the names shown to people.
    files: Vec<String>,
    /// A project wants warnings to count.
    strict: bool,
    baselines: Baselines,
    /// Some baseline is named nowhere: it takes the usual name.
    unnamed: bool,
    /// How many claims were proved.
    proved: usize,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let inputs = args.paths.inputs()?;
    if args.fix && args.paths.has_stdin() {
        return Err(Problem::new("Standard input cannot be fixed in place; name a file."));
    }
    let mut looked = look(&inputs, args)?;
    let mut fixed = 0;
    if args.fix {
        let named: HashSet<PathBuf> =
            inputs.iter().filter_map(|input| std::fs::canonicalize(input.path()).ok()).collect();
        for _ in 0..ROUNDS {
            let count = fix(&looked.findings, args.unsafe_fixes, &named)?;
            if count == 0 {
                break;
            }
            fixed += count;
            looked = look(&inputs, args)?;
        }
    }
    if args.write_baseline {
        return write_baseline(&looked);
    }
    let applied = baseline::apply(&mut looked.findings, &looked.baselines)?;
    let strict = args.strict || looked.strict;
    let counts = looked.findings.counts();
    let mut out = Output::open(args.output.as_deref())?;
    let color = terminal.color_out && args.output.is_none();
    let report = Report { findings: &looked.findings, files: &looked.files, strict };
    render::write(args.format, &report, color, &mut out)?;
    if matches!(args.format, Format::Human | Format::Plain) {
        summary(&looked, fixed, applied, &mut out)?;
    }
    out.finish()?;
    Ok(Status::found(counts.errors > 0 || (strict && counts.warnings > 0)))
}

fn summary(looked: &Looked, fixed: usize, applied: Applied, out: &mut Output) -> Result<(), Problem> {
    if fixed > 0 {
        writeln!(out, "{} fixed.", counted(fixed, "finding"))?;
    }
    let files = counted(looked.files.len(), "file");
    match looked.findings.counts().words() {
        Some(words) => {
            writeln!(out, "{words} in {files}.")?;
            writeln!(out, "merit check --explain CODE tells more about a finding.")?;
        }
        None => writeln!(out, "Nothing to report in {files}.")?,
    }
    if looked.proved > 0 {
        writeln!(out, "{} proved.", counted(looked.proved, "claim"))?;
    }
    if applied.left_out > 0 {
        writeln!(out, "{} of the baseline left out.", counted(applied.left_out, "finding"))?;
    }
    if applied.stale > 0 {
        let are = if applied.stale == 1 {
            "1 entry of the baseline is".to_owned()
        } else {
            format!("{} entries of the baseline are", applied.stale)
        };
        writeln!(out, "{are} mended; merit check --write-baseline takes them out.")?;
    }
    Ok(())
}

fn date(text: &str) -> Result<Day, String> {
    Day::read(text).ok_or_else(|| "a date is written like 2026-11-30".to_owned())
}

/// Compiles and checks everything.
fn look(inputs: &[Input], args: &Args) -> Result<Looked, Problem> {
    let options = merit_lint::Options { today: args.today };
    let mut workspace = Workspace::default();
    let mut looked = Looked {
        findings: Findings::default(),
        files: Vec::new(),
        strict: false,
        baselines: Baselines::new(),
        unnamed: false,
        proved: 0,
    };
    looked.files = workspace.check(inputs, &options, &mut looked.findings)?;
    for input in inputs {
        let member = workspace.member(input.path())?;
        looked.strict |= member.settings.check.strict.unwrap_or(false);
        let root = member.project.root();
        let named = member.settings.check.baseline.as_ref().map(|path| root.join(path));
        let path = args.baseline.clone().or(named);
        looked.unnamed |= path.is_none();
        if let Some(path) = path.or_else(|| args.write_baseline.then(|| root.join(baseline::FILE))) {
            looked.baselines.insert(root.to_owned(), path);
        }
    }
    looked.proved = workspace.proved;
    looked.findings.sort();
    if let (Some(path), false) = (&args.baseline, args.write_baseline)
        && !path.is_file()
    {
        return Err(Problem::new(format!("There is no baseline {}.", path.display()))
            .help("merit check --write-baseline --baseline FILE writes one"));
    }
    if args.baseline.is_some() && looked.baselines.len() > 1 {
        return Err(Problem::new("These files belong to several projects, and one baseline holds one project.")
            .help("name the files of one project, or set baseline under [check] in each merit.toml"));
    }
    Ok(looked)
}

fn write_baseline(looked: &Looked) -> Outcome {
    let mut out = Output::open(None)?;
    for (path, count) in baseline::write(&looked.findings, &looked.baselines)? {
        let shown = path.display().to_string();
        writeln!(out, "Wrote {} to {}.", counted(count, "finding"), escape(&shown))?;
    }
    if looked.unnamed {
        writeln!(
            out,
            "To have it read every time, put   baseline = \"{}\"   under [check] in merit.toml.",
            baseline::FILE
        )?;
    }
    let errors = looked.findings.diagnostics.iter().filter(|found| !looked.findings.may_wait(found)).count();
    if errors > 0 {
        writeln!(out, "{} cannot wait: a model with errors does not run.", counted(errors, "error"))?;
    }
    out.finish()?;
    Ok(Status::found(errors > 0))
}

/// Applies fixes to the files that were named, and tells how many.
fn fix(findings: &Findings, unsafe_too: bool, named: &HashSet<PathBuf>) -> Result<usize, Problem> {
    let on_disk = |file: FileId| findings.on_disk(file).and_then(|path| std::fs::canonicalize(path).ok());
    let fixed = fixes::apply(findings, unsafe_too, |file| on_disk(file).is_some_and(|path| named.contains(&path)));
    for (file, text) in &fixed.texts {
        if let Some(path) = on_disk(*file) {
            replace(&path, text)?;
        }
    }
    Ok(fixed.count)
}

fn explain(name: &str) -> Outcome {
    let code = Code::find(name.trim()).ok_or_else(|| unknown_check(name.trim()))?;
    let page = pages::page(code).ok_or_else(|| Problem::new(format!("There is no page about {code} yet.")))?;
    let mut out = Output::open(None)?;
    out.write_all(page.as_bytes())?;
    out.finish()?;
    Ok(Status::Clean)
}
