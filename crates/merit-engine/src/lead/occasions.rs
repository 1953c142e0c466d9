//! Occasions (section 3.4): from matching events to instants at which a rule could count.

use std::collections::VecDeque;

use merit_ir::During;
use merit_values::{Day, Duration, Instant, Unit};

use super::{Context, Event, Lead};
use crate::check::Now;
use crate::plan::OccasionPlan;
use crate::prepare::NO_KEY;

/// An item of a streak that is not answered within so many days is closed.
const STREAK_DAYS: i32 = 3_660;

/// Something that could count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(crate) at: Instant,
    pub(crate) day: Day,
    /// The event at which it happens: the one whose properties a limit is counted per.
    pub(crate) event: u32,
}

impl Occurrence {
    pub(crate) const fn now(&self) -> Now {
        Now { at: self.at, day: self.day }
    }
}

impl Lead {
    /// The occasions of a rule in order of time, those outside `during` removed.
    pub(crate) fn occasions(
        &self,
        context: &Context<'_>,
        occasion: OccasionPlan,
        during: Option<During>,
    ) -> Vec<Occurrence> {
        let mut occasions = Vec::new();
        self.find_occasions(context, occasion, during, &mut occasions);
        occasions
    }

    /// The same, in the memory of other occasions.
    pub(crate) fn find_occasions(
        &self,
        context: &Context<'_>,
        occasion: OccasionPlan,
        during: Option<During>,
        occasions: &mut Vec<Occurrence>,
    ) {
        occasions.clear();
        match occasion {
            OccasionPlan::Single(pattern) => {
                occasions.extend(self.matches[pattern].iter().map(|number| self.happens(*number)));
            }
            OccasionPlan::Times { pattern, count, window } => self.times(pattern, count, window, occasions),
            OccasionPlan::Then { first, second, within } => self.then(first, second, within, occasions),
            OccasionPlan::ThenNo { first, second, within } => {
                self.then_no(context, first, second, within, occasions);
            }
            OccasionPlan::Streak { answer, asked, count, answer_key, asked_key } => {
                self.streak(context, (answer, answer_key), (asked, asked_key), count, occasions);
            }
        }
        if let Some(during) = during {
            occasions.retain(|occasion| during.from <= occasion.day && occasion.day <= during.to);
        }
    }

    fn happens(&self, number: u32) -> Occurrence {
        let Event { at, day, .. } = self.events[number as usize];
        Occurrence { at, day, event: number }
    }

    /// So many in a window that ends at the current event; then they are used up.
    fn times(&self, pattern: usize, count: u32, window: Duration, occasions: &mut Vec<Occurrence>) {
        let mut inside: VecDeque<Now> = VecDeque::new();
        for number in &self.matches[pattern] {
            let now = self.happens(*number);
            while inside.front().is_some_and(|before| before.is_over(window, now.now())) {
                inside.pop_front();
            }
            inside.push_back(now.now());
            if inside.len() >= count as usize {
                occasions.push(now);
                inside.clear();
            }
        }
    }

    /// For each B in order, the earliest unused A at the same instant or before it, within D; both are used up.
    fn then(&self, first: usize, second: usize, within: Duration, occasions: &mut Vec<Occurrence>) {
        let firsts = &self.matches[first];
        // Only an event that matches both patterns can be used up by one part before it plays the other.
        let mut used = vec![false; firsts.len()];
        let mut used_as_second: Vec<u32> = Vec::new();
        let mut head = 0;
        for number in &self.matches[second] {
            if firsts.binary_search(number).is_ok_and(|own| used[own]) {
                continue;
            }
            let now = self.happens(*number);
            let is_open = |at: usize, used: &[bool]| !used[at] && used_as_second.binary_search(&firsts[at]).is_err();
            while head < firsts.len()
                && (!is_open(head, &used) || !self.events[firsts[head] as usize].now().reaches(within, now.now()))
            {
                head += 1;
            }
            let earliest = (head..firsts.len())
                .take_while(|at| self.events[firsts[*at] as usize].at <= now.at)
                .find(|at| is_open(*at, &used) && firsts[*at] != *number);
            if let Some(earliest) = earliest {
                used[earliest] = true;
                used_as_second.push(*number);
                occasions.push(now);
            }
        }
    }

    /// For each A without another B at or after it within D, an occasion at the instant the time is over.
    fn then_no(
        &self,
        context: &Context<'_>,
        first: usize,
        second: usize,
        within: Duration,
        occasions: &mut Vec<Occurrence>,
    ) {
        let zone = &context.plan.zone;
        let seconds = &self.matches[second];
        let mut next = 0;
        for number in &self.matches[first] {
            let begin = self.happens(*number);
            let last = zone.within(begin.at, within);
            let over = if within.clock_micros().is_some() { last } else { Instant(last.0.saturating_add(1)) };
            if over > context.options.as_of {
                // Later ones are not over either.
                break;
            }
            while seconds.get(next).is_some_and(|other| self.events[*other as usize].at < begin.at) {
                next += 1;
            }
            let answered = seconds[next..]
                .iter()
                .take_while(|other| self.events[**other as usize].at <= last)
                .any(|other| other != number);
            if !answered {
                occasions.push(Occurrence { at: over, day: zone.day_of(over), event: *number });
            }
        }
    }

    /// Runs of answered items (section 3.4.5).
    fn streak(
        &self,
        context: &Context<'_>,
        (answer, answer_key): (usize, usize),
        (asked, asked_key): (usize, usize),
        count: u32,
        occasions: &mut Vec<Occurrence>,
    ) {
        if self.matches[answer].is_empty() {
            return;
        }
        let items = self.items(context, asked, asked_key);
        let mut runs = Runs::new(items.len());
        let limit = Duration { count: STREAK_DAYS.unsigned_abs(), unit: Unit::Days };
        let mut by_key: Vec<(u64, usize)> = items.iter().enumerate().map(|(at, (key, _))| (*key, at)).collect();
        by_key.sort_unstable();
        for number in &self.matches[answer] {
            let key = self.key(context, *number, answer_key);
            let Ok(found) = by_key.binary_search_by_key(&key, |(key, _)| *key) else { continue };
            let item = by_key[found].1;
            let asked = items[item].1;
            let (begin, now) = (self.events[asked as usize], self.happens(*number));
            let is_answer = asked != *number && begin.at <= now.at && now.day <= begin.day.plus(limit);
            if is_answer && runs.answer(item) {
                for _ in 0..runs.take(item, count as usize) {
                    occasions.push(now);
                }
            }
        }
    }

    /// The first asking event of each known value, in order: (value, event).
    fn items(&self, context: &Context<'_>, asked: usize, key: usize) -> Vec<(u64, u32)> {
        let mut known = hashbrown::HashSet::<u64, foldhash::fast::FixedState>::default();
        let mut items = Vec::new();
        for number in &self.matches[asked] {
            let value = self.key(context, *number, key);
            if value != NO_KEY && known.insert(value) {
                items.push((value, *number));
            }
        }
        items
    }

    /// The value that a limit is counted per.
    pub(crate) fn key(&self, context: &Context<'_>, event: u32, key: usize) -> u64 {
        let row = self.events[event as usize].row as usize;
        context.part.rows.keys[row * context.plan.keys_per_row + key]
    }
}

/// Unbroken runs of answered, unused items.
struct Runs {
    answered: Vec<bool>,
    /// At both ends of a run: the other end.
    other_end: Vec<usize>,
    /// The item is part of a run: answered and not used up.
    open: Vec<bool>,
}

impl Runs {
    fn new(items: usize) -> Self {
        Self { answered: vec![false; items], other_end: (0..items).collect(), open: vec![false; items] }
    }

    /// Marks an item as answered; false when it was already.
    fn answer(&mut self, item: usize) -> bool {
        if std::mem::replace(&mut self.answered[item], true) {
            return false;
        }
        self.open[item] = true;
        let before = item.checked_sub(1).filter(|before| self.open[*before]);
        let first = before.map_or(item, |before| self.other_end[before]);
        let after = Some(item + 1).filter(|after| self.open.get(*after).copied().unwrap_or(false));
        let last = after.map_or(item, |after| self.other_end[after]);
        self.other_end[first] = last;
        self.other_end[last] = first;
        // The ends are found from inside, too, while this answer is handled.
        if item != first && item != last {
            self.other_end[item] = first;
        }
        true
    }

    /// Uses up the first `count` items of the run around `item` as often as it holds so many.
    fn take(&mut self, item: usize, count: usize) -> usize {
        let (first, last) = self.run(item);
        let times = (last + 1 - first) / count.max(1);
        let rest = first + times * count;
        for used in first..rest {
            self.open[used] = false;
        }
        if times > 0 && rest <= last {
            self.other_end[rest] = last;
            self.other_end[last] = rest;
        }
        times
    }

    fn run(&self, item: usize) -> (usize, usize) {
        // `answer` has just set the ends: one of them, or the item itself, points to the first.
        let pointed = self.other_end[item];
        let first = pointed.min(item);
        (first, self.other_end[first].max(first))
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;

    /// The same by looking at every item again: what the contract says, word for word.
    fn slowly(items: usize, answers: &[usize], count: usize) -> Vec<usize> {
        let (mut answered, mut used) = (vec![false; items], vec![false; items]);
        let mut occasions = Vec::new();
        for item in answers {
            let mut times = 0;
            if !std::mem::replace(&mut answered[*item], true) {
                loop {
                    let open = |at: usize| answered[at] && !used[at];
                    if !open(*item) && times == 0 {
                        break;
                    }
                    // The run is the one around the item, and what is left of it after its first items were used.
                    let Some(anchor) =
                        (*item..items).take_while(|at| *at == *item || answered[*at]).find(|at| open(*at))
                    else {
                        break;
                    };
                    let first = (0..=anchor).rev().take_while(|at| open(*at)).last().unwrap();
                    let last = (anchor..items).take_while(|at| open(*at)).last().unwrap();
                    if last + 1 - first < count {
                        break;
                    }
                    used[first..first + count].fill(true);
                    times += 1;
                }
            }
            occasions.push(times);
        }
        occasions
    }

    #[test]
    fn runs_join_and_are_used_up() {
        let mut state: u64 = 7;
        for _ in 0..2_000 {
            let mut random = |below: usize| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as usize % below
            };
            let (items, count) = (1 + random(12), 1 + random(4));
            let answers: Vec<usize> = (0..20).map(|_| random(items)).collect();
            let mut runs = Runs::new(items);
            let quickly: Vec<usize> =
                answers.iter().map(|item| if runs.answer(*item) { runs.take(*item, count) } else { 0 }).collect();
            assert_eq!(quickly, slowly(items, &answers, count), "{items} items, {count} in a row, {answers:?}");
        }
    }
}
