//! Records by lead, in order of time; leads in the order of results.

use merit_values::UNKNOWN;

use crate::part::{Change, Part};

/// Which rows and changes belong to which lead of a part.
#[derive(Debug)]
pub(crate) struct Index {
    /// Leads that get a result, ascending by the bytes of their ids.
    pub(crate) leads: Vec<u32>,
    rows: Vec<u32>,
    row_ends: Vec<u32>,
    changes: Vec<Change>,
    change_ends: Vec<u32>,
}

impl Index {
    pub(crate) fn of(part: &Part) -> Self {
        let leads = part.leads.len();
        let (mut rows, row_ends) = by_lead(leads, part.rows.lead.iter().copied());
        for lead in 0..if rows.is_empty() { 0 } else { leads } {
            let rows = &mut rows[range(&row_ends, lead)];
            let at = |row: u32| part.rows.at[row as usize];
            let in_order = |pair: &[u32]| at(pair[0]) < at(pair[1]);
            // Most logs come in order of time: then there is nothing to sort.
            if !rows.windows(2).all(in_order) {
                let order = |row: u32| part.rows.order.get(row as usize).copied().unwrap_or(UNKNOWN);
                rows.sort_by(|a, b| at(*a).cmp(&at(*b)).then_with(|| part.in_order(order(*a), order(*b))));
            }
        }
        let (changes, change_ends) = by_lead(leads, part.changes.iter().map(|change| change.lead));
        let mut changes: Vec<Change> = changes.iter().map(|change| part.changes[*change as usize]).collect();
        for lead in 0..if changes.is_empty() { 0 } else { leads } {
            changes[range(&change_ends, lead)].sort_by(|a, b| {
                let of_one_attribute = a.attribute.cmp(&b.attribute).then(a.at.cmp(&b.at));
                of_one_attribute.then_with(|| match (a.order, b.order) {
                    (UNKNOWN, _) | (_, UNKNOWN) => std::cmp::Ordering::Equal,
                    (a, b) => part.in_order(a, b),
                })
            });
        }
        let present = (0..u32::try_from(leads).unwrap_or(UNKNOWN)).filter(|lead| part.present[*lead as usize]);
        let mut present: Vec<u32> = present.collect();
        present.sort_unstable_by(|a, b| part.leads.get(*a).cmp(part.leads.get(*b)));
        Self { leads: present, rows, row_ends, changes, change_ends }
    }

    /// The rows of a lead in order.
    pub(crate) fn rows(&self, lead: u32) -> &[u32] {
        of_lead(&self.rows, &self.row_ends, lead)
    }

    /// The changes of a lead, by attribute, then in order.
    pub(crate) fn changes(&self, lead: u32) -> &[Change] {
        of_lead(&self.changes, &self.change_ends, lead)
    }
}

fn of_lead<'a, T>(entries: &'a [T], ends: &[u32], lead: u32) -> &'a [T] {
    if entries.is_empty() { &[] } else { &entries[range(ends, lead as usize)] }
}

/// Numbers of entries, gathered by lead, and where each lead's end; nothing of both where there are no entries.
fn by_lead(leads: usize, of_entry: impl ExactSizeIterator<Item = u32> + Clone) -> (Vec<u32>, Vec<u32>) {
    if of_entry.len() == 0 {
        return (Vec::new(), Vec::new());
    }
    let mut ends = vec![0_u32; leads + 1];
    for lead in of_entry.clone() {
        ends[lead as usize + 1] += 1;
    }
    for lead in 0..leads {
        ends[lead + 1] += ends[lead];
    }
    let mut next = ends.clone();
    let mut entries = vec![0; of_entry.len()];
    for (entry, lead) in of_entry.enumerate() {
        let place = &mut next[lead as usize];
        entries[*place as usize] = u32::try_from(entry).unwrap_or(UNKNOWN);
        *place += 1;
    }
    (entries, ends)
}

fn range(ends: &[u32], lead: usize) -> std::ops::Range<usize> {
    ends[lead] as usize..ends[lead + 1] as usize
}
