//! T212: a negative test on an attribute that may be unknown leaves out the leads of whom it is.

use std::collections::HashSet;

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{AttributeId, Check, Subject as Of};

use super::Subject;
use crate::context::Context;
use crate::resolved::{Cond, CondKind, Purpose, Written};

pub(super) fn check(subject: &Subject<'_, '_>) {
    let conditions = subject.context.conditions.borrow();
    // A condition that is never or always true has another fault.
    let hopeless = subject.hopeless.borrow();
    for (_, written) in conditions.iter().enumerate().filter(|(number, _)| !hopeless.contains(number)) {
        let walk = Walk { context: subject.context, written };
        walk.visit(&written.condition, true, &mut HashSet::new());
    }
}

struct Walk<'a, 't> {
    context: &'a Context<'t>,
    written: &'a Written,
}

impl Walk<'_, '_> {
    /// `asked`: attributes for which another part of the condition says what happens when they are unknown.
    fn visit(&self, condition: &Cond, positive: bool, asked: &mut HashSet<AttributeId>) {
        match &condition.kind {
            CondKind::Not(part) if matches!(part.kind, CondKind::Test { .. }) => {
                self.test(part, (condition, positive), !positive, asked);
            }
            CondKind::Not(part) => self.visit(part, !positive, asked),
            CondKind::All(parts) | CondKind::Any(parts) => {
                let all = matches!(condition.kind, CondKind::All(_)) == positive;
                let new: Vec<AttributeId> = parts
                    .iter()
                    .filter_map(|part| settles(part, positive, all))
                    .filter(|id| asked.insert(*id))
                    .collect();
                for part in parts {
                    self.visit(part, positive, asked);
                }
                for id in new {
                    asked.remove(&id);
                }
            }
            CondKind::Test { .. } => self.test(condition, (condition, positive), positive, asked),
            CondKind::Had { .. } | CondKind::Outcome { .. } => {}
        }
    }

    /// `whole`: the test, or the `not ( … )` around it alone, and whether the line holds when that is true.
    fn test(&self, test: &Cond, whole: (&Cond, bool), positive: bool, asked: &HashSet<AttributeId>) {
        let CondKind::Test { test: of, negated } = &test.kind else { return };
        let Of::Attribute(id) = of.subject else { return };
        let Some(field) = self.context.names.attributes.get(id.0) else { return };
        let negative = *negated == positive;
        let about_unknown = matches!(of.check, Check::Known | Check::Unknown);
        if negative && !about_unknown && !field.required && !asked.contains(&id) {
            self.report(&field.name, test, whole);
        }
    }

    fn report(&self, name: &str, test: &Cond, (whole, positive): (&Cond, bool)) {
        let place = self.written.at(whole.span);
        let line = self.context.words(place);
        let root = self.written.condition.span == whole.span;
        let (without, which) = match self.written.purpose {
            Purpose::Rule => ("gives them nothing", "get the points"),
            Purpose::Include => ("does not take them in", "be taken in"),
            Purpose::Exclude => ("does not keep them out", "be kept out"),
            Purpose::NoGrade => ("does not concern them", "get no grade"),
            Purpose::Claim => ("says nothing about them", "be meant"),
        };
        let intro = match (self.written.purpose, self.written.event) {
            _ if !root => "",
            (_, Some(_)) => "where ",
            (Purpose::Rule | Purpose::NoGrade, None) => "if ",
            (Purpose::Claim, None) => "when ",
            (Purpose::Include, None) => "include when ",
            (Purpose::Exclude, None) => "exclude when ",
        };
        let (open, close) = if root { ("", "") } else { ("(", ")") };
        let words = self.context.words(self.written.at(test.span));
        let value = words.split_once(" is not ").map(|(_, value)| value);
        let value = value
            .filter(|value| !value.starts_with("one of") && !value.starts_with("in ") && whole.span == test.span);
        let subject = self.subject_words(test);
        let why = match value {
            Some(value) => {
                format!("An unknown {name} is neither {value} nor something else, so this line {without}.")
            }
            None => format!("Of an unknown {name} it cannot be said whether this holds, so this line {without}."),
        };
        let message = match self.written.purpose {
            Purpose::Exclude => format!("Leads whose {name} is unknown are not kept out here."),
            Purpose::NoGrade | Purpose::Claim => format!("Leads whose {name} is unknown are not meant here."),
            Purpose::Rule | Purpose::Include => format!("Leads whose {name} is unknown are left out here."),
        };
        let is_unknown = format!("{intro}{open}{subject} is unknown or {line}{close}");
        let is_known = format!("{intro}{open}{subject} is known and {line}{close}");
        // Inside a "not ( … )" the line holds when this part is false.
        let (taken, left) = if positive { (is_unknown, is_known) } else { (is_known, is_unknown) };
        let report = Diagnostic::new(Code::T212, place, message)
            .note(why)
            .note(format!("If they should {which}:   {taken}"))
            .note(format!("If not, say so:                  {left}"));
        self.context.reports.add(report);
    }

    /// The subject as written, without a part: `lead.email` of `lead.email.domain`.
    fn subject_words(&self, test: &Cond) -> String {
        let words = self.context.words(self.written.at(test.span));
        let first = words.split_whitespace().next().unwrap_or("").to_owned();
        for part in [".domain", ".host", ".path"] {
            if let Some(base) = first.strip_suffix(part) {
                return base.to_owned();
            }
        }
        first
    }
}

/// The attribute for which a part says what happens when it is unknown: by asking for it, or, in a conjunction, by
/// needing a known value for itself.
fn settles(part: &Cond, positive: bool, all: bool) -> Option<AttributeId> {
    let (part, positive) = match &part.kind {
        CondKind::Not(inner) => (inner.as_ref(), !positive),
        _ => (part, positive),
    };
    let CondKind::Test { test, negated } = &part.kind else { return None };
    let Of::Attribute(id) = test.subject else { return None };
    let holds = *negated != positive;
    let settled = matches!(test.check, Check::Known | Check::Unknown) || (all && holds);
    settled.then_some(id)
}
