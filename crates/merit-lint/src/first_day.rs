//! What one event gives a lead of whom nothing is known, on the day it happens. A check proposes a test with it, and the
//! test must pass: whatever is not simple is not said.

use merit_ir::{
    Check, Condition, Decay, EventId, Frequencies, Group, HowOften, Model, Occasion, Pattern, Per, Rule, RuleKind,
    Score, TestCase,
};
use merit_values::{Decimal, Duration, Points, Unit};

/// The score at the end of that day, after one record of the event without values; nothing where it is not simple.
pub(crate) fn score_after(model: &Model, score: &Score, event: EventId) -> Option<Points> {
    let declared = model.events.get(event.index())?;
    let is_quiet = score.inactivity.iter().flat_map(|block| &block.stages).all(|stage| in_days(&stage.after));
    let is_reset = score.resets.iter().any(|reset| concerns(&reset.occasion, event));
    if declared.properties.iter().any(|property| property.required)
        || !score.sum_of.is_empty()
        || is_reset
        || !is_quiet
    {
        return None;
    }
    let mut sum = score.starts_at.0;
    for group in &score.groups {
        sum = sum.checked_add(of_group(group, event)?)?;
    }
    let (low, high) = score.range;
    let sum = sum.max(low.map_or(i64::MIN, |low| low.0)).min(high.map_or(i64::MAX, |high| high.0));
    i64::try_from(Decimal(sum.into()).rounded(score.decimals).0).ok().map(Points)
}

/// Nothing of it is over on the day it begins.
const fn in_days(duration: &Duration) -> bool {
    !matches!(duration.unit, Unit::Hours | Unit::Minutes)
}

fn of_group(group: &Group, event: EventId) -> Option<i64> {
    let mut worth = Vec::new();
    for rule in &group.rules {
        worth.extend(of_rule(rule, event)?);
    }
    let sum = if group.best_one_only {
        worth.into_iter().max().unwrap_or(0)
    } else {
        worth.into_iter().try_fold(0_i64, i64::checked_add)?
    };
    capped(sum, group.cap)
}

/// What a rule gives, if it counts at all; nothing where that is not simple.
fn of_rule(rule: &Rule, event: EventId) -> Option<Option<i64>> {
    match &rule.kind {
        RuleKind::Standing { condition, .. } => is_not_true(condition).then_some(None),
        RuleKind::Event { occasion, how_often, decay, expires } => {
            if !concerns(occasion, event) || !happens(occasion, event)? {
                return Some(None);
            }
            let fades = decay.as_ref().map(|decay| match decay {
                Decay::Half(length)
                | Decay::Evenly(length)
                | Decay::OfOriginal(_, length)
                | Decay::OfRemainder(_, length) => *length,
            });
            if !fades.iter().chain(expires).all(in_days) {
                return None;
            }
            let day = TestCase::USUAL_START;
            if rule.during.is_some_and(|during| day < during.from || during.to < day) {
                return Some(None);
            }
            let points = match how_often {
                Frequencies::Ladder { steps, .. } => *steps.first()?,
                Frequencies::Flat { points, how_often } => match how_often {
                    HowOften::EveryTime | HowOften::EveryNth(1) => *points,
                    HowOften::EveryNth(_) => return Some(None),
                    HowOften::AtMost(_, Per::Property(_)) => return None,
                    HowOften::AtMost(..) => *points,
                },
            };
            Some(capped(points.0, rule.cap))
        }
    }
}

fn capped(sum: i64, cap: Option<Points>) -> Option<i64> {
    i64::try_from(Decimal(sum.into()).capped(cap).0).ok()
}

/// The event is a part of it.
fn concerns(occasion: &Occasion, event: EventId) -> bool {
    match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } => pattern.event == event,
        Occasion::Then { first, second, .. } | Occasion::ThenNo { first, second, .. } => {
            first.event == event || second.event == event
        }
        Occasion::Streak { answer, asked, .. } => answer.event == event || *asked == event,
    }
}

/// Whether one such event is an occasion on its day; nothing where that is not simple.
fn happens(occasion: &Occasion, event: EventId) -> Option<bool> {
    let meets = |pattern: &Pattern| match &pattern.condition {
        None => Some(true),
        Some(condition) => is_not_true(condition).then_some(false),
    };
    match occasion {
        Occasion::Single(pattern) => meets(pattern),
        Occasion::Times { count, .. } => (*count > 1).then_some(false),
        Occasion::Then { first, second, .. } => (first.event != second.event).then_some(false),
        // It happens when the time is over, and that is another day.
        Occasion::ThenNo { within, .. } => in_days(within).then_some(false),
        Occasion::Streak { answer, asked, .. } => (answer.event != *asked && *asked != event).then_some(false),
    }
}

/// Not true, for certain, where every value is unknown; false says nothing.
fn is_not_true(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().any(is_not_true),
        Condition::Any(parts) => parts.iter().all(is_not_true),
        Condition::Test(test) => test.check != Check::Unknown,
        Condition::Not(_) | Condition::Had(_) | Condition::Outcome(_) => false,
    }
}
