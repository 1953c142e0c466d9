//! B420: a model without tests.

use merit_diagnostics::{Code, Diagnostic};
use merit_ir::{EventId, RESERVED_WORDS};
use merit_syntax::tree::StatementKind;
use merit_values::Points;

use crate::first_day;
use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B420, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    if has_tests(subject) {
        return;
    }
    let name = &subject.model.name;
    let mut report = Diagnostic::new(CHECK.code, subject.model_place(), format!("The model {name} has no tests."))
        .note("A test shows colleagues what a lead gets, and tells when a change moves it.");
    let example = example(subject);
    if !example.is_empty() {
        report = report.note("Begin with one:");
    }
    for line in example {
        report = report.choice(line);
    }
    found.push(report);
}

/// A test about one event, which passes; nothing where no event gives something that can be said so simply.
fn example(subject: &Subject<'_>) -> Vec<String> {
    let model = subject.model;
    let mut found: Vec<(u8, String, String, Points)> = Vec::new();
    for score in &model.scores {
        for (number, event) in (0..).zip(&model.events) {
            let plain = is_plain(&event.name) && is_plain(&score.name);
            let Some(points) = first_day::score_after(model, score, EventId(number)).filter(|_| plain) else {
                continue;
            };
            // What earns something says most.
            let rank = match points.0 - score.starts_at.0 {
                1.. => 0,
                0 => 2,
                _ => 1,
            };
            found.push((rank, event.name.clone(), score.name.clone(), points));
        }
    }
    // Of equals the first one.
    let Some((_, event, score, points)) = found.into_iter().min_by_key(|(rank, ..)| *rank) else { return Vec::new() };
    vec![
        format!("test \"what one {event} gives\""),
        format!("  day 0  {event}"),
        format!("  expect {score} {points} on day 0"),
    ]
}

/// A name that stands in a test without backticks.
fn is_plain(name: &str) -> bool {
    !RESERVED_WORDS.contains(&name)
        && !matches!(name, "trigger" | "in" | "tier" | "with")
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// True when the file has a test, sound or not.
pub(crate) fn has_tests(subject: &Subject<'_>) -> bool {
    subject.compilation.trees.first().is_some_and(|(_, tree)| {
        tree.statements.iter().any(|statement| matches!(statement.kind, StatementKind::Test(_)))
    })
}
