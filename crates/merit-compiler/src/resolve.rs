//! Resolving: names to numbers, texts to their folded form, everything wrong reported.

mod claim;
mod condition;
mod history;
mod kinds;
mod lookup;
mod occasion;
mod operator;
mod outcome;
mod rule;
mod score;
mod segment;
mod settings;
mod subject;
mod table;
mod test_case;
mod text;
mod trigger;

use merit_diagnostics::{FileId, Place, Span};

/// Where a condition stands: it decides what its names mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub(crate) file: FileId,
    pub(crate) names: Bare,
    /// Inside the `where` of a `had`.
    pub(crate) in_history: bool,
}

/// What bare names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bare {
    /// Properties of this event, then attributes.
    Event(u16),
    /// Attributes.
    Lead,
    /// Attributes and outcomes.
    Segment,
    /// Attributes, behind the outcome of a claim.
    Claim,
}

impl Scope {
    pub(crate) const fn of(file: FileId, names: Bare) -> Self {
        Self { file, names, in_history: false }
    }

    pub(crate) const fn at(self, span: Span) -> Place {
        Place { file: self.file, span }
    }
}
