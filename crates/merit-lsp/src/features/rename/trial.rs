//! The texts with the new name, compiled before anything is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use merit_compiler::{Compilation, FileProblem, Files};
use merit_diagnostics::{Code, Diagnostic, Family, Level, Span};
use merit_ir::RESERVED_WORDS;

use super::same::{same_but_names, same_tests_but_names};
use super::spelling::written;
use super::{Refusal, Target, shown};
use crate::features::named::Standing;
use crate::names::{NamedFile, Names};
use crate::snapshot::{Analysis, FileEdit, FileSpan, Snapshot};

/// The edits that rename, and every file that reads a changed one, compiled with them.
pub(super) struct Tried {
    pub(super) edits: Vec<FileEdit>,
    pub(super) compiled: Vec<(Arc<Analysis>, Compilation)>,
}

/// The edits that rename, once it is sure that they change nothing else.
///
/// # Errors
/// What they would change.
pub(super) fn edits(snapshot: &Snapshot, target: &Target, new: &str) -> Result<Tried, Refusal> {
    let mut places: Vec<(FileSpan, crate::names::SymbolKind)> =
        target.standing.iter().map(|Standing { at, kind, .. }| (at.clone(), *kind)).collect();
    places.dedup();
    let mut marked: BTreeSet<usize> =
        if RESERVED_WORDS.contains(&new) { (0..places.len()).collect() } else { BTreeSet::new() };
    // A place where the bare name would be read as another word gets backticks, and then all is read once more.
    loop {
        let edits: Vec<FileEdit> = (0..)
            .zip(&places)
            .map(|(number, (at, kind))| FileEdit {
                at: at.clone(),
                text: written(*kind, new, marked.contains(&number)),
            })
            .collect();
        let changed = Changed::of(snapshot, &edits);
        let Judged { lost, fault, compiled } = changed.judge(target, new)?;
        let before = marked.len();
        if !target.kind.is_text() {
            marked.extend(lost.iter().copied());
        }
        if marked.len() > before {
            continue;
        }
        let unread = lost.first().and_then(|number| places.get(*number)).map(|(at, _)| {
            Refusal(format!("\"{new}\" would not be understood as a name here: {}.", line(snapshot, at)))
        });
        return fault.or(unread).map_or(Ok(Tried { edits, compiled }), Err);
    }
}

/// `acme.score:12`
fn line(snapshot: &Snapshot, at: &FileSpan) -> String {
    let line = snapshot.source(&at.file).map_or(1, |source| source.line_of(at.span.start));
    format!("{}:{line}", shown(snapshot, &at.file))
}

/// What came of a trial.
struct Judged {
    /// The numbers of places that are not read as the new name.
    lost: Vec<usize>,
    /// What else is different.
    fault: Option<Refusal>,
    compiled: Vec<(Arc<Analysis>, Compilation)>,
}

/// The workspace with the edits made.
struct Changed<'s> {
    snapshot: &'s Snapshot,
    texts: BTreeMap<Arc<Path>, Vec<u8>>,
    /// Where the new names stand, in the order of the edits.
    places: Vec<FileSpan>,
}

impl<'s> Changed<'s> {
    /// `edits` are in the order of files and bytes, and do not overlap.
    fn of(snapshot: &'s Snapshot, edits: &[FileEdit]) -> Self {
        let mut texts: BTreeMap<Arc<Path>, Vec<u8>> = BTreeMap::new();
        let mut places = Vec::with_capacity(edits.len());
        let mut rest = edits;
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|edit| edit.at.file == first.at.file).count();
            let (here, next) = rest.split_at(count);
            rest = next;
            let source = snapshot.source(&first.at.file);
            let old = source.as_ref().map_or("", |source| source.text());
            let mut text = String::with_capacity(old.len());
            let mut from = 0;
            for edit in here {
                let range = edit.at.span.range();
                text.push_str(old.get(from..range.start).unwrap_or(""));
                let start = text.len();
                text.push_str(&edit.text);
                places.push(FileSpan { file: Arc::clone(&edit.at.file), span: Span::of(start..text.len()) });
                from = range.end;
            }
            text.push_str(old.get(from..).unwrap_or(""));
            texts.insert(Arc::clone(&first.at.file), text.into_bytes());
        }
        Self { snapshot, texts, places }
    }

    /// Compiles every file that reads a changed one.
    ///
    /// # Errors
    /// When something else would come to mean the renamed thing.
    fn judge(&self, target: &Target, new: &str) -> Result<Judged, Refusal> {
        let mut seen = BTreeSet::new();
        let mut faults = Vec::new();
        let mut compiled = Vec::new();
        for root in self.snapshot.files() {
            let before = self.snapshot.analysis(root);
            if !self.texts.keys().any(|file| before.reads(file)) {
                continue;
            }
            let view = View { project: &before.project, changed: self };
            let path = before.compilation.sources.iter().next().map_or("", |(_, file)| file.name());
            let after = merit_compiler::compile(&view, path);
            seen.extend(self.recognised(&before, &after, target, new)?);
            faults.extend(fault(self.snapshot, &before, &after));
            compiled.push((before, after));
        }
        let lost = (0..self.places.len()).filter(|number| !seen.contains(number)).collect();
        Ok(Judged { lost, fault: faults.into_iter().next(), compiled })
    }

    /// The numbers of the places that one compilation knows under the new name.
    fn recognised(
        &self,
        before: &Analysis,
        after: &Compilation,
        target: &Target,
        new: &str,
    ) -> Result<BTreeSet<usize>, Refusal> {
        let files: Vec<NamedFile<'_>> = after
            .trees
            .iter()
            .filter_map(|(id, tree)| {
                after.sources.get(*id).map(|file| NamedFile { id: *id, path: file.name(), text: file.text(), tree })
            })
            .collect();
        let names = Names::of(&files);
        let kinds: BTreeSet<_> = target.origins.iter().map(|origin| origin.kind).collect();
        let mut found = BTreeSet::new();
        for mention in names.mentions() {
            let symbol = names.symbol(mention.symbol);
            let Some(file) = before.path(mention.place.file) else { continue };
            let at = FileSpan { file: Arc::clone(file), span: mention.place.span };
            let number = self.places.binary_search(&at).ok();
            match (number, symbol) {
                (Some(number), Some(symbol)) if symbol.name == new && kinds.contains(&symbol.kind) => {
                    found.insert(number);
                }
                _ => {}
            }
        }
        // What is declared at one of the places is the renamed thing: nothing else may have come to mean it.
        for mention in names.mentions() {
            let declared = names.symbol(mention.symbol).and_then(|symbol| symbol.declared);
            let renamed = declared.and_then(|declared| {
                let file = before.path(declared.place.file)?;
                let at = FileSpan { file: Arc::clone(file), span: declared.place.span };
                self.places.binary_search(&at).ok()
            });
            let here = before.path(mention.place.file);
            let here = here.map(|file| FileSpan { file: Arc::clone(file), span: mention.place.span });
            if let (Some(_), Some(here)) = (renamed, here)
                && self.places.binary_search(&here).is_err()
            {
                let source = after.sources.get(mention.place.file);
                let line = source.map_or(1, |source| source.line_of(here.span.start));
                let file = shown(self.snapshot, &here.file);
                return Err(Refusal(format!(
                    "{file}:{line} uses \"{new}\" already, and would come to mean this one."
                )));
            }
        }
        Ok(found)
    }
}

/// What a model says differently, or an error that was not there before.
fn fault(snapshot: &Snapshot, before: &Analysis, after: &Compilation) -> Option<Refusal> {
    let old = &before.compilation;
    let is_error = |report: &&Diagnostic| report.level == Level::Error && report.code.family() != Family::Tests;
    let mut counts: BTreeMap<(Code, u32), usize> = BTreeMap::new();
    for report in old.diagnostics.iter().filter(is_error) {
        *counts.entry((report.code, report.main.place.file.0)).or_default() += 1;
    }
    for report in after.diagnostics.iter().filter(is_error) {
        let left = counts.entry((report.code, report.main.place.file.0)).or_default();
        if *left == 0 {
            let at = before.place(report.main.place).map(|at| {
                let line = after.sources.get(report.main.place.file).map_or(1, |file| file.line_of(at.span.start));
                format!(" ({}:{line})", shown(snapshot, &at.file))
            });
            return Some(Refusal(format!("With this name: {}{}", report.message, at.unwrap_or_default())));
        }
        *left -= 1;
    }
    let same = match (&old.model, &after.model) {
        (Some(old), Some(new)) => same_but_names(old, new),
        (Some(_), None) => false,
        // A new name may be what was missing: of two things with one name, one is renamed.
        (None, _) => true,
    };
    let tests = old.model.is_none() || same_tests_but_names(old, after);
    (!same || !tests).then(|| {
        let root = shown(snapshot, &before.root);
        Refusal(format!("With this name, {root} would say something else: another line or list names it too."))
    })
}

/// The files of one project with the edits made.
struct View<'a> {
    project: &'a Path,
    changed: &'a Changed<'a>,
}

impl Files for View<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        let full: PathBuf = self.project.join(path);
        match self.changed.texts.get(full.as_path()) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.changed.snapshot.file_of(self.project, &full).bytes(),
        }
    }
}
