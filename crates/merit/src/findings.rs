//! Findings of several compilations in one place: every file once, every finding once, in order.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use merit_diagnostics::{Code, Diagnostic, FileId, Level, Place, SourceFile, Sources};

use crate::config::Checks;
use crate::project::Project;

/// Files and what was found in them.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// The files, under the names shown to people.
    pub(crate) sources: Sources,
    /// What was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
    by_name: HashMap<String, FileId>,
    origins: HashMap<FileId, Origin>,
    known: HashSet<(Place, Code, String)>,
    /// Findings that keep a model from running, whatever level a project gives to others.
    stopping: HashSet<(Place, Code, String)>,
}

/// Where a file belongs.
#[derive(Debug)]
struct Origin {
    /// The root of its project.
    root: PathBuf,
    /// Its path from there, with forward slashes.
    inside: String,
}

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) hints: usize,
}

impl Findings {
    /// Takes the findings of one compilation, with the levels of its project.
    pub(crate) fn absorb(&mut self, project: &Project, checks: &Checks, sources: &Sources, found: Vec<Diagnostic>) {
        let mut numbers = Vec::new();
        for (_, file) in sources.iter() {
            let number = self.file(&project.shown(file.name()), file.text());
            let origin = || Origin { root: project.root().to_owned(), inside: file.name().to_owned() };
            self.origins.entry(number).or_insert_with(origin);
            numbers.push(number);
        }
        let moved = |place: &mut Place| {
            if let Some(file) = numbers.get(place.file.0 as usize) {
                place.file = *file;
            }
        };
        for mut diagnostic in found {
            moved(&mut diagnostic.main.place);
            diagnostic.related.iter_mut().for_each(|mark| moved(&mut mark.place));
            diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| moved(&mut edit.place));
            if diagnostic.level == Level::Error {
                self.stopping.insert(key(&diagnostic));
            }
            if let Some(level) = checks.level(&diagnostic) {
                diagnostic.level = level;
                self.add(diagnostic);
            }
        }
    }

    /// The number of a file, which is added if it is new.
    pub(crate) fn file(&mut self, name: &str, text: &str) -> FileId {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let id = self.sources.add(SourceFile::new(name, text));
        self.by_name.insert(name.to_owned(), id);
        id
    }

    /// The number of a file that is there.
    pub(crate) fn number_of(&self, name: &str) -> Option<FileId> {
        self.by_name.get(name).copied()
    }

    /// Adds a finding, unless it is known.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        if self.known.insert(key(&diagnostic)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The path of a file of a project.
    pub(crate) fn on_disk(&self, file: FileId) -> Option<PathBuf> {
        self.origins.get(&file).map(|origin| origin.root.join(&origin.inside))
    }

    /// The root of the project of a file.
    pub(crate) fn root(&self, file: FileId) -> Option<&Path> {
        self.origins.get(&file).map(|origin| origin.root.as_path())
    }

    /// The path of a file from the root of its project; its name when it belongs to none.
    pub(crate) fn inside(&self, file: FileId) -> &str {
        match self.origins.get(&file) {
            Some(origin) => &origin.inside,
            None => self.sources.get(file).map_or("", SourceFile::name),
        }
    }

    /// The files of a project that were looked at, as paths from its root.
    pub(crate) fn checked(&self, root: &Path) -> BTreeSet<&str> {
        let here = self.origins.values().filter(|origin| origin.root == root);
        here.map(|origin| origin.inside.as_str()).collect()
    }

    /// True when a finding may stand in a baseline: the model runs in spite of it.
    pub(crate) fn may_wait(&self, diagnostic: &Diagnostic) -> bool {
        !self.stopping.contains(&key(diagnostic))
    }

    /// Sorts the findings by file, place and code.
    pub(crate) fn sort(&mut self) {
        let sources = &self.sources;
        let name = |diagnostic: &Diagnostic| sources.get(diagnostic.main.place.file).map_or("", SourceFile::name);
        self.diagnostics.sort_by(|a, b| {
            let key = |one: &Diagnostic| (one.main.place.span.start, one.main.place.span.end, one.code);
            name(a).cmp(name(b)).then_with(|| key(a).cmp(&key(b))).then_with(|| a.message.cmp(&b.message))
        });
    }

    /// How many there are of each level.
    pub(crate) fn counts(&self) -> Counts {
        let of = |level: Level| self.diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
        Counts { errors: of(Level::Error), warnings: of(Level::Warning), hints: of(Level::Hint) }
    }
}

/// What makes a finding the same one within a run.
fn key(diagnostic: &Diagnostic) -> (Place, Code, String) {
    (diagnostic.main.place, diagnostic.code, diagnostic.message.clone())
}

impl Counts {
    /// `2 errors and 1 warning`; nothing when there is nothing.
    pub(crate) fn words(self) -> Option<String> {
        let of = |count: usize, word: &str| (count > 0).then(|| counted(count, word));
        let parts: Vec<String> = [of(self.errors, "error"), of(self.warnings, "warning"), of(self.hints, "hint")]
            .into_iter()
            .flatten()
            .collect();
        match parts.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
        }
    }
}

/// `1 file`, `2 files`, `1,234 files`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{} {word}s", grouped(count as u64)) }
}

/// A number with commas: `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(Counts { errors: 2, warnings: 1, hints: 0 }.words().unwrap(), "2 errors and 1 warning");
        assert_eq!(Counts { errors: 1, warnings: 2, hints: 3 }.words().unwrap(), "1 error, 2 warnings and 3 hints");
        assert_eq!(Counts::default().words(), None);
        assert_eq!((grouped(7), grouped(1234), grouped(1_234_567)), ("7".into(), "1,234".into(), "1,234,567".into()));
    }
}
