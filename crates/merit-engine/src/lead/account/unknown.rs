//! Which unknown values kept a condition from being true. `is known` is read as a question whose answer is missing, too:
//! for people, what it says about a missing value is that the value is missing.

use merit_values::Value;

use super::super::{Context, Event, Lead};
use super::record_of;
use crate::attributes::NOTHING;
use crate::check::Now;
use crate::explain::{Records, Unknown};
use crate::plan::{Expression, RowCondition, RowPlan};
use crate::standing::Facts;
use crate::trit::{Trit, join};

/// What conditions are asked about.
#[derive(Clone, Copy)]
struct At<'a> {
    records: &'a Records,
    now: Now,
    /// The event at hand.
    event: Option<Event>,
}

/// A row of an event, and what is asked of it.
#[derive(Clone, Copy)]
struct Row<'a> {
    plan: &'a RowPlan,
    context: &'a Context<'a>,
    records: &'a Records,
    record: usize,
    now: Now,
}

impl Lead {
    /// The values whose absence keeps a condition from being true; none when it is true, or false anyway. `event` is the
    /// event at hand.
    pub(super) fn unknown_values(
        &self,
        context: &Context<'_>,
        records: &Records,
        expression: &Expression,
        now: Now,
        event: Option<Event>,
    ) -> Vec<Unknown> {
        let mut found = Vec::new();
        let at = At { records, now, event };
        if !self.really(context, at, expression).counts() {
            self.gather(context, at, expression, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The answer that counts.
    fn really(&self, context: &Context<'_>, at: At<'_>, expression: &Expression) -> Trit {
        match at.event {
            Some(event) => self.answer(context, expression, event),
            None => self.recorded(context).answer(expression, at.now, None),
        }
    }

    fn gather(&self, context: &Context<'_>, at: At<'_>, expression: &Expression, found: &mut Vec<Unknown>) {
        if self.open(context, at, expression) != Trit::Unknown {
            return;
        }
        match expression {
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().for_each(|part| self.gather(context, at, part, found));
            }
            Expression::Not(inner) => self.gather(context, at, inner, found),
            Expression::Row(number) => {
                if let Some(row) = row(context, at) {
                    row.gather(&row.plan.conditions[*number], found);
                }
            }
            Expression::Attribute(test) => {
                found.push(Unknown::Attribute(context.plan.attribute_tests[*test].attribute));
            }
            Expression::Had(_) | Expression::Outcome(_) => {}
        }
    }

    /// The answer, where a missing value leaves `is known` open.
    fn open(&self, context: &Context<'_>, at: At<'_>, expression: &Expression) -> Trit {
        match expression {
            Expression::All(parts) => join(parts, false, |part| self.open(context, at, part)),
            Expression::Any(parts) => join(parts, true, |part| self.open(context, at, part)),
            Expression::Not(inner) => self.open(context, at, inner).not(),
            Expression::Row(number) => {
                row(context, at).map_or(Trit::False, |row| row.open(&row.plan.conditions[*number]))
            }
            Expression::Attribute(test) => {
                let asked = &context.plan.attribute_tests[*test];
                let missing = self.attribute(context, asked.attribute, at.now.at) == NOTHING;
                if missing && asked.checker.asks_known() {
                    Trit::Unknown
                } else {
                    self.really(context, at, expression)
                }
            }
            Expression::Had(_) | Expression::Outcome(_) => self.really(context, at, expression),
        }
    }
}

fn row<'a>(context: &'a Context<'a>, at: At<'a>) -> Option<Row<'a>> {
    let event = at.event?;
    let kind = context.classes.get(event.class).class.kind;
    let plan = context.plan.rows.get(usize::from(kind))?;
    Some(Row { plan, context, records: at.records, record: record_of(context, event.row), now: at.now })
}

impl Row<'_> {
    fn gather(&self, condition: &RowCondition, found: &mut Vec<Unknown>) {
        if self.open(condition) != Trit::Unknown {
            return;
        }
        match condition {
            RowCondition::All(parts) | RowCondition::Any(parts) => {
                parts.iter().for_each(|part| self.gather(part, found));
            }
            RowCondition::Not(inner) => self.gather(inner, found),
            RowCondition::Test(test) => found.extend(self.slot(*test).map(Unknown::Slot)),
        }
    }

    fn open(&self, condition: &RowCondition) -> Trit {
        match condition {
            RowCondition::All(parts) => join(parts, false, |part| self.open(part)),
            RowCondition::Any(parts) => join(parts, true, |part| self.open(part)),
            RowCondition::Not(inner) => self.open(inner).not(),
            RowCondition::Test(test) => self.open_test(*test),
        }
    }

    fn open_test(&self, test: usize) -> Trit {
        let checker = &self.plan.tests[test];
        let value = self.slot(test).map_or(Value::Unknown, |slot| self.records.value(self.record, slot));
        if value == Value::Unknown && checker.asks_known() {
            return Trit::Unknown;
        }
        checker.value(&value, self.now, &self.context.plan.zone)
    }

    /// The slot that a test asks.
    fn slot(&self, test: usize) -> Option<usize> {
        self.plan.slots.iter().find(|(_, tests)| tests.contains(&test)).map(|(slot, _)| *slot)
    }
}
