//! B416: a message is sent to leads of a segment that never looks at their consent.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::{Target, Trigger};
use merit_syntax::tree::StatementKind;

use crate::conditions::{Leaf, any_leaf, attribute, of_segment};
use crate::registry::{Check, Fixable};
use crate::subject::Subject;
use crate::words::{INTERNAL, SAYS};

pub(crate) const CHECK: Check = Check { code: Code::B416, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let Some(consent) = model.attributes.iter().find(|attribute| attribute.consent) else { return };
    let is_consent = |leaf: Leaf<'_>| match leaf {
        Leaf::Test(test) => attribute(test)
            .and_then(|number| model.attributes.get(number.index()))
            .is_some_and(|attribute| attribute.consent),
        _ => false,
    };
    for trigger in model.triggers.iter().filter(|trigger| is_message(subject, trigger)) {
        let Target::Segment(number) = trigger.target else { continue };
        let Some(segment) = model.segments.get(number.index()) else { continue };
        if of_segment(segment).any(|condition| any_leaf(condition, is_consent)) {
            continue;
        }
        let action = model.actions.get(trigger.action.index()).map_or("", |action| &action.name);
        let message =
            format!("{action} goes to leads of \"{}\", which never looks at {}.", segment.name, consent.name);
        let report = Diagnostic::new(CHECK.code, action_place(subject, trigger), message)
            .related(subject.place(&segment.source), "this segment takes leads without consent, too")
            .note("A message without consent costs trust, and in many countries a fine. Add to the segment:")
            .choice(format!("  exclude when {name} is no or {name} is unknown", name = consent.name));
        found.push(report);
    }
}

/// What is done for the company alone is no message: a note to a sales rep, a task.
fn is_message(subject: &Subject<'_>, trigger: &Trigger) -> bool {
    let Some(action) = subject.model.actions.get(trigger.action.index()) else { return false };
    let names = || [Some(action.name.as_str()), action.title.as_deref()].into_iter().flatten();
    names().any(|name| SAYS.is(name)) || !names().any(|name| INTERNAL.is(name))
}

fn action_place(subject: &Subject<'_>, trigger: &Trigger) -> Place {
    match subject.statement(&trigger.source).map(|statement| &statement.kind) {
        Some(StatementKind::Trigger(node)) => subject.at(&trigger.source, node.action.span),
        _ => subject.place(&trigger.source),
    }
}
