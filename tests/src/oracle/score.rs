//! Scores and grade points at an instant (sections 3.8 to 3.12).

use std::collections::BTreeMap;

use merit_syntax::tree::{
    Bound, Clause, ClauseKind, Decay, DecayKind, Measure, NoGrade, OccasionKind, Rule, StageEffect, StartsAt,
};
use merit_values::Duration;

use super::calendar::clock;
use super::condition::Scene;
use super::coverage::seen;
use super::fading::{rounded_ratio, worth};
use super::lead::Lead;
use super::program::{Grade, Group, Score, Silence, fits};

/// Sums are kept in hundred-billionths: millionths times thousandths of a percent, exactly.
const PER_MILLIONTH: i128 = 100_000;

/// An entry of an event rule.
struct Entry {
    at: i64,
    day: i32,
    points: i128,
}

/// An entry of an inactivity block.
struct Deduction {
    at: i64,
    points: i128,
    given_back: Option<i64>,
}

/// The entries of one score, up to T.
pub struct Ledger {
    /// For each group, for each rule.
    entries: Vec<Vec<Vec<Entry>>>,
    deductions: Vec<Deduction>,
    resets: Vec<i64>,
}

impl Ledger {
    /// Every instant at which an entry, a deduction or a reset is dated.
    pub fn times(&self) -> Vec<i64> {
        let entries = self.entries.iter().flatten().flatten().map(|entry| entry.at);
        entries.chain(self.deductions.iter().map(|entry| entry.at)).chain(self.resets.iter().copied()).collect()
    }
}

impl Lead<'_, '_> {
    /// Everything that a score will ever be made of.
    pub fn ledger(&self, score: &Score<'_>) -> Ledger {
        let entries = score.groups.iter().map(|group| group.rules.iter().map(|rule| self.entries(rule)).collect());
        let mut resets: Vec<i64> = Vec::new();
        for reset in &score.resets {
            let counted = self.counted(&reset.occasion, &reset.clauses, false);
            resets.extend(counted.iter().map(|(occasion, _)| occasion.at));
        }
        let mut ledger = Ledger { entries: entries.collect(), deductions: Vec::new(), resets };
        let stages: Vec<_> = score.inactivity.iter().map(|silence| self.stages(silence)).collect();
        for (at, effect, _) in stages.iter().flatten().flatten() {
            if matches!(effect, StageEffect::Reset) {
                seen("inactivity reset");
                ledger.resets.push(*at);
            }
        }
        for (silence, stages) in score.inactivity.iter().zip(stages) {
            for posted in stages {
                self.deduct(silence, &posted, &mut ledger);
            }
        }
        ledger
    }

    fn entries(&self, rule: &Rule) -> Vec<Entry> {
        if matches!(rule.occasion.kind, OccasionKind::If(_)) {
            return Vec::new();
        }
        let ladder = rule.points.len() > 1;
        let counted = self.counted(&rule.occasion, &rule.clauses, ladder);
        let earned = counted.iter().filter_map(|(occasion, step)| {
            let points = rule.points.get(*step)?.value.0;
            if ladder {
                seen("ladder");
            }
            Some(Entry { at: occasion.at, day: self.program.calendar.day_of(occasion.at), points })
        });
        earned.collect()
    }

    /// For each silence: the stages posted in it, and the end of the silence if it is known.
    fn stages(&self, silence: &Silence<'_>) -> Vec<Vec<(i64, StageEffect, Option<i64>)>> {
        let activity = |name: &str| match &silence.head.measured_by {
            Measure::AnyActivity => self.program.events[name].activity,
            Measure::Events(names) => names.iter().any(|one| one.text == name),
        };
        let mut starts: Vec<i64> = self.first_seen.into_iter().collect();
        starts.extend(self.events.iter().filter(|event| activity(&event.name)).map(|event| event.at));
        starts.retain(|start| *start <= self.until);
        starts.sort_unstable();
        starts.dedup();
        let mut silences = Vec::new();
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied();
            let mut posted = Vec::new();
            for stage in &silence.stages {
                for repeat in 0.. {
                    let after = match stage.repeat {
                        None if repeat > 0 => break,
                        None => stage.after.value,
                        Some(every) => added(stage.after.value, every.value, repeat),
                    };
                    let at = self.program.calendar.after(*start, after);
                    if at > self.until || end.is_some_and(|end| end <= at) {
                        break;
                    }
                    if repeat > 0 {
                        seen("inactivity repeats");
                    }
                    seen(match clock(stage.after.value) {
                        Some(_) => "inactivity in hours",
                        None => "inactivity in days",
                    });
                    posted.push((at, stage.effect.unwrap(), end));
                }
            }
            silences.push(posted);
        }
        silences
    }

    fn deduct(&self, silence: &Silence<'_>, posted: &[(i64, StageEffect, Option<i64>)], ledger: &mut Ledger) {
        let first = ledger.deductions.len();
        for (at, effect, end) in posted {
            let points = match effect {
                StageEffect::Reset => continue,
                StageEffect::Further(points) => {
                    seen("inactivity further");
                    points.value.0
                }
                StageEffect::Total(total) => {
                    seen("inactivity total");
                    let still_worth = |entry: &&Deduction| !ledger.is_reset(entry.at, *at);
                    let earlier: i128 = ledger.deductions[first..].iter().filter(still_worth).map(|e| e.points).sum();
                    total.value.0 - earlier
                }
            };
            let given_back = end.filter(|_| silence.give_back);
            if let Some(end) = end.filter(|end| *end <= self.until) {
                seen(if silence.give_back { "give back" } else { "keep" });
                debug_assert!(end > *at);
            }
            ledger.deductions.push(Deduction { at: *at, points, given_back });
        }
    }

    /// The rounded score at an instant, in millionths; `parts` are the scores and grade points it may be a sum of.
    pub fn score_at(&self, score: &Score<'_>, ledger: &Ledger, at: i64, parts: &BTreeMap<&str, i128>) -> i128 {
        let mut sum = score.starts * PER_MILLIONTH;
        for part in &score.sum {
            let value = parts[part.name.text.as_str()];
            if value != 0 {
                seen(if part.percent.is_some() { "sum of a percentage" } else { "sum of" });
            }
            sum += value * part.percent.map_or(PER_MILLIONTH, |percent| i128::from(percent.value));
        }
        for (group, entries) in score.groups.iter().zip(&ledger.entries) {
            sum += self.group_at(score, group, entries, ledger, at).1 * PER_MILLIONTH;
        }
        for entry in &ledger.deductions {
            let in_force = entry.at <= at
                && !ledger.is_reset(entry.at, at)
                && entry.given_back.is_none_or(|returned| returned > at);
            if in_force {
                sum += entry.points * PER_MILLIONTH;
            }
        }
        let (low, high) = score.range;
        if let Some(low) = low.filter(|low| sum < low * PER_MILLIONTH) {
            seen("floor of the range");
            sum = low * PER_MILLIONTH;
        }
        if let Some(high) = high.filter(|high| sum > high * PER_MILLIONTH) {
            seen("top of the range");
            sum = high * PER_MILLIONTH;
        }
        let unit = PER_MILLIONTH * 10_i128.pow(6 - score.decimals);
        let rounded = rounded_ratio(sum, unit);
        if rounded * unit != sum {
            seen("rounding");
        }
        rounded * 10_i128.pow(6 - score.decimals)
    }

    /// Whether any rule of the group applies, and the sum of the group in millionths.
    fn group_at(
        &self,
        score: &Score<'_>,
        group: &Group<'_>,
        entries: &[Vec<Entry>],
        ledger: &Ledger,
        at: i64,
    ) -> (bool, i128) {
        let subtotals = group.rules.iter().zip(entries).map(|(rule, entries)| {
            let fate = Fate::of(rule, group, score.decay);
            self.subtotal(rule, entries, &fate, ledger, at)
        });
        combine(group, &subtotals.collect::<Vec<_>>())
    }

    /// Whether a rule applies, and its subtotal under its own cap.
    fn subtotal(&self, rule: &Rule, entries: &[Entry], fate: &Fate, ledger: &Ledger, at: i64) -> (bool, i128) {
        if let OccasionKind::If(condition) = &rule.occasion.kind {
            return self.standing(rule, condition, at);
        }
        let today = self.program.calendar.day_of(at);
        let (mut applies, mut sum) = (false, 0);
        for entry in entries.iter().filter(|entry| entry.at <= at) {
            if ledger.is_reset(entry.at, at) {
                seen("reset entry");
                continue;
            }
            if let Some(expires) =
                fate.expires.filter(|expires| at >= self.program.calendar.after(entry.at, *expires))
            {
                seen(match (expires.unit, clock(expires)) {
                    (_, Some(_)) => "expires in hours",
                    (merit_values::Unit::Months | merit_values::Unit::Years, _) => "expires in months",
                    _ => "expires in days",
                });
                continue;
            }
            let value = worth(entry.points, fate.decay, entry.day, today);
            if value != entry.points {
                seen(match fate.decay {
                    Some(DecayKind::Half(_)) => "decays by half",
                    Some(DecayKind::Evenly(_)) => "decays evenly",
                    Some(DecayKind::OfOriginal(..)) => "decays by a percentage of original",
                    _ => "decays by a percentage of remainder",
                });
                seen(fate.from);
            }
            applies |= value != 0;
            sum += value;
        }
        (applies, capped(sum, rule_cap(rule), ["up to", "down to"]))
    }

    /// A standing rule: its points while its condition is true, on the dates of its `during`.
    fn standing(&self, rule: &Rule, condition: &merit_syntax::tree::Condition, at: i64) -> (bool, i128) {
        let today = self.program.calendar.day_of(at);
        for clause in &rule.clauses {
            if let ClauseKind::During(from, to) = &clause.kind
                && !(from.day.0..=to.day.0).contains(&today)
            {
                seen("standing rule outside its dates");
                return (false, 0);
            }
        }
        if self.holds(condition, Scene::at(at)) {
            seen("standing rule");
            (true, rule.points[0].value.0)
        } else {
            (false, 0)
        }
    }

    /// Points of a grade in millionths, and the number of its letter unless there is no grade.
    pub fn grade_at(&self, grade: &Grade<'_>, at: i64) -> (i128, Option<usize>) {
        let (mut points, mut any) = (starts_of(grade), false);
        for group in &grade.groups {
            let subtotals = group.rules.iter().map(|rule| match &rule.occasion.kind {
                OccasionKind::If(condition) => self.standing(rule, condition, at),
                _ => unreachable!("a grade has standing rules only"),
            });
            let (applies, sum) = combine(group, &subtotals.collect::<Vec<_>>());
            points += sum;
            any |= applies;
        }
        let none = grade.no_grade.iter().any(|line| match line {
            NoGrade::If(condition) => {
                let none = self.holds(condition, Scene::at(at));
                if none {
                    seen("no grade if");
                }
                none
            }
            NoGrade::NoRuleApplies => {
                if !any {
                    seen("no grade if no rule applies");
                }
                !any
            }
        });
        let letter = grade.letters.iter().position(|line| fits(&line.bound, points)).unwrap();
        (points, (!none).then_some(letter))
    }

    /// Present subtotals of labelled rules: of scores, then of grades.
    pub fn labels_at(&self, ledgers: &[Ledger], at: i64) -> Vec<(String, i128)> {
        let mut labels = Vec::new();
        for (score, ledger) in self.program.scores.iter().zip(ledgers) {
            for (group, entries) in score.groups.iter().zip(&ledger.entries) {
                for (rule, entries) in group.rules.iter().zip(entries) {
                    if let Some(label) = label(&rule.clauses) {
                        let fate = Fate::of(rule, group, score.decay);
                        labels.push((label, self.subtotal(rule, entries, &fate, ledger, at).1));
                    }
                }
            }
        }
        for rule in self.program.grades.iter().flat_map(|grade| &grade.groups).flat_map(|group| &group.rules) {
            if let (Some(label), OccasionKind::If(condition)) = (label(&rule.clauses), &rule.occasion.kind) {
                labels.push((label, self.standing(rule, condition, at).1));
            }
        }
        labels
    }
}

impl Ledger {
    /// With r the latest reset at or before `now`: the entry is dated before r.
    fn is_reset(&self, entry: i64, now: i64) -> bool {
        self.resets.iter().any(|reset| entry < *reset && *reset <= now)
    }
}

/// What becomes of the entries of a rule.
struct Fate {
    decay: Option<DecayKind>,
    expires: Option<Duration>,
    from: &'static str,
}

impl Fate {
    /// The rule's own decay replaces the group's, which replaces the score's; the inherited ones touch positive rules
    /// only.
    fn of(rule: &Rule, group: &Group<'_>, score: Option<DecayKind>) -> Self {
        let (mut own, mut expires) = (None, None);
        for clause in &rule.clauses {
            match &clause.kind {
                ClauseKind::Decay(Decay { kind, .. }) => own = Some(*kind),
                ClauseKind::Expires(length) => expires = Some(length.value),
                _ => {}
            }
        }
        let positive = rule.points[0].value.0 > 0;
        let (decay, from) = match (own, group.decay, score) {
            (Some(_), ..) => (own, "decay of the rule"),
            (None, Some(_), _) if positive => (group.decay, "decay of the group"),
            (None, None, Some(_)) if positive => (score, "decay of the score"),
            _ => (None, ""),
        };
        Self { decay, expires: expires.or(group.expires.filter(|_| positive)), from }
    }
}

/// A group: the sum of its rules, or the best of those that apply, under its cap.
fn combine(group: &Group<'_>, subtotals: &[(bool, i128)]) -> (bool, i128) {
    let applying: Vec<i128> = subtotals.iter().filter(|(applies, _)| *applies).map(|(_, sum)| *sum).collect();
    let sum = if group.best_one_only {
        if applying.len() > 1 {
            seen("best one only");
        }
        applying.iter().copied().max().unwrap_or(0)
    } else {
        subtotals.iter().map(|(_, sum)| sum).sum()
    };
    (!applying.is_empty(), capped(sum, group.cap, ["group up to", "group down to"]))
}

fn capped(sum: i128, cap: Option<(bool, i128)>, names: [&'static str; 2]) -> i128 {
    match cap {
        Some((true, most)) if sum > most => {
            seen(names[0]);
            most
        }
        Some((false, least)) if sum < least => {
            seen(names[1]);
            least
        }
        _ => sum,
    }
}

fn rule_cap(rule: &Rule) -> Option<(bool, i128)> {
    rule.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Cap { up, number } => Some((*up, number.value.0)),
        _ => None,
    })
}

fn label(clauses: &[Clause]) -> Option<String> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Called(text) => Some(text.text.clone()),
        _ => None,
    })
}

/// `starts at`: points, or the number in that letter's own line.
fn starts_of(grade: &Grade<'_>) -> i128 {
    match grade.starts {
        None => 0,
        Some(StartsAt::Points(points)) => {
            seen("grade starts at points");
            points.value.0
        }
        Some(StartsAt::Letter(letter)) => {
            seen("grade starts at a letter");
            let line = grade.letters.iter().find(|line| line.letter.text == letter.text).unwrap();
            match &line.bound {
                Bound::From(number) | Bound::Above(number) => number.value.0,
                Bound::Otherwise(_) => unreachable!("a letter without number"),
            }
        }
    }
}

/// D + k times E, in the unit of both.
fn added(after: Duration, every: Duration, k: u32) -> Duration {
    assert_eq!(after.unit, every.unit, "all stages of a block use one unit");
    Duration { count: after.count + every.count * k, unit: after.unit }
}
