//! M311: a rule that counts once and expires will never earn again.

use merit_diagnostics::{Code, Diagnostic, Place, Safety};
use merit_ir::{Frequencies, HowOften, Per, RuleKind};
use merit_syntax::tree::{ClauseKind, HowOftenKind};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for rule in subject.rules() {
        let Some(ir) = &rule.ir else { continue };
        let RuleKind::Event { how_often: Frequencies::Flat { how_often, .. }, expires: Some(expires), .. } = &ir.kind
        else {
            continue;
        };
        if *how_often != HowOften::AtMost(1, Per::Ever) || subject.context.is_silent(rule.file) {
            continue;
        }
        let clause = rule.line.node.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::HowOften(_)));
        let Some(clause) = clause else { continue };
        let place = Place { file: rule.file, span: clause.span };
        let better = format!("at most 1 time in any {expires}");
        let written = match &clause.kind {
            ClauseKind::HowOften(how_often) if matches!(how_often.kind, HowOftenKind::Once(_)) => "once",
            _ => "at most 1 time",
        };
        let message =
            format!("This rule counts \"{written}\" and its points expire after {expires}: it never earns again.");
        let report = Diagnostic::new(Code::M311, place, message)
            .note("\"once\" is used up for ever, also when the points are gone.")
            .fix(Safety::Unsafe, better.clone(), [(place, better)]);
        subject.context.reports.add(report);
    }
}
