//! B418: inactivity and decay punish the same silence.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::StageEffect;

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, all_points, decay_of, rules_of};

pub(crate) const CHECK: Check = Check { code: Code::B418, since: "0.1.0", fixable: Fixable::No, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (number, score) in subject.model.scores.iter().enumerate() {
        let fading = rules_of(number, score)
            .find(|at| decay_of(at.rule).is_some() && all_points(at.rule).iter().any(|points| points.0 > 0));
        let Some(fading) = fading else { continue };
        let takes = score.inactivity.iter().find(|block| {
            block.stages.iter().any(|stage| match stage.effect {
                StageEffect::Total(points) | StageEffect::Further(points) => points.0 < 0,
                StageEffect::Reset => false,
            })
        });
        let Some(block) = takes else { continue };
        let message = format!("Silence counts twice in {}: points fade, and inactivity takes more.", score.name);
        let report = Diagnostic::new(CHECK.code, subject.place(&block.source), message)
            .related(subject.place(&fading.rule.source), "these points fade by themselves")
            .note(
                "If both are meant, keep them, with   allow silence_counted_twice because \"…\"   above this line.",
            );
        found.push(report);
    }
}
