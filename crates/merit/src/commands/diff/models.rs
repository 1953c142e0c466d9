//! The models of both sides, and which is which: by path, and where the file is another one, by name.

use std::io::Write;
use std::path::{Path, PathBuf};

use merit_compiler::{Compilation, Files};
use merit_diagnostics::Level;
use merit_ir::Model;

use super::operands::Side;
use crate::config::Settings;
use crate::git::Revision;
use crate::model::{Loaded, load};
use crate::paths::score_files;
use crate::problem::{Problem, Status};
use crate::terminal::{Paint, Terminal, escape, paint};
use crate::workspace::Workspace;

/// A model of one side.
pub(super) struct Found {
    /// Its path, as it is shown.
    pub(super) path: String,
    /// Its path in the folder that is compared.
    key: String,
    pub(super) model: Model,
}

/// A file with a model that has errors.
struct Broken {
    path: String,
    key: String,
}

/// A model of both sides, or of one.
pub(super) struct Pair {
    pub(super) old: Option<Found>,
    pub(super) new: Option<Found>,
    /// The old file, when it has errors: then there is nothing to compare with.
    pub(super) with_errors: Option<String>,
    /// The settings of the project of the new one.
    pub(super) settings: Settings,
}

impl Pair {
    /// True when it is there on both sides.
    pub(super) const fn both(&self) -> bool {
        self.old.is_some() && self.new.is_some()
    }
}

/// The pairs of models; errors of a model are told, and then there is only a status.
///
/// # Errors
/// When nothing can be compared.
pub(super) fn pairs(sides: &[Side; 2], terminal: Terminal) -> Result<Result<Vec<Pair>, Status>, Problem> {
    let [old, new] = sides;
    // A revision that is compared with may have errors: the change may be the one that mends them.
    let mut broken = Vec::new();
    let (mut old_models, mut new_models) =
        match (models(old, Some(&mut broken), terminal)?, models(new, None, terminal)?) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(status), _) | (_, Err(status)) => return Ok(Err(status)),
        };
    if old_models.is_empty() && new_models.is_empty() {
        return Err(Problem::new("There is no model on either side.")
            .help("a file with a model has a line that begins with the word model"));
    }
    // One file of a revision that is not there by its path may have another path there.
    if let (Side::Revision { revision, paths }, [only], true) = (old, new_models.as_slice(), old_models.is_empty())
        && paths.iter().all(|path| path.ends_with(".score"))
    {
        old_models.extend(by_name(revision, &only.model.name));
    }
    let single = old_models.len() == 1 && new_models.len() == 1;
    let mut pairs = Vec::new();
    let ways: [fn(&Found, &Found) -> bool; 2] = [|a, b| a.key == b.key, |a, b| a.model.name == b.model.name];
    let mut partners: Vec<Option<Found>> = new_models.iter().map(|_| None).collect();
    for way in ways {
        for (new, partner) in new_models.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            if let Some(at) = old_models.iter().position(|old| way(old, new)) {
                *partner = Some(old_models.remove(at));
            }
        }
    }
    if single && let ([partner @ None], false) = (partners.as_mut_slice(), old_models.is_empty()) {
        *partner = old_models.pop();
    }
    // From another folder, if it is no longer there.
    if let [Side::Revision { revision, .. }, Side::Disk { .. }] = sides {
        for (new, partner) in new_models.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let has_errors = broken.iter().any(|old| old.key == new.key);
            let moved = || by_name(revision, &new.model.name).filter(|old| !revision.is_still_there(&old.key));
            *partner = if has_errors { None } else { moved() };
        }
    }
    for (new, old) in new_models.drain(..).zip(partners) {
        let at = broken.iter().position(|broken| old.is_none() && broken.key == new.key);
        let with_errors = at.map(|at| broken.remove(at).path);
        pairs.push(Pair { old, with_errors, settings: settings(new_path(sides, &new)), new: Some(new) });
    }
    // Those that were looked for by their names, too.
    for side in sides {
        if let Side::Revision { revision, .. } = side {
            revision.complete()?;
        }
    }
    let gone = |old| Pair { old: Some(old), new: None, with_errors: None, settings: Settings::default() };
    pairs.extend(old_models.into_iter().map(gone));
    Ok(Ok(pairs))
}

/// The path on the disk whose project has the settings.
fn new_path(sides: &[Side; 2], new: &Found) -> PathBuf {
    match sides {
        [_, Side::Disk { .. }] => PathBuf::from(&new.path),
        _ => PathBuf::from("."),
    }
}

fn settings(path: PathBuf) -> Settings {
    let mut workspace = Workspace::default();
    workspace.member(&path).map(|member| std::mem::take(&mut member.settings)).unwrap_or_default()
}

fn models(
    side: &Side,
    broken: Option<&mut Vec<Broken>>,
    terminal: Terminal,
) -> Result<Result<Vec<Found>, Status>, Problem> {
    match side {
        Side::Disk { paths, may_be_missing } => on_disk(paths, *may_be_missing, terminal),
        Side::Revision { revision, paths } => at_revision(revision, paths, broken, terminal),
    }
}

fn on_disk(
    paths: &[PathBuf],
    may_be_missing: bool,
    terminal: Terminal,
) -> Result<Result<Vec<Found>, Status>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            for file in score_files(path)? {
                // A submodule belongs to another repository: at a revision of this one, its files are not there.
                let elsewhere = may_be_missing && is_in_another_repository(&file, path);
                if elsewhere || !has_model(&std::fs::read_to_string(&file).unwrap_or_default()) {
                    continue;
                }
                let key = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().into_owned();
                match load(&file, terminal)? {
                    Loaded::Model(loaded) => {
                        found.push(Found { path: file.display().to_string(), key, model: loaded.model });
                    }
                    Loaded::Errors(status) => return Ok(Err(status)),
                }
            }
        } else if path.exists() || !may_be_missing {
            match load(path, terminal)? {
                Loaded::Model(loaded) => {
                    let path = path.display().to_string();
                    found.push(Found { key: path.clone(), path, model: loaded.model });
                }
                Loaded::Errors(status) => return Ok(Err(status)),
            }
        }
    }
    Ok(Ok(found))
}

/// Whether there is a repository between a file and the folder that it was found in.
fn is_in_another_repository(file: &Path, folder: &Path) -> bool {
    let mut between = file.ancestors().skip(1).take_while(|above| *above != folder && !above.as_os_str().is_empty());
    between.any(|above| above.join(".git").exists())
}

fn at_revision(
    revision: &Revision,
    paths: &[String],
    mut broken: Option<&mut Vec<Broken>>,
    terminal: Terminal,
) -> Result<Result<Vec<Found>, Status>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        let files = if revision.has(path) { vec![path.clone()] } else { revision.score_files(path) };
        for file in files {
            let key = match file.strip_prefix(path.as_str()) {
                Some("") => file.clone(),
                Some(rest) => rest.trim_start_matches('/').to_owned(),
                None => file.clone(),
            };
            let (project, inside) = revision.project(&file);
            let text = project.read(&inside).unwrap_or_default();
            revision.complete()?;
            if !has_model(&String::from_utf8_lossy(&text)) {
                continue;
            }
            let mut compilation = merit_compiler::compile(&project, &inside);
            revision.complete()?;
            let path = format!("{}:{file}", revision.name);
            match (compilation.model.take(), &mut broken) {
                (Some(model), _) => found.push(Found { path, key, model }),
                (None, Some(broken)) => {
                    let mut err = std::io::stderr().lock();
                    let head = paint("warning", Paint::Yellow, terminal.color_err);
                    writeln!(err, "{head}: {} has errors, so there is nothing to compare with.", escape(&path))?;
                    broken.push(Broken { path, key });
                }
                (None, None) => {
                    tell(&compilation, &format!("{}:{}", revision.name, project.root()), terminal)?;
                    return Ok(Err(Status::Findings));
                }
            }
        }
    }
    Ok(Ok(found))
}

/// The model of this name anywhere at a revision.
fn by_name(revision: &Revision, name: &str) -> Option<Found> {
    revision.score_files("").into_iter().find_map(|file| {
        let (project, inside) = revision.project(&file);
        let text = project.read(&inside).ok()?;
        if !has_model(&String::from_utf8_lossy(&text)) {
            return None;
        }
        let model = merit_compiler::compile(&project, &inside).model.filter(|model| model.name == name)?;
        Some(Found { path: format!("{}:{file}", revision.name), key: file, model })
    })
}

/// Whether a text has a line that begins with the word `model`: others are shared vocabularies.
fn has_model(text: &str) -> bool {
    text.lines().any(|line| line.split_whitespace().next() == Some("model"))
}

/// The errors of a model at a revision, one line each; `root` is what stands before the paths of its files.
fn tell(compilation: &Compilation, root: &str, terminal: Terminal) -> Result<(), Problem> {
    let mut err = std::io::stderr().lock();
    for found in compilation.diagnostics.iter().filter(|found| found.level == Level::Error) {
        let source = compilation.sources.get(found.main.place.file);
        let line = source.map_or(0, |source| source.line_of(found.main.place.span.start));
        let name = source.map_or("", |source| source.name());
        let head = paint("error", Paint::Red, terminal.color_err);
        let text = format!("{root}{name}:{line}: {}", found.message);
        writeln!(err, "{head}[{:?}]: {}", found.code, escape(&text))?;
    }
    writeln!(err, "A model with errors cannot be compared.")?;
    Ok(())
}
