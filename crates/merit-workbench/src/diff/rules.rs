//! Rules: which is which, and what is altered in them.

use std::collections::BTreeSet;

use merit_ir::{Group, Rule};

use super::data::{Change, ChangeKind, RuleAt, RulePair, What};
use super::matching::{in_order, likeness, word_set};
use super::{Comparer, Side};

/// A rule with everything by which it is known.
pub(super) struct Known<'m> {
    pub(super) at: RuleAt,
    rule: &'m Rule,
    /// Score or grade, and group, by the names of the new model.
    heading: String,
    group: Option<String>,
    /// Everything it means, without its label.
    meaning: String,
    /// What earns its points.
    earns: String,
    /// The same as words.
    words: BTreeSet<String>,
    /// Everything but what earns its points: the points and the clauses.
    rest: (String, Vec<(&'static str, String)>),
}

impl<'m> Known<'m> {
    /// `heading` and `group` are the names in the new model.
    pub(super) fn of(side: Side<'m>, at: RuleAt, rule: &'m Rule, heading: &str, group: Option<&str>) -> Self {
        let bare = Rule { label: None, ..rule.clone() };
        let earns = side.same.earns(rule);
        Self {
            at,
            rule,
            heading: heading.to_owned(),
            group: group.map(str::to_owned),
            meaning: side.same.rule(&bare),
            words: word_set(&earns),
            earns,
            rest: (side.same.points(rule), side.same.clauses(&bare)),
        }
    }

    fn within(&self) -> String {
        match &self.group {
            Some(group) => format!("{}, {group}", self.heading),
            None => self.heading.clone(),
        }
    }

    /// The same event and the same value is asked about, or one of them asks for nothing.
    fn asks_alike(&self, other: &Self) -> bool {
        let head = |text: &str| -> Vec<String> {
            let count = if text.starts_with("if ") && !text.starts_with("if had ") { 2 } else { 3 };
            text.split(' ').take(count).map(str::to_owned).collect()
        };
        let (a, b) = (&self.earns, &other.earns);
        let only_more = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with(' '));
        head(a) == head(b) || only_more(a, b) || only_more(b, a)
    }

    fn begins_alike(&self, other: &Self) -> bool {
        let first = |text: &str| text.split(' ').next().map(str::to_owned);
        first(&self.earns) == first(&other.earns)
    }
}

/// The rules of the groups of one heading.
pub(super) fn rules_of<'m>(
    side: Side<'m>,
    (grade, heading): (bool, usize),
    name: &str,
    groups: &'m [Group],
    group_name: impl Fn(&'m Group) -> Option<&'m str>,
) -> Vec<Known<'m>> {
    let mut rules = Vec::new();
    for (group, known) in groups.iter().enumerate() {
        for (rule, known_rule) in known.rules.iter().enumerate() {
            let at = RuleAt { grade, heading, group, rule };
            rules.push(Known::of(side, at, known_rule, name, group_name(known)));
        }
    }
    rules
}

/// How alike two rules must be, one way after another; the surest first.
const WAYS: &[fn(&Known<'_>, &Known<'_>) -> bool] = &[
    |a, b| a.meaning == b.meaning && a.heading == b.heading && a.group == b.group && a.rule.label == b.rule.label,
    |a, b| a.meaning == b.meaning && a.heading == b.heading && a.group == b.group,
    |a, b| a.meaning == b.meaning && a.heading == b.heading,
    |a, b| a.rule.label.is_some() && a.rule.label == b.rule.label && a.heading == b.heading,
    |a, b| a.earns == b.earns && a.heading == b.heading && a.group == b.group,
    |a, b| a.earns == b.earns && a.heading == b.heading,
    |a, b| a.meaning == b.meaning,
    |a, b| a.rule.label.is_some() && a.rule.label == b.rule.label,
];

impl Comparer<'_> {
    /// Pairs all rules of both models, and says what is not the same.
    pub(super) fn rules(&mut self, old: &[Known<'_>], new: &[Known<'_>]) {
        let mut partners: Vec<Option<usize>> = vec![None; new.len()];
        let mut taken = vec![false; old.len()];
        for way in WAYS {
            pair(old, new, &mut partners, &mut taken, way);
        }
        pair_alike(old, new, &mut partners, &mut taken);
        pair(old, new, &mut partners, &mut taken, |a, b| {
            a.asks_alike(b) && a.rest == b.rest && a.heading == b.heading && a.group == b.group
        });
        for (before, after) in in_order(old.len(), &partners) {
            let (before, after) = (before.and_then(|at| old.get(at)), after.and_then(|at| new.get(at)));
            self.pair(before, after);
        }
    }

    fn pair(&mut self, old: Option<&Known<'_>>, new: Option<&Known<'_>>) {
        let place = |side: Side<'_>, rule: Option<&Known<'_>>| rule.map(|rule| side.place(&rule.rule.source));
        let (was, is) = (place(self.old, old), place(self.new, new));
        let change = match (old, new) {
            (Some(before), Some(after)) => self.altered(before, after),
            (Some(before), None) => Change::removed(What::Rule, &before.within(), &self.old.words.rule(before.rule)),
            (None, Some(after)) => Change::added(What::Rule, &after.within(), &self.new.words.rule(after.rule)),
            (None, None) => return,
        };
        let name = match (new, old) {
            (Some(known), _) => known.rule.label.clone().unwrap_or_else(|| self.new.words.earns(known.rule)),
            (None, Some(known)) => known.rule.label.clone().unwrap_or_else(|| self.old.words.earns(known.rule)),
            (None, None) => String::new(),
        };
        let changed = change.kind != ChangeKind::Altered || !change.fields.is_empty();
        self.compared.rules.push(RulePair {
            old: old.map(|rule| rule.at),
            new: new.map(|rule| rule.at),
            name,
            changed,
        });
        self.keep(change.at(was, is));
    }

    fn altered(&self, old: &Known<'_>, new: &Known<'_>) -> Change {
        let name = new.rule.label.clone().unwrap_or_else(|| self.new.words.earns(new.rule));
        let mut change = Change::altered(What::Rule, &new.within(), &name);
        if old.within() != new.within() {
            change.kind = ChangeKind::Moved;
            change.field("stands in", Some(old.within()), Some(new.within()));
        }
        change.field("points", Some(self.old.words.points(old.rule)), Some(self.new.words.points(new.rule)));
        let (was, is) = (self.old.words.earns(old.rule), self.new.words.earns(new.rule));
        change.compared_field("occasion", old.earns == new.earns, Some(was), Some(is));
        let clauses = |side: Side<'_>, rule: &Rule| (side.words.clauses(rule), side.same.clauses(rule));
        let ((was, was_same), (is, is_same)) = (clauses(self.old, old.rule), clauses(self.new, new.rule));
        for field in ["how often", "cap", "decay", "expires", "during", "called"] {
            let of = |clauses: &[(&'static str, String)]| {
                clauses.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone())
            };
            let (old, new) = (of(&was), of(&is));
            match field {
                "called" => change.words_field(field, old, new),
                "how often" => change.compared_field("limit", of(&was_same) == of(&is_same), old, new),
                _ => change.compared_field(field, of(&was_same) == of(&is_same), old, new),
            }
        }
        change
    }
}

/// Pairs what is left on both sides and is the same in this way.
fn pair(
    old: &[Known<'_>],
    new: &[Known<'_>],
    partners: &mut [Option<usize>],
    taken: &mut [bool],
    way: impl Fn(&Known<'_>, &Known<'_>) -> bool,
) {
    for (rule, partner) in new.iter().zip(partners).filter(|(_, partner)| partner.is_none()) {
        let found = old.iter().enumerate().position(|(at, other)| taken.get(at) == Some(&false) && way(other, rule));
        if let Some(taken) = found.and_then(|found| taken.get_mut(found)) {
            (*partner, *taken) = (found, true);
        }
    }
}

/// What is left on both sides and begins with the same event is one rule when at least half of its words are the same.
fn pair_alike(old: &[Known<'_>], new: &[Known<'_>], partners: &mut [Option<usize>], taken: &mut [bool]) {
    let mut alike = Vec::new();
    for (b, after) in new.iter().enumerate().filter(|(at, _)| partners.get(*at) == Some(&None)) {
        for (a, before) in old.iter().enumerate().filter(|(at, _)| taken.get(*at) == Some(&false)) {
            let likeness = likeness(&before.words, &after.words);
            if before.heading == after.heading && before.begins_alike(after) && likeness >= 50 {
                let other_group = before.group != after.group;
                alike.push((100 - likeness, other_group, a.abs_diff(b), a, b));
            }
        }
    }
    alike.sort_unstable();
    for (_, _, _, a, b) in alike {
        if let (Some(taken @ false), Some(partner @ None)) = (taken.get_mut(a), partners.get_mut(b)) {
            *taken = true;
            *partner = Some(a);
        }
    }
}
