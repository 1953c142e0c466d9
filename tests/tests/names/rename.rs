//! Every name that can be renamed: afterwards every model of the workspace says the same up to that name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use merit_compiler::Compilation;
use merit_diagnostics::Span;
use merit_events::{Mapping, SourcesConfig};
use merit_ir::{Model, Renamed};
use merit_lsp::features::named::{self, Origin};
use merit_lsp::features::rename::{prepare, rename};
use merit_lsp::names::SymbolKind;
use merit_lsp::{FileEdit, MemoryHost, Snapshot, Workspace};
use serde_json::Value;

use crate::support::{Project, projects};

/// The settings change along with names, as those of the command do.
fn renamer(settings: &str, renamed: &Renamed<'_>) -> Result<Vec<(Span, String)>, String> {
    let edits = merit_events::rename_in_sources(settings, renamed)?;
    Ok(edits.into_iter().map(|edit| (Span::of(edit.range), edit.text)).collect())
}

/// The sources of a project that fit a model.
fn fitting(project: &Project, model: &Model) -> Vec<String> {
    let Some(text) = project.texts.get("merit.toml") else { return Vec::new() };
    let settings: toml::Table = toml::from_str(std::str::from_utf8(text).unwrap()).unwrap();
    let Some(source) = settings.get("source") else { return Vec::new() };
    let sources: SourcesConfig = source.clone().try_into().unwrap();
    let named = sources.named.iter().map(|(name, source)| (name.as_str(), source));
    let all = sources.unnamed.iter().map(|source| ("", source)).chain(named);
    all.filter(|(_, source)| Mapping::of(source, model).is_ok()).map(|(name, _)| name.to_owned()).collect()
}

/// The workspace of a project.
pub(crate) fn workspace(project: &Project) -> Snapshot {
    let mut host = MemoryHost::new().renaming(renamer);
    for (path, bytes) in &project.texts {
        host = host.with(Path::new("/").join(path), bytes.clone());
    }
    let mut workspace = Workspace::new(Arc::new(host));
    let folder = PathBuf::from("/");
    workspace.add_folder(folder.clone());
    workspace.found(&folder, project.score_files().iter().map(|path| Path::new("/").join(path)));
    workspace.snapshot()
}

/// The project with the edits made.
pub(crate) fn apply(project: &Project, edits: &[FileEdit]) -> Project {
    let mut changed = project.clone();
    for edit in edits.iter().rev() {
        let path = edit.at.file.strip_prefix("/").unwrap().to_string_lossy().into_owned();
        changed = changed.with(&path, edit.at.span.range(), &edit.text);
    }
    changed
}

/// The differences between two compiled models; where a line stands and how it is written is none.
fn differences(one: &Value, other: &Value, found: &mut Vec<(String, String)>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
            let source = a.contains_key("line") && a.contains_key("column") && a.contains_key("text");
            for (key, value) in a {
                if !(source && matches!(key.as_str(), "column" | "text")) {
                    differences(value, &b[key], found);
                }
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len());
            a.iter().zip(b).for_each(|(a, b)| differences(a, b, found));
        }
        (Value::String(a), Value::String(b)) if a != b => found.push((a.clone(), b.clone())),
        (a, b) if a != b && !(a.is_string() && b.is_string()) => panic!("{a} became {b}"),
        _ => {}
    }
}

/// Everything with a name, with one place where it stands.
fn origins(snapshot: &Snapshot) -> BTreeMap<Origin, (Arc<Path>, u32)> {
    let mut found = BTreeMap::new();
    for root in snapshot.files() {
        let analysis = snapshot.analysis(root);
        for mention in analysis.names().mentions() {
            let (Some(origin), Some(at)) = (named::origin(&analysis, mention.symbol), analysis.place(mention.place))
            else {
                continue;
            };
            // The last place, not the declaration: renaming works from anywhere.
            if origin.kind != SymbolKind::Check {
                found.insert(origin, (at.file, at.span.start));
            }
        }
    }
    found
}

fn models(project: &Project) -> Vec<Compilation> {
    project.score_files().iter().map(|path| project.compile(path)).collect()
}

/// Renames every `step`th thing in every project to what `new` says; returns how many were renamed and why others were
/// not.
fn everything(step: usize, new: impl Fn(SymbolKind, usize) -> String) -> (usize, Vec<String>) {
    let (mut renamed, mut refused) = (0, Vec::new());
    for project in projects() {
        let snapshot = workspace(&project);
        let before = models(&project);
        for (number, (origin, (file, byte))) in origins(&snapshot).into_iter().enumerate().step_by(step) {
            let new = new(origin.kind, number);
            let context = || format!("{} {origin:?} to {new}", project.folder.display());
            let prepared = prepare(&snapshot, &file, byte).unwrap_or_else(|why| panic!("{}: {why:?}", context()));
            let shown = snapshot.source(&file).unwrap().slice(prepared.span).replace("\"\"", "\"");
            // Values are compared whatever their case.
            assert_eq!(merit_values::fold(&shown), merit_values::fold(&prepared.name), "{}", context());
            let edits = match rename(&snapshot, &file, byte, &new) {
                Ok(edits) => edits,
                Err(why) => {
                    refused.push(format!("{}: {}", context(), why.0));
                    continue;
                }
            };
            renamed += 1;
            let changed = apply(&project, &edits);
            let after = models(&changed);
            for (one, other) in before.iter().zip(&after) {
                // A model with errors may become a sound one: of two things with one name, one is renamed.
                assert!(one.model.is_none() || other.model.is_some(), "{}: {:?}", context(), other.diagnostics);
                assert!(one.model.is_none() || one.tests.len() == other.tests.len(), "{}", context());
                assert!(one.model.is_none() || one.claims.len() == other.claims.len(), "{}", context());
                if let (Some(one), Some(other)) = (&one.model, &other.model) {
                    // Sources that fit the model fit it still.
                    assert_eq!(fitting(&project, one), fitting(&changed, other), "{}", context());
                    let mut found = Vec::new();
                    let value = |model| serde_json::to_value(model).unwrap();
                    differences(&value(one), &value(other), &mut found);
                    for (old, became) in found {
                        // A streak takes the property of two events along.
                        assert_eq!((&old, &became), (&prepared.name, &new), "{}", context());
                    }
                }
            }
            // And back again. Faults that the new name has mended (a tier without quotation marks) stay mended.
            // Once in a while is enough.
            if before.iter().any(Compilation::has_errors) || !(number / step).is_multiple_of(4) {
                continue;
            }
            let (old, start) =
                (&prepared.name, edits.iter().find(|edit| edit.at.file == file && edit.at.span.start >= byte));
            let Some(first) = start else { panic!("{}: nothing changed where it was asked", context()) };
            let before_it = edits.iter().take_while(|edit| edit.at != first.at).filter(|edit| edit.at.file == file);
            let moved: i64 = before_it.map(|edit| edit.text.len() as i64 - i64::from(edit.at.span.len())).sum();
            let at = u32::try_from(i64::from(first.at.span.start) + moved).unwrap();
            let again =
                rename(&workspace(&changed), &file, at, old).unwrap_or_else(|why| panic!("{}: {why:?}", context()));
            let back = apply(&changed, &again);
            for path in project.score_files() {
                // Values are compared whatever their case, names in one normal form.
                let plain = |project: &Project| merit_values::fold(&project.text(&path).replace('`', ""));
                assert_eq!(plain(&back), plain(&project), "{}", context());
            }
        }
    }
    (renamed, refused)
}

#[test]
fn everything_can_have_a_new_name() {
    let (renamed, refused) = everything(1, |kind, _| match kind {
        SymbolKind::Letter => "F-".to_owned(),
        kind if kind.is_text() => "Ganz neu".to_owned(),
        _ => "ganz_neu".to_owned(),
    });
    assert!(renamed > 2_000, "only {renamed}");
    // Values that a list names too cannot have another name by themselves.
    let lists = ["another line or list names it too", "No entry of trades is one of the values"];
    let unexplained: Vec<_> = refused.iter().filter(|why| !lists.iter().any(|list| why.contains(list))).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert!(refused.len() < 5, "{refused:#?}");
}

#[test]
fn names_that_are_words_of_the_language_get_backticks_where_they_need_them() {
    let words = ["day", "list", "points", "once", "tier", "in", "trigger", "where", "score", "A", "คะแนน", "time"];
    let texts = ["say \"yes\"", "# 1", "otherwise", "ไทย แลนด์", "`x`"];
    let (renamed, refused) = everything(3, |kind, number| match kind {
        SymbolKind::Letter => ["E+", "D-", "F+"][number % 3].to_owned(),
        kind if kind.is_text() => texts[number % texts.len()].to_owned(),
        _ => words[number % words.len()].to_owned(),
    });
    assert!(renamed > 700, "only {renamed}");
    let explained = [
        "another line or list names it too",
        "No entry of trades",
        "is already",
        "is both a property",
        "not clear here",
    ];
    let unexplained: Vec<_> =
        refused.iter().filter(|why| !explained.iter().any(|known| why.contains(known))).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
}
