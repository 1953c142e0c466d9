//! M319: `best one only` over penalties keeps the mildest.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_syntax::tree::{ClauseKind, Rule};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for (file, group) in subject.groups() {
        let Some(head) = group.head.filter(|head| !head.statement.faulty) else { continue };
        let best = head.node.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::BestOneOnly));
        let Some(best) = best.filter(|_| !subject.context.is_silent(file)) else { continue };
        let first = |rule: &Rule| rule.points.first().map_or(0, |points| points.value.0);
        let penalties: Vec<i128> =
            group.rules.iter().map(|rule| first(rule.line.node)).filter(|points| *points < 0).collect();
        let (Some(mildest), Some(hardest)) = (penalties.iter().max(), penalties.iter().min()) else { continue };
        if penalties.len() < 2 || mildest == hardest {
            continue;
        }
        let show = |points: i128| merit_values::Decimal(points);
        let message = format!(
            "Of several penalties \"best one only\" keeps the mildest: {}, not {}.",
            show(*mildest),
            show(*hardest)
        );
        let report = Diagnostic::new(Code::M319, Place { file, span: best.span }, message)
            .note("The best one is the highest number. If every penalty should count, leave \"best one only\" out.");
        subject.context.reports.add(report);
    }
}
