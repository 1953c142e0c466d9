//! A new name for something, in every file of the workspace, inside quotation marks as well.
//!
//! Nothing is changed unless every file still says the same afterwards: the texts with the new name are compiled, and
//! must give the same models up to names, and no error that was not there before. The settings of the project that say
//! how records are read change along.

mod clash;
mod same;
mod settings;
mod spelling;
mod trial;

use std::collections::BTreeSet;
use std::path::Path;

use merit_diagnostics::Span;

use crate::features::named::{self, Named, Origin, Standing, inner};
use crate::names::SymbolKind;
use crate::snapshot::{FileEdit, Snapshot};

pub use same::{same_but_names, same_tests_but_names};

/// Why something keeps its name: one sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// What would be renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The name under the cursor, without quotation marks and backticks.
    pub span: Span,
    /// The name as it is now.
    pub name: String,
}

/// Whether what stands at a byte can have another name.
///
/// # Errors
/// Why it cannot.
pub fn prepare(snapshot: &Snapshot, file: &Path, byte: u32) -> Result<Prepared, Refusal> {
    let target = Target::at(snapshot, file, byte)?;
    let source = snapshot.source(file);
    let text = source.as_ref().map_or("", |source| source.text());
    Ok(Prepared { span: inner(text, target.named.span), name: target.name })
}

/// The changes that give a new name to what stands at a byte.
///
/// # Errors
/// Why that cannot be done.
pub fn rename(snapshot: &Snapshot, file: &Path, byte: u32, new: &str) -> Result<Vec<FileEdit>, Refusal> {
    let target = Target::at(snapshot, file, byte)?;
    let new = spelling::spelled(target.kind, new)?;
    if new == target.name {
        return Ok(Vec::new());
    }
    clash::find(snapshot, &target, &new)?;
    let trial::Tried { mut edits, compiled } = trial::edits(snapshot, &target, &new)?;
    edits.extend(settings::edits(snapshot, &target, &new, &compiled)?);
    edits.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(edits)
}

/// What is renamed: one thing, or several that only change together.
struct Target {
    named: Named,
    kind: SymbolKind,
    name: String,
    origins: BTreeSet<Origin>,
    standing: Vec<Standing>,
}

impl Target {
    fn at(snapshot: &Snapshot, file: &Path, byte: u32) -> Result<Self, Refusal> {
        let named = named::at(snapshot, file, byte)
            .ok_or_else(|| Refusal("There is no name here that can be changed.".to_owned()))?;
        let first = named.origins.first().cloned();
        let first = first.ok_or_else(|| Refusal("There is no name here that can be changed.".to_owned()))?;
        if first.kind == SymbolKind::Check {
            return Err(Refusal(format!("{} is the name of a check, and these are fixed.", first.name)));
        }
        let origins = named::linked(snapshot, named.origins.clone());
        let standing = named::standing(snapshot, &origins);
        for Standing { at, .. } in &standing {
            if !snapshot.files().contains(&at.file) {
                return Err(Refusal(format!(
                    "The {} {} stands in {} as well, which lies outside the folders that are open.",
                    first.kind.word(),
                    first.name,
                    shown(snapshot, &at.file)
                )));
            }
        }
        outside(snapshot, &first, &standing)?;
        Ok(Self { named, kind: first.kind, name: first.name, origins, standing })
    }
}

/// Refuses when a file of the same project that lies outside the open folders knows the name: it would keep the old one.
fn outside(snapshot: &Snapshot, first: &Origin, standing: &[Standing]) -> Result<(), Refusal> {
    let files: BTreeSet<&Path> = standing.iter().map(|standing| standing.at.file.as_ref()).collect();
    let projects: BTreeSet<_> = files.iter().map(|file| snapshot.project(file)).collect();
    for project in projects {
        // Without settings a project is one folder, and looking through whatever lies below could take long.
        if snapshot.host().settings_file(&project).is_none() {
            continue;
        }
        for other in snapshot.host().score_files(&project) {
            if snapshot.files().iter().any(|file| **file == *other) || *snapshot.project(&other) != *project {
                continue;
            }
            if files.iter().any(|file| snapshot.analysis(&other).reads(file)) {
                return Err(Refusal(format!(
                    "The {} {} may be used in {} as well, which lies outside the folders that are open; open its folder, too.",
                    first.kind.word(),
                    first.name,
                    shown(snapshot, &other)
                )));
            }
        }
    }
    Ok(())
}

/// A file as people see it: from the root of its project.
fn shown(snapshot: &Snapshot, file: &Path) -> String {
    let project = snapshot.project(file);
    file.strip_prefix(&project).unwrap_or(file).to_string_lossy().replace('\\', "/")
}
