//! Classes of a past: how often events of a type happened, in each window that is asked for.

use merit_ir::{Condition, Frequency, History};
use merit_values::Duration;

use super::{inside, merged};
use crate::space::{Atom, Class};
use crate::truth::Truth;

/// Pasts that differ in more ways than this are left open.
const MOST: usize = 4_000;

/// A count from `low` to `high`.
#[derive(Clone, Copy)]
struct Count {
    low: u32,
    high: u32,
}

/// What is counted.
#[derive(PartialEq)]
struct Counted<'a> {
    condition: Option<&'a Condition>,
    within: Option<Duration>,
}

impl Counted<'_> {
    /// Whatever is counted here is counted there, too.
    fn is_within(&self, other: &Self) -> bool {
        let events = other.condition.is_none() || self.condition == other.condition;
        let window = match (self.within, other.within) {
            (_, None) => true,
            (Some(one), Some(other)) => inside(one, other),
            (None, Some(_)) => false,
        };
        events && window
    }
}

/// Classes of the past of one type of event.
pub(crate) fn of_events(atoms: &[Atom]) -> Vec<Class> {
    let histories: Vec<&History> = atoms
        .iter()
        .filter_map(|atom| match atom {
            Atom::Had(history) => Some(history),
            _ => None,
        })
        .collect();
    let mut counted: Vec<Counted<'_>> = Vec::new();
    let mut asked: Vec<usize> = Vec::new();
    let mut stretches: Vec<Vec<u32>> = Vec::new();
    for history in &histories {
        let what = Counted { condition: history.condition.as_ref(), within: history.within };
        let at = counted.iter().position(|other| *other == what).unwrap_or(counted.len());
        if at == counted.len() {
            counted.push(what);
            stretches.push(vec![0]);
        }
        asked.push(at);
        if let Some(firsts) = stretches.get_mut(at) {
            match history.frequency {
                Frequency::AtLeast(n) | Frequency::FewerThan(n) => firsts.push(n),
                Frequency::Exactly(n) => firsts.extend([n, n.saturating_add(1)]),
            }
        }
    }
    let stretches: Vec<Vec<Count>> = stretches.into_iter().map(counts).collect();
    let ways = stretches.iter().try_fold(1usize, |ways, counts| ways.checked_mul(counts.len()));
    if ways.is_none_or(|ways| ways > MOST) {
        return Vec::new();
    }
    let mut pasts: Vec<Vec<Count>> = vec![Vec::new()];
    for (at, counts) in stretches.iter().enumerate() {
        let mut longer = Vec::new();
        for past in &pasts {
            for count in counts {
                let fits = past.iter().enumerate().all(|(before, other)| {
                    let (Some(one), Some(two)) = (counted.get(before), counted.get(at)) else { return true };
                    (!one.is_within(two) || other.low <= count.high)
                        && (!two.is_within(one) || count.low <= other.high)
                });
                if fits {
                    let mut past = past.clone();
                    past.push(*count);
                    longer.push(past);
                }
            }
        }
        pasts = longer;
    }
    let class = |past: Vec<Count>| Class {
        answers: histories
            .iter()
            .zip(&asked)
            .map(|(history, at)| {
                let low = past.get(*at).map_or(0, |count| count.low);
                Truth::sure(match history.frequency {
                    Frequency::AtLeast(n) => low >= n,
                    Frequency::Exactly(n) => low == n,
                    Frequency::FewerThan(n) => low < n,
                })
            })
            .collect(),
        witnesses: Vec::new(),
    };
    merged(pasts.into_iter().map(class))
}

/// From the firsts of the stretches: the stretches.
fn counts(mut firsts: Vec<u32>) -> Vec<Count> {
    firsts.sort_unstable();
    firsts.dedup();
    let lasts: Vec<u32> = firsts.iter().skip(1).map(|next| next.saturating_sub(1)).chain([u32::MAX]).collect();
    firsts.into_iter().zip(lasts).map(|(low, high)| Count { low, high }).collect()
}
