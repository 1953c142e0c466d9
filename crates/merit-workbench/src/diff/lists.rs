//! Lists: which entries came and which went.

use merit_ir::{List, ListEntries};

use super::Comparer;
use super::data::{Change, What};
use super::matching::{Named, came_and_went, pairs};

impl Comparer<'_> {
    pub(super) fn lists(&mut self) {
        let (old, new) = (&self.old.model.lists, &self.new.model.lists);
        for (before, after) in pairs(&named(old), &named(new)) {
            let (before, after) = (before.and_then(|at| old.get(at)), after.and_then(|at| new.get(at)));
            match (before, after) {
                (Some(before), Some(after)) => {
                    let mut change = Change::altered(What::List, "", &after.name);
                    change.field("name", Some(before.name.clone()), Some(after.name.clone()));
                    change.field("of", Some(kind(before).to_owned()), Some(kind(after).to_owned()));
                    let (came, went) = came_and_went(&entries(before), &entries(after));
                    if !came.is_empty() || !went.is_empty() {
                        let count = |list: &List| Some(entries(list).len().to_string());
                        change.field("entries", count(before), count(after));
                        (change.came, change.went, change.only_words) = (came, went, false);
                    }
                    self.keep(change);
                }
                (Some(before), None) => {
                    let mut change = Change::removed(What::List, "", &before.name);
                    change.went = entries(before);
                    self.push(change);
                }
                (None, Some(after)) => {
                    let mut change = Change::added(What::List, "", &after.name);
                    change.came = entries(after);
                    self.push(change);
                }
                (None, None) => {}
            }
        }
    }
}

const fn kind(list: &List) -> &'static str {
    match list.entries {
        ListEntries::Text(_) => "text",
        ListEntries::Numbers(_) => "numbers",
        ListEntries::Domains(_) => "domains",
    }
}

fn entries(list: &List) -> Vec<String> {
    match &list.entries {
        ListEntries::Text(texts) | ListEntries::Domains(texts) => texts.clone(),
        ListEntries::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
    }
}

/// Lists by name, or by their entries.
pub(super) fn named(lists: &[List]) -> Vec<Named> {
    let named = lists.iter();
    named.map(|list| Named { name: list.name.clone(), content: entries(list).into_iter().collect() }).collect()
}
