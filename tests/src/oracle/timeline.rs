//! Tiers, cells, segments, check points, transitions and triggers (sections 3.12 and 3.13).

use std::collections::{BTreeMap, BTreeSet};

use merit_syntax::tree::{
    Clause, ClauseKind, ColumnHeads, Condition, ConditionKind, HowOftenKind, IncludeWhat, Occasion, OccasionKind,
    Operator, PerKind, Trigger,
};
use merit_values::{Duration, Unit};

use super::calendar::clock;
use super::condition::Scene;
use super::coverage::seen;
use super::lead::Lead;
use super::occasion::Occurrence;
use super::program::{Program, fits};
use super::score::Ledger;

/// Everything about a lead at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Rounded scores in millionths.
    pub scores: BTreeMap<String, i128>,
    /// For each score with tiers: the number of the line.
    pub tiers: BTreeMap<String, usize>,
    /// For each grade: the number of the letter, unless there is no grade.
    pub grades: BTreeMap<String, Option<usize>>,
    /// For each grade: its points in millionths.
    pub points: BTreeMap<String, i128>,
    /// For each matrix: the name of the cell.
    pub cells: BTreeMap<String, Option<String>>,
    /// Segments the lead is in.
    pub segments: BTreeSet<String>,
    /// Present subtotals of labelled rules.
    pub labels: Vec<(String, i128)>,
}

/// The lead enters or leaves a tier, segment or cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transition {
    /// When.
    pub at: i64,
    /// Who.
    pub lead: String,
    /// Enters; otherwise leaves.
    pub enters: bool,
    /// The name.
    pub name: String,
}

/// A trigger that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When.
    pub due: i64,
    /// Who.
    pub lead: String,
    /// Of entering; otherwise of leaving.
    pub enters: bool,
    /// The name of the place.
    pub name: String,
    /// The action.
    pub action: String,
    /// `0`, `2 days`.
    pub delay: String,
    /// When the lead entered or left.
    pub at: i64,
}

/// The whole story of a lead up to T.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// At T.
    pub standing: Standing,
    /// All of them up to T, in order.
    pub transitions: Vec<Transition>,
    /// All of them up to T.
    pub due: Vec<Due>,
}

impl Lead<'_, '_> {
    /// The story of the lead. Without `changes` the time line is followed only if something in it has a memory.
    pub fn story(&self, name: &str, changes: bool) -> Story {
        let ledgers: Vec<Ledger> = self.program.scores.iter().map(|score| self.ledger(score)).collect();
        let after = self.after_occasions();
        let memory = self.program.tiers.iter().any(|tiers| tiers.lines.iter().any(|line| line.until_below.is_some()));
        let mut story = Story::default();
        let mut before: Option<Standing> = None;
        if changes || memory {
            let mut places = BTreeSet::new();
            for at in self.check_points(&ledgers, &after) {
                let now = self.standing_at(at, &ledgers, &after, before.as_ref());
                let here = self.places(&now);
                for (gone, enters) in [(places.difference(&here), false), (here.difference(&places), true)] {
                    for place in gone {
                        let place: &String = place;
                        let (lead, name) = (name.to_owned(), place.clone());
                        story.transitions.push(Transition { at, lead, enters, name });
                    }
                }
                places = here;
                before = Some(now);
            }
        }
        story.due =
            self.program.triggers.iter().flat_map(|trigger| self.due(name, trigger, &story.transitions)).collect();
        let mut standing = self.standing_at(self.until, &ledgers, &after, before.as_ref());
        standing.labels = self.labels_at(&ledgers, self.until);
        story.standing = standing;
        story
    }

    /// The occasions of each `include after` and `exclude after`, in the order of the model.
    fn after_occasions(&self) -> Vec<Vec<Occurrence>> {
        let lines = self.program.segments.iter().flat_map(|segment| &segment.lines);
        lines
            .map(|line| match &line.what {
                IncludeWhat::When(_) => Vec::new(),
                IncludeWhat::After(occasion, _) => self.occasions(occasion),
            })
            .collect()
    }

    /// First seen, every record, the first instant of every local day, every instant at which something in hours or
    /// minutes runs out, and T.
    fn check_points(&self, ledgers: &[Ledger], after: &[Vec<Occurrence>]) -> BTreeSet<i64> {
        let Some(first_seen) = self.first_seen.filter(|first_seen| *first_seen <= self.until) else {
            return BTreeSet::new();
        };
        let mut dated: BTreeSet<i64> = self.record_times.clone();
        dated.insert(first_seen);
        dated.extend(self.attribute_times());
        dated.extend(ledgers.iter().flat_map(Ledger::times));
        dated.extend(after.iter().flatten().map(|occasion| occasion.at));
        let mut points = dated.clone();
        for micros in &clock_durations(self.program) {
            points.extend(dated.iter().flat_map(|at| [at + micros, at - micros]));
        }
        points = points.iter().flat_map(|at| [at - 1, *at, at + 1]).collect();
        let calendar = &self.program.calendar;
        let days = calendar.day_of(first_seen)..=calendar.day_of(self.until);
        points.extend(days.map(|day| calendar.first_instant(day)));
        points.insert(self.until);
        points.range(first_seen..=self.until).copied().collect()
    }

    fn standing_at(
        &self,
        at: i64,
        ledgers: &[Ledger],
        after: &[Vec<Occurrence>],
        before: Option<&Standing>,
    ) -> Standing {
        let mut now = Standing::default();
        let mut parts: BTreeMap<&str, i128> = BTreeMap::new();
        for grade in &self.program.grades {
            let (points, letter) = self.grade_at(grade, at);
            parts.insert(grade.name, points);
            now.points.insert(grade.name.to_owned(), points);
            now.grades.insert(grade.name.to_owned(), letter);
        }
        // Scores that are sums of others come after them.
        let mut left: Vec<usize> = (0..self.program.scores.len()).collect();
        while !left.is_empty() {
            left.retain(|number| {
                let score = &self.program.scores[*number];
                let ready = score.sum.iter().all(|part| parts.contains_key(part.name.text.as_str()));
                if ready {
                    let value = self.score_at(score, &ledgers[*number], at, &parts);
                    parts.insert(score.name, value);
                    now.scores.insert(score.name.to_owned(), value);
                }
                !ready
            });
        }
        for tiers in &self.program.tiers {
            let score = parts[tiers.score];
            let mut line = tiers.lines.iter().position(|line| fits(&line.bound, score)).unwrap();
            if let Some(was) = before.map(|before| before.tiers[tiers.score])
                && was < line
                && let Some(until) = tiers.lines[was].until_below
            {
                if score >= until.value.0 {
                    seen("until below: stays");
                    line = was;
                } else {
                    seen("until below: leaves");
                }
            }
            now.tiers.insert(tiers.score.to_owned(), line);
        }
        for matrix in &self.program.matrices {
            let row_of = |row: &&merit_syntax::tree::Row| {
                self.program.tiers.iter().find_map(|tiers| {
                    let line = tiers.lines.iter().position(|line| line.name.text == row.tier.text)?;
                    Some(line == now.tiers[tiers.score])
                })
            };
            let row = matrix.rows.iter().find(|row| row_of(row).unwrap()).unwrap();
            let column = match matrix.heads.unwrap() {
                ColumnHeads::Letters(letters) => {
                    let grade = self.program.grades.iter().find(|grade| grade.name == matrix.of).unwrap();
                    let letter = now.grades[matrix.of].map(|line| &grade.letters[line].letter.text);
                    if letter.is_none() {
                        seen("cell: none without a grade");
                    }
                    letter.map(|letter| letters.iter().position(|head| head.text == *letter).unwrap())
                }
                ColumnHeads::Tiers(names) => {
                    seen("cell of two tiers");
                    let lines = &self.program.tiers_of(matrix.of).unwrap().lines;
                    let tier = &lines[now.tiers[matrix.of]].name.text;
                    names.iter().position(|head| head.text == *tier)
                }
            };
            now.cells.insert(matrix.name.to_owned(), column.map(|column| row.cells[column].text.clone()));
        }
        let mut after = after.iter();
        for segment in &self.program.segments {
            let (mut included, mut excluded) = (false, false);
            for line in &segment.lines {
                let occasions = after.next().unwrap();
                let holds = match &line.what {
                    IncludeWhat::When(condition) => {
                        self.holds(condition, Scene { standing: Some(&now), ..Scene::at(at) })
                    }
                    IncludeWhat::After(_, length) => self.lately(occasions, length.map(|length| length.value), at),
                };
                match (line.exclude, &line.what) {
                    (true, IncludeWhat::After(..)) if holds => seen("exclude after"),
                    (false, IncludeWhat::After(..)) if holds => seen("include after"),
                    (true, IncludeWhat::When(_)) if holds && included => seen("exclude when"),
                    (false, IncludeWhat::When(_)) if holds => seen("include when"),
                    _ => {}
                }
                *(if line.exclude { &mut excluded } else { &mut included }) |= holds;
            }
            if included && !excluded {
                now.segments.insert(segment.name.to_owned());
            }
        }
        now
    }

    /// From the first occasion on, for ever; or from each occasion until `after D`.
    fn lately(&self, occasions: &[Occurrence], length: Option<Duration>, now: i64) -> bool {
        let mut past = occasions.iter().filter(|occasion| occasion.at <= now).peekable();
        let Some(length) = length else { return past.next().is_some() };
        let any = past.peek().is_some();
        let holds = past.any(|occasion| now < self.program.calendar.after(occasion.at, length));
        if any && !holds {
            seen(match clock(length) {
                Some(_) => "include after for hours: over",
                None => "include after for days: over",
            });
        }
        holds
    }

    /// Names of tiers, segments and cells.
    fn places(&self, now: &Standing) -> BTreeSet<String> {
        let tiers = self.program.tiers.iter().map(|tiers| tiers.lines[now.tiers[tiers.score]].name.text.clone());
        tiers.chain(now.segments.iter().cloned()).chain(now.cells.values().flatten().cloned()).collect()
    }

    fn due(&self, lead: &str, trigger: &Trigger, transitions: &[Transition]) -> Vec<Due> {
        let here: Vec<&Transition> = transitions.iter().filter(|change| change.name == trigger.place.text).collect();
        let mut occasions = Vec::new();
        for (number, change) in here.iter().enumerate() {
            if change.enters == trigger.leaving {
                continue;
            }
            let due = trigger.delay.map_or(change.at, |delay| self.program.calendar.due(change.at, delay.value));
            // The next transition of the same place goes the other way.
            let undone = here.get(number + 1).is_some_and(|next| next.at <= due);
            if undone {
                seen(match (trigger.even_if_they_left, trigger.leaving) {
                    (true, _) => "trigger: even if they left",
                    (false, false) => "trigger: dropped, left",
                    (false, true) => "trigger: dropped, back again",
                });
            }
            if due <= self.until && (!undone || trigger.even_if_they_left) {
                occasions.push((change.at, due));
            }
        }
        let occurrences = occasions.iter().map(|(at, _)| Occurrence { at: *at, event: 0 }).collect();
        let how_often = &trigger.how_often.as_ref().unwrap().kind;
        let counted = self.limited(occurrences, how_often);
        let counted: BTreeSet<i64> = counted.iter().map(|(occasion, _)| occasion.at).collect();
        if counted.len() < occasions.len() {
            seen("trigger: limited");
            seen_limit(how_often);
        }
        occasions.retain(|(at, _)| counted.contains(at));
        let all = occasions.into_iter().map(|(at, due)| {
            seen(match (trigger.delay.map(|delay| clock(delay.value)), trigger.leaving) {
                (None, false) => "trigger on entering",
                (None, true) => "trigger on leaving",
                (Some(Some(_)), _) => "trigger hours after",
                (Some(None), false) => "trigger days after entering",
                (Some(None), true) => "trigger days after leaving",
            });
            Due {
                due,
                lead: lead.to_owned(),
                enters: !trigger.leaving,
                name: trigger.place.text.clone(),
                action: trigger.action.text.clone(),
                delay: trigger.delay.map_or_else(|| "0".to_owned(), |delay| written(delay.value)),
                at,
            }
        });
        all.collect()
    }
}

fn seen_limit(how_often: &HowOftenKind) {
    seen(match how_often {
        HowOftenKind::Once(None) => "trigger: once",
        HowOftenKind::EveryNth(_) => "trigger: every nth time",
        HowOftenKind::AtMost(_, None) => "trigger: at most",
        HowOftenKind::Once(Some(per)) | HowOftenKind::AtMost(_, Some(per)) => match per.kind {
            PerKind::Window(_) => "trigger: at most in any",
            _ => "trigger: per period",
        },
        _ => unreachable!("nothing is refused"),
    });
}

/// `2 days`, `1 hour`.
fn written(duration: Duration) -> String {
    let unit = match duration.unit {
        Unit::Minutes => "minute",
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::Months => "month",
        Unit::Years => "year",
    };
    format!("{} {unit}{}", duration.count, if duration.count == 1 { "" } else { "s" })
}

/// Every duration in hours or minutes anywhere in the model, in microseconds.
fn clock_durations(program: &Program<'_>) -> BTreeSet<i64> {
    let mut found = Durations::default();
    for score in &program.scores {
        for group in &score.groups {
            found.add(group.expires);
            for rule in &group.rules {
                found.occasion(&rule.occasion);
                found.clauses(&rule.clauses);
            }
        }
        for reset in &score.resets {
            found.occasion(&reset.occasion);
        }
    }
    for grade in &program.grades {
        for rule in grade.groups.iter().flat_map(|group| &group.rules) {
            found.occasion(&rule.occasion);
        }
        for line in &grade.no_grade {
            if let merit_syntax::tree::NoGrade::If(condition) = line {
                found.condition(condition);
            }
        }
    }
    for line in program.segments.iter().flat_map(|segment| &segment.lines) {
        match &line.what {
            IncludeWhat::When(condition) => found.condition(condition),
            IncludeWhat::After(occasion, length) => {
                found.occasion(occasion);
                found.add(length.map(|length| length.value));
            }
        }
    }
    found.0
}

#[derive(Default)]
struct Durations(BTreeSet<i64>);

impl Durations {
    fn add(&mut self, duration: Option<Duration>) {
        self.0.extend(duration.and_then(clock));
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            if let ClauseKind::Expires(length) = &clause.kind {
                self.add(Some(length.value));
            }
        }
    }

    fn occasion(&mut self, occasion: &Occasion) {
        if let OccasionKind::If(condition) = &occasion.kind {
            self.condition(condition);
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match &condition.kind {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part))
            }
            ConditionKind::Not(inner) => self.condition(inner),
            ConditionKind::Had(history) => self.add(history.within.map(|length| length.value)),
            ConditionKind::Compare { operator, .. } => match operator {
                Operator::InTheLast(length) | Operator::InTheNext(length) | Operator::MoreThanAgo(length) => {
                    self.add(Some(length.value));
                }
                _ => {}
            },
        }
    }
}
