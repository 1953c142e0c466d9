//! Local dates.

use merit_values::{Day, Instant, Zone};

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
