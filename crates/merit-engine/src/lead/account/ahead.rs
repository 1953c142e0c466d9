//! What time alone changes.

use merit_values::{Day, Instant};

use super::super::{Context, Lead};
use crate::explain::Ahead;
use crate::standing::Facts;

impl Lead {
    /// What changes after `since` and up to the instant of the context, for a lead that was loaded with it.
    pub(crate) fn ahead(&mut self, context: &Context<'_>, id: &str, since: Instant) -> Ahead {
        let end = context.options.as_of;
        let history = self.history(context, id, since);
        let zone = &context.plan.zone;
        let mut instants = self.special_instants(context, false, since, end);
        let (first, last) = (zone.day_of(since).0, zone.day_of(end).0);
        instants.extend((first..=last).map(|day| zone.start_of(Day(day))));
        instants.retain(|at| since < *at && *at <= end);
        instants.sort_unstable();
        instants.dedup();
        let mut known = self.recorded(context).without_segments(context.plan.now(since), None).scores;
        let mut scores = Vec::new();
        for at in instants {
            let now = self.recorded(context).without_segments(context.plan.now(at), None).scores;
            for (score, (before, value)) in known.iter().zip(&now).enumerate() {
                if before != value {
                    scores.push((at, score, *value));
                }
            }
            known = now;
        }
        Ahead { scores, transitions: history.transitions, due: history.due }
    }
}
