//! Claims about every lead.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use merit_ir::{self as ir, Claimed, GradeId, Outcome, ScoreId, TiersId};
use merit_syntax::outline::Line;
use merit_syntax::tree::{self, ClaimedKind, ClaimedNumber, Item, ItemValue, Letter, Name, Operator, Text};
use merit_values::Decimal;

use super::operator::comparison;
use super::{Bare, Scope};
use crate::context::Context;
use crate::names::Ladder;
use crate::resolved::Purpose;

impl<'t> Context<'t> {
    /// The claims of a file; those with an error are left out.
    pub(crate) fn claims(&self, file: FileId, lines: &[Line<'t, tree::ModelClaim>]) -> Vec<(ir::ModelClaim, Place)> {
        let sound = lines.iter().filter(|line| !line.statement.faulty);
        let claims = sound.filter_map(|line| {
            let claim = self.about(file, line.statement, || self.model_claim(file, *line))?;
            Some((claim, Place { file, span: line.node.claimed.span }))
        });
        claims.collect()
    }

    fn model_claim(&self, file: FileId, line: Line<'t, tree::ModelClaim>) -> Option<ir::ModelClaim> {
        let node = line.node;
        let claimed = self.claimed(file, &node.claimed.kind);
        let scope = Scope::of(file, Bare::Claim);
        let when = node.when.as_ref().map(|when| self.whole_condition(when, scope, Purpose::Claim));
        let when = match when {
            Some(condition) => Some(condition?.ir()),
            None => None,
        };
        let source = self.statement_source(file, line.statement);
        Some(ir::ModelClaim { always: node.always, claimed: claimed?, when, source })
    }

    fn claimed(&self, file: FileId, kind: &ClaimedKind) -> Option<Claimed> {
        Some(match kind {
            ClaimedKind::In(place) => {
                Claimed::In { target: self.place(file, place)?.target, name: place.text.clone() }
            }
            ClaimedKind::NoGrade(grade) => Claimed::NoGrade(GradeId(self.grade(file, grade)?)),
            ClaimedKind::Tier { score, tier, or } => {
                let (tiers, line) = self.claimed_tier(file, score.as_ref(), tier)?;
                let entry = self.names.tiers.get(usize::from(tiers))?;
                let shown = format!("{} tier", entry.block.name);
                let rung = Rung { number: line, item: text_item(tier), or: *or };
                let lines = self.onwards(file, &shown, &entry.lines, &rung, ("higher", "lower"))?;
                Claimed::Outcome(Outcome::Tier(TiersId(tiers), lines))
            }
            ClaimedKind::Grade { grade, letter, or } => {
                let number = self.grade(file, grade)?;
                let letters = self.names.letters.get(usize::from(number))?;
                let found = self.letter(letters, &letter.text, &grade.text, Place { file, span: letter.span })?;
                let shown = format!("{} grade", grade.text);
                let rung = Rung { number: found, item: letter_item(letter), or: *or };
                let found = self.onwards(file, &shown, letters, &rung, ("better", "worse"))?;
                Claimed::Outcome(Outcome::Grade(GradeId(number), found))
            }
            ClaimedKind::Points { grade, number } => {
                let grade = GradeId(self.grade(file, grade)?);
                Claimed::Outcome(match self.claimed_number(file, number)? {
                    Number::Is(number) => Outcome::PointsIs(grade, vec![number]),
                    Number::Compare(order, number) => Outcome::Points(grade, order, number),
                    Number::From(low, high) => Outcome::PointsFrom(grade, low, high),
                })
            }
            ClaimedKind::Score { score, number } => {
                let number = self.claimed_number(file, number);
                let score = ScoreId(self.claimed_score(file, score)?);
                Claimed::Outcome(match number? {
                    Number::Is(number) => Outcome::ScoreIs(score, vec![number]),
                    Number::Compare(order, number) => Outcome::Score(score, order, number),
                    Number::From(low, high) => Outcome::ScoreFrom(score, low, high),
                })
            }
        })
    }

    fn claimed_score(&self, file: FileId, score: &Name) -> Option<u16> {
        if self.names.grade(&score.text).is_none() {
            return self.score(file, score);
        }
        let (place, name) = (Place { file, span: score.span }, &score.text);
        let report = Diagnostic::new(Code::T206, place, format!("There is no score called \"{name}\"."))
            .note(format!("{name} is a grade: its letter is claimed with   {name} grade B or better"))
            .note(format!("and its points with                            {name} points >= 30"));
        self.reports.add(report);
        None
    }

    fn claimed_number(&self, file: FileId, number: &ClaimedNumber) -> Option<Number> {
        Some(match number {
            ClaimedNumber::Is(number) => Number::Is(number.value),
            ClaimedNumber::Compare(order, number) => Number::Compare(comparison(*order), number.value),
            ClaimedNumber::From(low, high) if low.value > high.value => {
                let place = Place { file, span: low.span.to(high.span) };
                let message = "No number is claimed here: the first number is more than the second.";
                self.reports.plain(Code::M310, place, message);
                return None;
            }
            ClaimedNumber::From(low, high) => Number::From(low.value, high.value),
        })
    }

    /// The lines or letters from one on, in the direction that is written.
    fn onwards(
        &self,
        file: FileId,
        shown: &str,
        ladder: &Ladder,
        rung: &Rung,
        words: (&str, &str),
    ) -> Option<Vec<u16>> {
        let operator = Operator::Is { negated: false, value: rung.item.clone(), or: rung.or };
        let place = Place { file, span: rung.item.span };
        let number = |_: &Item| Some(rung.number);
        self.rungs(shown, ladder, &operator, place, Scope::of(file, Bare::Segment), words, &number)
            .map(|(numbers, _)| numbers)
    }
}

/// A line or letter, and `or higher` behind it.
struct Rung {
    number: u16,
    item: Item,
    or: Option<(bool, Span)>,
}

enum Number {
    Is(Decimal),
    Compare(ir::Comparison, Decimal),
    From(Decimal, Decimal),
}

fn text_item(text: &Text) -> Item {
    Item { value: ItemValue::Text(text.clone()), span: text.span }
}

fn letter_item(letter: &Letter) -> Item {
    Item { value: ItemValue::Letter(letter.clone()), span: letter.span }
}
