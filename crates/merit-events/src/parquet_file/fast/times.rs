//! When it happened.

use std::ops::Range;

use merit_values::Instant;

use super::{Fast, NotUsual};
use crate::parquet_file::column::Column;
use crate::parquet_file::form::Form;
use crate::parquet_file::plain::Values;
use crate::parquet_file::stored::local;

/// Microseconds of times that need no closer look, whatever their zone: the years from 1900 to 2399.
const PLAIN_TIMES: Range<i64> = -25_567 * 86_400_000_000..157_000 * 86_400_000_000;

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
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        let mut instant = |written: i64| {
            let at = unit.map_or(written, |unit| unit.micros(written));
            (least, most) = (least.min(at), most.max(at));
            Instant(at)
        };
        // What is not there is before all times.
        let value = |row: usize| values.get(row).copied().unwrap_or(i64::MIN);
        match coded {
            Some((codes, _)) => {
                let code = |row: u32| codes.get(row as usize).map_or(usize::MAX, |code| *code as usize);
                self.batch.at.extend(self.kept.iter().map(|(row, _)| instant(value(code(*row)))));
            }
            None if self.kept.len() == values.len() => self.batch.at.extend(values.iter().map(|at| instant(*at))),
            None => self.batch.at.extend(self.kept.iter().map(|(row, _)| instant(value(*row as usize)))),
        }
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
