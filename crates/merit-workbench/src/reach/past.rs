//! What a lead has behind it when a search begins: its records and its attributes.

use merit_engine::{AttributeTimes, History};
use merit_values::{CHANGE, EventBatchBuilder, Instant, LeadBatchBuilder, Value};

/// Changes after the instant asked for: that there are any is known, what they say is not.
const LATER: Instant = Instant(253_370_764_800_000_000);

/// The records of a lead up to an instant.
pub(super) struct Past {
    pub(super) as_of: Instant,
    pub(super) attributes: AttributeTimes,
    pub(super) has_ids: bool,
    records: Vec<Record>,
    /// Rows of the leads tables.
    table: Vec<Vec<(usize, Value)>>,
}

struct Record {
    id: String,
    at: Instant,
    what: What,
}

/// An event with the values of slots, or a change of attributes.
enum What {
    Event(u16, Vec<(usize, Value)>),
    Change(Vec<(u16, Value)>),
}

impl Past {
    pub(super) fn of(history: &History) -> Self {
        let mut records = Vec::new();
        for batch in &history.events {
            for (row, kind) in batch.types.iter().enumerate() {
                let Some(at) = batch.at.get(row).copied() else { continue };
                let id = batch.ids.as_ref().map_or("", |ids| ids.get(row)).to_owned();
                let is_later = at > history.as_of;
                if *kind == CHANGE {
                    let of_row = batch.changes.iter().filter(|change| change.row as usize == row);
                    let values = of_row.map(|change| (change.attribute, change.value.clone())).collect();
                    let at = if is_later { LATER } else { at };
                    records.push(Record { id, at, what: What::Change(values) });
                } else if !is_later {
                    let columns = batch.columns.iter().enumerate();
                    let values = columns.filter_map(|(slot, column)| Some((slot, column.as_ref()?.value(row))));
                    let values = values.filter(|(_, value)| *value != Value::Unknown).collect();
                    records.push(Record { id, at, what: What::Event(*kind, values) });
                }
            }
        }
        let mut table = Vec::new();
        for batch in &history.table {
            for row in 0..batch.leads.len() {
                let columns = batch.columns.iter().enumerate();
                let values = columns.filter_map(|(number, column)| Some((number, column.as_ref()?.value(row))));
                table.push(values.filter(|(_, value)| *value != Value::Unknown).collect());
            }
        }
        let has_ids = history.events.is_empty() || history.events.iter().any(|batch| batch.ids.is_some());
        Self { as_of: history.as_of, attributes: history.attributes, has_ids, records, table }
    }

    /// How many records there are.
    pub(super) const fn len(&self) -> usize {
        self.records.len()
    }

    /// The values of a slot in the events of a type, in order of time.
    pub(super) fn values(&self, event: u16, slot: usize) -> Vec<&Value> {
        let mut found: Vec<(Instant, &Value)> = Vec::new();
        for record in &self.records {
            if let What::Event(kind, values) = &record.what
                && *kind == event
            {
                found.extend(values.iter().filter(|(of, _)| *of == slot).map(|(_, value)| (record.at, value)));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, value)| value).collect()
    }

    /// The same past for one more lead.
    pub(super) fn repeat(
        &self,
        number: usize,
        lead: &str,
        leads: &mut LeadBatchBuilder,
        events: &mut EventBatchBuilder,
    ) {
        for values in &self.table {
            leads.lead(0, lead, values.iter().cloned());
        }
        for record in &self.records {
            // The order of ids stays what it was.
            let id = format!("{number:08}-{}", record.id);
            match &record.what {
                What::Event(kind, values) => {
                    events.event(0, Some(&id), lead, record.at, *kind, values.iter().cloned());
                }
                What::Change(values) => events.change(0, Some(&id), lead, record.at, values.iter().cloned()),
            }
        }
    }
}
