//! All leads: in parallel, each for itself, put together in the order of their ids.

use merit_ir::{Due, Results, Transition};
use merit_values::{Decimal, Instant, Strings};

use crate::check::Now;
use crate::index::Index;
use crate::lead::{Context, Lead, Outcomes};
use crate::plan::Plan;
use crate::store::Store;
use crate::trit::Trit;
use crate::{EngineError, Evaluation, Options};

/// Leads are handed out in portions of this size.
const PORTION: usize = 1_024;

/// What some leads give.
#[derive(Default)]
struct Part {
    outcomes: Vec<Outcomes>,
    transitions: Vec<Transition>,
    due: Vec<Due>,
    labels: Vec<Vec<Decimal>>,
}

/// Evaluates every lead.
pub(crate) fn evaluate(plan: &Plan, store: &Store, options: &Options) -> Result<Evaluation, EngineError> {
    let index = Index::of(store);
    let attribute_answers = attribute_answers(plan, store);
    let context = Context { plan, store, options, index: &index, attribute_answers: &attribute_answers };
    let portions: Vec<&[u32]> = index.leads.chunks(PORTION).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut lead = Lead::default();
        let mut parts = Vec::new();
        loop {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(portion) = portions.get(number) else { return parts };
            parts.push((number, evaluate_portion(&context, &mut lead, portion)));
        }
    };
    let mut parts = if options.threads <= 1 || portions.len() <= 1 {
        work()
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..options.threads.min(portions.len())).map(|_| scope.spawn(work)).collect();
            let mut parts = Vec::new();
            for thread in threads {
                match thread.join() {
                    Ok(done) => parts.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            parts
        })
    };
    parts.sort_by_key(|(number, _)| *number);
    Ok(put_together(plan, store, options, &index, parts.into_iter().map(|(_, part)| part)))
}

fn evaluate_portion(context: &Context<'_>, lead: &mut Lead, leads: &[u32]) -> Part {
    let mut part = Part::default();
    for number in leads {
        lead.load(context, *number);
        let at = context.options.as_of;
        let outcomes = match context.options.changes_since {
            Some(since) => {
                let history = lead.history(context, context.store.leads.get(*number), since);
                part.transitions.extend(history.transitions);
                part.due.extend(history.due);
                history.last.unwrap_or_else(|| lead.outcomes(context, at, None))
            }
            None => now(context, lead, at),
        };
        part.outcomes.push(outcomes);
        if context.options.labels {
            part.labels.push(lead.labels(context, at));
        }
    }
    part
}

/// The outcomes at the instant asked for; the way there is walked only when it matters.
fn now(context: &Context<'_>, lead: &Lead, at: Instant) -> Outcomes {
    if context.plan.is_sticky() {
        let asked = context.plan.now(at);
        let plain = lead.without_segments(context, asked, None);
        if lead.depends_on_the_past(context, &plain)
            && let Some(walked) = lead.walk(context, false, |_, _| {})
        {
            return lead.with_segments(context, asked, walked);
        }
        return lead.with_segments(context, asked, plain);
    }
    lead.outcomes(context, at, None)
}

fn put_together(
    plan: &Plan,
    store: &Store,
    options: &Options,
    index: &Index,
    parts: impl Iterator<Item = Part>,
) -> Evaluation {
    let mut leads = Strings::default();
    for lead in &index.leads {
        leads.push(store.leads.get(*lead));
    }
    let model = &plan.model;
    let columns = |count: usize| vec![Vec::with_capacity(index.leads.len()); count];
    let mut results = Results {
        as_of: options.as_of,
        leads,
        scores: columns(model.scores.len()),
        tiers: vec![Vec::with_capacity(index.leads.len()); model.tiers.len()],
        grades: vec![Vec::with_capacity(index.leads.len()); model.grades.len()],
        points: columns(model.grades.len()),
        segments: vec![Vec::with_capacity(index.leads.len()); model.segments.len()],
    };
    let mut labels = columns(if options.labels { plan.labels.len() } else { 0 });
    let (mut transitions, mut due) = (Vec::new(), Vec::new());
    for part in parts {
        for outcomes in part.outcomes {
            spread(&mut results.scores, outcomes.scores);
            spread(&mut results.tiers, outcomes.tiers);
            spread(&mut results.grades, outcomes.grades);
            spread(&mut results.points, outcomes.points);
            spread(&mut results.segments, outcomes.segments);
        }
        for subtotals in part.labels {
            spread(&mut labels, subtotals);
        }
        transitions.extend(part.transitions);
        due.extend(part.due);
    }
    transitions.sort();
    due.sort();
    let labels = if options.labels { plan.labels.iter().cloned().zip(labels).collect() } else { Vec::new() };
    Evaluation { results, transitions, due, labels }
}

/// Adds one value to each column.
fn spread<T>(columns: &mut [Vec<T>], values: Vec<T>) {
    for (column, value) in columns.iter_mut().zip(values) {
        column.push(value);
    }
}

/// The answers of attribute tests for every value that occurs; none for tests that depend on the time.
fn attribute_answers(plan: &Plan, store: &Store) -> Vec<Vec<Trit>> {
    let never = Now { at: Instant(0), day: merit_values::Day(0) };
    let of_test = |(attribute, checker): &(usize, crate::check::Checker)| match checker.relative() {
        Some(_) => Vec::new(),
        None => {
            let values = store.attributes.dictionary(*attribute).values();
            values.iter().map(|value| checker.value(value, never, &plan.zone)).collect()
        }
    };
    plan.attribute_tests.iter().map(of_test).collect()
}
