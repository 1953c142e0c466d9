//! B402: a score from which nothing takes points.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Model, Score, StageEffect, SumSource};

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, all_points, rules_of};

pub(crate) const CHECK: Check = Check { code: Code::B402, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (number, score) in subject.model.scores.iter().enumerate() {
        let gives = rules_of(number, score).flat_map(|at| all_points(at.rule)).any(|points| points.0 > 0);
        if !gives || takes(subject.model, score, 0) {
            continue;
        }
        let message = format!("Nothing takes points away from {}.", score.name);
        let report = Diagnostic::new(CHECK.code, subject.place(&score.source), message)
            .label("only positive rules")
            .note("Leads who unsubscribe, look for a job or fall silent keep every point they ever had.")
            .note("Take points for what speaks against a purchase, for example:")
            .choice("  -20  unsubscribe  once");
        found.push(report);
    }
}

/// A rule, a silence or a reset takes points, or a part of the sum has them taken. Circles of sums are errors, but may be
/// seen here.
fn takes(model: &Model, score: &Score, depth: u8) -> bool {
    let negative = |points: &merit_values::Points| points.0 < 0;
    let rules = score.groups.iter().flat_map(|group| &group.rules).any(|rule| all_points(rule).iter().any(negative));
    let stages = score.inactivity.iter().flat_map(|block| &block.stages).any(|stage| match stage.effect {
        StageEffect::Total(points) | StageEffect::Further(points) => points.0 < 0,
        StageEffect::Reset => true,
    });
    let parts = score.sum_of.iter().any(|part| match part.of {
        SumSource::Score(of) => {
            depth < 8 && model.scores.get(of.index()).is_some_and(|part| takes(model, part, depth + 1))
        }
        SumSource::Grade(of) => model.grades.get(of.index()).is_some_and(|grade| {
            grade.groups.iter().flat_map(|group| &group.rules).any(|rule| all_points(rule).iter().any(negative))
        }),
    });
    rules || stages || parts || !score.resets.is_empty()
}
