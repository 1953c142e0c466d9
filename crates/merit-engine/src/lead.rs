//! One lead: its records in order, which patterns they match, and what conditions say of it at an instant.

mod account;
mod course;
mod frequency;
mod inactivity;
mod ledger;
mod occasions;
mod past;
mod timeline;
mod triggers;

use std::cell::RefCell;

use merit_ir::Frequency;
use merit_values::{CHANGE, Day, Instant, UNKNOWN};

use crate::Options;
use crate::attributes::{Answers, Known};
use crate::check::Now;
use crate::classtable::{ClassTable, KnownClass};
use crate::days::Dates;
use crate::decay::WorthByAge;
use crate::gather::row_number;
use crate::index::Index;
use crate::part::{Change, Part};
use crate::plan::{Expression, Plan, RulePlan};
use crate::program::Program;
use crate::settle::Settled;
use crate::standing::Facts;
use crate::trit::{Trit, join};

pub(crate) use inactivity::{Deduction, Silence};

/// What is the same for all leads of a part.
pub(crate) struct Context<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) part: &'a Part,
    pub(crate) options: &'a Options,
    pub(crate) index: &'a Index,
    pub(crate) classes: &'a ClassTable,
    pub(crate) answers: &'a Answers,
}

/// An event of the lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) at: Instant,
    pub(crate) day: Day,
    /// Number of its class.
    pub(crate) class: u32,
    pub(crate) row: u32,
}

impl Event {
    const fn now(&self) -> Now {
        Now { at: self.at, day: self.day }
    }
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
    /// Memory for the occasions of a rule.
    occasions: Vec<occasions::Occurrence>,
    frequency: frequency::Scratch,
    names: triggers::Names,
    /// What was found out of fading entries.
    worth_by_age: RefCell<WorthByAge>,
    days: RefCell<Dates>,
}

/// What a lead's records tell of it.
pub(crate) struct Recorded<'a> {
    context: &'a Context<'a>,
    lead: &'a Lead,
}

impl Lead {
    /// Takes up a lead: its records in order, and everything that depends on them alone.
    pub(crate) fn load(&mut self, context: &Context<'_>, number: u32) {
        self.take_all(context, number);
        self.match_patterns(context, |class| class.patterns.iter());
        self.fill_ledgers(context, &context.plan.everything.scores);
        self.fill_qualifiers(context, |_| true);
    }

    fn take_all(&mut self, context: &Context<'_>, number: u32) {
        self.number = number;
        self.take_records(context);
        self.take_changes(context);
        self.first_seen = self.find_first_seen(context);
    }

    /// Takes up only what a program leaves to records.
    pub(crate) fn load_rest(&mut self, context: &Context<'_>, program: &Program, number: u32) {
        self.number = number;
        self.events.clear();
        self.instants.clear();
        self.take_changes(context);
        for row in context.index.rows(number) {
            let class = context.part.rows.class[row];
            if !context.classes.get(class).of_records.is_empty() {
                self.take_event(context, row);
            }
        }
        self.match_patterns(context, |class| class.of_records.iter());
        self.fill_rest(context, program);
        self.fill_qualifiers(context, |membership| program.membership_needs_records(membership));
    }

    fn take_records(&mut self, context: &Context<'_>) {
        let rows = &context.part.rows;
        self.events.clear();
        self.instants.clear();
        for row in context.index.rows(self.number) {
            self.instants.push(rows.at[row]);
            if context.classes.get(rows.class[row]).class.kind != CHANGE {
                self.take_event(context, row);
            }
        }
    }

    fn take_event(&mut self, context: &Context<'_>, row: usize) {
        let (at, class) = (context.part.rows.at[row], context.part.rows.class[row]);
        let day = self.days.get_mut().of(context.plan, at).day;
        self.events.push(Event { at, day, class, row: row_number(row) });
    }

    fn take_changes(&mut self, context: &Context<'_>) {
        self.changes.clear();
        self.changes.extend(context.index.changes(self.number));
    }

    fn find_first_seen(&self, context: &Context<'_>) -> Option<Instant> {
        let tagged = context.part.first_seen(context.plan, self.number);
        let first = self.instants.first().copied();
        tagged.into_iter().chain(first).min().filter(|at| *at <= context.options.as_of)
    }

    /// Finds the events of the patterns that are asked of a class, those that ask for history after the others.
    fn match_patterns<'c, P: Iterator<Item = &'c (usize, Settled)>>(
        &mut self,
        context: &Context<'c>,
        asked: impl Fn(&'c KnownClass) -> P,
    ) {
        let plan = context.plan;
        self.matches.resize_with(plan.patterns.len(), Vec::new);
        self.matches.iter_mut().for_each(Vec::clear);
        for asks_history in [false, true] {
            if asks_history && !plan.histories_decide {
                continue;
            }
            for number in 0..self.events.len() {
                let event = self.events[number];
                for (pattern, settled) in asked(context.classes.get(event.class)) {
                    let known = &plan.patterns[*pattern];
                    let matches = known.asks_history == asks_history
                        && match (settled, &known.expression) {
                            (Settled::True, _) | (_, None) => true,
                            (Settled::NotTrue, _) => false,
                            (Settled::Open, Some(expression)) => self.answer(context, expression, event).counts(),
                        };
                    if matches {
                        self.matches[*pattern].push(u32::try_from(number).unwrap_or(UNKNOWN));
                    }
                }
            }
        }
    }

    /// What the records tell of the lead.
    pub(crate) fn recorded<'a>(&'a self, context: &'a Context<'a>) -> Recorded<'a> {
        Recorded { context, lead: self }
    }

    /// The answer of a condition on an event.
    fn answer(&self, context: &Context<'_>, expression: &Expression, event: Event) -> Trit {
        match expression {
            Expression::All(parts) => join(parts, false, |part| self.answer(context, part, event)),
            Expression::Any(parts) => join(parts, true, |part| self.answer(context, part, event)),
            Expression::Not(inner) => self.answer(context, inner, event).not(),
            Expression::Row(number) => context.classes.get(event.class).class.answer(*number),
            Expression::Attribute(test) => self.attribute_answer(context, *test, event.now()),
            Expression::Had(number) => self.had(context, *number, event.now(), true).into(),
            // Only segments ask for outcomes.
            Expression::Outcome(_) => Trit::Unknown,
        }
    }

    fn attribute_answer(&self, context: &Context<'_>, test: usize, now: Now) -> Trit {
        let attribute = context.plan.attribute_tests[test].attribute;
        context.answers.answer(context.plan, test, self.attribute(context, attribute, now.at), now)
    }

    /// The value of an attribute at an instant (section 3.11).
    fn attribute(&self, context: &Context<'_>, attribute: usize, at: Instant) -> Known {
        context.part.attribute(context.options.attributes, self.number, &self.changes, attribute, at)
    }

    /// Whether the lead had so many of some events up to an instant, or before it.
    fn had(&self, context: &Context<'_>, history: usize, now: Now, is_before: bool) -> bool {
        let history = &context.plan.histories[history];
        let matches = &self.matches[history.pattern];
        let event = |number: &u32| self.events[*number as usize];
        let to = matches.partition_point(|number| {
            let at = event(number).at;
            at < now.at || (!is_before && at == now.at)
        });
        let from = history
            .within
            .map_or(0, |within| matches[..to].partition_point(|number| event(number).now().is_over(within, now)));
        let count = to - from;
        is_so_often(history.frequency, count)
    }

    fn fill_qualifiers(&mut self, context: &Context<'_>, is_asked: impl Fn(usize) -> bool) {
        use crate::plan::MembershipPlan;
        let mut qualifiers = std::mem::take(&mut self.qualifiers);
        qualifiers.resize_with(context.plan.qualifiers, Vec::new);
        for segment in &context.plan.segments {
            for line in segment.includes.iter().chain(&segment.excludes) {
                if let MembershipPlan::After { occasion, number, .. } = line
                    && is_asked(*number)
                {
                    let occasions = self.occasions(context, *occasion, None);
                    qualifiers[*number].clear();
                    qualifiers[*number].extend(occasions.iter().map(|occasion| occasion.at));
                }
            }
        }
        self.qualifiers = qualifiers;
    }
}

/// Whether a count is what a history asks for.
pub(crate) const fn is_so_often(frequency: Frequency, count: usize) -> bool {
    match frequency {
        Frequency::AtLeast(n) => count >= n as usize,
        Frequency::Exactly(n) => count == n as usize,
        Frequency::FewerThan(n) => count < n as usize,
    }
}

impl Facts for Recorded<'_> {
    fn plan(&self) -> &Plan {
        self.context.plan
    }

    fn attribute_answer(&self, test: usize, now: Now) -> Trit {
        self.lead.attribute_answer(self.context, test, now)
    }

    fn had(&self, history: usize, now: Now) -> bool {
        self.lead.had(self.context, history, now, false)
    }

    fn worth(&self, score: usize, rule: usize, plan: &RulePlan, now: Now) -> i128 {
        self.lead.worth_of(score, rule, plan, now)
    }

    fn steady(&self, score: usize, now: Now) -> (i128, bool) {
        (self.lead.steady_of(self.context, score, now), true)
    }

    fn latest_occasion(&self, membership: usize, now: Now) -> Option<Instant> {
        let occasions = &self.lead.qualifiers[membership];
        occasions[..occasions.partition_point(|at| *at <= now.at)].last().copied()
    }
}
