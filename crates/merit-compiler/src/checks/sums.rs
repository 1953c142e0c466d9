//! The highest and lowest sums, with their derivations in the words of the file.

use merit_diagnostics::{FileId, Place};
use merit_ir::{GradeId, ScoreId, Source};
use merit_reach::{End, Giver, Millionths, shown};

use super::Subject;
use crate::context::Context;

/// The highest value, and how it comes about.
pub(super) struct Highest {
    pub(super) points: Millionths,
    /// `45 = 15 (line 21: 1+2+3+4+5) + 15 (line 22) + 15 (line 23).`
    pub(super) derivation: String,
    /// The range ends before the sum does.
    pub(super) by_range: bool,
}

/// The highest value of a score; `None` when there is no end.
pub(super) fn highest(subject: &Subject<'_, '_>, score: u16) -> Option<Highest> {
    let end = &subject.reach.score(ScoreId(score))?.highest;
    let block = subject.context.names.scores.get(usize::from(score))?;
    let line = |place: Option<Place>| {
        place.map_or_else(String::new, |place| subject.context.line_seen_from(place, block.file))
    };
    let start = || line(block.block.starts.first().map(|line| block.at(line.statement.span)));
    let points = end.value?;
    let derivation = if end.by_range {
        let range = line(block.block.ranges.first().map(|line| block.at(line.statement.span)));
        format!("{} is the top of the range ({range}).", shown(points))
    } else {
        end.derivation(&|giver| place(subject.context, giver, block.file, &start))
    };
    Some(Highest { points, derivation, by_range: end.by_range })
}

/// The highest points of a grade.
pub(super) fn highest_points(subject: &Subject<'_, '_>, grade: u16) -> Option<Highest> {
    let end: &End = &subject.reach.grade(GradeId(grade))?.highest;
    let block = subject.context.names.grades.get(usize::from(grade))?;
    let start = || {
        let place = block.block.starts.first().map(|line| block.at(line.statement.span));
        place.map_or_else(String::new, |place| subject.context.line_seen_from(place, block.file))
    };
    let derivation = end.derivation(&|giver| place(subject.context, giver, block.file, &start));
    Some(Highest { points: end.value?, derivation, by_range: false })
}

/// The lowest value of a score; `None` when there is no end.
pub(super) fn lowest(subject: &Subject<'_, '_>, score: u16) -> Option<Millionths> {
    subject.reach.score(ScoreId(score))?.lowest.value
}

/// Where a giver stands, seen from a file.
pub(crate) fn place(context: &Context<'_>, giver: &Giver, here: FileId, start: &dyn Fn() -> String) -> String {
    let names = &context.names;
    let line = |source: &Source| {
        let file = FileId(source.file.into());
        if file == here {
            return format!("line {}", source.line);
        }
        format!("{}:{}", context.file_name(file), source.line)
    };
    match giver {
        Giver::Start => start(),
        Giver::Score(score) => names.scores.get(score.index()).map_or_else(String::new, |score| score.name.clone()),
        Giver::Grade(grade) => names.grades.get(grade.index()).map_or_else(String::new, |grade| grade.name.clone()),
        Giver::Rule(source) | Giver::Lid(source) | Giver::Silence(source) => line(source),
    }
}
