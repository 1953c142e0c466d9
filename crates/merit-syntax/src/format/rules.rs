//! Rules, resets and groups as atoms: occasions and clauses.

use super::line::{Level, Row};
use super::{conditions, words};
use crate::tree::{
    Clause, ClauseKind, DecayKind, Group, HowOftenKind, Occasion, OccasionKind, Pattern, PerKind, Period, Reset, Rule,
};

/// Points are padded to this width: a constant, so that a new rule never moves its neighbours.
const POINTS_WIDTH: usize = 5;

/// `+10  EVENT  once`
pub(super) fn rule(text: &str, rule: &Rule) -> Row {
    let points: Vec<String> = rule.points.iter().map(|number| words::points(text, number)).collect();
    let mut row = Row::of(points.join(" "));
    first_occasion(&mut row, text, &rule.occasion);
    clauses(&mut row, text, &rule.clauses, 2);
    row
}

/// `reset  EVENT  every time`
pub(super) fn reset(text: &str, reset: &Reset) -> Row {
    let mut row = Row::of("reset");
    first_occasion(&mut row, text, &reset.occasion);
    clauses(&mut row, text, &reset.clauses, 2);
    row
}

/// `group "Interest" up to 60 points  decays evenly over 180 days`
pub(super) fn group(text: &str, group: &Group) -> Row {
    let mut row = Row::of(format!("group {}", words::quoted(&group.name)));
    clauses(&mut row, text, &group.clauses, 1);
    row
}

/// The occasion after the padded first column.
fn first_occasion(row: &mut Row, text: &str, occasion: &Occasion) {
    let width = row.first_width();
    let gap = if width < POINTS_WIDTH { POINTS_WIDTH - width } else { 2 };
    let begin = row.atoms.len();
    self::occasion(row, text, occasion);
    if let Some(first) = row.atoms.get_mut(begin) {
        first.gap = gap;
    }
}

/// Adds an occasion after one space.
pub(super) fn occasion(row: &mut Row, text: &str, occasion: &Occasion) {
    match &occasion.kind {
        OccasionKind::If(condition) => {
            row.word(occasion.span.start, "if");
            conditions::condition(row, text, condition);
        }
        OccasionKind::Single(pattern) => self::pattern(row, text, pattern),
        OccasionKind::Times { pattern, count, window } => {
            self::pattern(row, text, pattern);
            let times = words::counted(count.value, "time");
            // The count may stand before `where`: its place in the text is that of the window.
            row.word(window.span.start.max(pattern.span.start), format!("{times} in any {}", words::length(window)));
        }
        OccasionKind::Then { first, no, second, within } => {
            self::pattern(row, text, first);
            row.put(1, Level::Part, second.span.start, if *no { "then no" } else { "then" });
            self::pattern(row, text, second);
            row.put(1, Level::Part, within.span.start, format!("within {}", words::length(within)));
        }
        OccasionKind::Streak { answer, count, asked, by } => {
            self::pattern(row, text, answer);
            let (count, asked, by_name) = (count.value, words::name(asked), words::name(by));
            row.put(1, Level::Part, by.span.start, format!("for {count} {asked} in a row by {by_name}"));
        }
    }
}

fn pattern(row: &mut Row, text: &str, pattern: &Pattern) {
    row.word(pattern.span.start, words::name(&pattern.event));
    if let Some(condition) = &pattern.condition {
        row.put(1, Level::Part, condition.span.start, "where");
        conditions::condition(row, text, condition);
    }
}

/// Adds clauses in the order of the language, each after two spaces (the first after `first_gap`).
fn clauses(row: &mut Row, text: &str, clauses: &[Clause], first_gap: usize) {
    let mut sorted: Vec<&Clause> = clauses.iter().collect();
    sorted.sort_by_key(|clause| rank(&clause.kind));
    for (number, clause) in sorted.into_iter().enumerate() {
        let gap = if number == 0 { first_gap } else { 2 };
        row.put(gap, Level::Clause, clause.span.start, clause_words(text, &clause.kind));
    }
}

const fn rank(kind: &ClauseKind) -> u8 {
    match kind {
        ClauseKind::HowOften(_) => 0,
        ClauseKind::Cap { .. } => 1,
        ClauseKind::BestOneOnly => 2,
        ClauseKind::Decay(_) => 3,
        ClauseKind::Expires(_) => 4,
        ClauseKind::During(..) => 5,
        ClauseKind::Called(_) => 6,
    }
}

fn clause_words(text: &str, kind: &ClauseKind) -> String {
    match kind {
        ClauseKind::HowOften(how_often) => how_often_words(&how_often.kind),
        ClauseKind::Cap { up: true, number } => format!("up to {}", words::points_word(&words::number(number))),
        ClauseKind::Cap { up: false, number } => {
            format!("down to {}", words::points_word(&words::points(text, number)))
        }
        ClauseKind::Decay(decay) => match &decay.kind {
            DecayKind::Never => "never decays".to_owned(),
            kind => format!("decays {}", decay_words(kind)),
        },
        ClauseKind::Expires(length) => format!("expires after {}", words::length(length)),
        ClauseKind::During(first, last) => format!("during {} to {}", first.day, last.day),
        ClauseKind::Called(label) => format!("called {}", words::quoted(label)),
        ClauseKind::BestOneOnly => "best one only".to_owned(),
    }
}

/// `once per day`
pub(super) fn how_often_words(kind: &HowOftenKind) -> String {
    let per = |per: &Option<crate::tree::Per>| match per.as_ref().map(|per| &per.kind) {
        Some(PerKind::Period(_, name) | PerKind::Property(name)) => format!(" per {}", words::name(name)),
        Some(PerKind::Window(length)) => format!(" in any {}", words::length(length)),
        None => String::new(),
    };
    match kind {
        HowOftenKind::EveryTime => "every time".to_owned(),
        HowOftenKind::EveryNth(number) => format!("every {} time", words::ordinal(number.value)),
        HowOftenKind::Once(limit) => format!("once{}", per(limit)),
        HowOftenKind::AtMost(count, limit) => {
            format!("at most {}{}", words::counted(count.value, "time"), per(limit))
        }
        HowOftenKind::RestartingEvery(period) => format!("restarting every {}", period_word(*period)),
        HowOftenKind::RestartingAfter(length) => {
            format!("restarting after {} without one", words::length(length))
        }
    }
}

const fn period_word(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
    }
}

/// `by half every 30 days`; `never` has its own words in each place.
pub(super) fn decay_words(kind: &DecayKind) -> String {
    match kind {
        DecayKind::Never => String::new(),
        DecayKind::Half(length) => format!("by half every {}", words::length(length)),
        DecayKind::Evenly(length) => format!("evenly over {}", words::length(length)),
        DecayKind::OfOriginal(percent, length) => {
            format!("by {} of original every {}", words::percent(percent), words::length(length))
        }
        DecayKind::OfRemainder(percent, length) => {
            format!("by {} of remainder every {}", words::percent(percent), words::length(length))
        }
    }
}
