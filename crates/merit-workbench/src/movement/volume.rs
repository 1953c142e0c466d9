//! How many leads enter each segment in each week.

use std::collections::BTreeMap;

use merit_ir::Week;
use merit_values::{Day, Instant, Zone};

use super::Scored;
use super::data::{SegmentVolume, WeekVolume};
use crate::Amount;

/// The volumes of all segments of both models; weeks are those of the new model.
pub(super) fn volumes(old: Scored<'_>, new: Scored<'_>, begins: Option<Instant>, zone: &Zone) -> Vec<SegmentVolume> {
    let week_of = |at: Instant| first_day(zone.day_of(at), new.model.week);
    let as_of = new.evaluation.results.as_of;
    let transitions = || old.evaluation.transitions.iter().chain(&new.evaluation.transitions);
    let Some(first) = transitions().map(|change| change.at).min() else { return Vec::new() };
    // Leads may be known before the log begins; weeks without a log say nothing.
    let is_whole = |week: Day| {
        let begins = begins.is_some_and(|begins| zone.start_of(week) >= begins);
        begins && zone.end_of(Day(week.0 + 6)) <= as_of
    };
    let mut weeks: Vec<Day> = Vec::new();
    let mut week = week_of(first);
    while week <= week_of(as_of) {
        weeks.push(week);
        week = Day(week.0 + 7);
    }
    let counted = |scored: Scored<'_>, name: &str| -> BTreeMap<Day, usize> {
        let mut counts = BTreeMap::new();
        for change in scored.evaluation.transitions.iter().filter(|change| change.enters && &*change.name == name) {
            *counts.entry(week_of(change.at)).or_default() += 1;
        }
        counts
    };
    let is_in = |scored: Scored<'_>, name: &str| scored.model.segments.iter().any(|segment| segment.name == name);
    let gone = old.model.segments.iter().filter(|segment| !is_in(new, &segment.name));
    new.model
        .segments
        .iter()
        .chain(gone)
        .map(|segment| {
            let (before, after) = (counted(old, &segment.name), counted(new, &segment.name));
            let of = |counts: &BTreeMap<Day, usize>, week: &Day| counts.get(week).copied().unwrap_or(0);
            let rows: Vec<WeekVolume> = weeks
                .iter()
                .map(|week| WeekVolume {
                    week: week.to_string(),
                    whole: is_whole(*week),
                    old: of(&before, week),
                    new: of(&after, week),
                })
                .collect();
            let whole = rows.iter().filter(|row| row.whole).count();
            let average = |sum: usize| (whole > 0).then(|| Amount(sum as i128 * 100_000_000_000 / whole as i128));
            let sum = |of: fn(&WeekVolume) -> usize| rows.iter().filter(|row| row.whole).map(of).sum();
            SegmentVolume {
                name: segment.name.clone(),
                in_old: is_in(old, &segment.name),
                in_new: is_in(new, &segment.name),
                whole_weeks: whole,
                old_per_week: average(sum(|row| row.old)),
                new_per_week: average(sum(|row| row.new)),
                weeks: rows,
            }
        })
        .collect()
}

fn first_day(day: Day, week: Week) -> Day {
    let since = match week {
        Week::Monday => day.weekday(),
        Week::Sunday => (day.weekday() + 1) % 7,
    };
    Day(day.0.saturating_sub(i32::try_from(since).unwrap_or(0)))
}
