//! Which moves are the least expected, and which lines are responsible for most of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::attribution::{BecauseKind, LeadDifference};
use super::data::Move;
use crate::Amount;

/// A line that is the main reason for moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Responsible {
    /// The score or grade.
    pub score: String,
    /// The line of the ledger.
    pub name: String,
    /// What the line is.
    pub kind: BecauseKind,
    /// For how many moved leads it is the line with the largest difference in this score.
    pub leads: usize,
    /// The sum of its differences over all moved leads.
    pub points: Amount,
}

/// The lines that are the main reason for the most leads first.
#[must_use]
pub fn responsible(differences: &[LeadDifference]) -> Vec<Responsible> {
    let mut lines: BTreeMap<(&str, &str, BecauseKind), (usize, Amount)> = BTreeMap::new();
    for score in differences.iter().flat_map(|lead| &lead.scores) {
        for (number, line) in score.because.iter().enumerate() {
            let (leads, points) = lines.entry((&score.name, &line.name, line.kind)).or_default();
            *leads += usize::from(number == 0);
            *points = *points + line.difference;
        }
    }
    let mut lines: Vec<Responsible> = lines
        .into_iter()
        .map(|((score, name, kind), (leads, points))| Responsible {
            score: score.to_owned(),
            name: name.to_owned(),
            kind,
            leads,
            points,
        })
        .collect();
    lines.sort_by_key(|line| (Reverse(line.leads), Reverse(line.points.0.unsigned_abs())));
    lines
}

/// The numbers of the leads whose moves are shared by the fewest other leads; among them, those whose scores differ most.
#[must_use]
pub fn most_surprising(differences: &[LeadDifference], count: usize) -> Vec<usize> {
    let mut shared: BTreeMap<&[Move], usize> = BTreeMap::new();
    for lead in differences {
        *shared.entry(&lead.moves).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by_key(|number| {
        differences.get(*number).map(|lead| {
            let others = shared.get(lead.moves.as_slice()).copied().unwrap_or(0);
            let points: u128 = lead.scores.iter().map(|score| score.difference.0.unsigned_abs()).sum();
            (others, Reverse(points), lead.lead.clone())
        })
    });
    order.truncate(count);
    order
}
