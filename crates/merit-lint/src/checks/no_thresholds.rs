//! B401: a score that nothing uses: no tiers, segment, matrix or other score.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Model, Outcome, SumSource};

use crate::conditions::{Leaf, any_leaf, of_segment};
use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B401, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let model = subject.model;
    for (_, score) in model.scores.iter().enumerate().filter(|(number, _)| !is_used(model, *number)) {
        let name = &score.name;
        let message =
            format!("Nothing says what a good value of {name} is: it has no tiers, and nothing else uses it.");
        let top = bound(score.range.1);
        let report = Diagnostic::new(CHECK.code, subject.place(&score.source), message)
            .label("a number that decides nothing")
            .note("Without a threshold, sales and marketing each read the number in their own way. Agree on one:")
            .choice(format!("tiers of {name}"))
            .choice(format!("  \"Ready\"  from {top}"))
            .choice("  \"New\"    otherwise");
        found.push(report);
    }
}

/// Half of the top, or 50: a bound to begin with.
fn bound(top: Option<merit_values::Points>) -> String {
    let half = top.map_or(50_000_000, |top| top.0 / 2);
    merit_values::Points(if half > 0 { half } else { 50_000_000 }).to_string()
}

fn is_used(model: &Model, score: usize) -> bool {
    let tiers = model.tiers.iter().any(|tiers| tiers.score.index() == score);
    let summed = model.scores.iter().flat_map(|score| &score.sum_of);
    let summed = summed.into_iter().any(|part| matches!(part.of, SumSource::Score(of) if of.index() == score));
    let asked = |leaf: Leaf<'_>| match leaf {
        Leaf::Outcome(Outcome::Score(of, ..) | Outcome::ScoreIs(of, _) | Outcome::ScoreFrom(of, ..)) => {
            of.index() == score
        }
        _ => false,
    };
    tiers || summed || model.segments.iter().flat_map(of_segment).any(|condition| any_leaf(condition, asked))
}
