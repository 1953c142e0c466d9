//! A test that says what a claim denies.

use std::collections::BTreeMap;

use merit_engine::Evaluation;
use merit_ir::{
    AttributeId, Claim, Claimed, Expectation, GradeId, Happening, Model, ModelClaim, NO_GRADE, Outcome, Source,
    Target, TestCase,
};
use merit_values::{Value, Zone};

use super::{Counterexample, with_breaches};
use crate::reach::events_in_words;
use crate::timeline::{Order, Timeline};
use crate::write::{attributes, test_text};
use crate::{TestOutcome, run_tests};

/// The test of a lead that breaks a claim, when it passes and the lead is one that is meant.
pub(super) fn of(model: &Model, claim: &ModelClaim, found: &TestCase) -> Option<Counterexample> {
    let mut test = found.clone();
    test.name = format!("a lead that breaks the claim in line {}", claim.source.line);
    let expectation = test.expectations.first()?.clone();
    let timeline = Timeline::of(model, &test).ok()?;
    let moment = timeline.day(expectation.moment).moment;
    let evaluation = timeline.evaluate(model, moment, None, false, Order::OfTheLines).ok()?;
    let said = said(model, claim, &evaluation)?;
    // It passes in the model that knows who breaks the claim ...
    let (with, breaches) = with_breaches(model, claim);
    let breaks = breaches.into_iter().any(|breach| {
        let name = super::breach::name(breach);
        let inside = Claim::In { target: Target::Segment(breach), name, expected: true };
        passes(&with, &asking(&test, &expectation, vec![said.clone(), inside]))
    });
    // ... and as it will stand in the file.
    let test = asking(&test, &expectation, vec![said]);
    if !breaks || !passes(model, &test) {
        return None;
    }
    let mut lead: BTreeMap<AttributeId, Value> = test.attributes.iter().cloned().collect();
    let mut changes = false;
    for happening in &test.happenings {
        if let Happening::Change { attributes, .. } = happening {
            changes = true;
            lead.extend(attributes.iter().cloned());
        }
    }
    let zone = Zone::named(&model.timezone).ok()?;
    let lead: Vec<(AttributeId, Value)> = lead.into_iter().collect();
    let (text, events) = (test_text(model, &test), events_in_words(model, &test));
    Some(Counterexample { text, events, lead: attributes(model, &zone, &lead), changes, test })
}

fn asking(test: &TestCase, expectation: &Expectation, claims: Vec<Claim>) -> TestCase {
    let claims = claims.into_iter().map(|claim| (claim, Source::default())).collect();
    TestCase { expectations: vec![Expectation { claims, ..expectation.clone() }], ..test.clone() }
}

fn passes(model: &Model, test: &TestCase) -> bool {
    run_tests(model, std::slice::from_ref(test), None).iter().all(TestOutcome::passed)
}

/// What there is in the end, as a claim of a test.
fn said(model: &Model, claim: &ModelClaim, evaluation: &Evaluation) -> Option<Claim> {
    let results = &evaluation.results;
    let letter = |grade: GradeId| {
        let letter = *results.grades.get(grade.index())?.first()?;
        Some(if letter == NO_GRADE { Claim::NoGrade(grade) } else { Claim::Grade(grade, letter) })
    };
    match &claim.claimed {
        Claimed::In { target, name } => {
            Some(Claim::In { target: *target, name: name.clone(), expected: !claim.always })
        }
        Claimed::NoGrade(grade) => letter(*grade),
        Claimed::Outcome(outcome) => match outcome {
            Outcome::Score(score, ..) | Outcome::ScoreIs(score, _) | Outcome::ScoreFrom(score, ..) => {
                Some(Claim::Score(*score, *results.scores.get(score.index())?.first()?))
            }
            Outcome::Tier(tiers, _) => {
                debug_assert!(model.tiers.len() > tiers.index());
                Some(Claim::Tier(*tiers, *results.tiers.get(tiers.index())?.first()?))
            }
            Outcome::Grade(grade, _) | Outcome::GradeKnown(grade) => letter(*grade),
            Outcome::Points(grade, ..) | Outcome::PointsIs(grade, _) | Outcome::PointsFrom(grade, ..) => {
                Some(Claim::Points(*grade, *results.points.get(grade.index())?.first()?))
            }
        },
    }
}
