//! The lines of a ledger, and what gave nothing.

use std::collections::HashMap;
use std::io::{self, Write};

use merit_workbench::{
    Cause, Entry, EntryState, GaveNothing, GradeExplained, GroupExplained, Reason, RuleExplained, ScoreExplained,
};

use super::{Look, Rounding, place};
use crate::grid::Grid;
use crate::terminal::{escape, fit};

/// Values of data are not shown longer than this.
const LONGEST: usize = 40;

/// Reasons that one rule gave nothing are shown this often; then they are counted.
const SHOWN: usize = 3;

/// The entries of a score by date, then its standing rules and what silence posted.
pub(super) fn of_score(score: &ScoreExplained, look: Look<'_>, rounding: &mut Rounding) -> Grid {
    let mut grid = Grid::indented(1);
    grid.column("date");
    grid.numbers("points");
    grid.numbers("now");
    grid.column("rule");
    grid.column("because of");
    let rules = || score.groups.iter().flat_map(|group| group.rules.iter().map(move |rule| (group, rule)));
    let mut rows: Vec<(&str, [String; 5])> = Vec::new();
    for (group, rule) in rules() {
        for entry in &rule.entries {
            let cells = [
                entry.date.clone(),
                rounding.signed(entry.points),
                rounding.signed(entry.now),
                format!("{}{}", name(group, rule, look), entry_words(rule, entry)),
                cause(&entry.cause, &rule.looks_at),
            ];
            rows.push((&entry.at, cells));
        }
    }
    for post in &score.silence {
        let given_back = if post.given_back.is_some() { ", given back" } else { "" };
        let rule = format!("silence, {} ({}){given_back}", post.stage.replace("  ", " "), place(&post.place, look));
        let cells = [post.date.clone(), rounding.signed(post.points), rounding.signed(post.now), rule, String::new()];
        rows.push((&post.at, cells));
    }
    // Instants as text differ only in their number of decimals.
    rows.sort_by_key(|(at, _)| at.trim_end_matches('Z'));
    for (_, cells) in rows {
        grid.row(cells);
    }
    for (group, rule) in rules().filter(|(_, rule)| rule.standing && rule.applies) {
        let points = rounding.signed(rule.points);
        grid.row(["as long as".to_owned(), points.clone(), points, name(group, rule, look), rule.earns.clone()]);
    }
    grid
}

/// The standing rules of a grade that apply.
pub(super) fn of_grade(grade: &GradeExplained, look: Look<'_>, rounding: &mut Rounding) -> Grid {
    let mut grid = Grid::indented(1);
    grid.numbers("points");
    grid.column("rule");
    for group in &grade.groups {
        for rule in group.rules.iter().filter(|rule| rule.applies) {
            let called = rule.called.as_ref().map(|called| format!("{called}: ")).unwrap_or_default();
            let outdone = if rule.outdone { ", but another one is better" } else { "" };
            let text = format!("{called}{} ({}){outdone}", rule.earns, place(&rule.place, look));
            grid.row([rounding.signed(rule.points), text]);
        }
    }
    grid
}

fn name(group: &GroupExplained, rule: &RuleExplained, look: Look<'_>) -> String {
    let place = place(&rule.place, look);
    let name = match &rule.called {
        Some(called) => format!("{called} ({place})"),
        None if rule.standing => place,
        None => format!("{} ({place})", rule.earns),
    };
    if group.best_one_only && rule.outdone { format!("{name}, another one is better") } else { name }
}

fn entry_words(rule: &RuleExplained, entry: &Entry) -> String {
    let mut words = String::new();
    if let Some(step) = entry.step {
        words.push_str(&format!(", step {step}"));
    }
    match entry.state {
        EntryState::Expired => words.push_str(", expired"),
        EntryState::Reset => words.push_str(", reset"),
        EntryState::Faded => words.push_str(", faded"),
        EntryState::Counts => match (&entry.next, &rule.decay) {
            (Some((date, change)), _) => {
                let (change, _) = change.with_decimals(2);
                words.push_str(&format!(", {change} on {date}"));
            }
            (None, Some(decay)) => words.push_str(&format!(", {decay}")),
            (None, None) => {}
        },
    }
    words
}

/// A record: its id or place, the event, and the values that the rule looks at.
pub(super) fn cause(cause: &Cause, looks_at: &[String]) -> String {
    let who = cause.id.clone().unwrap_or_else(|| format!("{}:{}", cause.file, cause.line));
    let mut text = format!("{} {}", short(&who), cause.event);
    for value in cause.properties.iter().filter(|value| looks_at.contains(&value.name)) {
        text.push_str(&format!(" {}", short(&value.value)));
    }
    text
}

/// A value, not longer than is useful.
pub(super) fn short(value: &str) -> String {
    fit(&escape(value), LONGEST).into_owned()
}

/// What gave nothing, and why; many of one kind are counted.
pub(super) fn nothing(groups: &[GroupExplained], look: Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    for rule in groups.iter().flat_map(|group| &group.rules) {
        let who = rule.called.clone().unwrap_or_else(|| place(&rule.place, look));
        let mut seen: HashMap<Reason, usize> = HashMap::new();
        for nothing in &rule.gave_nothing {
            let count = seen.entry(nothing.reason).or_default();
            *count += 1;
            if *count <= SHOWN {
                writeln!(out, " {}", escape(&one(nothing, rule, &who)))?;
            }
        }
        for (_, reason) in ordered(&seen) {
            let more = reason - SHOWN;
            let s = if more == 1 { "" } else { "s" };
            writeln!(out, " gave nothing: {} more record{s} for {}", more, escape(&who))?;
        }
        if !rule.unknown.is_empty() {
            let names = rule.unknown.join(", ");
            let are = if rule.unknown.len() == 1 { "is" } else { "are" };
            writeln!(out, " gave nothing: {}: {} {are} unknown", escape(&who), escape(&names))?;
        }
    }
    Ok(())
}

fn one(nothing: &GaveNothing, rule: &RuleExplained, who: &str) -> String {
    let cause = cause(&nothing.cause, &rule.looks_at);
    format!("gave nothing: {} {cause}, {who}: {}", nothing.date, nothing.why)
}

/// Reasons with more records than are shown, in one order.
fn ordered(seen: &HashMap<Reason, usize>) -> Vec<(Reason, usize)> {
    let order = [Reason::Limit, Reason::During, Reason::Nth, Reason::Ladder, Reason::Unknown];
    let count = |reason: Reason| seen.get(&reason).copied().filter(|count| *count > SHOWN);
    order.into_iter().filter_map(|reason| count(reason).map(|count| (reason, count))).collect()
}
