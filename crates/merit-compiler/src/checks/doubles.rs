//! T210: lines that may stand only once under their heading, and triggers and groups that stand twice.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use merit_syntax::outline::Line;
use merit_syntax::tree::Trigger;

use super::Subject;
use crate::context::Context;
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let context = subject.context;
    if let Some(model) = &subject.main.model {
        let of = &model.head.node.name.text;
        once(context, FileId(0), of, "time zone", &model.timezones);
        once(context, FileId(0), of, "beginning of the week", &model.weeks);
        once(context, FileId(0), of, "date of the review", &model.reviewed);
    }
    for score in &context.names.scores {
        let (block, file) = (score.block, score.file);
        once(context, file, &score.name, "range", &block.ranges);
        once(context, file, &score.name, "rounding", &block.rounded);
        once(context, file, &score.name, "start", &block.starts);
        once(context, file, &score.name, "decay", &block.decays);
        groups(context, file, &score.name, block.groups.iter().map(|group| &group.head.node.name));
    }
    for grade in &context.names.grades {
        once(context, grade.file, &grade.name, "start", &grade.block.starts);
        groups(context, grade.file, &grade.name, grade.block.groups.iter().map(|group| &group.head.node.name));
    }
    for test in &subject.main.tests {
        once(context, FileId(0), &quote(&test.head.node.name.text), "first day", &test.start);
    }
    triggers(subject);
}

fn once<T>(context: &Context<'_>, file: FileId, of: &str, what: &str, lines: &[Line<'_, T>]) {
    let Some((first, rest)) = lines.split_first() else { return };
    for again in rest.iter().filter(|line| !line.statement.faulty) {
        twice(
            context,
            &format!("The {what} of {of} is given twice."),
            file,
            again.statement.span,
            (file, first.statement.span),
        );
    }
}

fn twice(context: &Context<'_>, message: &str, file: FileId, span: Span, first: (FileId, Span)) {
    let report = Diagnostic::new(Code::T210, Place { file, span }, message)
        .label("given again")
        .related(Place { file: first.0, span: first.1 }, "given here first");
    context.reports.add(report);
}

fn groups<'a>(
    context: &Context<'_>,
    file: FileId,
    of: &str,
    names: impl Iterator<Item = &'a merit_syntax::tree::Text>,
) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for name in names {
        if let Some(first) = seen.get(name.text.as_str()) {
            twice(
                context,
                &format!("{of} has two groups called {}.", quote(&name.text)),
                file,
                name.span,
                (file, *first),
            );
        } else {
            seen.insert(&name.text, name.span);
        }
    }
}

/// Two triggers of the same action, place and delay would have the same key of delivery.
fn triggers(subject: &Subject<'_, '_>) {
    let mut seen: HashMap<_, (FileId, Span)> = HashMap::new();
    for (file, line, _) in subject.resolved.triggers.iter().filter(|(_, line, _)| !line.statement.faulty) {
        let Line { node: Trigger { action, leaving, place, delay, .. }, .. } = *line;
        let key = (action.text.as_str(), *leaving, place.text.as_str(), delay.map(|delay| delay.value));
        if let Some(first) = seen.get(&key) {
            let message = format!("Two triggers do {} at the same moment of {}.", action.text, quote(&place.text));
            twice(subject.context, &message, *file, line.statement.span, *first);
        } else {
            seen.insert(key, (*file, line.statement.span));
        }
    }
}
