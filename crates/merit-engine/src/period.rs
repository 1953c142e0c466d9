//! Calendar periods as numbers.

use merit_ir::{Period, Week};
use merit_values::Day;

/// A number that is the same for all days of a period.
#[inline]
pub(crate) fn period_of(day: Day, period: Period, week: Week) -> i32 {
    match period {
        Period::Day => day.0,
        // 1970-01-01 was a Thursday.
        Period::Week => match week {
            Week::Monday => (day.0 + 3).div_euclid(7),
            Week::Sunday => (day.0 + 4).div_euclid(7),
        },
        Period::Month => {
            let (year, month, _) = day.ymd();
            year * 12 + i32::try_from(month).unwrap_or(0)
        }
        Period::Year => day.ymd().0,
    }
}
