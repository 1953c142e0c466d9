//! When it happened.

use std::ops::Range;

use merit_values::Instant;

use super::{Fast, NotUsual};
use crate::parquet_file::column::Column;
use crate::parquet_file::form::{Form, Unit};
use crate::parquet_file::plain::Values;
use crate::parquet_file::stored::local;

/// Microseconds of times that need no closer look, whatever their zone: the years from 1900 to 2399.
const PLAIN_TIMES: Range<i64> = -25_567 * 86_400_000_000..157_000 * 86_400_000_000;

/// Adds stored times, and tells the least and the most of them.
fn take(stored: impl Iterator<Item = i64>, unit: Option<Unit>, to: &mut Vec<Instant>) -> (i64, i64) {
    fn each(stored: impl Iterator<Item = i64>, micros: impl Fn(i64) -> i64, to: &mut Vec<Instant>) -> (i64, i64) {
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        to.extend(stored.map(|stored| {
            let at = micros(stored);
            (least, most) = (least.min(at), most.max(at));
            Instant(at)
        }));
        (least, most)
    }
    // The unit is asked once, not for each of them.
    match unit {
        None | Some(Unit::Micros) => each(stored, |stored| stored, to),
        Some(unit @ Unit::Millis) => each(stored, |stored| unit.micros(stored), to),
        Some(unit @ Unit::Nanos) => each(stored, |stored| unit.micros(stored), to),
    }
}

impl Fast<'_> {
    pub(super) fn times(&mut self, column: &Column, first_line: u64) -> Result<(), NotUsual> {
        let form = column.shape().form;
        let (Form::Time { .. } | Form::Int96, coded) = (form, column.coded()) else {
            return self.other_times(column, first_line);
        };
        if column.known() == 0 && !self.kept.is_empty() {
            return Err(NotUsual);
        }
        let values = match (coded, column.plain()) {
            (Some((_, entries)), _) => &entries.values,
            (None, values) => values,
        };
        let Values::Whole(values) = values else { return Err(NotUsual) };
        let (unit, is_instant) = match form {
            Form::Time { unit, is_instant } => (Some(unit), is_instant),
            _ => (None, true),
        };
        if column.known() < column.rows() && !self.kept.iter().all(|(row, _)| column.is_there(*row as usize)) {
            return Err(NotUsual);
        }
        let before = self.batch.at.len();
        // What is not there is before all times.
        let value = |row: usize| values.get(row).copied().unwrap_or(i64::MIN);
        let is_whole = self.kept.len() == column.rows();
        let rows = self.kept.iter().map(|(row, _)| *row as usize);
        let to = &mut self.batch.at;
        let (least, most) = match coded {
            Some((codes, _)) if is_whole => take(codes.iter().map(|code| value(*code as usize)), unit, to),
            Some((codes, _)) => {
                let code = |row: usize| codes.get(row).map_or(usize::MAX, |code| *code as usize);
                take(rows.map(|row| value(code(row))), unit, to)
            }
            None if is_whole => take(values.iter().copied(), unit, to),
            None => take(rows.map(value), unit, to),
        };
        if !self.kept.is_empty() && (least < PLAIN_TIMES.start || most >= PLAIN_TIMES.end) {
            return Err(NotUsual);
        }
        if !is_instant {
            for at in self.batch.at.iter_mut().skip(before) {
                *at = self.mapping.zone.instant(local(at.0));
            }
            if let Some((row, _)) = self.kept.first() {
                self.note_no_offset(self.kept.len() as u64, first_line + u64::from(*row));
            }
        }
        Ok(())
    }

    /// Times that are written as texts or counted.
    fn other_times(&mut self, column: &Column, first_line: u64) -> Result<(), NotUsual> {
        let kept = std::mem::take(&mut self.kept);
        for (row, _) in &kept {
            let raw = column.raw(*row as usize).map_err(|_| NotUsual)?;
            if !raw.is_known(&self.mapping.empty) {
                return Err(NotUsual);
            }
            let (at, no_offset) = self.conversion.clock.instant(&raw).map_err(|_| NotUsual)?;
            self.note_no_offset(u64::from(no_offset), first_line + u64::from(*row));
            self.batch.at.push(at);
        }
        self.kept = kept;
        Ok(())
    }
}
