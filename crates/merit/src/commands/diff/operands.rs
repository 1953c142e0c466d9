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
    let is_path = |text: &str| paths.is_empty() && Path::new(text).exists();
    match sides {
        [old] if is_path(old) => Err(Problem::new(format!("{old} is compared with nothing."))
            .help(format!("with another file or folder: merit diff {old} NEW"))
            .help(format!("with a git revision: merit diff main -- {old}"))),
        [old] => with_revision(old, None, paths, terminal),
        [old, new] if is_path(old) && is_path(new) => Ok([disk(old), disk(new)]),
        [old, new] if is_path(new) => with_revision(old, None, &[PathBuf::from(new)], terminal),
        [old, new] if is_path(old) => Err(no_such(new, &Repository::here().map(drop))),
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
        let revision = repository.revision(name)?.ok_or_else(|| no_such(name, &Ok(())))?;
        if revision.name != name {
            let mut err = std::io::stderr().lock();
            let head = paint("note", Paint::Cyan, terminal.color_err);
            writeln!(err, "{head}: {} is {} here.", escape(name), escape(&revision.name))?;
        }
        Ok(Side::Revision { revision, paths: inside.clone() })
    };
    let new = match new {
        Some(new) => side(new)?,
        None => Side::Disk { paths: paths.to_vec(), may_be_missing: true },
    };
    Ok([side(old)?, new])
}

/// A name that is neither a file nor a revision.
fn no_such(name: &str, repository: &Result<(), Problem>) -> Problem {
    match repository {
        Ok(()) => Problem::new(format!("{name} is neither a file, a folder, nor a git revision here."))
            .help(format!("a shallow clone has only the last commits; first: git fetch --depth=1 origin {name}"))
            .help("then: merit diff FETCH_HEAD"),
        Err(_) => Problem::new(format!("There is no file or folder {name}.")),
    }
}
