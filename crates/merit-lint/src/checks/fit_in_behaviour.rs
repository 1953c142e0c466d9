//! B407: who a lead is counts in a score of what the lead does.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{AttributeId, RuleKind};
use merit_values::Kind;

use crate::conditions::{Leaf, attribute, leaves};
use crate::registry::{Check, Fixable};
use crate::subject::{ScoreRule, Subject, rules_of};

pub(crate) const CHECK: Check = Check { code: Code::B407, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (number, score) in subject.model.scores.iter().enumerate() {
        let has_tiers = subject.model.tiers.iter().any(|tiers| tiers.score.index() == number);
        // A score of standing rules alone is a score of fit, however it is called.
        let behaves = rules_of(number, score).any(|at| matches!(at.rule.kind, RuleKind::Event { .. }));
        if has_tiers && behaves {
            found.extend(rules_of(number, score).filter_map(|at| of_rule(subject, at)));
        }
    }
}

fn of_rule(subject: &Subject<'_>, at: ScoreRule<'_>) -> Option<Diagnostic> {
    let RuleKind::Standing { condition, .. } = &at.rule.kind else { return None };
    let mut asked: Option<AttributeId> = None;
    leaves(condition, &mut |leaf| {
        if let Leaf::Test(test) = leaf
            && asked.is_none()
        {
            asked = attribute(test).filter(|attribute| is_about_the_lead(subject, *attribute));
        }
    });
    let name = subject.model.attributes.get(asked?.index())?.name.as_str();
    let message =
        format!("{name} says who the lead is, but counts in {}, a score of what the lead does.", at.score.name);
    let text = &at.rule.source.text;
    let report = Diagnostic::new(CHECK.code, subject.place(&at.rule.source), message)
        .note("One number for both hides which of the two it is: a very active student looks like a quiet director.")
        .note("Put it into a grade, and combine the two in a matrix or a segment:")
        .choice("grade fit")
        .choice(format!("  {text}"));
    Some(report)
}

/// Dates tell of time, and consent of what may be done.
fn is_about_the_lead(subject: &Subject<'_>, attribute: AttributeId) -> bool {
    subject
        .model
        .attributes
        .get(attribute.index())
        .is_some_and(|attribute| !attribute.consent && !matches!(attribute.kind, Kind::Date | Kind::Time))
}
