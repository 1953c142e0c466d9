//! The entries of a score, and what they are worth at an instant (sections 3.8 and 3.9).

use std::cell::{Cell, RefCell};
use std::ops::Range;

use merit_ir::{Decay, Frequencies};
use merit_values::{Day, Duration, Instant, Zone};

use super::course::{Course, Swing};
use super::frequency::climb;
use super::inactivity::Deduction;
use super::{Context, Lead};
use crate::check::Now;
use crate::decay::WorthByAge;
use crate::plan::{RuleKindPlan, RulePlan, ScorePlan};
use crate::program::Program;

/// The entries of one score.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// For each event rule of the score.
    pub(crate) rules: Vec<Entries>,
    /// For each of them: what was found out last.
    known: Vec<Cell<KnownWorth>>,
    /// What is steady in it.
    pub(super) course: Course,
    /// What was found out last of what the silences take away, where they are not steady.
    known_silence: Cell<KnownWorth>,
    /// From each of these instants on, everything before it is worth nothing. Ascending.
    pub(crate) resets: Vec<Instant>,
    pub(crate) deductions: Vec<Deduction>,
}

/// The entries of one rule in order of time.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<Entry>,
    /// Sum of the points before each entry, and of all.
    sums: Vec<i128>,
    /// When each entry expires; only of rules whose entries do.
    pub(crate) ends: Vec<Instant>,
    /// Where entries of another day or of other points begin; only of rules that decay.
    runs: Vec<usize>,
}

/// What entries are worth from one instant until before another one; where some of them fade, on one day only. Time goes on in
/// small steps, in which most rules earn nothing.
#[derive(Clone, Copy, Debug)]
struct KnownWorth {
    from: Instant,
    until: Instant,
    day: Option<Day>,
    worth: i128,
}

impl KnownWorth {
    /// What is known of now.
    fn at(&self, now: Now) -> Option<i128> {
        let is_now = self.from <= now.at && now.at < self.until && self.day.is_none_or(|day| day == now.day);
        is_now.then_some(self.worth)
    }
}

impl Default for KnownWorth {
    fn default() -> Self {
        Self { from: Instant(i64::MAX), until: Instant(i64::MIN), day: None, worth: 0 }
    }
}

/// Points earned at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: Instant,
    pub(crate) day: Day,
    pub(crate) points: i64,
}

impl Entries {
    fn clear(&mut self) {
        self.entries.clear();
        self.sums.clear();
        self.ends.clear();
        self.runs.clear();
    }

    fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    fn finish(&mut self, zone: &Zone, decays: bool, expires: Option<Duration>) {
        if let Some(expires) = expires {
            self.ends.extend(self.entries.iter().map(|entry| zone.after(entry.at, expires)));
        }
        let mut sum = 0;
        self.sums.push(0);
        for entry in &self.entries {
            sum += i128::from(entry.points);
            self.sums.push(sum);
        }
        if decays {
            let other = |pair: &[Entry]| pair[0].day != pair[1].day || pair[0].points != pair[1].points;
            self.runs.push(0);
            self.runs.extend((1..self.entries.len()).filter(|at| other(&self.entries[at - 1..=*at])));
            self.runs.push(self.entries.len());
        }
    }

    /// What the entries up to now are worth; those before the last of `resets`, expired and faded ones are worth nothing.
    fn worth(&self, rule: &Lasting, resets: &[Instant], now: Now, by_age: &RefCell<WorthByAge>) -> KnownWorth {
        let to = self.entries.partition_point(|entry| entry.at <= now.at);
        let past = resets.partition_point(|reset| *reset <= now.at);
        let expired = self.ends.partition_point(|end| *end <= now.at);
        let reset = resets[..past].last().map_or(0, |last| self.entries.partition_point(|entry| entry.at < *last));
        let counts = reset.max(expired)..to;
        let fades = |latest: &Entry| now.day < rule.faded(latest.day);
        let next = [self.entries.get(to).map(|entry| &entry.at), resets.get(past), self.ends.get(expired)];
        KnownWorth {
            from: now.at,
            until: next.into_iter().flatten().min().copied().unwrap_or(Instant(i64::MAX)),
            day: self
                .entries
                .get(counts.clone())
                .and_then(<[Entry]>::last)
                .filter(|latest| fades(latest))
                .map(|_| now.day),
            worth: self.worth_of(counts, rule, now, by_age),
        }
    }

    /// What some entries are worth now.
    fn worth_of(&self, some: Range<usize>, rule: &Lasting, now: Now, by_age: &RefCell<WorthByAge>) -> i128 {
        let Range { start: from, end: to } = some;
        if from >= to {
            return 0;
        }
        let Some(decay) = rule.decay else { return self.sums[to] - self.sums[from] };
        // What was earned today has not faded yet.
        let today = self.entries[from..to].partition_point(|entry| entry.day < now.day) + from;
        let mut worth = self.sums[to] - self.sums[today];
        let oldest = Day(now.day.0.saturating_sub(i32::try_from(rule.days_to_nothing).unwrap_or(i32::MAX)));
        let from = from.max(self.entries.partition_point(|entry| entry.day < oldest));
        let mut by_age = by_age.borrow_mut();
        let mut run = self.runs.partition_point(|begin| *begin <= from).saturating_sub(1);
        while let [begin, end, ..] = self.runs[run..]
            && begin < today
        {
            let count = end.min(today).saturating_sub(begin.max(from));
            if count > 0 {
                let entry = self.entries[begin];
                worth += count as i128 * i128::from(by_age.value(decay, entry.points, entry.day, now.day));
            }
            run += 1;
        }
        worth
    }
}

/// How long the entries of a rule last.
struct Lasting {
    decay: Option<Decay>,
    days_to_nothing: u32,
}

impl Lasting {
    /// The first day on which nothing fades any more of what was earned on a day.
    fn faded(&self, earned: Day) -> Day {
        let days = i32::try_from(self.days_to_nothing).unwrap_or(i32::MAX);
        if self.decay.is_some() { Day(earned.0.saturating_add(days)) } else { Day(i32::MIN) }
    }
}

impl Lead {
    /// Makes the entries of some scores.
    pub(crate) fn fill_ledgers(&mut self, context: &Context<'_>, scores: &[usize]) {
        let mut ledgers = std::mem::take(&mut self.ledgers);
        ledgers.resize_with(context.plan.scores.len(), Ledger::default);
        for score in scores {
            self.fill_ledger(context, *score, &mut ledgers[*score]);
        }
        self.ledgers = ledgers;
    }

    /// Makes the entries of the rules that a program leaves to records.
    pub(super) fn fill_rest(&mut self, context: &Context<'_>, program: &Program) {
        let mut ledgers = std::mem::take(&mut self.ledgers);
        ledgers.resize_with(context.plan.scores.len(), Ledger::default);
        for (score, group, place) in &program.rest {
            let plan = &context.plan.scores[*score];
            let rule = &plan.groups[*group].rules[*place];
            if let RuleKindPlan::Event { number, .. } = rule.kind {
                self.fill_entries(context, rule, ledgers[*score].clear_rule(number, plan.event_rules));
            }
        }
        self.ledgers = ledgers;
    }

    fn fill_ledger(&mut self, context: &Context<'_>, score: usize, ledger: &mut Ledger) {
        let plan = &context.plan.scores[score];
        ledger.clear(plan.event_rules);
        for rule in plan.groups.iter().flat_map(|group| &group.rules) {
            if let RuleKindPlan::Event { number, .. } = rule.kind {
                self.fill_entries(context, rule, &mut ledger.rules[number]);
            }
        }
        for reset in &plan.resets {
            let mut occasions = self.occasions(context, reset.occasion, reset.during);
            self.keep_counted(context, reset.how_often, reset.key, &mut occasions);
            ledger.resets.extend(occasions.iter().map(|occasion| occasion.at));
        }
        for block in &plan.inactivity {
            self.resets_of_silence(context, block, &mut ledger.resets);
        }
        ledger.resets.sort_unstable();
        for block in plan.inactivity.iter().enumerate() {
            self.deductions(context, block, &ledger.resets, &mut ledger.deductions);
        }
        ledger.fill_course(plan);
    }

    fn fill_entries(&mut self, context: &Context<'_>, rule: &RulePlan, entries: &mut Entries) {
        let RuleKindPlan::Event { occasion, frequencies, key, decay, expires, .. } = &rule.kind else { return };
        let mut occasions = std::mem::take(&mut self.occasions);
        self.find_occasions(context, *occasion, rule.during, &mut occasions);
        match frequencies {
            Frequencies::Flat { points, how_often } => {
                self.keep_counted(context, *how_often, *key, &mut occasions);
                for occasion in &occasions {
                    entries.push(Entry { at: occasion.at, day: occasion.day, points: points.0 });
                }
            }
            Frequencies::Ladder { steps, restart } => {
                climb(context, steps, *restart, &occasions, |occasion, _, points| {
                    entries.push(Entry { at: occasion.at, day: occasion.day, points: points.0 });
                })
            }
        }
        entries.finish(&context.plan.zone, decay.is_some(), *expires);
        self.occasions = occasions;
    }

    pub(super) fn keep_counted(
        &mut self,
        context: &Context<'_>,
        how_often: merit_ir::HowOften,
        key: usize,
        occasions: &mut Vec<super::occasions::Occurrence>,
    ) {
        let mut frequency = std::mem::take(&mut self.frequency);
        frequency.keep_counted(context, how_often, occasions, |occasion| self.key(context, occasion.event, key));
        self.frequency = frequency;
    }

    /// What the entries of an event rule are worth at an instant.
    #[inline]
    pub(super) fn worth_of(&self, score: usize, number: usize, rule: &RulePlan, now: Now) -> i128 {
        let known = &self.ledgers[score].known[number];
        known.get().at(now).unwrap_or_else(|| self.find_worth(score, number, rule, now))
    }

    #[inline(never)]
    fn find_worth(&self, score: usize, number: usize, rule: &RulePlan, now: Now) -> i128 {
        let RuleKindPlan::Event { decay, days_to_nothing, .. } = &rule.kind else { return 0 };
        let lasting = Lasting { decay: *decay, days_to_nothing: *days_to_nothing };
        let ledger = &self.ledgers[score];
        let found = ledger.rules[number].worth(&lasting, &ledger.resets, now, &self.worth_by_age);
        ledger.known[number].set(found);
        found.worth
    }

    /// What the steady rules of a score give and its silences take away.
    #[inline]
    pub(super) fn steady_of(&self, context: &Context<'_>, score: usize, now: Now) -> i128 {
        let ledger = &self.ledgers[score];
        let steady = ledger.course.worth(now.at);
        if context.plan.scores[score].steady_silence { steady } else { steady + ledger.silence(context, now) }
    }

    /// How far what fades of a score makes it fall at most, and rise.
    pub(super) fn fading_of(&self, plan: &ScorePlan, score: usize, now: Now) -> Swing {
        let worth = |(rule, number)| self.worth_of(score, number, rule, now);
        plan.decaying().map(worth).fold(Swing::default(), |fades, worth| Swing {
            rise: fades.rise + (-worth).max(0),
            fall: fades.fall + worth.max(0),
        })
    }
}

impl Ledger {
    /// What the silences take away, where they are not steady.
    fn silence(&self, context: &Context<'_>, now: Now) -> i128 {
        self.known_silence.get().at(now).unwrap_or_else(|| {
            let found = self.find_silence(&context.plan.zone, now.at);
            self.known_silence.set(found);
            found.worth
        })
    }

    fn clear(&mut self, rules: usize) {
        self.rules.resize_with(rules, Entries::default);
        self.rules.iter_mut().for_each(Entries::clear);
        self.known.clear();
        self.known.resize_with(rules, Cell::default);
        self.known_silence.take();
        self.course.clear();
        self.resets.clear();
        self.deductions.clear();
    }

    /// Forgets one of so many rules, whose entries it returns to be filled again.
    fn clear_rule(&mut self, number: usize, rules: usize) -> &mut Entries {
        self.rules.resize_with(rules, Entries::default);
        self.known.resize_with(rules, Cell::default);
        self.known[number].take();
        self.rules[number].clear();
        &mut self.rules[number]
    }

    fn fill_course(&mut self, plan: &ScorePlan) {
        let Self { rules, course, deductions, .. } = self;
        plan.steady.iter().for_each(|rule| course.add_steady(&rules[*rule]));
        if plan.steady_silence {
            deductions.iter().for_each(|deduction| course.add_deduction(deduction));
        }
        if plan.is_plain {
            for (rule, number) in plan.unsteady() {
                course.add_beside(&rules[number], matches!(rule.kind, RuleKindPlan::Event { decay: Some(_), .. }));
            }
        }
        course.finish();
    }

    fn find_silence(&self, zone: &Zone, at: Instant) -> KnownWorth {
        let past = self.resets.partition_point(|reset| *reset <= at);
        let reset = self.resets[..past].last().copied();
        let mut found = KnownWorth {
            from: at,
            until: self.resets.get(past).copied().unwrap_or(Instant(i64::MAX)),
            day: None,
            worth: 0,
        };
        for deduction in &self.deductions {
            let (worth, until) = deduction.worth(zone, at, reset);
            found.worth += worth;
            found.until = found.until.min(until);
        }
        found
    }
}
