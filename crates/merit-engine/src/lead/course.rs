//! How a score whose parts do not depend on each other moves from entry to entry, and how long it cannot reach another threshold.

use std::cell::Cell;

use merit_values::{Decimal, Instant, Points};

use super::inactivity::Deduction;
use super::ledger::Entries;

/// What the steady rules of a score give and its steady silences take away (see `ScorePlan`), from entry to entry.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// Ascending; the last of those at one instant tells.
    steps: Vec<Step>,
    /// How many of them were over when it was last asked: time mostly goes on.
    over: Cell<usize>,
}

/// What is true from an instant on.
#[derive(Clone, Copy, Debug)]
struct Step {
    at: Instant,
    /// What there is, together.
    worth: i128,
    /// What has raised the score up to here, and what has lowered it, each together. An entry that fades counts as both.
    swing: Swing,
}

/// How much something rises and falls: never less than 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Swing {
    pub(super) rise: i128,
    pub(super) fall: i128,
}

impl Swing {
    fn of(points: i128) -> Self {
        Self { rise: points.max(0), fall: (-points).max(0) }
    }
}

impl Course {
    pub(super) fn clear(&mut self) {
        self.steps.clear();
        self.over.set(0);
    }

    /// Entries that are worth the same from beginning to end.
    pub(super) fn add_steady(&mut self, entries: &Entries) {
        for (number, entry) in entries.entries.iter().enumerate() {
            self.add(entry.at, i128::from(entry.points));
            if let Some(end) = entries.ends.get(number) {
                self.add(*end, -i128::from(entry.points));
            }
        }
    }

    /// What a silence takes away, and may give back.
    pub(super) fn add_deduction(&mut self, deduction: &Deduction) {
        if let Some(at) = deduction.posted_once() {
            self.add(at, i128::from(deduction.points));
            if deduction.until < Instant(i64::MAX) {
                self.add(deduction.until, -i128::from(deduction.points));
            }
        }
    }

    /// Entries of rules that have a cap, or fade, are worth something beside the course: here they tell only when and how far they may move
    /// the score.
    pub(super) fn add_beside(&mut self, entries: &Entries, fades: bool) {
        for (number, entry) in entries.entries.iter().enumerate() {
            let swing = Swing::of(i128::from(entry.points));
            // What fades goes back as far as it came.
            let both = Swing { rise: swing.rise + swing.fall, fall: swing.rise + swing.fall };
            self.steps.push(Step { at: entry.at, worth: 0, swing: if fades { both } else { swing } });
            if let Some(end) = entries.ends.get(number) {
                let back = Swing { rise: swing.fall, fall: swing.rise };
                self.steps.push(Step { at: *end, worth: 0, swing: if fades { Swing::default() } else { back } });
            }
        }
    }

    fn add(&mut self, at: Instant, points: i128) {
        self.steps.push(Step { at, worth: points, swing: Swing::of(points) });
    }

    /// Puts what was added in order.
    pub(super) fn finish(&mut self) {
        self.steps.sort_unstable_by_key(|step| step.at);
        let (mut worth, mut swing) = (0, Swing::default());
        for step in &mut self.steps {
            worth += step.worth;
            swing = Swing { rise: swing.rise + step.swing.rise, fall: swing.fall + step.swing.fall };
            (step.worth, step.swing) = (worth, swing);
        }
    }

    /// How many steps are over at an instant.
    fn over(&self, at: Instant) -> usize {
        let mut over = self.over.get();
        if over > 0 && self.steps[over - 1].at > at {
            over = self.steps[..over].partition_point(|step| step.at <= at);
        }
        while self.steps.get(over).is_some_and(|step| step.at <= at) {
            over += 1;
        }
        self.over.set(over);
        over
    }

    /// What there is at an instant.
    pub(super) fn worth(&self, at: Instant) -> i128 {
        self.over(at).checked_sub(1).map_or(0, |last| self.steps[last].worth)
    }

    /// The first instant after another one at which something comes or goes.
    pub(super) fn next(&self, at: Instant) -> Option<Instant> {
        self.steps.get(self.over(at)).map(|step| step.at)
    }

    /// The first instant after another one at which the score may have risen or fallen by more than there is room for.
    pub(super) fn leaves(&self, room: Swing, at: Instant) -> Option<Instant> {
        let over = self.over(at);
        let so_far = over.checked_sub(1).map_or(Swing::default(), |last| self.steps[last].swing);
        let most = Swing { rise: so_far.rise.saturating_add(room.rise), fall: so_far.fall.saturating_add(room.fall) };
        let later = &self.steps[over..];
        let within = |step: &Step| step.swing.rise <= most.rise && step.swing.fall <= most.fall;
        later.get(later.partition_point(within)).map(|step| step.at)
    }
}

/// Two scores that are rounded differ by at most a point more than before: half of it each.
const POINT: i128 = 1_000_000;
const NO_BOUND: i128 = i128::MAX / 4;

/// The least and the most that a score may be.
type Range = (Option<Points>, Option<Points>);

/// How far what a score is made of may rise and fall from `sum`, with which the score is `standing`, before the score compares with any of
/// the ascending `thresholds` in another way. What may fade of the sum is known beforehand. Nothing where it might do so already.
pub(super) fn room(
    (lowest, highest): Range,
    thresholds: &[Decimal],
    (sum, standing): (i128, Decimal),
    fades: Swing,
) -> Option<Swing> {
    let floor = lowest.map_or(-NO_BOUND, |points| i128::from(points.0));
    let ceiling = highest.map_or(NO_BOUND, |points| i128::from(points.0));
    let above = thresholds.get(thresholds.partition_point(|value| *value < standing));
    let most = match above {
        Some(above) if *above > standing => above.0 - POINT,
        // On a threshold the score has to stay where it is: only beyond its range the sum may move.
        Some(_) if ceiling > standing.0 => floor.max(sum),
        _ => NO_BOUND,
    };
    let below = thresholds[..thresholds.partition_point(|value| *value <= standing)].last();
    let least = match below {
        Some(below) if *below < standing => below.0 + POINT,
        Some(_) if floor < standing.0 => ceiling.min(sum),
        _ => -NO_BOUND,
    };
    let room = Swing { rise: most - sum - fades.rise, fall: sum - least - fades.fall };
    (room.rise >= 0 && room.fall >= 0).then_some(room)
}

#[cfg(test)]
mod tests {
    use merit_values::{Decimal, Points};

    use super::{POINT, Range, Swing, room};
    use crate::lead::timeline::rank;
    use crate::plan::round;

    fn range(low: Option<i64>, high: Option<i64>) -> Range {
        let points = |points: i64| Points(points * 1_000_000);
        (low.map(points), high.map(points))
    }

    /// What a score of whole points shows of a sum.
    fn shown((lowest, highest): Range, sum: i128) -> Decimal {
        let bound = |points: Points| i128::from(points.0);
        let sum = sum.max(lowest.map_or(sum, bound)).min(highest.map_or(i128::MAX, bound));
        round(sum * 100_000, 100_000_000_000)
    }

    #[test]
    fn no_threshold_is_reached_where_there_is_room() {
        let values: Vec<Decimal> = [0, 20, 21, 50, 100].map(|points: i128| Decimal(points * POINT)).to_vec();
        let ranges = [None, Some(0), Some(20)].map(|low| [None, Some(50), Some(100)].map(|high| range(low, high)));
        let mut with_room = 0;
        for range in ranges.into_iter().flatten() {
            for sum in (-60..=260).map(|halves| halves * POINT / 2) {
                let standing = shown(range, sum);
                let Some(room) = room(range, &values, (sum, standing), Swing::default()) else { continue };
                with_room += 1;
                for other in (-60..=260).map(|halves| halves * POINT / 2) {
                    if sum - room.fall <= other && other <= sum + room.rise {
                        let ranks = [standing, shown(range, other)].map(|score| rank(&values, score));
                        assert_eq!(ranks[0], ranks[1], "{range:?}: {sum} to {other}");
                    }
                }
            }
        }
        assert!(with_room > 1_000, "{with_room}");
    }

    #[test]
    fn a_sum_beyond_the_range_may_move_as_far_as_to_it() {
        let values: Vec<Decimal> = [0, 20, 80].map(|points: i128| Decimal(points * POINT)).to_vec();
        let range = range(Some(0), Some(100));
        let room_of = |points: i128, fades: i128| {
            let sum = points * POINT;
            let fades = Swing { rise: 0, fall: fades * POINT };
            room(range, &values, (sum, shown(range, sum)), fades)
        };
        let far = |rise: i128| room_of(rise, 0).map(|room| room.rise / POINT);
        assert_eq!(far(-150), Some(150));
        assert_eq!(far(30), Some(49));
        assert_eq!(far(0), Some(0));
        assert_eq!(room_of(300, 0).map(|room| room.fall / POINT), Some(219));
        assert_eq!(room_of(300, 19).map(|room| room.fall / POINT), Some(200));
        assert_eq!(room_of(300, 220), None);
    }
}
