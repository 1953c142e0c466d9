//! B415: events tell which product they are about, and no rule asks for it.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Check as Test, Frequencies, HowOften, Per, RuleKind, Subject as Of};

use crate::conditions::{Leaf, leaves};
use crate::registry::{Check, Fixable};
use crate::subject::{Subject, patterns};
use crate::words::PRODUCT;

pub(crate) const CHECK: Check = Check { code: Code::B415, since: "0.1.0", fixable: Fixable::No, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let is_product = |event: usize, property: usize| {
        let event = model.events.get(event);
        event.and_then(|event| event.properties.get(property)).is_some_and(|property| PRODUCT.is(&property.name))
    };
    let mut first = None;
    let mut asked = false;
    for at in subject.score_rules() {
        let RuleKind::Event { occasion, how_often, .. } = &at.rule.kind else { continue };
        for pattern in patterns(occasion) {
            let event = pattern.event.index();
            let properties = model.events.get(event).map_or(0, |event| event.properties.len());
            if first.is_none()
                && let Some(property) = (0..properties).find(|property| is_product(event, *property))
            {
                first = Some((at.rule, event, property));
            }
            if let Some(condition) = &pattern.condition {
                leaves(condition, &mut |leaf| {
                    if let Leaf::Test(test) = leaf
                        && let Of::Property(property) = test.subject
                        && test.check != Test::Known
                    {
                        asked |= is_product(event, property.index());
                    }
                });
            }
            if let Frequencies::Flat { how_often: HowOften::AtMost(_, Per::Property(property)), .. } = how_often {
                asked |= is_product(event, property.index());
            }
        }
    }
    let Some((rule, event, property)) = first.filter(|_| !asked) else { return };
    let event = model.events.get(event);
    let property = event.and_then(|event| event.properties.get(property)).map_or("", |property| &property.name);
    let event = event.map_or("", |event| &event.name);
    let message =
        format!("{event} says which {property} it is about, but no rule asks for it: all products share one score.");
    let report = Diagnostic::new(CHECK.code, subject.place(&rule.source), message)
        .note("A lead who looks at two products a little is not one who wants one of them much.")
        .note(format!("Make a model for each product that uses the same vocabulary, with   where {property} is \"…\"   in its rules."));
    found.push(report);
}
