//! What the lines of a test set going: the step that a ladder has reached, when points expire, when a window ends.

use std::path::Path;

use merit_diagnostics::Span;
use merit_ir::{TestCase, TestMoment};
use merit_syntax::tree::{MomentDay, Statement, StatementKind as Kind};
use merit_workbench::{Started, Starts, Steps};

use super::Hint;
use crate::snapshot::Snapshot;

/// So many rules are told of behind one line.
const MOST: usize = 3;

/// The hints of the tests of which a part is looked at; none as long as the model has errors.
pub(super) fn hints(snapshot: &Snapshot, file: &Path, tests: &[&[Statement]], part: Span, found: &mut Vec<Hint>) {
    let seen = |statements: &&&[Statement]| {
        let whole = statements.first().zip(statements.last());
        whole.is_some_and(|(head, last)| part.start <= last.span.end && head.span.start <= part.end)
    };
    let mut tests = tests.iter().filter(seen).peekable();
    if tests.peek().is_none() {
        return;
    }
    let analysis = snapshot.analysis(file);
    let compilation = &analysis.compilation;
    let (Some(model), Some(number)) = (&compilation.model, analysis.number(file)) else { return };
    let Some(source) = compilation.sources.get(number) else { return };
    // What cannot be run says so where it is run.
    let Ok(starts) = Starts::of(model) else { return };
    for statements in tests {
        let Some(head) = statements.first() else { continue };
        let line = source.line_of(head.span.start);
        let is_here = |test: &&TestCase| u32::from(test.source.file) == number.0 && test.source.line == line;
        let Some(test) = compilation.tests.iter().find(is_here) else { continue };
        let Ok(all) = starts.of_test(test) else { continue };
        for statement in *statements {
            let Kind::Happens(node) = &statement.kind else { continue };
            let line = source.line_of(statement.span.start);
            let by_days = matches!(node.moment.day, MomentDay::Day(_));
            let mut said: Vec<(String, String)> = Vec::new();
            for started in all.iter().filter(|started| started.line == line) {
                let text = words(started, test, by_days);
                // Rules that set the same going are told of once.
                if said.iter().all(|(other, _)| *other != text) {
                    said.push((text, merit_workbench::line(model, &started.rule)));
                }
            }
            found.extend(joined(said).map(|text| Hint { at: statement.span.end, text }));
        }
    }
}

/// What is said behind a line; where several rules are meant, each with its line.
fn joined(mut said: Vec<(String, String)>) -> Option<String> {
    if said.len() < 2 {
        return said.pop().map(|(text, _)| text);
    }
    let more = if said.len() > MOST { " · …" } else { "" };
    let texts: Vec<String> = said.iter().take(MOST).map(|(text, line)| format!("{text} ({line})")).collect();
    Some(format!("{}{more}", texts.join(" · ")))
}

fn words(started: &Started, test: &TestCase, by_days: bool) -> String {
    let moment = |moment: TestMoment| when(moment, test, by_days);
    let mut parts = Vec::new();
    if let Some(window) = &started.window {
        parts.push(format!("{} until {}", window.awaited, moment(window.until)));
    }
    match (started.steps, started.used_up) {
        (Some(steps), _) => parts.push(step(steps, test, by_days)),
        (None, Some(steps)) => parts.push(format!("no step left of {steps}")),
        (None, None) => {}
    }
    if let Some(end) = started.expires {
        parts.push(format!("expires on {}", moment(end)));
    }
    parts.join(", ")
}

fn step(steps: Steps, test: &TestCase, by_days: bool) -> String {
    let Steps { first, last, of, points, on } = steps;
    let sign = if points.0 < 0 { "" } else { "+" };
    let steps = if first == last { format!("step {first}") } else { format!("steps {first} to {last}") };
    let later = on.map(|day| format!(" on {}", when(TestMoment { day, clock: None }, test, by_days)));
    format!("{steps} of {of}: {sign}{points}{}", later.unwrap_or_default())
}

/// A moment as the line counts: `day 3`, or a date.
fn when(moment: TestMoment, test: &TestCase, by_days: bool) -> String {
    let day = if by_days {
        format!("day {}", i64::from(moment.day.0) - i64::from(test.start.0))
    } else {
        moment.day.to_string()
    };
    match moment.clock.map(|micros| micros / 60_000_000) {
        Some(minutes) => format!("{day} {:02}:{:02}", minutes / 60, minutes % 60),
        None => day,
    }
}
