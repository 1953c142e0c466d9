//! Random rules, groups, resets and inactivity blocks.

use super::conditions::Place;
use super::models::Maker;
use super::vocabulary::{EVENTS, EventShape, Pool};

/// What a rule may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Any,
    Plus,
    Minus,
}

impl Maker {
    fn event(&mut self) -> &'static EventShape {
        &EVENTS[*self.prng.pick(&[0, 0, 0, 1, 1, 2, 3])]
    }

    fn pattern_of(&mut self, event: &EventShape, where_percent: usize) -> String {
        if self.prng.chance(where_percent) {
            format!("{} where {}", event.0, self.condition(Place::Event(event)))
        } else {
            event.0.to_owned()
        }
    }

    /// An occasion, and the event whose properties a limit may be counted per.
    pub(super) fn occasion(&mut self) -> (String, Option<&'static EventShape>) {
        let event = self.event();
        match self.prng.below(11) {
            0 | 1 => {
                let n = self.prng.between(1, 3);
                let times = if n == 1 { "time" } else { "times" };
                let duration = self.any_duration();
                (format!("{} {n} {times} in any {duration}", self.pattern_of(event, 40)), Some(event))
            }
            2 | 3 => {
                let second = if self.prng.chance(30) { event } else { self.event() };
                let duration = self.any_duration();
                let (a, b) = (self.pattern_of(event, 35), self.pattern_of(second, 35));
                (format!("{a} then {b} within {duration}"), Some(second))
            }
            4 | 5 => {
                let second = self.event();
                let duration = self.any_duration();
                let (a, b) = (self.pattern_of(event, 30), self.pattern_of(second, 35));
                (format!("{a} then no {b} within {duration}"), Some(event))
            }
            6 => {
                let shares =
                    [(0, 1, "campaign"), (1, 2, "campaign"), (0, 0, "campaign"), (0, 1, "form"), (2, 1, "seconds")];
                let (answer, asked, by) = *self.prng.pick(&shares);
                let n = self.prng.between(1, 3);
                let answer = self.pattern_of(&EVENTS[answer], 25);
                (format!("{answer} for {n} {} in a row by {by}", EVENTS[asked].0), None)
            }
            _ => (self.pattern_of(event, 50), Some(event)),
        }
    }

    fn per_property(&mut self, event: Option<&EventShape>) -> Option<&'static str> {
        let (_, _, properties) = event?;
        let (name, pool) = *self.prng.pick(properties);
        (!matches!(pool, Pool::SeveralOf(_))).then_some(name)
    }

    pub(super) fn how_often(&mut self, event: Option<&EventShape>) -> String {
        let n = self.prng.between(1, 3);
        let times = if n == 1 { "time" } else { "times" };
        let period = *self.prng.pick(&["day", "week", "month", "year"]);
        match self.prng.below(12) {
            0 | 1 => "every time".to_owned(),
            2 => format!("every {} time", self.prng.pick(&["1st", "2nd", "3rd"])),
            3 => "once".to_owned(),
            4 => format!("once per {period}"),
            5 => format!("at most {n} {times} per {period}"),
            6 => format!("at most {n} {times}"),
            7 | 8 => match self.per_property(event) {
                Some(name) if n == 1 => format!("once per {name}"),
                Some(name) => format!("at most {n} {times} per {name}"),
                None => "every time".to_owned(),
            },
            _ => format!("at most {n} {times} in any {}", self.any_duration()),
        }
    }

    fn decay(&mut self) -> String {
        let percent = *self.prng.pick(&["25%", "10%", "33.333%", "100%", "0.5%"]);
        let days = *self.prng.pick(&["1 day", "3 days", "7 days", "2 weeks", "1 month", "30 days", "1 year"]);
        match self.prng.below(8) {
            0..=2 => format!(
                "by half every {}",
                self.prng.pick(&["7 days", "30 days", "1 week", "3 days", "13 days", "365 days", "52 weeks"])
            ),
            3 | 4 => format!(
                "evenly over {}",
                self.prng.pick(&["10 days", "1 month", "2 weeks", "90 days", "7 days", "1 year"])
            ),
            5 | 6 => format!("by {percent} of original every {days}"),
            _ => format!("by {percent} of remainder every {days}"),
        }
    }

    fn expiry(&mut self) -> String {
        format!("expires after {}", self.any_duration())
    }

    fn points(&mut self, sign: Sign) -> (char, String) {
        let sign = match sign {
            Sign::Plus => '+',
            Sign::Minus => '-',
            Sign::Any => *self.prng.pick(&['+', '+', '+', '-']),
        };
        (
            sign,
            (*self.prng.pick(&["1", "2", "3", "5", "5", "10", "10", "2.5", "0.125", "7", "20", "0.001", "1000000"]))
                .to_owned(),
        )
    }

    fn called(&mut self) -> Option<String> {
        self.prng.chance(25).then(|| {
            self.labels += 1;
            format!("called {:?}", format!("Label {}", self.labels))
        })
    }

    fn during(&mut self, percent: usize) -> Option<String> {
        self.prng.chance(percent).then(|| {
            let (from, to) = self.dates();
            format!("during {from} to {to}")
        })
    }

    /// A rule of events.
    pub(super) fn rule(&mut self, sign: Sign) -> String {
        let (sign, points) = self.points(sign);
        let (occasion, event) = self.occasion();
        let mut clauses = Vec::new();
        let mut steps = format!("{sign}{points}");
        if self.prng.chance(20) {
            for _ in 0..=self.prng.below(3) {
                let step = *self.prng.pick(&["1", "2", "4", "0.5"]);
                steps = format!("{steps} {sign}{step}");
            }
            match self.prng.below(4) {
                0 => clauses.push(format!("restarting every {}", self.prng.pick(&["day", "week", "month", "year"]))),
                1 | 2 => clauses.push(format!("restarting after {} without one", self.any_duration())),
                _ => {}
            }
        } else {
            clauses.push(self.how_often(event));
        }
        if self.prng.chance(22) {
            let most = self.prng.between(20, 35);
            clauses.push(if sign == '+' {
                format!("up to {most} points")
            } else {
                format!("down to -{most} points")
            });
        }
        if self.prng.chance(30) {
            clauses.push(if self.prng.chance(20) {
                "never decays".to_owned()
            } else {
                format!("decays {}", self.decay())
            });
        }
        if self.prng.chance(22) {
            clauses.push(self.expiry());
        }
        clauses.extend(self.during(15));
        clauses.extend(self.called());
        self.prng.shuffle(&mut clauses);
        format!("{steps}  {occasion}  {}", clauses.join("  "))
    }

    /// A rule that counts as long as something is true.
    pub(super) fn standing_rule(&mut self, sign: Sign) -> String {
        let (sign, points) = self.points(sign);
        let mut clauses: Vec<String> = self.during(15).into_iter().chain(self.called()).collect();
        self.prng.shuffle(&mut clauses);
        let condition = self.condition(Place::Standing);
        format!("{sign}{points}  if {condition}  {}", clauses.join("  ")).trim_end().to_owned()
    }

    /// The heading of a group, and the sign its rules must have.
    pub(super) fn group_heading(&mut self, number: usize, grade: bool) -> (String, Sign) {
        let mut clauses = Vec::new();
        let sign = *self.prng.pick(&[Sign::Any, Sign::Any, Sign::Plus, Sign::Minus]);
        if self.prng.chance(50) {
            let most = self.prng.between(20, 30);
            clauses.push(match sign {
                Sign::Minus => format!("down to -{most} points"),
                _ => format!("up to {most} points"),
            });
        }
        if !self.plain && self.prng.chance(30) {
            clauses.push("best one only".to_owned());
        }
        if !grade && self.prng.chance(35) {
            clauses.push(if self.prng.chance(25) {
                "never decays".to_owned()
            } else {
                format!("decays {}", self.decay())
            });
        }
        if !grade && self.prng.chance(25) {
            clauses.push(self.expiry());
        }
        self.prng.shuffle(&mut clauses);
        (format!("group \"Group {number}\" {}", clauses.join("  ")).trim_end().to_owned(), sign)
    }

    /// A score's default.
    pub(super) fn points_decay(&mut self) -> String {
        if self.prng.chance(10) { "points never decay".to_owned() } else { format!("points decay {}", self.decay()) }
    }

    pub(super) fn reset_line(&mut self) -> String {
        let (occasion, event) = self.occasion();
        let mut clauses = vec![self.how_often(event)];
        clauses.extend(self.during(15));
        clauses.extend(self.called());
        self.prng.shuffle(&mut clauses);
        format!("reset  {occasion}  {}", clauses.join("  "))
    }

    /// An inactivity block, one line each.
    pub(super) fn inactivity(&mut self) -> Vec<String> {
        let measure = match self.prng.below(4) {
            0 => "click".to_owned(),
            1 => "visit, sent".to_owned(),
            _ => "any activity".to_owned(),
        };
        let mut lines = vec![format!("inactivity measured by {measure}")];
        let word = *self.prng.pick(if self.plain {
            &["total", "further"][..]
        } else {
            &["total", "total", "further", "reset"]
        });
        let unit = *self.prng.pick(&["days", "days", "days", "weeks", "hours", "months"]);
        let step: i64 = match unit {
            "days" => *self.prng.pick(&[1, 3, 5, 10]),
            "hours" => *self.prng.pick(&[24, 36, 60]),
            _ => 1,
        };
        let (stages, mut after, mut points) = (1 + self.prng.below(3), 0, 0);
        for stage in 1..=stages {
            after += step * self.prng.between(1, 2);
            points -= self.prng.between(1, 9);
            let repeat = if !self.plain && stage == stages && word != "total" && self.prng.chance(40) {
                let every = step * self.prng.between(1, 2);
                format!(" and every {every} {}", if every == 1 { unit.trim_end_matches('s') } else { unit })
            } else {
                String::new()
            };
            self.uses(after, unit);
            let unit = if after == 1 { unit.trim_end_matches('s') } else { unit };
            let effect = if word == "reset" { word.to_owned() } else { format!("{word} {points}") };
            lines.push(format!("  after {after} {unit}{repeat}  {effect}"));
        }
        let back = if word != "reset" && self.prng.chance(50) { "give back" } else { "keep" };
        lines.push(format!("  on return  {back}"));
        lines
    }
}
