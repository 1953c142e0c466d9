//! How many points there can be, for checks that come after compiling. All numbers are millionths of a point; `None` is
//! no end that is known.

use merit_diagnostics::FileId;
use merit_ir::{Model, ScoreId};
use merit_reach::{Giver, Of, Reach};

use crate::checks::sums;
use crate::context::Context;

/// Points in millionths.
type Millionths = i128;

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

pub(crate) fn bounds(context: &Context<'_>, reach: &Reach<'_>, model: &Model) -> Bounds {
    let scores = (0..).zip(&model.scores).map(|(number, score)| {
        let sum = reach.score(ScoreId(number)).and_then(|found| {
            let end = &found.highest;
            let block = context.names.scores.get(usize::from(number));
            let here = block.map_or(FileId(0), |block| block.file);
            let start = || {
                let line = block.and_then(|block| Some(block.at(block.block.starts.first()?.statement.span)));
                line.map_or_else(String::new, |place| context.line_seen_from(place, here))
            };
            let place = |giver: &Giver| sums::place(context, giver, here, &start);
            end.sum.map(|points| Highest { points, derivation: end.derivation_of(points, &place) })
        });
        let rules = score.groups.iter().enumerate().map(|(group, written)| {
            let of_rule = |rule| {
                let found = reach.rule(Of::Score(ScoreId(number)), group, rule)?;
                found.before_cap.high()
            };
            (0..written.rules.len()).map(of_rule).collect()
        });
        ScoreBounds { sum, rules: rules.collect() }
    });
    Bounds { scores: scores.collect() }
}
