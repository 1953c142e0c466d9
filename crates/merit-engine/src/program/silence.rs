//! What silences take away at the instant asked for.

use merit_ir::{Inactivity, Stage, StageEffect};
use merit_values::{Duration, Instant, Unit, Zone};

use crate::lead::{Deduction, Silence};

/// A block of inactivity.
#[derive(Debug)]
pub(super) struct SilencePlan {
    pub(super) block: Inactivity,
    /// For each event: it ends a silence.
    pub(super) ends: Vec<bool>,
    /// A silence that is shorter than so many microseconds posts nothing.
    pub(super) shortest: i64,
    /// When the silence at hand began, in two words.
    pub(super) begin: usize,
    /// What silences that are over have taken away for good, in two words.
    pub(super) kept: usize,
    /// The stages, where each is posted once and surely after the one before.
    posts: Option<Vec<Post>>,
}

/// A stage that is posted once.
#[derive(Clone, Copy, Debug)]
struct Post {
    after: Duration,
    /// It is not posted before so many microseconds have passed.
    least: i64,
    /// It is posted when so many microseconds have passed.
    most: i64,
    points: i64,
}

impl SilencePlan {
    /// A block of which the words begin at these places.
    pub(super) fn new(block: &Inactivity, ends: Vec<bool>, begin: usize, kept: usize) -> Self {
        let shortest = block.stages.iter().map(|stage| bounds(stage.after).0).min().unwrap_or(0);
        Self { posts: posts(&block.stages), block: block.clone(), ends, shortest, begin, kept }
    }

    /// What a silence takes away, as far as it is posted up to an instant. When it is over, it gives nothing back.
    pub(super) fn deducted(
        &self,
        zone: &Zone,
        begin: Instant,
        end: Option<Instant>,
        at: Instant,
        deductions: &mut Vec<Deduction>,
    ) -> i128 {
        let Some(posts) = &self.posts else {
            deductions.clear();
            let silence = Silence { begin, day: zone.day_of(begin), end };
            silence.deduct(zone, &self.block, &[], at, deductions);
            return deductions.iter().map(|deduction| deduction.worth(zone, at, None).0).sum();
        };
        // The last instant at which it can be posted.
        let last = end.map_or(at, |end| at.min(Instant(end.0.saturating_sub(1))));
        let passed = last.0.saturating_sub(begin.0);
        let posted = posts.iter().take_while(|post| {
            passed >= post.least && (passed >= post.most || zone.after(begin, post.after) <= last)
        });
        posted.map(|post| i128::from(post.points)).sum()
    }
}

/// The stages as posts; nothing where one is posted again and again, or may be posted before an earlier one.
fn posts(stages: &[Stage]) -> Option<Vec<Post>> {
    let mut posts: Vec<Post> = Vec::with_capacity(stages.len());
    for stage in stages.iter() {
        let (least, most) = bounds(stage.after);
        let before = posts.last().map_or(0, |post| post.most);
        let total: i64 = posts.iter().map(|post| post.points).sum();
        let points = match stage.effect {
            StageEffect::Further(points) => points.0,
            StageEffect::Total(points) => points.0.saturating_sub(total),
            StageEffect::Reset => return None,
        };
        if stage.repeat.is_some() || least < before {
            return None;
        }
        posts.push(Post { after: stage.after, least, most, points });
    }
    Some(posts)
}

/// Microseconds that a duration lasts at least and at most, wherever and whenever it begins.
fn bounds(duration: Duration) -> (i64, i64) {
    const DAY: i64 = 86_400_000_000;
    let days = |each: i64| i64::from(duration.count).saturating_mul(each);
    let (least, most) = match duration.unit {
        Unit::Minutes | Unit::Hours => {
            return duration.clock_micros().map_or((0, i64::MAX), |micros| (micros, micros));
        }
        Unit::Days => (days(1), days(1)),
        Unit::Weeks => (days(7), days(7)),
        Unit::Months => (days(28), days(31)),
        Unit::Years => (days(365), days(366)),
    };
    // Days begin at midnight, and clocks are changed.
    (least.saturating_sub(2).max(0).saturating_mul(DAY), most.saturating_add(2).saturating_mul(DAY))
}

#[cfg(test)]
mod tests {
    use merit_ir::{Measure, Source};
    use merit_values::Points;

    use super::*;

    fn stage(count: u32, unit: Unit, effect: StageEffect) -> Stage {
        Stage { after: Duration { count, unit }, repeat: None, effect, source: Source::default() }
    }

    /// Posts that are known beforehand are worth what looking at each stage says, also around the bounds.
    #[test]
    fn posts_are_what_stages_say() {
        let further = |points: i64| StageEffect::Further(Points(points));
        let blocks = [
            vec![stage(30, Unit::Days, further(-15)), stage(60, Unit::Days, further(-30))],
            vec![stage(36, Unit::Hours, further(-1)), stage(1, Unit::Weeks, StageEffect::Total(Points(-9)))],
            vec![stage(1, Unit::Months, further(-7)), stage(1, Unit::Years, StageEffect::Total(Points(-5)))],
        ];
        for name in ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Bangkok"] {
            let zone = Zone::named(name).unwrap();
            for stages in &blocks {
                let block = Inactivity {
                    measured_by: Measure::AnyActivity,
                    stages: stages.clone(),
                    give_back: false,
                    source: Source::default(),
                };
                let plan = SilencePlan::new(&block, Vec::new(), 0, 2);
                assert!(plan.posts.is_some());
                let slow = SilencePlan { posts: None, ..SilencePlan::new(&block, Vec::new(), 0, 2) };
                for number in 0..4_000_i64 {
                    let begin = Instant(1_500_000_000_000_000 + number * 13_999_777_000);
                    let at = Instant(begin.0 + (number * number) % 401 * 86_400_000_000 + number % 3 - 1);
                    let exact = zone.after(begin, stages[number as usize % stages.len()].after);
                    for (end, at) in
                        [(None, at), (Some(at), Instant(i64::MAX / 4)), (None, exact), (Some(exact), exact)]
                    {
                        let quick = plan.deducted(&zone, begin, end, at, &mut Vec::new());
                        assert_eq!(quick, slow.deducted(&zone, begin, end, at, &mut Vec::new()), "{begin:?} {at:?}");
                    }
                }
            }
        }
    }
}
