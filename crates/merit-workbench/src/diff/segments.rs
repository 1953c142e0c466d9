//! Segments and triggers.

use std::collections::BTreeSet;

use merit_ir::{Membership, Model, Segment, Trigger};

use super::data::{Change, What};
use super::matching::{Named, pairs};
use super::{Comparer, Side};
use crate::words::Words;

impl Comparer<'_> {
    pub(super) fn segments(&mut self) {
        let (old, new) = (self.old, self.new);
        for (before, after) in pairs(&segments_named(old.model, old.same), &segments_named(new.model, new.same)) {
            let was = before.and_then(|at| old.model.segments.get(at));
            let is = after.and_then(|at| new.model.segments.get(at));
            let place =
                |side: Side<'_>, segment: Option<&Segment>| segment.map(|segment| side.place(&segment.source));
            let places = (place(old, was), place(new, is));
            match (was, is) {
                (Some(was), Some(is)) => {
                    let mut change = Change::altered(What::Segment, "", &is.name).at(places.0, places.1);
                    change.field("name", Some(was.name.clone()), Some(is.name.clone()));
                    self.keep(change);
                    self.memberships(What::Include, &is.name, &was.includes, &is.includes);
                    self.memberships(What::Exclude, &is.name, &was.excludes, &is.excludes);
                }
                (Some(was), None) => {
                    self.push(Change::removed(What::Segment, "", &was.name).at(places.0, places.1));
                }
                (None, Some(is)) => {
                    self.push(Change::added(What::Segment, "", &is.name).at(places.0, places.1));
                }
                (None, None) => {}
            }
        }
    }

    fn memberships(&mut self, what: What, within: &str, old: &[Membership], new: &[Membership]) {
        let lines = |side: Side<'_>, lines: &[Membership]| -> Vec<(String, String)> {
            lines.iter().map(|line| (side.same.membership(line), side.words.membership(line))).collect()
        };
        // "a or b" in one line is the same as two lines.
        if alternatives(self.old, old) != alternatives(self.new, new) {
            let (was, is) = (lines(self.old, old), lines(self.new, new));
            self.lines(what, within, &was, &is);
        }
    }

    pub(super) fn triggers(&mut self) {
        let named = |side: Side<'_>| -> Vec<Named> {
            let named = side.same.model.triggers.iter().map(|trigger| {
                // The same action at the same place with another delay is the same trigger, altered.
                let bare = Trigger { delay: None, ..trigger.clone() };
                Named { name: side.same.trigger(trigger), content: [side.same.trigger(&bare)].into() }
            });
            named.collect()
        };
        let (old, new) = (self.old, self.new);
        for (before, after) in pairs(&named(old), &named(new)) {
            let was = before.and_then(|at| old.model.triggers.get(at));
            let is = after.and_then(|at| new.model.triggers.get(at));
            let whole = |side: Side<'_>, trigger: &Trigger| {
                format!("{}  {}", side.words.trigger(trigger), side.words.how_often(trigger.how_often, None))
            };
            let change = match (was, is) {
                (Some(was), Some(is)) => {
                    let mut change = Change::altered(What::Trigger, "", &new.words.trigger(is));
                    let delay = |trigger: &Trigger| trigger.delay.map(|delay| delay.to_string());
                    change.field("delay", delay(was), delay(is));
                    let same = old.same.how_often(was.how_often, None) == new.same.how_often(is.how_often, None);
                    let (before, after) =
                        (old.words.how_often(was.how_often, None), new.words.how_often(is.how_often, None));
                    change.compared_field("limit", same, Some(before), Some(after));
                    let sent = |trigger: &Trigger| {
                        let even = if trigger.even_if_they_left { "even if they left" } else { "unless they left" };
                        Some(even.to_owned())
                    };
                    change.field("sent", sent(was), sent(is));
                    change
                }
                (Some(was), None) => Change::removed(What::Trigger, "", &whole(old, was)),
                (None, Some(is)) => Change::added(What::Trigger, "", &whole(new, is)),
                (None, None) => continue,
            };
            let places = (was.map(|line| old.place(&line.source)), is.map(|line| new.place(&line.source)));
            self.keep(change.at(places.0, places.1));
        }
    }
}

/// The lines of which any counts, in one form.
fn alternatives(side: Side<'_>, lines: &[Membership]) -> BTreeSet<String> {
    let conditions = lines.iter().filter_map(|line| match line {
        Membership::When(condition) => Some(condition.clone()),
        Membership::After(..) => None,
    });
    let after = lines.iter().filter(|line| matches!(line, Membership::After(..)));
    side.same.alternatives(conditions).into_iter().chain(after.map(|line| side.same.membership(line))).collect()
}

/// Segments by name, or by their lines.
pub(super) fn segments_named(model: &Model, same: Words<'_>) -> Vec<Named> {
    let named = model.segments.iter().map(|segment| {
        let lines = segment.includes.iter().chain(&segment.excludes);
        Named { name: segment.name.clone(), content: lines.map(|line| same.membership(line)).collect() }
    });
    named.collect()
}
