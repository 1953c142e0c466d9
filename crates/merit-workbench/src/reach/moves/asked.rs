//! Which occasions matter for a goal.

use std::borrow::Cow;

use merit_ir::{Condition, Frequency, Group, History, Membership, Model, Occasion, Pattern, RuleKind, Target};

use super::{One, days, how, of_how_often};
use crate::concerned::Concerned;
use crate::reach::search::Goal;

/// What matters for a goal.
pub(super) struct Asked<'m> {
    pub(super) occasions: Vec<One<'m>>,
    /// Days after which something ends, begins or fades.
    pub(super) waits: Vec<i32>,
}

/// Patterns that conditions on the past ask for live as long as the goal is looked at.
pub(super) fn asked<'m>(model: &'m Model, goal: &Goal<'_>) -> Asked<'m> {
    let mut asked = Asked { occasions: Vec::new(), waits: vec![1] };
    let (mut concerned, mut conditions) = (Concerned::default(), Vec::new());
    let Concerned { scores, grades } = &mut concerned;
    match goal.target {
        Target::Tier(tiers, _) => scores.extend(model.tiers.get(tiers.index()).map(|of| of.score)),
        Target::Cell(matrix) => {
            let Some(of) = model.matrices.get(matrix.index()) else { return asked };
            scores.extend(model.tiers.get(of.rows.index()).map(|of| of.score));
            match of.columns {
                merit_ir::MatrixColumns::Grade(grade) => grades.push(grade),
                merit_ir::MatrixColumns::Tiers(tiers) => {
                    scores.extend(model.tiers.get(tiers.index()).map(|of| of.score));
                }
            }
        }
        Target::Segment(segment) => {
            let Some(of) = model.segments.get(segment.index()) else { return asked };
            for line in of.includes.iter().chain(&of.excludes) {
                match line {
                    Membership::When(condition) => conditions.push(condition),
                    Membership::After(occasion, lasts) => {
                        let (bundles, delays) = (Vec::new(), Vec::new());
                        asked.occasions.push(One { occasion: Cow::Borrowed(occasion), bundles, delays, fresh: None });
                        asked.waits.extend(lasts.map(days));
                    }
                }
            }
        }
    }
    for condition in &conditions {
        concerned.condition(model, condition);
    }
    let Concerned { scores, grades } = concerned.with_parts(model);
    for score in scores {
        let Some(of) = model.scores.get(score.index()) else { continue };
        of_groups(&of.groups, &mut asked, &mut conditions);
        for reset in &of.resets {
            let (bundles, delays, fresh) = of_how_often(reset.how_often);
            asked.occasions.push(One { occasion: Cow::Borrowed(&reset.occasion), bundles, delays, fresh });
        }
        for stage in of.inactivity.iter().flat_map(|block| &block.stages) {
            asked.waits.push(days(stage.after));
        }
    }
    for grade in grades {
        let Some(of) = model.grades.get(grade.index()) else { continue };
        of_groups(&of.groups, &mut asked, &mut conditions);
        conditions.extend(&of.no_grade_if);
    }
    for condition in conditions {
        past(condition, &mut asked);
    }
    asked
}

fn of_groups<'m>(groups: &'m [Group], asked: &mut Asked<'m>, conditions: &mut Vec<&'m Condition>) {
    for rule in groups.iter().flat_map(|group| &group.rules) {
        match &rule.kind {
            RuleKind::Standing { condition, .. } => conditions.push(condition),
            RuleKind::Event { occasion, how_often, decay, expires } => {
                let (bundles, delays, fresh) = how(how_often);
                asked.occasions.push(One { occasion: Cow::Borrowed(occasion), bundles, delays, fresh });
                asked.waits.extend(expires.map(days));
                if let Some(decay) = decay {
                    let length = match decay {
                        merit_ir::Decay::Half(length)
                        | merit_ir::Decay::Evenly(length)
                        | merit_ir::Decay::OfOriginal(_, length)
                        | merit_ir::Decay::OfRemainder(_, length) => days(*length),
                    };
                    asked.waits.extend([length, length.saturating_mul(3)]);
                }
            }
        }
    }
}

/// Events that conditions on the past ask for.
fn past<'m>(condition: &'m Condition, asked: &mut Asked<'m>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| past(part, asked)),
        Condition::Not(part) => past(part, asked),
        Condition::Had(history) => of_history(history, asked),
        Condition::Test(_) | Condition::Outcome(_) => {}
    }
}

fn of_history(history: &History, asked: &mut Asked<'_>) {
    let count = match history.frequency {
        Frequency::AtLeast(count) | Frequency::Exactly(count) | Frequency::FewerThan(count) => count as usize,
    };
    let pattern = Pattern { event: history.event, condition: history.condition.clone() };
    let occasion = Cow::Owned(Occasion::Single(pattern));
    let bundles = if count > 1 { vec![count] } else { Vec::new() };
    asked.occasions.push(One { occasion, bundles, delays: vec![1], fresh: None });
    asked.waits.extend(history.within.map(days));
}
