//! From stored values to values as the other formats give them.

use std::borrow::Cow;

use merit_values::{Day, Instant, LocalTime};

use super::form::{Form, Unit};
use crate::limits::{LONGEST_LINE, too_long};
use crate::problem::BadRecord;
use crate::raw::Raw;

const MICROS_PER_DAY: i64 = 86_400_000_000;

impl Form {
    /// A stored whole number. 32 bits without sign are given as what they stand for.
    pub(super) fn whole<'a>(self, value: i64) -> Raw<'a> {
        match self {
            Self::Date => Raw::Date(Day(i32::try_from(value).unwrap_or(i32::MAX))),
            Self::Decimal(scale) => Raw::Decimal(Cow::Owned(decimal(i128::from(value), scale))),
            Self::Time { unit, is_instant } => time(unit.micros(value), is_instant),
            Self::Int96 => Raw::Time(Instant(value)),
            Self::Unsigned if value < 0 => Raw::Decimal(Cow::Owned(value.cast_unsigned().to_string())),
            _ => Raw::Whole(value),
        }
    }

    /// Stored bytes.
    pub(super) fn bytes(self, bytes: &[u8]) -> Result<Raw<'_>, BadRecord> {
        if bytes.len() > LONGEST_LINE {
            return Err(too_long());
        }
        match self {
            Self::Decimal(scale) => {
                let value = big_endian(bytes).ok_or_else(|| {
                    BadRecord::coded(merit_diagnostics::Code::F602, "A decimal in the row has more than 18 digits.")
                })?;
                Ok(Raw::Decimal(Cow::Owned(decimal(value, scale))))
            }
            Self::Uuid => Ok(Raw::Text(Cow::Owned(uuid(bytes)))),
            _ => std::str::from_utf8(bytes)
                .map(|text| Raw::Text(Cow::Borrowed(text)))
                .map_err(|_| BadRecord::new("A text in the row is not UTF-8.")),
        }
    }
}

impl Unit {
    /// A stored time in microseconds. What does not fit is far outside the years that are accepted.
    pub(super) const fn micros(self, value: i64) -> i64 {
        match self {
            Self::Millis => value.saturating_mul(1000),
            Self::Micros => value,
            Self::Nanos => value.div_euclid(1000),
        }
    }
}

fn time<'a>(micros: i64, is_instant: bool) -> Raw<'a> {
    if is_instant { Raw::Time(Instant(micros)) } else { Raw::Local(local(micros)) }
}

/// A time without offset, stored as if it were UTC.
pub(super) fn local(micros: i64) -> LocalTime {
    let day = i32::try_from(micros.div_euclid(MICROS_PER_DAY)).map_or(Day(i32::MAX), Day);
    LocalTime { day, micros: micros.rem_euclid(MICROS_PER_DAY) }
}

/// Nanoseconds of the day in the first two words, the Julian day in the third.
pub(super) fn instant_of(words: &[u32]) -> Instant {
    let [low, high, julian] = words else { return Instant(i64::MAX) };
    let nanos = (u64::from(*high) << 32 | u64::from(*low)).cast_signed();
    let days = i64::from(julian.cast_signed()) - 2_440_588;
    Instant(days.saturating_mul(MICROS_PER_DAY).saturating_add(nanos.div_euclid(1000)))
}

fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let fill = if negative { 0xff } else { 0 };
    let extra = bytes.len().saturating_sub(16);
    let (left, right) = bytes.split_at_checked(extra)?;
    if left.iter().any(|byte| *byte != fill) {
        return None;
    }
    let mut value: i128 = if negative { -1 } else { 0 };
    for byte in right {
        value = value << 8 | i128::from(*byte);
    }
    Some(value)
}

/// A decimal as it is written, with all its digits after the point.
fn decimal(value: i128, scale: u32) -> String {
    let Some(power) = 10i128.checked_pow(scale).filter(|_| scale > 0) else { return value.to_string() };
    let sign = if value < 0 { "-" } else { "" };
    let (whole, fraction) =
        (value.unsigned_abs() / power.unsigned_abs(), value.unsigned_abs() % power.unsigned_abs());
    format!("{sign}{whole}.{fraction:0width$}", width = scale as usize)
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_numbers_are_exact() {
        assert_eq!(decimal(-150, 2), "-1.50");
        assert_eq!(decimal(5, 3), "0.005");
        assert_eq!(decimal(7, 0), "7");
        assert_eq!(big_endian(&[0xff, 0x6a]), Some(-150));
        assert_eq!(big_endian(&[0; 20]), Some(0));
        assert_eq!(big_endian(&[1; 20]), None);
        assert_eq!(instant_of(&[0, 0, 2_440_589]).to_string(), "1970-01-02T00:00:00Z");
        assert_eq!(uuid(&[0x12; 16]), "12121212-1212-1212-1212-121212121212");
    }
}
