//! Leaves out of a test what changes nothing of its outcome.

use merit_ir::{Happening, Model, TestCase};

use super::outcome::Outcome;

/// Tries at most so many shorter tests.
const MOST_TRIES: usize = 600;

/// What may still be tried.
struct Tries<'a> {
    outcome: &'a Outcome<'a>,
    left: usize,
}

impl Tries<'_> {
    /// There is something left to try, and somebody waits for it.
    fn goes_on(&self) -> bool {
        self.left > 1 && self.outcome.is_wanted()
    }

    fn is_as_good(&mut self, candidate: &TestCase) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0 && self.outcome.holds(candidate)
    }
}

/// The same test without what does not matter: records first by halves, then one by one; then attributes and properties.
pub(super) fn shorter(outcome: &Outcome<'_>, mut test: TestCase) -> TestCase {
    let mut tries = Tries { outcome, left: MOST_TRIES };
    let mut at_once = test.happenings.len().div_ceil(2).max(1);
    loop {
        let mut from = 0;
        while from < test.happenings.len() && tries.goes_on() {
            let mut candidate = test.clone();
            let to = (from + at_once).min(candidate.happenings.len());
            candidate.happenings.drain(from..to);
            if tries.is_as_good(&candidate) {
                test = candidate;
            } else {
                from = to;
            }
        }
        if at_once == 1 || !tries.goes_on() {
            break;
        }
        at_once = at_once.div_ceil(2);
    }
    let mut at = 0;
    while at < test.attributes.len() && tries.goes_on() {
        let mut candidate = test.clone();
        candidate.attributes.remove(at);
        if tries.is_as_good(&candidate) {
            test = candidate;
        } else {
            at += 1;
        }
    }
    for at in 0..test.happenings.len() {
        // Each try is a copy of the whole test.
        if !tries.goes_on() {
            break;
        }
        let mut number = 0;
        while let Some((candidate, may_go)) = without(&outcome.numbered, &test, at, number) {
            if may_go && tries.is_as_good(&candidate) {
                test = candidate;
            } else {
                number += 1;
            }
        }
        if let Some(fewer) = once(&test, at)
            && tries.is_as_good(&fewer)
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
