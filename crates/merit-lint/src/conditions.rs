//! What conditions ask for.

use merit_ir::{Check, Condition, History, Membership, Outcome, Segment, Subject, Test, Texts};

use crate::subject::patterns;

/// A part of a condition that is no combination of others.
#[derive(Clone, Copy)]
pub(crate) enum Leaf<'a> {
    Test(&'a Test),
    Had(&'a History),
    Outcome(&'a Outcome),
}

/// Visits every leaf, also those inside of `had ... where`. Conditions nest at most 64 deep.
pub(crate) fn leaves<'a>(condition: &'a Condition, visit: &mut impl FnMut(Leaf<'a>)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| leaves(part, visit)),
        Condition::Not(part) => leaves(part, visit),
        Condition::Test(test) => visit(Leaf::Test(test)),
        Condition::Had(history) => {
            visit(Leaf::Had(history));
            if let Some(inner) = &history.condition {
                leaves(inner, visit);
            }
        }
        Condition::Outcome(outcome) => visit(Leaf::Outcome(outcome)),
    }
}

/// True when some leaf is so.
pub(crate) fn any_leaf(condition: &Condition, is: impl Fn(Leaf<'_>) -> bool) -> bool {
    let mut found = false;
    leaves(condition, &mut |leaf| found |= is(leaf));
    found
}

/// All conditions of a segment, those of occasions included.
pub(crate) fn of_segment(segment: &Segment) -> impl Iterator<Item = &Condition> {
    segment.includes.iter().chain(&segment.excludes).flat_map(|membership| match membership {
        Membership::When(condition) => vec![condition],
        Membership::After(occasion, _) => {
            patterns(occasion).into_iter().filter_map(|pattern| pattern.condition.as_ref()).collect()
        }
    })
}

/// The attribute that a test asks for.
pub(crate) const fn attribute(test: &Test) -> Option<merit_ir::AttributeId> {
    match test.subject {
        Subject::Attribute(attribute) => Some(attribute),
        Subject::Property(_) => None,
    }
}

/// A condition that becomes false by itself as time goes by.
pub(crate) fn is_recent(leaf: Leaf<'_>) -> bool {
    match leaf {
        Leaf::Had(history) => history.within.is_some(),
        Leaf::Test(test) => matches!(test.check, Check::InTheLast(_) | Check::InTheNext(_) | Check::MoreThanAgo(_)),
        Leaf::Outcome(_) => false,
    }
}

/// The texts that a test compares with.
pub(crate) fn texts(test: &Test) -> &[String] {
    match &test.check {
        Check::TextIs(texts) => texts,
        Check::StartsWith(Texts::Given(texts))
        | Check::EndsWith(Texts::Given(texts))
        | Check::Contains(Texts::Given(texts))
        | Check::ContainsWord(Texts::Given(texts)) => texts,
        _ => &[],
    }
}
