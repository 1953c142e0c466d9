//! Fills the columns of one batch, row by row, without allocating for a row.

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use merit_values::{Column, Day, Decimal, Instant, Kind, TextColumn, UNKNOWN, push};

use crate::cells::{Cell, Form};
use crate::convert::{Conversion, ValueError};
use crate::dictionary::Dictionary;
use crate::number;
use crate::raw::{Raw, means_unknown};

/// One column being filled.
#[derive(Debug)]
pub(crate) struct Filler<'p> {
    kind: &'p Kind,
    data: Data,
}

#[derive(Debug)]
enum Data {
    Text {
        values: Dictionary,
        codes: Vec<u32>,
    },
    Number(Vec<Option<Decimal>>),
    YesNo(Vec<Option<bool>>),
    Date(Vec<Option<Day>>),
    Time(Vec<Option<Instant>>),
    /// `seen` numbers the written texts, `meaning` says which choice each one is.
    Choice {
        seen: Dictionary,
        meaning: Vec<Option<u16>>,
        choices: Vec<Option<u16>>,
    },
    Several {
        numbers: HashMap<Box<[u16]>, u32, RandomState>,
        values: Vec<Box<[u16]>>,
        codes: Vec<u32>,
    },
}

impl<'p> Filler<'p> {
    pub(crate) fn new(kind: &'p Kind) -> Self {
        let data = match kind {
            Kind::Text | Kind::Email | Kind::Url => Data::Text { values: Dictionary::default(), codes: Vec::new() },
            Kind::Number => Data::Number(Vec::new()),
            Kind::YesNo => Data::YesNo(Vec::new()),
            Kind::Date => Data::Date(Vec::new()),
            Kind::Time => Data::Time(Vec::new()),
            Kind::OneOf(_) => Data::Choice { seen: Dictionary::default(), meaning: Vec::new(), choices: Vec::new() },
            Kind::SeveralOf(_) => {
                Data::Several { numbers: HashMap::default(), values: Vec::new(), codes: Vec::new() }
            }
        };
        Self { kind, data }
    }

    /// Sets the value of a row, which is not before any row set earlier, and tells whether it is known.
    pub(crate) fn set(&mut self, row: usize, raw: &Raw<'_>, to: &mut Conversion<'_>) -> Result<bool, ValueError> {
        match &mut self.data {
            Data::Text { values, codes } => {
                let Some(text) = to.text(raw)? else { return Ok(false) };
                codes.resize(row, UNKNOWN);
                codes.push(values.number(&text).0);
            }
            Data::Number(column) => return Ok(put(column, row, to.number(raw)?)),
            Data::YesNo(column) => return Ok(put(column, row, to.yes_no(raw)?)),
            Data::Date(column) => return Ok(put(column, row, to.date(raw)?)),
            Data::Time(column) => return Ok(put(column, row, to.time(raw)?)),
            Data::Choice { seen, meaning, choices } => {
                let Raw::Text(text) = raw else { return Ok(put(choices, row, to.choice(self.kind, raw)?)) };
                if means_unknown(text, to.empty) {
                    return Ok(false);
                }
                let (number, new) = seen.number(text);
                if new {
                    meaning.push(self.kind.choice(text));
                }
                let choice = meaning.get(number as usize).copied().flatten();
                if choice.is_none() {
                    to.other_choices.push(text.trim().to_owned());
                }
                return Ok(put(choices, row, choice));
            }
            Data::Several { numbers, values, codes } => {
                let Some(set) = to.several(self.kind, raw)? else { return Ok(false) };
                let code = *numbers.entry_ref(&set).or_insert_with(|| {
                    values.push(set.clone());
                    u32::try_from(values.len() - 1).unwrap_or(UNKNOWN)
                });
                codes.resize(row, UNKNOWN);
                codes.push(code);
            }
        }
        Ok(true)
    }

    /// Sets the value of a row from a cell, and tells whether it is known; nothing when the general reader must look.
    #[inline(always)]
    pub(crate) fn set_cell(&mut self, row: usize, cell: Cell, text: &str, to: &mut Conversion<'_>) -> Option<bool> {
        if let (Data::Text { values, codes }, Form::Text) = (&mut self.data, cell.form) {
            if cell.means_unknown(text, to.empty) {
                return Some(false);
            }
            pad(codes, row, UNKNOWN);
            push(codes, values.number_of(cell.bytes(text), || cell.text(text)).0);
            return Some(true);
        }
        self.set_other(row, cell, text, to)
    }

    /// The same where it is not a text for a column of texts.
    #[inline(never)]
    fn set_other(&mut self, row: usize, cell: Cell, text: &str, to: &mut Conversion<'_>) -> Option<bool> {
        match (&mut self.data, cell.form) {
            (_, Form::Null) => Some(false),
            (Data::Time(column), Form::Text) => match to.clock.quick(cell.bytes(text)) {
                Some(at) => {
                    pad(column, row, None);
                    column.push(Some(at));
                    Some(true)
                }
                None => self.set_slowly(row, cell, text, to),
            },
            (Data::Number(column), Form::Number | Form::Text) => match number::quick(cell.text(text)) {
                Some(value) => {
                    pad(column, row, None);
                    column.push(Some(value));
                    Some(true)
                }
                None => self.set_slowly(row, cell, text, to),
            },
            _ => self.set_slowly(row, cell, text, to),
        }
    }

    fn set_slowly(&mut self, row: usize, cell: Cell, text: &str, to: &mut Conversion<'_>) -> Option<bool> {
        let known = self.set(row, &cell.raw(text)?, to).ok()?;
        to.other_choices.is_empty().then_some(known)
    }

    /// Forgets all rows from this one on: a record turned out to be bad.
    pub(crate) fn truncate(&mut self, rows: usize) {
        match &mut self.data {
            Data::Text { codes, .. } | Data::Several { codes, .. } => codes.truncate(rows),
            Data::Number(column) => column.truncate(rows),
            Data::YesNo(column) => column.truncate(rows),
            Data::Date(column) => column.truncate(rows),
            Data::Time(column) => column.truncate(rows),
            Data::Choice { choices, .. } => choices.truncate(rows),
        }
    }

    /// The column, or nothing when no row has a value.
    pub(crate) fn finish(self, rows: usize) -> Option<Column> {
        match self.data {
            Data::Text { codes, .. } | Data::Several { codes, .. } if codes.is_empty() => None,
            Data::Text { values, mut codes } => {
                codes.resize(rows, UNKNOWN);
                Some(Column::Text(TextColumn { values: values.into_strings(), codes }))
            }
            Data::Several { values, mut codes, .. } => {
                codes.resize(rows, UNKNOWN);
                Some(Column::Several { values, codes })
            }
            Data::Number(column) => filled(column, rows).map(Column::Number),
            Data::YesNo(column) => filled(column, rows).map(Column::YesNo),
            Data::Date(column) => filled(column, rows).map(Column::Date),
            Data::Time(column) => filled(column, rows).map(Column::Time),
            Data::Choice { choices, .. } => filled(choices, rows).map(Column::Choice),
        }
    }
}

/// Rows before this one have no value where none was set.
#[inline]
fn pad<T: Copy>(column: &mut Vec<T>, row: usize, nothing: T) {
    if column.len() < row {
        lengthen(column, row, nothing);
    }
}

#[inline(never)]
fn lengthen<T: Copy>(column: &mut Vec<T>, row: usize, nothing: T) {
    column.resize(row, nothing);
}

fn put<T: Copy>(column: &mut Vec<Option<T>>, row: usize, value: Option<T>) -> bool {
    if value.is_some() {
        column.resize(row, None);
        column.push(value);
    }
    value.is_some()
}

fn filled<T: Copy>(mut column: Vec<Option<T>>, rows: usize) -> Option<Vec<Option<T>>> {
    if column.is_empty() {
        return None;
    }
    column.resize(rows, None);
    Some(column)
}
