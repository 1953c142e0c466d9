//! M303: a lower bound above the highest attainable score, or the highest points of a grade.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use merit_reach::shown;
use merit_syntax::tree::Bound;

use super::Subject;
use super::sums::{self, Highest};
use super::tiers_order::not_lower;
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let names = &subject.context.names;
    for tiers in names.tiers.iter().filter(|tiers| tiers.score != u16::MAX) {
        let Some(most) = sums::highest(subject, tiers.score) else { continue };
        let lines = &tiers.block.block.lines;
        for (line, above) in lines.iter().zip(above(lines)).filter(|(line, _)| !line.statement.faulty) {
            if above.is_some_and(|above| not_lower(above.node.bound, line.node.bound)) {
                continue;
            }
            let what = format!("The tier {}", quote(&line.node.name.text));
            report(subject, tiers.block.file, &what, line.node.name.span, line.node.bound, &most);
        }
    }
    for (number, grade) in (0u16..).zip(&names.grades) {
        let Some(most) = sums::highest_points(subject, number) else { continue };
        let lines = &grade.block.letters;
        for (line, above) in lines.iter().zip(above(lines)).filter(|(line, _)| !line.statement.faulty) {
            if above.is_some_and(|above| not_lower(above.node.bound, line.node.bound)) {
                continue;
            }
            let what = format!("The letter {} of {}", line.node.letter.text, grade.name);
            report(subject, grade.file, &what, line.node.letter.span, line.node.bound, &most);
        }
    }
}

/// For each line the one above it. A line that is out of order has another fault (M302).
fn above<T>(lines: &[T]) -> impl Iterator<Item = Option<&T>> {
    std::iter::once(None).chain(lines.iter().map(Some))
}

fn report(subject: &Subject<'_, '_>, file: FileId, what: &str, name: Span, bound: Bound, most: &Highest) {
    let (number, above) = match bound {
        Bound::From(number) if number.value.0 > most.points => (number, false),
        Bound::Above(number) if number.value.0 >= most.points => (number, true),
        _ => return,
    };
    let context = subject.context;
    if context.is_silent(file) {
        return;
    }
    // The bound begins at its first word, behind the name.
    let between = context.slice(Place { file, span: Span::new(name.end, number.span.start) });
    let blanks = u32::try_from(between.len() - between.trim_start().len()).unwrap_or(0);
    let place = Place { file, span: Span::new(name.end.saturating_add(blanks), number.span.end) };
    let highest = shown(most.points);
    let (begins, lower) =
        if above { ("above ", format!("below {highest}")) } else { ("at ", format!("to {highest} or less")) };
    let message = format!("{what} begins {begins}{}, but no lead can get more than {highest}.", number.value);
    let more = if most.by_range { "raise the range" } else { "give more points" };
    let report = Diagnostic::new(Code::M303, place, message)
        .note(most.derivation.clone())
        .note(format!("Lower the bound {lower}, or {more}."));
    context.reports.add(report);
}
