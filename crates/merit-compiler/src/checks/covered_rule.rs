//! M309: every occasion of one rule also counts in another of the same group.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::{Condition, EventId, Frequencies, HowOften, Occasion, RuleKind};

use super::Subject;
use super::clash::follows;
use crate::resolved::RuleDone;

/// Of more rules on one event in one group only the first ones are compared with each other.
const MOST: usize = 32;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for (file, group) in subject.groups() {
        if group.ir.best_one_only || subject.context.is_silent(file) {
            continue;
        }
        let mut by_event: HashMap<Option<EventId>, Vec<Plain<'_, '_>>> = HashMap::new();
        for mut rule in group.rules.iter().filter_map(plain) {
            let others = by_event.entry(rule.event).or_default();
            for other in others.iter_mut() {
                if covers(other, &rule) {
                    report(subject, &mut rule, other);
                    break;
                }
                if covers(&rule, other) {
                    report(subject, other, &rule);
                    break;
                }
            }
            if others.len() < MOST {
                others.push(rule);
            }
        }
    }
}

/// A rule on single events, or a standing rule.
struct Plain<'a, 't> {
    rule: &'a RuleDone<'t>,
    event: Option<EventId>,
    condition: Option<&'a Condition>,
    points: i64,
    how_often: HowOften,
    reported: bool,
}

fn plain<'a, 't>(rule: &'a RuleDone<'t>) -> Option<Plain<'a, 't>> {
    let ir = rule.ir.as_ref()?;
    if ir.during.is_some() {
        return None;
    }
    match &ir.kind {
        RuleKind::Standing { condition, points } => Some(Plain {
            rule,
            event: None,
            condition: Some(condition),
            points: points.0,
            how_often: HowOften::EveryTime,
            reported: false,
        }),
        RuleKind::Event {
            occasion: Occasion::Single(pattern),
            how_often: Frequencies::Flat { points, how_often },
            ..
        } => Some(Plain {
            rule,
            event: Some(pattern.event),
            condition: pattern.condition.as_ref(),
            points: points.0,
            how_often: *how_often,
            reported: false,
        }),
        RuleKind::Event { .. } => None,
    }
}

/// A rule with limits of its own does not count every event; with the same limits it does in practice. Equal conditions
/// are M308; a penalty beside a reward is meant.
fn covers(wide: &Plain<'_, '_>, narrow: &Plain<'_, '_>) -> bool {
    let counts = wide.how_often == HowOften::EveryTime || wide.how_often == narrow.how_often;
    let same_sign = (wide.points > 0) == (narrow.points > 0);
    if !counts || !same_sign || wide.condition == narrow.condition {
        return false;
    }
    let Some(wide) = wide.condition else { return true };
    let Some(narrow) = narrow.condition else { return false };
    let narrow = parts(narrow);
    narrow.len() <= 64 && parts(wide).iter().take(65).all(|wide| narrow.iter().any(|narrow| implies(narrow, wide)))
}

fn parts(condition: &Condition) -> &[Condition] {
    match condition {
        Condition::All(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

fn implies(narrow: &Condition, wide: &Condition) -> bool {
    match (narrow, wide) {
        (one, other) if one == other => true,
        (Condition::Test(narrow), Condition::Test(wide)) => follows(narrow, wide),
        _ => false,
    }
}

fn report(subject: &Subject<'_, '_>, narrow: &mut Plain<'_, '_>, wide: &Plain<'_, '_>) {
    if std::mem::replace(&mut narrow.reported, true) {
        return;
    }
    let context = subject.context;
    let at = |rule: &RuleDone<'_>| Place { file: rule.file, span: rule.line.node.occasion.span };
    let (place, other) = (at(narrow.rule), at(wide.rule));
    let line = context.line_seen_from(other, place.file);
    let report = Diagnostic::new(Code::M309, place, format!("Whatever counts here also counts in {line}."))
        .related(other, "this rule counts it, too")
        .note("Both give their points. If only the better one should count, put both into a group with \"best one only\".")
        .note("If both should count, put   allow covered_rule because \"…\"   above the line.");
    context.reports.add(report);
}
