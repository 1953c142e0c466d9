//! Conditions.

use merit_diagnostics::Span;

use super::{Builder, P, child, children, first, has};
use crate::grammar::Rule;
use crate::report;
use crate::tree::{
    Comparison, Condition, ConditionKind, Frequency, History, Item, ItemValue, Operator, OutcomePart, Subject, Texts,
};

/// An order as it is written.
pub(super) fn comparison(pair: &P<'_>) -> Comparison {
    match pair.as_str() {
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        _ => Comparison::GreaterOrEqual,
    }
}

impl Builder<'_, '_> {
    /// The condition inside `pair`; `lead_in` is the word before it, for messages.
    pub(super) fn condition_in(&mut self, pair: &P<'_>, lead_in: &str) -> Option<Condition> {
        let condition = child(pair, Rule::condition)?;
        self.condition(&condition, lead_in)
    }

    fn condition(&mut self, pair: &P<'_>, lead_in: &str) -> Option<Condition> {
        let mut parts = Vec::new();
        let mut joiners: Vec<P<'_>> = Vec::new();
        let mut written = Vec::new();
        for inner in pair.clone().into_inner() {
            if inner.as_rule() == Rule::joiner {
                joiners.push(inner);
            } else {
                parts.push(self.unary(&inner)?);
                written.push(inner);
            }
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        let is_or = |joiner: &P<'_>| has(joiner, Rule::kw_or);
        let or = joiners.first().is_some_and(is_or);
        if let (Some(first), Some(other)) = (joiners.first(), joiners.iter().find(|joiner| is_or(joiner) != or)) {
            let places = (self.place(self.span(other)), self.place(self.span(first)));
            let ors: Vec<bool> = joiners.iter().map(is_or).collect();
            let texts: Vec<String> = written.iter().map(|part| report::one_line(part.as_str())).collect();
            self.report(report::mixed_and_or(places, lead_in, &texts, &ors));
        }
        let kind = if or { ConditionKind::Or(parts) } else { ConditionKind::And(parts) };
        Some(Condition { kind, span: self.span(pair) })
    }

    fn unary(&mut self, pair: &P<'_>) -> Option<Condition> {
        let inner = first(pair)?;
        let span = self.span(&inner);
        Some(match inner.as_rule() {
            Rule::negation => {
                let negated = self.condition_in(&inner, "")?;
                Condition { kind: ConditionKind::Not(Box::new(negated)), span }
            }
            Rule::bracketed => Condition { span, ..self.condition_in(&inner, "")? },
            Rule::history => {
                let history = self.history(&inner)?;
                Condition { kind: ConditionKind::Had(Box::new(history)), span }
            }
            _ => {
                let subject = self.subject(&child(&inner, Rule::subject)?)?;
                let written = child(&inner, Rule::operator)?;
                let operator = self.operator(&first(&written)?)?;
                let operator_span = self.span(&written);
                Condition { kind: ConditionKind::Compare { subject, operator, operator_span }, span }
            }
        })
    }

    fn history(&mut self, pair: &P<'_>) -> Option<History> {
        let condition = match child(pair, Rule::history_where) {
            Some(part) => Some(self.condition_in(&part, "")?),
            None => None,
        };
        let frequency = match child(pair, Rule::frequency) {
            Some(written) => {
                let whole = child(&written, Rule::whole)?;
                Some(if has(&written, Rule::kw_exactly) {
                    Frequency::Exactly(self.count(&whole))
                } else if has(&written, Rule::kw_fewer) {
                    Frequency::FewerThan(self.count(&whole))
                } else {
                    Frequency::AtLeast(self.count(&whole))
                })
            }
            None => None,
        };
        let within = child(pair, Rule::in_the_last).and_then(|last| self.length_in(&last));
        Some(History { none: has(pair, Rule::kw_no), event: self.name_in(pair)?, condition, frequency, within })
    }

    fn subject(&mut self, pair: &P<'_>) -> Option<Subject> {
        let path = child(pair, Rule::path)?;
        let names = children(&path, Rule::name).map(|name| self.name(&name)).collect();
        let outcome = pair.clone().into_inner().find_map(|inner| match inner.as_rule() {
            Rule::kw_tier => Some(OutcomePart::Tier),
            Rule::kw_grade => Some(OutcomePart::Grade),
            Rule::kw_points => Some(OutcomePart::Points),
            _ => None,
        });
        Some(Subject { lead: has(&path, Rule::kw_lead), names, outcome, span: self.span(pair) })
    }

    fn operator(&mut self, pair: &P<'_>) -> Option<Operator> {
        Some(match pair.as_rule() {
            Rule::is_operator => self.is_operator(pair)?,
            Rule::starts_with => Operator::StartsWith { negated: false, texts: self.texts(pair)? },
            Rule::ends_with => Operator::EndsWith { negated: false, texts: self.texts(pair)? },
            Rule::contains => {
                Operator::Contains { negated: false, word: has(pair, Rule::kw_word), texts: self.texts(pair)? }
            }
            Rule::does_not => {
                let inner = pair.clone().into_inner().last()?;
                let texts = self.texts(&inner)?;
                match inner.as_rule() {
                    Rule::not_start => Operator::StartsWith { negated: true, texts },
                    Rule::not_end => Operator::EndsWith { negated: true, texts },
                    _ => Operator::Contains { negated: true, word: has(&inner, Rule::kw_word), texts },
                }
            }
            Rule::includes => Operator::Includes(self.text_in(pair)?),
            Rule::ordered => Operator::Compare(comparison(&child(pair, Rule::comparator)?), self.value_in(pair)?),
            Rule::from_to => {
                let mut values = children(pair, Rule::value);
                let (from, to) = (values.next()?, values.next()?);
                Operator::From(self.item(&from)?, self.item(&to)?)
            }
            Rule::in_time if has(pair, Rule::kw_last) => Operator::InTheLast(self.length_in(pair)?),
            Rule::in_time => Operator::InTheNext(self.length_in(pair)?),
            _ => Operator::MoreThanAgo(self.length_in(pair)?),
        })
    }

    fn is_operator(&mut self, pair: &P<'_>) -> Option<Operator> {
        let negated = has(pair, Rule::kw_not);
        if has(pair, Rule::kw_known) {
            return Some(Operator::IsKnown);
        }
        if has(pair, Rule::kw_unknown) {
            return Some(Operator::IsUnknown);
        }
        if let Some(part) = child(pair, Rule::is_one_of) {
            return Some(Operator::IsOneOf { negated, values: self.items_in(&part)? });
        }
        if let Some(part) = child(pair, Rule::is_in) {
            return Some(Operator::IsIn { negated, list: self.name_in(&part)? });
        }
        let value = self.value_in(pair)?;
        Some(Operator::Is { negated, value, or: self.or_part(pair) })
    }

    /// `or higher`, `or better` is true; with where it stands.
    pub(super) fn or_part(&self, pair: &P<'_>) -> Option<(bool, Span)> {
        let part = child(pair, Rule::or_part)?;
        Some((has(&part, Rule::kw_higher) || has(&part, Rule::kw_better), self.span(&part)))
    }

    fn value_in(&mut self, pair: &P<'_>) -> Option<Item> {
        let value = child(pair, Rule::value)?;
        self.item(&value)
    }

    fn texts(&mut self, pair: &P<'_>) -> Option<Texts> {
        let texts = child(pair, Rule::texts)?;
        if let Some(text) = self.text_in(&texts) {
            return Some(Texts::One(text));
        }
        if let Some(list) = self.name_in(&texts) {
            return Some(Texts::AnyOfList(list));
        }
        let items = self.items_in(&texts)?;
        if let Some(other) = items.iter().find(|item| !matches!(item.value, ItemValue::Text(_))) {
            let place = self.place(other.span);
            self.report(report::quoted_text_wanted(place));
        }
        Some(Texts::AnyOf(items))
    }
}
