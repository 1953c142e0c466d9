//! Local dates.

use merit_ir::Period;
use merit_values::{Day, Instant, Zone};

use crate::period::period_of;
use crate::plan::Plan;

/// The local dates of instants that mostly come in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayOf {
    begin: Instant,
    end: Instant,
    day: Day,
}

impl Default for DayOf {
    fn default() -> Self {
        Self { begin: Instant(1), end: Instant(0), day: Day(0) }
    }
}

impl DayOf {
    /// The date of an instant.
    #[inline]
    pub(crate) fn of(&mut self, zone: &Zone, at: Instant) -> Day {
        if at < self.begin || at > self.end {
            self.go_to(zone, at);
        }
        self.day
    }

    #[inline(never)]
    fn go_to(&mut self, zone: &Zone, at: Instant) {
        self.day = zone.day_of(at);
        (self.begin, self.end) = (zone.start_of(self.day), zone.end_of(self.day));
    }
}

/// A local date with the calendar periods that it lies in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Date {
    pub(crate) day: Day,
    /// Day, week, month, year: each as a number that is never 0.
    periods: [u32; 4],
}

impl Date {
    fn new(day: Day, plan: &Plan) -> Self {
        let number = |period| period_of(day, period, plan.week).cast_unsigned() ^ 0x8000_0000;
        Self { day, periods: [Period::Day, Period::Week, Period::Month, Period::Year].map(number) }
    }

    /// A number that is the same for all dates of a period, and never 0.
    #[inline]
    pub(crate) const fn period(&self, period: Period) -> u32 {
        let [day, week, month, year] = self.periods;
        match period {
            Period::Day => day,
            Period::Week => week,
            Period::Month => month,
            Period::Year => year,
        }
    }
}

/// The same for instants that mostly come in order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Dates {
    days: DayOf,
    date: Option<Date>,
}

impl Dates {
    /// The date of an instant.
    #[inline]
    pub(crate) fn of(&mut self, plan: &Plan, at: Instant) -> Date {
        let day = self.days.of(&plan.zone, at);
        match self.date {
            Some(date) if date.day == day => date,
            _ => *self.date.insert(Date::new(day, plan)),
        }
    }
}
