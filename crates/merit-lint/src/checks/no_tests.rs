//! B420: a model without tests.

use merit_diagnostics::{Code, Diagnostic};
use merit_syntax::tree::StatementKind;

use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B420, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    if has_tests(subject) {
        return;
    }
    let name = &subject.model.name;
    let mut report = Diagnostic::new(CHECK.code, subject.model_place(), format!("The model {name} has no tests."))
        .note("A test shows colleagues what a lead gets, and tells when a change moves it. Begin with one:");
    for line in example(subject) {
        report = report.choice(line);
    }
    found.push(report);
}

/// A test about the first score and the first event, to be completed.
fn example(subject: &Subject<'_>) -> Vec<String> {
    let event = subject.model.events.first().map_or("page_view", |event| event.name.as_str());
    let score = subject.model.scores.first().map_or("engagement", |score| score.name.as_str());
    vec![
        format!("test \"what one {event} gives\""),
        format!("  day 0  {event}"),
        format!("  expect {score} 0 on day 0"),
    ]
}

/// True when the file has a test, sound or not.
pub(crate) fn has_tests(subject: &Subject<'_>) -> bool {
    subject.compilation.trees.first().is_some_and(|(_, tree)| {
        tree.statements.iter().any(|statement| matches!(statement.kind, StatementKind::Test(_)))
    })
}
