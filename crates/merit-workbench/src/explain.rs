//! Why a lead has the scores it has: the account of the engine with names, texts and places.

mod data;
mod from_account;
mod lift;
mod privacy;

use merit_engine::Explained;
use merit_ir::Model;
use merit_values::Instant;

use crate::reach::Lifter;

pub use data::{
    AttributeValue, Cause, Cell, Entry, EntryState, Explanation, GaveNothing, GradeExplained, GroupExplained, Next,
    NextKind, Place, RangeEffect, Reason, ResetExplained, RuleExplained, ScoreExplained, SegmentExplained, Silence,
    SumOf, Upcoming,
};
pub use lift::{Further, Lift};
pub use privacy::Privacy;

/// What is explained, and how.
#[derive(Clone, Copy)]
pub struct ExplainOptions<'a> {
    /// The instant of the explanation.
    pub as_of: Instant,
    /// Up to when the changes are told that time alone makes.
    pub until: Instant,
    /// Names of the sources of records, by their numbers.
    pub sources: &'a [String],
    /// Whether personal values are shown.
    pub privacy: Privacy,
    /// Looks for what would lift the lead, where that is asked for.
    pub lifter: Option<&'a Lifter<'a>>,
}

/// Explains a lead; nothing when it is not there.
#[must_use]
pub fn explain(model: &Model, explained: &Explained, lead: &str, options: ExplainOptions<'_>) -> Option<Explanation> {
    from_account::explanation(model, explained, lead, options)
}
