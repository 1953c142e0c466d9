//! B424: a number that counts in two rows which share a bound.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Check as Asks, Comparison, Condition, Group, Rule, RuleKind, Subject as Of, Test};
use merit_values::Decimal;

use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B424, since: "0.1.0", fixable: Fixable::No, run: check };

/// Of more rows on one attribute in one group only the first ones are compared.
const MOST: usize = 64;

/// Numbers between two ends, both included, in millionths; `None` is no end.
#[derive(Clone, Copy)]
struct Band {
    low: Option<i128>,
    high: Option<i128>,
}

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let groups = model.scores.iter().flat_map(|score| &score.groups);
    let groups = groups.chain(model.grades.iter().flat_map(|grade| &grade.groups));
    for group in groups.filter(|group| !group.best_one_only) {
        of_group(subject, group, found);
    }
}

fn of_group(subject: &Subject<'_>, group: &Group, found: &mut Vec<Diagnostic>) {
    let mut known: HashMap<u16, Vec<(&Rule, Band)>> = HashMap::new();
    for rule in &group.rules {
        let RuleKind::Standing { condition, .. } = &rule.kind else { continue };
        let Some((attribute, band)) = band(condition) else { continue };
        let rows = known.entry(attribute).or_default();
        if let Some((other, shared)) = rows.iter().find_map(|(other, row)| Some((*other, overlap(*row, band)?))) {
            let name = subject.model.attributes.get(usize::from(attribute)).map_or("", |attribute| &attribute.name);
            let values = match shared {
                (low, high) if low == high => format!("{name} {}", Decimal(low)),
                (low, high) => format!("{name} {} to {}", Decimal(low), Decimal(high)),
            };
            let message = format!("A lead with {values} counts in two rows.");
            let report = Diagnostic::new(CHECK.code, subject.place(&rule.source), message)
                .related(subject.place(&other.source), "and in this one")
                .note("Both rows give their points. Let one end before the other begins, or put them into a group with \"best one only\".");
            found.push(report);
        }
        if rows.len() < MOST {
            rows.push((rule, band));
        }
    }
}

/// What two rows share, when neither lies inside the other: one is meant to follow the other. Of rows that are open on
/// one side only a shared bound is taken for a slip.
fn overlap(one: Band, other: Band) -> Option<(i128, i128)> {
    let (first, second) =
        if one.low.unwrap_or(i128::MIN) <= other.low.unwrap_or(i128::MIN) { (one, other) } else { (other, one) };
    let (low, high) = (second.low?, first.high?);
    let follows = first.low.is_none_or(|first| first < low) && second.high.is_none_or(|second| second > high);
    let bounded = first.low.is_some() && second.high.is_some();
    (low <= high && follows && (bounded || low == high)).then_some((low, high))
}

/// The numbers of one attribute for which a condition holds, when it asks for nothing else.
fn band(condition: &Condition) -> Option<(u16, Band)> {
    match condition {
        Condition::Test(test) => of_test(test),
        Condition::All(parts) => {
            let mut all: Option<(u16, Band)> = None;
            for part in parts {
                let Condition::Test(test) = part else { return None };
                let (attribute, band) = of_test(test)?;
                all = Some(match all {
                    None => (attribute, band),
                    Some((known, _)) if known != attribute => return None,
                    Some((_, so_far)) => {
                        let low = so_far.low.max(band.low);
                        let high = match (so_far.high, band.high) {
                            (Some(one), Some(other)) => Some(one.min(other)),
                            (one, other) => one.or(other),
                        };
                        (attribute, Band { low, high })
                    }
                });
            }
            all
        }
        _ => None,
    }
}

fn of_test(test: &Test) -> Option<(u16, Band)> {
    let Of::Attribute(attribute) = test.subject else { return None };
    let band = match &test.check {
        Asks::NumberFrom(low, high) => Band { low: Some(low.0), high: Some(high.0) },
        Asks::Number(Comparison::GreaterOrEqual, low) => Band { low: Some(low.0), high: None },
        Asks::Number(Comparison::Greater, low) => Band { low: Some(low.0 + 1), high: None },
        Asks::Number(Comparison::LessOrEqual, high) => Band { low: None, high: Some(high.0) },
        Asks::Number(Comparison::Less, high) => Band { low: None, high: Some(high.0 - 1) },
        _ => return None,
    };
    Some((attribute.0, band))
}
