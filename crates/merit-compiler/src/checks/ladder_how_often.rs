//! M312: a ladder says itself how often it counts; and only a ladder begins again.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_syntax::tree::{ClauseKind, HowOftenKind, OccasionKind};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for rule in subject.rules() {
        if subject.context.is_silent(rule.file) {
            continue;
        }
        let node = rule.line.node;
        let at = |span| Place { file: rule.file, span };
        let ladder = node.points.len() > 1;
        if matches!(node.occasion.kind, OccasionKind::If(_)) {
            if let (true, Some(first), Some(last)) = (ladder, node.points.first(), node.points.last()) {
                let message = "A rule with \"if\" gives one number of points as long as it is true; it has no steps.";
                subject.context.reports.plain(Code::M312, at(first.span.to(last.span)), message);
            }
            continue;
        }
        for clause in &node.clauses {
            let ClauseKind::HowOften(how_often) = &clause.kind else { continue };
            let restarts =
                matches!(how_often.kind, HowOftenKind::RestartingEvery(_) | HowOftenKind::RestartingAfter(_));
            if ladder && !restarts {
                let steps = node.points.len();
                let written = subject.context.words(at(clause.span));
                let message =
                    format!("A ladder of {steps} steps counts {steps} times, so \"{written}\" does not belong here.");
                let report = Diagnostic::new(Code::M312, at(clause.span), message).note(
                    "A ladder may begin again:   restarting every month   or   restarting after 30 days without one.",
                );
                subject.context.reports.add(report);
            } else if !ladder && restarts {
                let message = "\"restarting\" belongs to a ladder, and this rule has one number of points.";
                let report = Diagnostic::new(Code::M312, at(clause.span), message)
                    .choice("every time")
                    .choice("once per month")
                    .choice("at most 3 times per month");
                subject.context.reports.add(report);
            }
        }
    }
}
