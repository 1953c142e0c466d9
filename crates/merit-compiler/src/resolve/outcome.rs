//! Comparisons of outcomes, in segments: scores, tiers, grades and their points.

use merit_diagnostics::{Code, Diagnostic, Place, Safety, Span};
use merit_ir::{GradeId, Outcome, ScoreId, TiersId};
use merit_syntax::tree::{Comparison, Item, ItemValue, Operator, Subject, Text};
use merit_values::Decimal;

use super::Scope;
use super::kinds::Shape;
use super::operator::{comparison, operator_words};
use super::subject::Who;
use crate::context::Context;
use crate::names::Ladder;
use crate::near::{quote, quoted};

impl Context<'_> {
    /// The outcome a condition asks for, and whether it is negated.
    pub(super) fn outcome(
        &self,
        who: &Who<'_>,
        subject: &Subject,
        operator: &Operator,
        operator_span: Span,
        scope: Scope,
    ) -> Option<(Outcome, bool)> {
        let shown = self.words(scope.at(subject.span));
        let at = scope.at(operator_span);
        match who {
            Who::Field { .. } => None,
            Who::Score(score) => {
                let score = ScoreId(*score);
                self.numbers(
                    &shown,
                    operator,
                    at,
                    scope,
                    &|numbers| Outcome::ScoreIs(score, numbers),
                    &|order, number| Outcome::Score(score, order, number),
                    &|low, high| Outcome::ScoreFrom(score, low, high),
                )
            }
            Who::Points(grade) => {
                let grade = GradeId(*grade);
                self.numbers(
                    &shown,
                    operator,
                    at,
                    scope,
                    &|numbers| Outcome::PointsIs(grade, numbers),
                    &|order, number| Outcome::Points(grade, order, number),
                    &|low, high| Outcome::PointsFrom(grade, low, high),
                )
            }
            Who::Tiers(tiers) => {
                let lines = &self.names.tiers.get(usize::from(*tiers))?.lines;
                let rung = |item: &Item| self.tier_rung(lines, item, &shown, scope);
                let (numbers, negated) =
                    self.rungs(&shown, lines, operator, at, scope, ("higher", "lower"), &rung)?;
                Some((Outcome::Tier(TiersId(*tiers), numbers), negated))
            }
            Who::Grade(grade) => {
                match operator {
                    Operator::IsKnown => return Some((Outcome::GradeKnown(GradeId(*grade)), false)),
                    Operator::IsUnknown => return Some((Outcome::GradeKnown(GradeId(*grade)), true)),
                    _ => {}
                }
                let letters = self.names.letters.get(usize::from(*grade))?;
                let rung = |item: &Item| self.letter_rung(letters, item, &shown, scope);
                let (numbers, negated) =
                    self.rungs(&shown, letters, operator, at, scope, ("better", "worse"), &rung)?;
                Some((Outcome::Grade(GradeId(*grade), numbers), negated))
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the three forms of an outcome that is a number")]
    fn numbers(
        &self,
        shown: &str,
        operator: &Operator,
        at: Place,
        scope: Scope,
        is: &dyn Fn(Vec<Decimal>) -> Outcome,
        compare: &dyn Fn(merit_ir::Comparison, Decimal) -> Outcome,
        between: &dyn Fn(Decimal, Decimal) -> Outcome,
    ) -> Option<(Outcome, bool)> {
        let is_place =
            |item: &Item| matches!(&item.value, ItemValue::Text(text) if self.names.places.contains_key(&text.text));
        let behind = match operator {
            Operator::Is { or: Some((better, _)), .. } => Some(*better),
            operator => bound(operator).map(|(better, _)| better),
        };
        let behind = behind.map_or("", |better| if better { " or higher" } else { " or lower" });
        let number = |item: &Item| match &item.value {
            ItemValue::Number(number) => Some(number.value),
            ItemValue::Text(text) if is_place(item) => {
                let message = format!("{shown} is a number, and {} is a tier or another place.", quote(&text.text));
                let report = Diagnostic::new(Code::T208, scope.at(item.span), message)
                    .choice(format!("{shown} tier is {}{behind}", quote(&text.text)));
                self.reports.add(report);
                None
            }
            _ => self.wrong_value(shown, Shape::Number, item, scope),
        };
        match operator {
            Operator::Is { negated, value, or: None } => Some((is(vec![number(value)?]), *negated)),
            Operator::Is { value, .. } if is_place(value) => {
                number(value);
                None
            }
            Operator::IsOneOf { negated, values } => {
                let numbers: Vec<_> = values.iter().map(number).collect();
                Some((is(numbers.into_iter().collect::<Option<_>>()?), *negated))
            }
            Operator::Compare(order, value) => Some((compare(comparison(*order), number(value)?), false)),
            Operator::From(low, high) => {
                let (low, high) = (number(low), number(high));
                Some((between(low?, high?), false))
            }
            Operator::IsKnown | Operator::IsUnknown => {
                self.reports.plain(Code::T208, at, format!("{shown} is always known."));
                None
            }
            _ => {
                let message = format!(
                    "{shown} is a number, so it cannot be compared by \"{}\".",
                    operator_words(&self.words(at))
                );
                let report = Diagnostic::new(Code::T208, at, message)
                    .note("Scores and points are compared by: is, is one of, <, <=, >, >=, from … to.");
                self.reports.add(report);
                None
            }
        }
    }

    /// Numbers of tiers or letters, ascending: highest first in the file.
    #[expect(clippy::too_many_arguments, reason = "tiers and letters differ only in words")]
    pub(super) fn rungs(
        &self,
        shown: &str,
        ladder: &Ladder,
        operator: &Operator,
        at: Place,
        scope: Scope,
        (up, down): (&str, &str),
        rung: &dyn Fn(&Item) -> Option<u16>,
    ) -> Option<(Vec<u16>, bool)> {
        match operator {
            Operator::Is { negated, value, or: None } => Some((vec![rung(value)?], *negated)),
            Operator::Is { negated, value, or: Some((better, span)) } => {
                let written = self.words(scope.at(*span));
                let word = written.split_whitespace().last().unwrap_or("");
                let right = if *better { up } else { down };
                if word != right {
                    let place = scope.at(*span);
                    let message = format!("With {shown} the words are \"or {up}\" and \"or {down}\".");
                    let fixed = if written.starts_with("or") { format!("or {right}") } else { right.to_owned() };
                    let report = Diagnostic::new(Code::T208, place, message).fix(
                        Safety::Safe,
                        format!("or {right}"),
                        [(place, fixed)],
                    );
                    self.reports.add(report);
                    return None;
                }
                let number = rung(value)?;
                let last = u16::try_from(ladder.names.len()).ok()?;
                let range = if *better { 0..number.checked_add(1)? } else { number..last };
                Some((range.collect(), *negated))
            }
            Operator::IsOneOf { negated, values } => {
                let numbers: Vec<_> = values.iter().map(rung).collect();
                let mut numbers: Vec<u16> = numbers.into_iter().collect::<Option<_>>()?;
                numbers.sort_unstable();
                numbers.dedup();
                Some((numbers, *negated))
            }
            Operator::IsKnown | Operator::IsUnknown => {
                self.reports.plain(Code::T208, at, format!("{shown} is always known."));
                None
            }
            _ => {
                let message = format!("{shown} cannot be compared by \"{}\".", operator_words(&self.words(at)));
                let report = Diagnostic::new(Code::T208, at, message)
                    .note(format!("It is compared by: is, is not, is one of, is … or {up}, is … or {down}."));
                let report = match bound(operator) {
                    Some((better, value)) => {
                        let word = if better { up } else { down };
                        let better = format!("is {} or {word}", self.words(scope.at(value.span)));
                        report.fix(Safety::Unsafe, better.clone(), [(at, better)])
                    }
                    None => report,
                };
                self.reports.add(report);
                None
            }
        }
    }

    fn tier_rung(&self, lines: &Ladder, item: &Item, shown: &str, scope: Scope) -> Option<u16> {
        let place = scope.at(item.span);
        let ItemValue::Text(text) = &item.value else {
            let message = format!("{shown} is compared with the quoted name of a tier.");
            self.reports.plain(Code::T208, place, message);
            return None;
        };
        self.tier_line(lines, text, shown.strip_suffix(" tier").unwrap_or(shown), place)
    }

    /// The number of a tier of a score: T206 when there is none.
    pub(super) fn tier_line(&self, lines: &Ladder, tier: &Text, score: &str, place: Place) -> Option<u16> {
        if let Some(number) = lines.by_name.get(&tier.text) {
            return Some(*number);
        }
        if lines.open || self.names.may_be_declared(&tier.text) {
            return None;
        }
        let message = format!("{score} has no tier called {}.", quote(&tier.text));
        let mut report = Diagnostic::new(Code::T206, place, message);
        let names = || lines.names.iter().map(String::as_str);
        if let Some(meant) = self.near.nearest(&tier.text, names()) {
            report = report.label(format!("did you mean {}?", quote(meant)));
            report = report.fix(Safety::Unsafe, quote(meant), [(place, quote(meant))]);
        }
        if !lines.names.is_empty() && self.near.spend(lines.names.len()) {
            report = report.note(format!("Its tiers are {}.", quoted(names().take(20))));
        }
        self.reports.add(report);
        None
    }

    fn letter_rung(&self, letters: &Ladder, item: &Item, shown: &str, scope: Scope) -> Option<u16> {
        let place = scope.at(item.span);
        let name = match &item.value {
            ItemValue::Letter(letter) => &letter.text,
            ItemValue::Text(text) if letters.by_name.contains_key(&text.text) => {
                let report =
                    Diagnostic::new(Code::T208, place, "The letter of a grade is written without quotation marks.")
                        .fix(Safety::Safe, text.text.clone(), [(place, text.text.clone())]);
                self.reports.add(report);
                return None;
            }
            _ => {
                self.reports.plain(Code::T208, place, format!("{shown} is compared with a letter, A to F."));
                return None;
            }
        };
        self.letter(letters, name, shown.strip_suffix(" grade").unwrap_or(shown), place)
    }

    /// The number of a letter of a grade: T206 when there is none.
    pub(super) fn letter(&self, letters: &Ladder, name: &str, grade: &str, place: Place) -> Option<u16> {
        if let Some(number) = letters.by_name.get(name) {
            return Some(*number);
        }
        if !letters.open && !self.names.incomplete {
            let report = Diagnostic::new(Code::T206, place, format!("{grade} has no letter {name}."))
                .note(format!("Its letters are {}.", letters.names.join(", ")));
            self.reports.add(report);
        }
        None
    }
}

/// What a comparison includes beside its value: true for all above, false for all below; and the value.
const fn bound(operator: &Operator) -> Option<(bool, &Item)> {
    match operator {
        Operator::Compare(Comparison::GreaterOrEqual, value) => Some((true, value)),
        Operator::Compare(Comparison::LessOrEqual, value) => Some((false, value)),
        _ => None,
    }
}
