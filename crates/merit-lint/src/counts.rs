//! What so many events are worth: rules of one score that count the same events.

use std::collections::HashMap;

use merit_ir::{Condition, EventId, Frequency, History, Occasion, Rule, RuleKind};
use merit_values::Points;

use crate::subject::{ScoreRule, Subject};

/// Of more rules on one event in one score only the first ones are compared.
const MOST: usize = 64;

/// Counts beyond this are not looked at.
const HIGHEST: u32 = 1_000;

/// A rule that asks how many events there were.
#[derive(Clone, Copy)]
pub(crate) struct Counting<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) points: Points,
    /// It asks for at least so many.
    pub(crate) from: u32,
    /// And for at most so many.
    pub(crate) to: u32,
    best_of: Option<usize>,
}

/// Rules that count the same events.
pub(crate) struct Family<'a> {
    pub(crate) event: EventId,
    condition: Option<&'a Condition>,
    pub(crate) rules: Vec<Counting<'a>>,
}

/// The rules that count, by what they count.
pub(crate) fn families<'a>(subject: &Subject<'a>) -> Vec<Family<'a>> {
    let mut all: Vec<Family<'a>> = Vec::new();
    let mut by_event: HashMap<(usize, EventId), Vec<usize>> = HashMap::new();
    for at in subject.score_rules() {
        let Some((event, condition, counting)) = counting(at) else { continue };
        let known = by_event.entry((at.score_number, event)).or_default();
        let same = known.iter().copied().find(|at| all.get(*at).is_some_and(|family| family.condition == condition));
        match same.and_then(|at| all.get_mut(at)) {
            Some(family) if family.rules.len() < MOST => family.rules.push(counting),
            Some(_) => {}
            None if known.len() < MOST => {
                known.push(all.len());
                all.push(Family { event, condition, rules: vec![counting] });
            }
            None => {}
        }
    }
    all
}

fn counting<'a>(at: ScoreRule<'a>) -> Option<(EventId, Option<&'a Condition>, Counting<'a>)> {
    let best_of = at.group.best_one_only.then_some(at.group_number);
    let (event, condition, points, (from, to)) = match &at.rule.kind {
        RuleKind::Standing { condition, points } => {
            let (history, band) = band(condition)?;
            (history.event, history.condition.as_ref(), *points, band)
        }
        RuleKind::Event {
            occasion: Occasion::Times { pattern, count, .. },
            how_often: merit_ir::Frequencies::Flat { points, .. },
            ..
        } => (pattern.event, pattern.condition.as_ref(), *points, (*count, u32::MAX)),
        _ => return None,
    };
    Some((event, condition, Counting { rule: at.rule, points, from, to, best_of }))
}

/// The numbers of events that a condition asks for, when it asks for nothing else: `had login at least 2 times in the
/// last 30 days and had login fewer than 5 times in the last 30 days`.
fn band(condition: &Condition) -> Option<(&History, (u32, u32))> {
    match condition {
        Condition::Had(history) => Some((history, numbers(history.frequency))),
        Condition::Not(inner) => {
            let Condition::Had(history) = inner.as_ref() else { return None };
            match numbers(history.frequency) {
                (from, u32::MAX) => Some((history, (0, from.saturating_sub(1)))),
                (0, to) => Some((history, (to.saturating_add(1), u32::MAX))),
                _ => None,
            }
        }
        Condition::All(parts) => {
            let (first, mut both) = band(parts.first()?)?;
            for part in parts.iter().skip(1) {
                let (history, (from, to)) = band(part)?;
                let same = (history.event, &history.condition, history.within)
                    == (first.event, &first.condition, first.within);
                both = (both.0.max(from), both.1.min(to));
                if !same || both.0 > both.1 {
                    return None;
                }
            }
            Some((first, both))
        }
        Condition::Any(_) | Condition::Test(_) | Condition::Outcome(_) => None,
    }
}

const fn numbers(frequency: Frequency) -> (u32, u32) {
    match frequency {
        Frequency::AtLeast(least) => (least, u32::MAX),
        Frequency::Exactly(exact) => (exact, exact),
        Frequency::FewerThan(below) => (0, below.saturating_sub(1)),
    }
}

/// `1 time`, `3 times`.
pub(crate) fn times(count: u32) -> String {
    if count == 1 { "1 time".to_owned() } else { format!("{count} times") }
}

impl Counting<'_> {
    const fn holds(&self, count: u32) -> bool {
        self.from <= count && count <= self.to
    }
}

impl Family<'_> {
    /// What so many events are worth, in millionths, all of them as recent as the rules ask for.
    pub(crate) fn worth(&self, count: u32) -> i64 {
        let holding = || self.rules.iter().filter(|rule| rule.holds(count));
        let added: i64 = holding().filter(|rule| rule.best_of.is_none()).map(|rule| rule.points.0).sum();
        let mut best: HashMap<usize, i64> = HashMap::new();
        for rule in holding() {
            if let Some(group) = rule.best_of {
                let best = best.entry(group).or_insert(i64::MIN);
                *best = (*best).max(rule.points.0);
            }
        }
        best.into_values().fold(added, i64::saturating_add)
    }

    /// The counts at which the worth can change, ascending, from 1.
    pub(crate) fn steps(&self) -> Vec<u32> {
        let mut steps: Vec<u32> = self
            .rules
            .iter()
            .flat_map(|rule| [rule.from, rule.to.saturating_add(1)])
            .filter(|count| (1..=HIGHEST).contains(count))
            .collect();
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// The rule that holds for so many events and for no more, and gives points for them.
    pub(crate) fn ending(&self, count: u32) -> Option<&Counting<'_>> {
        self.rules.iter().find(|rule| rule.to == count && rule.points.0 > 0)
    }
}
