//! One lead: its records in order, which patterns they match, and what conditions say of it at an instant.

mod frequency;
mod inactivity;
mod ledger;
mod occasions;
mod outcomes;
mod timeline;
mod triggers;

use merit_ir::{Frequency, Outcome};
use merit_values::{CHANGE, Day, Instant, UNKNOWN, Value};

use crate::check::{Now, compares};
use crate::index::Index;
use crate::plan::{Expression, Plan};
use crate::store::{Change, Store};
use crate::trit::{Trit, join};
use crate::{AttributeTimes, Options};

pub(crate) use outcomes::Outcomes;

/// What is the same for all leads.
pub(crate) struct Context<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) store: &'a Store,
    pub(crate) options: &'a Options,
    pub(crate) index: &'a Index,
    /// For each attribute test that does not depend on the time: its answer for each value of the attribute.
    pub(crate) attribute_answers: &'a [Vec<Trit>],
}

/// An event of the lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) at: Instant,
    pub(crate) day: Day,
    pub(crate) kind: u16,
    pub(crate) row: u32,
}

/// One lead at a time; the memory is used again for the next one.
#[derive(Default)]
pub(crate) struct Lead {
    number: u32,
    events: Vec<Event>,
    /// Changes of attributes, by attribute, then in order.
    changes: Vec<Change>,
    /// The instants of all records, ascending.
    instants: Vec<Instant>,
    first_seen: Option<Instant>,
    /// For each pattern: the numbers of the events that match.
    matches: Vec<Vec<u32>>,
    /// For each score: its entries.
    ledgers: Vec<ledger::Ledger>,
    /// For each `include after` and `exclude after`: its occasions.
    qualifiers: Vec<Vec<Instant>>,
    frequency: frequency::Scratch,
}

/// When a condition is asked, and of what.
#[derive(Clone, Copy)]
struct Asked<'a> {
    now: Now,
    /// The row of the event at hand.
    row: Option<u32>,
    outcomes: Option<&'a Outcomes>,
}

impl Lead {
    /// Takes up a lead: its records in order, and everything that depends on them alone.
    pub(crate) fn load(&mut self, context: &Context<'_>, number: u32) {
        self.number = number;
        self.take_records(context);
        self.take_changes(context);
        self.first_seen = self.find_first_seen(context);
        self.match_patterns(context);
        self.fill_ledgers(context);
        self.fill_qualifiers(context);
    }

    fn take_records(&mut self, context: &Context<'_>) {
        let rows = &context.store.rows;
        self.events.clear();
        self.instants.clear();
        for row in context.index.rows(self.number) {
            let at = rows.at[*row as usize];
            let kind = rows.kind[*row as usize];
            self.instants.push(at);
            if kind != CHANGE {
                self.events.push(Event { at, day: context.plan.zone.day_of(at), kind, row: *row });
            }
        }
    }

    fn take_changes(&mut self, context: &Context<'_>) {
        self.changes.clear();
        self.changes.extend(context.index.changes(self.number).iter().map(|at| context.store.changes[*at as usize]));
    }

    fn find_first_seen(&self, context: &Context<'_>) -> Option<Instant> {
        let tagged = context.plan.first_seen.and_then(|attribute| {
            let code = context.store.attributes.of_lead(attribute, self.number);
            match context.store.value(attribute, code) {
                Value::Date(day) => Some(context.plan.zone.start_of(*day)),
                Value::Time(at) => Some(*at),
                _ => None,
            }
        });
        let first = self.instants.first().copied();
        tagged.into_iter().chain(first).min().filter(|at| *at <= context.options.as_of)
    }

    fn match_patterns(&mut self, context: &Context<'_>) {
        let plan = context.plan;
        self.matches.resize_with(plan.patterns.len(), Vec::new);
        self.matches.iter_mut().for_each(Vec::clear);
        for asks_history in [false, true] {
            if !plan.patterns.iter().any(|pattern| pattern.asks_history == asks_history) {
                continue;
            }
            for number in 0..self.events.len() {
                let event = self.events[number];
                for pattern in &plan.patterns_of_event[usize::from(event.kind)] {
                    let known = &plan.patterns[*pattern];
                    if known.asks_history == asks_history && self.matches(context, known.expression.as_ref(), event) {
                        self.matches[*pattern].push(u32::try_from(number).unwrap_or(UNKNOWN));
                    }
                }
            }
        }
    }

    fn matches(&self, context: &Context<'_>, expression: Option<&Expression>, event: Event) -> bool {
        let now = Now { at: event.at, day: event.day };
        let asked = Asked { now, row: Some(event.row), outcomes: None };
        expression.is_none_or(|expression| self.answer(context, expression, asked).counts())
    }

    /// The answer of a condition on the lead at an instant.
    fn holds(&self, context: &Context<'_>, expression: &Expression, now: Now, outcomes: Option<&Outcomes>) -> bool {
        self.answer(context, expression, Asked { now, row: None, outcomes }).counts()
    }

    fn answer(&self, context: &Context<'_>, expression: &Expression, asked: Asked<'_>) -> Trit {
        match expression {
            Expression::All(parts) => join(parts, false, |part| self.answer(context, part, asked)),
            Expression::Any(parts) => join(parts, true, |part| self.answer(context, part, asked)),
            Expression::Not(inner) => self.answer(context, inner, asked).not(),
            Expression::Row(number) => asked.row.map_or(Trit::False, |row| {
                let rows = &context.store.rows;
                Trit::of_bits(rows.answers[row as usize * rows.words + number / 32] >> (number % 32 * 2))
            }),
            Expression::Attribute(number) => self.attribute_answer(context, *number, asked.now),
            Expression::Had(number) => self.had(context, *number, asked).into(),
            Expression::Outcome(outcome) => {
                asked.outcomes.map_or(Trit::Unknown, |outcomes| outcome_answer(outcome, outcomes))
            }
        }
    }

    fn attribute_answer(&self, context: &Context<'_>, test: usize, now: Now) -> Trit {
        let (attribute, checker) = &context.plan.attribute_tests[test];
        let code = self.attribute(context, *attribute, now.at);
        if code == UNKNOWN {
            return checker.unknown();
        }
        match context.attribute_answers[test].get(code as usize) {
            Some(answer) => *answer,
            None => checker.value(context.store.value(*attribute, code), now, &context.plan.zone),
        }
    }

    /// The code of an attribute's value at an instant (section 3.11).
    fn attribute(&self, context: &Context<'_>, attribute: usize, at: Instant) -> u32 {
        let from = self.changes.partition_point(|change| usize::from(change.attribute) < attribute);
        let changes = &self.changes[from..];
        let to = changes.partition_point(|change| usize::from(change.attribute) == attribute);
        let changes = &changes[..to];
        let until_now = changes.partition_point(|change| change.at <= at);
        match until_now.checked_sub(1) {
            Some(last) => changes[last].code,
            None if changes.is_empty() || context.options.attributes == AttributeTimes::FromTheBeginning => {
                context.store.attributes.of_lead(attribute, self.number)
            }
            None => UNKNOWN,
        }
    }

    /// Whether the lead had so many of some events: up to now, or, for an event at hand, before its instant.
    fn had(&self, context: &Context<'_>, history: usize, asked: Asked<'_>) -> bool {
        let history = &context.plan.histories[history];
        let matches = &self.matches[history.pattern];
        let at = |number: &u32| self.events[*number as usize].at;
        let to = match asked.row {
            Some(_) => matches.partition_point(|number| at(number) < asked.now.at),
            None => matches.partition_point(|number| at(number) <= asked.now.at),
        };
        let from = history.within.map_or(0, |within| {
            matches[..to].partition_point(|number| context.plan.zone.after(at(number), within) <= asked.now.at)
        });
        let count = to - from;
        match history.frequency {
            Frequency::AtLeast(n) => count >= n as usize,
            Frequency::Exactly(n) => count == n as usize,
            Frequency::FewerThan(n) => count < n as usize,
        }
    }

    fn fill_qualifiers(&mut self, context: &Context<'_>) {
        use crate::plan::MembershipPlan;
        let mut qualifiers = std::mem::take(&mut self.qualifiers);
        qualifiers.resize_with(context.plan.qualifiers, Vec::new);
        for segment in &context.plan.segments {
            for line in segment.includes.iter().chain(&segment.excludes) {
                if let MembershipPlan::After { occasion, number, .. } = line {
                    let occasions = self.occasions(context, *occasion, None);
                    qualifiers[*number].clear();
                    qualifiers[*number].extend(occasions.iter().map(|occasion| occasion.at));
                }
            }
        }
        self.qualifiers = qualifiers;
    }
}

fn outcome_answer(outcome: &Outcome, outcomes: &Outcomes) -> Trit {
    let grade = |grade: &merit_ir::GradeId| outcomes.grades[grade.index()];
    match outcome {
        Outcome::Score(score, comparison, bound) => {
            compares(*comparison, outcomes.scores[score.index()], *bound).into()
        }
        Outcome::ScoreIs(score, values) => values.contains(&outcomes.scores[score.index()]).into(),
        Outcome::ScoreFrom(score, from, to) => (*from..=*to).contains(&outcomes.scores[score.index()]).into(),
        Outcome::Tier(tiers, lines) => lines.contains(&outcomes.tiers[tiers.index()]).into(),
        Outcome::Grade(of, _) if grade(of) == merit_ir::NO_GRADE => Trit::Unknown,
        Outcome::Grade(of, letters) => letters.contains(&grade(of)).into(),
        Outcome::GradeKnown(of) => (grade(of) != merit_ir::NO_GRADE).into(),
        Outcome::Points(grade, comparison, bound) => {
            compares(*comparison, outcomes.points[grade.index()], *bound).into()
        }
        Outcome::PointsIs(grade, values) => values.contains(&outcomes.points[grade.index()]).into(),
        Outcome::PointsFrom(grade, from, to) => (*from..=*to).contains(&outcomes.points[grade.index()]).into(),
    }
}
