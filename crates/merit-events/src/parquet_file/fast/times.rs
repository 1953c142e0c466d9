//! When it happened.

use merit_values::{Instant, Often as _};

use super::{Fast, NotUsual};
use crate::parquet_file::column::Column;
use crate::parquet_file::form::{Form, Unit};
use crate::parquet_file::plain::Values;
use crate::parquet_file::stored::local;

/// Microseconds before and after 1970 that need no closer look, whatever their zone: the years from 1685 to 2254. A power of two, so that
/// one look at the bits of all times together tells whether all of them are among those.
const PLAIN_TIMES: i64 = 1 << 53;

/// Adds stored times, and tells whether all of them are plain.
fn take(stored: impl Iterator<Item = i64>, unit: Option<Unit>, to: &mut Vec<Instant>) -> bool {
    fn each(stored: impl Iterator<Item = i64>, micros: impl Fn(i64) -> i64, to: &mut Vec<Instant>) -> bool {
        let mut bits = 0;
        to.extend(stored.map(|stored| {
            let at = micros(stored);
            bits |= at.wrapping_add(PLAIN_TIMES);
            Instant(at)
        }));
        (0..2 * PLAIN_TIMES).contains(&bits)
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
        let value = |row: usize| values.get(row).often().copied().unwrap_or(i64::MIN);
        let is_whole = self.kept.len() == column.rows();
        let rows = self.kept.iter().map(|(row, _)| *row as usize);
        let to = &mut self.batch.at;
        let are_plain = match coded {
            Some((codes, _)) if is_whole => take(codes.iter().map(|code| value(*code as usize)), unit, to),
            Some((codes, _)) => {
                let code = |row: usize| codes.get(row).map_or(usize::MAX, |code| *code as usize);
                take(rows.map(|row| value(code(row))), unit, to)
            }
            None if is_whole => take(values.iter().copied(), unit, to),
            None => take(rows.map(value), unit, to),
        };
        if !are_plain {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_far_away_is_seen_among_plain_ones() {
        let are_plain = |stored: &[i64], unit| take(stored.iter().copied(), unit, &mut Vec::new());
        let (first, last) = (-PLAIN_TIMES, PLAIN_TIMES - 1);
        assert!(are_plain(&[], None) && are_plain(&[first, 0, last, 1_735_689_600_000_000], None));
        for far in [first - 1, last + 1, i64::MIN, i64::MAX] {
            assert!(!are_plain(&[first, far, last], None), "{far}");
        }
        assert!(are_plain(&[last / 1000], Some(Unit::Millis)) && !are_plain(&[last], Some(Unit::Millis)));
        assert!(are_plain(&[i64::MAX / 1000], Some(Unit::Nanos)));
        assert_eq!(Instant(first).to_string().get(..4), Some("1684"));
        assert_eq!(Instant(last).to_string().get(..4), Some("2255"));
    }
}
