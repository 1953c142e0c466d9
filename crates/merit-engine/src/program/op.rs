//! What events of a class do to the words of a lead, with everything looked up beforehand that is the same for all of them.

use merit_ir::Restart;

use super::run::{Happening, below, below_in_period};
use super::{Alive, Counts, Machine, Program, Use, Worth};

/// A step that an event makes; numbers are places of words. The first four are all that most events of most models do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// One more.
    Count { times: usize },
    /// One more up to a limit.
    CountTo { n: u32, times: usize },
    /// One more up to a limit in each period.
    CountInPeriod { n: u32, period: merit_ir::Period, current: usize, counted: usize, times: usize },
    /// The next of so many steps of a ladder.
    Climb { steps: u32, step: usize },
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
        match (&self.counts, self.worth) {
            (Counts::Always, Worth::Times(times)) => Some(Op::Count { times }),
            (Counts::Ever { n, counted }, Worth::Times(times)) if *counted == times => {
                Some(Op::CountTo { n: *n, times })
            }
            (Counts::Period { n, period, current, counted }, Worth::Times(times)) => {
                Some(Op::CountInPeriod { n: *n, period: *period, current: *current, counted: *counted, times })
            }
            (Counts::Ladder { restart: Restart::Never, step, .. }, Worth::Steps(_)) => {
                Some(Op::Climb { steps: u32::try_from(self.steps.len()).ok()?, step: *step })
            }
            _ => None,
        }
    }
}

impl Op {
    /// Makes the step; gives back what it cannot do.
    #[inline]
    pub(super) fn make(self, words: &mut [u32], happening: &Happening<'_>) -> Option<Use> {
        match self {
            Self::Count { times } => words[times] += 1,
            Self::CountTo { n, times } => {
                below(&mut words[times], n);
            }
            Self::CountInPeriod { n, period, current, counted, times } => {
                let counts = below_in_period(words, happening.date.period(period), current, counted, n);
                words[times] += u32::from(counts);
            }
            Self::Climb { steps, step } => {
                below(&mut words[step], steps);
            }
            Self::Other(usage) => return Some(usage),
        }
        None
    }
}
