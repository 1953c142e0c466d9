//! The settings of a project that say by their names which records are what.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use merit_compiler::Compilation;
use merit_diagnostics::Span;
use merit_ir::{Model, Renamed, RenamedKind};

use super::{Refusal, Target, shown};
use crate::features::named::origin;
use crate::names::{Symbol, SymbolKind};
use crate::snapshot::{Analysis, FileEdit, FileSpan, Snapshot};

/// The changes of the settings of every project that knows what is renamed.
///
/// # Errors
/// Why they cannot be changed.
pub(super) fn edits(
    snapshot: &Snapshot,
    target: &Target,
    new: &str,
    compiled: &[(Arc<Analysis>, Compilation)],
) -> Result<Vec<FileEdit>, Refusal> {
    if !matches!(target.kind, SymbolKind::Event | SymbolKind::Property | SymbolKind::Attribute) {
        return Ok(Vec::new());
    }
    let projects: BTreeSet<&Arc<Path>> = compiled.iter().map(|(before, _)| &before.project).collect();
    let mut edits = Vec::new();
    for project in projects {
        let Some(file) = snapshot.host().settings_file(project) else { continue };
        let Some(text) = snapshot.source(&file) else { continue };
        let kept: Vec<Arc<Analysis>> = snapshot
            .files()
            .iter()
            .map(|root| snapshot.analysis(root))
            .filter(|one| one.project == *project && !compiled.iter().any(|(before, _)| Arc::ptr_eq(before, one)))
            .collect();
        let touched: Vec<&(Arc<Analysis>, Compilation)> =
            compiled.iter().filter(|(before, _)| before.project == *project).collect();
        let mut models: Vec<(&Model, &Model)> = Vec::new();
        models.extend(
            touched
                .iter()
                .filter_map(|(before, after)| Some((before.compilation.model.as_ref()?, after.model.as_ref()?))),
        );
        models.extend(kept.iter().filter_map(|one| one.compilation.model.as_ref().map(|model| (model, model))));
        let others = Others::of(target, new, touched.iter().map(|(before, _)| before.as_ref()));
        let kind = match target.kind {
            SymbolKind::Property => {
                RenamedKind::Property { events: &others.events, stays: others.stays, exists: others.exists }
            }
            SymbolKind::Attribute => RenamedKind::Attribute,
            _ => RenamedKind::Event,
        };
        let renamed = Renamed { kind, old: &target.name, new, models: &models };
        let changes: Vec<(Span, String)> = snapshot.host().renamed(text.text(), &renamed).map_err(Refusal)?;
        if !changes.is_empty() && snapshot.is_unsaved(&file) {
            return Err(Refusal(format!(
                "{} was changed along with the last new name: save all files before you give the next one.",
                shown(snapshot, &file)
            )));
        }
        let file: Arc<Path> = file.into();
        edits.extend(
            changes.into_iter().map(|(span, text)| FileEdit { at: FileSpan { file: Arc::clone(&file), span }, text }),
        );
    }
    Ok(edits)
}

/// What else has to do with the names of properties.
#[derive(Default)]
struct Others {
    /// The events of the renamed properties.
    events: Vec<String>,
    stays: bool,
    exists: bool,
}

impl Others {
    fn of<'a>(target: &Target, new: &str, analyses: impl Iterator<Item = &'a Analysis>) -> Self {
        let mut found = Self::default();
        let is_property = |symbol: &Symbol| symbol.kind == SymbolKind::Property;
        for analysis in analyses {
            let names = analysis.names();
            for (id, symbol) in names.symbols().filter(|(_, symbol)| is_property(symbol)) {
                if origin(analysis, id).is_some_and(|origin| target.origins.contains(&origin)) {
                    let event = symbol.of.and_then(|of| names.symbol(of)).map(|event| event.name.clone());
                    found.events.extend(event.filter(|event| !found.events.contains(event)));
                } else {
                    found.stays |= symbol.name == target.name;
                    found.exists |= symbol.name == new;
                }
            }
        }
        found
    }
}
