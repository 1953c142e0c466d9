//! B423: a number of events that gives nothing, between numbers that give points.

use merit_diagnostics::{Code, Diagnostic, Safety};

use crate::counts::{Family, families, times};
use crate::registry::{Check, Fixable};
use crate::subject::Subject;

pub(crate) const CHECK: Check = Check { code: Code::B423, since: "0.1.0", fixable: Fixable::Shown, run: check };

fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for family in families(subject) {
        found.extend(gap(subject, &family));
    }
}

fn gap(subject: &Subject<'_>, family: &Family<'_>) -> Option<Diagnostic> {
    let steps = family.steps();
    let empty = steps.iter().copied().find(|count| {
        *count > 1 && family.worth(*count) == 0 && family.worth(count - 1) > 0 && family.ending(count - 1).is_some()
    })?;
    let rule = family.ending(empty - 1)?;
    let next = steps.iter().copied().find(|count| *count > empty && family.worth(*count) > 0);
    // Few events that give something and many that give nothing may be meant: fewer than 3 complaints.
    if next.is_none() && rule.from < rule.to {
        return None;
    }
    let event = subject.event_name(family.event);
    let counts = match next {
        Some(next) if next - 1 > empty => format!("{empty} to {}", times(next - 1)),
        _ => times(empty),
    };
    let message = format!("{event} {counts} gives nothing here, but {} gives {}.", times(empty - 1), rule.points);
    let place = subject.place(&rule.rule.source);
    let text = subject.text(place);
    let mut report = Diagnostic::new(CHECK.code, place, message);
    if let Some(next) = next
        && let Some(other) =
            family.rules.iter().find(|other| !std::ptr::eq(other.rule, rule.rule) && other.from == next)
    {
        report = report.related(subject.place(&other.rule.source), format!("points again from {next} on"));
    }
    let Some(at) = text.find("exactly") else {
        return Some(report.note("The two numbers do not follow each other. Let one begin where the other ends."));
    };
    report = report
        .note("\"exactly\" ends where the next one begins to count. For the first and all further ones, write:");
    let start = place.span.start.saturating_add(u32::try_from(at).ok()?);
    let word = merit_diagnostics::Place {
        file: place.file,
        span: merit_diagnostics::Span::new(start, start.saturating_add(7)),
    };
    let changed = text.replacen("exactly", "at least", 1);
    let changed = changed.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    Some(report.choice(format!("  +{}  {changed}", rule.points)).fix(
        Safety::DisplayOnly,
        "at least",
        [(word, "at least".to_owned())],
    ))
}
