//! Instants, days and durations; how written times are read.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// Days since 1970-01-01 on some calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A unit of time as the language writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 60 seconds on the clock.
    Minutes,
    /// 60 minutes on the clock.
    Hours,
    /// Calendar days.
    Days,
    /// 7 calendar days.
    Weeks,
    /// Calendar months: the same day number, or the last day of the month.
    Months,
    /// 12 calendar months.
    Years,
}

/// A number of units, at least 1, at most 3 660 days long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Duration {
    /// Microseconds on the clock, for minutes and hours; `None` for calendar units.
    #[must_use]
    pub const fn clock_micros(self) -> Option<i64> {
        match self.unit {
            Unit::Minutes => Some(self.count as i64 * 60_000_000),
            Unit::Hours => Some(self.count as i64 * 3_600_000_000),
            Unit::Days | Unit::Weeks | Unit::Months | Unit::Years => None,
        }
    }

    /// `k` times this duration, always counted from the original date: 1 month times 3 is 3 months.
    #[must_use]
    pub const fn times(self, k: u32) -> Self {
        Self { count: self.count.saturating_mul(k), unit: self.unit }
    }
}

impl fmt::Display for Duration {
    /// As the language writes it: `1 day`, `30 days`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = match self.unit {
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
        };
        let word = if self.count == 1 { plural.trim_end_matches('s') } else { plural };
        write!(f, "{} {word}", self.count)
    }
}

const EPOCH_FROM_CE: i32 = 719_163;

impl Day {
    /// The day of a civil date, if there is such a date.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_date)
    }

    /// Reads `YYYY-MM-DD`; year 0 is refused, because there was none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let year = digits(bytes.get(0..4)?)?;
        let day = Self::from_ymd(i32::try_from(year).ok()?, digits(bytes.get(5..7)?)?, digits(bytes.get(8..10)?)?)?;
        (year > 0).then_some(day)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// Monday is 0, Sunday is 6.
    #[must_use]
    pub const fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7) as u32
    }

    /// This day plus a calendar duration. Months keep the day number or take the last day of the month. Minutes and
    /// hours leave the day as it is.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let count = i32::try_from(duration.count).unwrap_or(i32::MAX);
        match duration.unit {
            Unit::Minutes | Unit::Hours => self,
            Unit::Days => Self(self.0.saturating_add(count)),
            Unit::Weeks => Self(self.0.saturating_add(count.saturating_mul(7))),
            Unit::Months => self.plus_months(duration.count),
            Unit::Years => self.plus_months(duration.count.saturating_mul(12)),
        }
    }

    fn plus_months(self, months: u32) -> Self {
        self.date().checked_add_months(Months::new(months)).map_or(Self(i32::MAX), Self::from_date)
    }

    fn from_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce().saturating_sub(EPOCH_FROM_CE))
    }

    fn date(self) -> NaiveDate {
        let ends = if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE)).unwrap_or(ends)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Instant {
    const MICROS_PER_DAY: i64 = 86_400_000_000;

    /// Seconds since 1970-01-01T00:00:00Z and microseconds of that second.
    #[must_use]
    pub const fn seconds(self) -> (i64, u32) {
        (self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000) as u32)
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, with as many decimals as there are: `2025-04-10T20:59:59.999999Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = Day(i32::try_from(self.0.div_euclid(Self::MICROS_PER_DAY)).unwrap_or(i32::MAX));
        let micros = self.0.rem_euclid(Self::MICROS_PER_DAY);
        let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
        let (year, month, of_month) = day.ymd();
        let seconds = u32::try_from(seconds).unwrap_or(0);
        // All but the year is written at once: results tell many instants.
        let mut text = *b"-00-00T00:00:00.000000Z";
        let parts = [
            (1, 2, month),
            (4, 2, of_month),
            (7, 2, seconds / 3600),
            (10, 2, seconds / 60 % 60),
            (13, 2, seconds % 60),
            (16, 6, u32::try_from(fraction).unwrap_or(0)),
        ];
        for (first, count, mut number) in parts {
            for digit in text.iter_mut().skip(first).take(count).rev() {
                *digit = b'0' + (number % 10) as u8;
                number /= 10;
            }
        }
        let mut end = if fraction == 0 { 15 } else { 22 };
        while fraction != 0 && text.get(end - 1) == Some(&b'0') {
            end -= 1;
        }
        if let Some(last) = text.get_mut(end) {
            *last = b'Z';
        }
        let text = text.get(..=end).and_then(|text| std::str::from_utf8(text).ok());
        write!(f, "{year:04}{}", text.unwrap_or_default())
    }
}

/// A date and a time of day without offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The date.
    pub day: Day,
    /// Microseconds since midnight.
    pub micros: i64,
}

/// A written time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timestamp {
    /// With an offset: an instant.
    At(Instant),
    /// Without one: it needs a time zone.
    Local(LocalTime),
    /// A date alone.
    Date(Day),
}

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampError {
    /// Not of the form `YYYY-MM-DD[THH:MM:SS[.fraction][offset]]`, or there is no such day or hour.
    NotATime,
    /// A year from 2400 to 2999: probably the Thai Buddhist calendar.
    BuddhistYear(i32),
}

impl Timestamp {
    /// Reads an RFC 3339 time, the same without offset, or a date. Fractions beyond microseconds are cut. A 60th second
    /// is the first of the next minute.
    ///
    /// # Errors
    /// Why the text is not a time.
    pub fn read(text: &str) -> Result<Self, TimestampError> {
        let bad = TimestampError::NotATime;
        let date = text.get(..10).ok_or(bad)?;
        let day = Day::read(date).ok_or(bad)?;
        let year = day.ymd().0;
        if (2400..3000).contains(&year) {
            return Err(TimestampError::BuddhistYear(year));
        }
        let rest = text.as_bytes().get(10..).ok_or(bad)?;
        if rest.is_empty() {
            return Ok(Self::Date(day));
        }
        let [b'T' | b't' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, tail @ ..] = rest else { return Err(bad) };
        let two = |a: u8, b: u8| digits(&[a, b]).ok_or(bad);
        let (hour, minute, second) = (two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?);
        if hour > 23 || minute > 59 || second > 60 {
            return Err(bad);
        }
        let (fraction, offset) = fraction(tail).ok_or(bad)?;
        let micros = i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction;
        if offset.is_empty() {
            return Ok(Self::Local(LocalTime { day, micros }));
        }
        let minutes = offset_minutes(offset).ok_or(bad)?;
        let start = i64::from(day.0) * Instant::MICROS_PER_DAY;
        Ok(Self::At(Instant(start + micros - minutes * 60_000_000)))
    }
}

fn fraction(tail: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.', rest @ ..] = tail else { return Some((0, tail)) };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (written, after) = rest.split_at_checked(count)?;
    let mut micros = 0;
    for place in 0..6 {
        micros = micros * 10 + written.get(place).map_or(0, |digit| i64::from(digit - b'0'));
    }
    (count > 0).then_some((micros, after))
}

fn offset_minutes(offset: &[u8]) -> Option<i64> {
    match offset {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
            let total = i64::from(hours * 60 + minutes);
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -total } else { total })
        }
        _ => None,
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0u32, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

macro_rules! as_text {
    ($type:ident, $read:expr, $format:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let read: fn(&str) -> Option<Self> = $read;
                read(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a {}", $format)))
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}
as_text!(Day, Day::read, "date");
as_text!(
    Instant,
    |text| match Timestamp::read(text) {
        Ok(Timestamp::At(at)) => Some(at),
        _ => None,
    },
    "date-time"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_printed() {
        let at = |text: &str| match Timestamp::read(text) {
            Ok(Timestamp::At(at)) => at.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(at("2025-03-20T10:00:00Z"), "2025-03-20T10:00:00Z");
        assert_eq!(at("2025-03-20 10:00:00.1234567+02:30"), "2025-03-20T07:30:00.123456Z");
        assert_eq!(at("1969-12-31T23:59:60Z"), "1970-01-01T00:00:00Z");
        assert_eq!(at("0001-02-03T04:05:06.5Z"), "0001-02-03T04:05:06.5Z");
        assert_eq!(at("9999-12-31T23:59:59.999990Z"), "9999-12-31T23:59:59.99999Z");
        assert_eq!(at("1969-12-31T23:59:59.000001Z"), "1969-12-31T23:59:59.000001Z");
        assert_eq!(Timestamp::read("2568-01-01"), Err(TimestampError::BuddhistYear(2568)));
        for bad in [
            "",
            "2025-02-30",
            "0000-01-01",
            "2025-01-01T",
            "2025-01-01T25:00:00Z",
            "2025-01-01T10:00:00+2",
            "๒๐๒๕-01-01",
        ] {
            assert_eq!(Timestamp::read(bad), Err(TimestampError::NotATime), "{bad}");
        }
        assert!(matches!(Timestamp::read("9999-12-31T00:00:00"), Ok(Timestamp::Local(_))));
    }

    #[test]
    fn months_keep_the_day_or_take_the_last_one() {
        let day = Day::read("2025-01-31").unwrap();
        let months = |count| day.plus(Duration { count, unit: Unit::Months }).to_string();
        assert_eq!(
            (months(1), months(2), months(13)),
            ("2025-02-28".into(), "2025-03-31".into(), "2026-02-28".into())
        );
        assert_eq!(Day::read("2025-01-06").unwrap().weekday(), 0);
    }
}
