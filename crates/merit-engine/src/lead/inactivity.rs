//! What silence does (section 3.10).

use merit_ir::{Inactivity, Measure, Stage, StageEffect};
use merit_values::{Day, Duration, Instant, Unit, Zone};

use super::{Context, Lead};

/// Points that a silence posts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deduction {
    posts: Posts,
    pub(crate) points: i64,
    /// When they are given back.
    pub(crate) until: Instant,
    /// The number of the block in its score, where it is known.
    pub(crate) block: usize,
    /// The number of the stage in the block.
    pub(crate) stage: usize,
}

/// The instants at which a stage of one silence is posted.
#[derive(Clone, Copy, Debug)]
struct Posts {
    begin: Instant,
    day: Day,
    after: Duration,
    first: Instant,
    every: Option<Duration>,
    /// The activity that ends the silence: a post must lie before it.
    end: Instant,
}

impl Posts {
    /// The k-th post, from 0.
    fn at(&self, zone: &Zone, k: u32) -> Instant {
        let Some(every) = self.every.filter(|_| k > 0) else { return self.first };
        let clock = |duration: Duration| duration.clock_micros();
        match (clock(self.after), clock(every)) {
            (Some(after), Some(every)) => {
                Instant(self.begin.0.saturating_add(after).saturating_add(every.saturating_mul(i64::from(k))))
            }
            _ => zone.start_of(plus_both(self.day, self.after, every.times(k))),
        }
    }

    /// How many posts lie at or before an instant (and before the end of the silence).
    fn count(&self, zone: &Zone, at: Instant) -> u32 {
        let posted = |k: u32| {
            let post = self.at(zone, k);
            post <= at && post < self.end
        };
        if !posted(0) {
            return 0;
        }
        if self.every.is_none() {
            return 1;
        }
        // Posts ascend: double the step, then halve the gap.
        let (mut known, mut beyond) = (0, 1_u32);
        while posted(beyond) {
            known = beyond;
            beyond = beyond.saturating_mul(2);
            if beyond == u32::MAX {
                break;
            }
        }
        while beyond - known > 1 {
            let middle = known + (beyond - known) / 2;
            if posted(middle) {
                known = middle;
            } else {
                beyond = middle;
            }
        }
        known + 1
    }
}

/// A date plus two calendar durations; months of both are added before they are counted, so they do not chain.
fn plus_both(day: Day, first: Duration, second: Duration) -> Day {
    let months = |duration: Duration| match duration.unit {
        Unit::Months => Some(duration.count),
        Unit::Years => Some(duration.count.saturating_mul(12)),
        _ => None,
    };
    match (months(first), months(second)) {
        (Some(first), Some(second)) => day.plus(Duration { count: first.saturating_add(second), unit: Unit::Months }),
        _ => day.plus(first).plus(second),
    }
}

impl Deduction {
    /// What it takes away at an instant, when everything before `reset` is worth nothing, and the instant until which that
    /// stays so.
    pub(crate) fn worth(&self, zone: &Zone, at: Instant, reset: Option<Instant>) -> (i128, Instant) {
        if at >= self.until {
            return (0, Instant(i64::MAX));
        }
        let before = reset.map_or(0, |reset| self.posts.count(zone, Instant(reset.0.saturating_sub(1))));
        let posted = self.posts.count(zone, at);
        let is_over = posted > 0 && self.posts.every.is_none();
        let next = if is_over { Instant(i64::MAX) } else { self.posts.at(zone, posted) };
        let next = if next < self.posts.end { next } else { Instant(i64::MAX) };
        (i128::from(posted.saturating_sub(before)) * i128::from(self.points), next.min(self.until))
    }

    /// When it is posted, if it is posted once.
    pub(crate) fn posted_once(&self) -> Option<Instant> {
        Some(self.posts.first).filter(|first| self.posts.every.is_none() && *first < self.posts.end)
    }

    /// The instants at which it is posted, up to the end.
    pub(crate) fn instants(&self, zone: &Zone, end: Instant) -> impl Iterator<Item = Instant> {
        let count = self.posts.count(zone, end);
        (0..count).map(|k| self.posts.at(zone, k))
    }
}

/// A silence: it begins at an instant and ends with the next activity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Silence {
    pub(crate) begin: Instant,
    pub(crate) day: Day,
    pub(crate) end: Option<Instant>,
}

impl Silence {
    fn posts(&self, zone: &Zone, stage: &Stage) -> Posts {
        let (end, first) = (self.end.unwrap_or(Instant(i64::MAX)), zone.after(self.begin, stage.after));
        Posts { begin: self.begin, day: self.day, after: stage.after, first, every: stage.repeat, end }
    }
}

impl Silence {
    /// What the silence takes away, as far as it is posted up to an instant; `resets` are those of the score, ascending.
    pub(crate) fn deduct(
        &self,
        zone: &Zone,
        block: &Inactivity,
        resets: &[Instant],
        as_of: Instant,
        deductions: &mut Vec<Deduction>,
    ) {
        let first = deductions.len();
        let until = self.end.filter(|_| block.give_back).unwrap_or(Instant(i64::MAX));
        for (number, stage) in block.stages.iter().enumerate() {
            let posts = self.posts(zone, stage);
            if posts.count(zone, as_of) == 0 {
                // Stages ascend: the later ones are not reached either.
                break;
            }
            let points = match stage.effect {
                StageEffect::Further(points) => points.0,
                StageEffect::Total(points) => {
                    let now = posts.at(zone, 0);
                    let reset = resets[..resets.partition_point(|reset| *reset <= now)].last().copied();
                    let worth: i128 =
                        deductions[first..].iter().map(|earlier| earlier.worth(zone, now, reset).0).sum();
                    points.0.saturating_sub(i64::try_from(worth).unwrap_or(0))
                }
                StageEffect::Reset => continue,
            };
            deductions.push(Deduction { posts, points, until, block: 0, stage: number });
        }
    }
}

impl Lead {
    /// The instants at which a silence resets the score.
    pub(crate) fn resets_of_silence(&self, context: &Context<'_>, block: &Inactivity, resets: &mut Vec<Instant>) {
        if !block.stages.iter().any(|stage| stage.effect == StageEffect::Reset) {
            return;
        }
        for silence in self.silences(context, block) {
            for stage in block.stages.iter().filter(|stage| stage.effect == StageEffect::Reset) {
                let zone = &context.plan.zone;
                let posts = silence.posts(zone, stage);
                let count = posts.count(zone, context.options.as_of);
                resets.extend((0..count).map(|k| posts.at(zone, k)));
            }
        }
    }

    /// What the silences of a block take away; `resets` are those of the score, ascending.
    pub(crate) fn deductions(
        &self,
        context: &Context<'_>,
        (number, block): (usize, &Inactivity),
        resets: &[Instant],
        deductions: &mut Vec<Deduction>,
    ) {
        let first = deductions.len();
        for silence in self.silences(context, block) {
            silence.deduct(&context.plan.zone, block, resets, context.options.as_of, deductions);
        }
        deductions[first..].iter_mut().for_each(|deduction| deduction.block = number);
    }

    /// The silences that last at least as long as the first stage needs.
    fn silences<'a>(&'a self, context: &'a Context<'_>, block: &'a Inactivity) -> impl Iterator<Item = Silence> + 'a {
        let activity = move |class: u32| {
            let kind = context.classes.get(class).class.kind;
            match &block.measured_by {
                Measure::AnyActivity => context.plan.model.events[usize::from(kind)].activity,
                Measure::Events(events) => events.iter().any(|event| event.0 == kind),
            }
        };
        let mut activities = self
            .events
            .iter()
            .filter(move |event| activity(event.class))
            .map(|event| (event.at, event.day))
            .peekable();
        let mut next = self.first_seen.map(|at| (at, context.plan.zone.day_of(at)));
        std::iter::from_fn(move || {
            let (begin, day) = next?;
            // Activity at the very beginning begins the silence again at the same instant.
            while activities.next_if(|(at, _)| *at <= begin).is_some() {}
            next = activities.next();
            Some(Silence { begin, day, end: next.map(|(at, _)| at) })
        })
    }
}
