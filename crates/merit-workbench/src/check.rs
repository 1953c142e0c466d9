//! One claim against one evaluation.

use merit_engine::Evaluation;
use merit_ir::{Claim, GradeId, Model, NO_GRADE, Target};
use merit_values::Decimal;

/// What was expected, and what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) expected: String,
    pub(crate) actual: String,
}

/// Compares; the lead of the test is the only one.
pub(crate) fn check(model: &Model, claim: &Claim, evaluation: &Evaluation) -> Result<(), Mismatch> {
    let results = &evaluation.results;
    match claim {
        Claim::Score(score, expected) => number(*expected, column(results.scores.get(score.index()))),
        Claim::Points(grade, expected) => number(*expected, column(results.points.get(grade.index()))),
        Claim::Label(label, expected) => {
            let subtotals = evaluation.labels.iter().find(|(name, _)| name == label).map(|(_, values)| values);
            number(*expected, column(subtotals))
        }
        Claim::Tier(tiers, line) => {
            let lines = model.tiers.get(tiers.index()).map_or(&[][..], |tiers| &tiers.lines);
            let name = |line: u16| lines.get(usize::from(line)).map(|line| quoted(&line.name));
            let actual = column(results.tiers.get(tiers.index()));
            same(actual == Some(*line), name(*line), actual.and_then(name))
        }
        Claim::Grade(grade, letter) => {
            let actual = column(results.grades.get(grade.index()));
            let shown = actual.and_then(|letter| letter_name(model, *grade, letter));
            same(actual == Some(*letter), letter_name(model, *grade, *letter), shown)
        }
        Claim::NoGrade(grade) => {
            let actual = column(results.grades.get(grade.index()));
            let shown = actual.and_then(|letter| letter_name(model, *grade, letter));
            same(actual == Some(NO_GRADE), Some("no grade".to_owned()), shown)
        }
        Claim::In { target, name, expected } => {
            let (inside, instead) = place(model, *target, name, evaluation);
            let said = |inside: bool| if inside { format!("in {}", quoted(name)) } else { not_in(name) };
            let actual = match instead {
                Some(other) if !inside => format!("{}, but in {}", not_in(name), quoted(other)),
                _ => said(inside),
            };
            same(inside == *expected, Some(said(*expected)), Some(actual))
        }
        Claim::Trigger { action, expected } => {
            let name = model.actions.get(action.index()).map_or("", |action| &action.name);
            let due = evaluation.due.iter().any(|due| *due.action == *name);
            let said = |due: bool| if due { "due on that day" } else { "not due on that day" }.to_owned();
            same(due == *expected, Some(said(*expected)), Some(said(due)))
        }
    }
}

/// Whether the lead is in a place, and where it is instead among places of the same kind.
fn place<'m>(model: &'m Model, target: Target, name: &str, evaluation: &Evaluation) -> (bool, Option<&'m str>) {
    let results = &evaluation.results;
    match target {
        Target::Tier(tiers, line) => {
            let inside = column(results.tiers.get(tiers.index())) == Some(line);
            (inside, results.tier(model, tiers, 0))
        }
        Target::Segment(segment) => (results.is_in(segment, 0), None),
        Target::Cell(matrix) => {
            let cell = results.cell(model, matrix, 0);
            (cell == Some(name), cell)
        }
    }
}

fn letter_name(model: &Model, grade: GradeId, letter: u16) -> Option<String> {
    if letter == NO_GRADE {
        return Some("no grade".to_owned());
    }
    model.grades.get(grade.index())?.letters.get(usize::from(letter)).map(|letter| letter.name.clone())
}

/// The value of the only lead.
fn column<T: Copy>(values: Option<&Vec<T>>) -> Option<T> {
    values.and_then(|values| values.first()).copied()
}

fn number(expected: Decimal, actual: Option<Decimal>) -> Result<(), Mismatch> {
    same(actual == Some(expected), Some(expected.to_string()), actual.map(|actual| actual.to_string()))
}

fn same(holds: bool, expected: Option<String>, actual: Option<String>) -> Result<(), Mismatch> {
    let shown = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
    if holds { Ok(()) } else { Err(Mismatch { expected: shown(expected), actual: shown(actual) }) }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn not_in(name: &str) -> String {
    format!("not in {}", quoted(name))
}
