//! Leaves out of a test what it does not need.

use merit_ir::{Happening, Model, TestCase};

use crate::{TestOutcome, run_tests};

/// Tries at most so many smaller tests.
const MOST_TRIES: usize = 120;

/// The same test without what is not needed: attributes, events, properties, days.
pub(super) fn smaller(model: &Model, mut test: TestCase) -> TestCase {
    let mut left = MOST_TRIES;
    let mut keep_if_passes = |test: &mut TestCase, candidate: TestCase| {
        if left == 0 {
            return false;
        }
        left -= 1;
        let passes = run_tests(model, std::slice::from_ref(&candidate), None).iter().all(TestOutcome::passed);
        if passes {
            *test = candidate;
        }
        passes
    };
    let mut at = 0;
    while at < test.attributes.len() {
        let mut candidate = test.clone();
        candidate.attributes.remove(at);
        at += usize::from(!keep_if_passes(&mut test, candidate));
    }
    // Everything on the first day, if that will do.
    let first = test.start;
    let mut candidate = test.clone();
    for happening in &mut candidate.happenings {
        let (Happening::Event { moment, .. } | Happening::Change { moment, .. }) = happening;
        moment.day = first;
    }
    for expectation in &mut candidate.expectations {
        expectation.moment.day = first;
    }
    if candidate != test {
        keep_if_passes(&mut test, candidate);
    }
    let mut at = 0;
    while at < test.happenings.len() {
        let mut candidate = test.clone();
        let gone = match candidate.happenings.get_mut(at) {
            Some(Happening::Event { times, .. }) if *times > 1 => {
                *times -= 1;
                false
            }
            _ => true,
        };
        if gone {
            candidate.happenings.remove(at);
        }
        at += usize::from(!keep_if_passes(&mut test, candidate));
    }
    for at in 0..test.happenings.len() {
        let mut of = 0;
        loop {
            let mut candidate = test.clone();
            let Some(Happening::Event { event, properties, .. }) = candidate.happenings.get_mut(at) else { break };
            let Some((property, _)) = properties.get(of) else { break };
            let declared = model.events.get(event.index()).and_then(|event| event.properties.get(property.index()));
            if declared.is_none_or(|property| property.required) {
                of += 1;
                continue;
            }
            properties.remove(of);
            of += usize::from(!keep_if_passes(&mut test, candidate));
        }
    }
    test
}
