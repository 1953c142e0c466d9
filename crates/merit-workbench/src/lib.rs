//! What people ask of a model: the runner of tests written in the language and their coverage, why a lead has a score, and
//! what a change of a model does. Pure computations over the engine that return data; nothing here reads a file or prints.

mod amount;
mod bounds;
mod check;
pub mod claims;
mod concerned;
mod coverage;
mod diff;
mod explain;
mod fading;
mod movement;
mod outcome;
pub mod reach;
pub mod sample;
mod started;
mod timeline;
mod words;
mod write;

use merit_engine::Evaluation;
use merit_ir::{Claim, Model, TestCase};
use merit_values::Instant;

pub use amount::Amount;
pub use bounds::{BoundKind, BoundRow, bounds, line};
pub use coverage::{Unreached, unreached_rules};
pub use diff::{Change, ChangeKind, Comparison, Field, RuleAt, RulePair, What, compare};
pub use explain::{
    AttributeValue, Cause, Cell, Entry, EntryState, ExplainOptions, Explanation, Further, GaveNothing,
    GradeExplained, GroupExplained, Lift, Next, NextKind, Place, Privacy, RangeEffect, Reason, ResetExplained,
    RuleExplained, ScoreExplained, SegmentExplained, Silence, SumOf, Upcoming, explain,
};
pub use fading::fading;
pub use movement::{
    Accounted, Because, BecauseKind, FirstEntries, FirstShift, LeadDifference, Move, MoveTable, MovedLead, Movement,
    Responsible, ScoreDifference, Scored, SegmentReason, SegmentVolume, WeekVolume, attribute, most_surprising,
    movement, responsible,
};
pub use outcome::{Failure, FailureKind, TestOutcome};
pub use started::{OpenWindow, Started, Starts, Steps};
pub use words::{Words, quoted, signed};
pub use write::test_text;

use timeline::{Order, Timeline};

/// Runs tests: each is one lead with a time line, evaluated at the moment of every expectation, once with the records
/// in the order of the lines and once in another order; the claims must hold both times. `filter` keeps the tests whose
/// name contains it, whatever the case of the letters.
#[must_use]
pub fn run_tests(model: &Model, tests: &[TestCase], filter: Option<&str>) -> Vec<TestOutcome> {
    let wanted = filter.map(str::to_lowercase);
    let chosen = |test: &&TestCase| wanted.as_ref().is_none_or(|text| test.name.to_lowercase().contains(text));
    tests.iter().filter(chosen).map(|test| run_test(model, test)).collect()
}

fn run_test(model: &Model, test: &TestCase) -> TestOutcome {
    let mut outcome = TestOutcome::of(test);
    let timeline = match Timeline::of(model, test) {
        Ok(timeline) => timeline,
        Err(problem) => {
            outcome.problem = Some(problem);
            return outcome;
        }
    };
    for expectation in &test.expectations {
        if expectation.moment.day < test.start {
            outcome.failures.push(Failure::before_start(test, expectation));
            continue;
        }
        let day = timeline.day(expectation.moment);
        let labels = expectation.claims.iter().any(|(claim, _)| matches!(claim, Claim::Label(..)));
        let triggers = expectation.claims.iter().any(|(claim, _)| matches!(claim, Claim::Trigger { .. }));
        // Due on that local day: after the last instant before it.
        let since = triggers.then_some(Instant(day.start.0.saturating_sub(1)));
        let both = [Order::OfTheLines, Order::Another]
            .map(|order| timeline.evaluate(model, day.moment, since, labels, order).map_err(|e| e.to_string()));
        let [first, second] = match both {
            [Ok(first), Ok(second)] => [first, second],
            [Err(problem), _] | [_, Err(problem)] => {
                outcome.problem = Some(problem);
                return outcome;
            }
        };
        check_claims(model, expectation, [&first, &second], &mut outcome);
    }
    outcome
}

fn check_claims(
    model: &Model,
    expectation: &merit_ir::Expectation,
    [first, second]: [&Evaluation; 2],
    outcome: &mut TestOutcome,
) {
    for (claim, source) in &expectation.claims {
        outcome.claims += 1;
        let [one, two] = [first, second].map(|evaluation| check::check(model, claim, evaluation));
        match (one, two) {
            (Ok(()), Ok(())) => {}
            (Err(mismatch), other) => {
                let differs = other.as_ref().err() != Some(&mismatch);
                outcome.failures.push(Failure::of(source, mismatch, differs));
            }
            (Ok(()), Err(mismatch)) => outcome.failures.push(Failure::of(source, mismatch, true)),
        }
    }
}
