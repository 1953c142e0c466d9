//! Files that a line may name, as it writes them.

use std::path::Path;

use merit_syntax::tree::StatementKind;

use super::vocabulary::Vocabulary;
use crate::snapshot::Snapshot;

/// Score files that can be used: of the same project, without a model, not used yet.
pub(super) fn score_files(snapshot: &Snapshot, file: &Path, words: &Vocabulary) -> Vec<(String, String)> {
    let project = snapshot.project(file);
    let has_model = |path: &Path| {
        snapshot.parsed(path).is_some_and(|parsed| {
            parsed.tree.statements.iter().any(|statement| matches!(statement.kind, StatementKind::Model(_)))
        })
    };
    let uses_this = |path: &Path| Vocabulary::of(snapshot, path).used.contains(file);
    let others = snapshot.files().iter().filter(|path| {
        path.as_ref() != file
            && path.starts_with(&project)
            && !words.used.contains(path.as_ref())
            && !has_model(path)
            && !uses_this(path)
    });
    others.filter_map(|path| Some((seen_from(file, path)?, String::new()))).collect()
}

/// Files that hold lists, each with the first column of a table.
pub(super) fn list_files(snapshot: &Snapshot, file: &Path) -> Vec<(String, String)> {
    let project = snapshot.project(file);
    let files = snapshot.host().list_files(&project);
    let column = |path: &Path| Some(merit_compiler::columns(snapshot.source(path)?.text()).into_iter().next()?.0);
    files.iter().filter_map(|path| Some((seen_from(file, path)?, column(path).unwrap_or_default()))).collect()
}

/// The columns of the table that a line names, with the first value of each: those that a list can be made of.
pub(super) fn columns(snapshot: &Snapshot, file: &Path, before: &str) -> Vec<(String, String)> {
    let named = before.split('"').nth(1).zip(file.parent());
    let path = named.map(|(path, folder)| snapshot.host().resolve(&folder.join(path)));
    let path = path.filter(|path| path.starts_with(snapshot.project(file)));
    let Some(source) = path.and_then(|path| snapshot.source(&path)) else { return Vec::new() };
    merit_compiler::columns(source.text())
}

/// The path of a file as another file writes it.
fn seen_from(file: &Path, other: &Path) -> Option<String> {
    let folder = file.parent()?;
    let common = folder.iter().zip(other.iter()).take_while(|(a, b)| a == b).count();
    let up = folder.iter().skip(common).map(|_| "..");
    let down: Option<Vec<&str>> = other.iter().skip(common).map(|part| part.to_str()).collect();
    Some(up.chain(down?).collect::<Vec<_>>().join("/"))
}
