//! M314: ranges that are reversed, or finer than the rounding.

use merit_diagnostics::{Code, Diagnostic, Safety};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for score in &subject.context.names.scores {
        if subject.context.is_silent(score.file) {
            continue;
        }
        let block = score.block;
        let rounding = block.rounded.first();
        let decimals = rounding.and_then(|line| line.node.decimals).map_or(0, |decimals| decimals.value);
        let unit = 10i128.pow(6 - decimals.min(6));
        for line in block.ranges.iter().filter(|line| !line.statement.faulty) {
            let (from, to) = (line.node.from, line.node.to);
            if let (Some(from), Some(to)) = (from, to)
                && from.value >= to.value
            {
                let place = score.at(from.span.to(to.span));
                let message = if from.value == to.value {
                    format!("The range of {} has room for {} alone.", score.name, from.value)
                } else {
                    format!("The range of {} is reversed: {} is more than {}.", score.name, from.value, to.value)
                };
                let mut report = Diagnostic::new(Code::M314, place, message);
                if from.value != to.value {
                    let better = format!("{} to {}", to.value, from.value);
                    report = report.fix(Safety::Unsafe, format!("range {better}"), [(place, better)]);
                }
                subject.context.reports.add(report);
            }
            if rounding.is_some_and(|line| line.statement.faulty) {
                continue;
            }
            for bound in [from, to].into_iter().flatten().filter(|bound| bound.value.0 % unit != 0) {
                let places = if decimals == 0 { "whole points".to_owned() } else { format!("{decimals} decimals") };
                let message =
                    format!("The bound {} is finer than the score, which is rounded to {places}.", bound.value);
                let report = Diagnostic::new(Code::M314, score.at(bound.span), message)
                    .note("Give the bound fewer decimals, or the score more:   rounded to 1 decimals");
                subject.context.reports.add(report);
            }
        }
    }
}
