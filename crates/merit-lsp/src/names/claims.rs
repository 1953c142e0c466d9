//! Uses in claims about every lead.

use merit_syntax::tree::{ClaimedKind, ModelClaim};

use super::resolve::Resolver;
use super::within::Bare;

impl Resolver<'_> {
    /// The outcome of a claim, and what its condition asks of the lead.
    pub(super) fn model_claim(&mut self, node: &ModelClaim) {
        match &node.claimed.kind {
            ClaimedKind::In(place) => self.place(place),
            ClaimedKind::Tier { score, tier, .. } => self.tier_of(score.as_ref(), tier),
            ClaimedKind::Grade { grade, letter, .. } => {
                let grade = self.outcome(grade);
                self.letter(grade, &letter.text, letter.span);
            }
            ClaimedKind::NoGrade(name)
            | ClaimedKind::Points { grade: name, .. }
            | ClaimedKind::Score { score: name, .. } => {
                self.outcome(name);
            }
        }
        if let Some(condition) = &node.when {
            self.condition(condition, Bare::Lead);
        }
    }
}
