//! What happened and earned nothing, and why.

use merit_ir::{Frequencies, HowOften, Per};

use super::super::occasions::Occurrence;
use super::super::{Context, Lead};
use super::{Counted, record_of};
use crate::check::Now;
use crate::explain::{Records, Refusal, Refused};
use crate::period::period_of;
use crate::plan::{OccasionPlan, RuleKindPlan, RulePlan};

impl Lead {
    /// `all` are the occasions of the rule, also those outside of its dates.
    pub(super) fn refusals(
        &self,
        context: &Context<'_>,
        records: &Records,
        rule: &RulePlan,
        all: &[Occurrence],
        counted: &[Counted],
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        let mut left = counted.iter().peekable();
        let mut number = 0;
        for occasion in all {
            let outside = rule.during.filter(|during| occasion.day < during.from || during.to < occasion.day);
            let why = match outside {
                Some(during) => Refusal::Outside(during),
                None => {
                    number += 1;
                    if left.next_if(|counted| counted.occasion == *occasion).is_some() {
                        continue;
                    }
                    let before = &counted[..counted.len() - left.len()];
                    self.why(context, rule, occasion, before, number)
                }
            };
            refused.push(Refused {
                at: occasion.at,
                day: occasion.day,
                record: self.record(context, occasion.event),
                why,
            });
        }
        self.unknown_events(context, records, rule, &mut refused);
        refused.sort_by_key(|refused| refused.at);
        refused
    }

    fn why(
        &self,
        context: &Context<'_>,
        rule: &RulePlan,
        occasion: &Occurrence,
        before: &[Counted],
        number: u32,
    ) -> Refusal {
        let RuleKindPlan::Event { frequencies, key, .. } = &rule.kind else { return Refusal::NoStepLeft(0) };
        let (per, n) = match frequencies {
            Frequencies::Ladder { steps, .. } => {
                return Refusal::NoStepLeft(u32::try_from(steps.len()).unwrap_or(u32::MAX));
            }
            Frequencies::Flat { how_often: HowOften::EveryTime, .. } => (Per::Ever, 1),
            Frequencies::Flat { how_often: HowOften::EveryNth(n), .. } => {
                return Refusal::NotTheNth(number % (*n).max(1), *n);
            }
            Frequencies::Flat { how_often: HowOften::AtMost(n, per), .. } => (*per, *n),
        };
        debug_assert!(n > 0);
        let week = context.plan.week;
        let same = |other: &Occurrence| match per {
            Per::Ever | Per::Window(_) => true,
            Per::Period(period) => period_of(other.day, period, week) == period_of(occasion.day, period, week),
            Per::Property(_) => self.key(context, other.event, *key) == self.key(context, occasion.event, *key),
        };
        let used = before.iter().rev().find(|counted| same(&counted.occasion));
        Refusal::LimitUsed(used.map_or(occasion.day, |counted| counted.occasion.day))
    }

    /// Events that would have counted if a value were known.
    fn unknown_events(&self, context: &Context<'_>, records: &Records, rule: &RulePlan, refused: &mut Vec<Refused>) {
        let RuleKindPlan::Event { occasion, .. } = &rule.kind else { return };
        let kind = |class: u32| context.classes.get(class).class.kind;
        let patterns = match *occasion {
            OccasionPlan::Single(pattern) | OccasionPlan::Times { pattern, .. } => [pattern, pattern],
            OccasionPlan::ThenNo { first, .. } => [first, first],
            OccasionPlan::Then { first, second, .. } => [first, second],
            OccasionPlan::Streak { answer, .. } => [answer, answer],
        };
        let patterns = if patterns[0] == patterns[1] { &patterns[..1] } else { &patterns[..] };
        for pattern in patterns.iter().map(|pattern| &context.plan.patterns[*pattern]) {
            let Some(expression) = &pattern.expression else { continue };
            for event in self.events.iter().filter(|event| kind(event.class) == pattern.event) {
                let inside = rule.during.is_none_or(|during| during.from <= event.day && event.day <= during.to);
                if !inside {
                    continue;
                }
                let now = Now { at: event.at, day: event.day };
                let unknown = self.unknown_values(context, records, expression, now, Some(*event));
                if !unknown.is_empty() {
                    let why = Refusal::Unknown(unknown);
                    refused.push(Refused {
                        at: event.at,
                        day: event.day,
                        record: record_of(context, event.row),
                        why,
                    });
                }
            }
        }
    }
}
