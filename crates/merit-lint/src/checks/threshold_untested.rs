//! B421: no test stands on both sides of the bound of a tier.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Bound, Claim, Target, TestCase, Tiers};

use crate::checks::no_tests::has_tests;
use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B421, since: "0.1.0", fixable: Fixable::No, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    // Without any test there is B420.
    if !has_tests(subject) {
        return;
    }
    for (number, tiers) in (0u16..).zip(&subject.model.tiers) {
        let mut report: Option<Diagnostic> = None;
        let mut bounds = Vec::new();
        for (line, tier) in (0u16..).zip(&tiers.lines).filter(|(_, tier)| tier.bound != Bound::Otherwise) {
            let (above, below) = sides(&subject.compilation.tests, number, tiers, line, tier.bound);
            if above && below {
                continue;
            }
            bounds.push(format!("\"{}\"", tier.name));
            let side = match (above, below) {
                (false, false) => "no test on either side",
                (false, true) => "no test at or above it",
                _ => "no test below it",
            };
            let place = subject.place(&tier.source);
            report = Some(match report {
                None => Diagnostic::new(CHECK.code, place, "").label(side),
                Some(report) => report.related(place, side),
            });
        }
        let Some(mut report) = report else { continue };
        let bound = if bounds.len() == 1 { "this bound" } else { "each of these bounds" };
        report.message = format!("No test stands on both sides of the bound of {}.", bounds.join(", "));
        found.push(report.note(format!(
            "A bound that nobody tests moves unnoticed. Write a test with a lead just below and one just above {bound}."
        )));
    }
}

/// Whether some claim of a test lies at or above the bound of a line, and whether some lies below.
fn sides(tests: &[TestCase], number: u16, tiers: &Tiers, line: u16, bound: Bound) -> (bool, bool) {
    let (mut above, mut below) = (false, false);
    let mut add = |is_above: bool| {
        above |= is_above;
        below |= !is_above;
    };
    let claims = tests.iter().flat_map(|test| &test.expectations).flat_map(|expectation| &expectation.claims);
    for (claim, _) in claims {
        match claim {
            Claim::Tier(of, found) if of.0 == number => add(*found <= line),
            Claim::In { target: Target::Tier(of, found), expected: true, .. } if of.0 == number => {
                add(*found <= line)
            }
            Claim::Score(score, value) if *score == tiers.score => match bound {
                Bound::From(bound) => add(value.0 >= i128::from(bound.0)),
                Bound::Above(bound) => add(value.0 > i128::from(bound.0)),
                Bound::Otherwise => {}
            },
            _ => {}
        }
    }
    (above, below)
}
