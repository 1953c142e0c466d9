//! The values that a tier or letter stands for.

use merit_diagnostics::FileId;
use merit_reach::shown;
use merit_syntax::tree::{Bound, Statement, StatementKind as Kind};
use merit_workbench::BoundKind;

use super::row;
use crate::snapshot::Analysis;

/// The band of a tier or letter, and which of its values can be reached.
pub(super) fn text(analysis: &Analysis, file: FileId, statement: &Statement) -> Option<String> {
    let mut sentences = vec![format!("**{}**", words(analysis, file, statement)?)];
    if let Kind::TierLine(node) = &statement.kind
        && let Some(until) = node.until_below
    {
        sentences.push(format!("Once in, a lead stays until the score is below {}.", until.value));
    }
    if let Some(row) = row(analysis, file, statement, &[BoundKind::Tier, BoundKind::Letter]) {
        let reached = match (row.possible, row.lowest, row.highest) {
            (Some(false), ..) => Some("No lead can be here.".to_owned()),
            (_, Some(low), Some(high)) if low == high => {
                Some(format!("The only value that can be reached here is {}.", shown(low)))
            }
            (_, Some(low), Some(high)) => {
                Some(format!("Values from {} to {} can be reached here.", shown(low), shown(high)))
            }
            (_, Some(low), None) if row.endless.1 => {
                Some(format!("Values from {} on can be reached here.", shown(low)))
            }
            (_, None, Some(high)) if row.endless.0 => {
                Some(format!("Values up to {} can be reached here.", shown(high)))
            }
            _ => None,
        };
        sentences.extend(reached);
        let more = row.notes.iter().filter(|note| note.starts_with("no value") || note.starts_with("every bound"));
        sentences.extend(more.map(|note| {
            let mut note = note.clone();
            if let Some(first) = note.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            format!("{note}.")
        }));
    }
    Some(sentences.join("\n\n"))
}

/// `50 to 80`, `20 to below 50`, `more than 80`, `below 20`.
pub(super) fn words(analysis: &Analysis, file: FileId, statement: &Statement) -> Option<String> {
    let bound = bound_of(statement)?;
    let tree = analysis.tree(file)?;
    let number = tree.statements.partition_point(|other| other.span.start < statement.span.start);
    // The line above bounds it from above.
    let is_same = |other: &&Statement| {
        matches!(
            (&statement.kind, &other.kind),
            (Kind::TierLine(_), Kind::TierLine(_)) | (Kind::LetterLine(_), Kind::LetterLine(_))
        )
    };
    let before = tree.statements.get(..number)?.iter().rev();
    let above = before
        .take_while(|other| !matches!(other.kind, Kind::Tiers(_) | Kind::Grade(_)))
        .find(is_same)
        .and_then(bound_of);
    let top = match above {
        Some(Bound::From(number)) => Some(format!("below {}", number.value)),
        Some(Bound::Above(number)) => Some(number.value.to_string()),
        Some(Bound::Otherwise(_)) | None => None,
    };
    Some(match (bound, top) {
        (Bound::From(from), Some(top)) => format!("{} to {top}", from.value),
        (Bound::From(from), None) => format!("{} or more", from.value),
        (Bound::Above(above), Some(top)) => format!("more than {}, to {top}", above.value),
        (Bound::Above(above), None) => format!("more than {}", above.value),
        (Bound::Otherwise(_), Some(top)) if top.starts_with("below") => top,
        (Bound::Otherwise(_), Some(top)) => format!("up to {top}"),
        (Bound::Otherwise(_), None) => "every value".to_owned(),
    })
}

const fn bound_of(statement: &Statement) -> Option<Bound> {
    match &statement.kind {
        Kind::TierLine(node) => Some(node.bound),
        Kind::LetterLine(node) => Some(node.bound),
        _ => None,
    }
}
