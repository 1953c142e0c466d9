//! From the plan to the program.

use merit_ir::{Frequencies, HowOften, Inactivity, Measure, Per, Restart, StageEffect};
use merit_values::{CHANGE, Day, Duration, Instant};

use super::counter::{Place, SMALL};
use super::silence::SilencePlan;
use super::{Alive, ClassProgram, Counter, Counts, Latest, Machine, Program, Steady, Use, Worth};
use crate::Options;
use crate::classes::Class;
use crate::plan::{AskedPatterns, Expression, MembershipPlan, OccasionPlan, Plan, RuleKindPlan, RulePlan, ScorePlan};
use crate::settle::{Settled, settle};

/// Windows hold at most so many events; more would make the state of a lead large.
const LARGEST_WINDOW: u32 = 8;
/// Points up to this many millionths can be summed for four billion events in 63 bits.
const MOST_POINTS: i64 = 1 << 30;
/// The two words at the beginning: the instant of the latest record. Where every event ends a silence, that silence began then:
/// it needs no words of its own, but records that are no events must not move it.
pub(super) const LATEST: usize = 0;

struct Layout<'p> {
    plan: &'p Plan,
    as_of: Instant,
    words: usize,
    /// The next free byte of the word that small counters share.
    byte: Option<(usize, u8)>,
    tables: u16,
    uses: Vec<Vec<Use>>,
    rules: Vec<Machine>,
    /// For each pattern: the row and attributes decide.
    is_simple: Vec<bool>,
    qualifiers: usize,
}

impl Program {
    /// The program of a model; nothing when changes are asked for or entries are reset. What cannot be told event by event
    /// is left to records: occasions that are made of several events, rules that ask what was before, points beyond all
    /// use. Where tiers have `until below`, records are needed to look at the past of some leads.
    pub(crate) fn of(plan: &Plan, options: &Options) -> Option<Self> {
        if options.changes_since.is_some() {
            return None;
        }
        let mut layout = Layout {
            plan,
            as_of: options.as_of,
            words: LATEST + 2,
            byte: None,
            tables: 0,
            uses: vec![Vec::new(); plan.patterns.len()],
            rules: Vec::new(),
            is_simple: plan
                .patterns
                .iter()
                .map(|pattern| pattern.expression.as_ref().is_none_or(is_simple))
                .collect(),
            qualifiers: 0,
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
        let histories: Vec<_> = (0..plan.histories.len()).map(|history| layout.history(history)).collect();
        let (mut of_score, mut together_of_score) = (Vec::with_capacity(plan.scores.len()), Vec::new());
        for score in &plan.scores {
            let rules = score.groups.iter().flat_map(|group| &group.rules);
            let rules = || rules.clone().filter(|rule| matches!(rule.kind, RuleKindPlan::Event { .. }));
            let together = layout.together(score, rules(), options.labels);
            let machines = rules().map(|rule| layout.rule(rule, together.as_ref())).collect::<Vec<_>>();
            of_score.push(machines);
            together_of_score.push(together.map(|together| together.sum));
        }
        let steady = |((score, machines), together): ((&ScorePlan, &Vec<Option<usize>>), &Option<usize>)| {
            let mut steady = Steady { together: *together, ..Steady::default() };
            for rule in &score.steady {
                let number = machines[*rule]?;
                let machine = &layout.rules[number];
                match machine.worth {
                    Worth::Times(counted) => steady.times.push((counted, machine.steps[0])),
                    Worth::Steps(_) | Worth::Sum(_) => steady.others.push(number),
                    Worth::Together(_) => {}
                }
            }
            Some(steady)
        };
        let steady_of_score = plan.scores.iter().zip(&of_score).zip(&together_of_score).map(steady).collect();
        let lines = plan.segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes));
        let qualifiers: Vec<_> = lines
            .filter_map(|line| match line {
                MembershipPlan::After { occasion, .. } => Some(layout.qualifier(*occasion)),
                MembershipPlan::When(_) => None,
            })
            .collect();
        let mut asked_by_events = vec![false; plan.attributes.len()];
        for (pattern, uses) in plan.patterns.iter().zip(&layout.uses).filter(|(_, uses)| !uses.is_empty()) {
            debug_assert!(!uses.is_empty(), "only patterns that are used");
            if let Some(expression) = &pattern.expression {
                mark(plan, expression, &mut asked_by_events);
            }
        }
        let rest = rest(plan, &of_score);
        let asked_of_records = asked_of_records(plan, &rest, &histories, &qualifiers);
        Some(Self {
            rest,
            is_whole: !plan.is_sticky() && !asked_of_records.contains(&true),
            asked_of_records,
            words: layout.words,
            uses: layout.uses,
            rules: layout.rules,
            of_score,
            steady_of_score,
            histories,
            qualifiers,
            silences,
            silences_of_score,
            asked_by_events,
        })
    }

    /// What the events of a class change.
    pub(crate) fn class(&self, plan: &Plan, class: &Class) -> ClassProgram {
        let is_event = class.kind != CHANGE;
        let is_latest = is_event || self.silences.iter().all(|silence| silence.begin != LATEST);
        let mut program = ClassProgram { class: Some(class.clone()), is_latest, ..ClassProgram::default() };
        let Some(patterns) = plan.patterns_of_event.get(usize::from(class.kind)) else { return program };
        for pattern in patterns {
            let uses = &self.uses[*pattern];
            match plan.patterns[*pattern].expression.as_ref() {
                None => program.always.extend(uses.iter().map(|usage| self.op(*usage))),
                Some(expression) => match settle(expression, class) {
                    Settled::True => program.always.extend(uses.iter().map(|usage| self.op(*usage))),
                    Settled::Open if !uses.is_empty() => program.asked.push((expression.clone(), uses.clone())),
                    Settled::Open | Settled::NotTrue => {}
                },
            }
        }
        let ends = |(_, silence): &(usize, &SilencePlan)| {
            silence.ends.get(usize::from(class.kind)).copied().unwrap_or(false)
        };
        program.silences = self.silences.iter().enumerate().filter(ends).map(|(number, _)| number).collect();
        let shortest = |number: &usize| {
            let silence = &self.silences[*number];
            let is_of_latest = silence.begin == LATEST;
            if is_of_latest { u64::try_from(silence.shortest).unwrap_or(0) } else { 0 }
        };
        program.shortest = program.silences.iter().map(shortest).min().unwrap_or(u64::MAX);
        program
    }
}

impl Layout<'_> {
    fn words(&mut self, count: usize) -> usize {
        self.words += count;
        self.words - count
    }

    /// A counter that goes up to a limit.
    fn counter(&mut self, limit: u32) -> Place {
        if limit > SMALL {
            return Place::whole(self.words(1));
        }
        let (word, byte) = self.byte.take().unwrap_or_else(|| (self.words(1), 0));
        self.byte = (byte < 3).then_some((word, byte + 1));
        Place::byte(word, byte)
    }

    /// Where the rules of a score that are steady, and need numbers of their own, are summed together; nothing where that saves no
    /// words, or where one of the steady rules needs records. `labels` tells that somebody asks for rules one by one.
    fn together<'r>(
        &mut self,
        score: &ScorePlan,
        rules: impl Iterator<Item = &'r RulePlan>,
        labels: bool,
    ) -> Option<Together> {
        let (mut found, mut most) = (Vec::new(), 0_i64);
        for rule in rules {
            let RuleKindPlan::Event { number, frequencies, expires, .. } = &rule.kind else { continue };
            if !score.steady.contains(number) {
                continue;
            }
            if !self.fits(rule) {
                return None;
            }
            let has_counter = match frequencies {
                Frequencies::Flat { how_often: HowOften::AtMost(_, Per::Ever), .. }
                | Frequencies::Ladder { restart: Restart::Never, .. } => expires.is_none(),
                Frequencies::Flat { .. } | Frequencies::Ladder { .. } => false,
            };
            let stands_alone = has_counter || labels && rule.label.is_some();
            if !stands_alone {
                most = most.saturating_add(steps(frequencies).iter().map(|points| points.abs()).max().unwrap_or(0));
                found.push(*number);
            }
        }
        // A sum takes two words.
        (found.len() > 2 && most <= MOST_POINTS).then(|| Together { rules: found, sum: self.words(2) })
    }

    /// Whether the account of a lead can hold what a rule gives.
    fn fits(&self, rule: &RulePlan) -> bool {
        let RuleKindPlan::Event { occasion, frequencies, .. } = &rule.kind else { return false };
        let is_simple = match occasion {
            OccasionPlan::Single(pattern) => self.is_simple[*pattern],
            _ => false,
        };
        let steps = steps(frequencies);
        is_simple
            && steps.iter().all(|points| points.abs() <= MOST_POINTS)
            && u32::try_from(steps.len()).is_ok()
            && !is_wide(frequencies)
    }

    fn rule(&mut self, rule: &RulePlan, together: Option<&Together>) -> Option<usize> {
        let RuleKindPlan::Event { number: of_score, occasion, frequencies, key, decay, expires, .. } = &rule.kind
        else {
            return None;
        };
        if !self.fits(rule) {
            return None;
        }
        let steps = steps(frequencies);
        let together = together.filter(|together| together.rules.contains(of_score)).map(|together| together.sum);
        let number = self.rules.len();
        self.used(*occasion, Use::Rule(number))?;
        let counts = match frequencies {
            Frequencies::Flat { how_often, .. } => self.counts(*how_often),
            Frequencies::Ladder { restart, .. } => {
                let step = self.counter(u32::try_from(steps.len()).ok()?);
                let before = match restart {
                    Restart::Never => 0,
                    Restart::Every(_) => self.words(1),
                    Restart::AfterGap(_) => self.words(2),
                };
                Counts::Ladder { restart: *restart, step, before }
            }
        };
        let alive = expires.map_or(Alive::Always, |expires| self.alive(expires));
        let worth = match (&counts, decay) {
            (Counts::Ladder { restart: Restart::Never, step, .. }, None) if alive == Alive::Always => {
                Worth::Steps(*step)
            }
            (Counts::Ever { counted, .. }, None) if alive == Alive::Always => Worth::Times(*counted),
            _ => match (together, &counts, decay) {
                (Some(sum), ..) => Worth::Together(sum),
                (None, _, Some(_)) | (None, Counts::Ladder { .. }, None) => Worth::Sum(self.words(2)),
                (None, _, None) => Worth::Times(Place::whole(self.words(1))),
            },
        };
        let climbed = (0..=steps.len()).map(|count| steps[..count].iter().sum()).collect();
        self.rules.push(Machine {
            counts,
            during: rule.during,
            steps,
            climbed,
            worth,
            decay: *decay,
            alive,
            key: *key,
        });
        Some(number)
    }

    fn counts(&mut self, how_often: HowOften) -> Counts {
        match how_often {
            HowOften::EveryTime => Counts::Always,
            HowOften::EveryNth(n) => Counts::Nth { n: n.max(1), seen: self.words(1) },
            HowOften::AtMost(n, Per::Ever) => Counts::Ever { n, counted: self.counter(n) },
            HowOften::AtMost(n, Per::Period(period)) if n <= SMALL => {
                Counts::Period { n, period, word: self.words(1) }
            }
            HowOften::AtMost(n, Per::Period(period)) => {
                Counts::WidePeriod { n, period, current: self.words(1), counted: self.words(1) }
            }
            HowOften::AtMost(n, Per::Window(window)) => {
                Counts::Window { n: n as usize, window, leaves: self.words(n as usize * 2) }
            }
            HowOften::AtMost(n, Per::Property(_)) => {
                self.tables += 1;
                Counts::Property { n, table: self.tables - 1 }
            }
        }
    }

    fn history(&mut self, number: usize) -> Option<Counter> {
        let history = &self.plan.histories[number];
        self.used(OccasionPlan::Single(history.pattern), Use::History(number))?;
        let alive = history.within.map_or(Alive::Always, |within| self.alive(within));
        Some(Counter { alive, count: self.words(1) })
    }

    fn qualifier(&mut self, occasion: OccasionPlan) -> Option<Latest> {
        self.qualifiers += 1;
        self.used(occasion, Use::Qualifier(self.qualifiers - 1))?;
        Some(Latest { at: self.words(2) })
    }

    fn used(&mut self, occasion: OccasionPlan, by: Use) -> Option<()> {
        let OccasionPlan::Single(pattern) = occasion else { return None };
        if !self.is_simple[pattern] {
            return None;
        }
        self.uses[pattern].push(by);
        Some(())
    }

    fn silence(&mut self, block: &Inactivity) -> SilencePlan {
        let events = &self.plan.model.events;
        let ends: Vec<bool> = match &block.measured_by {
            Measure::AnyActivity => events.iter().map(|event| event.activity).collect(),
            Measure::Events(chosen) => (0..events.len()).map(|n| chosen.iter().any(|e| e.index() == n)).collect(),
        };
        let begin = if ends.iter().all(|ends| *ends) { LATEST } else { self.words(2) };
        SilencePlan::new(block, ends, begin, self.words(2))
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

/// The steady rules of a score that are summed together.
struct Together {
    /// Their numbers among the event rules of the score.
    rules: Vec<usize>,
    /// Their sum, in two words.
    sum: usize,
}

/// The points of an occasion, or of each step of a ladder.
fn steps(frequencies: &Frequencies) -> Vec<i64> {
    match frequencies {
        Frequencies::Flat { points, .. } => vec![points.0],
        Frequencies::Ladder { steps, .. } => steps.iter().map(|step| step.0).collect(),
    }
}

/// A window of which a lead's account cannot hold the events.
fn is_wide(frequencies: &Frequencies) -> bool {
    matches!(frequencies, Frequencies::Flat { how_often: HowOften::AtMost(n, Per::Window(_)), .. } if *n > LARGEST_WINDOW)
}

/// Only the row and attributes of the lead decide.
fn is_simple(expression: &Expression) -> bool {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().all(is_simple),
        Expression::Not(inner) => is_simple(inner),
        Expression::Row(_) | Expression::Attribute(_) => true,
        Expression::Had(_) | Expression::Outcome(_) => false,
    }
}

/// Marks the attributes that a condition asks.
fn mark(plan: &Plan, expression: &Expression, asked: &mut [bool]) {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| mark(plan, part, asked)),
        Expression::Not(inner) => mark(plan, inner, asked),
        Expression::Attribute(test) => asked[plan.attribute_tests[*test].attribute] = true,
        Expression::Row(_) | Expression::Had(_) | Expression::Outcome(_) => {}
    }
}

/// The event rules that need records: score, group, and place in the group.
fn rest(plan: &Plan, of_score: &[Vec<Option<usize>>]) -> Vec<(usize, usize, usize)> {
    let mut rest = Vec::new();
    for (score, known) in of_score.iter().enumerate() {
        for (group, of_group) in plan.scores[score].groups.iter().enumerate() {
            let needs = |rule: &RulePlan| match rule.kind {
                RuleKindPlan::Event { number, .. } => known[number].is_none(),
                RuleKindPlan::Standing { .. } => false,
            };
            let places = of_group.rules.iter().enumerate().filter(|(_, rule)| needs(rule));
            rest.extend(places.map(|(place, _)| (score, group, place)));
        }
    }
    rest
}

/// The patterns that whatever needs records asks for.
fn asked_of_records(
    plan: &Plan,
    rest: &[(usize, usize, usize)],
    histories: &[Option<Counter>],
    qualifiers: &[Option<Latest>],
) -> Vec<bool> {
    let mut asked = AskedPatterns::none(&plan.patterns, &plan.histories);
    for (score, group, place) in rest {
        if let RuleKindPlan::Event { occasion, .. } = plan.scores[*score].groups[*group].rules[*place].kind {
            asked.by_occasion(occasion);
        }
    }
    let lines = plan.segments.iter().flat_map(|segment| segment.includes.iter().chain(&segment.excludes));
    for line in lines {
        if let MembershipPlan::After { occasion: of_line, number, .. } = line
            && qualifiers[*number].is_none()
        {
            asked.by_occasion(*of_line);
        }
    }
    for (history, _) in plan.histories.iter().zip(histories).filter(|(_, counter)| counter.is_none()) {
        asked.by_number(history.pattern);
    }
    asked.asked
}
