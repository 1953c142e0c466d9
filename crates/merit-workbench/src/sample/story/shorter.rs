//! Leaves out of a test what changes nothing of its outcome.

use merit_ir::{Happening, Model, TestCase};

use super::outcome::Outcome;

/// Tries at most so many shorter tests.
const MOST_TRIES: usize = 600;

/// The same test without what does not matter: records first by halves, then one by one; then attributes and properties.
pub(super) fn shorter(outcome: &Outcome<'_>, mut test: TestCase) -> TestCase {
    let mut left = MOST_TRIES;
    let mut is_as_good = |candidate: &TestCase| {
        left = left.saturating_sub(1);
        left > 0 && outcome.holds(candidate)
    };
    let mut at_once = test.happenings.len().div_ceil(2).max(1);
    loop {
        let mut from = 0;
        while from < test.happenings.len() {
            let mut candidate = test.clone();
            let to = (from + at_once).min(candidate.happenings.len());
            candidate.happenings.drain(from..to);
            if is_as_good(&candidate) {
                test = candidate;
            } else {
                from = to;
            }
        }
        if at_once == 1 {
            break;
        }
        at_once = at_once.div_ceil(2);
    }
    let mut at = 0;
    while at < test.attributes.len() {
        let mut candidate = test.clone();
        candidate.attributes.remove(at);
        if is_as_good(&candidate) {
            test = candidate;
        } else {
            at += 1;
        }
    }
    for at in 0..test.happenings.len() {
        let mut number = 0;
        while let Some((candidate, may_go)) = without(&outcome.numbered, &test, at, number) {
            if may_go && is_as_good(&candidate) {
                test = candidate;
            } else {
                number += 1;
            }
        }
        if let Some(fewer) = once(&test, at)
            && is_as_good(&fewer)
        {
            test = fewer;
        }
    }
    from_the_first_day(outcome, test)
}

/// A test without one property, or one attribute of a change, and whether a record may be without it.
fn without(model: &Model, test: &TestCase, at: usize, number: usize) -> Option<(TestCase, bool)> {
    let mut candidate = test.clone();
    let may_go = match candidate.happenings.get_mut(at)? {
        Happening::Event { event, properties, .. } if number < properties.len() => {
            let (property, _) = properties.remove(number);
            let declared = model.events.get(event.index()).and_then(|event| event.properties.get(property.index()));
            declared.is_some_and(|declared| declared.personal || !declared.required)
        }
        // A change of nothing is no line.
        Happening::Change { attributes, .. } if number < attributes.len() && attributes.len() > 1 => {
            attributes.remove(number);
            true
        }
        _ => return None,
    };
    Some((candidate, may_go))
}

/// The test begins on the day on which something happens first.
fn from_the_first_day(outcome: &Outcome<'_>, test: TestCase) -> TestCase {
    let days = test.happenings.iter().map(|happening| match happening {
        Happening::Event { moment, .. } | Happening::Change { moment, .. } => moment.day,
    });
    let asked = test.expectations.iter().map(|expectation| expectation.moment.day);
    let Some(start) = days.chain(asked).min() else { return test };
    let candidate = TestCase { start, ..test.clone() };
    if outcome.holds(&candidate) { candidate } else { test }
}

/// A test in which something happens once instead of several times.
fn once(test: &TestCase, at: usize) -> Option<TestCase> {
    let mut candidate = test.clone();
    match candidate.happenings.get_mut(at)? {
        Happening::Event { times, .. } if *times > 1 => *times = 1,
        _ => return None,
    }
    Some(candidate)
}
