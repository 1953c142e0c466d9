//! What the rest of a statement needs of an event: the properties that its condition asks about or that a test gives it, and
//! the one that a limit is counted per.

use merit_diagnostics::FileId;
use merit_syntax::tree::{
    Clause, ClauseKind, Condition, ConditionKind, HowOftenKind, IncludeWhat, Name, Occasion, OccasionKind, Pattern,
    PerKind, StatementKind,
};

use super::vocabulary::{Vocabulary, bare};

/// True when an event that is written into a statement has what the statement asks of it, as far as that can be seen.
pub(super) fn met(statement: &str, event: &str, words: &Vocabulary) -> bool {
    let parsed = merit_syntax::parse(FileId(0), statement);
    let needs = Needs { event: bare(event), words };
    parsed.tree.statements.iter().all(|statement| match &statement.kind {
        StatementKind::Rule(rule) => needs.by_occasion(&rule.occasion, &rule.clauses),
        StatementKind::Reset(reset) => needs.by_occasion(&reset.occasion, &reset.clauses),
        StatementKind::Include(include) => match &include.what {
            IncludeWhat::When(condition) => needs.by_history(condition),
            IncludeWhat::After(occasion, _) => needs.by_occasion(occasion, &[]),
        },
        StatementKind::Happens(happens) => {
            !needs.is_asked(&happens.event) || happens.settings.iter().all(|setting| needs.has(&setting.name))
        }
        _ => true,
    })
}

struct Needs<'a> {
    event: &'a str,
    words: &'a Vocabulary,
}

impl Needs<'_> {
    fn by_occasion(&self, occasion: &Occasion, clauses: &[Clause]) -> bool {
        let per =
            |pattern: &Pattern| !self.is_asked(&pattern.event) || clauses.iter().all(|clause| self.by_per(clause));
        match &occasion.kind {
            OccasionKind::If(condition) => self.by_history(condition),
            OccasionKind::Single(pattern) | OccasionKind::Times { pattern, .. } => {
                self.by_pattern(pattern) && per(pattern)
            }
            OccasionKind::Then { first, no, second, .. } => {
                self.by_pattern(first) && self.by_pattern(second) && per(if *no { first } else { second })
            }
            OccasionKind::Streak { answer, .. } => self.by_pattern(answer),
        }
    }

    fn by_pattern(&self, pattern: &Pattern) -> bool {
        pattern.condition.as_ref().is_none_or(|condition| {
            self.by_history(condition) && (!self.is_asked(&pattern.event) || self.by_condition(condition))
        })
    }

    fn by_per(&self, clause: &Clause) -> bool {
        let ClauseKind::HowOften(how_often) = &clause.kind else { return true };
        let (HowOftenKind::Once(Some(per)) | HowOftenKind::AtMost(_, Some(per))) = &how_often.kind else {
            return true;
        };
        let PerKind::Property(property) = &per.kind else { return true };
        self.has(property)
    }

    /// A condition of the event itself.
    fn by_condition(&self, condition: &Condition) -> bool {
        match &condition.kind {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => parts.iter().all(|part| self.by_condition(part)),
            ConditionKind::Not(part) => self.by_condition(part),
            ConditionKind::Had(_) => true,
            ConditionKind::Compare { subject, .. } => {
                let name = subject.names.first().filter(|_| !subject.lead);
                name.is_none_or(|name| self.words.attribute(&name.text).is_some() || self.has(name))
            }
        }
    }

    /// What a condition asks about the past of the event.
    fn by_history(&self, condition: &Condition) -> bool {
        match &condition.kind {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => parts.iter().all(|part| self.by_history(part)),
            ConditionKind::Not(part) => self.by_history(part),
            ConditionKind::Had(history) => {
                let condition = history.condition.as_ref().filter(|_| self.is_asked(&history.event));
                condition.is_none_or(|condition| self.by_condition(condition))
            }
            ConditionKind::Compare { .. } => true,
        }
    }

    fn is_asked(&self, event: &Name) -> bool {
        event.text == self.event
    }

    /// The event has such a property, or no event has.
    fn has(&self, property: &Name) -> bool {
        let has =
            |event: &super::vocabulary::Event| event.fields.iter().any(|field| bare(&field.name) == property.text);
        self.words.event(self.event).is_some_and(has) || !self.words.events.iter().any(has)
    }
}
