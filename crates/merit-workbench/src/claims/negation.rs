//! Opposites of conditions. Of three answers only true counts, so the opposite of "is true" is "is false or unknown".

use merit_ir::{Check, Claimed, Condition, GradeId, MatrixColumns, MatrixId, Model, Outcome, Target, Test, TiersId};

use crate::words::canonical;

/// True exactly when the condition is not true.
pub(super) fn not_true(condition: &Condition) -> Condition {
    match condition {
        Condition::All(parts) => Condition::Any(parts.iter().map(not_true).collect()),
        Condition::Any(parts) => Condition::All(parts.iter().map(not_true).collect()),
        Condition::Not(part) => not_false(part),
        Condition::Test(test) if can_be_unknown(test) => either(opposite(condition), unknown(test)),
        Condition::Test(_) | Condition::Had(_) => opposite(condition),
        Condition::Outcome(outcome) => outcome_not_true(outcome),
    }
}

/// True exactly when the condition is not false.
fn not_false(condition: &Condition) -> Condition {
    match condition {
        Condition::All(parts) => Condition::All(parts.iter().map(not_false).collect()),
        Condition::Any(parts) => Condition::Any(parts.iter().map(not_false).collect()),
        Condition::Not(part) => not_true(part),
        Condition::Test(test) if can_be_unknown(test) => either(condition.clone(), unknown(test)),
        Condition::Test(_) | Condition::Had(_) => condition.clone(),
        Condition::Outcome(Outcome::Grade(grade, _)) => {
            either(condition.clone(), opposite(&Condition::Outcome(Outcome::GradeKnown(*grade))))
        }
        Condition::Outcome(_) => condition.clone(),
    }
}

fn opposite(condition: &Condition) -> Condition {
    Condition::Not(Box::new(condition.clone()))
}

fn either(one: Condition, other: Condition) -> Condition {
    Condition::Any(vec![one, other])
}

/// Whether there is a value is always known.
const fn can_be_unknown(test: &Test) -> bool {
    !matches!(test.check, Check::Known | Check::Unknown)
}

/// The value of a test is not known.
const fn unknown(test: &Test) -> Condition {
    Condition::Test(Test { subject: test.subject, part: test.part, check: Check::Unknown })
}

fn no_grade(grade: GradeId) -> Condition {
    opposite(&Condition::Outcome(Outcome::GradeKnown(grade)))
}

/// The opposite of an outcome, as something that a search can come nearer to.
fn outcome_not_true(outcome: &Outcome) -> Condition {
    let is = Condition::Outcome(outcome.clone());
    match outcome {
        Outcome::Grade(grade, _) => either(opposite(&is), no_grade(*grade)),
        _ => canonical(&opposite(&is)),
    }
}

/// An outcome of a claim as a condition, and its opposite. A segment is none.
pub(super) fn as_conditions(model: &Model, claimed: &Claimed) -> Option<(Condition, Condition)> {
    Some(match claimed {
        Claimed::Outcome(Outcome::Tier(tiers, lines)) => tier_and_others(model, *tiers, lines),
        Claimed::Outcome(Outcome::Grade(grade, letters)) => letters_and_others(model, *grade, letters),
        Claimed::Outcome(outcome) => {
            let holds = Condition::Outcome(outcome.clone());
            let opposite = not_true(&holds);
            (holds, opposite)
        }
        Claimed::NoGrade(grade) => (no_grade(*grade), Condition::Outcome(Outcome::GradeKnown(*grade))),
        Claimed::In { target: Target::Tier(tiers, line), .. } => tier_and_others(model, *tiers, &[*line]),
        Claimed::In { target: Target::Cell(matrix), name } => cell_and_others(model, *matrix, name)?,
        Claimed::In { target: Target::Segment(_), .. } => return None,
    })
}

fn tier_and_others(model: &Model, tiers: TiersId, lines: &[u16]) -> (Condition, Condition) {
    let count = model.tiers.get(tiers.index()).map_or(0, |of| of.lines.len());
    let others = (0..count).filter_map(|line| u16::try_from(line).ok()).filter(|line| !lines.contains(line));
    let tier = |lines: Vec<u16>| Condition::Outcome(Outcome::Tier(tiers, lines));
    (tier(lines.to_vec()), tier(others.collect()))
}

fn letters_and_others(model: &Model, grade: GradeId, letters: &[u16]) -> (Condition, Condition) {
    let count = model.grades.get(grade.index()).map_or(0, |of| of.letters.len());
    let others = (0..count).filter_map(|letter| u16::try_from(letter).ok());
    let others: Vec<u16> = others.filter(|letter| !letters.contains(letter)).collect();
    let letter = |letters: Vec<u16>| Condition::Outcome(Outcome::Grade(grade, letters));
    (letter(letters.to_vec()), either(letter(others), no_grade(grade)))
}

fn cell_and_others(model: &Model, matrix: MatrixId, name: &str) -> Option<(Condition, Condition)> {
    let of = model.matrices.get(matrix.index())?;
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (row, cells) in (0..).zip(&of.cells) {
        let tier = Condition::Outcome(Outcome::Tier(of.rows, vec![row]));
        let columns: Vec<u16> =
            (0..).zip(cells).filter(|(_, cell)| *cell == name).map(|(column, _)| column).collect();
        let (here, elsewhere) = match of.columns {
            MatrixColumns::Grade(grade) => letters_and_others(model, grade, &columns),
            MatrixColumns::Tiers(tiers) => tier_and_others(model, tiers, &columns),
        };
        if !columns.is_empty() {
            inside.push(Condition::All(vec![tier.clone(), here]));
        }
        outside.push(Condition::All(vec![tier, elsewhere]));
    }
    Some((Condition::Any(inside), Condition::Any(outside)))
}

#[cfg(test)]
mod tests {
    use merit_ir::{AttributeId, Check, Condition, Part, Subject, Test};

    use super::not_true;

    /// One attribute that is yes, no or unknown.
    fn test(check: Check) -> Condition {
        Condition::Test(Test { subject: Subject::Attribute(AttributeId(0)), part: Part::Whole, check })
    }

    /// False, unknown, true: 0, 1, 2.
    fn answer(condition: &Condition, value: Option<bool>) -> u8 {
        match condition {
            Condition::All(parts) => parts.iter().map(|part| answer(part, value)).min().unwrap_or(2),
            Condition::Any(parts) => parts.iter().map(|part| answer(part, value)).max().unwrap_or(0),
            Condition::Not(part) => 2 - answer(part, value),
            Condition::Test(Test { check: Check::Known, .. }) => 2 * u8::from(value.is_some()),
            Condition::Test(Test { check: Check::Unknown, .. }) => 2 * u8::from(value.is_none()),
            Condition::Test(Test { check: Check::YesNo(yes), .. }) => {
                value.map_or(1, |value| 2 * u8::from(value == *yes))
            }
            _ => 1,
        }
    }

    #[test]
    fn the_opposite_is_true_exactly_when_the_condition_is_not() {
        let simple = [test(Check::Known), test(Check::Unknown), test(Check::YesNo(true)), test(Check::YesNo(false))];
        let mut all = simple.to_vec();
        for _ in 0..2 {
            let before = all.clone();
            all.extend(before.iter().map(|one| Condition::Not(Box::new(one.clone()))));
            for other in &simple {
                all.extend(before.iter().map(|one| Condition::All(vec![one.clone(), other.clone()])));
                all.extend(before.iter().map(|one| Condition::Any(vec![one.clone(), other.clone()])));
            }
        }
        for condition in &all {
            for value in [None, Some(false), Some(true)] {
                let opposite = answer(&not_true(condition), value);
                assert_eq!(opposite == 2, answer(condition, value) != 2, "{condition:?} of {value:?}");
            }
        }
    }
}
