//! The old model with the names of the new one. A part that has another name and holds the same is told once, as renamed; the rules,
//! cells, segments and triggers that name it are the same as before.

use merit_ir::{Model, Target};

use super::lists;
use super::matching::{Named, pairs};
use super::outcomes::{lines_named, tiers_named};
use super::scores::{grades_named, scores_named};
use super::segments::segments_named;
use crate::words::Words;

/// Renames lists first, because rules are known again by the lists they name; then scores and grades, tiers, segments.
pub(super) fn renamed(old: &Model, new: &Model) -> Model {
    let mut model = old.clone();
    let same = Words::compared(new);
    for (was, is) in partners(&lists::named(&old.lists), &lists::named(&new.lists)) {
        if let (Some(list), Some(other)) = (model.lists.get_mut(was), new.lists.get(is)) {
            list.name.clone_from(&other.name);
        }
    }
    let scores = partners(&scores_named(&model, Words::compared(&model)), &scores_named(new, same));
    let grades = partners(&grades_named(&model, Words::compared(&model)), &grades_named(new, same));
    for (was, is) in scores {
        if let (Some(score), Some(other)) = (model.scores.get_mut(was), new.scores.get(is)) {
            score.name.clone_from(&other.name);
        }
    }
    for (was, is) in grades {
        if let (Some(grade), Some(other)) = (model.grades.get_mut(was), new.grades.get(is)) {
            grade.name.clone_from(&other.name);
        }
    }
    for (was, is) in partners(&tiers_named(&model), &tiers_named(new)) {
        let (Some(tiers), Some(others)) = (model.tiers.get_mut(was), new.tiers.get(is)) else { continue };
        for (was, is) in partners(&lines_named(tiers), &lines_named(others)) {
            if let (Some(line), Some(other)) = (tiers.lines.get_mut(was), others.lines.get(is)) {
                line.name.clone_from(&other.name);
            }
        }
    }
    let segments = partners(&segments_named(&model, Words::compared(&model)), &segments_named(new, same));
    for (was, is) in segments {
        if let (Some(segment), Some(other)) = (model.segments.get_mut(was), new.segments.get(is)) {
            segment.name.clone_from(&other.name);
        }
    }
    let mut triggers = std::mem::take(&mut model.triggers);
    for trigger in &mut triggers {
        let name = match trigger.target {
            Target::Tier(tiers, line) => {
                let tiers = model.tiers.get(tiers.index());
                tiers.and_then(|tiers| tiers.lines.get(usize::from(line))).map(|line| &line.name)
            }
            Target::Segment(segment) => model.segments.get(segment.index()).map(|segment| &segment.name),
            Target::Cell(_) => None,
        };
        if let Some(name) = name {
            trigger.name.clone_from(name);
        }
    }
    model.triggers = triggers;
    model
}

/// Parts of both models that are one.
fn partners(old: &[Named], new: &[Named]) -> Vec<(usize, usize)> {
    pairs(old, new).into_iter().filter_map(|(was, is)| Some((was?, is?))).collect()
}
