//! B406: a range whose top is not the highest sum that the rules can give.

use merit_diagnostics::{Code, Diagnostic, Safety};
use merit_syntax::tree::StatementKind;
use merit_values::Decimal;

use crate::bounds::highest_sum;
use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B406, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (number, score) in subject.model.scores.iter().enumerate() {
        let Some(top) = score.range.1 else { continue };
        let Some((sum, derivation)) = highest_sum(subject, number) else { continue };
        if sum == i128::from(top.0) || sum <= 0 {
            continue;
        }
        let sum = Decimal(sum);
        let message = if sum > Decimal(top.0.into()) {
            format!("The range of {} ends at {top}, but its rules can give {sum}.", score.name)
        } else {
            format!("The range of {} goes up to {top}, but no lead can get more than {sum}.", score.name)
        };
        let why = if sum > Decimal(top.0.into()) {
            "Above the top, more interest makes no difference, and lost points do not show until the surplus is used up."
        } else {
            "Whoever reads the number believes that the top can be reached."
        };
        let place = range_top(subject, number).unwrap_or_else(|| subject.place(&score.source));
        let report = Diagnostic::new(CHECK.code, place, message).note(derivation).note(why);
        found.push(report.fix(
            Safety::DisplayOnly,
            format!("the top of the range is {sum}"),
            [(place, sum.to_string())],
        ));
    }
}

/// Where the top of the range of a score is written: in the `range` line under its heading.
fn range_top(subject: &Subject<'_>, score: usize) -> Option<merit_diagnostics::Place> {
    let source = &subject.model.scores.get(score)?.source;
    let own = subject
        .following(source)
        .iter()
        .take_while(|statement| !matches!(statement.kind, StatementKind::Score(_) | StatementKind::Grade(_)));
    let mut ranges = own.filter_map(|statement| match &statement.kind {
        StatementKind::Range(range) => range.to,
        _ => None,
    });
    ranges.next().map(|number| subject.at(source, number.span))
}
