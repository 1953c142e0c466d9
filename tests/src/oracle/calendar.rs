//! Days, windows and deadlines (section 3.3), asked of jiff and chrono directly.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{Datelike, Months, NaiveDate};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use merit_values::{Duration, Unit};

const DAY: i64 = 86_400_000_000;

/// The calendar of a model: instants are microseconds since 1970 in UTC, days are numbers since 1970-01-01.
pub struct Calendar {
    zone: TimeZone,
    sunday: bool,
    starts: RefCell<HashMap<i32, i64>>,
}

impl Calendar {
    /// The calendar of a zone, with weeks that start on Sunday or Monday.
    pub fn new(zone: &str, sunday: bool) -> Self {
        let zone = TimeZoneDatabase::bundled().get(zone).expect("a zone of the bundled data");
        Self { zone, sunday, starts: RefCell::default() }
    }

    /// A day begins at its first instant: 00:00, or later where the clock skips midnight.
    pub fn first_instant(&self, day: i32) -> i64 {
        *self.starts.borrow_mut().entry(day).or_insert_with(|| self.instant(day, 0))
    }

    /// The local date of an instant: the day whose first instant is the last one not after it.
    pub fn day_of(&self, at: i64) -> i32 {
        let mut day = i32::try_from(at.div_euclid(DAY)).unwrap() + 2;
        while self.first_instant(day) > at {
            day -= 1;
        }
        day
    }

    /// The instant of a local time: in a gap it moves forward, of two it is the first.
    pub fn instant(&self, day: i32, micros: i64) -> i64 {
        let date = date(day);
        let civil = jiff::civil::date(date.year() as i16, date.month() as i8, date.day() as i8).at(0, 0, 0, 0);
        let civil = civil + jiff::Span::new().microseconds(micros);
        self.zone.to_ambiguous_timestamp(civil).compatible().expect("a time jiff knows").as_microsecond()
    }

    /// The same local clock time on a later date; hours and minutes run on the clock.
    pub fn due(&self, at: i64, delay: Duration) -> i64 {
        if let Some(clock) = clock(delay) {
            return at + clock;
        }
        let local = self.zone.to_datetime(jiff::Timestamp::from_microsecond(at).unwrap());
        let day = NaiveDate::from_ymd_opt(local.year().into(), local.month() as u32, local.day() as u32).unwrap();
        let time = local.time().duration_since(jiff::civil::Time::midnight()).as_micros() as i64;
        self.instant(plus(number(day), delay), time)
    }

    /// `after D`: the first instant at which today >= d + D, or N hours have elapsed.
    pub fn after(&self, at: i64, duration: Duration) -> i64 {
        clock(duration).map_or_else(|| self.first_instant(plus(self.day_of(at), duration)), |clock| at + clock)
    }

    /// `in any D`, `in the last D`: `then` is not after `now`, and today < date(then) + D, or less than N hours elapsed.
    pub fn in_the_last(&self, duration: Duration, then: i64, now: i64) -> bool {
        then <= now && now < self.after(then, duration)
    }

    /// `within D` of `then`: today <= date(then) + D, or at most N hours elapsed.
    pub fn within(&self, duration: Duration, then: i64, now: i64) -> bool {
        match clock(duration) {
            Some(clock) => now - then <= clock,
            None => self.day_of(now) <= plus(self.day_of(then), duration),
        }
    }

    /// The instant at which `within D` of `then` is over without an answer.
    pub fn over(&self, duration: Duration, then: i64) -> i64 {
        match clock(duration) {
            Some(clock) => then + clock,
            None => self.first_instant(plus(self.day_of(then), duration) + 1),
        }
    }

    /// A number that is the same for all days of one week.
    pub fn week(&self, day: i32) -> i32 {
        // Day 0 was a Thursday.
        (day + if self.sunday { 4 } else { 3 }).div_euclid(7)
    }
}

/// Microseconds on the clock, for hours and minutes.
pub fn clock(duration: Duration) -> Option<i64> {
    match duration.unit {
        Unit::Minutes => Some(i64::from(duration.count) * 60_000_000),
        Unit::Hours => Some(i64::from(duration.count) * 3_600_000_000),
        Unit::Days | Unit::Weeks | Unit::Months | Unit::Years => None,
    }
}

/// A date plus days, weeks, months or years; months keep the day number or take the last day of the month.
pub fn plus(day: i32, duration: Duration) -> i32 {
    let months = |n: u32| number(date(day).checked_add_months(Months::new(n)).unwrap());
    match duration.unit {
        Unit::Days => day + i32::try_from(duration.count).unwrap(),
        Unit::Weeks => day + 7 * i32::try_from(duration.count).unwrap(),
        Unit::Months => months(duration.count),
        Unit::Years => months(12 * duration.count),
        Unit::Minutes | Unit::Hours => unreachable!("a calendar duration"),
    }
}

/// Year and month of a day.
pub fn month(day: i32) -> (i32, u32) {
    (date(day).year(), date(day).month())
}

/// The number of a date.
pub fn number(date: NaiveDate) -> i32 {
    i32::try_from((date - NaiveDate::default()).num_days()).unwrap()
}

fn date(day: i32) -> NaiveDate {
    NaiveDate::default() + chrono::Duration::days(day.into())
}
