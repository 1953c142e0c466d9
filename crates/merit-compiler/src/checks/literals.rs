//! Conditions taken apart: what must all hold for a condition to be true.

use merit_diagnostics::Span;
use merit_ir::{History, Outcome, Part, ScoreId, Subject, Test};

use crate::resolved::{Cond, CondKind};

/// A simple test, or its opposite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'a> {
    pub(super) atom: Atom<'a>,
    pub(super) positive: bool,
    pub(super) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Atom<'a> {
    Test(&'a Test),
    Had(&'a History),
    Outcome(&'a Outcome),
}

/// What an atom is about: only atoms about the same thing can exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    Value(Subject, Part),
    Event(u16),
    Score(ScoreId),
    Tiers(u16),
    Grade(u16),
    Points(u16),
}

impl Atom<'_> {
    pub(super) fn about(self) -> About {
        match self {
            Self::Test(test) => About::Value(test.subject, test.part),
            Self::Had(history) => About::Event(history.event.0),
            Self::Outcome(outcome) => match outcome {
                Outcome::Score(score, ..) | Outcome::ScoreIs(score, _) | Outcome::ScoreFrom(score, ..) => {
                    About::Score(*score)
                }
                Outcome::Tier(tiers, _) => About::Tiers(tiers.0),
                Outcome::Grade(grade, _) | Outcome::GradeKnown(grade) => About::Grade(grade.0),
                Outcome::Points(grade, ..) | Outcome::PointsIs(grade, _) | Outcome::PointsFrom(grade, ..) => {
                    About::Points(grade.0)
                }
            },
        }
    }
}

/// The literal that a simple condition is, if it is one.
pub(super) fn literal(condition: &Cond, positive: bool) -> Option<Literal<'_>> {
    let (atom, positive) = match &condition.kind {
        CondKind::Test { test, negated } => (Atom::Test(test), positive != *negated),
        CondKind::Had { history, .. } => (Atom::Had(history), positive),
        CondKind::Outcome { outcome, negated } => (Atom::Outcome(outcome), positive != *negated),
        CondKind::Not(part) => return literal(part, !positive),
        CondKind::All(_) | CondKind::Any(_) => return None,
    };
    Some(Literal { atom, positive, span: condition.span })
}

/// The literals that must all be true for `condition` to be true (or false, when not `positive`).
pub(super) fn conjuncts(condition: &Cond, positive: bool) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    collect(condition, positive, &mut found);
    found
}

fn collect<'a>(condition: &'a Cond, positive: bool, found: &mut Vec<Literal<'a>>) {
    match &condition.kind {
        CondKind::All(parts) if positive => parts.iter().for_each(|part| collect(part, positive, found)),
        CondKind::Any(parts) if !positive => parts.iter().for_each(|part| collect(part, positive, found)),
        CondKind::Not(part) => collect(part, !positive, found),
        _ => found.extend(literal(condition, positive)),
    }
}

/// Calls `see` for every condition, with whether it counts as it stands or as its opposite, and whether it is the top of
/// a conjunction or of alternatives (not joined with others of its kind above it). Conditions inside `had` are
/// conditions of their own.
pub(super) fn walk<'a>(condition: &'a Cond, see: &mut dyn FnMut(&'a Cond, bool, bool)) {
    below(condition, true, None, see);
}

fn below<'a>(condition: &'a Cond, positive: bool, above: Option<bool>, see: &mut dyn FnMut(&'a Cond, bool, bool)) {
    let together = match &condition.kind {
        CondKind::All(_) => Some(positive),
        CondKind::Any(_) => Some(!positive),
        _ => above,
    };
    see(condition, positive, together != above || above.is_none());
    match &condition.kind {
        CondKind::All(parts) | CondKind::Any(parts) => {
            parts.iter().for_each(|part| below(part, positive, together, see));
        }
        CondKind::Not(part) => below(part, !positive, together, see),
        CondKind::Had { inner: Some(inner), .. } => below(inner, true, None, see),
        CondKind::Had { .. } | CondKind::Test { .. } | CondKind::Outcome { .. } => {}
    }
}
