//! What would lift the lead.

use std::io::{self, Write};

use merit_workbench::{Explanation, Further, Lift, quoted};

use super::{Look, entries};
use crate::terminal::{Paint, escape, paint};

/// Writes a sentence for each score, if there are any.
pub(super) fn write(lead: &Explanation, look: Look<'_>, out: &mut dyn Write) -> io::Result<()> {
    if lead.lift.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint("what would lift it:", Paint::Bold, look.color))?;
    for lift in &lead.lift {
        writeln!(out, " {}", escape(&sentence(lift, lead)))?;
    }
    Ok(())
}

fn sentence(lift: &Lift, lead: &Explanation) -> String {
    let parts: Vec<String> = lift.events.iter().map(|further| event(further, lead)).collect();
    let events = match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    };
    let fewer = if lift.fewest { "" } else { " (fewer may do)" };
    let (score, value, tier) = (&lift.score, lift.value, quoted(&lift.tier));
    format!("{events} would take {score} to {value} and the lead into {tier}{fewer}")
}

/// `2 form_submit with form "demo" on 2025-04-17`; without a date, it is the one of the explanation.
fn event(further: &Further, lead: &Explanation) -> String {
    let mut text = format!("{} {}", further.times, further.event);
    let values =
        further.properties.iter().map(|value| format!("{} {}", value.name, quoted(&entries::short(&value.value))));
    let values: Vec<String> = values.collect();
    if !values.is_empty() {
        text.push_str(&format!(" with {}", values.join(", ")));
    }
    if further.at != lead.as_of {
        text.push_str(&format!(" on {}", further.date));
    }
    text
}
