//! Moves of the search: occasions that the rules ask for, as events with values.

mod asked;
mod templates;

use std::borrow::Cow;

use merit_ir::{EventId, Frequencies, HowOften, Model, Occasion, Per, Period, Restart, RuleKind};
use merit_values::{Duration, Unit};

use super::search::Goal;
use asked::{Asked, asked};
use templates::Templates;
pub(super) use templates::{Template, Values};

/// Events of one move: days after its beginning, the template, and which of its fresh values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) day: i32,
    pub(super) template: usize,
    pub(super) fresh: usize,
}

/// One occasion, or several at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) steps: Vec<Step>,
    /// Days after what came before at which it can begin.
    pub(super) delays: Vec<i32>,
}

/// Everything that the search can do.
#[derive(Clone)]
pub(super) struct Moves {
    pub(super) templates: Vec<Template>,
    pub(super) moves: Vec<Move>,
    /// Days to wait after the last event.
    pub(super) waits: Vec<i32>,
}

impl Moves {
    /// The same moves, which may also wait until what happened before counts no longer together with them.
    pub(super) fn apart(&self, model: &Model) -> Self {
        let mut windows: Vec<(EventId, i32)> = Vec::new();
        for rule in model.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules) {
            let RuleKind::Event { occasion, .. } = &rule.kind else { continue };
            match occasion {
                Occasion::Times { pattern, window, .. } => windows.push((pattern.event, days(*window))),
                Occasion::Then { second, within, .. } => {
                    windows.push((second.event, days(*within).saturating_add(1)))
                }
                Occasion::ThenNo { first, within, .. } => {
                    windows.push((first.event, days(*within).saturating_add(1)))
                }
                Occasion::Single(_) | Occasion::Streak { .. } => {}
            }
        }
        let mut apart = self.clone();
        for one in &mut apart.moves {
            let event = |step: &Step| self.templates.get(step.template).map(|template| template.event);
            let events: Vec<EventId> = one.steps.iter().filter_map(event).collect();
            let waits = windows.iter().filter(|(event, _)| events.contains(event)).map(|(_, wait)| *wait);
            one.delays.extend(waits);
            one.delays.sort_unstable();
            one.delays.dedup();
        }
        apart
    }
}

/// Bundles longer than this are no single move.
const LONGEST: usize = 30;

/// Works out the moves for a goal; `beside` are events that no rule asks for.
pub(super) fn moves(model: &Model, goal: &Goal<'_>, values: &Values<'_>, beside: &[Occasion]) -> Moves {
    let mut asked = asked(model, goal);
    let plain =
        |occasion| One { occasion: Cow::Borrowed(occasion), bundles: Vec::new(), delays: Vec::new(), fresh: None };
    asked.occasions.extend(beside.iter().map(plain));
    let mut templates = Templates::of(model, &asked, values);
    let mut moves: Vec<Move> = Vec::new();
    let mut waits = asked.waits.clone();
    for one in &asked.occasions {
        of_occasion(one, &mut templates, &mut moves, &mut waits);
    }
    moves.retain(|one| !one.steps.is_empty() && one.steps.len() <= LONGEST);
    let mut found: Vec<Move> = Vec::new();
    for one in moves {
        match found.iter_mut().find(|other| other.steps == one.steps) {
            Some(same) => same.delays.extend(one.delays),
            None => found.push(one),
        }
    }
    for one in &mut found {
        one.delays.sort_unstable();
        one.delays.dedup();
    }
    waits.retain(|wait| *wait > 0);
    waits.sort_unstable();
    waits.dedup();
    waits.truncate(14);
    Moves { templates: templates.all, moves: found, waits }
}

/// A pattern that is asked for, and how its limit comes again.
struct One<'m> {
    occasion: Cow<'m, Occasion>,
    /// Bundles of so many occasions are moves, too.
    bundles: Vec<usize>,
    delays: Vec<i32>,
    /// The property that a limit is counted per.
    fresh: Option<merit_ir::PropertyId>,
}

fn of_occasion(one: &One<'_>, templates: &mut Templates<'_>, moves: &mut Vec<Move>, waits: &mut Vec<i32>) {
    let bundles = || std::iter::once(1).chain(one.bundles.iter().copied());
    let mut delays = vec![0];
    delays.extend(&one.delays);
    let add = |moves: &mut Vec<Move>, steps: Vec<Step>| moves.push(Move { steps, delays: delays.clone() });
    match &*one.occasion {
        Occasion::Single(pattern) => {
            for (template, before) in templates.of_pattern(pattern, one.fresh) {
                for bundle in bundles() {
                    let shift = i32::from(!before.is_empty());
                    let mut steps: Vec<Step> =
                        before.iter().map(|template| Step { day: 0, template: *template, fresh: 0 }).collect();
                    steps.extend((0..bundle).map(|fresh| Step { day: shift, template, fresh }));
                    add(moves, steps);
                }
            }
        }
        Occasion::Times { pattern, count, .. } => {
            for (template, _) in templates.of_pattern(pattern, one.fresh) {
                for bundle in bundles() {
                    let all = (*count as usize).saturating_mul(bundle).min(LONGEST + 1);
                    add(moves, (0..all).map(|fresh| Step { day: 0, template, fresh }).collect());
                }
                add(moves, vec![Step { day: 0, template, fresh: 0 }]);
            }
        }
        Occasion::Then { first, second, .. } => {
            let (firsts, seconds) = (templates.of_pattern(first, None), templates.of_pattern(second, one.fresh));
            for (a, _) in &firsts {
                for (b, _) in &seconds {
                    let pair = [*a, *b].map(|template| Step { day: 0, template, fresh: 0 });
                    add(moves, pair.to_vec());
                }
            }
            // One half may be there already.
            for (template, _) in firsts.iter().chain(&seconds) {
                add(moves, vec![Step { day: 0, template: *template, fresh: 0 }]);
            }
        }
        Occasion::ThenNo { first, within, .. } => {
            waits.push(days(*within).saturating_add(1));
            for (template, _) in templates.of_pattern(first, one.fresh) {
                add(moves, vec![Step { day: 0, template, fresh: 0 }]);
            }
        }
        Occasion::Streak { answer, asked, count, answer_by, asked_by } => {
            let asked = merit_ir::Pattern { event: *asked, condition: None };
            let asks = templates.of_pattern(&asked, Some(*asked_by));
            let answers = templates.of_pattern(answer, Some(*answer_by));
            for ((ask, _), (answer, _)) in asks.iter().flat_map(|ask| answers.iter().map(move |answer| (ask, answer)))
            {
                templates.share_values(*ask, *answer);
                let pairs = (0..*count as usize)
                    .flat_map(|fresh| [*ask, *answer].map(|template| Step { day: 0, template, fresh }));
                add(moves, pairs.collect());
            }
        }
    }
}

/// Days after which a limit has certainly begun again.
fn again(per: Per) -> Option<i32> {
    match per {
        Per::Ever | Per::Property(_) => None,
        Per::Period(period) => Some(of_period(period)),
        Per::Window(window) => Some(days(window)),
    }
}

const fn of_period(period: Period) -> i32 {
    match period {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 31,
        Period::Year => 366,
    }
}

/// Days after which a duration is certainly over.
fn days(duration: Duration) -> i32 {
    let count = i32::try_from(duration.count).unwrap_or(3_660).min(3_660);
    match duration.unit {
        Unit::Minutes | Unit::Hours => {
            let hours = if duration.unit == Unit::Hours { count } else { count / 60 };
            hours / 24 + 1
        }
        Unit::Days => count,
        Unit::Weeks => count.saturating_mul(7),
        Unit::Months => count.saturating_mul(31),
        Unit::Years => count.saturating_mul(366),
    }
}

/// Bundles and delays of a rule.
fn how(how_often: &Frequencies) -> (Vec<usize>, Vec<i32>, Option<merit_ir::PropertyId>) {
    match how_often {
        Frequencies::Flat { how_often, .. } => of_how_often(*how_often),
        Frequencies::Ladder { steps, restart } => {
            let delay = match restart {
                Restart::Never => None,
                Restart::Every(period) => Some(of_period(*period)),
                Restart::AfterGap(gap) => Some(days(*gap)),
            };
            (vec![steps.len()], delay.into_iter().collect(), None)
        }
    }
}

fn of_how_often(how_often: HowOften) -> (Vec<usize>, Vec<i32>, Option<merit_ir::PropertyId>) {
    match how_often {
        HowOften::EveryTime => (Vec::new(), Vec::new(), None),
        HowOften::EveryNth(n) => (vec![n as usize], Vec::new(), None),
        HowOften::AtMost(n, per) => {
            let fresh = match per {
                Per::Property(property) => Some(property),
                _ => None,
            };
            let bundle = if n > 1 { vec![n as usize] } else { Vec::new() };
            (bundle, again(per).into_iter().collect(), fresh)
        }
    }
}
