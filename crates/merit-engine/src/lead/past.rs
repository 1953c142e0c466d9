//! Whether a lead stays in tiers that it was in before (`until below`).

use super::{Context, Lead};
use crate::standing::Outcomes;

impl Lead {
    /// Takes up only what tells whether a lead stays in tiers that it was in before.
    pub(crate) fn load_past(&mut self, context: &Context<'_>, number: u32) {
        let followed = &context.plan.sticky;
        self.take_all(context, number);
        self.match_patterns(context, |class| class.patterns.iter().filter(|(number, _)| followed.patterns[*number]));
        self.fill_ledgers(context, &followed.scores);
    }

    /// Corrects the tiers with `until below` of a lead at the instant asked for; the others are as they are whatever was before.
    pub(crate) fn set_kept_tiers(&self, context: &Context<'_>, outcomes: &mut Outcomes) {
        let plan = context.plan;
        let Some(walked) = self.walk(context, &plan.sticky, false, |_, _, _| {}) else { return };
        for (number, tiers) in plan.model.tiers.iter().enumerate() {
            if plan.scores[tiers.score.index()].sticky {
                outcomes.tiers[number] = walked.tiers[number];
            }
        }
    }
}
