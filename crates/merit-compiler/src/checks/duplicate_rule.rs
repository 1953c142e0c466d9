//! M308: two rules of one score with the same occasion and condition.

use std::collections::HashMap;

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::RuleKind;

use super::Subject;
use crate::resolved::{GroupDone, RuleDone};

pub(super) fn check(subject: &Subject<'_, '_>) {
    for score in &subject.resolved.scores {
        within(subject, &score.groups);
    }
    for grade in &subject.resolved.grades {
        within(subject, &grade.groups);
    }
}

fn within(subject: &Subject<'_, '_>, groups: &[GroupDone<'_>]) {
    let mut seen: HashMap<String, &RuleDone<'_>> = HashMap::new();
    for rule in groups.iter().flat_map(|group| &group.rules) {
        let Some(ir) = &rule.ir else { continue };
        // Rules for other dates are how a rule is changed without scoring the past again.
        let key = match &ir.kind {
            RuleKind::Event { occasion, .. } => format!("{occasion:?}{:?}", ir.during),
            RuleKind::Standing { condition, .. } => format!("{condition:?}{:?}", ir.during),
        };
        let Some(first) = seen.get(key.as_str()) else {
            seen.insert(key, rule);
            continue;
        };
        let context = subject.context;
        if context.is_silent(rule.file) {
            continue;
        }
        let place = Place { file: rule.file, span: rule.line.node.occasion.span };
        let at = Place { file: first.file, span: first.line.node.occasion.span };
        let line = context.line_seen_from(at, rule.file);
        let report = Diagnostic::new(Code::M308, place, format!("This rule counts the same as the rule in {line}."))
            .related(at, "the same occasion and condition")
            .note("Both count. If that is meant, one rule can give the points of both; if not, one of them is left over.");
        context.reports.add(report);
    }
}
