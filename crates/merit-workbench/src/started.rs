//! What the events of a test set going: the steps they reach on ladders, and when what they began is over.

use std::collections::BTreeMap;

use merit_engine::{EntryState, Explained, Ready, Refusal, RuleAccount};
use merit_ir::{Frequencies, Happening, Model, Occasion, Rule, RuleKind, Source, TestCase, TestMoment};
use merit_values::{Day, Duration, Instant, Zone};

use crate::timeline::{LEAD, Timeline};
use crate::{Amount, Words};

/// A test with more records than this is not looked at: the answer must be there at once.
const MOST_RECORDS: u64 = 2_000;

/// What one line of a test sets going in one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The line, from 1.
    pub line: u32,
    /// Where the rule stands.
    pub rule: Source,
    /// The steps of a ladder that it reaches.
    pub steps: Option<Steps>,
    /// The number of steps of a ladder that has none left for it.
    pub used_up: Option<u32>,
    /// When the points expire that it earns.
    pub expires: Option<TestMoment>,
    /// The window that it opens.
    pub window: Option<OpenWindow>,
}

impl Started {
    const fn says_something(&self) -> bool {
        self.steps.is_some() || self.used_up.is_some() || self.expires.is_some() || self.window.is_some()
    }
}

/// Steps of a ladder that are reached together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The first, from 1.
    pub first: u32,
    /// The last.
    pub last: u32,
    /// How many the ladder has.
    pub of: u32,
    /// What they earn together.
    pub points: Amount,
    /// The day on which they are earned, if it is a later one than that of the line.
    pub on: Option<Day>,
}

/// A time in which something must come, or must not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenWindow {
    /// What is waited for, as the rule says it: `then login`, `then no login`, `3 times`.
    pub awaited: String,
    /// The last moment inside: that day, or that minute.
    pub until: TestMoment,
}

/// Says what the lines of the tests of a model set going.
#[derive(Debug)]
pub struct Starts<'m> {
    model: &'m Model,
    ready: Ready,
    zone: Zone,
}

impl<'m> Starts<'m> {
    /// Makes a model ready.
    ///
    /// # Errors
    /// Why it cannot be evaluated, as a sentence.
    pub fn of(model: &'m Model) -> Result<Self, String> {
        let ready = Ready::of(model).map_err(|error| error.to_string())?;
        let zone = Zone::named(&model.timezone).map_err(|_| format!("There is no time zone {}.", model.timezone))?;
        Ok(Self { model, ready, zone })
    }

    /// What the lines of a test set going, line by line and rule by rule; nothing of a test with very many records.
    ///
    /// # Errors
    /// Why that is impossible, as a sentence.
    pub fn of_test(&self, test: &TestCase) -> Result<Vec<Started>, String> {
        let count = |happening: &Happening| match happening {
            Happening::Event { times, .. } => u64::from(*times),
            Happening::Change { .. } => 1,
        };
        if test.happenings.iter().map(count).sum::<u64>() > MOST_RECORDS {
            return Ok(Vec::new());
        }
        let model = self.model;
        let timeline = Timeline::of(model, test)?;
        let asked = test.expectations.iter().map(|expectation| timeline.day(expectation.moment).moment);
        // Also what happens behind the last claim begins something.
        let Some(as_of) = asked.chain(timeline.instants.last().copied()).max() else { return Ok(Vec::new()) };
        let explained = timeline.explained(&self.ready, as_of).map_err(|error| error.to_string())?;
        let Some(account) = explained.account(LEAD) else { return Ok(Vec::new()) };
        let looked = Looked { words: Words::of(model), explained: &explained, zone: &self.zone };
        let scores = model.scores.iter().zip(&account.scores);
        let groups = scores.flat_map(|(of, found)| of.groups.iter().zip(&found.groups));
        let rules = groups.flat_map(|(of, found)| of.rules.iter().zip(&found.rules));
        let mut all: Vec<Started> = rules.flat_map(|(rule, found)| looked.by_rule(rule, found)).collect();
        // Stable: the rules of a line stay in the order of the model.
        all.sort_by_key(|started| started.line);
        Ok(all)
    }
}

struct Looked<'a> {
    words: Words<'a>,
    explained: &'a Explained,
    zone: &'a Zone,
}

impl Looked<'_> {
    fn by_rule(&self, rule: &Rule, found: &RuleAccount) -> Vec<Started> {
        let RuleKind::Event { occasion, how_often, expires, .. } = &rule.kind else { return Vec::new() };
        let mut lines = Lines { rule, explained: self.explained, found: BTreeMap::new() };
        for entry in &found.entries {
            let Some((started, at)) = lines.of(entry.record) else { continue };
            if let (Some(step), Frequencies::Ladder { steps, .. }) = (entry.step, how_often) {
                let on = Some(entry.day).filter(|day| *day != self.zone.day_of(at));
                let of = u32::try_from(steps.len()).unwrap_or(u32::MAX);
                let empty = Steps { first: step, last: step, of, points: Amount::ZERO, on };
                let steps = started.steps.get_or_insert(empty);
                steps.last = step;
                steps.points = steps.points + Amount::from(entry.points);
            }
            // What a reset took away before does not expire.
            let is_reset = matches!(entry.state, EntryState::Reset(_));
            if let (Some(length), Some(end), false) = (expires, entry.ends, is_reset) {
                started.expires = Some(self.moment(end, *length));
            }
        }
        for refused in &found.refused {
            if let Refusal::NoStepLeft(steps) = refused.why
                && let Some((started, _)) = lines.of(refused.record)
            {
                started.used_up = Some(steps);
            }
        }
        if let Some((awaited, length)) = self.awaited(occasion) {
            for window in &found.windows {
                if let Some((started, _)) = lines.of(window.record) {
                    let until = self.moment(window.last, length);
                    started.window = Some(OpenWindow { awaited: awaited.clone(), until });
                }
            }
        }
        lines.found.into_values().filter(Started::says_something).collect()
    }

    /// What the first events of a rule wait for, and how long.
    fn awaited(&self, occasion: &Occasion) -> Option<(String, Duration)> {
        match occasion {
            Occasion::Single(_) | Occasion::Streak { .. } => None,
            Occasion::Times { count, window, .. } => Some((format!("{count} times"), *window)),
            Occasion::Then { second, within, .. } => {
                Some((format!("then {}", self.words.event(second.event)), *within))
            }
            Occasion::ThenNo { second, within, .. } => {
                Some((format!("then no {}", self.words.event(second.event)), *within))
            }
        }
    }

    /// An instant at the end of a duration: a day, or where hours are counted, a time of day.
    fn moment(&self, at: Instant, length: Duration) -> TestMoment {
        let local = self.zone.local(at);
        let clock = length.clock_micros().map(|_| local.micros);
        TestMoment { day: self.zone.day_of(at), clock }
    }
}

/// What the lines of a test set going in one rule.
struct Lines<'a> {
    rule: &'a Rule,
    explained: &'a Explained,
    found: BTreeMap<u32, Started>,
}

impl Lines<'_> {
    /// The line of a record, and the instant of the record.
    fn of(&mut self, record: usize) -> Option<(&mut Started, Instant)> {
        let view = self.explained.record(record)?;
        let line = u32::try_from(view.place.line).ok()?;
        let rule = &self.rule.source;
        let started = self.found.entry(line).or_insert_with(|| Started {
            line,
            rule: rule.clone(),
            steps: None,
            used_up: None,
            expires: None,
            window: None,
        });
        Some((started, view.at))
    }
}
