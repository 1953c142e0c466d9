//! From the plan to the program.

use merit_ir::{Frequencies, HowOften, Inactivity, Measure, Per, Restart, StageEffect};
use merit_values::{Day, Duration, Instant};

use super::{Alive, ClassProgram, Counter, Counts, Latest, Machine, Program, SilencePlan, Use, Worth};
use crate::Options;
use crate::classes::Class;
use crate::plan::{Expression, MembershipPlan, OccasionPlan, Plan, RuleKindPlan, RulePlan};
use crate::settle::{Settled, settle};

/// Windows hold at most so many events; more would make the state of a lead large.
const LARGEST_WINDOW: u32 = 8;
/// Points up to this many millionths can be summed for four billion events in 63 bits.
const MOST_POINTS: i64 = 1 << 30;
/// The two words at the beginning: the instant of the latest event.
pub(super) const LATEST: usize = 0;

struct Layout<'p> {
    plan: &'p Plan,
    as_of: Instant,
    words: usize,
    tables: u16,
    uses: Vec<Vec<Use>>,
    rules: Vec<Machine>,
}

impl Program {
    /// The program of a model; nothing when its standing at an instant cannot be told event by event:
    /// when changes are asked for, tiers have `until below`, entries are reset, occasions are made of several events or
    /// rules ask what was before, or points are beyond all use.
    pub(crate) fn of(plan: &Plan, options: &Options) -> Option<Self> {
        if options.changes_since.is_some() || plan.is_sticky() {
            return None;
        }
        let mut layout = Layout {
            plan,
            as_of: options.as_of,
            words: LATEST + 2,
            tables: 0,
            uses: vec![Vec::new(); plan.patterns.len()],
            rules: Vec::new(),
        };
        let mut silences = Vec::new();
        let mut silences_of_score = Vec::with_capacity(plan.scores.len());
        for score in &plan.scores {
            let resets = score.inactivity.iter().flat_map(|block| &block.stages);
            if !score.resets.is_empty() || resets.into_iter().any(|stage| stage.effect == StageEffect::Reset) {
                return None;
            }
            let first = silences.len();
            silences.extend(score.inactivity.iter().map(|block| layout.silence(block)));
            silences_of_score.push((first..silences.len()).collect());
        }
        let histories = (0..plan.histories.len()).map(|history| layout.history(history)).collect::<Option<_>>()?;
        let of_score = plan.scores.iter().map(|score| {
            let rules = score.groups.iter().flat_map(|group| &group.rules);
            let rules = rules.filter(|rule| matches!(rule.kind, RuleKindPlan::Event { .. }));
            rules.map(|rule| layout.rule(rule)).collect::<Option<Vec<_>>>()
        });
        let of_score = of_score.collect::<Option<Vec<_>>>()?;
        let lines = plan.segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes));
        let qualifiers = lines
            .filter_map(|line| match line {
                MembershipPlan::After { occasion, .. } => Some(layout.qualifier(*occasion)),
                MembershipPlan::When(_) => None,
            })
            .collect::<Option<_>>()?;
        let mut asked_by_events = vec![false; plan.attributes.len()];
        for (pattern, uses) in plan.patterns.iter().zip(&layout.uses).filter(|(_, uses)| !uses.is_empty()) {
            debug_assert!(!uses.is_empty(), "only patterns that are used");
            if let Some(expression) = &pattern.expression {
                mark(plan, expression, &mut asked_by_events)?;
            }
        }
        Some(Self {
            words: layout.words,
            uses: layout.uses,
            rules: layout.rules,
            of_score,
            histories,
            qualifiers,
            silences,
            silences_of_score,
            asked_by_events,
        })
    }

    /// What the events of a class change.
    pub(crate) fn class(&self, plan: &Plan, class: &Class) -> ClassProgram {
        let mut program = ClassProgram::default();
        let Some(patterns) = plan.patterns_of_event.get(usize::from(class.kind)) else { return program };
        for pattern in patterns {
            let uses = &self.uses[*pattern];
            match plan.patterns[*pattern].expression.as_ref() {
                None => program.always.extend(uses),
                Some(expression) => match settle(expression, class) {
                    Settled::True => program.always.extend(uses),
                    Settled::Open if !uses.is_empty() => program.asked.push((expression.clone(), uses.clone())),
                    Settled::Open | Settled::NotTrue => {}
                },
            }
        }
        let ends = |(_, silence): &(usize, &SilencePlan)| {
            silence.ends.get(usize::from(class.kind)).copied().unwrap_or(false)
        };
        program.silences = self.silences.iter().enumerate().filter(ends).map(|(number, _)| number).collect();
        program
    }
}

impl Layout<'_> {
    fn words(&mut self, count: usize) -> usize {
        self.words += count;
        self.words - count
    }

    fn rule(&mut self, rule: &RulePlan) -> Option<usize> {
        let RuleKindPlan::Event { occasion, frequencies, key, decay, expires, .. } = &rule.kind else { return None };
        let number = self.rules.len();
        self.used(*occasion, Use::Rule(number))?;
        let (counts, steps) = match frequencies {
            Frequencies::Flat { points, how_often } => (self.counts(*how_often)?, vec![points.0]),
            Frequencies::Ladder { steps, restart } => {
                let step = self.words(1);
                let before = match restart {
                    Restart::Never => 0,
                    Restart::Every(_) => self.words(1),
                    Restart::AfterGap(_) => self.words(2),
                };
                (Counts::Ladder { restart: *restart, step, before }, steps.iter().map(|step| step.0).collect())
            }
        };
        if steps.iter().any(|points| points.abs() > MOST_POINTS) {
            return None;
        }
        let alive = expires.map_or(Alive::Always, |expires| self.alive(expires));
        let worth = match (&counts, decay) {
            (Counts::Ladder { restart: Restart::Never, step, .. }, None) if alive == Alive::Always => {
                Worth::Steps(*step)
            }
            (_, Some(_)) | (Counts::Ladder { .. }, None) => Worth::Sum(self.words(2)),
            (Counts::Ever { counted, .. }, None) if alive == Alive::Always => Worth::Times(*counted),
            (_, None) => Worth::Times(self.words(1)),
        };
        self.rules.push(Machine { counts, during: rule.during, steps, worth, decay: *decay, alive, key: *key });
        Some(number)
    }

    fn counts(&mut self, how_often: HowOften) -> Option<Counts> {
        Some(match how_often {
            HowOften::EveryTime => Counts::Always,
            HowOften::EveryNth(n) => Counts::Nth { n: n.max(1), seen: self.words(1) },
            HowOften::AtMost(n, Per::Ever) => Counts::Ever { n, counted: self.words(1) },
            HowOften::AtMost(n, Per::Period(period)) => {
                Counts::Period { n, period, current: self.words(1), counted: self.words(1) }
            }
            HowOften::AtMost(n, Per::Window(window)) if n <= LARGEST_WINDOW => {
                Counts::Window { n: n as usize, window, leaves: self.words(n as usize * 2) }
            }
            HowOften::AtMost(_, Per::Window(_)) => return None,
            HowOften::AtMost(n, Per::Property(_)) => {
                self.tables += 1;
                Counts::Property { n, table: self.tables - 1 }
            }
        })
    }

    fn history(&mut self, number: usize) -> Option<Counter> {
        let history = &self.plan.histories[number];
        self.used(OccasionPlan::Single(history.pattern), Use::History(number))?;
        let alive = history.within.map_or(Alive::Always, |within| self.alive(within));
        Some(Counter { alive, count: self.words(1) })
    }

    fn qualifier(&mut self, occasion: OccasionPlan) -> Option<Latest> {
        let number = self.uses.iter().flatten().filter(|usage| matches!(usage, Use::Qualifier(_))).count();
        self.used(occasion, Use::Qualifier(number))?;
        Some(Latest { at: self.words(2) })
    }

    fn used(&mut self, occasion: OccasionPlan, by: Use) -> Option<()> {
        let OccasionPlan::Single(pattern) = occasion else { return None };
        self.uses[pattern].push(by);
        Some(())
    }

    fn silence(&mut self, block: &Inactivity) -> SilencePlan {
        let events = &self.plan.model.events;
        let ends = match &block.measured_by {
            Measure::AnyActivity => events.iter().map(|event| event.activity).collect(),
            Measure::Events(chosen) => (0..events.len()).map(|n| chosen.iter().any(|e| e.index() == n)).collect(),
        };
        let shortest = block.stages.iter().map(|stage| shortest(stage.after)).min().unwrap_or(0);
        SilencePlan { block: block.clone(), ends, shortest, begin: self.words(2), kept: self.words(2) }
    }

    /// From when on something that lasts so long is alive at the instant asked for.
    fn alive(&self, lasts: Duration) -> Alive {
        let zone = &self.plan.zone;
        if let Some(micros) = lasts.clock_micros() {
            return Alive::After(Instant(self.as_of.0.saturating_sub(micros)));
        }
        // The first day of which the end lies after the instant: later days end later.
        let ends_after = |day: i32| zone.start_of(Day(day).plus(lasts)) > self.as_of;
        let today = zone.day_of(self.as_of).0;
        let (mut dead, mut alive) = (today.saturating_sub(4_000), today);
        while alive - dead > 1 {
            let middle = dead + (alive - dead) / 2;
            if ends_after(middle) {
                alive = middle;
            } else {
                dead = middle;
            }
        }
        Alive::FromDay(Day(alive))
    }
}

/// No silence that is shorter than this lasts for the duration.
fn shortest(duration: Duration) -> i64 {
    const DAY: i64 = 86_400_000_000;
    let days = |each: i64| (i64::from(duration.count) * each).saturating_sub(2).max(0) * DAY;
    match duration.unit {
        merit_values::Unit::Minutes | merit_values::Unit::Hours => duration.clock_micros().unwrap_or(0),
        merit_values::Unit::Days => days(1),
        merit_values::Unit::Weeks => days(7),
        merit_values::Unit::Months => days(28),
        merit_values::Unit::Years => days(365),
    }
}

/// Marks the attributes that a pattern asks; nothing when it asks for more than the row and attributes without time.
fn mark(plan: &Plan, expression: &Expression, asked: &mut [bool]) -> Option<()> {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().try_for_each(|part| mark(plan, part, asked)),
        Expression::Not(inner) => mark(plan, inner, asked),
        Expression::Row(_) => Some(()),
        Expression::Attribute(test) => {
            asked[plan.attribute_tests[*test].attribute] = true;
            Some(())
        }
        Expression::Had(_) | Expression::Outcome(_) => None,
    }
}
