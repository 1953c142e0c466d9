//! The search by the number of events: what all searches share. What a log is worth, and what is made of one that arrives,
//! a [`Quest`] says.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use merit_ir::{AttributeId, Results, Target};
use merit_reach::Spot;
use merit_values::Value;

use super::moves::{Moves, Template};
use super::trial::Trial;

/// Where a lead is to get.
pub(super) struct Goal<'a> {
    pub(super) target: Target,
    pub(super) name: &'a str,
    pub(super) spot: &'a Spot,
    /// Leads may change after the last event.
    pub(super) changes: bool,
}

/// An event of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Placed {
    pub(super) day: i32,
    pub(super) template: usize,
    pub(super) fresh: usize,
}

/// A lead to begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lead {
    /// What it has from the beginning.
    pub(super) attributes: Vec<(AttributeId, Value)>,
    /// What it has after everything that happens.
    pub(super) later: Vec<(AttributeId, Value)>,
}

impl Lead {
    pub(super) const fn size(&self) -> usize {
        self.attributes.len() + self.later.len()
    }
}

/// A lead with its events. Many logs begin with one lead, which they share.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) lead: Rc<Lead>,
    pub(super) placed: Vec<Placed>,
    pub(super) day: i32,
}

/// So many events count as much as a log without any.
const EVENTS_OF_A_LOG: usize = 8;

/// What a search is for.
pub(super) trait Quest {
    /// What is made of a log that arrives.
    type Found;

    /// How far a lead is from the goal; 0 is there.
    fn distance(&self, results: &Results, lead: usize) -> i128;

    /// Confirms a log at the end of a day; `complete` says that every log with fewer events was looked at.
    fn finish(&self, log: &Log, day: i32, complete: bool) -> Option<Self::Found>;

    /// Whether this template may be used.
    fn allows(&self, template: usize) -> bool;
}

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Logs of one number of events that are all kept.
    pub(super) all: usize,
    /// Of more, so many of the nearest are kept.
    pub(super) nearest: usize,
    /// Leads to begin with.
    pub(super) leads: usize,
    /// More events than this are not tried.
    pub(super) events: usize,
    /// After so many events without coming nearer, nothing is added to a log any more.
    pub(super) patience: usize,
}

/// How a search begins, and what it may do.
pub(super) struct Search<'a> {
    pub(super) trial: &'a Trial<'a>,
    pub(super) moves: &'a Moves,
    pub(super) leads: &'a [Lead],
    pub(super) limits: Limits,
    /// So many more logs are looked at.
    pub(super) left: usize,
    /// The first event may come later, and the logs of one day are the same in any order.
    pub(super) further: bool,
}

/// A log and how far it is from the goal.
struct Tried {
    log: Log,
    distance: i128,
}

impl Search<'_> {
    /// The first log that arrives.
    pub(super) fn run<Q: Quest>(&mut self, quest: &Q) -> Option<Q::Found> {
        let mut open: BTreeMap<usize, Vec<Log>> = BTreeMap::new();
        let start = self.leads.iter().map(|lead| Log { lead: Rc::new(lead.clone()), placed: Vec::new(), day: 0 });
        open.insert(0, start.collect());
        let mut seen: HashSet<Seen> = HashSet::new();
        let mut complete = true;
        let mut best: Option<(i128, usize)> = None;
        while let Some((events, logs)) = open.pop_first() {
            if events > self.limits.events || self.left == 0 {
                break;
            }
            let mut tried = self.evaluate(quest, logs)?;
            tried.sort_by_key(|tried| (tried.distance, tried.log.lead.size(), tried.log.day));
            if let Some(found) = self.arrived(quest, &tried, complete) {
                return Some(found);
            }
            let nearest = tried.first().map(|tried| tried.distance);
            if let Some(nearest) = nearest.filter(|nearest| best.is_none_or(|(best, _)| *nearest < best)) {
                best = Some((nearest, events));
            }
            let Limits { leads, all, nearest, .. } = self.limits;
            let (most, keep) = if events == 0 { (leads, leads) } else { (all, nearest) };
            if tried.len() > most {
                complete &= events == 0;
                tried.truncate(keep);
            }
            // What is made already, of longer moves, is still looked at.
            if best.is_some_and(|(_, at)| events > at.saturating_add(self.limits.patience)) {
                complete = false;
                continue;
            }
            if let Some(found) = self.waited(quest, &tried, complete) {
                return Some(found);
            }
            for one in tried {
                self.expand(quest, &one.log, &mut seen, &mut open);
            }
        }
        None
    }

    /// The distances of logs, each at the end of its last day.
    fn evaluate<Q: Quest>(&mut self, quest: &Q, logs: Vec<Log>) -> Option<Vec<Tried>> {
        let mut by_day: BTreeMap<i32, Vec<Log>> = BTreeMap::new();
        for log in logs {
            by_day.entry(log.day).or_default().push(log);
        }
        let mut tried = Vec::new();
        for (day, mut logs) in by_day {
            let enough = logs.iter().take_while(|log| self.pays(log)).count();
            logs.truncate(enough);
            if logs.is_empty() {
                continue;
            }
            let distances = self.distances(quest, &logs.iter().collect::<Vec<_>>(), day)?;
            tried.extend(logs.into_iter().zip(distances).map(|(log, distance)| Tried { log, distance }));
        }
        Some(tried)
    }

    /// Counts a log, unless there is nothing left to pay it with. A log of many events counts for several.
    fn pays(&mut self, log: &Log) -> bool {
        let is_left = self.left > 0;
        self.left = self.left.saturating_sub(1 + log.placed.len() / EVENTS_OF_A_LOG);
        is_left
    }

    fn distances<Q: Quest>(&self, quest: &Q, logs: &[&Log], day: i32) -> Option<Vec<i128>> {
        let (results, order) = self.trial.results(logs, day)?;
        Some(order.iter().map(|lead| quest.distance(&results, *lead)).collect())
    }

    /// The first log that is there.
    fn arrived<Q: Quest>(&self, quest: &Q, tried: &[Tried], complete: bool) -> Option<Q::Found> {
        let there = tried.iter().take_while(|tried| tried.distance == 0).take(5);
        there.into_iter().find_map(|tried| quest.finish(&tried.log, tried.log.day, complete))
    }

    /// The first of the nearest logs that is there after some days.
    fn waited<Q: Quest>(&mut self, quest: &Q, tried: &[Tried], complete: bool) -> Option<Q::Found> {
        let nearest: Vec<&Log> = tried.iter().take(40).map(|tried| &tried.log).collect();
        for wait in &self.moves.waits {
            let mut by_day: BTreeMap<i32, Vec<&Log>> = BTreeMap::new();
            for log in &nearest {
                by_day.entry(log.day.saturating_add(*wait)).or_default().push(log);
            }
            for (day, logs) in by_day {
                for log in &logs {
                    self.pays(log);
                }
                let distances = self.distances(quest, &logs, day)?;
                for (log, _) in logs.iter().zip(distances).filter(|(_, distance)| *distance == 0).take(3) {
                    if let Some(found) = quest.finish(log, day, complete) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    fn expand<Q: Quest>(&self, quest: &Q, log: &Log, seen: &mut HashSet<Seen>, open: &mut BTreeMap<usize, Vec<Log>>) {
        let lead = self.leads.iter().position(|lead| *lead == *log.lead).unwrap_or(0);
        let template = |at: usize| self.moves.templates.get(at);
        for one in &self.moves.moves {
            // More logs than can be paid for would be made for nothing. They are those of the farthest logs.
            let events = log.placed.len() + one.steps.len();
            let waiting = open.get(&events).map_or(0, Vec::len);
            if waiting >= self.left || !one.steps.iter().all(|step| quest.allows(step.template)) {
                continue;
            }
            for delay in &one.delays {
                if *delay > 0 && log.placed.is_empty() && !self.further {
                    continue;
                }
                let begin = log.day.saturating_add(*delay);
                let placed = one.steps.iter().map(|step| {
                    let before = log
                        .placed
                        .iter()
                        .filter(|placed| same_fresh(template(placed.template), template(step.template)));
                    let fresh = if template(step.template).is_some_and(|t| t.fresh.is_some()) {
                        before.count() + step.fresh
                    } else {
                        0
                    };
                    Placed { day: begin.saturating_add(step.day), template: step.template, fresh }
                });
                let placed: Vec<Placed> = placed.collect();
                let exhausted = placed.iter().any(|placed| {
                    template(placed.template)
                        .and_then(|template| template.fresh.as_ref())
                        .is_some_and(|(_, values)| placed.fresh >= values.len())
                });
                if exhausted {
                    continue;
                }
                let day = placed.iter().map(|placed| placed.day).max().unwrap_or(begin);
                let placed: Vec<Placed> = log.placed.iter().copied().chain(placed).collect();
                if seen.len() < 200_000 && seen.insert(Seen::of(lead, &placed, day)) {
                    open.entry(events).or_default().push(Log { lead: Rc::clone(&log.lead), placed, day });
                }
            }
        }
    }
}

/// What a log holds, whatever the order of the events of one day: a way must arrive in another order, too.
#[derive(PartialEq, Eq, Hash)]
struct Seen {
    lead: usize,
    day: i32,
    placed: Box<[u64]>,
}

impl Seen {
    fn of(lead: usize, placed: &[Placed], day: i32) -> Self {
        // Days are few thousands, templates and fresh values some dozens.
        let number = |placed: &Placed| {
            let day = u64::from(placed.day.cast_unsigned());
            (day << 32) | ((placed.template as u64 & 0xFFFF) << 16) | (placed.fresh as u64 & 0xFFFF)
        };
        let mut placed: Box<[u64]> = placed.iter().map(number).collect();
        placed.sort_unstable();
        Self { lead, day, placed }
    }
}

/// Two templates take their fresh values from one row.
fn same_fresh(one: Option<&Template>, other: Option<&Template>) -> bool {
    let of = |template: Option<&Template>| template.and_then(|t| Some((t.event, t.fresh.as_ref()?.0)));
    of(one).is_some() && of(one) == of(other)
}
