//! The wordings. Longer ones stand before those they begin with.

mod conditions;
mod headings;
mod rules;

use super::Pattern;
use crate::tree::First;

const fn says(theirs: &'static str, ours: &'static str) -> Pattern {
    Pattern { theirs, ours: Some(ours), why: "" }
}

const fn because(theirs: &'static str, ours: &'static str, why: &'static str) -> Pattern {
    Pattern { theirs, ours: Some(ours), why }
}

const fn only(theirs: &'static str, why: &'static str) -> Pattern {
    Pattern { theirs, ours: None, why }
}

/// The wordings, by the statements they stand in (none: all).
pub(super) const ALL: &[(&[First], &[Pattern])] = &[
    (&[First::No], headings::UNGRADED),
    (CONDITIONS, conditions::COMPARISONS),
    (CONDITIONS, conditions::TIMES),
    (CONDITIONS, conditions::HISTORY),
    (CONDITIONS, conditions::CALLS),
    (CONDITIONS, conditions::JOINED),
    (&[First::Sign], rules::STANDING),
    (&[First::Reset], rules::RESETS),
    (&[First::Sum], rules::SUMS),
    (&[First::Columns], headings::COLUMNS),
    (&[First::Grade, First::Segment], headings::OUTCOMES),
    (&[First::Sign, First::Reset], rules::OF_EVENTS),
    (&[First::Sign, First::Reset, First::Trigger], rules::HOW_OFTEN),
    (&[First::Sign, First::Group, First::Points, First::Reset], rules::AMOUNTS),
    (&[First::Sign, First::Reset, First::Include, First::Exclude], rules::SEQUENCES),
    (DECLARATIONS, headings::VOCABULARY),
    (&[First::Week, First::Range, First::Starts, First::Start, First::Rounded], headings::LINES),
    (&[First::Inactivity, First::After, First::On], headings::SILENCE),
    (&[First::Quoted, First::Letter], headings::BOUNDS),
    (&[First::Include, First::Exclude, First::Claim], headings::PLACES),
    (&[First::Trigger], headings::TRIGGERS),
    (&[First::Day, First::Date, First::Lead], headings::HAPPENS),
    (&[First::Expect], headings::EXPECTED),
    (&[First::Claim], headings::CLAIMED),
];

/// Statements with a condition.
pub(in crate::diagnose) const CONDITIONS: &[First] =
    &[First::Sign, First::Include, First::Exclude, First::No, First::Claim, First::Reset];

/// Statements that give a name.
const DECLARATIONS: &[First] = &[
    First::Has,
    First::List,
    First::Event,
    First::Action,
    First::Allow,
    First::Model,
    First::Score,
    First::Grade,
    First::Matrix,
];
