//! Answers about claims as findings: X504 and X505.

use merit_compiler::Compilation;
use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::{Claim, Model, ModelClaim};

use super::{Answer, Counterexample, Undecided, answers};
use crate::write::claim_text;

/// What the check of claims found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// How many are proved.
    pub proved: usize,
    /// One for each of the others.
    pub findings: Vec<Diagnostic>,
}

/// Checks the claims of a compiled file without errors, and leaves out what its `allow` lines cover. A file with errors
/// is not judged.
#[must_use]
pub fn check(compilation: &Compilation) -> Checked {
    let Some(model) = &compilation.model else { return Checked::default() };
    let mut checked = report(model, &compilation.claims);
    merit_compiler::apply_claims(&mut checked.findings, &mut compilation.allowances.clone());
    checked
}

/// Checks the claims of a model, each with its place.
#[must_use]
pub fn report(model: &Model, claims: &[(ModelClaim, Place)]) -> Checked {
    let mut checked = Checked::default();
    let all: Vec<&ModelClaim> = claims.iter().map(|(claim, _)| claim).collect();
    for (answer, (_, place)) in answers(model, &all).iter().zip(claims) {
        match answer {
            Answer::Proved => checked.proved += 1,
            Answer::Refuted(found) => checked.findings.push(refuted(model, *place, found)),
            Answer::Undecided(why) => checked.findings.push(undecided(*place, why)),
        }
    }
    checked
}

fn refuted(model: &Model, place: Place, found: &Counterexample) -> Diagnostic {
    let said = found.test.expectations.first().and_then(|expectation| expectation.claims.first());
    let is = said.map_or_else(String::new, |(said, _)| in_words(model, said));
    let lead = match (found.lead.as_str(), found.changes) {
        ("", _) => "a lead of whom nothing is known".to_owned(),
        (lead, false) => format!("a lead with {lead}"),
        (lead, true) => format!("a lead that has {lead} in the end"),
    };
    let message = format!("This claim does not hold: {lead} can {is}.");
    Diagnostic::new(Code::X504, place, message)
        .note(format!("It takes {}.", found.events))
        .note(format!("This test shows it, and passes when it stands in the file:\n{}", found.text.trim_end()))
        .note("Change the model, or say in the claim what it means.")
}

/// `be in "Hot"`, `have fit grade D`
fn in_words(model: &Model, said: &Claim) -> String {
    match said {
        Claim::In { expected: false, name, .. } => format!("be outside of {}", crate::words::quoted(name)),
        Claim::In { .. } => format!("be {}", claim_text(model, said)),
        Claim::Score(..) | Claim::Points(..) => format!("have {}", claim_text(model, said)),
        _ => format!("have {}", claim_text(model, said)),
    }
}

fn undecided(place: Place, why: &Undecided) -> Diagnostic {
    let message = "Whether this claim holds for every lead could not be decided.";
    let report = Diagnostic::new(Code::X505, place, message);
    let report = match why {
        Undecided::TooMany(by) if by.is_empty() => report.note("It was not looked at: too many claims are open."),
        Undecided::TooMany(by) => {
            report.note(format!("There are too many combinations of {} to look at each.", by.join(", ")))
        }
        Undecided::NotRuledOut(lead) if lead.is_empty() => {
            report.note("A lead of whom nothing is known is not ruled out, and no log was found that gets it there.")
        }
        Undecided::NotRuledOut(lead) => {
            report.note(format!("A lead with {lead} is not ruled out, and no log was found that gets it there."))
        }
    };
    report
        .note("Say more about the leads that are meant behind \"when\", or write a test for those that matter.")
        .note("To keep it: put   allow claim_undecided because \"…\"   above the line.")
}
