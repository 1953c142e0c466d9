//! What changes if nothing happens but time.

use std::io::{self, Write};

use merit_workbench::{Explanation, NextKind};

use super::{Look, Rounding};
use crate::terminal::{Paint, escape, paint};

/// Changes of one score that are told one by one; then only where it ends.
const SHOWN: usize = 3;

/// Writes the lines, if there are any.
pub(super) fn write(
    lead: &Explanation,
    look: Look<'_>,
    rounding: &mut Rounding,
    out: &mut dyn Write,
) -> io::Result<()> {
    let changes = &lead.next.changes;
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint("if nothing happens:", Paint::Bold, look.color))?;
    for (number, next) in changes.iter().enumerate() {
        let text = match &next.kind {
            NextKind::Score { score, value, by } => {
                let of_score =
                    |kind: &NextKind| matches!(kind, NextKind::Score { score: other, .. } if other == score);
                let before = changes.iter().take(number).filter(|next| of_score(&next.kind)).count();
                let after = changes.iter().skip(number + 1).filter(|next| of_score(&next.kind)).count();
                if before >= SHOWN && after > 0 {
                    continue;
                }
                if before > SHOWN {
                    format!("… and so on; from {} on {score} is {value}", next.date)
                } else {
                    format!("on {} {score} {} to {value}", next.date, rounding.signed(*by))
                }
            }
            NextKind::Leaves { name } => format!("on {} leaves \"{name}\"", next.date),
            NextKind::Enters { name } => format!("on {} enters \"{name}\"", next.date),
            NextKind::Due { trigger, name } => format!("on {} {trigger} is due (\"{name}\")", next.date),
        };
        writeln!(out, " {}", escape(&text))?;
    }
    Ok(())
}
