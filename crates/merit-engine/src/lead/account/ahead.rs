//! What time alone changes.

use merit_ir::Transition;
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
        let mut instants = self.special_instants(context, &context.plan.everything, false, since, end);
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
        let seen = self.first_seen.is_some_and(|seen| seen <= since);
        let transitions =
            if seen { history.transitions } else { self.unseen(context, id, since, history.transitions) };
        Ahead { scores, transitions, due: history.due }
    }

    /// A lead that is not seen yet enters and leaves nothing, so no trigger waits for it. But it has a place at every instant, and an
    /// explanation that shows the one of now says when it will be another one. `later` is what happens from the first sight on.
    fn unseen(&mut self, context: &Context<'_>, id: &str, since: Instant, later: Vec<Transition>) -> Vec<Transition> {
        let zone = &context.plan.zone;
        let end = context.options.as_of;
        let until = self.first_seen.unwrap_or(end).min(end);
        let mut instants = self.special_instants(context, &context.plan.everything, true, since, until);
        instants.extend((zone.day_of(since).0..=zone.day_of(until).0).map(|day| zone.start_of(Day(day))));
        instants.push(until);
        instants.retain(|at| since < *at && *at <= until);
        instants.sort_unstable();
        instants.dedup();
        let places = |at: Instant| (at, self.recorded(context).outcomes(at, None));
        let outcomes: Vec<_> = std::iter::once(since).chain(instants).map(places).collect();
        let mut transitions = self.transitions(context, id, &outcomes);
        transitions.extend(later.into_iter().filter(|change| change.at > until));
        transitions
    }
}
