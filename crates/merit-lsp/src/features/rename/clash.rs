//! Names that are taken.

use merit_diagnostics::SourceFile;

use super::{Refusal, Target, shown};
use crate::features::named::{Origin, origin};
use crate::names::{Symbol, SymbolId, SymbolKind};
use crate::snapshot::{Analysis, Snapshot};

/// Looks for something that has the new name already, where two things may not share one.
///
/// # Errors
/// What has that name.
pub(super) fn find(snapshot: &Snapshot, target: &Target, new: &str) -> Result<(), Refusal> {
    for root in snapshot.files() {
        let analysis = snapshot.analysis(root);
        let names = analysis.names();
        let renamed: Vec<(Symbol, Origin)> = names
            .symbols()
            .filter_map(|(id, symbol)| Some((symbol.clone(), origin(&analysis, id)?)))
            .filter(|(_, origin)| target.origins.contains(origin))
            .collect();
        for (symbol, _) in &renamed {
            for (id, other) in names.symbols() {
                let itself = origin(&analysis, id).is_some_and(|origin| target.origins.contains(&origin));
                if !itself && shares(symbol, other) && same_name(symbol.kind, &other.name, new) {
                    return Err(taken(snapshot, &analysis, id, other, target, new));
                }
            }
        }
    }
    Ok(())
}

/// Which names may not be equal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Events,
    PropertiesOf(Option<SymbolId>),
    Lists,
    Actions,
    Outcomes,
    Places,
    Labels,
    LettersOf(Option<SymbolId>),
    ChoicesOf(Option<SymbolId>),
    Tests,
}

const fn space(symbol: &Symbol) -> Option<Space> {
    Some(match symbol.kind {
        SymbolKind::Event => Space::Events,
        SymbolKind::Property => Space::PropertiesOf(symbol.of),
        SymbolKind::List => Space::Lists,
        SymbolKind::Action => Space::Actions,
        SymbolKind::Attribute | SymbolKind::Score | SymbolKind::Grade | SymbolKind::Matrix => Space::Outcomes,
        SymbolKind::Tier | SymbolKind::Segment | SymbolKind::Cell => Space::Places,
        SymbolKind::Label => Space::Labels,
        SymbolKind::Letter => Space::LettersOf(symbol.of),
        SymbolKind::Choice => Space::ChoicesOf(symbol.of),
        SymbolKind::Test => Space::Tests,
        SymbolKind::Model | SymbolKind::Group | SymbolKind::Check => return None,
    })
}

fn shares(one: &Symbol, other: &Symbol) -> bool {
    match (space(one), space(other)) {
        // Tests of different files do not meet.
        (Some(Space::Tests), Some(Space::Tests)) => {
            one.declared.map(|at| at.place.file) == other.declared.map(|at| at.place.file)
        }
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn same_name(kind: SymbolKind, one: &str, other: &str) -> bool {
    if kind == SymbolKind::Choice { merit_values::fold(one) == merit_values::fold(other) } else { one == other }
}

fn taken(
    snapshot: &Snapshot,
    analysis: &Analysis,
    id: SymbolId,
    other: &Symbol,
    target: &Target,
    new: &str,
) -> Refusal {
    let at = origin(analysis, id).and_then(|origin| origin.declared).map(|at| {
        let source = snapshot.source(&at.file);
        let line = source.map_or(1, |source| SourceFile::line_of(&source, at.span.start));
        format!(" ({}:{line})", shown(snapshot, &at.file))
    });
    let mut reason = format!("\"{new}\" is already {}{}.", other.kind.a(), at.unwrap_or_default());
    if other.kind != target.kind {
        reason.push_str(match other.kind {
            SymbolKind::Tier | SymbolKind::Segment | SymbolKind::Cell => {
                " Tiers, segments and cells need different names."
            }
            _ => " Scores, grades, matrices and attributes of a lead need different names.",
        });
    }
    Refusal(reason)
}
