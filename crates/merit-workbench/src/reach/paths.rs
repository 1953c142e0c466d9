//! Ways of a fresh lead into a place: the search from nothing, each way confirmed as a test.

use merit_ir::{AttributeId, Happening, Layout, Model, Results, RuleKind, Source, TestCase, TestMoment};
use merit_reach::Reach;
use merit_values::{Day, Value, Zone};

use super::distance::Probed;
use super::moves::{Moves, Values, moves};
use super::search::{Goal, Limits, Log, Quest, Search};
use super::trial::Trial;
use super::{Path, confirmed, expectation, shrink};

/// How far the search goes.
const LIMITS: Limits = Limits { all: 2_500, nearest: 70, leads: 60, events: 150, patience: usize::MAX };

/// Logs that are looked at for the first way, and for each further one.
const MOST_LOGS: (usize, usize) = (60_000, 40_000);

/// Different ways to a goal, the shortest first.
pub(super) fn paths(model: &Model, reach: &Reach<'_>, goal: &Goal<'_>, count: usize) -> Vec<Path> {
    let Ok(zone) = Zone::named(&model.timezone) else { return Vec::new() };
    let Some(start) = start(model) else { return Vec::new() };
    let values = Values { zone: &zone, start };
    let moves = moves(model, goal, &values, &[]);
    let probed = Probed::of(model, goal);
    let layout = Layout::of(&probed.model);
    let trial = Trial { model: &probed.model, layout, zone: &zone, templates: &moves.templates, start, from: None };
    let leads = leads(model, reach, goal, &moves, &values);
    let (limits, left) = (LIMITS, MOST_LOGS.0);
    let mut search = Search { trial: &trial, moves: &moves, leads: &leads, limits, left, further: false };
    let mut found: Vec<(Path, Vec<Kind>)> = Vec::new();
    // What a way used is forbidden, one thing at a time, to find another one.
    let mut open: Vec<Vec<Kind>> = vec![Vec::new()];
    let mut later: Vec<Vec<Kind>> = Vec::new();
    let mut tried: Vec<Vec<Kind>> = Vec::new();
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
        if tried.len() > 1 {
            search.left = MOST_LOGS.1;
        }
        let quest = Way { model, goal, probed: &probed, trial: &trial, moves: &moves, forbidden: &forbidden };
        let Some((path, used)) = search.run(&quest) else { continue };
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
fn leads(
    model: &Model,
    reach: &Reach<'_>,
    goal: &Goal<'_>,
    moves: &Moves,
    values: &Values<'_>,
) -> Vec<Vec<(AttributeId, Value)>> {
    let mut found: Vec<Vec<(AttributeId, Value)>> = vec![Vec::new()];
    for way in reach.lead_ways(goal.spot, 20_000, 600) {
        let lead = way.iter().filter_map(|(attribute, witness)| {
            let kind = &model.attributes.get(attribute.index())?.kind;
            Some((*attribute, values.of(kind, witness)))
        });
        found.push(lead.collect());
    }
    // With the most that events ask for of a lead.
    let mut with = Vec::new();
    for lead in found.iter().take(LIMITS.leads) {
        let mut more = lead.clone();
        for (attribute, value) in moves.templates.iter().flat_map(|template| &template.attributes) {
            if !more.iter().any(|(other, _)| other == attribute) {
                more.push((*attribute, value.clone()));
            }
        }
        with.push(more);
    }
    found.extend(with);
    let mut unique: Vec<Vec<(AttributeId, Value)>> = Vec::new();
    for mut lead in found {
        lead.sort();
        if !unique.contains(&lead) {
            unique.push(lead);
        }
    }
    unique
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
        TestCase {
            name: format!("a way into {}", self.goal.name),
            start: self.trial.start,
            attributes: log.attributes.clone(),
            happenings,
            expectations: vec![expectation(self.goal.target, self.goal.name, at(day))],
            source: Source::default(),
        }
    }
}
