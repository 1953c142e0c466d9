//! All leads: part by part, in parallel, put together in the order of their ids.

use std::sync::Mutex;

use merit_ir::Results;
use merit_values::Instant;

use crate::chunks::{self, Given, Rows};
use crate::days::Dates;
use crate::index::Index;
use crate::lead::{Context, Lead};
use crate::near::ask_for;
use crate::orders::Orders;
use crate::part::Part;
use crate::plan::Plan;
use crate::program::{Account, Closed, Desk, Fading, Happening, KnownGrades, Program, Runner, Stage};
use crate::spill::TakingUp;
use crate::standing::{Facts, Outcomes};
use crate::store::Store;
use crate::{EngineError, Evaluation, Options};

/// Evaluates every lead; `sink` takes results in chunks of so many.
pub(crate) fn evaluate<E: From<EngineError>>(
    plan: &Plan,
    mut store: Store,
    options: &Options,
    chunk: usize,
    sink: impl FnMut(Results) -> Result<(), E>,
) -> Result<Evaluation, E> {
    store.settle(plan, options)?;
    let spilled = store.spilled.take().zip(store.copies.take());
    // A part is let go as soon as it is evaluated: its memory serves for the results of others.
    let parts = Mutex::new(std::mem::take(&mut store.parts).into_iter().enumerate());
    let next = || parts.lock().ok()?.next();
    let work = || -> Result<Vec<(usize, Given)>, EngineError> {
        let mut leads = <[Lead; 2]>::default();
        let mut all = Vec::new();
        while let Some((number, mut part)) = next() {
            let given = match &spilled {
                None => evaluate_part(plan, &store, &store.orders, &mut part, options, &mut leads),
                Some((spilled, copies)) => {
                    let (classes, answers) = (&store.classes, &store.answers);
                    let taking = TakingUp { plan, options, classes, answers, running: store.running() };
                    let mut part = spilled.take_up(number, &taking, copies)?;
                    let orders = std::mem::take(&mut part.orders);
                    evaluate_part(plan, &store, &orders, &mut part, options, &mut leads).put_aside(spilled)?
                }
            };
            // Later records make leads known that are not there yet.
            if given.count() > 0 {
                all.push((number, given));
            }
        }
        Ok(all)
    };
    let mut given = if options.threads <= 1 {
        work()?
    } else {
        let mut of_threads: Vec<_> = (0..options.threads).map(|_| Ok(Vec::new())).collect();
        rayon::in_place_scope(|scope| {
            for given in &mut of_threads {
                scope.spawn(|_| *given = work());
            }
        });
        of_threads.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()
    };
    given.sort_by_key(|(number, _)| *number);
    drop(store);
    chunks::put_together(plan, options, given.into_iter().map(|(_, given)| given).collect(), chunk, sink)
}

/// So many leads ahead, accounts are asked for.
const AHEAD: usize = 6;

/// `lead` and `past` are memory.
fn evaluate_part(
    plan: &Plan,
    store: &Store,
    orders: &Orders,
    part: &mut Part,
    options: &Options,
    [lead, past]: &mut [Lead; 2],
) -> Given {
    let index = Index::of(part, orders);
    let part = &*part;
    let classes = &store.classes;
    let context = Context { plan, part, options, index: &index, classes, answers: &store.answers };
    let mut given = Given::default();
    given.rows = Rows::with_room(plan, options, &index.leads, &part.leads);
    let (now, mut outcomes, mut grades) = (plan.now(options.as_of), Outcomes::default(), KnownGrades::of(plan, part));
    let mut accounts = store.program.as_ref().map(|program| Accounts::new(&context, program));
    for (place, number) in index.leads.iter().enumerate() {
        if let (Some(accounts), Some(soon)) = (&accounts, index.leads.get(place + AHEAD)) {
            accounts.ask_for(*soon);
        }
        let id = part.leads.get(*number);
        if let Some(accounts) = &mut accounts
            && let Some(closed) = accounts.close(*number, lead)
        {
            match &mut grades {
                Some(grades) => grades.set(&closed, now, &mut outcomes),
                None => closed.set_grades(now, &mut outcomes),
            }
            closed.set_scores_and_tiers(&plan.everything.scores, now, None, &mut outcomes);
            // Where a lead may stay in a tier that it was in before, its past has to be looked at.
            if plan.is_sticky() && closed.depends_on_the_past(&outcomes) {
                past.load_past(&context, *number);
                past.set_kept_tiers(&context, &mut outcomes);
            }
            closed.set_segments(now, &mut outcomes);
            let labels = if options.labels { closed.labels(options.as_of) } else { Vec::new() };
            given.rows.push(id, &outcomes, &labels);
            continue;
        }
        lead.load(&context, *number);
        let outcomes = match options.changes_since {
            Some(since) => {
                let history = lead.history(&context, id, since);
                given.transitions.extend(history.transitions);
                given.due.extend(history.due);
                history.last.unwrap_or_else(|| lead.recorded(&context).outcomes(options.as_of, None))
            }
            None => standing(&context, lead, options.as_of),
        };
        let labels = if options.labels { lead.recorded(&context).labels(options.as_of) } else { Vec::new() };
        given.rows.push(id, &outcomes, &labels);
    }
    given
}

/// Accounts of the leads of a part: kept while records came in, or made now from the records that were kept.
struct Accounts<'a> {
    context: &'a Context<'a>,
    runner: Runner<'a>,
    words: Vec<u32>,
    stage: Stage,
    fading: Fading,
    days: Dates,
}

impl<'a> Accounts<'a> {
    fn new(context: &'a Context<'a>, program: &'a Program) -> Self {
        let runner = Runner { program, plan: context.plan, now: context.plan.now(context.options.as_of) };
        let (words, stage, fading, days) = <(Vec<u32>, Stage, Fading, Dates)>::default();
        Self { context, runner, words, stage, fading, days }
    }

    /// Asks the memory for the account of a lead that is closed soon: leads come in the order of their ids.
    fn ask_for(&self, lead: u32) {
        ask_for(&self.context.part.words, lead as usize * self.runner.program.words);
    }

    /// The account of a lead; nothing where its records have to be looked at together.
    fn close<'s>(&'s mut self, lead: u32, records: &'s mut Lead) -> Option<Closed<'s>> {
        let Self { context, runner, words, stage, fading, days } = self;
        let (part, count) = (context.part, runner.program.words);
        let changes = context.index.changes(lead);
        let begin = lead as usize * count;
        let of_lead = match part.words.get(begin..begin + count) {
            Some(words) => words,
            None => {
                let asked = &runner.program.asked_by_events;
                if changes.iter().any(|change| asked[usize::from(change.attribute)]) {
                    return None;
                }
                words.clear();
                words.resize(count, 0);
                let facts = Account::before_changes(context.plan, part, context.answers, lead);
                let keys = context.plan.keys_per_row;
                let mut desk = Desk { stage, fading };
                for row in context.index.rows(lead) {
                    let at = part.rows.at[row];
                    let happening = Happening {
                        at,
                        date: days.of(context.plan, at),
                        keys: &part.rows.keys[row * keys..(row + 1) * keys],
                    };
                    let class = &context.classes.get(part.rows.class[row]).program;
                    runner.take(words, lead, class, &happening, &mut desk, &facts);
                }
                words
            }
        };
        let recorded = (!runner.program.is_whole).then(|| {
            records.load_rest(context, runner.program, lead);
            records.recorded(context)
        });
        Some(Closed {
            recorded,
            runner,
            words: of_lead,
            part,
            answers: context.answers,
            options: context.options,
            lead,
            changes,
        })
    }
}

/// The outcomes at the instant asked for; the way there is walked only when it matters.
pub(crate) fn standing(context: &Context<'_>, lead: &Lead, at: Instant) -> Outcomes {
    let recorded = lead.recorded(context);
    let asked = context.plan.now(at);
    let mut outcomes = recorded.without_segments(asked, None);
    if context.plan.is_sticky() && recorded.depends_on_the_past(&outcomes) {
        lead.set_kept_tiers(context, &mut outcomes);
    }
    recorded.with_segments(asked, outcomes)
}
