//! `merit test`

use std::io::Write;

use clap::ValueEnum;
use merit_diagnostics::{Diagnostic, Family, Level};
use merit_workbench::{TestOutcome, Unreached, run_tests, unreached_rules};

use crate::findings::{Findings, counted};
use crate::output::Output;
use crate::paths::{Input, PathArgs};
use crate::problem::{Outcome, Problem, Status};
use crate::render;
use crate::terminal::{Paint, Terminal, escape, paint};
use crate::workspace::Workspace;

mod failures;
mod machine;

/// Run the tests that are written in the models
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    paths: PathArgs,

    /// Only tests whose name contains this text
    #[arg(long, value_name = "TEXT")]
    run: Option<String>,

    /// List the rules that no test reaches
    #[arg(long)]
    coverage: bool,

    /// How results are shown
    #[arg(long, value_name = "FORMAT", default_value = "human", env = "MERIT_TEST_FORMAT", hide_env_values = true)]
    format: TestFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum TestFormat {
    /// For people
    #[default]
    Human,
    /// One JSON array, one object per test
    Json,
    /// JUnit XML
    Junit,
}

/// The tests of one file.
struct FileTests {
    /// The file, as shown to people.
    name: String,
    outcomes: Vec<TestOutcome>,
    /// With `--coverage`: the rules that no test reaches.
    unreached: Vec<Unreached>,
}

impl FileTests {
    fn failed(&self) -> usize {
        self.outcomes.iter().filter(|outcome| !outcome.passed()).count()
    }
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    let inputs = args.paths.inputs()?;
    let mut workspace = Workspace::default();
    let mut findings = Findings::default();
    let mut files = Vec::new();
    for input in &inputs {
        files.extend(test_file(input, args, &mut workspace, &mut findings)?);
    }
    findings.diagnostics.retain(|found| found.level == Level::Error);
    // An expectation that can never hold (X502) does not stop the other tests.
    let (wrong, mut broken) = split(std::mem::take(&mut findings.diagnostics));
    let failed = !wrong.is_empty() || files.iter().any(|file| file.failed() > 0);
    let is_broken = !broken.is_empty();
    if is_broken {
        std::mem::swap(&mut findings.diagnostics, &mut broken);
        findings.sort();
        let mut err = std::io::stderr().lock();
        render::write_human(&findings, terminal.color_err, &mut err)?;
        let words = findings.counts().words().unwrap_or_default();
        writeln!(err, "{words}: the tests of a model with errors do not run.")?;
    }
    findings.diagnostics = wrong;
    let mut out = Output::open(None)?;
    match args.format {
        TestFormat::Human => human(args, &files, findings, terminal, &mut out)?,
        TestFormat::Json | TestFormat::Junit => {
            let mut err = std::io::stderr().lock();
            render::write_human(&findings, terminal.color_err, &mut err)?;
            if args.format == TestFormat::Json {
                machine::json(&files, &mut out)?
            } else {
                machine::junit(&files, &mut out)?
            }
        }
    }
    out.finish()?;
    Ok(Status::found(is_broken || failed))
}

/// Findings about expectations, and all others.
fn split(found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    found.into_iter().partition(|found| found.code.family() == Family::Tests)
}

/// Runs the tests of a file; nothing when it has errors, or neither tests nor a model.
fn test_file(
    input: &Input,
    args: &Args,
    workspace: &mut Workspace,
    findings: &mut Findings,
) -> Result<Option<FileTests>, Problem> {
    let (compilation, name) = workspace.compile(input, findings)?;
    let Some(model) = compilation.model else { return Ok(None) };
    let outcomes = run_tests(&model, &compilation.tests, args.run.as_deref());
    let unreached = if args.coverage {
        unreached_rules(&model, &compilation.tests).map_err(|problem| Problem::new(format!("{name}: {problem}")))?
    } else {
        Vec::new()
    };
    Ok(Some(FileTests { name, outcomes, unreached }))
}

fn human(
    args: &Args,
    files: &[FileTests],
    mut findings: Findings,
    terminal: Terminal,
    out: &mut Output,
) -> Result<(), Problem> {
    let color = terminal.color_out;
    let wrong = findings.diagnostics.len();
    for file in files {
        for failure in failures::diagnostics(file, &findings) {
            findings.add(failure);
        }
    }
    findings.sort();
    render::write_human(&findings, color, out)?;
    let (mut all, mut failed) = (0, 0);
    for file in files {
        let count = file.outcomes.len();
        (all, failed) = (all + count, failed + file.failed());
        let name = escape(&file.name);
        match (count, file.failed()) {
            (0, _) if args.run.is_some() || wrong > 0 => {}
            (0, _) => writeln!(out, "{name}: no tests")?,
            (_, 0) => writeln!(out, "{name}: {} {}", counted(count, "test"), paint("passed", Paint::Green, color))?,
            (_, failed) => {
                let word = paint("failed", Paint::Red, color);
                writeln!(out, "{name}: {failed} of {} {word}", counted(count, "test"))?;
            }
        }
        for problem in file.outcomes.iter().filter_map(|outcome| Some((outcome, outcome.problem.as_ref()?))) {
            writeln!(out, "  {}:{}: {}", name, problem.0.source.line, escape(problem.1))?;
        }
    }
    if args.coverage {
        coverage(files, color, out)?;
    }
    match (all, failed) {
        (0, _) if wrong == 0 => writeln!(out, "No tests were run.")?,
        _ if wrong > 0 => {
            let were = if wrong == 1 { "expectation looks" } else { "expectations look" };
            writeln!(out, "{wrong} {were} at a time before the test begins; those tests were not run.")?;
        }
        (_, 0) if files.len() > 1 => writeln!(out, "All {} passed.", counted(all, "test"))?,
        (_, failed) if files.len() > 1 => writeln!(out, "{failed} of {} failed.", counted(all, "test"))?,
        _ => {}
    }
    Ok(())
}

fn coverage(files: &[FileTests], color: bool, out: &mut Output) -> Result<(), Problem> {
    for file in files {
        let name = escape(&file.name);
        if file.unreached.is_empty() {
            writeln!(out, "{name}: the tests reach every rule")?;
            continue;
        }
        writeln!(out, "{name}: no test reaches {}:", counted(file.unreached.len(), "rule"))?;
        for rule in &file.unreached {
            let place = format!("line {}", rule.source.line);
            let place = paint(&place, Paint::Dim, color);
            writeln!(out, "  {} {place}: {}", escape(&rule.heading), escape(&rule.source.text))?;
        }
    }
    Ok(())
}
