//! M316: a trigger waits for a name that nobody can enter.

use std::collections::{HashMap, HashSet};

use merit_diagnostics::{Code, Diagnostic, Place};
use merit_ir::Target;

use super::{Subject, tier_always};
use crate::near::quote;

pub(super) fn check(subject: &Subject<'_, '_>) {
    let mut empty_tiers: HashMap<u16, HashSet<usize>> = HashMap::new();
    for (file, line, trigger) in &subject.resolved.triggers {
        let Some(trigger) = trigger else { continue };
        if line.statement.faulty || subject.context.is_silent(*file) {
            continue;
        }
        let why = match trigger.target {
            Target::Segment(segment) => {
                let done = subject.resolved.segments.get(segment.index());
                let empty = done.is_some_and(|done| done.complete && done.ir.includes.is_empty());
                empty.then(|| "the segment has no line that takes a lead in".to_owned())
            }
            Target::Tier(tiers, line) => {
                let empty = empty_tiers.entry(tiers.0).or_insert_with(|| {
                    let of = subject.resolved.tiers.get(tiers.index());
                    let found = of.and_then(|of| tier_always::of_tiers(subject, tiers.0, of));
                    found.map(|found| found.empty).unwrap_or_default()
                });
                let empty = empty.contains(&usize::from(line));
                empty.then(|| "no lead can be in this tier".to_owned())
            }
            Target::Cell(_) => None,
        };
        let Some(why) = why else { continue };
        let place = Place { file: *file, span: line.node.place.span };
        let (waits, does) = if line.node.leaving { ("leaving", "leave") } else { ("entering", "enter") };
        let message =
            format!("This trigger waits for {waits} {}, which nobody can {does}: {why}.", quote(&trigger.name));
        subject.context.reports.add(Diagnostic::new(Code::M316, place, message));
    }
}
