//! M313: a standing rule (`if`) cannot decay, expire or be limited.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_syntax::tree::{ClauseKind, OccasionKind};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for rule in subject.rules() {
        let node = rule.line.node;
        if !matches!(node.occasion.kind, OccasionKind::If(_)) || subject.context.is_silent(rule.file) {
            continue;
        }
        for clause in &node.clauses {
            let cannot = match &clause.kind {
                ClauseKind::HowOften(_) => "is not counted, so it has no how-often",
                ClauseKind::Cap { .. } => "gives one number of points, so it needs no lid",
                ClauseKind::Decay(_) => "stands as long as it is true, so it cannot decay",
                ClauseKind::Expires(_) => "stands as long as it is true, so it cannot expire",
                ClauseKind::BestOneOnly => "is one rule; \"best one only\" is said of a group",
                ClauseKind::During(..) | ClauseKind::Called(_) => continue,
            };
            let place = Place { file: rule.file, span: clause.span };
            let note = match &clause.kind {
                ClauseKind::Decay(_) | ClauseKind::Expires(_) => {
                    "Points that fade begin with an event:   +10  page_view  once  decays evenly over 90 days"
                }
                _ => "Leave it out: a lead has the points of this rule as long as its condition is true.",
            };
            let report = Diagnostic::new(Code::M313, place, format!("A rule with \"if\" {cannot}.")).note(note);
            subject.context.reports.add(report);
        }
    }
}
