//! `merit check`

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use merit_diagnostics::{Code, FileId};

use crate::config::unknown_check;
use crate::findings::{Findings, counted};
use crate::fixes;
use crate::output::{Output, replace};
use crate::pages;
use crate::paths::{Input, PathArgs};
use crate::problem::{Outcome, Problem, Status};
use crate::render::{self, Format};
use crate::terminal::Terminal;
use crate::workspace::Workspace;

/// Check models: everything that can be said without data
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    paths: PathArgs,

    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "human", env = "MERIT_CHECK_FORMAT", hide_env_values = true)]
    format: Format,

    /// Warnings count as findings: exit status 1
    #[arg(long)]
    strict: bool,

    /// Apply the fixes whose meaning is certain
    #[arg(long)]
    fix: bool,

    /// With --fix: apply also the fixes that are probably meant
    #[arg(long, requires = "fix")]
    unsafe_fixes: bool,

    /// Print the page of a code (T201) or name (unknown_event), and do nothing else
    #[arg(long, value_name = "CODE", conflicts_with_all = ["fix", "strict"])]
    explain: Option<String>,
}

/// Fixes may make room for further ones; more rounds than this are not needed by any text.
const ROUNDS: usize = 10;

pub(crate) fn run(args: &Args, terminal: Terminal) -> Outcome {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let inputs = args.paths.inputs()?;
    if args.fix && args.paths.has_stdin() {
        return Err(Problem::new("Standard input cannot be fixed in place; name a file."));
    }
    let (mut findings, mut strict) = look(&inputs)?;
    let mut fixed = 0;
    if args.fix {
        let named: HashSet<PathBuf> =
            inputs.iter().filter_map(|input| std::fs::canonicalize(input.path()).ok()).collect();
        for _ in 0..ROUNDS {
            let count = fix(&findings, args.unsafe_fixes, &named)?;
            if count == 0 {
                break;
            }
            fixed += count;
            (findings, strict) = look(&inputs)?;
        }
    }
    let strict = args.strict || strict;
    let counts = findings.counts();
    let mut out = Output::open(None)?;
    render::write(args.format, &findings, terminal.color_out, &mut out)?;
    if matches!(args.format, Format::Human | Format::Plain) {
        if fixed > 0 {
            writeln!(out, "{} fixed.", counted(fixed, "finding"))?;
        }
        let files = counted(inputs.len(), "file");
        match counts.words() {
            Some(words) => {
                writeln!(out, "{words} in {files}.")?;
                writeln!(out, "merit check --explain CODE tells more about a finding.")?;
            }
            None => writeln!(out, "Nothing to report in {files}.")?,
        }
    }
    out.finish()?;
    Ok(Status::found(counts.errors > 0 || (strict && counts.warnings > 0)))
}

/// Compiles everything; the second result tells whether a project wants warnings to count.
fn look(inputs: &[Input]) -> Result<(Findings, bool), Problem> {
    let mut workspace = Workspace::default();
    let mut findings = Findings::default();
    let mut strict = false;
    for input in inputs {
        workspace.compile(input, &mut findings)?;
        strict |= workspace.member(input.path())?.settings.check.strict.unwrap_or(false);
    }
    findings.sort();
    Ok((findings, strict))
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
