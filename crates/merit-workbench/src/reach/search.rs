//! The search by the number of events.

use std::collections::{BTreeMap, HashSet};

use merit_ir::{AttributeId, EventId, Happening, Layout, Model, RuleKind, Source, Target, TestCase, TestMoment};
use merit_reach::{Reach, Spot};
use merit_values::{Day, Value, Zone};

use super::distance::Probed;
use super::moves::{Moves, Template, Values, moves};
use super::trial::{AFTERWARDS, Trial};
use super::{Path, confirmed, expectation, shrink, without};
use crate::write::is_writable;

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
    const fn size(&self) -> usize {
        self.attributes.len() + self.later.len()
    }
}

/// A lead with its events.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) lead: Lead,
    pub(super) placed: Vec<Placed>,
    pub(super) day: i32,
}

/// Logs of one number of events that are all kept.
const ALL: usize = 2_500;

/// Of more, so many of the nearest are kept.
const NEAREST: usize = 70;

/// More events than this are not tried.
const MOST_EVENTS: usize = 150;

/// Logs that are looked at for the first way. A log of many events counts for several.
pub(super) const MOST_LOGS: usize = 60_000;

/// For each further way, and for all further ways together.
const FURTHER: (usize, usize) = (60_000, 120_000);

/// So many events count as much as a log without any.
const EVENTS_OF_A_LOG: usize = 8;

/// Leads to begin with.
const MOST_LEADS: usize = 60;

/// Different ways to a goal, the shortest first. `most` logs are looked at for the first one.
pub(super) fn paths(model: &Model, reach: &Reach<'_>, goal: &Goal<'_>, count: usize, most: usize) -> Vec<Path> {
    let Ok(zone) = Zone::named(&model.timezone) else { return Vec::new() };
    let Some(start) = start(model) else { return Vec::new() };
    let values = Values { zone: &zone, start };
    let moves = moves(model, goal, &values);
    let probed = Probed::of(model, goal);
    let layout = Layout::of(&probed.model);
    let trial = Trial { model: &probed.model, layout, zone: &zone, templates: &moves.templates, start };
    let leads = leads(model, reach, goal, &moves, &values);
    let mut search = Search { model, goal, probed: &probed, trial: &trial, moves: &moves, leads: &leads, left: most };
    let mut found: Vec<(Path, Vec<Kind>)> = Vec::new();
    // What a way used is forbidden, one thing at a time, to find another one.
    let mut open: Vec<Vec<Kind>> = vec![Vec::new()];
    let mut later: Vec<Vec<Kind>> = Vec::new();
    let mut tried: Vec<Vec<Kind>> = Vec::new();
    let mut further = FURTHER.1;
    loop {
        if open.is_empty() {
            open.append(&mut later);
        }
        let Some(forbidden) = (!open.is_empty()).then(|| open.remove(0)) else { break };
        if found.len() >= count || tried.len() > count * 4 {
            break;
        }
        if tried.contains(&forbidden) {
            continue;
        }
        tried.push(forbidden.clone());
        let gone: Vec<EventId> = forbidden.iter().filter_map(|kind| kind.event()).collect();
        if !gone.is_empty() && !without::possible(model, goal.spot, &gone) {
            continue;
        }
        let is_first = tried.len() == 1;
        if !is_first {
            search.left = FURTHER.0.min(further);
        }
        let before = search.left;
        let way = search.run(&forbidden);
        if !is_first {
            further = further.saturating_sub(before.saturating_sub(search.left));
            if further == 0 {
                open.clear();
                later.clear();
            }
        }
        let Some((path, used)) = way else { continue };
        // Another event is more different than the same one with other values, so that is tried first.
        let mut after = Vec::new();
        for kind in &used {
            let mut next = forbidden.clone();
            next.push(*kind);
            next.sort_unstable();
            match kind {
                Kind::Event(_) => open.push(next),
                Kind::Template(_) => after.push(next),
            }
        }
        later.extend(after);
        if !found.iter().any(|(other, kinds)| other.summary == path.summary || (*kinds == used && !used.is_empty())) {
            found.push((path, used));
        }
    }
    let mut paths: Vec<Path> = found.into_iter().map(|(path, _)| path).collect();
    paths.sort_by_key(|path| path.events);
    paths
}

/// What a way uses, and what can be forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Every event of a type.
    Event(u16),
    /// An event with these values.
    Template(usize),
}

impl Kind {
    const fn event(self) -> Option<EventId> {
        match self {
            Self::Event(number) => Some(EventId(number)),
            Self::Template(_) => None,
        }
    }
}

/// The first day: a Monday, or the first of the dates that rules are bound to.
fn start(model: &Model) -> Option<Day> {
    let usual = Day::from_ymd(2025, 1, 6)?;
    let rules = model.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules);
    let durings: Vec<_> =
        rules.filter(|rule| matches!(rule.kind, RuleKind::Event { .. })).filter_map(|rule| rule.during).collect();
    let fits = |day: Day| durings.iter().filter(|during| during.from <= day && day <= during.to).count();
    let firsts = durings.iter().map(|during| during.from);
    Some(firsts.fold(usual, |best, day| if fits(day) > fits(best) { day } else { best }))
}

/// Leads to begin with: what the goal asks for, and what events ask for beside it.
fn leads(model: &Model, reach: &Reach<'_>, goal: &Goal<'_>, moves: &Moves, values: &Values<'_>) -> Vec<Lead> {
    let mut found: Vec<Lead> = vec![Lead::default()];
    for way in reach.lead_ways(goal.spot, 20_000, 600) {
        let lead = way.iter().filter_map(|(attribute, witness)| {
            let kind = &model.attributes.get(attribute.index())?.kind;
            Some((*attribute, values.of(kind, witness)))
        });
        found.push(Lead { attributes: lead.collect(), later: Vec::new() });
    }
    found.retain(|lead| lead.attributes.iter().all(|(_, value)| is_writable(value)));
    // With the most that events ask for of a lead.
    let mut with = Vec::new();
    let asked = || moves.templates.iter().flat_map(|template| &template.attributes);
    for lead in found.iter().take(MOST_LEADS) {
        let mut more = lead.clone();
        for (attribute, value) in asked() {
            if !more.attributes.iter().any(|(other, _)| other == attribute) {
                more.attributes.push((*attribute, value.clone()));
            }
        }
        with.push(more);
        if goal.changes {
            with.extend(changing(lead, asked()));
        }
    }
    found.extend(with);
    let mut unique: Vec<Lead> = Vec::new();
    for mut lead in found {
        lead.attributes.sort();
        lead.later.sort();
        if !unique.contains(&lead) {
            unique.push(lead);
        }
    }
    unique
}

/// The same lead, which was what events ask for while they happened.
fn changing<'v>(lead: &Lead, asked: impl Iterator<Item = &'v (AttributeId, Value)>) -> Option<Lead> {
    let mut first = Lead::default();
    for (attribute, value) in asked {
        if !first.attributes.iter().any(|(other, _)| other == attribute) {
            first.attributes.push((*attribute, value.clone()));
        }
    }
    for (attribute, value) in &first.attributes {
        match lead.attributes.iter().find(|(other, _)| other == attribute) {
            Some((_, now)) if now != value => first.later.push((*attribute, now.clone())),
            Some(_) => {}
            None => first.later.push((*attribute, Value::Unknown)),
        }
    }
    for (attribute, value) in &lead.attributes {
        if !first.attributes.iter().any(|(other, _)| other == attribute) {
            first.attributes.push((*attribute, value.clone()));
        }
    }
    (!first.later.is_empty()).then_some(first)
}

struct Search<'a> {
    model: &'a Model,
    goal: &'a Goal<'a>,
    probed: &'a Probed,
    trial: &'a Trial<'a>,
    moves: &'a Moves,
    leads: &'a [Lead],
    left: usize,
}

/// A log and how far it is from the goal.
struct Tried {
    log: Log,
    distance: i128,
}

impl Search<'_> {
    fn run(&mut self, forbidden: &[Kind]) -> Option<(Path, Vec<Kind>)> {
        let mut open: BTreeMap<usize, Vec<Log>> = BTreeMap::new();
        let start = self.leads.iter().map(|lead| Log { lead: lead.clone(), placed: Vec::new(), day: 0 });
        open.insert(0, start.collect());
        let mut seen: HashSet<(usize, Vec<Placed>, i32)> = HashSet::new();
        let mut complete = true;
        while let Some((events, logs)) = open.pop_first() {
            if events > MOST_EVENTS || self.left == 0 {
                break;
            }
            let mut tried = self.evaluate(logs)?;
            tried.sort_by_key(|tried| (tried.distance, tried.log.lead.size(), tried.log.day));
            if let Some(found) = self.arrived(&tried, complete) {
                return Some(found);
            }
            let keep = if events == 0 { MOST_LEADS } else { NEAREST };
            if tried.len() > if events == 0 { MOST_LEADS } else { ALL } {
                complete &= events == 0;
                tried.truncate(keep);
            }
            if let Some(found) = self.waited(&tried, complete) {
                return Some(found);
            }
            for one in tried {
                self.expand(&one.log, forbidden, &mut seen, &mut open);
            }
        }
        None
    }

    /// The distances of logs, each at the end of its last day.
    fn evaluate(&mut self, logs: Vec<Log>) -> Option<Vec<Tried>> {
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
            let distances = self.distances(&logs.iter().collect::<Vec<_>>(), day)?;
            tried.extend(logs.into_iter().zip(distances).map(|(log, distance)| Tried { log, distance }));
        }
        Some(tried)
    }

    /// Counts a log, unless there is nothing left to pay it with.
    fn pays(&mut self, log: &Log) -> bool {
        let is_left = self.left > 0;
        self.left = self.left.saturating_sub(1 + log.placed.len() / EVENTS_OF_A_LOG);
        is_left
    }

    fn distances(&self, logs: &[&Log], day: i32) -> Option<Vec<i128>> {
        let (results, order) = self.trial.results(logs, day)?;
        Some(order.iter().map(|lead| self.probed.distance(self.goal, &results, *lead)).collect())
    }

    /// The first log that is there.
    fn arrived(&self, tried: &[Tried], complete: bool) -> Option<(Path, Vec<Kind>)> {
        let there = tried.iter().take_while(|tried| tried.distance == 0).take(5);
        there.into_iter().find_map(|tried| self.finish(&tried.log, tried.log.day, complete))
    }

    /// The first of the nearest logs that is there after some days.
    fn waited(&mut self, tried: &[Tried], complete: bool) -> Option<(Path, Vec<Kind>)> {
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
                let distances = self.distances(&logs, day)?;
                for (log, _) in logs.iter().zip(distances).filter(|(_, distance)| *distance == 0).take(3) {
                    if let Some(found) = self.finish(log, day, complete) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    fn expand(
        &self,
        log: &Log,
        forbidden: &[Kind],
        seen: &mut HashSet<(usize, Vec<Placed>, i32)>,
        open: &mut BTreeMap<usize, Vec<Log>>,
    ) {
        let lead = self.leads.iter().position(|lead| *lead == log.lead).unwrap_or(0);
        let template = |at: usize| self.moves.templates.get(at);
        for one in &self.moves.moves {
            let banned = |at: usize| {
                let event = template(at).map(|template| Kind::Event(template.event.0));
                event.is_none_or(|event| forbidden.contains(&event)) || forbidden.contains(&Kind::Template(at))
            };
            if one.steps.iter().any(|step| banned(step.template)) {
                continue;
            }
            for delay in &one.delays {
                if *delay > 0 && log.placed.is_empty() {
                    continue;
                }
                let begin = log.day.saturating_add(*delay);
                let mut next = log.clone();
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
                next.day = placed.iter().map(|placed| placed.day).max().unwrap_or(begin);
                next.placed.extend(placed);
                let events = next.placed.len();
                let mut key = next.placed.clone();
                key.sort_by_key(|placed| placed.day);
                if seen.len() < 200_000 && seen.insert((lead, key, next.day)) {
                    open.entry(events).or_default().push(next);
                }
            }
        }
    }

    /// A log that arrives, as a test that passes and holds nothing needless.
    fn finish(&self, log: &Log, day: i32, complete: bool) -> Option<(Path, Vec<Kind>)> {
        let test = self.test(log, day);
        confirmed(self.model, &test)?;
        let test = shrink::smaller(self.model, test);
        let mut path = confirmed(self.model, &test)?;
        path.smallest = complete;
        let needed = |event: merit_ir::EventId| {
            test.happenings
                .iter()
                .any(|happening| matches!(happening, Happening::Event { event: of, .. } if *of == event))
        };
        let mut used: Vec<Kind> = Vec::new();
        for placed in &log.placed {
            let Some(template) = self.moves.templates.get(placed.template).filter(|of| needed(of.event)) else {
                continue;
            };
            used.extend([Kind::Event(template.event.0), Kind::Template(placed.template)]);
        }
        used.sort_unstable();
        used.dedup();
        Some((path, used))
    }

    fn test(&self, log: &Log, day: i32) -> TestCase {
        let at = |day: i32| TestMoment { day: Day(self.trial.start.0.saturating_add(day)), clock: None };
        let mut happenings: Vec<Happening> = Vec::new();
        for placed in &log.placed {
            let Some(template) = self.moves.templates.get(placed.template) else { continue };
            let properties: Vec<_> = template.values(placed.fresh).map(|(id, value)| (id, value.clone())).collect();
            let moment = at(placed.day);
            if let Some(Happening::Event { moment: of, event, properties: values, times, .. }) = happenings.last_mut()
                && (*of, *event, &*values) == (moment, template.event, &properties)
            {
                *times += 1;
                continue;
            }
            let (event, source) = (template.event, Source::default());
            happenings.push(Happening::Event { moment, event, properties, times: 1, source });
        }
        if !log.lead.later.is_empty() {
            let last = log.placed.iter().map(|placed| placed.day).max().unwrap_or(0);
            let moment = TestMoment { clock: Some(AFTERWARDS), ..at(last) };
            let (attributes, source) = (log.lead.later.clone(), Source::default());
            happenings.push(Happening::Change { moment, attributes, source });
        }
        TestCase {
            name: format!("a way into {}", self.goal.name),
            start: self.trial.start,
            attributes: log.lead.attributes.clone(),
            happenings,
            expectations: vec![expectation(self.goal.target, self.goal.name, at(day))],
            source: Source::default(),
        }
    }
}

/// Two templates take their fresh values from one row.
fn same_fresh(one: Option<&Template>, other: Option<&Template>) -> bool {
    let of = |template: Option<&Template>| template.and_then(|t| Some((t.event, t.fresh.as_ref()?.0)));
    of(one).is_some() && of(one) == of(other)
}
