//! Local dates.

use merit_ir::Period;
use merit_values::{Day, Instant};

use crate::period::period_of;
use crate::plan::Plan;

/// A local date with the calendar periods that it lies in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Date {
    pub(crate) day: Day,
    /// Day, week, month, year: each as a number of 24 bits that is never 0. Days 46,000 years apart would have the same; times
    /// are of the years 1 to 9999.
    periods: [u32; 4],
}

impl Date {
    const fn place(period: Period) -> usize {
        match period {
            Period::Day => 0,
            Period::Week => 1,
            Period::Month => 2,
            Period::Year => 3,
        }
    }

    fn new(day: Day, plan: &Plan) -> Self {
        let number = |period| period_of(day, period, plan.week).cast_unsigned() & 0xff_ffff ^ 0x80_0000;
        Self { day, periods: [Period::Day, Period::Week, Period::Month, Period::Year].map(number) }
    }

    /// A number that is the same for all dates of a period, and never 0.
    #[inline]
    pub(crate) const fn period(&self, period: Period) -> u32 {
        self.periods[Self::place(period)]
    }
}

/// The dates of instants in any order. Those of a year are found out once; others take their places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dates {
    known: Vec<Known>,
    /// The place of the date that was asked for last: most instants are of the same one as those before.
    latest: usize,
    /// From midnight in UTC to the local one, more or less.
    lag: i64,
}

/// A date, from its first to its last instant.
#[derive(Clone, Copy, Debug)]
struct Known {
    begin: Instant,
    end: Instant,
    date: Date,
}

impl Known {
    fn has(&self, at: Instant) -> bool {
        self.begin <= at && at <= self.end
    }
}

impl Default for Known {
    /// Nothing lies between these two.
    fn default() -> Self {
        Self { begin: Instant(1), end: Instant(0), date: Date { day: Day(0), periods: [0; 4] } }
    }
}

/// So many dates are known at most.
const KNOWN: usize = 512;
const MICROS_OF_DAY: i64 = 86_400_000_000;

impl Dates {
    /// The date of an instant.
    #[inline]
    pub(crate) fn of(&mut self, plan: &Plan, at: Instant) -> &Date {
        if !self.known.get(self.latest).is_some_and(|known| known.has(at)) {
            let place = self.place_of(at);
            self.latest =
                if self.known.get(place).is_some_and(|known| known.has(at)) { place } else { self.find(plan, at) };
        }
        &self.known[self.latest].date
    }

    /// The place of the date, should it be known.
    const fn place_of(&self, at: Instant) -> usize {
        at.0.saturating_sub(self.lag).div_euclid(MICROS_OF_DAY) as usize % KNOWN
    }

    /// Finds out a date, and tells its place.
    #[inline(never)]
    fn find(&mut self, plan: &Plan, at: Instant) -> usize {
        let day = plan.zone.day_of(at);
        let begin = plan.zone.start_of(day);
        let known = Known { begin, end: plan.zone.end_of(day), date: Date::new(day, plan) };
        if self.known.is_empty() {
            self.lag = begin.0.rem_euclid(MICROS_OF_DAY);
            self.known.resize(KNOWN, Known::default());
        }
        let place = self.place_of(at);
        self.known[place] = known;
        place
    }
}
