//! Random tiers, grades, matrices, segments and triggers.

use super::conditions::Place;
use super::models::{Maker, Shape};
use super::rules::Sign;
use super::vocabulary::ACTIONS;

const LETTERS: &[&str] = &["A+", "A", "B+", "B", "B-", "C", "D", "F"];

impl Maker {
    /// A test of a score, tier or grade, with what it is said of.
    pub(super) fn outcome_test(&mut self) -> Option<(String, String)> {
        let shape = match self.shapes.len() {
            0 => return None,
            n => self.shapes[self.prng.below(n)].clone(),
        };
        let name = &shape.name;
        let lines = &shape.lines;
        if shape.grade {
            if self.prng.chance(40) {
                let subject = format!("{name} points");
                let test = self.points_test(&subject, &[1, 5, 9]);
                return Some((subject, test));
            }
            let subject = format!("{name} grade");
            let at = self.prng.below(lines.len());
            let test = match self.prng.below(6) {
                0 => format!("{subject} is {}", self.prng.pick(&["known", "unknown"])),
                1 => format!("{subject} is not {}", lines[at]),
                2 | 3 if at + 1 < lines.len() => format!("{subject} is {} or better", lines[at]),
                4 if at > 0 => format!("{subject} is {} or worse", lines[at]),
                _ => format!("{subject} is {}", lines[at]),
            };
            return Some((subject, test));
        }
        // What a score without tiers can reach is not known here.
        if lines.is_empty() {
            return None;
        }
        if self.prng.chance(35) {
            let test = self.points_test(name, &shape.bounds);
            return Some((name.clone(), test));
        }
        let subject = format!("{name} tier");
        let at = self.prng.below(lines.len());
        let test = match self.prng.below(6) {
            0 => format!("{subject} is not {:?}", lines[at]),
            1 if lines.len() > 2 => format!("{subject} is one of {:?}, {:?}", lines[0], lines[lines.len() - 1]),
            2 | 3 if at + 1 < lines.len() => format!("{subject} is {:?} or higher", lines[at]),
            4 if at > 0 => format!("{subject} is {:?} or lower", lines[at]),
            _ => format!("{subject} is {:?}", lines[at]),
        };
        Some((subject, test))
    }

    fn points_test(&mut self, subject: &str, near: &[i64]) -> String {
        let value = *self.prng.pick(near);
        match self.prng.below(8) {
            0 => format!("{subject} is {}{value}", if self.prng.chance(40) { "not " } else { "" }),
            1 => format!("{subject} from {value} to {}", value + self.prng.between(1, 9)),
            2 => format!("{subject} is one of {value}, {}", value + 1),
            _ => format!("{subject} {} {value}", self.prng.pick(&["<", "<=", ">", ">="])),
        }
    }

    /// The tiers of a score, as a block; bounds lie between `low` and `high`.
    pub(super) fn tiers(
        &mut self,
        score: &str,
        number: usize,
        low: i64,
        high: i64,
        step: i64,
    ) -> (Vec<String>, Shape) {
        let mut lines = vec![format!("tiers of {score}")];
        let mut bounds = Vec::new();
        let mut bound = (high - 1 - self.prng.between(0, 3) * step).max(low + 2);
        for _ in 0..1 + self.prng.below(3) {
            if bound < low + 2 {
                break;
            }
            bounds.push(bound);
            bound -= step.max(2) * self.prng.between(1, 3);
        }
        let mut names = Vec::new();
        for (at, bound) in bounds.iter().enumerate() {
            let name = format!("Tier {number}{}", char::from(b'a' + u8::try_from(at).unwrap()));
            let until = if self.memory && self.prng.chance(60) {
                format!("  until below {}", bound - self.prng.between(1, 6))
            } else {
                String::new()
            };
            lines.push(format!("  {name:?}  {} {bound}{until}", self.prng.pick(&["from", "from", "above"])));
            names.push(name);
        }
        let last = format!("Tier {number}z");
        lines.push(format!("  {last:?}  otherwise"));
        names.push(last);
        self.places.extend(names.iter().cloned());
        (lines, Shape { name: score.to_owned(), grade: false, lines: names, bounds })
    }

    /// A grade, as a block.
    pub(super) fn grade(&mut self, name: &str) -> (Vec<String>, Shape) {
        let mut lines = vec![format!("grade {name}")];
        let mut letters: Vec<(&str, Option<i64>)> = Vec::new();
        let mut bound = 10;
        for letter in LETTERS {
            if bound > 0 && self.prng.chance(50) {
                letters.push((letter, Some(bound)));
                bound -= self.prng.between(1, 4);
            }
        }
        letters.retain(|(letter, _)| *letter != "F");
        letters.push(("F", None));
        let with_bound: Vec<&str> = letters
            .iter()
            .filter(|(_, bound)| bound.is_some_and(|bound| bound >= 0))
            .map(|(letter, _)| *letter)
            .collect();
        match self.prng.below(4) {
            0 => lines.push(format!("  starts at {} points", self.prng.between(0, 5))),
            1 if !with_bound.is_empty() => lines.push(format!("  starts at {}", self.prng.pick(&with_bound))),
            _ => {}
        }
        // The best letter must be attainable, and so must the last one.
        for sure in ["+10", "-10"] {
            let condition = self.condition(Place::Standing);
            lines.push(format!("  {sure}  if {condition}"));
        }
        for _ in 0..self.prng.below(3) {
            let rule = self.standing_rule(Sign::Any);
            lines.push(format!("  {rule}"));
        }
        for group in 0..self.prng.below(2) {
            let (heading, sign) = self.group_heading(group, true);
            lines.push(format!("  {heading}"));
            for _ in 0..1 + self.prng.below(3) {
                let rule = self.standing_rule(sign);
                lines.push(format!("    {rule}"));
            }
        }
        for (letter, bound) in &letters {
            let word = *self.prng.pick(&["from", "from", "above"]);
            lines.push(match bound {
                // More than 10 may be unattainable.
                Some(10) => format!("  {letter}  from 10"),
                Some(bound) => format!("  {letter}  {word} {bound}"),
                None => format!("  {letter}  otherwise"),
            });
        }
        for _ in 0..self.prng.below(3) {
            let condition = self.condition(Place::Standing);
            lines.push(format!("  no grade if {condition}"));
        }
        if self.prng.chance(30) {
            lines.push("  no grade if no rule applies".to_owned());
        }
        let bounds = letters.iter().filter_map(|(_, bound)| *bound).collect();
        let lines_of = letters.iter().map(|(letter, _)| (*letter).to_owned()).collect();
        (lines, Shape { name: name.to_owned(), grade: true, lines: lines_of, bounds })
    }

    /// A matrix of one score's tiers by a grade or another score's tiers.
    pub(super) fn matrix(&mut self, number: usize) -> Option<Vec<String>> {
        let with_tiers: Vec<Shape> =
            self.shapes.iter().filter(|shape| !shape.grade && !shape.lines.is_empty()).cloned().collect();
        let rows = if with_tiers.is_empty() { return None } else { self.prng.pick(&with_tiers).clone() };
        let others: Vec<Shape> =
            self.shapes.iter().filter(|shape| !shape.lines.is_empty() && shape.name != rows.name).cloned().collect();
        let columns = if others.is_empty() { return None } else { self.prng.pick(&others).clone() };
        let mut heads = columns.lines.clone();
        self.prng.shuffle(&mut heads);
        let mut lines = vec![format!("matrix priority_{number}")];
        lines.push(if columns.grade {
            format!("  columns {} grade: {}", columns.name, heads.join(", "))
        } else {
            let heads: Vec<String> = heads.iter().map(|head| format!("{head:?}")).collect();
            format!("  columns {} tier: {}", columns.name, heads.join(", "))
        });
        let mut names = rows.lines.clone();
        self.prng.shuffle(&mut names);
        for row in &names {
            let cells: Vec<String> = heads
                .iter()
                .map(|_| {
                    let cell = format!("Cell {number}{}", self.prng.pick(&["p", "q", "r"]));
                    if !self.places.contains(&cell) {
                        self.places.push(cell.clone());
                    }
                    format!("{cell:?}")
                })
                .collect();
            lines.push(format!("  row {row:?}: {}", cells.join(", ")));
        }
        Some(lines)
    }

    /// A segment, as a block.
    pub(super) fn segment(&mut self, number: usize) -> Vec<String> {
        let name = format!("Segment {number}");
        let mut lines = vec![format!("segment {name:?}")];
        for line in 0..1 + self.prng.below(4) {
            let word = if line > 0 && self.prng.chance(40) { "exclude" } else { "include" };
            lines.push(if self.prng.chance(40) {
                let (occasion, _) = self.occasion();
                let length =
                    if self.prng.chance(65) { format!(" for {}", self.any_duration()) } else { String::new() };
                format!("  {word} after {occasion}{length}")
            } else {
                format!("  {word} when {}", self.condition(Place::Segment))
            });
        }
        self.places.push(name);
        lines
    }

    /// Trigger lines, all with different heads.
    pub(super) fn triggers(&mut self) -> Vec<String> {
        let mut heads = Vec::new();
        let mut lines = Vec::new();
        for _ in 0..self.prng.below(5) {
            let action = *self.prng.pick(ACTIONS);
            let place = self.prng.pick(&self.places.clone()).clone();
            let when = if self.prng.chance(55) {
                let unit = *self.prng.pick(&["hours", "days", "days", "days", "weeks", "months", "minutes"]);
                let n = match unit {
                    "hours" => *self.prng.pick(&[1, 2, 24, 36]),
                    "days" => *self.prng.pick(&[1, 2, 5]),
                    "minutes" => 90,
                    _ => 1,
                };
                let unit = if n == 1 { unit.trim_end_matches('s') } else { unit };
                self.uses(n, unit);
                format!("{n} {unit} after")
            } else {
                "on".to_owned()
            };
            let direction = if self.prng.chance(65) { "entering" } else { "leaving" };
            let head = format!("trigger {action}  {when} {direction} {place:?}");
            if heads.contains(&head) {
                continue;
            }
            heads.push(head.clone());
            let often = self.how_often(None);
            let even = if self.prng.chance(35) { "  even if they left" } else { "" };
            lines.push(format!("{head}  {often}{even}"));
        }
        lines
    }
}
