//! Which properties of events a rule looks at, and which attributes a model looks at.

use merit_ir::{
    Condition, EventId, Frequencies, HowOften, Membership, Model, Occasion, Pattern, Per, PropertyId, Rule, RuleKind,
    Subject,
};

use super::Words;

/// The names of the properties that a rule tests or counts by, each once.
pub(crate) fn properties_of(words: Words<'_>, rule: &Rule) -> Vec<String> {
    let RuleKind::Event { occasion, how_often, .. } = &rule.kind else { return Vec::new() };
    let mut found: Vec<(EventId, PropertyId)> = Vec::new();
    let patterns = patterns(occasion);
    if let Occasion::Streak { answer, answer_by, .. } = occasion {
        found.push((answer.event, *answer_by));
    }
    for pattern in &patterns {
        if let Some(condition) = &pattern.condition {
            gather(condition, pattern.event, &mut found);
        }
    }
    if let Frequencies::Flat { how_often: HowOften::AtMost(_, Per::Property(property)), .. } = how_often
        && let Some(pattern) = match occasion {
            Occasion::Then { second, .. } => Some(second),
            _ => patterns.first().copied(),
        }
    {
        found.push((pattern.event, *property));
    }
    let mut names = Vec::new();
    for (event, property) in found {
        let name = words.property(event, property).to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn gather(condition: &Condition, event: EventId, found: &mut Vec<(EventId, PropertyId)>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| gather(part, event, found)),
        Condition::Not(inner) => gather(inner, event, found),
        Condition::Test(test) => {
            if let Subject::Property(property) = test.subject {
                found.push((event, property));
            }
        }
        Condition::Had(_) | Condition::Outcome(_) => {}
    }
}

fn patterns(occasion: &Occasion) -> Vec<&Pattern> {
    match occasion {
        Occasion::Single(pattern) | Occasion::Times { pattern, .. } | Occasion::Streak { answer: pattern, .. } => {
            vec![pattern]
        }
        Occasion::Then { first, second, .. } | Occasion::ThenNo { first, second, .. } => vec![first, second],
    }
}

/// For each attribute: whether some rule, segment or reset looks at it.
pub(crate) fn attributes_looked_at(model: &Model) -> Vec<bool> {
    let mut looked_at = vec![false; model.attributes.len()];
    let scores = model.scores.iter().map(|score| &score.groups);
    let groups = scores.chain(model.grades.iter().map(|grade| &grade.groups)).flatten();
    for rule in groups.flat_map(|group| &group.rules) {
        match &rule.kind {
            RuleKind::Event { occasion, .. } => of_occasion(occasion, &mut looked_at),
            RuleKind::Standing { condition, .. } => of_condition(condition, &mut looked_at),
        }
    }
    for reset in model.scores.iter().flat_map(|score| &score.resets) {
        of_occasion(&reset.occasion, &mut looked_at);
    }
    for condition in model.grades.iter().flat_map(|grade| &grade.no_grade_if) {
        of_condition(condition, &mut looked_at);
    }
    for line in model.segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes)) {
        match line {
            Membership::When(condition) => of_condition(condition, &mut looked_at),
            Membership::After(occasion, _) => of_occasion(occasion, &mut looked_at),
        }
    }
    looked_at
}

fn of_occasion(occasion: &Occasion, looked_at: &mut [bool]) {
    for condition in patterns(occasion).into_iter().filter_map(|pattern| pattern.condition.as_ref()) {
        of_condition(condition, looked_at);
    }
}

fn of_condition(condition: &Condition, looked_at: &mut [bool]) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| of_condition(part, looked_at)),
        Condition::Not(inner) => of_condition(inner, looked_at),
        Condition::Test(test) => {
            if let Subject::Attribute(attribute) = test.subject
                && let Some(known) = looked_at.get_mut(attribute.index())
            {
                *known = true;
            }
        }
        Condition::Had(history) => {
            history.condition.iter().for_each(|condition| of_condition(condition, looked_at));
        }
        Condition::Outcome(_) => {}
    }
}
