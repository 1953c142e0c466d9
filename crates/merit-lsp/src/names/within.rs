//! Uses inside conditions.

use merit_syntax::tree::{Condition, ConditionKind, History, Item, ItemValue, Operator, OutcomePart, Subject, Texts};

use super::resolve::Resolver;
use super::{SymbolId, SymbolKind};

/// What bare names are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bare {
    /// Properties of this event, then attributes.
    Event(Option<SymbolId>),
    /// Attributes.
    Lead,
    /// Attributes, then scores.
    Segment,
}

/// What is compared.
#[derive(Clone, Copy)]
enum Who {
    Field(SymbolId),
    /// A part of a field has no values of its own.
    Part,
    Tiers(SymbolId),
    Grade(SymbolId),
    Number,
}

impl Resolver<'_> {
    /// The uses in a condition. Its nesting is capped where it is read, so recursion is safe.
    pub(super) fn condition(&mut self, condition: &Condition, bare: Bare) {
        match &condition.kind {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => {
                for part in parts {
                    self.condition(part, bare);
                }
            }
            ConditionKind::Not(part) => self.condition(part, bare),
            ConditionKind::Had(history) => self.history(history),
            ConditionKind::Compare { subject, operator, .. } => {
                let who = self.subject(subject, bare);
                self.operator(operator, who);
            }
        }
    }

    fn history(&mut self, history: &History) {
        let event = self.event(&history.event);
        if let Some(condition) = &history.condition {
            self.condition(condition, Bare::Event(event));
        }
    }

    fn subject(&mut self, subject: &Subject, bare: Bare) -> Option<Who> {
        let (name, rest) = subject.names.split_first()?;
        if let Some(part) = subject.outcome {
            let outcome = self.outcome(name)?;
            return Some(match (part, self.kind(outcome)) {
                (OutcomePart::Tier, Some(SymbolKind::Score)) => Who::Tiers(outcome),
                (OutcomePart::Grade, Some(SymbolKind::Grade)) => Who::Grade(outcome),
                _ => Who::Number,
            });
        }
        let property = match bare {
            Bare::Event(Some(event)) if !subject.lead => self.tables.property(event, &name.text),
            _ => None,
        };
        let attribute = self.tables.attributes.get(&name.text).copied();
        // What is no attribute may be a score of a segment; elsewhere that is a mistake, and the name is still known.
        let outcome = self.tables.outcomes.get(&name.text).copied().filter(|_| !subject.lead);
        let found = self.uses(property.or(attribute).or(outcome), name.span)?;
        Some(match self.kind(found) {
            Some(SymbolKind::Property | SymbolKind::Attribute) if rest.is_empty() => Who::Field(found),
            Some(SymbolKind::Property | SymbolKind::Attribute) => Who::Part,
            _ => Who::Number,
        })
    }

    fn operator(&mut self, operator: &Operator, who: Option<Who>) {
        match operator {
            Operator::Is { value, .. } => self.value(who, value),
            Operator::IsOneOf { values, .. } => {
                for value in values {
                    self.value(who, value);
                }
            }
            Operator::IsIn { list, .. } => self.list(list),
            Operator::StartsWith { texts, .. }
            | Operator::EndsWith { texts, .. }
            | Operator::Contains { texts, .. } => {
                if let Texts::AnyOfList(list) = texts {
                    self.list(list);
                }
            }
            Operator::Includes(text) => {
                if let Some(Who::Field(field)) = who {
                    let choice = self.tables.choice(field, &text.text);
                    self.uses(choice, text.span);
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, who: Option<Who>, item: &Item) {
        match (who, &item.value) {
            (Some(Who::Field(field)), _) => self.choice(field, item),
            (Some(Who::Tiers(score)), ItemValue::Text(text)) => self.tier(Some(score), text),
            (Some(Who::Grade(grade)), ItemValue::Letter(letter)) => {
                self.letter(Some(grade), &letter.text, letter.span);
            }
            _ => {}
        }
    }

    /// A value of a property or attribute, when it is one of its choices.
    pub(super) fn choice(&mut self, field: SymbolId, item: &Item) {
        if let ItemValue::Text(text) = &item.value {
            let choice = self.tables.choice(field, &text.text);
            self.uses(choice, text.span);
        }
    }
}
