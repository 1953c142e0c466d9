//! Statements of a model, its scores and grades.

use merit_diagnostics::Code;

use super::{Builder, P, child, children, has};
use crate::grammar::Rule;
use crate::report;
use crate::statement::BareStage;
use crate::tree::{
    Bound, Grade, Inactivity, LetterLine, Measure, Model, NoGrade, OnReturn, PointsDecay, Range, Reviewed, Rounded,
    Score, Stage, StageEffect, StartsAt, SumOf, SumPart, Timezone, Week,
};

impl Builder<'_, '_> {
    pub(super) fn model(&mut self, pair: &P<'_>) -> Option<Model> {
        Some(Model { name: self.name_in(pair)?, title: self.text_in(pair) })
    }

    pub(super) fn timezone(&mut self, pair: &P<'_>) -> Option<Timezone> {
        Some(Timezone { zone: self.text_in(pair)? })
    }

    pub(super) fn week(pair: &P<'_>) -> Week {
        Week { sunday: has(pair, Rule::kw_sunday) }
    }

    pub(super) fn reviewed(&mut self, pair: &P<'_>) -> Option<Reviewed> {
        Some(Reviewed { date: self.date_in(pair)? })
    }

    pub(super) fn score(&mut self, pair: &P<'_>) -> Option<Score> {
        Some(Score { name: self.name_in(pair)?, title: self.text_in(pair) })
    }

    pub(super) fn range(&mut self, pair: &P<'_>) -> Option<Range> {
        if let Some(both) = child(pair, Rule::range_both) {
            let mut bounds = children(&both, Rule::bound);
            let (from, to) = (bounds.next()?, bounds.next()?);
            return Some(Range { from: Some(self.points(&from)), to: Some(self.points(&to)) });
        }
        let from = child(pair, Rule::range_from).and_then(|from| self.points_in(&from, Rule::bound));
        let to = child(pair, Rule::range_up_to).and_then(|to| self.points_in(&to, Rule::bound));
        Some(Range { from, to })
    }

    pub(super) fn rounded(&mut self, pair: &P<'_>) -> Option<Rounded> {
        let Some(written) = child(pair, Rule::whole) else { return Some(Rounded { decimals: None }) };
        let mut decimals = self.whole(&written);
        if !(1..=6).contains(&decimals.value) {
            let fault =
                self.fault(Code::S102, &written, "A score is rounded to 1 to 6 decimals, or to whole points.");
            self.report(fault.choice("rounded to whole points").choice("rounded to 1 decimals"));
            decimals.value = 1;
        }
        Some(Rounded { decimals: Some(decimals) })
    }

    pub(super) fn starts_at(&mut self, pair: &P<'_>) -> Option<StartsAt> {
        if let Some(letter) = self.letter_in(pair) {
            return Some(StartsAt::Letter(letter));
        }
        self.points_in(pair, Rule::bound).map(StartsAt::Points)
    }

    pub(super) fn sum_of(&mut self, pair: &P<'_>) -> Option<SumOf> {
        let mut parts = Vec::new();
        for part in children(pair, Rule::sum_part) {
            let percent = child(&part, Rule::percent).and_then(|percent| self.percent(&percent));
            parts.push(SumPart { percent, name: self.name_in(&part)? });
        }
        Some(SumOf { parts })
    }

    pub(super) fn points_decay(&mut self, pair: &P<'_>) -> Option<PointsDecay> {
        Some(PointsDecay { decay: self.decay(pair)? })
    }

    pub(super) fn inactivity(&mut self, pair: &P<'_>) -> Option<Inactivity> {
        if has(pair, Rule::any_activity) {
            return Some(Inactivity { measured_by: Measure::AnyActivity });
        }
        let names = children(pair, Rule::name).map(|name| self.name(&name)).collect();
        Some(Inactivity { measured_by: Measure::Events(names) })
    }

    /// A stage. One without `total` or `further` has no effect here: what it could mean depends on the stages before.
    pub(super) fn stage(&mut self, pair: &P<'_>) -> Option<Stage> {
        let written = child(pair, Rule::stage_effect)?;
        let number = self.points_in(&written, Rule::signed);
        let effect = match number {
            None => Some(StageEffect::Reset),
            Some(number) if has(&written, Rule::kw_total) => Some(StageEffect::Total(number)),
            Some(number) if has(&written, Rule::kw_further) => Some(StageEffect::Further(number)),
            Some(number) => {
                let head = written.as_span().start();
                let head = report::one_line(self.normal.text.get(..head).unwrap_or(""));
                self.bare_stage = Some(BareStage { points: number.value, head });
                None
            }
        };
        let repeat = child(pair, Rule::stage_repeat).and_then(|repeat| self.length_in(&repeat));
        Some(Stage { after: self.length_in(pair)?, repeat, effect, effect_span: self.span(&written) })
    }

    pub(super) fn on_return(pair: &P<'_>) -> OnReturn {
        OnReturn { give_back: has(pair, Rule::kw_give) }
    }

    pub(super) fn grade(&mut self, pair: &P<'_>) -> Option<Grade> {
        Some(Grade { name: self.name_in(pair)?, title: self.text_in(pair) })
    }

    pub(super) fn letter_line(&mut self, pair: &P<'_>) -> Option<LetterLine> {
        Some(LetterLine { letter: self.letter_in(pair)?, bound: self.lower_bound(pair)? })
    }

    pub(super) fn lower_bound(&mut self, pair: &P<'_>) -> Option<Bound> {
        let written = child(pair, Rule::lower_bound)?;
        Some(match self.points_in(&written, Rule::bound) {
            None => Bound::Otherwise(self.span(&written)),
            Some(number) if has(&written, Rule::kw_from) => Bound::From(number),
            Some(number) => Bound::Above(number),
        })
    }

    pub(super) fn no_grade(&mut self, pair: &P<'_>) -> Option<NoGrade> {
        if has(pair, Rule::no_rule_applies) {
            return Some(NoGrade::NoRuleApplies);
        }
        self.condition_in(pair, "if").map(NoGrade::If)
    }

    /// How often is missing.
    pub(super) fn how_often_missing(&mut self, what: report::Unlimited, pair: &P<'_>) {
        let place = self.place(self.span(pair));
        let whole = &self.normal.text;
        let end = pair.as_span().end();
        let (before, after) = whole.split_at_checked(end).unwrap_or((whole, ""));
        let (before, after) = (report::one_line(before), report::one_line(after));
        self.report(report::how_often_missing(what, place, pair.as_str(), &before, &after));
    }
}
