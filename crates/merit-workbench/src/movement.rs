//! What a change of a model does to the leads of a log: who moves from where to where, and because of which rule.

mod attribution;
mod data;
mod first;
mod surprise;
mod tables;
mod volume;

use merit_engine::{Evaluation, Explained};
use merit_ir::Model;
use merit_values::{Instant, Zone};

use crate::diff::Comparison;

pub use attribution::{Because, BecauseKind, LeadDifference, ScoreDifference, SegmentReason};
pub use data::{FirstEntries, FirstShift, Move, MoveTable, MovedLead, Movement, SegmentVolume, WeekVolume};
pub use surprise::{Responsible, most_surprising, responsible};

/// A model with the results of all leads of the log, and everything that they entered and left.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its results, with the changes since the beginning of time.
    pub evaluation: &'a Evaluation,
}

/// A model with the leads that moved, ready to be explained.
#[derive(Clone, Copy, Debug)]
pub struct Accounted<'a> {
    /// The model.
    pub model: &'a Model,
    /// The leads.
    pub explained: &'a Explained,
}

/// Who moves. Both evaluations are of the same log at the same instant; `begins` is the instant of its first record.
#[must_use]
pub fn movement(comparison: &Comparison, old: Scored<'_>, new: Scored<'_>, begins: Option<Instant>) -> Movement {
    let both = tables::Both::of(comparison, old, new);
    let (tables, moves) = both.compare();
    let zone = Zone::named(&new.model.timezone).unwrap_or_else(|_| Zone::utc());
    Movement {
        as_of: new.evaluation.results.as_of.to_string(),
        leads: both.len(),
        moved: moves.len(),
        tables,
        segments: volume::volumes(old, new, begins, &zone),
        first: first::first_entries(old, new, &zone),
        moves,
    }
}

/// Why a lead has other scores: the lines of both ledgers, whose differences add up.
#[must_use]
pub fn attribute(
    comparison: &Comparison,
    old: Accounted<'_>,
    new: Accounted<'_>,
    lead: &MovedLead,
) -> LeadDifference {
    attribution::attribute(comparison, old, new, lead)
}
