//! S118 and X503: a segment that takes nobody in, and a test that expects nothing.

use merit_diagnostics::{Code, Diagnostic, FileId, Place};

use super::Subject;
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let context = subject.context;
    for segment in &context.names.segments {
        let block = segment.block;
        let empty = !block.damaged && !block.lines.iter().any(|line| !line.node.exclude);
        if !empty || block.head.statement.faulty || context.is_silent(segment.file) {
            continue;
        }
        let name = quote(&block.head.node.name.text);
        let place = Place { file: segment.file, span: block.head.node.name.span };
        let message = format!("The segment {name} has no \"include\" line, so nobody is ever in it.");
        let report = Diagnostic::new(Code::S118, place, message)
            .note("A segment is any include and no exclude. Say who belongs to it, for example:")
            .choice("  include when country is \"LV\"")
            .choice("  include after form_submit for 90 days");
        context.reports.add(report);
    }
    for test in &subject.main.tests {
        if test.damaged || !test.expectations.is_empty() || test.head.statement.faulty {
            continue;
        }
        let name = &test.head.node.name;
        let place = Place { file: FileId(0), span: name.span };
        let message = format!("The test {} expects nothing, so it always passes.", quote(&name.text));
        let report = Diagnostic::new(Code::X503, place, message)
            .note("Say what must hold, and on which day, for example:")
            .choice("  expect engagement 10 on day 0");
        context.reports.add(report);
    }
}
