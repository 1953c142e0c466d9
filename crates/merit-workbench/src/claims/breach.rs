//! The segments of leads that break a claim.

use merit_ir::{
    Claimed, Condition, GradeId, Membership, Model, ModelClaim, ScoreId, Segment, SegmentId, Source, Target,
};

use super::negation::{as_conditions, not_true};
use crate::concerned::Concerned;

/// The segments: the claim holds when nobody can be in any of them.
pub(super) fn breaches(model: &Model, claim: &ModelClaim) -> Vec<Segment> {
    let meant = || claim.when.clone();
    if let Some((holds, fails)) = as_conditions(model, &claim.claimed) {
        return vec![segment(vec![when(meant(), if claim.always { fails } else { holds })], Vec::new())];
    }
    let Claimed::In { target: Target::Segment(of), .. } = &claim.claimed else { return Vec::new() };
    let Some(of) = model.segments.get(of.index()) else { return Vec::new() };
    // Whoever is not meant is kept out by what has no condition of its own.
    let others = claim.when.as_ref().map(|condition| Membership::When(not_true(condition)));
    let member = |line: &Membership| match line {
        Membership::When(condition) => when(meant(), condition.clone()),
        after @ Membership::After(..) => after.clone(),
    };
    if !claim.always {
        let excludes = of.excludes.iter().cloned().chain(others).collect();
        return vec![segment(of.includes.iter().map(member).collect(), excludes)];
    }
    // Not in it is who no line takes in, or some line keeps out.
    let everybody = Membership::When(claim.when.clone().unwrap_or(Condition::All(Vec::new())));
    let not_taken = segment(vec![everybody], of.includes.clone());
    let kept_out = segment(of.excludes.iter().map(member).collect(), others.into_iter().collect());
    if of.excludes.is_empty() { vec![not_taken] } else { vec![not_taken, kept_out] }
}

fn segment(includes: Vec<Membership>, excludes: Vec<Membership>) -> Segment {
    Segment { name: String::new(), includes, excludes, source: Source::default() }
}

fn when(meant: Option<Condition>, condition: Condition) -> Membership {
    Membership::When(match meant {
        Some(meant) => Condition::All(vec![meant, condition]),
        None => condition,
    })
}

/// What such a segment is called: no name in a file is.
pub(super) fn name(segment: SegmentId) -> String {
    format!("\u{1}breach {}", segment.0)
}

/// A model with these segments, and their numbers. A model has at most so many segments; beyond, none is added.
pub(super) fn added(model: &Model, segments: Vec<Segment>) -> (Model, Vec<SegmentId>) {
    let mut model = model.clone();
    let mut numbers = Vec::new();
    for mut segment in segments {
        let Ok(number) = u16::try_from(model.segments.len()) else { break };
        segment.name = name(SegmentId(number));
        model.segments.push(segment);
        numbers.push(SegmentId(number));
    }
    (model, numbers)
}

/// The model without what does not concern these segments: the same leads are in them, and they are found sooner.
pub(super) fn concerned(model: &Model, segments: &[Segment]) -> Model {
    let mut concerned = Concerned::default();
    for line in segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes)) {
        if let Membership::When(condition) = line {
            concerned.condition(model, condition);
        }
    }
    let Concerned { scores, grades } = concerned.with_parts(model);
    let mut model = model.clone();
    for (_, score) in (0..).zip(&mut model.scores).filter(|(number, _)| !scores.contains(&ScoreId(*number))) {
        score.groups.clear();
        score.sum_of.clear();
        score.resets.clear();
        score.inactivity.clear();
    }
    for (_, grade) in (0..).zip(&mut model.grades).filter(|(number, _)| !grades.contains(&GradeId(*number))) {
        grade.groups.clear();
        grade.no_grade_if.clear();
    }
    for segment in &mut model.segments {
        segment.includes.clear();
        segment.excludes.clear();
    }
    model.triggers.clear();
    model
}
