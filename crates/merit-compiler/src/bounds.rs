//! How many points there can be, for checks that come after compiling. All numbers are millionths of a point; `None` is
//! no end that is known.

use crate::attainable::{Attainable, Millionths, rule};
use crate::context::Context;
use crate::resolved::Resolved;

/// How many points there can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// One for each score of the compiled model.
    pub scores: Vec<ScoreBounds>,
}

/// How many points there can be in a score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreBounds {
    /// The highest sum after all caps, before the range.
    pub sum: Option<Highest>,
    /// For each group and rule, as in the compiled model: the highest present sum before the caps.
    pub rules: Vec<Vec<Option<Millionths>>>,
}

/// A highest sum and how it comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highest {
    /// The sum, in millionths of a point.
    pub points: Millionths,
    /// `45 = 15 (line 21: 1+2+3+4+5) + 15 (line 22) + 15 (line 23).`
    pub derivation: String,
}

pub(crate) fn bounds<'t>(context: &Context<'t>, resolved: &Resolved<'t>) -> Bounds {
    let attainable = Attainable::new(context, resolved);
    let scores = resolved.scores.iter().zip(&context.names.scores).map(|(done, block)| {
        let sum = attainable.most_sum(done, block);
        let sum = sum.map(|most| Highest { points: most.points, derivation: most.derivation() });
        let rules = done.groups.iter().map(|group| {
            let uncapped = |rule: &crate::resolved::RuleDone<'t>| {
                rule.ir.as_ref().and_then(|ir| rule::bound(context, ir, 1)).map(|(points, _)| points)
            };
            group.rules.iter().map(uncapped).collect()
        });
        ScoreBounds { sum, rules: rules.collect() }
    });
    Bounds { scores: scores.collect() }
}
