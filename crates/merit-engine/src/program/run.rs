//! Takes in events of one lead, one after the other in the order of time.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_ir::Restart;
use merit_values::{Day, Instant, Zone};
use serde::{Deserialize, Serialize};

use super::counter::{below, below_in_period};
use super::layout::LATEST;
use super::silence::SilencePlan;
use super::{Alive, ClassProgram, Counts, Machine, Program, Use, Worth};
use crate::check::Now;
use crate::classes::Class;
use crate::days::Date;
use crate::decay::value;
use crate::lead::Deduction;
use crate::plan::{Expression, Plan};
use crate::trit::Trit;

/// What happens to a lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Happening<'a> {
    pub(crate) at: Instant,
    pub(crate) date: &'a Date,
    /// The values that rules count by.
    pub(crate) keys: &'a [u64],
}

/// What events of some leads change beside the words of each: the same memory for all leads of a part.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stage {
    /// For each limit per value of a property: lead, rule and value, and how many counted.
    #[serde(with = "crate::pack::table")]
    counted: HashMap<(u32, u16, u64), u32, FixedState>,
    #[serde(skip)]
    deductions: Vec<Deduction>,
}

impl Stage {
    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        self.counted.len() * 32
    }
}

/// What entries of each day are worth at the instant asked for, per rule and step; found out once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fading {
    rules: Vec<Vec<Vec<i64>>>,
}

/// What taking events in needs beside the words of their leads.
pub(crate) struct Desk<'a> {
    pub(crate) stage: &'a mut Stage,
    pub(crate) fading: &'a mut Fading,
}

/// The numbers of a lead.
pub(super) fn number(words: &[u32], at: usize) -> i64 {
    let words = &words[at..at + 2];
    (u64::from(words[0]) | (u64::from(words[1]) << 32)).cast_signed()
}

pub(super) fn set_number(words: &mut [u32], at: usize, number: i64) {
    let bits = number.cast_unsigned();
    let words = &mut words[at..at + 2];
    words[0] = (bits & 0xffff_ffff) as u32;
    words[1] = (bits >> 32) as u32;
}

/// Adds to a number.
#[inline]
pub(super) fn add(words: &mut [u32], at: usize, more: i64) {
    let before = number(words, at);
    set_number(words, at, before + more);
}

/// Instants are kept so that 0 stands for none.
pub(super) const fn moved(at: Instant) -> i64 {
    at.0.wrapping_sub(i64::MIN)
}

/// The instant that is kept in this way, as a number that orders like it.
pub(super) fn instant(words: &[u32], at: usize) -> Option<Instant> {
    let kept = number(words, at);
    (kept != 0).then(|| Instant(kept.wrapping_add(i64::MIN)))
}

pub(super) fn set_instant(words: &mut [u32], at: usize, instant: Instant) {
    set_number(words, at, moved(instant));
}

/// What the program knows beside a lead's words.
pub(crate) struct Runner<'a> {
    pub(crate) program: &'a Program,
    pub(crate) plan: &'a Plan,
    pub(crate) now: Now,
}

impl Runner<'_> {
    /// Takes in a record of a lead: an event of a class, or nothing but the lead's being there. `first_seen` tells what
    /// the leads tables say. False when the lead has a later record already.
    #[inline(always)]
    pub(crate) fn take(
        &self,
        words: &mut [u32],
        lead: u32,
        class: &ClassProgram,
        happening: &Happening<'_>,
        desk: &mut Desk<'_>,
        facts: &impl LeadFacts,
    ) -> bool {
        // As they are kept, 0 is no instant and before all others.
        let (latest, at) = (number(words, LATEST).cast_unsigned(), moved(happening.at).cast_unsigned());
        if latest > at {
            return false;
        }
        if latest == 0 {
            self.begin(words, happening.at, facts.first_seen());
        }
        // What ends a silence is looked at while it is still known when it began.
        if at.wrapping_sub(latest) >= class.shortest {
            for silence in &class.silences {
                self.end_silence(*silence, words, happening.at, desk.stage);
            }
        }
        if class.is_latest {
            set_instant(words, LATEST, happening.at);
        }
        for op in &class.always {
            if let Some(usage) = op.make(words, happening) {
                self.make_use(usage, words, lead, *happening, desk);
            }
        }
        for (expression, uses) in &class.asked {
            let now = Now { at: happening.at, day: happening.date.day };
            if answer(expression, class.class.as_ref(), now, facts).counts() {
                for usage in uses {
                    self.make_use(*usage, words, lead, *happening, desk);
                }
            }
        }
        true
    }

    /// Begins the silences of a lead.
    #[inline(never)]
    pub(super) fn begin(&self, words: &mut [u32], first: Instant, first_seen: Option<Instant>) {
        let begin = first_seen.map_or(first, |seen| seen.min(first));
        for silence in &self.program.silences {
            set_instant(words, silence.begin, begin);
        }
    }

    #[inline(never)]
    fn make_use(&self, usage: Use, words: &mut [u32], lead: u32, happening: Happening<'_>, desk: &mut Desk<'_>) {
        match usage {
            Use::Rule(number) => self.count(number, words, lead, happening, desk),
            Use::History(number) => {
                let Some(counter) = &self.program.histories[number] else { return };
                if counter.alive.is(happening) {
                    words[counter.count] = words[counter.count].saturating_add(1);
                }
            }
            Use::Qualifier(number) => {
                if let Some(latest) = &self.program.qualifiers[number] {
                    set_instant(words, latest.at, happening.at);
                }
            }
        }
    }

    fn count(&self, number: usize, words: &mut [u32], lead: u32, happening: Happening<'_>, desk: &mut Desk<'_>) {
        let rule = &self.program.rules[number];
        if rule.during.is_some_and(|during| happening.date.day < during.from || happening.date.day > during.to) {
            return;
        }
        let Some(step) = self.step(rule, words, lead, happening, desk.stage) else { return };
        if !rule.alive.is(happening) {
            return;
        }
        match rule.worth {
            Worth::Steps(_) => {}
            Worth::Times(counted) => {
                if !matches!(rule.counts, Counts::Ever { counted: limited, .. } if limited == counted) {
                    counted.add(words);
                }
            }
            Worth::Sum(sum) | Worth::Together(sum) => {
                let points = match rule.decay {
                    None => rule.steps[step],
                    Some(decay) => desk.fading.worth(number, rule, step, decay, happening.date.day, self.now.day),
                };
                add(words, sum, points);
            }
        }
    }

    /// The step that an occasion earns, if it counts.
    fn step(
        &self,
        rule: &Machine,
        words: &mut [u32],
        lead: u32,
        happening: Happening<'_>,
        stage: &mut Stage,
    ) -> Option<usize> {
        let zone = &self.plan.zone;
        let counts = match &rule.counts {
            Counts::Always => true,
            Counts::Nth { n, seen } => {
                words[*seen] += 1;
                let counts = words[*seen] == *n;
                if counts {
                    words[*seen] = 0;
                }
                counts
            }
            Counts::Ever { n, counted } => counted.below(words, *n),
            Counts::Period { n, period, word } => {
                below_in_period(&mut words[*word], happening.date.period(*period), *n)
            }
            Counts::WidePeriod { n, period, current, counted } => {
                let period = happening.date.period(*period);
                if words[*current] != period {
                    words[*current] = period;
                    words[*counted] = 0;
                }
                below(&mut words[*counted], *n)
            }
            Counts::Window { n, window, leaves } => {
                // Zero stands for a free place; places are not in order.
                let place = (0..*n).map(|place| leaves + place * 2);
                let free = |at: &usize| instant(words, *at).is_none_or(|leaves| leaves <= happening.at);
                match place.into_iter().find(free) {
                    Some(at) => {
                        set_instant(words, at, zone.after(happening.at, *window));
                        true
                    }
                    None => false,
                }
            }
            Counts::Property { n, table } => {
                let key = happening.keys.get(rule.key).copied().unwrap_or(0);
                below(stage.counted.entry((lead, *table, key)).or_insert(0), *n)
            }
            Counts::Ladder { restart, step, before } => {
                if again(*restart, *before, words, happening, zone) {
                    step.clear(words);
                }
                let at = step.get(words) as usize;
                // It stops behind the last step, where nothing is earned any more.
                if at >= rule.steps.len() {
                    return None;
                }
                step.add(words);
                return Some(at);
            }
        };
        counts.then_some(0)
    }

    /// An activity ends a silence, and another one begins.
    #[inline]
    fn end_silence(&self, number: usize, words: &mut [u32], at: Instant, stage: &mut Stage) {
        let silence = &self.program.silences[number];
        let Some(begin) = instant(words, silence.begin).filter(|begin| *begin < at) else { return };
        if at.0.saturating_sub(begin.0) >= silence.shortest && !silence.block.give_back {
            self.end_long_silence(silence, words, begin, at, stage);
        }
        if silence.begin != LATEST {
            set_instant(words, silence.begin, at);
        }
    }

    #[inline(never)]
    fn end_long_silence(
        &self,
        silence: &SilencePlan,
        words: &mut [u32],
        begin: Instant,
        end: Instant,
        stage: &mut Stage,
    ) {
        let taken = silence.deducted(&self.plan.zone, begin, Some(end), self.now.at, &mut stage.deductions);
        let kept = self::number(words, silence.kept);
        set_number(words, silence.kept, kept.saturating_add(i64::try_from(taken).unwrap_or(0)));
    }
}

/// What events need to know of their lead.
pub(crate) trait LeadFacts {
    /// What the leads tables tell of when it was seen first, not after the instant asked for.
    fn first_seen(&self) -> Option<Instant>;
    /// The answer of a test of an attribute.
    fn attribute_answer(&self, test: usize, now: Now) -> Trit;
}

/// The answer of a condition of an event that the row alone does not decide.
fn answer(expression: &Expression, class: Option<&Class>, now: Now, facts: &impl LeadFacts) -> Trit {
    match expression {
        Expression::All(parts) => crate::trit::join(parts, false, |part| answer(part, class, now, facts)),
        Expression::Any(parts) => crate::trit::join(parts, true, |part| answer(part, class, now, facts)),
        Expression::Not(inner) => answer(inner, class, now, facts).not(),
        Expression::Attribute(test) => facts.attribute_answer(*test, now),
        Expression::Row(number) => class.map_or(Trit::Unknown, |class| class.answer(*number)),
        // Programs ask for nothing else.
        Expression::Had(_) | Expression::Outcome(_) => Trit::Unknown,
    }
}

/// Whether the numbering of a ladder begins again; remembers the occasion at hand.
fn again(restart: Restart, before: usize, words: &mut [u32], happening: Happening<'_>, zone: &Zone) -> bool {
    match restart {
        Restart::Never => false,
        Restart::Every(period) => {
            let this = happening.date.period(period);
            let again = words[before] != this;
            words[before] = this;
            again
        }
        Restart::AfterGap(gap) => {
            let again = instant(words, before).is_some_and(|before| zone.after(before, gap) <= happening.at);
            set_instant(words, before, happening.at);
            again
        }
    }
}

impl Alive {
    /// Whether what happens is still alive at the instant asked for.
    fn is(self, happening: Happening<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::FromDay(day) => happening.date.day >= day,
            Self::After(instant) => happening.at > instant,
        }
    }
}

impl Fading {
    /// What an entry of a day is worth today.
    fn worth(
        &mut self,
        number: usize,
        rule: &Machine,
        step: usize,
        decay: merit_ir::Decay,
        day: Day,
        today: Day,
    ) -> i64 {
        const NOT_KNOWN: i64 = i64::MIN;
        if self.rules.len() <= number {
            self.rules.resize_with(number + 1, Vec::new);
        }
        let steps = &mut self.rules[number];
        if steps.len() <= step {
            steps.resize_with(step + 1, Vec::new);
        }
        let points = rule.steps[step];
        let ages = &mut steps[step];
        let age = usize::try_from(i64::from(today.0) - i64::from(day.0)).unwrap_or(0);
        // Far back the table would be larger than it is worth.
        if age > 1 << 14 {
            return value(decay, points, day, today);
        }
        if ages.len() <= age {
            ages.resize(age + 1, NOT_KNOWN);
        }
        if ages[age] == NOT_KNOWN {
            ages[age] = value(decay, points, day, today);
        }
        ages[age]
    }
}
