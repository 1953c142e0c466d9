//! What the silences of one `inactivity` block can take from a score.

use merit_ir::{Inactivity, StageEffect};

use crate::sums::{Millionths, Sums};

/// The sums of the entries that silences post; `resets` says that the entries of the score may be reset.
pub(crate) fn reach(block: &Inactivity, resets: bool) -> Sums {
    let resets = resets || block.stages.iter().any(|stage| stage.effect == StageEffect::Reset);
    let effects: Vec<(StageEffect, bool)> =
        block.stages.iter().map(|stage| (stage.effect, stage.repeat.is_some())).collect();
    let totals: Vec<Millionths> = effects
        .iter()
        .filter_map(|(effect, _)| match effect {
            StageEffect::Total(points) => Some(points.0.into()),
            _ => None,
        })
        .collect();
    let further: Vec<(Millionths, bool)> = effects
        .iter()
        .filter_map(|(effect, repeats)| match effect {
            StageEffect::Further(points) => Some((points.0.into(), *repeats)),
            _ => None,
        })
        .collect();
    if totals.is_empty() && further.is_empty() {
        return Sums::zero();
    }
    // A stage in total and a repeating one, or both words in one block, are refused elsewhere: here anything may come.
    if !totals.is_empty() && (!further.is_empty() || effects.iter().any(|(_, repeats)| *repeats)) {
        return Sums::Grid { step: 1, anchor: 0, low: None, high: None };
    }
    let steps: Vec<Millionths> = if totals.is_empty() {
        further.iter().map(|(points, _)| *points).collect()
    } else {
        let before = std::iter::once(0).chain(totals.iter().copied());
        totals.iter().zip(before).map(|(total, before)| total - before).collect()
    };
    let endless = !block.give_back || further.iter().any(|(_, repeats)| *repeats);
    if endless {
        // After a reset a stage posts its whole total.
        let posts = steps.iter().chain(&totals).copied();
        return posts.fold(Sums::zero(), |sums, points| sums.plus(&Sums::multiples(points, None)));
    }
    // One silence alone: its stages in a row, and after a reset the totals again.
    let mut sums = vec![0];
    for from in 0..if resets { steps.len() } else { 1 } {
        let mut sum: Millionths = 0;
        for step in steps.iter().skip(from) {
            sum += step;
            sums.push(sum);
        }
    }
    if resets && !totals.is_empty() {
        // What is left of earlier stages and what the next one posts always make up a total.
        sums.extend(&totals);
    }
    Sums::of(sums)
}
