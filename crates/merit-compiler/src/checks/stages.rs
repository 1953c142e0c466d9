//! M315: stages of a silence ascend, take points, grow, and fit together.

use merit_diagnostics::{Code, Diagnostic, FileId, Place, Span};
use merit_syntax::outline::InactivityBlock;
use merit_syntax::tree::StageEffect;
use merit_values::{Duration, Unit};

use super::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) {
    for score in &subject.context.names.scores {
        if subject.context.is_silent(score.file) {
            continue;
        }
        for block in &score.block.inactivity {
            let faulty = block.head.statement.faulty || block.stages.iter().any(|line| line.statement.faulty);
            if !block.damaged && !faulty {
                stages(subject, score.file, block);
            }
        }
    }
}

fn stages(subject: &Subject<'_, '_>, file: FileId, block: &InactivityBlock<'_>) {
    let report = |span: Span, message: String| {
        subject.context.reports.add(Diagnostic::new(Code::M315, Place { file, span }, message));
    };
    if block.stages.is_empty() {
        report(block.head.statement.span, "This silence has no stages, so it takes nothing.".to_owned());
    }
    let mut before: Option<(Duration, Option<merit_values::Decimal>)> = None;
    let unit = block.stages.first().map(|line| class(line.node.after.value.unit));
    for (at, line) in block.stages.iter().enumerate() {
        let node = line.node;
        let after = node.after.value;
        let mut in_order = true;
        if unit != Some(class(after.unit)) {
            report(node.after.span, "The stages of a silence are all counted in the same unit.".to_owned());
        } else if let Some((earlier, _)) = before
            && length(after) <= length(earlier)
        {
            in_order = false;
            report(node.after.span, format!("The stages of a silence ascend, and {after} is not after {earlier}."));
        }
        if let Some(repeat) = node.repeat {
            if at + 1 < block.stages.len() {
                report(repeat.span, "Only the last stage of a silence may repeat.".to_owned());
            } else if unit != Some(class(repeat.value.unit)) {
                report(repeat.span, "The stages of a silence are all counted in the same unit.".to_owned());
            }
        }
        let number = match node.effect {
            Some(StageEffect::Total(number) | StageEffect::Further(number)) => Some(number),
            _ => None,
        };
        if let Some(number) = number.filter(|number| number.value.0 >= 0) {
            report(number.span, format!("A silence takes points, and {} takes none.", number.value));
        } else if let (Some(StageEffect::Total(number)), Some((_, Some(earlier)))) = (node.effect, before)
            && in_order
            && number.value >= earlier
        {
            report(
                number.span,
                format!(
                    "\"total\" grows from stage to stage, and {} does not take more than {earlier}.",
                    number.value
                ),
            );
        }
        let total = match node.effect {
            Some(StageEffect::Total(number)) => Some(number.value),
            _ => None,
        };
        before = Some((after, total));
    }
    let resets = block.stages.iter().any(|line| matches!(line.node.effect, Some(StageEffect::Reset)));
    if let Some(line) = block.on_return.first().filter(|line| resets && line.node.give_back) {
        report(line.statement.span, "After a reset nothing can be given back: write   on return keep.".to_owned());
    }
}

/// Units of one stage and the next can be compared when they are equal: days, months and hours are not of one length.
const fn class(unit: Unit) -> u8 {
    match unit {
        Unit::Minutes => 0,
        Unit::Hours => 1,
        Unit::Days => 2,
        Unit::Weeks => 3,
        Unit::Months => 4,
        Unit::Years => 5,
    }
}

const fn length(duration: Duration) -> u32 {
    duration.count
}
