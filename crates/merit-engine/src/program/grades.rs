//! Grades of leads whose attributes answer alike: there are many leads, but few lists of answers.

use merit_values::Decimal;

use super::Closed;
use crate::check::Now;
use crate::part::Part;
use crate::plan::{Expression, Plan, RuleKindPlan};
use crate::standing::{Facts, Outcomes};
use crate::ways::Ways;

/// So many steps from answers to grades are remembered.
const MOST: usize = 1 << 16;

/// The grades of the leads of a part found so far, at one instant.
#[derive(Debug)]
pub(crate) struct KnownGrades<'p> {
    /// The attributes that grades ask: for each lead the number of its answers.
    attributes: Vec<&'p [u32]>,
    /// From the number of the answers of each attribute, 0 where there is none, to `known`.
    ways: Ways,
    known: Vec<(Vec<Decimal>, Vec<u16>)>,
}

impl<'p> KnownGrades<'p> {
    /// Nothing where grades ask for something beside attributes whose answers stay as they are.
    pub(crate) fn of(plan: &Plan, part: &'p Part) -> Option<Self> {
        let mut attributes = Vec::new();
        let mut all = !plan.grades.is_empty();
        for grade in &plan.grades {
            for rule in grade.groups.iter().flat_map(|group| &group.rules) {
                match &rule.kind {
                    RuleKindPlan::Standing { expression, .. } => all &= asked(plan, expression, &mut attributes),
                    RuleKindPlan::Event { .. } => all = false,
                }
            }
            all &= grade.no_grade_if.iter().all(|condition| asked(plan, condition, &mut attributes));
        }
        attributes.sort_unstable();
        attributes.dedup();
        all &= !attributes.is_empty();
        let attributes = attributes.into_iter().map(|attribute| part.attributes.answers(attribute)).collect();
        all.then(|| Self { attributes, ways: Ways::default(), known: Vec::new() })
    }

    /// Sets the grades of a lead.
    pub(crate) fn set(&mut self, closed: &Closed<'_>, now: Now, outcomes: &mut Outcomes) {
        if !closed.changes.is_empty() {
            return closed.set_grades(now, outcomes);
        }
        let Self { attributes, ways, known } = self;
        let lead = closed.lead as usize;
        // What is unknown is the largest number.
        let answers = attributes.iter().map(|answers| answers.get(lead).map_or(0, |answer| answer.wrapping_add(1)));
        if let Some((points, grades)) = ways.find(answers.clone()).and_then(|place| known.get(place as usize)) {
            outcomes.points.clear();
            outcomes.grades.clear();
            // There are few of them: calls to copy them would take longer.
            points.iter().for_each(|points| outcomes.points.push(*points));
            grades.iter().for_each(|grade| outcomes.grades.push(*grade));
            return;
        }
        closed.set_grades(now, outcomes);
        if ways.len() < MOST
            && let Ok(place) = known.len().try_into()
        {
            ways.learn(&answers.collect::<Vec<_>>(), place);
            known.push((outcomes.points.clone(), outcomes.grades.clone()));
        }
    }
}

/// Adds the attributes that a condition asks; false when it asks for something else, or for the time.
fn asked(plan: &Plan, expression: &Expression, attributes: &mut Vec<usize>) -> bool {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().all(|part| asked(plan, part, attributes)),
        Expression::Not(inner) => asked(plan, inner, attributes),
        Expression::Attribute(test) => {
            let attribute = plan.attribute_tests[*test].attribute;
            attributes.push(attribute);
            !plan.attributes[attribute].is_dated
        }
        Expression::Row(_) | Expression::Had(_) | Expression::Outcome(_) => false,
    }
}
