//! B403: points that never fade.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{RuleKind, Score};

use crate::conditions::{any_leaf, is_recent};
use crate::registry::{Check, Fixable};
use crate::subject::{Subject, all_points, fades, rules_of};

pub(crate) const CHECK: Check = Check { code: Code::B403, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (number, score) in subject.model.scores.iter().enumerate() {
        let earned = rules_of(number, score).any(|at| {
            matches!(at.rule.kind, RuleKind::Event { .. }) && all_points(at.rule).iter().any(|points| points.0 > 0)
        });
        if !earned || grows_old(score) {
            continue;
        }
        let message =
            format!("The points of {} never fade: what a lead did years ago counts like today.", score.name);
        let report = Diagnostic::new(CHECK.code, subject.place(&score.source), message)
            .label("no decay, no expiry, no inactivity")
            .note("Let points fade for the whole score, for example by half every quarter:")
            .choice("  points decay by half every 90 days");
        found.push(report);
    }
}

/// Something in the score becomes less as time goes by.
fn grows_old(score: &Score) -> bool {
    let rules = || score.groups.iter().flat_map(|group| &group.rules);
    let recent = |rule: &merit_ir::Rule| match &rule.kind {
        RuleKind::Standing { condition, .. } => any_leaf(condition, is_recent),
        RuleKind::Event { .. } => false,
    };
    !score.inactivity.is_empty() || rules().any(|rule| fades(rule) || recent(rule))
}
