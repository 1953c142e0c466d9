//! B422: more of the same is worth less.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Frequencies, Occasion, RuleKind};
use merit_values::Points;

use crate::counts::{Family, families, times};
use crate::registry::{Check, Fixable};
use crate::subject::{ScoreRule, Subject};

pub(crate) const CHECK: Check = Check { code: Code::B422, since: "0.1.0", fixable: Fixable::No, run: check };

/// Of more rules on one event in one score only the first ones are compared.
const MOST: usize = 64;

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(families(subject).iter().filter_map(|family| standing(subject, family)));
    let mut singles: HashMap<(usize, u16), Vec<ScoreRule<'_>>> = HashMap::new();
    for at in subject.score_rules() {
        if let RuleKind::Event { occasion: Occasion::Single(pattern), .. } = &at.rule.kind {
            let known = singles.entry((at.score_number, pattern.event.0)).or_default();
            if known.len() < MOST {
                known.push(at);
            }
        }
    }
    for at in subject.score_rules() {
        found.extend(repeated(subject, at, &singles));
    }
}

/// Standing rules that ask how many events there were: a higher number that gives less, but not nothing (B423).
fn standing(subject: &Subject<'_>, family: &Family<'_>) -> Option<Diagnostic> {
    let steps = family.steps();
    let mut best: Option<(u32, i64)> = None;
    for count in steps {
        let worth = family.worth(count);
        if let Some((few, high)) = best
            && 0 < worth
            && worth < high
        {
            let event = subject.event_name(family.event);
            let (high, worth) = (Points(high), Points(worth));
            let message = format!("{event} {} gives {high}, but {} only {worth}.", times(few), times(count));
            let of = |count: u32| family.rules.iter().find(|rule| rule.from == count);
            let more = of(count).or_else(|| family.rules.last())?;
            let mut report = Diagnostic::new(CHECK.code, subject.points_place(more.rule), message);
            if let Some(less) = of(few) {
                report = report.related(subject.points_place(less.rule), format!("{} gives more", times(few)));
            }
            return Some(report.note("A lead who does more loses points. Give the higher number more points, or write \"at least\" in both lines."));
        }
        if best.is_none_or(|(_, high)| worth > high) {
            best = Some((count, worth));
        }
    }
    None
}

/// `+10 open once` beside `+5 open 3 times in any 14 days`: the repetition is worth less than one of its parts.
fn repeated(
    subject: &Subject<'_>,
    at: ScoreRule<'_>,
    singles: &HashMap<(usize, u16), Vec<ScoreRule<'_>>>,
) -> Option<Diagnostic> {
    let RuleKind::Event { occasion: Occasion::Times { pattern, count, .. }, .. } = &at.rule.kind else { return None };
    let many = flat(at)?;
    let known = singles.get(&(at.score_number, pattern.event.0))?;
    let single = known.iter().find(|single| {
        let same = matches!(&single.rule.kind,
            RuleKind::Event { occasion: Occasion::Single(one), .. } if one.condition == pattern.condition);
        same && flat(**single).is_some_and(|one| one > many)
    })?;
    let event = subject.event_name(pattern.event);
    let one = flat(*single)?;
    let message = format!("{event} {} gives {many} here, but a single one gives {one}.", times(*count));
    let report = Diagnostic::new(CHECK.code, subject.points_place(at.rule), message)
        .related(subject.points_place(single.rule), "one alone is worth more")
        .note("Repetition is the stronger sign. Give it more points than a single occasion.");
    Some(report)
}

fn flat(at: ScoreRule<'_>) -> Option<Points> {
    match &at.rule.kind {
        RuleKind::Event { how_often: Frequencies::Flat { points, .. }, .. } if points.0 > 0 => Some(*points),
        _ => None,
    }
}
