//! How a source writes its times: RFC 3339, counted units since 1970, or a pattern.

use std::fmt;
use std::hint::cold_path;
use std::sync::Arc;

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use merit_values::{Day, Instant, LocalTime, Often, Timestamp, TimestampError, Zone, seldom};

use crate::number::plain;
use crate::raw::Raw;

/// The first and the last instant of the years 1 to 9999.
const YEARS: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;
const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The form of a source's times.
#[derive(Clone, Debug)]
pub(crate) enum TimeForm {
    /// `2025-03-20T10:00:00Z`.
    Rfc3339,
    /// Units since 1970-01-01T00:00:00Z: microseconds in one unit, and the unit's name.
    Since1970(i64, &'static str),
    /// A strftime pattern.
    Pattern(Vec<Item<'static>>),
}

/// Why something is not a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TimeError {
    /// Not in the form of the source.
    NotATime(&'static str),
    /// The Thai Buddhist calendar.
    BuddhistYear(i32),
    /// Outside the years 1 to 9999, which mostly means another unit.
    OutOfRange,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATime(form) => write!(f, "is not a time in the form {form}"),
            Self::BuddhistYear(year) => {
                write!(f, "looks like the Thai Buddhist calendar: {year} is {}", year - 543)
            }
            Self::OutOfRange => f.write_str("is not in the years 1 to 9999; perhaps it is counted in another unit"),
        }
    }
}

impl TimeForm {
    /// Reads the `time` of a source.
    ///
    /// # Errors
    /// A sentence saying what to change.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        match text {
            "rfc3339" => return Ok(Self::Rfc3339),
            "seconds" => return Ok(Self::Since1970(1_000_000, "seconds")),
            "milliseconds" => return Ok(Self::Since1970(1_000, "milliseconds")),
            "microseconds" => return Ok(Self::Since1970(1, "microseconds")),
            _ => {}
        }
        let forms = "rfc3339, seconds, milliseconds, microseconds, or a pattern like %Y-%m-%d %H:%M:%S";
        if !text.contains('%') {
            return Err(format!("time = {text:?} is not a form of time; write {forms}."));
        }
        let items: Vec<Item<'static>> = StrftimeItems::new(text).map(Item::to_owned).collect();
        if items.contains(&Item::Error) {
            return Err(format!("time = {text:?} has a % letter that is not known; write {forms}."));
        }
        // A pattern that cannot give back a date it has written does not hold a whole date.
        let sample =
            NaiveDate::from_ymd_opt(2025, 3, 20).and_then(|date| date.and_hms_opt(10, 30, 40)).unwrap_or_default();
        let written = sample.and_utc().format_with_items(items.iter()).to_string();
        let form = Self::Pattern(items);
        match form.written(&written) {
            Ok(_) => Ok(form),
            Err(_) => Err(format!("time = {text:?} does not hold a whole date: year, month and day are needed.")),
        }
    }

    fn written(&self, text: &str) -> Result<Timestamp, TimeError> {
        match self {
            Self::Rfc3339 => Timestamp::read(text).map_err(|error| match error {
                TimestampError::NotATime => TimeError::NotATime("2025-03-20T10:00:00Z"),
                TimestampError::BuddhistYear(year) => TimeError::BuddhistYear(year),
            }),
            Self::Since1970(unit, name) => since_1970(text, *unit, name).map(Timestamp::At),
            Self::Pattern(items) => pattern(text, items),
        }
    }
}

fn since_1970(text: &str, unit: i64, name: &'static str) -> Result<Instant, TimeError> {
    let wrong = TimeError::NotATime(name);
    let plain = plain(text).ok_or(TimeError::OutOfRange)?;
    let (negative, digits) = plain.strip_prefix('-').map_or((false, &*plain), |rest| (true, rest));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !fraction.is_none_or(all_digits) {
        return Err(wrong);
    }
    let whole: i64 = whole.parse().map_err(|_| TimeError::OutOfRange)?;
    let (mut micros, mut place) = (whole.checked_mul(unit).ok_or(TimeError::OutOfRange)?, unit / 10);
    for digit in fraction.unwrap_or("").bytes() {
        micros = micros.checked_add(i64::from(digit - b'0') * place).ok_or(TimeError::OutOfRange)?;
        place /= 10;
    }
    Ok(Instant(if negative { -micros } else { micros }))
}

fn pattern(text: &str, items: &[Item<'static>]) -> Result<Timestamp, TimeError> {
    let wrong = TimeError::NotATime("of the source's pattern");
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, items.iter()).map_err(|_| wrong.clone())?;
    if let Some(seconds) = parsed.timestamp() {
        let micros = seconds.checked_mul(1_000_000).ok_or(TimeError::OutOfRange)?;
        return Ok(Timestamp::At(Instant(micros + i64::from(parsed.nanosecond().unwrap_or(0) / 1000))));
    }
    let date = parsed.to_naive_date().map_err(|_| wrong)?;
    let year = date.year();
    let days = date.num_days_from_ce().saturating_sub(719_163);
    let day = Day(days);
    let Ok(time) = parsed.to_naive_time() else {
        return if has_a_clock(&parsed) {
            Err(TimeError::NotATime("of the source's pattern"))
        } else {
            dated(year, Timestamp::Date(day))
        };
    };
    let micros = micros_of(time);
    let moment = match parsed.offset() {
        Some(offset) => {
            Timestamp::At(Instant(i64::from(days) * MICROS_PER_DAY + micros - i64::from(offset) * 1_000_000))
        }
        None => Timestamp::Local(LocalTime { day, micros }),
    };
    dated(year, moment)
}

fn has_a_clock(parsed: &Parsed) -> bool {
    parsed.hour_mod_12().is_some() || parsed.minute().is_some() || parsed.second().is_some()
}

const fn dated(year: i32, moment: Timestamp) -> Result<Timestamp, TimeError> {
    if 2400 <= year && year < 3000 { Err(TimeError::BuddhistYear(year)) } else { Ok(moment) }
}

/// Microseconds since midnight; a 60th second is the first of the next minute.
fn micros_of(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * 1_000_000 + i64::from(time.nanosecond() / 1000)
}

/// Reads the times of one source, one after the other.
#[derive(Debug)]
pub(crate) struct Clock<'p> {
    form: &'p TimeForm,
    zone: &'p Arc<Zone>,
    /// The date read last, with the `T` behind it, and its first microsecond in UTC: logs repeat their dates.
    last_date: ([u64; 2], i64),
}

impl<'p> Clock<'p> {
    pub(crate) const fn new(form: &'p TimeForm, zone: &'p Arc<Zone>) -> Self {
        Self { form, zone, last_date: ([0; 2], 0) }
    }

    /// The instant of a record; the second result tells that it had no offset. A date alone is a time only where the
    /// source's own pattern says so.
    pub(crate) fn instant(&mut self, raw: &Raw<'_>) -> Result<(Instant, bool), TimeError> {
        if let (Raw::Text(text), TimeForm::Rfc3339) = (raw, self.form)
            && let Some(at) = self.usual(text.trim_ascii().as_bytes())
        {
            return Ok((at, false));
        }
        let moment = self.moment(raw)?;
        if matches!((moment, self.form), (Timestamp::Date(_), TimeForm::Rfc3339)) {
            return Err(TimeError::NotATime("2025-03-20T10:00:00Z (a date alone does not say when)"));
        }
        self.place(moment, true)
    }

    /// The value of a property of kind `time`: as the source's own times, or a date, or RFC 3339.
    pub(crate) fn time(&mut self, raw: &Raw<'_>) -> Result<(Instant, bool), TimeError> {
        if let (Raw::Text(text), TimeForm::Rfc3339) = (raw, self.form)
            && let Some(at) = self.usual(text.trim_ascii().as_bytes())
        {
            return Ok((at, false));
        }
        let moment = match (self.moment(raw), raw) {
            (Err(TimeError::NotATime(form)), Raw::Text(text)) => match Timestamp::read(text.trim()) {
                Ok(moment) => moment,
                Err(TimestampError::BuddhistYear(year)) => return Err(TimeError::BuddhistYear(year)),
                Err(TimestampError::NotATime) => return Err(TimeError::NotATime(form)),
            },
            (moment, _) => moment?,
        };
        self.place(moment, false)
    }

    fn moment(&self, raw: &Raw<'_>) -> Result<Timestamp, TimeError> {
        match raw {
            Raw::Text(text) => self.form.written(text.trim()),
            Raw::Number(text) => self.counted(text),
            Raw::Decimal(text) => self.counted(text),
            Raw::Whole(number) => self.counted(&number.to_string()),
            Raw::Time(at) => Ok(Timestamp::At(*at)),
            Raw::Local(local) => dated(local.day.ymd().0, Timestamp::Local(*local)),
            Raw::Date(day) => dated(day.ymd().0, Timestamp::Date(*day)),
            _ => Err(TimeError::NotATime("2025-03-20T10:00:00Z")),
        }
    }

    /// A number is a time where the source counts units, or where its pattern is made of digits.
    fn counted(&self, text: &str) -> Result<Timestamp, TimeError> {
        match self.form {
            TimeForm::Rfc3339 => Err(TimeError::NotATime("2025-03-20T10:00:00Z")),
            form => form.written(text),
        }
    }

    fn place(&self, moment: Timestamp, date_needs_zone: bool) -> Result<(Instant, bool), TimeError> {
        let (at, no_offset) = match moment {
            Timestamp::At(at) => (at, false),
            Timestamp::Local(local) => (self.zone.instant(local), true),
            Timestamp::Date(day) => (self.zone.instant(LocalTime { day, micros: 0 }), date_needs_zone),
        };
        if !YEARS.contains(&at.0) {
            return Err(TimeError::OutOfRange);
        }
        // Counted units and typed columns can hold such years, too.
        let day = Day(i32::try_from(at.0.div_euclid(MICROS_PER_DAY)).unwrap_or(i32::MAX));
        if (157_000..376_300).contains(&day.0) && (2400..3000).contains(&day.ymd().0) {
            return Err(TimeError::BuddhistYear(day.ymd().0));
        }
        Ok((at, no_offset))
    }

    /// The instant of the usual form, for whoever has the bytes of a text only.
    #[inline(always)]
    pub(crate) fn quick(&mut self, text: &[u8]) -> Option<Instant> {
        if matches!(self.form, TimeForm::Rfc3339).often() { self.usual(text) } else { None }
    }

    /// `YYYY-MM-DDTHH:MM:SS[.fraction]` with `Z` or an offset, by far the most frequent form. `None` leaves the text to the
    /// general reader.
    #[inline(always)]
    fn usual(&mut self, text: &[u8]) -> Option<Instant> {
        let (moment, tail) = text.split_first_chunk::<19>().often()?;
        let (date, clock) = (moment.first_chunk::<11>()?, moment.last_chunk::<8>()?);
        let seconds = seconds_of(*clock).often()?;
        let (fraction, minutes) = match tail {
            b"Z" => (0, 0),
            [thousandths @ .., b'Z'] if thousandths.len() == 4 => {
                (micros_of_three(*thousandths.first_chunk()?).often()?, 0)
            }
            tail => {
                cold_path();
                fraction_and_offset(tail)?
            }
        };
        // Two words that share some bytes: together they are all eleven.
        let words = [*date.first_chunk()?, *date.last_chunk()?].map(u64::from_le_bytes);
        if seldom(self.last_date.0 != words) {
            self.last_date = (words, i64::from(days_of(date)?) * MICROS_PER_DAY);
        }
        Some(Instant(self.last_date.1 + (seconds - minutes * 60) * 1_000_000 + fraction))
    }
}

/// Seconds since midnight of `HH:MM:SS`, all eight bytes at once.
#[inline(always)]
fn seconds_of(clock: [u8; 8]) -> Option<i64> {
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // What is left is the digits, and nothing of the colons.
    let digits = u64::from_le_bytes(clock) ^ u64::from_le_bytes(*b"00:00:00");
    // Each of these makes a high bit of a digit above 9 or a colon above 0.
    let above = u64::from_le_bytes([0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f, 0x76, 0x76]);
    if (digits | digits.wrapping_add(above)) & HIGHS != 0 {
        return None;
    }
    // Each number in the byte of its first digit.
    let numbers = digits * 10 + (digits >> 8);
    let number = |byte: u32| (numbers >> (byte * 8) & 0xff).cast_signed();
    let (hour, minute, second) = (number(0), number(3), number(6));
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// Microseconds of a point and three digits, all four bytes at once.
#[inline(always)]
fn micros_of_three(fraction: [u8; 4]) -> Option<i64> {
    let digits = u32::from_le_bytes(fraction) ^ u32::from_le_bytes(*b".000");
    let above = u32::from_le_bytes([0x7f, 0x76, 0x76, 0x76]);
    if (digits | digits.wrapping_add(above)) & 0x8080_8080 != 0 {
        return None;
    }
    let digit = |byte: u32| i64::from(digits >> (byte * 8) & 0xf);
    Some(digit(1) * 100_000 + digit(2) * 10_000 + digit(3) * 1_000)
}

/// Microseconds and minutes of what stands behind the seconds.
#[inline(never)]
fn fraction_and_offset(tail: &[u8]) -> Option<(i64, i64)> {
    let (mut micros, mut offset) = (0, tail);
    if let [b'.', rest @ ..] = tail {
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return None;
        }
        let mut place = 100_000;
        for digit in rest.iter().take(count.min(6)) {
            micros += i64::from(digit - b'0') * place;
            place /= 10;
        }
        offset = rest.get(count..)?;
    }
    let minutes = match offset {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(*h1, *h2)?, two(*m1, *m2)?);
            let total = i64::from(hours * 60 + minutes);
            if hours > 23 || minutes > 59 {
                return None;
            }
            if *sign == b'-' { -total } else { total }
        }
        _ => return None,
    };
    Some((micros, minutes))
}

/// Days since 1970-01-01 of `YYYY-MM-DDT`, in the years that are plainly good.
#[inline(never)]
fn days_of(date: &[u8; 11]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T'] = date else { return None };
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    let (month, day) = (two(*m1, *m2)?, two(*d1, *d2)?);
    // An offset can lead out of the years before and after these, which makes another message.
    if !(2..2399).contains(&year) {
        return None;
    }
    Day::from_ymd(i32::try_from(year).ok()?, month, day).map(|day| day.0)
}

const fn digit(byte: u8) -> Option<u32> {
    if byte.is_ascii_digit() { Some((byte - b'0') as u32) } else { None }
}

fn two(a: u8, b: u8) -> Option<u32> {
    Some(digit(a)? * 10 + digit(b)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_and_the_general_way_agree() {
        let form = TimeForm::Rfc3339;
        let zone = Arc::new(Zone::named("UTC").unwrap());
        let mut clock = Clock::new(&form, &zone);
        let mut state = 5u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let seeds = [
            "2025-03-20T10:00:00Z",
            "2024-02-29T23:59:59.999Z",
            "1969-12-31T00:00:00.1234567+05:30",
            "0002-01-01T12:34:56-23:59",
            "2398-12-31T09:08:07.5Z",
        ];
        let mut read = 0;
        for round in 0..200_000 {
            let mut bytes = seeds[round % seeds.len()].as_bytes().to_vec();
            for _ in 0..random(4) {
                let place = random(bytes.len());
                let put = b"0123456789-:TZ.+ :/;\x7f\xff"[random(22)];
                match random(4) {
                    0 => bytes.insert(place, put),
                    1 => drop(bytes.remove(place)),
                    _ => bytes[place] = put,
                }
            }
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if let Some(at) = clock.usual(text.as_bytes()) {
                assert_eq!(Timestamp::read(&text), Ok(Timestamp::At(at)), "{text}");
                read += 1;
            } else if let Ok(Timestamp::At(_)) = Timestamp::read(&text) {
                // Left to the general way: small letters, a space, a 60th second, the first and the far years.
                let plain =
                    !text.contains([' ', 't', 'z']) && !text.contains(":60") && &*text >= "0002" && &*text < "2399";
                assert!(!plain, "{text}");
            }
        }
        assert!(read > 50_000, "{read}");
    }
}
