//! How often occasions count (section 3.5), and what each step of a ladder earns.

use std::collections::VecDeque;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_ir::{HowOften, Per, Restart};
use merit_values::Points;

use super::Context;
use super::occasions::Occurrence;
use crate::check::Now;
use crate::period::period_of;

/// Memory that is used again.
#[derive(Default)]
pub(crate) struct Scratch {
    counts: HashMap<u64, u32, FixedState>,
    window: VecDeque<Now>,
}

impl Scratch {
    /// Keeps the occasions that count. `key` tells the value that a limit is counted per.
    pub(crate) fn keep_counted(
        &mut self,
        context: &Context<'_>,
        how_often: HowOften,
        occasions: &mut Vec<Occurrence>,
        key: impl Fn(&Occurrence) -> u64,
    ) {
        match how_often {
            HowOften::EveryTime => {}
            HowOften::EveryNth(n) => {
                let mut number = 0;
                occasions.retain(|_| {
                    number += 1;
                    number % u64::from(n.max(1)) == 0
                });
            }
            HowOften::AtMost(n, Per::Ever) => occasions.truncate(n as usize),
            HowOften::AtMost(n, Per::Period(period)) => {
                let (mut current, mut count) = (None, 0);
                occasions.retain(|occasion| {
                    let this = Some(period_of(occasion.day, period, context.plan.week));
                    if this != current {
                        (current, count) = (this, 0);
                    }
                    count += 1;
                    count <= n
                });
            }
            HowOften::AtMost(n, Per::Property(_)) => {
                self.counts.clear();
                occasions.retain(|occasion| {
                    let count = self.counts.entry(key(occasion)).or_insert(0);
                    *count = count.saturating_add(1);
                    *count <= n
                });
            }
            HowOften::AtMost(n, Per::Window(window)) => {
                self.window.clear();
                occasions.retain(|occasion| {
                    while self.window.front().is_some_and(|before| before.is_over(window, occasion.now())) {
                        self.window.pop_front();
                    }
                    let counts = self.window.len() < n as usize;
                    if counts {
                        self.window.push_back(occasion.now());
                    }
                    counts
                });
            }
        }
    }
}

/// The steps that the occasions of a ladder earn, with their numbers from 0; nothing after the last.
pub(crate) fn climb(
    context: &Context<'_>,
    steps: &[Points],
    restart: Restart,
    occasions: &[Occurrence],
    mut earns: impl FnMut(&Occurrence, usize, Points),
) {
    let mut step = 0;
    let mut before: Option<&Occurrence> = None;
    for occasion in occasions {
        let again = before.is_some_and(|before| match restart {
            Restart::Never => false,
            Restart::Every(period) => {
                period_of(before.day, period, context.plan.week) != period_of(occasion.day, period, context.plan.week)
            }
            Restart::AfterGap(gap) => before.now().is_over(gap, occasion.now()),
        });
        if again {
            step = 0;
        }
        if let Some(points) = steps.get(step) {
            earns(occasion, step, *points);
        }
        step += 1;
        before = Some(occasion);
    }
}
