//! B414: a model that was not reviewed for more than 100 days.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_syntax::tree::StatementKind;

use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B414, since: "0.1.0", fixable: Fixable::No, run: check };

/// A quarter and a few days.
const DAYS: i32 = 100;

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(today), Some(reviewed)) = (subject.options.today, subject.model.reviewed) else { return };
    let age = today.0.saturating_sub(reviewed.0);
    if age <= DAYS {
        return;
    }
    let Some((file, tree)) = subject.compilation.trees.first() else { return };
    let date = tree.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Reviewed(reviewed) => Some(reviewed.date.span),
        _ => None,
    });
    let place = Place { file: *file, span: date.unwrap_or_default() };
    let report = Diagnostic::new(
        CHECK.code,
        place,
        format!("The model was last reviewed on {reviewed}, {age} days ago."),
    )
    .note(
        "What leads do and what sales needs change. Compare the score with what became of the leads, once a quarter,",
    )
    .note("and write the date of the review into this line.");
    found.push(report);
}
