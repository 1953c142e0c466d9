//! What is compared with what.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::data::{self, Data};
use crate::git::{Repository, Revision};
use crate::problem::Problem;
use crate::terminal::{Paint, Terminal, escape, paint};

/// One side: paths on the disk, or paths from the top of the repository at a revision.
#[derive(Debug)]
pub(super) enum Side {
    /// Files or folders on the disk; those of a comparison with a revision need not be there.
    Disk { paths: Vec<PathBuf>, may_be_missing: bool },
    /// Files or folders at a revision.
    Revision { revision: Revision, paths: Vec<String> },
}

/// Both sides.
///
/// # Errors
/// When there is no such file, folder or revision.
pub(super) fn both(sides: &[String], paths: &[PathBuf], terminal: Terminal) -> Result<[Side; 2], Problem> {
    if sides.iter().any(|side| side.trim().is_empty()) {
        return Err(Problem::new("The name of what is compared is empty.")
            .help("a branch that a script puts in may be missing: merit diff main"));
    }
    let is_path = |text: &str| paths.is_empty() && Path::new(text).exists();
    match sides {
        [old] if is_path(old) => Err(Problem::new(format!("{old} is compared with nothing."))
            .help(format!("with another file or folder: merit diff {old} NEW"))
            .help(format!("with a git revision: merit diff main -- {old}"))),
        [old] => with_revision(old, None, paths, terminal),
        [old, new] if is_path(old) && is_path(new) => Ok([disk(old), disk(new)]),
        [old, new] if is_path(new) => with_revision(old, None, &[PathBuf::from(new)], terminal),
        [old, new] if is_path(old) => Err(no_such(new, &Repository::here())),
        [old, new] => with_revision(old, Some(new), paths, terminal),
        _ => Err(Problem::new("merit diff compares two models.")),
    }
}

/// Says how records are given, when they are given as if they were models.
///
/// # Errors
/// When one of the names is a file of records or a leads table.
pub(super) fn no_records(sides: &[String], paths: &[PathBuf]) -> Result<(), Problem> {
    let names = || sides.iter().map(PathBuf::from).chain(paths.iter().cloned());
    let (mut models, mut events, mut leads) = (Vec::new(), Vec::new(), Vec::new());
    for name in names() {
        match data::of(&name) {
            Some(Data::Records) => events.push(name),
            Some(Data::Leads) => leads.push(name),
            None => models.push(name),
        }
    }
    let Some(first) = events.first().or(leads.first()) else { return Ok(()) };
    let what = if events.is_empty() { "a leads table" } else { "records" };
    let written = |paths: &[PathBuf]| paths.iter().map(|path| shell_word(path)).collect::<Vec<_>>().join(" ");
    let of_side = |path: &PathBuf| sides.iter().any(|side| path == Path::new(side));
    let (of_sides, after): (Vec<PathBuf>, Vec<PathBuf>) = models.into_iter().partition(of_side);
    let mut command =
        format!("merit diff {}", if of_sides.is_empty() { "OLD NEW".to_owned() } else { written(&of_sides) });
    if !after.is_empty() {
        command.push_str(&format!(" -- {}", written(&after)));
    }
    let events = if events.is_empty() { "FILE".to_owned() } else { written(&events) };
    command.push_str(&format!(" --events {events}"));
    if !leads.is_empty() {
        command.push_str(&format!(" --leads {}", written(&leads)));
    }
    Err(Problem::new(format!("{} is {what}, not a model, so it cannot be compared.", first.display()))
        .help(format!("to replay it with both versions: {command} --as-of DATE")))
}

/// A path as a shell reads it.
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

fn disk(path: &str) -> Side {
    Side::Disk { paths: vec![PathBuf::from(path)], may_be_missing: false }
}

fn with_revision(
    old: &str,
    new: Option<&String>,
    paths: &[PathBuf],
    terminal: Terminal,
) -> Result<[Side; 2], Problem> {
    let here = Repository::here();
    let looks_like_a_file =
        |text: &str| text.contains(['/', '\\']) || text.ends_with(".score") || text.ends_with(".json");
    let repository = match here {
        Err(problem) if paths.is_empty() && looks_like_a_file(old) => return Err(no_such(old, &Err(problem))),
        other => other?,
    };
    let dot = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &dot } else { paths };
    let inside: Vec<String> = paths.iter().map(|path| repository.inside(path)).collect::<Result<_, _>>()?;
    let side = |name: &str| -> Result<Side, Problem> {
        let revision = repository.revision(name)?.ok_or_else(|| no_such_revision(name, &repository))?;
        if revision.name != name {
            let mut err = std::io::stderr().lock();
            let head = paint("note", Paint::Cyan, terminal.color_err);
            writeln!(err, "{head}: {} is {} here.", escape(name), escape(&revision.name))?;
        }
        Ok(Side::Revision { revision, paths: inside.clone() })
    };
    let before = side(old)?;
    let after = match new {
        Some(new) => side(new)?,
        None => {
            if let Side::Revision { revision, paths } = &before {
                missing(&repository, revision, paths)?;
                told_that_it_went_on(&repository, revision, paths, terminal)?;
            }
            Side::Disk { paths: paths.to_vec(), may_be_missing: true }
        }
    };
    Ok([before, after])
}

/// A path that is written and is on neither side is a mistake.
fn missing(repository: &Repository, revision: &Revision, paths: &[String]) -> Result<(), Problem> {
    let somewhere = |path: &&String| {
        path.is_empty()
            || revision.has(path)
            || revision.is_still_there(path)
            || !revision.score_files(path).is_empty()
    };
    let name = &revision.name;
    match paths.iter().find(|path| !somewhere(path)) {
        None => Ok(()),
        Some(path) => Err(Problem::new(format!("There is no file or folder {path}, neither at {name} nor here."))
            .help(format!("the path is seen from the top of the repository, {}", repository.top().display()))),
    }
}

/// What came into a branch since this one left it shows as taken back, so that is said.
fn told_that_it_went_on(
    repository: &Repository,
    revision: &Revision,
    paths: &[String],
    terminal: Terminal,
) -> Result<(), Problem> {
    let Some((base, count)) = repository.left(revision, paths)? else { return Ok(()) };
    let name = escape(&revision.name);
    let commits = crate::findings::counted(usize::try_from(count).unwrap_or(usize::MAX), "commit");
    let mut err = std::io::stderr().lock();
    let head = paint("note", Paint::Cyan, terminal.color_err);
    writeln!(
        err,
        "{head}: {name} has {commits} that this branch has not; what came in by that shows here as taken back."
    )?;
    writeln!(err, "  = to compare with where this branch began: merit diff {base}")?;
    Ok(())
}

/// A name that is neither a file nor a revision.
fn no_such(name: &str, repository: &Result<Repository, Problem>) -> Problem {
    match repository {
        Ok(repository) => no_such_revision(name, repository),
        Err(_) => Problem::new(format!("There is no file or folder {name}.")),
    }
}

fn no_such_revision(name: &str, repository: &Repository) -> Problem {
    let problem = Problem::new(format!("{name} is neither a file, a folder, nor a git revision here."));
    match name.split_once(':') {
        Some((revision, path)) if !revision.is_empty() && !path.is_empty() => {
            problem.help(format!("a file at a revision is written so: merit diff {revision} -- {path}"))
        }
        _ if repository.is_shallow() => {
            let branch = name.strip_prefix("origin/").unwrap_or(name);
            problem
                .help(format!(
                    "a shallow clone has only the last commits; first: git fetch --depth=1 origin {branch}"
                ))
                .help("then: merit diff FETCH_HEAD")
        }
        _ => problem.help("git branch --all lists the branches, git fetch brings new ones"),
    }
}
