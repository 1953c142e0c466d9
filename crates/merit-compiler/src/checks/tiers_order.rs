//! M302: tiers and letters are listed highest first, and end in `otherwise`.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Safety, Span};
use merit_syntax::tree::Bound;
use merit_values::Decimal;

use super::Subject;
use crate::context::Context;
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let context = subject.context;
    for tiers in &context.names.tiers {
        let block = &tiers.block;
        let lines =
            block.block.lines.iter().map(|line| (quote(&line.node.name.text), line.node.bound, line.statement.span));
        let faulty = block.block.lines.iter().any(|line| line.statement.faulty) || block.block.head.statement.faulty;
        if !context.is_silent(block.file) && !block.block.damaged && !faulty {
            let what = format!("The tiers of {}", block.name);
            ladder(context, block.file, block.block.head.statement.span, &what, lines.collect());
        }
    }
    for grade in &context.names.grades {
        let block = grade.block;
        let lines =
            block.letters.iter().map(|line| (line.node.letter.text.clone(), line.node.bound, line.statement.span));
        let faulty = block.letters.iter().any(|line| line.statement.faulty) || block.head.statement.faulty;
        if !context.is_silent(grade.file) && !block.damaged && !faulty {
            let what = format!("The letters of {}", grade.name);
            ladder(context, grade.file, block.head.statement.span, &what, lines.collect());
        }
    }
}

/// True when a bound is not lower than the one above it.
pub(super) fn not_lower(above: Bound, below: Bound) -> bool {
    match (key(above), key(below)) {
        (Some(above), Some(below)) => below >= above,
        _ => false,
    }
}

fn key(bound: Bound) -> Option<(Decimal, u8)> {
    match bound {
        Bound::From(number) => Some((number.value, 0)),
        Bound::Above(number) => Some((number.value, 1)),
        Bound::Otherwise(_) => None,
    }
}

fn ladder(context: &Context<'_>, file: FileId, head: Span, what: &str, lines: Vec<(String, Bound, Span)>) {
    let at = |span| Place { file, span };
    let Some((last, rest)) = lines.split_last() else {
        let message = format!("{what} are not listed.");
        let report = Diagnostic::new(Code::M302, at(head), message).note("The last line ends in   otherwise.");
        return context.reports.add(report);
    };
    for (name, bound, span) in rest {
        if let Bound::Otherwise(_) = bound {
            let message = format!("{name} takes everything that is left, so the lines below it are never reached.");
            context.reports.add(
                Diagnostic::new(Code::M302, at(*span), message).note("The line with   otherwise   stands last."),
            );
        }
    }
    for pair in lines.windows(2) {
        let [(above, above_bound, above_span), (below, below_bound, below_span)] = pair else { continue };
        if not_lower(*above_bound, *below_bound) {
            let message = format!("{below} is not lower than {above} above it, so nobody would get it.");
            let report = Diagnostic::new(Code::M302, at(*below_span), message)
                .related(at(*above_span), "this line takes them first")
                .note("The lines are listed highest first: a lead gets the first one that fits.");
            context.reports.add(report);
        }
    }
    if !lines.iter().any(|(_, bound, _)| matches!(bound, Bound::Otherwise(_))) {
        let message = format!("{what} do not end in \"otherwise\", so some leads would have none.");
        let (name, bound, span) = last;
        let report = Diagnostic::new(Code::M302, at(head), message);
        let is_lowest = matches!(bound, Bound::From(number) if number.value <= Decimal::ZERO);
        context.reports.add(if is_lowest {
            let better = format!("{name}  otherwise");
            report.fix(Safety::Unsafe, better.clone(), [(at(*span), better)])
        } else {
            report.note(format!(
                "Add a last line for everything below {name}, such as   {} otherwise",
                if name.starts_with('"') { "\"Others\"" } else { "F" }
            ))
        });
    }
}
