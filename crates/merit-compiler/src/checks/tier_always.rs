//! M304: nobody can be below a tier, or nobody can be in it.

use std::collections::HashSet;

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{Bound, Tiers};
use merit_reach::{Millionths, shown};

use super::{Subject, sums};
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for (number, tiers) in (0u16..).zip(&subject.resolved.tiers) {
        let Some(found) = of_tiers(subject, number, tiers) else { continue };
        let Some(entry) = subject.context.names.tiers.get(usize::from(number)) else { continue };
        if subject.context.is_silent(entry.block.file) {
            continue;
        }
        let place = |line: usize| {
            let line = entry.block.block.lines.get(line)?;
            Some(entry.block.at(line.statement.span))
        };
        let name = |line: usize| tiers.lines.get(line).map_or_else(String::new, |line| quote(&line.name));
        if let Some((line, least)) = found.floor
            && let Some(place) = place(line)
        {
            let below = found.empty.iter().filter(|empty| **empty > line).count();
            let message = format!("Nobody can be below {}: no lead has less than {}.", name(line), shown(least));
            let what = if below == 1 {
                "The line below it is".to_owned()
            } else {
                format!("The {below} lines below it are")
            };
            subject
                .context
                .reports
                .add(Diagnostic::new(Code::M304, place, message).note(format!("{what} never reached.")));
        }
        for line in &found.between {
            let Some(place) = place(*line) else { continue };
            let above = name(line.saturating_sub(1));
            let message =
                format!("Nobody can be in {}: no score lies between its bound and that of {above}.", name(*line));
            let report = Diagnostic::new(Code::M304, place, message)
                .note(format!("The score of {} is rounded before it is compared.", entry.block.name));
            subject.context.reports.add(report);
        }
    }
}

/// What is wrong with the bounds of some tiers.
pub(super) struct Found {
    /// The line below which nobody can be, and the lowest score.
    floor: Option<(usize, Millionths)>,
    /// Lines with no score between their bound and the one above.
    between: Vec<usize>,
    /// All lines that nobody can be in.
    pub(super) empty: HashSet<usize>,
}

/// Looks at the bounds; `None` when they are out of order, or not all understood.
pub(super) fn of_tiers(subject: &Subject<'_, '_>, number: u16, tiers: &Tiers) -> Option<Found> {
    let entry = subject.context.names.tiers.get(usize::from(number))?;
    let block = entry.block.block;
    let faulty = block.damaged || block.lines.len() != tiers.lines.len();
    let ordered = block.lines.windows(2).all(|pair| {
        let [above, below] = pair else { return true };
        !super::tiers_order::not_lower(above.node.bound, below.node.bound)
    });
    if faulty || !ordered || block.lines.iter().any(|line| line.statement.faulty) {
        return None;
    }
    let done = subject.resolved.scores.get(usize::from(entry.score)).filter(|done| done.complete)?;
    let unit = 10i128.pow(6 - u32::from(done.ir.decimals.min(6)));
    let lowest_in = |bound: Bound| match bound {
        Bound::From(points) => Some((Millionths::from(points.0) + unit - 1).div_euclid(unit) * unit),
        Bound::Above(points) => Some((Millionths::from(points.0).div_euclid(unit) + 1) * unit),
        Bound::Otherwise => None,
    };
    let least = sums::lowest(subject, entry.score);
    let mut found = Found { floor: None, between: Vec::new(), empty: HashSet::new() };
    let mut above: Option<Millionths> = None;
    for (at, line) in tiers.lines.iter().enumerate() {
        if found.floor.is_some() {
            found.empty.insert(at);
            continue;
        }
        let lowest = lowest_in(line.bound);
        if let (Some(lowest), Some(above)) = (lowest, above)
            && lowest >= above
        {
            found.between.push(at);
            found.empty.insert(at);
        }
        if let (Some(lowest), Some(least)) = (lowest, least)
            && lowest <= least
            && at + 1 < tiers.lines.len()
        {
            found.floor = Some((at, least));
        }
        above = lowest.or(above);
    }
    Some(found)
}
