//! Change records: rare, so row by row.

use merit_values::{AttributeValue, CHANGE};

use super::{Fast, NotUsual};
use crate::parquet_file::column::Column;
use crate::raw::Raw;
use crate::rows::place;
use crate::table::change;

/// The value, unless it counts as an empty cell.
fn filled(raw: Raw<'_>) -> Option<Raw<'_>> {
    match raw {
        Raw::Missing | Raw::Null => None,
        Raw::Text(text) if text.trim().is_empty() => None,
        other => Some(other),
    }
}

impl Fast<'_> {
    /// Which rows have a value in a column `set.NAME`; nothing when none has.
    pub(super) fn set_rows(&self, columns: &[Column], count: usize) -> Option<Vec<bool>> {
        let mut rows = None;
        for (number, _) in &self.plan.sets {
            let Some(column) = columns.iter().find(|column| column.number == *number) else { continue };
            if column.known() == 0 {
                continue;
            }
            let rows = rows.get_or_insert_with(|| vec![false; count]);
            let all: Vec<u32>;
            let places = match column.places() {
                Some(places) => places,
                None => {
                    all = (0..).take(count).collect();
                    &all
                }
            };
            for row in places {
                if let Some(mark) = rows.get_mut(*row as usize)
                    && !*mark
                {
                    *mark = column.raw(*row as usize).is_ok_and(|raw| filled(raw).is_some());
                }
            }
        }
        rows
    }

    /// The changes of the chunk; `before` rows are in the batch already.
    pub(super) fn changes(&mut self, columns: &[Column], first_line: u64, before: usize) -> Result<(), NotUsual> {
        if self.plan.sets.is_empty() {
            return Ok(());
        }
        let kept = std::mem::take(&mut self.kept);
        for (at, (row, _)) in kept.iter().enumerate().filter(|(_, (_, kind))| *kind == CHANGE) {
            let line = first_line + u64::from(*row);
            for (number, set) in &self.plan.sets {
                let Some(column) = columns.iter().find(|column| column.number == *number) else { continue };
                let Some(raw) = filled(column.raw(*row as usize).map_err(|_| NotUsual)?) else { continue };
                match set {
                    Ok(attribute) => {
                        let Some(shape) = self.mapping.attributes.get(usize::from(*attribute)) else { continue };
                        let value = self.conversion.value(&shape.kind, &change(raw)).map_err(|_| NotUsual)?;
                        self.note(&shape.name, line);
                        let row = u32::try_from(before + at).unwrap_or(u32::MAX);
                        self.batch.changes.push(AttributeValue { row, attribute: *attribute, value });
                    }
                    Err(name) => {
                        self.report.unknown_attributes.add(name, "", 1, place(self.batch.source, line));
                    }
                }
            }
        }
        self.kept = kept;
        Ok(())
    }
}
