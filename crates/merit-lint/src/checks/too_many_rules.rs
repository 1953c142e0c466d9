//! B408: many rules and no test.

use merit_diagnostics::{Code, Diagnostic};

use crate::checks::no_tests::has_tests;
use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B408, since: "0.1.0", fixable: Fixable::No, run: check };

/// More than so many rules are no longer seen at a glance.
const MANY: usize = 12;

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    let groups = model.scores.iter().flat_map(|score| &score.groups);
    let groups = groups.chain(model.grades.iter().flat_map(|grade| &grade.groups));
    let count: usize = groups.map(|group| group.rules.len()).sum();
    if count > MANY && !has_tests(subject) {
        let message = format!("This model has {count} rules and no tests.");
        let report = Diagnostic::new(CHECK.code, subject.model_place(), message).note(
            "Nobody sees at a glance what so many rules make of a lead. Start with three to five, or write tests.",
        );
        found.push(report);
    }
}
