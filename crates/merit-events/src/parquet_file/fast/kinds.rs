//! Which event each row is.

use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use merit_values::{CHANGE, UNKNOWN};

use super::plan::{EventColumn, of};
use super::{Fast, NotUsual};
use crate::convert::Conversion;
use crate::mapping::{Mapping, TypeMeaning};
use crate::parquet_file::column::Column;
use crate::parquet_file::page::Entries;
use crate::raw::Raw;
use crate::report::ReadReport;
use crate::rows::place;

/// What a written type means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Not looked up so far.
    Unseen,
    /// There is none.
    Nothing,
    Event(u16),
    LeftOut,
    /// The number of a name that is not declared.
    Undeclared(u32),
}

/// The types met in a piece.
#[derive(Debug, Default)]
pub(super) struct Types {
    entries: Option<Arc<Entries>>,
    meanings: Vec<Meaning>,
    numbers: HashMap<String, u32, RandomState>,
    /// Names that are not declared: name, count, first line.
    undeclared: Vec<(String, u64, u64)>,
    last: Option<(String, Meaning)>,
}

impl Types {
    fn of_raw(&mut self, raw: &Raw<'_>, to: &Conversion<'_>, mapping: &Mapping) -> Result<Meaning, NotUsual> {
        let Some(written) = to.text(raw).map_err(|_| NotUsual)? else { return Ok(Meaning::Nothing) };
        if let Some((last, meaning)) = &self.last
            && *last == *written
        {
            return Ok(*meaning);
        }
        let meaning = match mapping.meaning(&written) {
            Some(TypeMeaning::Event(event)) => Meaning::Event(event),
            Some(TypeMeaning::LeftOut) => Meaning::LeftOut,
            None => {
                let name = written.trim();
                let number = match self.numbers.get(name) {
                    Some(number) => *number,
                    None => {
                        let number = u32::try_from(self.undeclared.len()).map_err(|_| NotUsual)?;
                        self.undeclared.push((name.to_owned(), 0, 0));
                        self.numbers.insert(name.to_owned(), number);
                        number
                    }
                };
                Meaning::Undeclared(number)
            }
        };
        self.last = Some((written.into_owned(), meaning));
        Ok(meaning)
    }

    fn count(&mut self, number: u32, line: u64) {
        if let Some((_, count, first)) = self.undeclared.get_mut(number as usize) {
            if *count == 0 {
                *first = line;
            }
            *count += 1;
        }
    }

    /// Reports the names that are not declared, in the order in which they came.
    pub(super) fn note(&mut self, report: &mut ReadReport, source: u32) {
        self.undeclared.retain(|(_, count, _)| *count > 0);
        self.undeclared.sort_by_key(|(_, _, line)| *line);
        for (name, count, line) in self.undeclared.drain(..) {
            report.unknown_types.add(&name, "", count, place(source, line));
        }
    }
}

impl Fast<'_> {
    /// Finds the rows that are kept, and the event of each.
    pub(super) fn kinds(&mut self, columns: &[Column], first_line: u64, count: usize) -> Result<(), NotUsual> {
        self.kept.clear();
        let sets = self.set_rows(columns, count);
        let column = match &self.plan.event {
            EventColumn::Nowhere => None,
            EventColumn::Column(number) => columns.iter().find(|column| column.number == *number),
            EventColumn::Constant(meaning) => {
                if sets.is_some() {
                    return Err(NotUsual);
                }
                match meaning {
                    TypeMeaning::LeftOut => self.report.left_out += count as u64,
                    TypeMeaning::Event(event) if of(&self.plan.is_impossible, *event) => return Err(NotUsual),
                    TypeMeaning::Event(event) => self.kept.extend((0..).take(count).map(|row| (row, *event))),
                }
                return Ok(());
            }
        };
        let coded = column.and_then(Column::coded);
        if let Some((_, entries)) = coded
            && !self.types.entries.as_ref().is_some_and(|known| Arc::ptr_eq(known, entries))
        {
            self.types.entries = Some(Arc::clone(entries));
            self.types.meanings.clear();
            self.types.meanings.resize(entries.values.len(), Meaning::Unseen);
        }
        let (mut row, mut changes) = (0, 0);
        loop {
            // The usual rows: types that are events, met before.
            if let Some((codes, _)) = coded {
                let before = self.kept.len();
                self.kept.resize(before + count.saturating_sub(row), (0, 0));
                let mut usual = 0;
                let rows = u32::try_from(row).unwrap_or(u32::MAX)..;
                for ((kept, row), code) in self.kept.iter_mut().skip(before).zip(rows).zip(codes.iter().skip(row)) {
                    match self.types.meanings.get(*code as usize) {
                        Some(Meaning::Event(event)) if !of(&self.plan.is_impossible, *event) => *kept = (row, *event),
                        _ => break,
                    }
                    usual += 1;
                }
                self.kept.truncate(before + usual);
                row += usual;
            }
            if row >= count {
                break;
            }
            let meaning = match (column, coded) {
                (None, _) => Meaning::Nothing,
                (Some(column), Some((codes, entries))) => match codes.get(row).copied().unwrap_or(UNKNOWN) {
                    UNKNOWN => Meaning::Nothing,
                    code => match self.types.meanings.get(code as usize).copied().ok_or(NotUsual)? {
                        Meaning::Unseen => {
                            let raw = entries.raw(code, column.shape()).map_err(|_| NotUsual)?;
                            let meaning = self.types.of_raw(&raw, &self.conversion, self.mapping)?;
                            if let Some(place) = self.types.meanings.get_mut(code as usize) {
                                *place = meaning;
                            }
                            meaning
                        }
                        meaning => meaning,
                    },
                },
                (Some(column), None) => {
                    let raw = column.raw(row).map_err(|_| NotUsual)?;
                    self.types.of_raw(&raw, &self.conversion, self.mapping)?
                }
            };
            let has_set = sets.as_ref().is_some_and(|sets| sets.get(row).copied().unwrap_or(false));
            let small = u32::try_from(row).unwrap_or(u32::MAX);
            match meaning {
                Meaning::Nothing if has_set => {
                    changes += 1;
                    self.kept.push((small, CHANGE));
                }
                Meaning::Event(event) if !of(&self.plan.is_impossible, event) => self.kept.push((small, event)),
                Meaning::LeftOut => self.report.left_out += 1,
                Meaning::Undeclared(number) => self.types.count(number, first_line + row as u64),
                Meaning::Event(_) | Meaning::Nothing | Meaning::Unseen => return Err(NotUsual),
            }
            row += 1;
        }
        // Each row with a set is a change.
        let sets = sets.map_or(0, |sets| sets.iter().filter(|has_set| **has_set).count());
        if sets != changes {
            return Err(NotUsual);
        }
        Ok(())
    }
}
