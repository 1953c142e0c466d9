//! The shortest way: a smallest log of events that takes a fresh lead into a tier, cell or segment, as a test in the
//! language. Every log is confirmed by the test runner before it is given out.
//!
//! The search goes by the number of events. Moves are what the rules ask for: one occasion of each kind, on the same day
//! or when the limit of its rule begins again. All logs of one number of events are evaluated at once, each as a lead of
//! its own. While they are few, all are kept, so the first that arrives is a smallest one; of many, those that come
//! nearest are kept.

mod distance;
mod lift;
mod moves;
mod past;
mod paths;
mod search;
mod shrink;
mod trial;
mod why;
mod without;

use merit_ir::{Claim, Expectation, Model, SegmentId, Source, Target, TestCase, TestMoment};
use merit_reach::{Reach, Spot, Verdict};

use crate::run_tests;
use crate::write::{self, test_text};
use merit_values::Zone;

pub(crate) use lift::Lifted;
pub use lift::Lifter;
pub use why::reason;

/// A way into a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The test, which passes.
    pub test: TestCase,
    /// The same in the language.
    pub text: String,
    /// How many events it takes.
    pub events: usize,
    /// `6 email_click and 10 page_view`.
    pub summary: String,
    /// Every log with fewer events that the moves allow was looked at.
    pub smallest: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ways {
    /// At least one way, the shortest first.
    Found(Vec<Path>),
    /// There is none: why, as sentences.
    Impossible(Vec<String>),
    /// None was found, and none is ruled out.
    NotFound,
}

/// A search for a proof takes at most so many steps.
const PROOF_STEPS: usize = 20_000;

/// Finds up to `count` different ways into a place.
#[must_use]
pub fn ways(model: &Model, target: Target, name: &str, count: usize) -> Ways {
    let reach = Reach::of(model);
    let spot = spot(target, name);
    if reach.verdict(&spot, PROOF_STEPS) == Verdict::Impossible {
        return Ways::Impossible(why::reason(model, &reach, &spot, name));
    }
    let goal = search::Goal { target, name, spot: &spot, changes: false };
    let found = paths::paths(model, &reach, &goal, count.max(1), paths::MOST_LOGS);
    if found.is_empty() { Ways::NotFound } else { Ways::Found(found) }
}

/// A log of at most so many that takes a lead into a segment; its attributes may change after the last event.
pub(crate) fn way_into(
    model: &Model,
    reach: &Reach<'_>,
    segment: SegmentId,
    name: &str,
    most: usize,
) -> Option<Path> {
    let spot = Spot::Segment(segment);
    let goal = search::Goal { target: Target::Segment(segment), name, spot: &spot, changes: true };
    paths::paths(model, reach, &goal, 1, most).into_iter().next()
}

/// A lead that is not ruled out for a segment, in words: `title "Chief"`.
pub(crate) fn not_ruled_out(model: &Model, reach: &Reach<'_>, segment: SegmentId) -> String {
    let ways = reach.lead_ways(&Spot::Segment(segment), PROOF_STEPS, 50);
    let (Some(way), Ok(zone)) = (ways.into_iter().next(), Zone::named(&model.timezone)) else { return String::new() };
    let values = moves::Values { zone: &zone, start: TestCase::USUAL_START };
    let lead = way.iter().filter_map(|(attribute, witness)| {
        let kind = &model.attributes.get(attribute.index())?.kind;
        Some((*attribute, values.of(kind, witness)))
    });
    write::attributes(model, &zone, &lead.collect::<Vec<_>>())
}

/// What happens in a test: `6 email_click and 10 page_view`.
pub(crate) fn events_in_words(model: &Model, test: &TestCase) -> String {
    why::events(model, test).1
}

/// A place as the analysis names it.
#[must_use]
pub fn spot(target: Target, name: &str) -> Spot {
    match target {
        Target::Tier(tiers, line) => Spot::Tier(tiers, line),
        Target::Segment(segment) => Spot::Segment(segment),
        Target::Cell(matrix) => Spot::Cell(matrix, name.to_owned()),
    }
}

/// The expectation that a lead is in a place.
fn expectation(target: Target, name: &str, moment: TestMoment) -> Expectation {
    let claim = Claim::In { target, name: name.to_owned(), expected: true };
    Expectation { moment, claims: vec![(claim, Source::default())], source: Source::default() }
}

/// A test that passes, as a way.
fn confirmed(model: &Model, test: &TestCase) -> Option<Path> {
    let passes = run_tests(model, std::slice::from_ref(test), None).iter().all(crate::TestOutcome::passed);
    passes.then(|| {
        let (events, summary) = why::summary(model, test);
        Path { test: test.clone(), text: test_text(model, test), events, summary, smallest: false }
    })
}
