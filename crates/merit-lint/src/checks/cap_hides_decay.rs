//! B417: a fading rule whose lid stays full for long, because far more points wait above it.

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::{Frequencies, HowOften, RuleKind};
use merit_syntax::tree::ClauseKind;
use merit_values::Decimal;

use crate::bounds::uncapped;
use crate::checks::weak_signal_unlimited::weak;
use crate::registry::{Check, Fixable};
use crate::subject::{ScoreRule, Subject, decay_of, occasion_of, patterns};

pub(crate) const CHECK: Check = Check { code: Code::B417, since: "0.1.0", fixable: Fixable::No, run: check };

/// So many times the lid.
const TIMES: i128 = 3;

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for at in subject.score_rules() {
        let Some(cap) = at.rule.cap.filter(|cap| cap.0 > 0) else { continue };
        // A low lid on a weak signal is what it needs (B404).
        if decay_of(at.rule).is_none() || is_weak(subject, at) || !is_meant(subject, at) {
            continue;
        }
        let most = uncapped(subject, at);
        if most.is_some_and(|most| most <= TIMES * i128::from(cap.0)) {
            continue;
        }
        let message = match most {
            Some(most) => format!(
                "Up to {} points can wait above the lid of {cap}: the decay of this rule does not show for long.",
                Decimal(most / 1_000_000 * 1_000_000)
            ),
            None => format!(
                "Points without end can wait above the lid of {cap}: the decay of this rule does not show for long."
            ),
        };
        let report = Diagnostic::new(CHECK.code, cap_place(subject, at), message)
            .note("A lead who was very active stays at the lid until all but the last occasions have faded.")
            .note("A stricter limit on how often it counts keeps less in store; a higher lid lets the decay show.");
        found.push(report);
    }
}

/// A rule that says itself how it fades, or counts every time. Of a rule that only takes part in the decay of the whole
/// score and has a limit, nobody expects to see each occasion fade.
fn is_meant(subject: &Subject<'_>, at: ScoreRule<'_>) -> bool {
    let own = subject
        .rule_node(at.rule)
        .is_some_and(|node| node.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Decay(_))));
    let RuleKind::Event { how_often: Frequencies::Flat { how_often, .. }, .. } = &at.rule.kind else { return own };
    own || *how_often == HowOften::EveryTime
}

fn is_weak(subject: &Subject<'_>, at: ScoreRule<'_>) -> bool {
    let patterns = occasion_of(at.rule).map(patterns).unwrap_or_default();
    patterns.iter().any(|pattern| weak(subject, pattern.event).is_some())
}

fn cap_place(subject: &Subject<'_>, at: ScoreRule<'_>) -> Place {
    let clause = subject.rule_node(at.rule).and_then(|node| {
        node.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Cap { .. })).map(|clause| clause.span)
    });
    clause.map_or_else(|| subject.place(&at.rule.source), |span| subject.at(&at.rule.source, span))
}
