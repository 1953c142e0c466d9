//! B412: a tier that is narrower than the smallest rule.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Bound, Tier};
use merit_values::Points;

use crate::registry::{Check, Fixable};
use crate::subject::{Subject, all_points, rules_of};

pub(crate) const CHECK: Check = Check { code: Code::B412, since: "0.1.0", fixable: Fixable::No, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for tiers in &subject.model.tiers {
        let Some(score) = subject.model.scores.get(tiers.score.index()) else { continue };
        // What other scores add may be of any size.
        if !score.sum_of.is_empty() {
            continue;
        }
        let all = rules_of(tiers.score.index(), score).flat_map(|at| all_points(at.rule));
        let Some(smallest) = all.filter(|points| points.0 > 0).min() else { continue };
        for pair in tiers.lines.windows(2) {
            let [upper, tier] = pair else { continue };
            let (Some(from), Some(to)) = (bound(tier), bound(upper)) else { continue };
            let width = Points(to.0.saturating_sub(from.0));
            if width.0 > 0 && width < *smallest {
                let message = format!(
                    "The tier \"{}\" is {width} wide, but the smallest rule of {} gives {smallest}: most leads skip it.",
                    tier.name, score.name
                );
                let report = Diagnostic::new(CHECK.code, subject.place(&tier.source), message)
                    .related(subject.place(&upper.source), "the next tier begins here")
                    .note("Make the tier wider, or leave it out.");
                found.push(report);
            }
        }
    }
}

const fn bound(tier: &Tier) -> Option<Points> {
    match tier.bound {
        Bound::From(bound) | Bound::Above(bound) => Some(bound),
        Bound::Otherwise => None,
    }
}
