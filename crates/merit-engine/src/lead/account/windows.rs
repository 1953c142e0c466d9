//! The windows that events open.

use merit_values::Instant;

use super::super::occasions::Occurrence;
use super::super::{Context, Lead};
use crate::explain::WindowAccount;
use crate::plan::OccasionPlan;

impl Lead {
    /// `all` are the occasions of the rule: an event that completes one opens no window by that.
    pub(super) fn windows(
        &self,
        context: &Context<'_>,
        occasion: OccasionPlan,
        all: &[Occurrence],
    ) -> Vec<WindowAccount> {
        let zone = &context.plan.zone;
        // Both are in the order of the events.
        let completes = |number: u32| all.binary_search_by_key(&number, |occasion| occasion.event).is_ok();
        let opened = |pattern: usize, last: &dyn Fn(Instant) -> Instant, may: &dyn Fn(u32) -> bool| {
            let events = self.matches[pattern].iter().filter(|number| may(**number));
            let event = |number: &u32| &self.events[*number as usize];
            events
                .map(|number| WindowAccount { record: self.record(context, *number), last: last(event(number).at) })
                .collect()
        };
        match occasion {
            OccasionPlan::Single(_) | OccasionPlan::Streak { .. } => Vec::new(),
            OccasionPlan::Times { pattern, window, .. } => {
                opened(pattern, &|at| Instant(zone.after(at, window).0 - 1), &|number| !completes(number))
            }
            OccasionPlan::Then { first, within, .. } => {
                opened(first, &|at| zone.within(at, within), &|number| !completes(number))
            }
            // An absence happens at the event that opens its window.
            OccasionPlan::ThenNo { first, within, .. } => opened(first, &|at| zone.within(at, within), &|_| true),
        }
    }
}
