//! Claims about every lead.

use super::conditions::comparison;
use super::{Builder, P, child, children, first, has};
use crate::grammar::Rule;
use crate::tree::{Claimed, ClaimedKind, ClaimedNumber, ModelClaim};

impl Builder<'_, '_> {
    pub(super) fn model_claim(&mut self, pair: &P<'_>) -> Option<ModelClaim> {
        let claimed = child(pair, Rule::claimed)?;
        let kind = self.claimed(&first(&claimed)?)?;
        let when = match child(pair, Rule::claim_when) {
            Some(part) => Some(self.condition_in(&part, "when")?),
            None => None,
        };
        let claimed = Claimed { kind, span: self.span(&claimed) };
        Some(ModelClaim { always: has(pair, Rule::kw_always), claimed, when })
    }

    fn claimed(&mut self, pair: &P<'_>) -> Option<ClaimedKind> {
        Some(match pair.as_rule() {
            Rule::claimed_in => ClaimedKind::In(self.text_in(pair)?),
            Rule::claimed_no_grade => ClaimedKind::NoGrade(self.name_in(pair)?),
            Rule::claimed_tier => {
                ClaimedKind::Tier { score: None, tier: self.text_in(pair)?, or: self.or_part(pair) }
            }
            _ => {
                let name = self.name_in(pair)?;
                if let Some(tier) = self.text_in(pair) {
                    return Some(ClaimedKind::Tier { score: Some(name), tier, or: self.or_part(pair) });
                }
                if let Some(letter) = self.letter_in(pair) {
                    return Some(ClaimedKind::Grade { grade: name, letter, or: self.or_part(pair) });
                }
                let number = self.claimed_number(&child(pair, Rule::claimed_number)?)?;
                if has(pair, Rule::kw_points) {
                    ClaimedKind::Points { grade: name, number }
                } else {
                    ClaimedKind::Score { score: name, number }
                }
            }
        })
    }

    fn claimed_number(&mut self, pair: &P<'_>) -> Option<ClaimedNumber> {
        if let Some(both) = child(pair, Rule::range_both_from) {
            let mut bounds = children(&both, Rule::bound);
            let (low, high) = (bounds.next()?, bounds.next()?);
            return Some(ClaimedNumber::From(self.number(&low), self.number(&high)));
        }
        let number = self.number(&child(pair, Rule::bound)?);
        Some(match child(pair, Rule::comparator) {
            Some(order) => ClaimedNumber::Compare(comparison(&order), number),
            None => ClaimedNumber::Is(number),
        })
    }
}
