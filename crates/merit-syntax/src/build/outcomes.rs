//! Tiers, matrices, segments and triggers.

use super::{Builder, P, child, children, first, has};
use crate::grammar::Rule;
use crate::report;
use crate::tree::{ColumnHeads, Columns, Include, IncludeWhat, Matrix, Row, Segment, TierLine, Tiers, Trigger};

impl Builder<'_, '_> {
    pub(super) fn tiers(&mut self, pair: &P<'_>) -> Option<Tiers> {
        Some(Tiers { score: self.name_in(pair)? })
    }

    pub(super) fn tier_line(&mut self, pair: &P<'_>) -> Option<TierLine> {
        let until_below = child(pair, Rule::until_below).and_then(|until| self.points_in(&until, Rule::bound));
        Some(TierLine { name: self.text_in(pair)?, bound: self.lower_bound(pair)?, until_below })
    }

    pub(super) fn matrix(&mut self, pair: &P<'_>) -> Option<Matrix> {
        Some(Matrix { name: self.name_in(pair)? })
    }

    pub(super) fn columns(&mut self, pair: &P<'_>) -> Option<Columns> {
        let heads = match child(pair, Rule::column_letters) {
            Some(part) => ColumnHeads::Letters(children(&part, Rule::letter).map(|l| self.letter(&l)).collect()),
            None => {
                let part = child(pair, Rule::column_tiers)?;
                ColumnHeads::Tiers(children(&part, Rule::string).map(|t| self.text(&t)).collect())
            }
        };
        Some(Columns { of: self.name_in(pair)?, heads })
    }

    pub(super) fn row(&mut self, pair: &P<'_>) -> Option<Row> {
        let mut texts = children(pair, Rule::string).map(|text| self.text(&text));
        let tier = texts.next()?;
        let cells = texts.collect();
        Some(Row { tier, cells })
    }

    pub(super) fn segment(&mut self, pair: &P<'_>) -> Option<Segment> {
        Some(Segment { name: self.text_in(pair)? })
    }

    pub(super) fn include(&mut self, pair: &P<'_>) -> Option<Include> {
        let what = match child(pair, Rule::include_after) {
            Some(part) => {
                let occasion = self.pattern(&child(&part, Rule::pattern)?)?;
                let lasting = child(&part, Rule::include_for).and_then(|lasting| self.length_in(&lasting));
                IncludeWhat::After(occasion, lasting)
            }
            None => IncludeWhat::When(self.condition_in(&child(pair, Rule::include_when)?, "when")?),
        };
        Some(Include { exclude: has(pair, Rule::kw_exclude), what })
    }

    pub(super) fn trigger(&mut self, pair: &P<'_>) -> Option<Trigger> {
        let (mut how_often, mut even_if_they_left) = (None, false);
        let mut earlier: [Option<P<'_>>; 2] = [None, None];
        for clause in children(pair, Rule::trigger_clause) {
            let inner = first(&clause)?;
            let is_how_often = inner.as_rule() == Rule::how_often;
            let slot = earlier.get_mut(usize::from(is_how_often))?;
            if let Some(earlier) = slot {
                let places = (self.place(self.span(&inner)), self.place(self.span(earlier)));
                let fault = report::clause_twice(places.0, inner.as_str(), places.1, earlier.as_str());
                self.report(fault);
            }
            *slot = Some(inner.clone());
            if is_how_often {
                how_often = Some(self.how_often(&inner)?);
            } else {
                even_if_they_left = true;
            }
        }
        let place = child(pair, Rule::string)?;
        if how_often.is_none() {
            self.how_often_missing(report::Unlimited::Trigger, &place);
        }
        Some(Trigger {
            action: self.name_in(pair)?,
            delay: self.length_in(pair),
            leaving: has(pair, Rule::kw_leaving),
            place: self.text(&place),
            how_often,
            even_if_they_left,
        })
    }
}
