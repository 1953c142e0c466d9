//! Row conditions over whole batches: texts are asked once per distinct value.

use merit_values::{Column, EventBatch, UNKNOWN, Zone};

use crate::check::{Checker, Now};
use crate::plan::RowCondition;
use crate::trit::Trit;

/// The rows of one event in a batch, with their local dates.
pub(crate) struct RowsOfEvent<'a> {
    pub(crate) batch: &'a EventBatch,
    pub(crate) rows: &'a [u32],
    pub(crate) zone: &'a Zone,
}

impl RowsOfEvent<'_> {
    /// The answers of a condition, one for each of the rows.
    pub(crate) fn answers(&self, condition: &RowCondition) -> Vec<Trit> {
        match condition {
            RowCondition::All(parts) => self.joined(parts, Trit::True, Trit::min),
            RowCondition::Any(parts) => self.joined(parts, Trit::False, Trit::max),
            RowCondition::Not(inner) => {
                let mut answers = self.answers(inner);
                answers.iter_mut().for_each(|answer| *answer = answer.not());
                answers
            }
            RowCondition::Test(slot, checker) => match self.batch.columns.get(*slot).and_then(Option::as_ref) {
                Some(column) => self.tested(column, checker),
                None => vec![checker.unknown(); self.rows.len()],
            },
        }
    }

    fn joined(&self, parts: &[RowCondition], neutral: Trit, join: fn(Trit, Trit) -> Trit) -> Vec<Trit> {
        let mut answers = vec![neutral; self.rows.len()];
        for part in parts {
            for (answer, other) in answers.iter_mut().zip(self.answers(part)) {
                *answer = join(*answer, other);
            }
        }
        answers
    }

    fn tested(&self, column: &Column, checker: &Checker) -> Vec<Trit> {
        match column {
            Column::Text(column) => self
                .by_code(&column.codes, column.values.len(), checker, |code| checker.text(column.values.get(code))),
            Column::Several { values, codes } => {
                self.by_code(codes, values.len(), checker, |code| checker.several(&values[code]))
            }
            Column::Choice(values) => {
                let answer =
                    |row: &u32| values[*row as usize].map_or(checker.unknown(), |choice| checker.choice(choice));
                self.rows.iter().map(answer).collect()
            }
            other => self.rows.iter().map(|row| self.one(other, checker, *row as usize)).collect(),
        }
    }

    fn one(&self, column: &Column, checker: &Checker, row: usize) -> Trit {
        let at = self.batch.at[row];
        // Only tests that are relative to now need the local date.
        let day = if checker.relative().is_some() { self.zone.day_of(at) } else { merit_values::Day(0) };
        checker.value(&column.value(row), Now { at, day }, self.zone)
    }

    fn by_code(&self, codes: &[u32], count: usize, checker: &Checker, ask: impl Fn(usize) -> Trit) -> Vec<Trit> {
        let mut known: Vec<Option<Trit>> = vec![None; count];
        let answer = |row: &u32| match codes[*row as usize] {
            UNKNOWN => checker.unknown(),
            code => *known[code as usize].get_or_insert_with(|| ask(code as usize)),
        };
        self.rows.iter().map(answer).collect()
    }
}
