//! Occasions (section 3.4), and which of them count (section 3.5).

use std::collections::{BTreeMap, BTreeSet};

use merit_syntax::tree::{Clause, ClauseKind, HowOftenKind, Occasion, OccasionKind, Pattern, Per, PerKind, Period};

use super::calendar::{clock, month};
use super::condition::Scene;
use super::coverage::seen;
use super::lead::{Happening, Lead};
use super::record::Value;
use super::text::fold;

/// The longest time an item of a streak waits for its answer.
const LONGEST: merit_values::Duration = merit_values::Duration { count: 3660, unit: merit_values::Unit::Days };

/// An occasion.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// When.
    pub at: i64,
    /// The event at which it happens (for `A then no B`: A).
    pub event: usize,
}

impl Lead<'_, '_> {
    /// All occasions up to T, in order of time.
    pub fn occasions(&self, occasion: &Occasion) -> Vec<Occurrence> {
        let calendar = &self.program.calendar;
        match &occasion.kind {
            OccasionKind::If(_) => unreachable!("a standing rule has no occasions"),
            OccasionKind::Single(pattern) => {
                let all: Vec<_> = self.all(pattern).into_iter().map(occurrence).collect();
                if pattern.condition.is_some() && !all.is_empty() {
                    seen("event where");
                }
                all
            }
            OccasionKind::Times { pattern, count, window } => {
                let mut unused: Vec<&Happening> = Vec::new();
                let mut occasions = Vec::new();
                for event in self.all(pattern) {
                    unused.push(event);
                    unused.retain(|earlier| calendar.in_the_last(window.value, earlier.at, event.at));
                    if unused.len() == count.value as usize {
                        unused.clear();
                        seen(match clock(window.value) {
                            Some(_) => "times in any hours",
                            None => "times in any days",
                        });
                        occasions.push(occurrence(event));
                    }
                }
                occasions
            }
            OccasionKind::Then { first, no: false, second, within } => {
                let firsts = self.all(first);
                let mut used: BTreeSet<usize> = BTreeSet::new();
                let mut occasions = Vec::new();
                for b in self.all(second) {
                    if used.contains(&b.number) {
                        continue;
                    }
                    let a = firsts.iter().find(|a| {
                        a.number != b.number
                            && !used.contains(&a.number)
                            && a.at <= b.at
                            && calendar.within(within.value, a.at, b.at)
                    });
                    if let Some(a) = a {
                        used.extend([a.number, b.number]);
                        seen(match clock(within.value) {
                            _ if a.at == b.at => "then, at the same instant",
                            Some(_) => "then within hours",
                            None => "then within days",
                        });
                        if first.event.text == second.event.text {
                            seen("then, of one type");
                        }
                        occasions.push(occurrence(b));
                    }
                }
                occasions
            }
            OccasionKind::Then { first, no: true, second, within } => {
                let seconds = self.all(second);
                let mut occasions = Vec::new();
                for a in self.all(first) {
                    let answered = seconds
                        .iter()
                        .any(|b| b.number != a.number && a.at <= b.at && calendar.within(within.value, a.at, b.at));
                    let over = calendar.over(within.value, a.at);
                    if answered {
                        seen("then no: answered");
                    } else if over <= self.until {
                        seen(match clock(within.value) {
                            Some(_) => "then no within hours",
                            None => "then no within days",
                        });
                        occasions.push(Occurrence { at: over, event: a.number });
                    }
                }
                occasions.sort_by_key(|occasion| occasion.at);
                occasions
            }
            OccasionKind::Streak { answer, count, asked, by } => {
                self.streaks(answer, count.value as usize, &asked.text, &by.text)
            }
        }
    }

    fn all(&self, pattern: &Pattern) -> Vec<&Happening> {
        let matches = |event: &&Happening| {
            event.name == pattern.event.text
                && pattern.condition.as_ref().is_none_or(|condition| self.holds(condition, Scene::of(event)))
        };
        self.events.iter().filter(matches).collect()
    }

    fn streaks(&self, answer: &Pattern, count: usize, asked: &str, by: &str) -> Vec<Occurrence> {
        struct Item<'a> {
            value: Value,
            first: &'a Happening,
            answered: bool,
            used: bool,
        }
        let answers: BTreeSet<usize> = self.all(answer).iter().map(|event| event.number).collect();
        let times: BTreeSet<i64> = self.events.iter().map(|event| event.at).collect();
        let mut items: Vec<Item<'_>> = Vec::new();
        let mut occasions = Vec::new();
        for time in times {
            let now = || self.events.iter().filter(|event| event.at == time);
            // All A's of an instant are known before its B's are looked at.
            for event in now().filter(|event| event.name == asked) {
                let value = self.key(event, by);
                if value.is_known() && !items.iter().any(|item| item.value == value) {
                    items.push(Item { value, first: event, answered: false, used: false });
                }
            }
            for event in now().filter(|event| answers.contains(&event.number)) {
                let value = self.key(event, by);
                let at = items.iter().position(|item| {
                    item.value == value
                        && !item.answered
                        && item.first.number != event.number
                        && self.program.calendar.within(LONGEST, item.first.at, event.at)
                });
                let Some(at) = at else { continue };
                items[at].answered = true;
                seen("streak: answered");
                let free = |item: &Item<'_>| item.answered && !item.used;
                let start = (0..=at).rev().take_while(|number| free(&items[*number])).last().unwrap();
                let end = (at..items.len()).take_while(|number| free(&items[*number])).last().unwrap();
                if end + 1 - start >= count {
                    seen(if at + 1 < start + count { "streak: completed late" } else { "streak" });
                    for item in &mut items[start..start + count] {
                        item.used = true;
                    }
                    occasions.push(occurrence(event));
                }
            }
        }
        occasions
    }

    /// The value of a property as limits and streaks compare it: texts folded, unknown a value of its own.
    fn key(&self, event: &Happening, property: &str) -> Value {
        match event.properties.get(property) {
            Some(Value::Text(text) | Value::Choice(text)) => Value::Text(fold(text)),
            Some(value) => value.clone(),
            None => Value::Unknown,
        }
    }

    /// The occasions that count, each with the number (from 0) of the step it earns.
    pub fn counted(&self, occasion: &Occasion, clauses: &[Clause], ladder: bool) -> Vec<(Occurrence, usize)> {
        let mut occasions = self.occasions(occasion);
        let mut how_often = &HowOftenKind::EveryTime;
        for clause in clauses {
            match &clause.kind {
                ClauseKind::During(from, to) => {
                    let all = occasions.len();
                    occasions.retain(|occasion| {
                        let day = self.program.calendar.day_of(occasion.at);
                        (from.day.0..=to.day.0).contains(&day)
                    });
                    if !occasions.is_empty() && occasions.len() < all {
                        seen("during");
                    }
                }
                ClauseKind::HowOften(clause) => how_often = &clause.kind,
                _ => {}
            }
        }
        if ladder { self.numbered(occasions, how_often) } else { self.limited(occasions, how_often) }
    }

    /// A ladder: occasion number k earns the k-th step.
    fn numbered(&self, occasions: Vec<Occurrence>, how_often: &HowOftenKind) -> Vec<(Occurrence, usize)> {
        let calendar = &self.program.calendar;
        let (mut number, mut previous) = (0, None::<i64>);
        let mut counted = Vec::new();
        for occasion in occasions {
            if let Some(previous) = previous {
                let restarts = match how_often {
                    HowOftenKind::RestartingEvery(period) => {
                        let restarts = self.period(*period, previous) != self.period(*period, occasion.at);
                        if restarts {
                            seen("restarting every period");
                        }
                        restarts
                    }
                    HowOftenKind::RestartingAfter(gap) => {
                        let restarts = occasion.at >= calendar.after(previous, gap.value);
                        if restarts {
                            seen(match clock(gap.value) {
                                Some(_) => "restarting after hours",
                                None => "restarting after days",
                            });
                        }
                        restarts
                    }
                    _ => false,
                };
                if restarts {
                    number = 0;
                }
            }
            previous = Some(occasion.at);
            counted.push((occasion, number));
            number += 1;
        }
        counted
    }

    /// The occasions that a how-often lets through.
    pub fn limited(&self, occasions: Vec<Occurrence>, how_often: &HowOftenKind) -> Vec<(Occurrence, usize)> {
        let all = occasions.len();
        let (counted, name): (Vec<Occurrence>, _) = match how_often {
            HowOftenKind::EveryTime => (occasions, "every time"),
            HowOftenKind::EveryNth(n) => {
                let n = n.value as usize;
                (occasions.into_iter().skip(n - 1).step_by(n).collect(), "every nth time")
            }
            HowOftenKind::Once(per) => self.at_most(occasions, 1, per.as_ref()),
            HowOftenKind::AtMost(n, per) => self.at_most(occasions, n.value as usize, per.as_ref()),
            HowOftenKind::RestartingEvery(_) | HowOftenKind::RestartingAfter(_) => unreachable!("a ladder"),
        };
        if !counted.is_empty() && (counted.len() < all || matches!(how_often, HowOftenKind::EveryTime)) {
            seen(name);
        }
        counted.into_iter().map(|occasion| (occasion, 0)).collect()
    }

    fn at_most(&self, occasions: Vec<Occurrence>, n: usize, per: Option<&Per>) -> (Vec<Occurrence>, &'static str) {
        let mut counted: Vec<Occurrence> = Vec::new();
        match per.map(|per| &per.kind) {
            None => {
                counted = occasions;
                counted.truncate(n);
                (counted, if n == 1 { "once" } else { "at most" })
            }
            Some(PerKind::Period(period, _)) => {
                let mut used = BTreeMap::new();
                for occasion in occasions {
                    let used: &mut usize = used.entry(self.period(*period, occasion.at)).or_default();
                    *used += 1;
                    if *used <= n {
                        counted.push(occasion);
                    }
                }
                let name = match period {
                    Period::Day => "per day",
                    Period::Week => "per week",
                    Period::Month => "per month",
                    Period::Year => "per year",
                };
                (counted, name)
            }
            Some(PerKind::Property(property)) => {
                let mut used = BTreeMap::new();
                for occasion in occasions {
                    let value = self.key(&self.events[occasion.event], &property.text);
                    let unknown = !value.is_known();
                    let used: &mut usize = used.entry(value).or_default();
                    *used += 1;
                    if *used <= n {
                        if unknown {
                            seen("per property, unknown");
                        }
                        counted.push(occasion);
                    }
                }
                (counted, "per property")
            }
            Some(PerKind::Window(window)) => {
                for occasion in occasions {
                    let inside = |earlier: &&Occurrence| {
                        self.program.calendar.in_the_last(window.value, earlier.at, occasion.at)
                    };
                    if counted.iter().filter(inside).count() < n {
                        counted.push(occasion);
                    }
                }
                let name = match clock(window.value) {
                    Some(_) => "at most in any hours",
                    None => "at most in any days",
                };
                (counted, name)
            }
        }
    }

    fn period(&self, period: Period, at: i64) -> (i32, u32) {
        let day = self.program.calendar.day_of(at);
        match period {
            Period::Day => (day, 0),
            Period::Week => (self.program.calendar.week(day), 0),
            Period::Month => month(day),
            Period::Year => (month(day).0, 0),
        }
    }
}

fn occurrence(event: &Happening) -> Occurrence {
    Occurrence { at: event.at, event: event.number }
}
