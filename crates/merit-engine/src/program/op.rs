//! What events of a class do to the words of a lead, with everything looked up beforehand that is the same for all of them.

use merit_ir::Restart;

use super::counter::{Place, below_in_period};
use super::run::{Happening, add};
use super::{Alive, Counts, Machine, Program, Use, Worth};

/// A step that an event makes; numbers are places of words. All but the last are what most events of most models do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// One more.
    Count { times: Place },
    /// One more up to a limit, which may be the steps of a ladder.
    CountTo { n: u32, times: Place },
    /// One more up to a limit in each period.
    CountInPeriod { n: u32, period: merit_ir::Period, word: u32, times: Place },
    /// Points for a sum.
    Add { points: i32, sum: u32 },
    /// Points for a sum, up to a limit in each period.
    AddInPeriod { n: u32, period: merit_ir::Period, word: u32, points: i32, sum: u32 },
    /// Whatever else there is.
    Other(Use),
}

impl Program {
    /// The step for a use.
    pub(super) fn op(&self, usage: Use) -> Op {
        match usage {
            Use::Rule(number) => self.rules[number].op().unwrap_or(Op::Other(usage)),
            Use::History(_) | Use::Qualifier(_) => Op::Other(usage),
        }
    }
}

impl Machine {
    /// The step, when nothing but the count of the rule decides.
    fn op(&self) -> Option<Op> {
        if self.during.is_some() || self.decay.is_some() || self.alive != Alive::Always {
            return None;
        }
        let points = || i32::try_from(*self.steps.first()?).ok();
        match (&self.counts, self.worth) {
            (Counts::Always, Worth::Together(sum)) => {
                Some(Op::Add { points: points()?, sum: u32::try_from(sum).ok()? })
            }
            (Counts::Period { n, period, word }, Worth::Together(sum)) => Some(Op::AddInPeriod {
                n: *n,
                period: *period,
                word: u32::try_from(*word).ok()?,
                points: points()?,
                sum: u32::try_from(sum).ok()?,
            }),
            (Counts::Always, Worth::Times(times)) => Some(Op::Count { times }),
            (Counts::Ever { n, counted }, Worth::Times(times)) if *counted == times => {
                Some(Op::CountTo { n: *n, times })
            }
            (Counts::Period { n, period, word }, Worth::Times(times)) => {
                Some(Op::CountInPeriod { n: *n, period: *period, word: u32::try_from(*word).ok()?, times })
            }
            (Counts::Ladder { restart: Restart::Never, step, .. }, Worth::Steps(_)) => {
                Some(Op::CountTo { n: u32::try_from(self.steps.len()).ok()?, times: *step })
            }
            _ => None,
        }
    }
}

impl Op {
    /// Makes the step; gives back what it cannot do.
    #[inline(always)]
    pub(super) fn make(self, words: &mut [u32], happening: &Happening<'_>) -> Option<Use> {
        match self {
            Self::Count { times } => times.add(words),
            Self::CountTo { n, times } => {
                times.below(words, n);
            }
            Self::CountInPeriod { n, period, word, times } => {
                if below_in_period(&mut words[word as usize], happening.date.period(period), n) {
                    times.add(words);
                }
            }
            Self::Add { points, sum } => add(words, sum as usize, i64::from(points)),
            Self::AddInPeriod { n, period, word, points, sum } => {
                if below_in_period(&mut words[word as usize], happening.date.period(period), n) {
                    add(words, sum as usize, i64::from(points));
                }
            }
            Self::Other(usage) => return Some(usage),
        }
        None
    }
}
