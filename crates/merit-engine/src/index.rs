//! Records by lead, in order of time; leads in the order of results.

use merit_values::UNKNOWN;

use crate::store::Store;

/// Which rows and changes belong to which lead.
#[derive(Debug)]
pub(crate) struct Index {
    /// Leads that get a result, ascending by the bytes of their ids.
    pub(crate) leads: Vec<u32>,
    rows: Vec<u32>,
    row_ends: Vec<u32>,
    changes: Vec<u32>,
    change_ends: Vec<u32>,
}

impl Index {
    pub(crate) fn of(store: &Store) -> Self {
        let leads = store.leads.len();
        let (mut rows, row_ends) = by_lead(leads, &store.rows.lead);
        for lead in 0..leads {
            let rows = &mut rows[range(&row_ends, lead)];
            let at = |row: u32| store.rows.at[row as usize];
            let in_order = |pair: &[u32]| at(pair[0]) < at(pair[1]);
            // Most logs come in order of time: then there is nothing to sort.
            if !rows.windows(2).all(in_order) {
                rows.sort_by(|a, b| at(*a).cmp(&at(*b)).then_with(|| store.order(*a, *b)));
            }
        }
        let of_change: Vec<u32> = store.changes.iter().map(|change| change.lead).collect();
        let (mut changes, change_ends) = by_lead(leads, &of_change);
        for lead in 0..leads {
            changes[range(&change_ends, lead)].sort_by(|a, b| {
                let (a, b) = (&store.changes[*a as usize], &store.changes[*b as usize]);
                a.attribute.cmp(&b.attribute).then(a.at.cmp(&b.at)).then_with(|| match (a.row, b.row) {
                    (UNKNOWN, _) | (_, UNKNOWN) => std::cmp::Ordering::Equal,
                    (a, b) => store.order(a, b),
                })
            });
        }
        let mut present: Vec<u32> =
            (0..u32::try_from(leads).unwrap_or(UNKNOWN)).filter(|lead| store.present[*lead as usize]).collect();
        present.sort_unstable_by(|a, b| store.leads.get(*a).cmp(store.leads.get(*b)));
        Self { leads: present, rows, row_ends, changes, change_ends }
    }

    /// The rows of a lead in order.
    pub(crate) fn rows(&self, lead: u32) -> &[u32] {
        &self.rows[range(&self.row_ends, lead as usize)]
    }

    /// The changes of a lead, by attribute, then in order.
    pub(crate) fn changes(&self, lead: u32) -> &[u32] {
        &self.changes[range(&self.change_ends, lead as usize)]
    }
}

/// Numbers of entries, gathered by lead, and where each lead's end.
fn by_lead(leads: usize, of_entry: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut ends = vec![0_u32; leads + 1];
    for lead in of_entry {
        ends[*lead as usize + 1] += 1;
    }
    for lead in 0..leads {
        ends[lead + 1] += ends[lead];
    }
    let mut next = ends.clone();
    let mut entries = vec![0; of_entry.len()];
    for (entry, lead) in of_entry.iter().enumerate() {
        let place = &mut next[*lead as usize];
        entries[*place as usize] = u32::try_from(entry).unwrap_or(UNKNOWN);
        *place += 1;
    }
    (entries, ends)
}

fn range(ends: &[u32], lead: usize) -> std::ops::Range<usize> {
    ends[lead] as usize..ends[lead + 1] as usize
}
