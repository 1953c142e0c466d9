//! The dates on which leads enter a tier or segment for the first time.

use std::collections::{BTreeMap, BTreeSet};

use merit_values::{Day, Zone};

use super::Scored;
use super::data::{FirstEntries, FirstShift};

/// First entries of every place that both models, or one of them, have; the last line of tiers, where everybody begins, is
/// left out.
pub(super) fn first_entries(old: Scored<'_>, new: Scored<'_>, zone: &Zone) -> Vec<FirstEntries> {
    let mut names: Vec<&str> = Vec::new();
    for model in [new.model, old.model] {
        let upper = |tiers: &'_ merit_ir::Tiers| tiers.lines.len().saturating_sub(1);
        let tiers = model.tiers.iter().flat_map(|tiers| tiers.lines.iter().take(upper(tiers)));
        let segments = model.segments.iter().map(|segment| segment.name.as_str());
        for name in tiers.map(|line| line.name.as_str()).chain(segments) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let (before, after) = (entered(old, zone), entered(new, zone));
    names.into_iter().map(|name| of_place(name, &before, &after)).collect()
}

type Entered<'a> = BTreeMap<(&'a str, &'a str), Day>;

/// For each place and lead: the first date. Transitions are in the order of time.
fn entered<'a>(scored: Scored<'a>, zone: &Zone) -> Entered<'a> {
    let mut first = Entered::new();
    for change in scored.evaluation.transitions.iter().filter(|change| change.enters) {
        first.entry((&change.name, &change.lead)).or_insert_with(|| zone.day_of(change.at));
    }
    first
}

fn of_place(name: &str, before: &Entered<'_>, after: &Entered<'_>) -> FirstEntries {
    let of = |entered: &Entered<'_>| -> BTreeMap<String, Day> {
        let range = entered.range((name, "")..);
        let here = range.take_while(|((place, _), _)| *place == name);
        here.map(|((_, lead), day)| ((*lead).to_owned(), *day)).collect()
    };
    let (before, after) = (of(before), of(after));
    let leads: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = FirstEntries { name: name.to_owned(), ..FirstEntries::default() };
    let mut shifts: Vec<i64> = Vec::new();
    for lead in leads {
        let (was, is) = (before.get(lead), after.get(lead));
        match (was, is) {
            (Some(was), Some(is)) if was == is => {
                found.same += 1;
                continue;
            }
            (Some(was), Some(is)) => {
                let days = i64::from(is.0) - i64::from(was.0);
                shifts.push(days);
                if days < 0 { found.earlier += 1 } else { found.later += 1 }
            }
            (Some(_), None) => found.only_old += 1,
            _ => found.only_new += 1,
        }
        let date = |day: Option<&Day>| day.map(ToString::to_string);
        found.leads.push(FirstShift { lead: lead.clone(), old: date(was), new: date(is) });
    }
    shifts.sort_unstable();
    found.median_days = shifts.get(shifts.len() / 2).copied();
    found
}
