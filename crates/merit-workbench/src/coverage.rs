//! Which rules no test reaches.

use merit_ir::{Model, Source, TestCase};
use merit_values::{Decimal, Instant};

use crate::timeline::{Order, Timeline};

/// A rule that gives points in no test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// The name of its score or grade.
    pub heading: String,
    /// What `called` says.
    pub label: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// The rules of scores and grades that are worth something at no instant that the tests look at: those of their
/// expectations, and those at which something happens before the last of them.
///
/// # Errors
/// Why a test cannot be run, as a sentence.
pub fn unreached_rules(model: &Model, tests: &[TestCase]) -> Result<Vec<Unreached>, String> {
    // Every rule gets a label of its own, so the engine tells its present subtotal.
    let (numbered, rules) = numbered(model);
    let mut reached = vec![false; rules.len()];
    for test in tests {
        let timeline = Timeline::of(&numbered, test)?;
        for instant in instants(&timeline, test) {
            if reached.iter().all(|reached| *reached) {
                break;
            }
            let evaluation = timeline
                .evaluate(&numbered, instant, None, true, Order::OfTheLines)
                .map_err(|error| error.to_string())?;
            for (reached, (_, subtotals)) in reached.iter_mut().zip(&evaluation.labels) {
                *reached |= subtotals.iter().any(|subtotal| *subtotal != Decimal::ZERO);
            }
        }
    }
    let left = rules.into_iter().zip(reached).filter(|(_, reached)| !reached);
    Ok(left.map(|(rule, _)| rule).collect())
}

fn instants(timeline: &Timeline, test: &TestCase) -> Vec<Instant> {
    let mut instants: Vec<Instant> =
        test.expectations.iter().map(|expectation| timeline.day(expectation.moment).moment).collect();
    let last = instants.iter().max().copied();
    instants.extend(timeline.instants.iter().copied().filter(|at| Some(*at) <= last));
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// The model with a label on every rule, and its rules in the order of these labels.
pub(crate) fn numbered(model: &Model) -> (Model, Vec<Unreached>) {
    let mut model = model.clone();
    let mut rules = Vec::new();
    let scores = model.scores.iter_mut().map(|score| (&score.name, &mut score.groups));
    let grades = model.grades.iter_mut().map(|grade| (&grade.name, &mut grade.groups));
    for (heading, groups) in scores.chain(grades) {
        for rule in groups.iter_mut().flat_map(|group| &mut group.rules) {
            let label = rule.label.replace(rules.len().to_string());
            rules.push(Unreached { heading: heading.clone(), label, source: rule.source.clone() });
        }
    }
    (model, rules)
}
