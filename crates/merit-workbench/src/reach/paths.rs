//! Ways of a fresh lead into a place: the search from nothing, each way confirmed as a test.

use merit_ir::{AttributeId, EventId, Happening, Layout, Model, Results, RuleKind, Source, TestCase, TestMoment};
use merit_reach::Reach;
use merit_values::{Day, Value, Zone};

use super::distance::Probed;
use super::moves::{Moves, Values, moves};
use super::search::{Goal, Lead, Limits, Log, Quest, Search};
use super::trial::{AFTERWARDS, Trial};
use super::{Path, confirmed, expectation, shrink, without};
use crate::write::is_writable;

/// How far the search goes.
const LIMITS: Limits = Limits { all: 2_500, nearest: 70, leads: 60, events: 150, patience: usize::MAX };

/// Logs that are looked at for the first way.
pub(super) const MOST_LOGS: usize = 60_000;

/// For each further way, and for all further ways together.
const FURTHER: (usize, usize) = (60_000, 120_000);

/// How far the search for a further way goes: where nothing comes nearer, it is given up. The first one is not, because where
/// it is not found, nothing is.
const FURTHER_LIMITS: Limits = Limits { patience: 12, ..LIMITS };

/// Different ways to a goal, the shortest first. `most` logs are looked at for the first one.
pub(super) fn paths(model: &Model, reach: &Reach<'_>, goal: &Goal<'_>, count: usize, most: usize) -> Vec<Path> {
    let Ok(zone) = Zone::named(&model.timezone) else { return Vec::new() };
    let start = start(model);
    let values = Values { zone: &zone, start };
    let moves = moves(model, goal, &values, &[]);
    let apart = moves.apart(model);
    let probed = Probed::of(model, goal);
    let layout = Layout::of(&probed.model);
    let trial = Trial { model: &probed.model, layout, zone: &zone, templates: &moves.templates, start, from: None };
    let leads = leads(model, reach, goal, &moves, &values);
    let (limits, left) = (LIMITS, most);
    let mut search = Search { trial: &trial, moves: &moves, leads: &leads, limits, left, further: false };
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
            search.limits = FURTHER_LIMITS;
        }
        let mut before = search.left;
        let quest = Way { model, goal, probed: &probed, trial: &trial, moves: &moves, forbidden: &forbidden };
        let mut way = search.run(&quest);
        // Events that must not come together, because together they count for a rule that leads away from the goal.
        if is_first && way.is_none() {
            search.moves = &apart;
            search.left = most / 4;
            before = search.left;
            way = search.run(&quest);
        }
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
        let same = |(other, kinds): &(Path, Vec<Kind>)| {
            other.summary == path.summary
                || (*kinds == used && !used.is_empty())
                || happened(&other.test) == happened(&path.test)
        };
        if !found.iter().any(same) {
            found.push((path, used));
        }
    }
    let mut paths: Vec<Path> = found.into_iter().map(|(path, _)| path).collect();
    paths.sort_by_key(|path| path.events);
    paths
}

/// An event with its values, and how often it happens.
type Happened = (EventId, Vec<(merit_ir::PropertyId, Value)>, u64);

/// What happens in a test, whenever it does: the same events in another order are no other way.
fn happened(test: &TestCase) -> Vec<Happened> {
    let mut all: Vec<Happened> = Vec::new();
    for happening in &test.happenings {
        let Happening::Event { event, properties, times, .. } = happening else { continue };
        match all.iter_mut().find(|(other, values, _)| (other, values) == (event, properties)) {
            Some((.., count)) => *count += u64::from(*times),
            None => all.push((*event, properties.clone(), u64::from(*times))),
        }
    }
    all.sort();
    all
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
fn start(model: &Model) -> Day {
    let rules = model.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules);
    let durings: Vec<_> =
        rules.filter(|rule| matches!(rule.kind, RuleKind::Event { .. })).filter_map(|rule| rule.during).collect();
    let fits = |day: Day| durings.iter().filter(|during| during.from <= day && day <= during.to).count();
    let firsts = durings.iter().map(|during| during.from);
    firsts.fold(TestCase::USUAL_START, |best, day| if fits(day) > fits(best) { day } else { best })
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
    for lead in found.iter().take(LIMITS.leads) {
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

/// A way without what is forbidden.
struct Way<'a> {
    model: &'a Model,
    goal: &'a Goal<'a>,
    probed: &'a Probed,
    trial: &'a Trial<'a>,
    moves: &'a Moves,
    forbidden: &'a [Kind],
}

impl Quest for Way<'_> {
    type Found = (Path, Vec<Kind>);

    fn distance(&self, results: &Results, lead: usize) -> i128 {
        self.probed.distance(self.goal, results, lead)
    }

    fn allows(&self, template: usize) -> bool {
        let event = self.moves.templates.get(template).map(|template| Kind::Event(template.event.0));
        event.is_some_and(|event| !self.forbidden.contains(&event))
            && !self.forbidden.contains(&Kind::Template(template))
    }

    /// A test that passes and holds nothing needless.
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
}

impl Way<'_> {
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
