//! Records by lead, in order of time; leads in the order of results.

use std::ops::Range;

use merit_values::UNKNOWN;

use crate::by_id;
use crate::orders::Orders;
use crate::part::{Change, Part};

/// Which rows and changes belong to which lead of a part.
#[derive(Debug)]
pub(crate) struct Index {
    /// Leads that get a result, ascending by the bytes of their ids.
    pub(crate) leads: Vec<u32>,
    row_ends: Vec<u32>,
    changes: Vec<Change>,
    change_ends: Vec<u32>,
}

impl Index {
    /// Lays out the records of a part by lead, in order.
    pub(crate) fn of(part: &mut Part, orders: &Orders) -> Self {
        let leads = part.leads.len();
        let row_ends = part.gather_by_lead(orders);
        let (changes, change_ends) = by_lead(leads, part.changes.iter().map(|change| change.lead));
        let mut changes: Vec<Change> = changes.iter().map(|change| part.changes[*change as usize]).collect();
        for lead in 0..if changes.is_empty() { 0 } else { leads } {
            changes[range(&change_ends, lead)].sort_by(|a, b| {
                let of_one_attribute = a.attribute.cmp(&b.attribute).then(a.at.cmp(&b.at));
                of_one_attribute.then_with(|| match (a.order, b.order) {
                    (UNKNOWN, _) | (_, UNKNOWN) => std::cmp::Ordering::Equal,
                    (a, b) => orders.compare(a, b),
                })
            });
        }
        Self { leads: present(part), row_ends, changes, change_ends }
    }

    /// The rows of a lead, which are in order.
    pub(crate) fn rows(&self, lead: u32) -> Range<usize> {
        if self.row_ends.is_empty() { 0..0 } else { range(&self.row_ends, lead as usize) }
    }

    /// The changes of a lead, by attribute, then in order.
    pub(crate) fn changes(&self, lead: u32) -> &[Change] {
        of_lead(&self.changes, &self.change_ends, lead)
    }
}

/// The leads that get a result, ascending by the bytes of their ids.
fn present(part: &Part) -> Vec<u32> {
    let leads = u32::try_from(part.leads.len()).unwrap_or(UNKNOWN);
    let shared = by_id::shared((0..leads).map(|lead| part.leads.get(lead)));
    let present = (0..leads).filter(|lead| part.present[*lead as usize]);
    let mut present: Vec<(u64, u32)> =
        present.map(|lead| (by_id::bytes(part.leads.get(lead), shared), lead)).collect();
    by_id::sort(&mut present, |(bytes, _)| *bytes, |(_, lead)| part.leads.get(*lead));
    present.into_iter().map(|(_, lead)| lead).collect()
}

fn of_lead<'a, T>(entries: &'a [T], ends: &[u32], lead: u32) -> &'a [T] {
    if entries.is_empty() { &[] } else { &entries[range(ends, lead as usize)] }
}

/// Numbers of entries, gathered by lead, and where each lead's end; nothing of both where there are no entries.
fn by_lead(leads: usize, of_entry: impl ExactSizeIterator<Item = u32> + Clone) -> (Vec<u32>, Vec<u32>) {
    if of_entry.len() == 0 {
        return (Vec::new(), Vec::new());
    }
    let mut places = Places::count(leads, of_entry.clone());
    let mut entries = vec![0; of_entry.len()];
    for (entry, lead) in of_entry.enumerate() {
        entries[places.next(lead)] = u32::try_from(entry).unwrap_or(UNKNOWN);
    }
    (entries, places.ends)
}

/// Gives each entry a place among those of its lead.
#[derive(Debug)]
pub(crate) struct Places {
    /// Where the entries of each lead end, after a 0.
    pub(crate) ends: Vec<u32>,
    next: Vec<u32>,
}

impl Places {
    /// Places for entries of so many leads.
    pub(crate) fn count(leads: usize, of_entry: impl Iterator<Item = u32>) -> Self {
        let mut ends = vec![0_u32; leads + 1];
        for lead in of_entry {
            ends[lead as usize + 1] += 1;
        }
        for lead in 0..leads {
            ends[lead + 1] += ends[lead];
        }
        Self { next: ends.clone(), ends }
    }

    /// The next place of a lead.
    pub(crate) fn next(&mut self, lead: u32) -> usize {
        let next = &mut self.next[lead as usize];
        *next += 1;
        *next as usize - 1
    }
}

/// Where the entries of a lead are.
pub(crate) fn range(ends: &[u32], lead: usize) -> Range<usize> {
    ends[lead] as usize..ends[lead + 1] as usize
}
