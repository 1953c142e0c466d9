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
    pub(crate) fn of(&mut self, zone: &Zone, at: Instant) -> Day {
        if at < self.begin || at > self.end {
            self.day = zone.day_of(at);
            (self.begin, self.end) = (zone.start_of(self.day), zone.end_of(self.day));
        }
        self.day
    }
}
