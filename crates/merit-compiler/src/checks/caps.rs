//! M307: caps smaller than one occasion, caps of the wrong sign, and ladders that mix signs.

use merit_diagnostics::{Code, Diagnostic, Level, Place, Safety};
use merit_syntax::tree::{ClauseKind, Number, OccasionKind};

use super::Subject;
use crate::resolved::RuleDone;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for rule in subject.rules() {
        of_rule(subject, rule);
    }
    for (file, group) in subject.groups() {
        let Some(head) = group.head.filter(|head| !head.statement.faulty) else { continue };
        for clause in &head.node.clauses {
            let ClauseKind::Cap { up, number } = clause.kind else { continue };
            let place = Place { file, span: clause.span };
            if !up && number.value.0 > 0 {
                let message = format!("\"down to\" needs a negative number: down to -{} points.", number.value);
                error(subject, place, message, "");
                continue;
            }
            let heaviest = group.rules.iter().flat_map(|rule| &rule.line.node.points);
            let heaviest = heaviest.map(|points| points.value.0 * if up { 1 } else { -1 }).max().unwrap_or(0);
            if heaviest > number.value.0.abs() {
                let shown = merit_values::Decimal(heaviest * if up { 1 } else { -1 });
                let message =
                    format!("The lid of the group ({}) is smaller than one of its rules ({shown}).", number.value);
                warning(subject, place, message);
            }
        }
    }
}

fn of_rule(subject: &Subject<'_, '_>, rule: &RuleDone<'_>) {
    let node = rule.line.node;
    let at = |span| Place { file: rule.file, span };
    let (Some(first), Some(last)) = (node.points.first(), node.points.last()) else { return };
    let positive = |number: &Number| number.value.0 >= 0;
    if node.points.iter().any(|number| positive(number) != positive(first)) {
        let message = "The steps of this ladder do not all have the same sign.".to_owned();
        error(
            subject,
            at(first.span.to(last.span)),
            message,
            "Write one rule for what is given and one for what is taken.",
        );
        return;
    }
    if matches!(node.occasion.kind, OccasionKind::If(_)) {
        return;
    }
    for clause in &node.clauses {
        let ClauseKind::Cap { up, number } = clause.kind else { continue };
        let place = at(clause.span);
        if up != positive(first) {
            let (sign, right) = if up { ("takes points", "down to -") } else { ("gives points", "up to ") };
            let size = number.value.to_string();
            let size = size.trim_start_matches('-');
            let better = format!("{right}{size} points");
            let message = format!("This rule {sign}, so its lid is written \"{better}\".");
            let report = Diagnostic::new(Code::M307, place, message).at_level(Level::Error);
            subject.context.reports.add(report.fix(Safety::Unsafe, better.clone(), [(place, better)]));
        } else if !up && number.value.0 > 0 {
            let message = format!("\"down to\" needs a negative number: down to -{} points.", number.value);
            error(subject, place, message, "");
        } else {
            let step = node.points.iter().max_by_key(|number| number.value.0.abs());
            let Some(step) = step.filter(|step| step.value.0.abs() > number.value.0.abs()) else { continue };
            let message =
                format!("The lid of {} points is smaller than one occasion ({}).", number.value, step.value);
            warning(subject, place, message);
        }
    }
}

fn error(subject: &Subject<'_, '_>, place: Place, message: String, note: &str) {
    let mut report = Diagnostic::new(Code::M307, place, message).at_level(Level::Error);
    if !note.is_empty() {
        report = report.note(note);
    }
    subject.context.reports.add(report);
}

fn warning(subject: &Subject<'_, '_>, place: Place, message: String) {
    let report =
        Diagnostic::new(Code::M307, place, message).note("The points promised by the line are never given in full.");
    subject.context.reports.add(report);
}
