//! Claims about every lead.

use merit_diagnostics::Span;

use super::{Comparison, Condition, Letter, Name, Number, Text};

/// `claim never|always OUTCOME [when CONDITION]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelClaim {
    /// `always`; else `never`.
    pub always: bool,
    /// The outcome.
    pub claimed: Claimed,
    /// Of which leads; of all without.
    pub when: Option<Condition>,
}

/// The outcome of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// What it says.
    pub kind: ClaimedKind,
    /// Where it stands.
    pub span: Span,
}

/// An outcome that a claim knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimedKind {
    /// `in "X"`
    In(Text),
    /// `no GRADE grade`
    NoGrade(Name),
    /// `[SCORE] tier "X" [or higher | or lower]`
    Tier {
        /// The score; the only one with tiers without.
        score: Option<Name>,
        /// The tier.
        tier: Text,
        /// `or higher` is true; with where it stands.
        or: Option<(bool, Span)>,
    },
    /// `GRADE grade X [or better | or worse]`
    Grade {
        /// The grade.
        grade: Name,
        /// The letter.
        letter: Letter,
        /// `or better` is true; with where it stands.
        or: Option<(bool, Span)>,
    },
    /// `GRADE points N`, with a comparison or not
    Points {
        /// The grade.
        grade: Name,
        /// How many.
        number: ClaimedNumber,
    },
    /// `SCORE N`, with a comparison or not
    Score {
        /// The score.
        score: Name,
        /// How much.
        number: ClaimedNumber,
    },
}

/// A number of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimedNumber {
    /// `10`
    Is(Number),
    /// `> 10`
    Compare(Comparison, Number),
    /// `from 10 to 20`, both included
    From(Number, Number),
}
