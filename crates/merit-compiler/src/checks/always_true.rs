//! M310: alternatives of which one is always true.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::Check;

use super::Subject;
use super::literals::{Atom, Literal, conjuncts, walk};
use super::never_true::first_clash;
use crate::resolved::CondKind;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let context = subject.context;
    for (number, written) in context.conditions.borrow().iter().enumerate() {
        walk(&written.condition, &mut |condition, positive, top| {
            let alternatives =
                matches!((&condition.kind, positive), (CondKind::Any(_), true) | (CondKind::All(_), false));
            if !alternatives || !top {
                return;
            }
            // Always true: its opposite is never true. "is known" stands for itself: "a is known or a is 5" is odd, but
            // not always true.
            let about_known = |literal: &Literal<'_>| matches!(literal.atom, Atom::Test(test) if matches!(test.check, Check::Known | Check::Unknown));
            let opposite = conjuncts(condition, !positive);
            let (known, other): (Vec<_>, Vec<_>) = opposite.into_iter().partition(about_known);
            let (clash, whole) = match first_clash(&known) {
                Some(clash) => (Some(clash), true),
                None => (first_clash(&other), false),
            };
            let Some((one, other)) = clash else { return };
            let words = |literal: &Literal<'_>| context.words(written.at(literal.span));
            let when = if whole || !matches!(one.atom, Atom::Test(_)) { "" } else { " of every known value" };
            let (first, second) = (words(&one), words(&other));
            let message = format!("This is always true{when}: {first} or {second}.");
            let report = Diagnostic::new(Code::M310, written.at(other.span), message)
                .related(written.at(one.span), "or else this holds")
                .note("Often \"and\" is meant here, or the condition can be left out.");
            context.reports.add(report);
            subject.hopeless.borrow_mut().insert(number);
        });
    }
}
