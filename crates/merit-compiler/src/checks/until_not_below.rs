//! M305: `until below` must be below the bound of its own line.

use merit_diagnostics::{Code, Diagnostic};
use merit_syntax::tree::Bound;

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for tiers in &subject.context.names.tiers {
        let block = &tiers.block;
        if subject.context.is_silent(block.file) {
            continue;
        }
        for line in block.block.lines.iter().filter(|line| !line.statement.faulty) {
            let Some(until) = line.node.until_below else { continue };
            let (wrong, bound) = match line.node.bound {
                Bound::From(bound) => (until.value >= bound.value, bound.value),
                // "above 80 until below 80" keeps a lead with exactly 80.
                Bound::Above(bound) => (until.value > bound.value, bound.value),
                Bound::Otherwise(_) => continue,
            };
            if wrong {
                let message = format!("\"until below {}\" is not below {bound}, where the tier begins.", until.value);
                let report = Diagnostic::new(Code::M305, block.at(until.span), message).note(
                    "A lead stays in the tier until its score is below this number, so it must be the lower one.",
                );
                subject.context.reports.add(report);
            }
        }
    }
}
