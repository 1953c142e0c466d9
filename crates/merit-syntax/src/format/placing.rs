//! How far each statement is indented, which columns align, and where a blank line belongs.

use std::collections::HashMap;

use super::statements;
use crate::tree::{StatementKind, Tree};

/// Where a statement stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) indent: usize,
    /// Display width of the first column, when its block aligns.
    pub(super) column: Option<usize>,
    /// A blank line stands before it (before the first of the `allow` lines that cover it).
    pub(super) blank_before: bool,
    /// It does not belong to an `allow` line before it.
    pub(super) begins_unit: bool,
}

/// The places of all statements.
pub(super) struct Placing {
    places: Vec<Place>,
}

impl Placing {
    pub(super) fn of(text: &str, tree: &Tree) -> Self {
        let mut places: Vec<Place> = Vec::with_capacity(tree.statements.len());
        let mut in_group = false;
        let mut in_events = false;
        let mut begins_unit = true;
        let mut block = 0;
        let mut blocks: Vec<Option<usize>> = Vec::new();
        let mut widths: HashMap<usize, usize> = HashMap::new();
        for (index, statement) in tree.statements.iter().enumerate() {
            let kind = &statement.kind;
            let heading = is_outer_heading(kind);
            if heading || is_inner_heading(kind) {
                in_group = matches!(kind, StatementKind::Group(_));
                block = index;
            }
            let aligns = aligns(kind).then_some(block);
            if let Some(block) = aligns {
                let width = widths.entry(block).or_default();
                *width = (*width).max(statements::row(text, kind).first_width());
            }
            blocks.push(aligns);
            let event = matches!(kind, StatementKind::Event(_));
            places.push(Place {
                indent: indent(kind, in_group),
                column: None,
                blank_before: heading && !(event && in_events),
                begins_unit,
            });
            begins_unit = !matches!(kind, StatementKind::Allow(_));
            in_events = event || (in_events && matches!(kind, StatementKind::Has(_) | StatementKind::Allow(_)));
        }
        for (place, block) in places.iter_mut().zip(&blocks) {
            place.column = block.and_then(|block| widths.get(&block).copied());
        }
        // An `allow` line stands like the statement it covers.
        let mut below = 0;
        for (place, statement) in places.iter_mut().zip(&tree.statements).rev() {
            if matches!(statement.kind, StatementKind::Allow(_)) {
                place.indent = below;
            }
            below = place.indent;
        }
        Self { places }
    }

    pub(super) fn of_statement(&self, index: usize) -> Place {
        self.places.get(index).copied().unwrap_or_default()
    }
}

const fn is_outer_heading(kind: &StatementKind) -> bool {
    use StatementKind::{Event, Grade, Lead, Matrix, Model, Score, Segment, Test, Tiers};
    matches!(kind, Event(_) | Lead | Model(_) | Score(_) | Grade(_) | Tiers(_) | Matrix(_) | Segment(_) | Test(_))
}

const fn is_inner_heading(kind: &StatementKind) -> bool {
    matches!(kind, StatementKind::Group(_) | StatementKind::Inactivity(_))
}

/// Only the second column of the small closed lists aligns.
const fn aligns(kind: &StatementKind) -> bool {
    use StatementKind::{LetterLine, OnReturn, Stage, TierLine};
    matches!(kind, TierLine(_) | LetterLine(_) | Stage(_) | OnReturn(_))
}

const fn indent(kind: &StatementKind, in_group: bool) -> usize {
    use StatementKind::{Action, Claim, Edition, List, OnReturn, Rule, Stage, Trigger, Use};
    match kind {
        kind if is_outer_heading(kind) => 0,
        Edition(_) | Use(_) | List(_) | Action(_) | Trigger(_) | Claim(_) => 0,
        Rule(_) if in_group => 4,
        Stage(_) | OnReturn(_) => 4,
        _ => 2,
    }
}
