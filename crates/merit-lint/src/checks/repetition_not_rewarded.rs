//! B409: a score in which every rule counts once.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Frequencies, HowOften, Occasion, Per, RuleKind};

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, rules_of};

pub(crate) const CHECK: Check = Check { code: Code::B409, since: "0.1.0", fixable: Fixable::No, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (number, score) in subject.model.scores.iter().enumerate() {
        let mut rules = 0;
        let mut all_once = true;
        for at in rules_of(number, score) {
            match &at.rule.kind {
                RuleKind::Event { occasion, how_often: Frequencies::Flat { points, how_often }, .. } => {
                    if points.0 > 0 {
                        rules += 1;
                        // Several events for one occasion are repetition enough.
                        all_once &= *how_often == HowOften::AtMost(1, Per::Ever) && is_single(occasion);
                    }
                }
                RuleKind::Event { how_often: Frequencies::Ladder { .. }, .. } => all_once = false,
                RuleKind::Standing { condition, .. } => {
                    all_once &= !crate::conditions::any_leaf(condition, |leaf| {
                        matches!(leaf, crate::conditions::Leaf::Had(_))
                    });
                }
            }
        }
        if rules >= 2 && all_once {
            let message =
                format!("Every rule of {} counts once: a lead who comes back gets nothing for it.", score.name);
            let report = Diagnostic::new(CHECK.code, subject.place(&score.source), message)
                .note("Coming back is one of the strongest signs of interest.")
                .note("Let some rule count again, within a limit: once per month, at most 3 times per week, or a ladder +1 +2 +3.");
            found.push(report);
        }
    }
}

const fn is_single(occasion: &Occasion) -> bool {
    matches!(occasion, Occasion::Single(_) | Occasion::Then { .. } | Occasion::ThenNo { .. })
}
