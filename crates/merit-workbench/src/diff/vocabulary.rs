//! Events, properties, attributes, actions.

use merit_ir::{Attribute, Event, Property};

use super::data::{Change, What};
use super::matching::in_order;
use super::{Comparer, Side};

impl Comparer<'_> {
    pub(super) fn vocabulary(&mut self) {
        let (old, new) = (self.old, self.new);
        for (before, after) in by_name(&old.model.events, &new.model.events, |event| &event.name) {
            match (before, after) {
                (Some(before), Some(after)) => self.event(before, after),
                (Some(before), None) => self.push(Change::removed(What::Event, "", &before.name)),
                (None, Some(after)) => self.push(Change::added(What::Event, "", &after.name)),
                (None, None) => {}
            }
        }
        for (before, after) in by_name(&old.model.attributes, &new.model.attributes, |attribute| &attribute.name) {
            let said = |side: Side<'_>, attribute: &Attribute| {
                format!("{}: {}", attribute.name, side.words.kind(&attribute.kind))
            };
            match (before, after) {
                (Some(before), Some(after)) => self.attribute(before, after),
                (Some(before), None) => {
                    self.push(Change::removed(What::Attribute, "lead", &said(old, before)));
                }
                (None, Some(after)) => self.push(Change::added(What::Attribute, "lead", &said(new, after))),
                (None, None) => {}
            }
        }
        for (before, after) in by_name(&old.model.actions, &new.model.actions, |action| &action.name) {
            match (before, after) {
                (Some(before), Some(after)) => {
                    let mut change = Change::altered(What::Action, "", &after.name);
                    change.words_field("title", before.title.clone(), after.title.clone());
                    self.keep(change);
                }
                (Some(before), None) => self.push(Change::removed(What::Action, "", &before.name)),
                (None, Some(after)) => self.push(Change::added(What::Action, "", &after.name)),
                (None, None) => {}
            }
        }
    }

    fn event(&mut self, old: &Event, new: &Event) {
        let mut change = Change::altered(What::Event, "", &new.name);
        change.field("activity", yes(old.activity), yes(new.activity));
        change.words_field("title", old.title.clone(), new.title.clone());
        change.words_field("weak signal", yes(old.weak_signal), yes(new.weak_signal));
        self.keep(change);
        for (before, after) in by_name(&old.properties, &new.properties, |property| &property.name) {
            self.property(&new.name, before, after);
        }
    }

    fn property(&mut self, event: &str, old: Option<&Property>, new: Option<&Property>) {
        let said =
            |side: Side<'_>, property: &Property| format!("{}: {}", property.name, side.words.kind(&property.kind));
        match (old, new) {
            (Some(before), Some(after)) => {
                let mut change = Change::altered(What::Property, event, &after.name);
                let same = self.old.same.kind(&before.kind) == self.new.same.kind(&after.kind);
                let (was, is) = (self.old.words.kind(&before.kind), self.new.words.kind(&after.kind));
                change.compared_field("kind", same, Some(was), Some(is));
                change.field("required", yes(before.required), yes(after.required));
                change.words_field("personal", yes(before.personal), yes(after.personal));
                self.keep(change);
            }
            (Some(before), None) => {
                self.push(Change::removed(What::Property, event, &said(self.old, before)));
            }
            (None, Some(after)) => self.push(Change::added(What::Property, event, &said(self.new, after))),
            (None, None) => {}
        }
    }

    fn attribute(&mut self, old: &Attribute, new: &Attribute) {
        let mut change = Change::altered(What::Attribute, "lead", &new.name);
        let same = self.old.same.kind(&old.kind) == self.new.same.kind(&new.kind);
        let (was, is) = (self.old.words.kind(&old.kind), self.new.words.kind(&new.kind));
        change.compared_field("kind", same, Some(was), Some(is));
        change.field("required", yes(old.required), yes(new.required));
        change.field("first seen", yes(old.first_seen), yes(new.first_seen));
        change.words_field("consent", yes(old.consent), yes(new.consent));
        change.words_field("personal", yes(old.personal), yes(new.personal));
        self.keep(change);
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the value of a field, which may be missing elsewhere")]
fn yes(yes: bool) -> Option<String> {
    Some(if yes { "yes" } else { "no" }.to_owned())
}

/// Parts of the same name.
pub(super) fn by_name<'p, T>(
    old: &'p [T],
    new: &'p [T],
    name: impl Fn(&T) -> &String,
) -> Vec<(Option<&'p T>, Option<&'p T>)> {
    let partners: Vec<Option<usize>> =
        new.iter().map(|part| old.iter().position(|other| name(other) == name(part))).collect();
    in_order(old.len(), &partners)
        .into_iter()
        .map(|(before, after)| (before.and_then(|at| old.get(at)), after.and_then(|at| new.get(at))))
        .collect()
}
