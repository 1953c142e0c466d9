//! An evaluation against what a run expects.

use merit_engine::Evaluation;
use merit_ir::{GradeId, MatrixId, Model, SegmentId, TiersId};

use crate::case::{Expect, Run};

/// What is wrong.
pub(crate) fn check(model: &Model, run: &Run, evaluation: &Evaluation) -> Vec<String> {
    let mut wrong = Vec::new();
    for expect in &run.expect {
        let actual = actual(model, expect, evaluation);
        if actual.as_deref() != Some(expect.is.as_str()) {
            let what = [&expect.score, &expect.tier, &expect.grade, &expect.points, &expect.cell, &expect.segment];
            let what = what.into_iter().flatten().chain(&expect.label).next().cloned().unwrap_or_default();
            wrong.push(format!("{} {what} is {actual:?}, expected {:?}", expect.lead, expect.is));
        }
    }
    if let Some(expected) = &run.changes {
        let changes: Vec<String> = evaluation.transitions.iter().map(change).collect();
        if changes != *expected {
            wrong.push(format!("changes are {changes:#?}, expected {expected:#?}"));
        }
    }
    if let Some(expected) = &run.due {
        let due: Vec<String> = evaluation.due.iter().map(|due| format!("{} {}", due.due, due.key(model))).collect();
        if due != *expected {
            wrong.push(format!("due are {due:#?}, expected {expected:#?}"));
        }
    }
    wrong
}

fn change(transition: &merit_ir::Transition) -> String {
    let word = if transition.enters { "enters" } else { "leaves" };
    format!("{} {} {word} {}", transition.at, transition.lead, transition.name)
}

/// The value asked for as text; none when there is no such lead or name.
fn actual(model: &Model, expect: &Expect, evaluation: &Evaluation) -> Option<String> {
    let results = &evaluation.results;
    let lead = results.leads.iter().position(|lead| lead == expect.lead)?;
    let none = || "none".to_owned();
    if let Some(name) = &expect.score {
        let score = model.scores.iter().position(|score| score.name == *name)?;
        return Some(results.scores[score][lead].to_string());
    }
    if let Some(name) = &expect.tier {
        let score = model.scores.iter().position(|score| score.name == *name)?;
        let tiers = model.tiers.iter().position(|tiers| tiers.score.index() == score)?;
        return results.tier(model, TiersId(u16::try_from(tiers).unwrap()), lead).map(str::to_owned);
    }
    if let Some(name) = expect.grade.as_ref().or(expect.points.as_ref()) {
        let grade = model.grades.iter().position(|grade| grade.name == *name)?;
        let letter = || results.grade(model, GradeId(u16::try_from(grade).unwrap()), lead);
        let points = || results.points[grade][lead].to_string();
        return Some(if expect.grade.is_some() { letter().map_or_else(none, str::to_owned) } else { points() });
    }
    if let Some(name) = &expect.cell {
        let matrix = model.matrices.iter().position(|matrix| matrix.name == *name)?;
        let cell = results.cell(model, MatrixId(u16::try_from(matrix).unwrap()), lead);
        return Some(cell.map_or_else(none, str::to_owned));
    }
    if let Some(name) = &expect.segment {
        let segment = model.segments.iter().position(|segment| segment.name == *name)?;
        let inside = results.is_in(SegmentId(u16::try_from(segment).unwrap()), lead);
        return Some(if inside { "in" } else { "out" }.to_owned());
    }
    let label = expect.label.as_ref()?;
    let (_, subtotals) = evaluation.labels.iter().find(|(name, _)| name == label)?;
    Some(subtotals[lead].to_string())
}
