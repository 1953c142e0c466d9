//! Scores and grades: their own lines, groups, resets, silence.

use std::collections::BTreeSet;

use merit_ir::{Grade, Group, Inactivity, Model, Score};
use merit_values::Points;

use super::data::{Change, What};
use super::matching::{Named, pairs};
use super::rules::{Known, rules_of};
use super::{Comparer, Side};
use crate::words::{Words, range};

/// A heading of the old model, and the one of the new model that it is.
type Pairs = Vec<(Option<usize>, Option<usize>)>;

impl Comparer<'_> {
    /// Scores and grades, then all their rules: a rule may have moved from one to another.
    pub(super) fn scores(&mut self) {
        let (old, new) = (self.old, self.new);
        let scores = pairs(&scores_named(old.model, old.same), &scores_named(new.model, new.same));
        let grades = pairs(&grades_named(old.model, old.same), &grades_named(new.model, new.same));
        for (was, is) in &scores {
            let of = |side: Side<'_>, at: &Option<usize>| at.and_then(|at| side.model.scores.get(at).cloned());
            self.score(of(old, was).as_ref(), of(new, is).as_ref());
        }
        for (was, is) in &grades {
            let of = |side: Side<'_>, at: &Option<usize>| at.and_then(|at| side.model.grades.get(at).cloned());
            self.grade(of(old, was).as_ref(), of(new, is).as_ref());
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        gather(old, new, false, &scores, &mut before, &mut after);
        gather(old, new, true, &grades, &mut before, &mut after);
        self.rules(&before, &after);
        (self.compared.scores, self.compared.grades) = (scores, grades);
    }

    fn score(&mut self, old: Option<&Score>, new: Option<&Score>) {
        let place = |side: Side<'_>, score: Option<&Score>| score.map(|score| side.place(&score.source));
        let (was, is) = (place(self.old, old), place(self.new, new));
        match (old, new) {
            (Some(before), Some(after)) => {
                let mut change = Change::altered(What::Score, "", &after.name).at(was, is);
                change.field("name", Some(before.name.clone()), Some(after.name.clone()));
                change.words_field("title", before.title.clone(), after.title.clone());
                change.field("range", Some(range(before.range)), Some(range(after.range)));
                let decimals = |score: &Score| {
                    Some(match score.decimals {
                        0 => "whole points".to_owned(),
                        1 => "1 decimal".to_owned(),
                        decimals => format!("{decimals} decimals"),
                    })
                };
                change.field("rounded to", decimals(before), decimals(after));
                change.field("starts at", points(before.starts_at), points(after.starts_at));
                let sum = |words: Words<'_>, score: &Score| {
                    let mut parts: Vec<String> = score.sum_of.iter().map(|part| words.sum_part(*part)).collect();
                    parts.sort();
                    (!parts.is_empty()).then(|| parts.join(", "))
                };
                let same = sum(self.old.same, before) == sum(self.new.same, after);
                change.compared_field("sum of", same, sum(self.old.words, before), sum(self.new.words, after));
                self.keep(change);
                self.groups(&after.name, &before.groups, &after.groups);
                self.resets(before, after);
                self.silence(before, after);
            }
            (Some(before), None) => self.push(Change::removed(What::Score, "", &before.name).at(was, is)),
            (None, Some(after)) => self.push(Change::added(What::Score, "", &after.name).at(was, is)),
            (None, None) => {}
        }
    }

    fn grade(&mut self, old: Option<&Grade>, new: Option<&Grade>) {
        let place = |side: Side<'_>, grade: Option<&Grade>| grade.map(|grade| side.place(&grade.source));
        let (was, is) = (place(self.old, old), place(self.new, new));
        match (old, new) {
            (Some(before), Some(after)) => {
                let mut change = Change::altered(What::Grade, "", &after.name).at(was, is);
                change.field("name", Some(before.name.clone()), Some(after.name.clone()));
                change.words_field("title", before.title.clone(), after.title.clone());
                change.field("starts at", points(before.starts_at), points(after.starts_at));
                let no_rule = |grade: &Grade| grade.no_grade_if_no_rule_applies.then(|| "no rule applies".to_owned());
                change.field("no grade if", no_rule(before), no_rule(after));
                self.keep(change);
                self.groups(&after.name, &before.groups, &after.groups);
                self.letters(before, after);
                let conditions = |side: Side<'_>, grade: &Grade| -> Vec<(String, String)> {
                    let conditions = grade.no_grade_if.iter();
                    let said = conditions.map(|c| (side.same.condition(c, None), side.words.condition(c, None)));
                    said.collect()
                };
                let any = |side: Side<'_>, grade: &Grade| -> BTreeSet<String> {
                    side.same.alternatives(grade.no_grade_if.iter().cloned()).into_iter().collect()
                };
                if any(self.old, before) != any(self.new, after) {
                    let (was, is) = (conditions(self.old, before), conditions(self.new, after));
                    self.lines(What::NoGrade, &after.name, &was, &is);
                }
            }
            (Some(before), None) => self.push(Change::removed(What::Grade, "", &before.name).at(was, is)),
            (None, Some(after)) => self.push(Change::added(What::Grade, "", &after.name).at(was, is)),
            (None, None) => {}
        }
    }

    fn groups(&mut self, within: &str, old: &[Group], new: &[Group]) {
        for (before, after) in group_pairs(self.old, self.new, old, new) {
            let (before, after) = (before.and_then(|at| old.get(at)), after.and_then(|at| new.get(at)));
            let name = after.or(before).and_then(|group| group.name.clone());
            let Some(name) = name else { continue };
            let place = |side: Side<'_>, group: Option<&Group>| group.map(|group| side.place(&group.source));
            let (was, is) = (place(self.old, before), place(self.new, after));
            let change = match (before, after) {
                (Some(before), Some(after)) => {
                    let mut change = Change::altered(What::Group, within, &name);
                    change.field("name", before.name.clone(), after.name.clone());
                    let cap = |group: &Group| group.cap.map(|cap| format!("{cap} points"));
                    change.field("cap", cap(before), cap(after));
                    let counts = |group: &Group| {
                        Some(if group.best_one_only { "best one only" } else { "all of its rules" }.to_owned())
                    };
                    change.field("counts", counts(before), counts(after));
                    change
                }
                (Some(_), None) => Change::removed(What::Group, within, &name),
                _ => Change::added(What::Group, within, &name),
            };
            self.keep(change.at(was, is));
        }
    }

    fn resets(&mut self, old: &Score, new: &Score) {
        let lines = |side: Side<'_>, score: &Score| -> Vec<(String, String)> {
            let said = |words: Words<'_>, reset: &merit_ir::Reset| {
                let during = reset.during.map(|during| format!("  during {} to {}", during.from, during.to));
                format!(
                    "{}  {}{}",
                    words.occasion(&reset.occasion),
                    words.how_often(reset.how_often, Some(&reset.occasion)),
                    during.unwrap_or_default()
                )
            };
            score.resets.iter().map(|reset| (said(side.same, reset), said(side.words, reset))).collect()
        };
        let (was, is) = (lines(self.old, old), lines(self.new, new));
        self.lines(What::Reset, &new.name, &was, &is);
    }

    fn silence(&mut self, old: &Score, new: &Score) {
        let named = |side: Side<'_>, blocks: &[Inactivity]| -> Vec<Named> {
            let mut names: Vec<String> = Vec::new();
            let named = blocks.iter().map(|block| {
                let heading = side.same.inactivity(block);
                let number = names.iter().filter(|name| **name == heading).count();
                names.push(heading.clone());
                Named {
                    name: format!("{heading} {number}"),
                    content: block.stages.iter().map(|stage| side.same.stage(stage)).collect(),
                }
            });
            named.collect()
        };
        for (before, after) in pairs(&named(self.old, &old.inactivity), &named(self.new, &new.inactivity)) {
            let (before, after) =
                (before.and_then(|at| old.inactivity.get(at)), after.and_then(|at| new.inactivity.get(at)));
            match (before, after) {
                (Some(before), Some(after)) => self.block(&new.name, before, after),
                (Some(before), None) => {
                    let name = self.old.words.inactivity(before);
                    self.push(Change::removed(What::Inactivity, &new.name, &name));
                }
                (None, Some(after)) => {
                    let name = self.new.words.inactivity(after);
                    self.push(Change::added(What::Inactivity, &new.name, &name));
                }
                (None, None) => {}
            }
        }
    }

    fn block(&mut self, within: &str, old: &Inactivity, new: &Inactivity) {
        let name = self.new.words.inactivity(new);
        let places = (Some(self.old.place(&old.source)), Some(self.new.place(&new.source)));
        let mut change = Change::altered(What::Inactivity, within, &name).at(places.0, places.1);
        let same = self.old.same.inactivity(old) == self.new.same.inactivity(new);
        change.compared_field("measured by", same, Some(self.old.words.inactivity(old)), Some(name.clone()));
        let on_return = |block: &Inactivity| Some(if block.give_back { "give back" } else { "keep" }.to_owned());
        change.field("on return", on_return(old), on_return(new));
        self.keep(change);
        let stages = |side: Side<'_>, block: &Inactivity| -> Vec<(String, String)> {
            block.stages.iter().map(|stage| (side.same.stage(stage), side.words.stage(stage))).collect()
        };
        let (was, is) = (stages(self.old, old), stages(self.new, new));
        self.lines(What::Stage, within, &was, &is);
    }

    /// Lines whose order means nothing, each as it is compared and as it is said. Lines that are alike are one line that is
    /// altered.
    pub(super) fn lines(&mut self, what: What, within: &str, old: &[(String, String)], new: &[(String, String)]) {
        let named = |lines: &[(String, String)]| -> Vec<Named> {
            let named = lines.iter();
            named.map(|(same, _)| Named { name: same.clone(), content: super::matching::word_set(same) }).collect()
        };
        let (old, new) = (&each_once(old), &each_once(new));
        for (before, after) in pairs(&named(old), &named(new)) {
            let (before, after) = (before.and_then(|at| old.get(at)), after.and_then(|at| new.get(at)));
            match (before, after) {
                (Some((was_same, was)), Some((is_same, is))) => {
                    let mut change = Change::altered(what, within, is);
                    change.compared_field("line", was_same == is_same, Some(was.clone()), Some(is.clone()));
                    self.keep(change);
                }
                (Some((_, was)), None) => self.push(Change::removed(what, within, was)),
                (None, Some((_, is))) => self.push(Change::added(what, within, is)),
                (None, None) => {}
            }
        }
    }
}

/// A line that is there twice means what it means once.
fn each_once(lines: &[(String, String)]) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = Vec::with_capacity(lines.len());
    for line in lines {
        if !kept.iter().any(|(same, _)| *same == line.0) {
            kept.push(line.clone());
        }
    }
    kept
}

fn gather<'m>(
    old: Side<'m>,
    new: Side<'m>,
    grade: bool,
    headings: &Pairs,
    before: &mut Vec<Known<'m>>,
    after: &mut Vec<Known<'m>>,
) {
    let groups = |side: Side<'m>, at: usize| -> Option<(&'m str, &'m [Group])> {
        if grade {
            side.model.grades.get(at).map(|grade| (grade.name.as_str(), grade.groups.as_slice()))
        } else {
            side.model.scores.get(at).map(|score| (score.name.as_str(), score.groups.as_slice()))
        }
    };
    for (was, is) in headings {
        let (was, is) =
            (was.and_then(|at| Some((at, groups(old, at)?))), is.and_then(|at| Some((at, groups(new, at)?))));
        // Of the old model, names are those of the new one, so that only what moves is told.
        let name = is.map(|(_, (name, _))| name).or(was.map(|(_, (name, _))| name)).unwrap_or("");
        if let Some((at, (_, rules))) = was {
            let names = is.map(|(_, (_, groups))| group_pairs(old, new, rules, groups)).unwrap_or_default();
            let renamed = |group: &'m Group| {
                let number = rules.iter().position(|other| std::ptr::eq(other, group));
                let partner = names.iter().find(|(before, _)| *before == number).and_then(|(_, after)| *after);
                let partner = partner.and_then(|at| is.and_then(|(_, (_, groups))| groups.get(at)));
                partner.map_or(group.name.as_deref(), |partner| partner.name.as_deref())
            };
            before.extend(rules_of(old, (grade, at), name, rules, renamed));
        }
        if let Some((at, (_, rules))) = is {
            after.extend(rules_of(new, (grade, at), name, rules, |group| group.name.as_deref()));
        }
    }
}

fn group_pairs(old: Side<'_>, new: Side<'_>, before: &[Group], after: &[Group]) -> Pairs {
    let named = |side: Side<'_>, groups: &[Group]| -> Vec<Named> {
        let named = groups.iter().map(|group| Named {
            name: group.name.clone().unwrap_or_default(),
            // The rules before the first group are no group that could be renamed.
            content: if group.name.is_some() {
                content(side.same, std::slice::from_ref(group))
            } else {
                BTreeSet::new()
            },
        });
        named.collect()
    };
    pairs(&named(old, before), &named(new, after))
}

/// Scores by name, or by what earns points in them.
pub(super) fn scores_named(model: &Model, same: Words<'_>) -> Vec<Named> {
    let scores = model.scores.iter();
    scores.map(|score| Named { name: score.name.clone(), content: content(same, &score.groups) }).collect()
}

/// Grades by name, or by what earns points in them.
pub(super) fn grades_named(model: &Model, same: Words<'_>) -> Vec<Named> {
    let grades = model.grades.iter();
    grades.map(|grade| Named { name: grade.name.clone(), content: content(same, &grade.groups) }).collect()
}

/// What the rules of groups earn points for.
fn content(same: Words<'_>, groups: &[Group]) -> BTreeSet<String> {
    groups.iter().flat_map(|group| &group.rules).map(|rule| same.earns(rule)).collect()
}

fn points(points: Points) -> Option<String> {
    (points.0 != 0).then(|| format!("{points} points"))
}
