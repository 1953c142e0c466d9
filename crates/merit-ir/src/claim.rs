//! Claims about every lead: what `claim` lines say. They are no part of the compiled model, as tests are none.

use crate::{Condition, GradeId, Outcome, Source, Target};

/// What must hold for every possible log and lead, at every instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelClaim {
    /// The outcome holds for all of these leads; else for none of them.
    pub always: bool,
    /// The outcome.
    pub claimed: Claimed,
    /// Which leads are meant: those of whom it is true, by their attributes; all without.
    pub when: Option<Condition>,
    /// Where it stands.
    pub source: Source,
}

/// The outcome of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The lead is in a tier, segment or cell.
    In {
        /// What the name is.
        target: Target,
        /// The name.
        name: String,
    },
    /// The lead has no grade.
    NoGrade(GradeId),
    /// Something about a score, tier, grade or its points.
    Outcome(Outcome),
}
