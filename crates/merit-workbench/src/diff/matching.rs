//! Which part of one model is which of the other: by name, and where the name is new, by what it holds.

use std::collections::BTreeSet;

/// A part with a name and its content in words.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) content: BTreeSet<String>,
}

/// The pairs, in the order of the new model; what is gone stands where it stood.
pub(super) fn pairs(old: &[Named], new: &[Named]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut partner_of_new: Vec<Option<usize>> =
        new.iter().map(|part| old.iter().position(|other| other.name == part.name)).collect();
    let taken = |partners: &[Option<usize>], at: usize| partners.contains(&Some(at));
    // What is left on both sides and holds the same for the most part was renamed.
    let mut alike: Vec<(usize, usize, usize)> = Vec::new();
    for (a, part) in old.iter().enumerate().filter(|(at, _)| !taken(&partner_of_new, *at)) {
        for (b, other) in new.iter().enumerate().filter(|(at, _)| partner_of_new.get(*at) == Some(&None)) {
            let likeness = likeness(&part.content, &other.content);
            if likeness >= 50 {
                alike.push((100 - likeness, a, b));
            }
        }
    }
    alike.sort_unstable();
    for (_, a, b) in alike {
        if !taken(&partner_of_new, a)
            && let Some(partner @ None) = partner_of_new.get_mut(b)
        {
            *partner = Some(a);
        }
    }
    in_order(old.len(), &partner_of_new)
}

/// Pairs in the order of the new parts, with the removed ones after the part that stood before them.
pub(super) fn in_order(old: usize, partner_of_new: &[Option<usize>]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut result: Vec<(Option<usize>, Option<usize>)> =
        partner_of_new.iter().enumerate().map(|(new, partner)| (*partner, Some(new))).collect();
    for gone in (0..old).filter(|at| !partner_of_new.contains(&Some(*at))) {
        let before = result.iter().rposition(|(partner, _)| partner.is_some_and(|partner| partner < gone));
        result.insert(before.map_or(0, |before| before + 1), (Some(gone), None));
    }
    result
}

/// How much two sets have in common, in percent of what either has.
pub(super) fn likeness(a: &BTreeSet<String>, b: &BTreeSet<String>) -> usize {
    let common = a.intersection(b).count();
    let all = a.len() + b.len() - common;
    (common * 100).checked_div(all).unwrap_or(0)
}

/// The words of a text, as a set.
pub(super) fn word_set(text: &str) -> BTreeSet<String> {
    text.split([' ', '"', ',', '(', ')', '/']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Which entries came, and which went.
pub(super) fn came_and_went(old: &[String], new: &[String]) -> (Vec<String>, Vec<String>) {
    let (before, after): (BTreeSet<&String>, BTreeSet<&String>) = (old.iter().collect(), new.iter().collect());
    let came = after.difference(&before).map(|entry| (*entry).clone()).collect();
    let went = before.difference(&after).map(|entry| (*entry).clone()).collect();
    (came, went)
}
