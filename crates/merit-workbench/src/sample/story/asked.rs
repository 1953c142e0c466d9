//! What a model asks of one attribute or property.

use merit_ir::{
    AttributeId, Check, Condition, EventId, Membership, Model, Occasion, Part, Pattern, PropertyId, RuleKind, Subject,
};

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// The lead's.
    Attribute(AttributeId),
    /// An event's.
    Property(EventId, PropertyId),
}

/// Every check of it in the model.
pub(super) fn checks(model: &Model, whose: Whose) -> Vec<(Part, &Check)> {
    let mut asked = Asked { whose, found: Vec::new() };
    let groups = model.scores.iter().flat_map(|score| &score.groups);
    for rule in groups.chain(model.grades.iter().flat_map(|grade| &grade.groups)).flat_map(|group| &group.rules) {
        match &rule.kind {
            RuleKind::Event { occasion, .. } => asked.occasion(occasion),
            RuleKind::Standing { condition, .. } => asked.condition(condition, None),
        }
    }
    for reset in model.scores.iter().flat_map(|score| &score.resets) {
        asked.occasion(&reset.occasion);
    }
    for condition in model.grades.iter().flat_map(|grade| &grade.no_grade_if) {
        asked.condition(condition, None);
    }
    for line in model.segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes)) {
        match line {
            Membership::When(condition) => asked.condition(condition, None),
            Membership::After(occasion, _) => asked.occasion(occasion),
        }
    }
    asked.found
}

struct Asked<'m> {
    whose: Whose,
    found: Vec<(Part, &'m Check)>,
}

impl<'m> Asked<'m> {
    fn occasion(&mut self, occasion: &'m Occasion) {
        match occasion {
            Occasion::Single(one) | Occasion::Times { pattern: one, .. } | Occasion::Streak { answer: one, .. } => {
                self.pattern(one);
            }
            Occasion::Then { first, second, .. } | Occasion::ThenNo { first, second, .. } => {
                self.pattern(first);
                self.pattern(second);
            }
        }
    }

    fn pattern(&mut self, pattern: &'m Pattern) {
        if let Some(condition) = &pattern.condition {
            self.condition(condition, Some(pattern.event));
        }
    }

    fn condition(&mut self, condition: &'m Condition, event: Option<EventId>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part, event));
            }
            Condition::Not(part) => self.condition(part, event),
            Condition::Test(test) => {
                let whose = match (test.subject, event) {
                    (Subject::Attribute(attribute), _) => Some(Whose::Attribute(attribute)),
                    (Subject::Property(property), Some(event)) => Some(Whose::Property(event, property)),
                    (Subject::Property(_), None) => None,
                };
                if whose == Some(self.whose) {
                    self.found.push((test.part, &test.check));
                }
            }
            Condition::Had(history) => {
                if let Some(condition) = &history.condition {
                    self.condition(condition, Some(history.event));
                }
            }
            Condition::Outcome(_) => {}
        }
    }
}
