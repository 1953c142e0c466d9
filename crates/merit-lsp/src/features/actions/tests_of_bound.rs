//! Tests on both sides of the bound of a tier.

use std::path::Path;
use std::sync::Arc;

use merit_diagnostics::Span;
use merit_ir::{Bound, Target, TiersId};
use merit_syntax::tree::StatementKind;
use merit_workbench::reach::{Ways, ways};

use super::{Action, insertion, tests_at_end};
use crate::snapshot::Snapshot;

/// A test of a lead that gets into the tier, and of one that stays below it.
pub(super) fn action(snapshot: &Snapshot, file: &Arc<Path>, span: Span) -> Option<Action> {
    let (source, parsed) = (snapshot.source(file)?, snapshot.parsed(file)?);
    let statement = parsed
        .tree
        .statements
        .iter()
        .find(|statement| statement.span.start <= span.end && span.start <= statement.span.end)?;
    let StatementKind::TierLine(line) = &statement.kind else { return None };
    let analysis = snapshot.analysis(file);
    let model = analysis.compilation.model.as_ref()?;
    let (tiers, number) = (0u16..).zip(&model.tiers).find_map(|(tiers, of)| {
        let number = of.lines.iter().position(|tier| tier.name == line.name.text)?;
        Some((tiers, number))
    })?;
    let of = model.tiers.get(usize::from(tiers))?;
    let tier = of.lines.get(number).filter(|tier| tier.bound != Bound::Otherwise)?;
    let below = of.lines.get(number + 1)?;
    let way =
        |line: usize, name: &str| match ways(model, Target::Tier(TiersId(tiers), u16::try_from(line).ok()?), name, 1)
        {
            Ways::Found(paths) => paths.into_iter().next().map(|path| path.text),
            Ways::Impossible(_) | Ways::NotFound => None,
        };
    let into = way(number, &tier.name)?;
    let under = way(number + 1, &below.name)?;
    let text = source.text();
    let (_, added) = tests_at_end(text, &[into, under]);
    Some(Action {
        title: format!("Add tests on both sides of the bound of \"{}\"", tier.name),
        finding: None,
        is_certain: false,
        edits: vec![insertion(file, u32::try_from(text.len()).ok()?, added)],
    })
}
