//! M310: outcomes compared with what they can never be, or always are.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::Outcome;
use merit_reach::shown;

use super::clash::{Between, outcome_stretch};
use super::literals::{Atom, literal, walk};
use super::{Subject, sums};
use crate::resolved::CondKind;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let context = subject.context;
    let conditions = context.conditions.borrow();
    let hopeless = subject.hopeless.borrow();
    for (_, written) in conditions.iter().enumerate().filter(|(number, _)| !hopeless.contains(number)) {
        walk(&written.condition, &mut |condition, positive, _| {
            let CondKind::Outcome { .. } = condition.kind else { return };
            let Some(literal) = literal(condition, positive) else { return };
            let Atom::Outcome(outcome) = literal.atom else { return };
            let Some((holds, why)) = settled(subject, outcome) else { return };
            let word = if holds == literal.positive { "always" } else { "never" };
            let verb = if word == "never" { "can never be" } else { "is always" };
            let message = format!("This {verb} true: {why}.");
            context.reports.add(Diagnostic::new(Code::M310, written.at(literal.span), message));
        });
    }
}

/// Whether an outcome always holds or never does, and why.
fn settled(subject: &Subject<'_, '_>, outcome: &Outcome) -> Option<(bool, String)> {
    let names = &subject.context.names;
    if let Outcome::Tier(tiers, lines) = outcome {
        let entry = names.tiers.get(tiers.index()).filter(|entry| !entry.lines.open)?;
        let all = lines.len() >= entry.lines.names.len();
        return all.then(|| (true, format!("these are all tiers of {}", entry.block.name)));
    }
    let (name, are, least, most) = match outcome {
        Outcome::Score(score, ..) | Outcome::ScoreIs(score, _) | Outcome::ScoreFrom(score, ..) => {
            let most = sums::highest(subject, score.0).map(|most| most.points);
            (names.scores.get(score.index())?.name.clone(), "is", sums::lowest(subject, score.0), most)
        }
        Outcome::Points(grade, ..) | Outcome::PointsIs(grade, _) | Outcome::PointsFrom(grade, ..) => {
            let most = sums::highest_points(subject, grade.0).map(|most| most.points);
            (format!("the points of {}", names.grades.get(grade.index())?.name), "are", None, most)
        }
        Outcome::Tier(..) | Outcome::Grade(..) | Outcome::GradeKnown(_) => return None,
    };
    let possible = Between { low: least.unwrap_or(i128::MIN), high: most.unwrap_or(i128::MAX) };
    let asked = outcome_stretch(outcome)?;
    if asked.low > asked.high {
        return None;
    }
    let limits = match (least, most) {
        (Some(least), Some(most)) if least == most => format!("{name} {are} always {}", shown(most)),
        (Some(least), Some(most)) => format!("{name} {are} between {} and {}", shown(least), shown(most)),
        (None, Some(most)) => format!("{name} {are} never more than {}", shown(most)),
        (Some(least), None) => format!("{name} {are} never less than {}", shown(least)),
        (None, None) => return None,
    };
    if !asked.meets(possible) {
        return Some((false, limits));
    }
    asked.covers(possible).then_some((true, limits))
}
