//! How many points a rule, a group or a score can give, and what is left of them after some time.

use merit_diagnostics::FileId;
use merit_ir::{Decay, Frequencies, HowOften, Model, Per, Rule, RuleKind, TestCase};
use merit_reach::shown;
use merit_syntax::tree::{DecayKind, Statement, StatementKind as Kind};
use merit_values::{Duration, Points};
use merit_workbench::{BoundKind, BoundRow, fading};

use super::row;
use crate::snapshot::Analysis;

/// Ages that people ask about.
const AGES: [u32; 3] = [30, 60, 90];

/// What a rule can give, and what is left of it.
pub(super) fn text(analysis: &Analysis, file: FileId, statement: &Statement) -> Option<String> {
    if matches!(statement.kind, Kind::Reset(_)) {
        return Some("From that instant on, everything this score earned before counts 0.".to_owned());
    }
    let mut sentences = Vec::new();
    let rule = rule_at(analysis, file, statement);
    if let Some(row) = row(analysis, file, statement, &[BoundKind::Rule]) {
        sentences.push(given(row, rule.and_then(plainly)));
    }
    sentences.extend(rule.and_then(left_of));
    (!sentences.is_empty()).then(|| sentences.join("\n\n"))
}

/// What the rules of a group can give together.
pub(super) fn group(analysis: &Analysis, file: FileId, statement: &Statement, name: &str) -> Option<String> {
    let row = row(analysis, file, statement, &[BoundKind::Group])?;
    (row.name == name).then(|| given(row, None))
}

/// What a score can be.
pub(super) fn heading(analysis: &Analysis, file: FileId, statement: &Statement) -> Option<String> {
    let row = row(analysis, file, statement, &[BoundKind::Score, BoundKind::Grade])?;
    Some(ends(row))
}

/// `At least -20, at most 45.`, with how both come about.
pub(super) fn ends(row: &BoundRow) -> String {
    let low = row.lowest.map_or_else(|| "No lowest value".to_owned(), |low| format!("At least {}", shown(low)));
    let high = row.highest.map_or_else(|| "no highest value".to_owned(), |high| format!("at most {}", shown(high)));
    let mut text = format!("**{low}, {high}.**");
    for note in &row.notes {
        text.push_str("\n\n");
        text.push_str(note);
    }
    text
}

/// `at most 45`, or that there is no end.
pub(crate) fn at_most(row: &BoundRow) -> String {
    row.highest.map_or_else(|| "no highest value".to_owned(), |high| format!("at most {}", shown(high)))
}

/// Why a rule gives its own points and no more.
const fn plainly(rule: &Rule) -> Option<&'static str> {
    match &rule.kind {
        RuleKind::Standing { .. } => Some("they stand as long as the condition is true"),
        RuleKind::Event { how_often: Frequencies::Flat { how_often, .. }, .. } => match how_often {
            HowOften::AtMost(1, Per::Ever) => Some("it counts once"),
            _ => None,
        },
        RuleKind::Event { .. } => None,
    }
}

/// What a rule or group can give at one time, and how that comes about; `plainly` where the analysis has nothing to add.
fn given(row: &BoundRow, plainly: Option<&str>) -> String {
    let never = row.notes.iter().any(|note| note == "it can never count");
    let mut details: Vec<&str> = row.notes.iter().map(String::as_str).collect();
    if details.is_empty() {
        details.extend(plainly);
    }
    let details = if details.is_empty() { String::new() } else { format!(": {}", details.join("; ")) };
    match (row.lowest, row.highest) {
        _ if never => "This can never count.".to_owned(),
        (_, None) => "**There is no highest sum**: it counts again and again, and nothing limits it.".to_owned(),
        (None, _) => "**There is no lowest sum**: it counts again and again, and nothing limits it.".to_owned(),
        (Some(low), Some(high)) if high > 0 && low >= 0 => {
            format!("**At most {} points** at one time{details}.", shown(high))
        }
        (Some(low), Some(high)) if low < 0 && high <= 0 => {
            format!("**At least {} points** at one time{details}.", shown(low))
        }
        (Some(low), Some(high)) => format!("**From {} to {} points** at one time{details}.", shown(low), shown(high)),
    }
}

/// The compiled rule that stands in a line.
fn rule_at<'a>(analysis: &'a Analysis, file: FileId, statement: &Statement) -> Option<&'a Rule> {
    let line = analysis.compilation.sources.get(file)?.line_of(statement.span.start);
    let model: &Model = analysis.compilation.understood.as_ref()?;
    let groups =
        model.scores.iter().flat_map(|score| &score.groups).chain(model.grades.iter().flat_map(|g| &g.groups));
    let mut rules = groups.flat_map(|group| &group.rules);
    rules.find(|rule| u32::from(rule.source.file) == file.0 && rule.source.line == line)
}

/// What is left of the points of a rule.
fn left_of(rule: &Rule) -> Option<String> {
    let RuleKind::Event { how_often, decay, expires, .. } = &rule.kind else { return None };
    if decay.is_none() && expires.is_none() {
        return None;
    }
    let points = match how_often {
        Frequencies::Flat { points, .. } => *points,
        Frequencies::Ladder { steps, .. } => *steps.last()?,
    };
    table(*decay, *expires, points)
}

/// What a decay leaves of 100 points.
pub(super) fn of_hundred(kind: DecayKind) -> Option<String> {
    let decay = match kind {
        DecayKind::Never => return None,
        DecayKind::Half(every) => Decay::Half(every.value),
        DecayKind::Evenly(over) => Decay::Evenly(over.value),
        DecayKind::OfOriginal(percent, every) => Decay::OfOriginal(percent.value, every.value),
        DecayKind::OfRemainder(percent, every) => Decay::OfRemainder(percent.value, every.value),
    };
    table(Some(decay), None, Points(100_000_000))
}

fn table(decay: Option<Decay>, expires: Option<Duration>, points: Points) -> Option<String> {
    let left = fading(decay, expires, points, TestCase::USUAL_START, &AGES)?;
    let mut text = format!("| of {points} points | are left |\n|---|---|");
    for (age, left) in AGES.iter().zip(left) {
        text.push_str(&format!("\n| after {age} days | {left} |"));
    }
    Some(text)
}
