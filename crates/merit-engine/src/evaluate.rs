//! All leads: part by part, in parallel, put together in the order of their ids.

use std::sync::atomic::{AtomicUsize, Ordering};

use merit_ir::{Due, Results, Transition};
use merit_values::{Decimal, Instant, Strings};

use crate::index::Index;
use crate::lead::{Context, Lead};
use crate::part::Part;
use crate::plan::Plan;
use crate::program::{Account, Closed, Fading, Happening, Program, Runner, Stage};
use crate::standing::{Facts, Outcomes};
use crate::store::Store;
use crate::{Evaluation, Options};

/// What the leads of a part give, ascending by their ids.
#[derive(Default)]
struct Given {
    leads: Strings,
    outcomes: Columns,
    transitions: Vec<Transition>,
    due: Vec<Due>,
    labels: Vec<Vec<Decimal>>,
}

/// Outcomes in columns.
#[derive(Default)]
struct Columns {
    scores: Vec<Vec<Decimal>>,
    tiers: Vec<Vec<u16>>,
    grades: Vec<Vec<u16>>,
    points: Vec<Vec<Decimal>>,
    segments: Vec<Vec<bool>>,
}

impl Columns {
    fn push(&mut self, outcomes: &Outcomes) {
        spread(&mut self.scores, &outcomes.scores);
        spread(&mut self.tiers, &outcomes.tiers);
        spread(&mut self.grades, &outcomes.grades);
        spread(&mut self.points, &outcomes.points);
        spread(&mut self.segments, &outcomes.segments);
    }
}

/// Adds one value to each column.
fn spread<T: Copy>(columns: &mut Vec<Vec<T>>, values: &[T]) {
    columns.resize_with(values.len().max(columns.len()), Vec::new);
    for (column, value) in columns.iter_mut().zip(values) {
        column.push(*value);
    }
}

/// Evaluates every lead.
pub(crate) fn evaluate(plan: &Plan, store: Store, options: &Options) -> Evaluation {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut lead = Lead::default();
        let mut given = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = store.parts.get(number) else { return given };
            let of_part = evaluate_part(plan, &store, part, options, &mut lead);
            // Later records make leads known that are not there yet.
            if !of_part.leads.is_empty() {
                given.push((number, of_part));
            }
        }
    };
    let mut given = if options.threads <= 1 {
        work()
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..options.threads).map(|_| scope.spawn(work)).collect();
            let mut given = Vec::new();
            for thread in threads {
                match thread.join() {
                    Ok(done) => given.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            given
        })
    };
    given.sort_by_key(|(number, _)| *number);
    drop(store);
    put_together(plan, options, given.into_iter().map(|(_, given)| given).collect())
}

fn evaluate_part(plan: &Plan, store: &Store, part: &Part, options: &Options, lead: &mut Lead) -> Given {
    let index = Index::of(part);
    let classes = &store.classes;
    let context = Context { plan, part, options, index: &index, classes, answers: &store.answers };
    let mut given = Given::default();
    let mut accounts = store.program.as_ref().map(|program| Accounts::new(&context, program));
    for number in &index.leads {
        given.leads.push(part.leads.get(*number));
        if let Some(accounts) = &mut accounts
            && let Some(closed) = accounts.close(*number)
        {
            given.outcomes.push(&closed.outcomes(options.as_of, None));
            if options.labels {
                given.labels.push(closed.labels(options.as_of));
            }
            continue;
        }
        lead.load(&context, *number);
        let outcomes = match options.changes_since {
            Some(since) => {
                let history = lead.history(&context, part.leads.get(*number), since);
                given.transitions.extend(history.transitions);
                given.due.extend(history.due);
                history.last.unwrap_or_else(|| lead.recorded(&context).outcomes(options.as_of, None))
            }
            None => now(&context, lead, options.as_of),
        };
        given.outcomes.push(&outcomes);
        if options.labels {
            given.labels.push(lead.recorded(&context).labels(options.as_of));
        }
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
}

impl<'a> Accounts<'a> {
    fn new(context: &'a Context<'a>, program: &'a Program) -> Self {
        let runner = Runner { program, plan: context.plan, now: context.plan.now(context.options.as_of) };
        Self { context, runner, words: Vec::new(), stage: Stage::default(), fading: Fading::default() }
    }

    /// The account of a lead; nothing where its records have to be looked at together.
    fn close(&mut self, lead: u32) -> Option<Closed<'_>> {
        let Self { context, runner, words, stage, fading } = self;
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
                let mut days = DayOf::default();
                for row in context.index.rows(lead) {
                    let row = *row as usize;
                    let at = part.rows.at[row];
                    let happening = Happening {
                        at,
                        day: days.of(context.plan, at),
                        keys: &part.rows.keys[row * keys..(row + 1) * keys],
                    };
                    let class = &context.classes.get(part.rows.class[row]).program;
                    runner.take(words, lead, class, happening, stage, fading, &facts);
                }
                words
            }
        };
        Some(Closed {
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

/// The local dates of instants that mostly come in order.
struct DayOf {
    begin: Instant,
    end: Instant,
    day: merit_values::Day,
}

impl Default for DayOf {
    fn default() -> Self {
        Self { begin: Instant(1), end: Instant(0), day: merit_values::Day(0) }
    }
}

impl DayOf {
    fn of(&mut self, plan: &Plan, at: Instant) -> merit_values::Day {
        if at < self.begin || at > self.end {
            self.day = plan.zone.day_of(at);
            (self.begin, self.end) = (plan.zone.start_of(self.day), plan.zone.end_of(self.day));
        }
        self.day
    }
}

/// The outcomes at the instant asked for; the way there is walked only when it matters.
fn now(context: &Context<'_>, lead: &Lead, at: Instant) -> Outcomes {
    let recorded = lead.recorded(context);
    if context.plan.is_sticky() {
        let asked = context.plan.now(at);
        let plain = recorded.without_segments(asked, None);
        if recorded.depends_on_the_past(&plain)
            && let Some(walked) = lead.walk(context, false, |_, _| {})
        {
            return recorded.with_segments(asked, walked);
        }
        return recorded.with_segments(asked, plain);
    }
    recorded.outcomes(at, None)
}

/// A lead of some part, with the eight bytes of its id that follow those which all ids share.
#[derive(Clone, Copy)]
struct Place {
    bytes: u64,
    part: u32,
    row: u32,
}

/// All leads in order: parts are in order already, so there is only to merge.
fn in_order(given: &[Given]) -> Vec<Place> {
    let ends = given.iter().flat_map(|part| [part.leads.get(0), part.leads.get(part.leads.len() - 1)]);
    let (first, last) = (ends.clone().min().unwrap_or(""), ends.max().unwrap_or(""));
    let shared = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
    let mut places = Vec::with_capacity(given.iter().map(|part| part.leads.len()).sum());
    for (part, of_part) in (0..).zip(given) {
        places.extend((0..).zip(of_part.leads.iter()).map(|(row, id)| {
            let mut bytes = [0; 8];
            let rest = id.as_bytes().get(shared..).unwrap_or_default();
            bytes.iter_mut().zip(rest).for_each(|(byte, of_id)| *byte = *of_id);
            Place { bytes: u64::from_be_bytes(bytes), part, row }
        }));
    }
    let id = |place: &Place| given[place.part as usize].leads.get(place.row as usize);
    places.sort_by(|a, b| a.bytes.cmp(&b.bytes).then_with(|| id(a).cmp(id(b))));
    places
}

fn put_together(plan: &Plan, options: &Options, given: Vec<Given>) -> Evaluation {
    let places = in_order(&given);
    let mut leads = Strings::default();
    for place in &places {
        leads.push(given[place.part as usize].leads.get(place.row as usize));
    }
    let model = &plan.model;
    let results = Results {
        as_of: options.as_of,
        leads,
        scores: gathered(&places, &given, model.scores.len(), |part| &part.outcomes.scores),
        tiers: gathered(&places, &given, model.tiers.len(), |part| &part.outcomes.tiers),
        grades: gathered(&places, &given, model.grades.len(), |part| &part.outcomes.grades),
        points: gathered(&places, &given, model.grades.len(), |part| &part.outcomes.points),
        segments: gathered(&places, &given, model.segments.len(), |part| &part.outcomes.segments),
    };
    let mut labels = Vec::new();
    if options.labels {
        for (number, label) in plan.labels.iter().enumerate() {
            let of_lead = |place: &Place| given[place.part as usize].labels[place.row as usize][number];
            labels.push((label.clone(), places.iter().map(of_lead).collect()));
        }
    }
    let (mut transitions, mut due) = (Vec::new(), Vec::new());
    for part in given {
        transitions.extend(part.transitions);
        due.extend(part.due);
    }
    transitions.sort();
    due.sort();
    Evaluation { results, transitions, due, labels }
}

fn gathered<T: Copy>(
    places: &[Place],
    given: &[Given],
    count: usize,
    columns: impl Fn(&Given) -> &Vec<Vec<T>>,
) -> Vec<Vec<T>> {
    let column = |number: usize| {
        let of_parts: Vec<&[T]> =
            given.iter().map(|part| columns(part).get(number).map_or(&[][..], Vec::as_slice)).collect();
        places.iter().map(|place| of_parts[place.part as usize][place.row as usize]).collect()
    };
    (0..count).map(column).collect()
}
