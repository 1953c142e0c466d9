//! What would lift a lead: the fewest further events that take it into a higher tier, from where it stands.
//!
//! It is the search from nothing with the past of the lead before it: every log that is tried is the lead's own with events
//! added, and the engine answers for all of them at once. First everything happens at the moment that is explained; only
//! where limits forbid that, on later days. What is found was evaluated, so it is true when these events are added.

mod moves;
mod smaller;

use std::rc::Rc;

use merit_engine::{Explained, History};
use merit_ir::{EventId, Layout, Model, Results, Target, TiersId};
use merit_reach::Spot;
use merit_values::{Day, Decimal, Instant, Value, Zone};

use super::moves::{Moves, Values};
use super::past::Past;
use super::search::{Goal, Lead, Limits, Log, Quest, Search};
use super::trial::Trial;
use moves::{at_once, for_lead, of_tiers};
use smaller::smaller;

/// How far the search for one lead goes.
const LIMITS: Limits = Limits { all: 300, nearest: 12, leads: 1, events: 60, patience: 12 };

/// Logs that are tried for one lead and one tier.
const MOST_LOGS: usize = 3_000;

/// Records that are evaluated for that: of a lead with a long past, fewer logs are tried.
const MOST_RECORDS: usize = 100_000;

/// The same for all leads together: of many leads, the search for each is shorter.
const MOST_RECORDS_OF_ALL: usize = 20_000_000;

/// A tier that further events lift a lead into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lifted {
    /// The number of its `tiers`.
    pub(crate) tiers: usize,
    /// The number of the line it reaches.
    pub(crate) line: u16,
    /// The score it then has.
    pub(crate) value: Decimal,
    /// The instant at which that is true.
    pub(crate) as_of: Instant,
    /// The events, in order of time.
    pub(crate) events: Vec<Further>,
    /// All logs with fewer events that the rules ask for were tried.
    pub(crate) fewest: bool,
}

/// An event that has not happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Further {
    pub(crate) at: Instant,
    pub(crate) event: EventId,
    pub(crate) properties: Vec<(merit_ir::PropertyId, Value)>,
    /// So many times.
    pub(crate) times: u32,
}

/// Finds what would lift leads of one model at one instant.
pub struct Lifter<'m> {
    model: &'m Model,
    layout: Layout,
    zone: Zone,
    start: Day,
    /// For each `tiers`: what its rules ask for.
    moves: Vec<Moves>,
    /// Records that are evaluated for one lead.
    records: usize,
}

impl<'m> Lifter<'m> {
    /// For explanations of so many leads at this instant; nothing when the model names an unknown zone.
    #[must_use]
    pub fn of(model: &'m Model, as_of: Instant, leads: usize) -> Option<Self> {
        let zone = Zone::named(&model.timezone).ok()?;
        let start = zone.day_of(as_of);
        let moves = (0..model.tiers.len()).filter_map(|number| {
            let number = TiersId(u16::try_from(number).ok()?);
            let (target, spot) = (Target::Tier(number, 0), Spot::Tier(number, 0));
            let goal = Goal { target, name: "", spot: &spot, changes: false };
            Some(of_tiers(model, &goal, &Values { zone: &zone, start }))
        });
        let moves = moves.collect();
        let records = MOST_RECORDS.min(MOST_RECORDS_OF_ALL / leads.max(1));
        Some(Self { model, layout: Layout::of(model), start, moves, zone, records })
    }

    /// What would lift a lead that is in these lines of the `tiers`; nothing for those where no way was found.
    pub(crate) fn lifts(&self, explained: &Explained, lead: &str, lines: &[u16]) -> Vec<Lifted> {
        if lines.iter().all(|line| *line == 0) {
            return Vec::new();
        }
        let history = explained.history(lead);
        let lines = lines.iter().enumerate().filter(|(_, line)| **line > 0);
        lines.filter_map(|(tiers, line)| self.lift(&history, tiers, line.saturating_sub(1))).collect()
    }

    fn lift(&self, history: &History, tiers: usize, line: u16) -> Option<Lifted> {
        let past = Past::of(history);
        let moves = for_lead(self.model, &self.layout, self.moves.get(tiers)?, &past);
        let logs = MOST_LOGS.min(self.records / (past.len() + 1));
        // What happens at once is tried first, and what is left of the work goes to later days.
        for (moves, left) in [(at_once(&moves), logs / 4 * 3), (moves, logs / 4)] {
            let trial = Trial {
                model: self.model,
                layout: self.layout.clone(),
                zone: &self.zone,
                templates: &moves.templates,
                start: self.start,
                from: Some(&past),
            };
            let quest = Higher { trial: &trial, tiers, line };
            let fresh = [Lead::default()];
            let mut search =
                Search { trial: &trial, moves: &moves, leads: &fresh, limits: LIMITS, left, further: true };
            if let Some(found) = search.run(&quest) {
                return Some(found);
            }
        }
        None
    }
}

/// A line of tiers, or a higher one.
struct Higher<'a> {
    trial: &'a Trial<'a>,
    tiers: usize,
    line: u16,
}

impl Quest for Higher<'_> {
    type Found = Lifted;

    fn distance(&self, results: &Results, lead: usize) -> i128 {
        let now = results.tiers.get(self.tiers).and_then(|lines| lines.get(lead));
        if now.is_some_and(|now| *now <= self.line) {
            return 0;
        }
        let of = self.trial.model.tiers.get(self.tiers);
        let bound = of.and_then(|of| of.lines.get(usize::from(self.line))).map(|line| line.bound);
        let bound = match bound {
            Some(merit_ir::Bound::From(points)) => i128::from(points.0),
            Some(merit_ir::Bound::Above(points)) => i128::from(points.0).saturating_add(1),
            Some(merit_ir::Bound::Otherwise) | None => 0,
        };
        let score = of.and_then(|of| results.scores.get(of.score.index())).and_then(|values| values.get(lead));
        (bound - score.map_or(0, |score| score.0)).max(1)
    }

    fn finish(&self, log: &Log, _: i32, complete: bool) -> Option<Lifted> {
        let (log, templates) = smaller(self, log)?;
        let day = log.placed.last()?.day;
        let trial = self.trial.with(&templates);
        let nothing = Log { lead: Rc::default(), placed: Vec::new(), day };
        if self.distance(&trial.results(&[&nothing], day)?.0, 0) == 0 {
            // Time alone does it: that is told as what comes next.
            return None;
        }
        let (results, _) = trial.results(&[&log], day)?;
        let value = *results.scores.get(trial.model.tiers.get(self.tiers)?.score.index())?.first()?;
        let line = *results.tiers.get(self.tiers)?.first()?;
        let mut events: Vec<Further> = Vec::new();
        for placed in &log.placed {
            let template = templates.get(placed.template)?;
            let properties: Vec<_> = template.values(placed.fresh).map(|(id, value)| (id, value.clone())).collect();
            let (at, event) = (trial.instant(placed.day), template.event);
            match events
                .iter_mut()
                .find(|other| (other.at, other.event, &other.properties) == (at, event, &properties))
            {
                Some(same) => same.times += 1,
                None => events.push(Further { at, event, properties, times: 1 }),
            }
        }
        Some(Lifted { tiers: self.tiers, line, value, as_of: trial.end_of(day), events, fewest: complete })
    }

    fn allows(&self, _: usize) -> bool {
        true
    }
}
