//! The records of the leads that are explained, with what they say.

use std::collections::BTreeSet;

use merit_ir::{EventId, PropertyId};
use merit_values::{CHANGE, EventBatch, EventBatchBuilder, Instant, LeadBatch, LeadBatchBuilder, UNKNOWN, Value};

use crate::plan::Plan;
use crate::{AttributeTimes, EngineError, Options, RecordPlace};

/// The records of the leads, and the rows of the tables.
#[derive(Debug, Default)]
pub(crate) struct Records {
    batches: Vec<EventBatch>,
    /// For each batch: the number of its first record.
    firsts: Vec<usize>,
    count: usize,
    tables: Vec<LeadBatch>,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    /// Its id, if the log has ids.
    pub id: Option<String>,
    /// Where it stands.
    pub place: RecordPlace,
    /// When it happened.
    pub at: Instant,
    /// What happened; nothing for a change of attributes.
    pub event: Option<EventId>,
    /// The known properties of the event.
    pub properties: Vec<(PropertyId, Value)>,
}

impl Records {
    /// Takes a batch; returns the number of its first record.
    pub(crate) fn take(&mut self, batch: EventBatch) -> Result<u32, EngineError> {
        let first = self.count;
        self.count += batch.rows();
        self.firsts.push(first);
        self.batches.push(batch);
        u32::try_from(first).map_err(|_| EngineError::TooMany("records"))
    }

    /// Takes rows of a leads table.
    pub(crate) fn take_leads(&mut self, batch: LeadBatch) {
        self.tables.push(batch);
    }

    /// The batch of a record, and its row in it.
    fn place(&self, number: usize) -> Option<(&EventBatch, usize)> {
        let at = self.firsts.partition_point(|first| *first <= number).checked_sub(1)?;
        let (batch, row) = (&self.batches[at], number - self.firsts[at]);
        (row < batch.rows()).then_some((batch, row))
    }

    /// The records of a lead and its rows of the tables; of records with one id the first, where copies are looked for.
    pub(crate) fn of_lead(&self, plan: &Plan, lead: &str, copies: bool) -> (Vec<EventBatch>, Vec<LeadBatch>) {
        let wanted = BTreeSet::from([lead.to_owned()]);
        let (slots, attributes) = (plan.layout.slots().len(), plan.model.attributes.len());
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut events = Vec::new();
        for batch in &self.batches {
            let mut is_new = |row: usize| {
                let id = batch.ids.as_ref().map_or("", |ids| ids.get(row));
                !copies || id.is_empty() || seen.insert(id.to_owned())
            };
            events.extend(records_of(batch, slots, &wanted, &mut is_new));
        }
        (events, self.tables.iter().map(|table| rows_of_leads(table, attributes, &wanted)).collect())
    }

    /// The value of a slot in a record.
    pub(crate) fn value(&self, record: usize, slot: usize) -> Value {
        let Some((batch, row)) = self.place(record) else { return Value::Unknown };
        let column = batch.columns.get(slot).and_then(Option::as_ref);
        column.map_or(Value::Unknown, |column| column.value(row))
    }

    /// The attributes of a lead at the instant of the options (section 3.11).
    pub(crate) fn attributes(&self, plan: &Plan, options: &Options, lead: &str) -> Vec<Value> {
        (0..plan.model.attributes.len()).map(|attribute| self.attribute(options, lead, attribute)).collect()
    }

    fn attribute(&self, options: &Options, lead: &str, attribute: usize) -> Value {
        let mut last: Option<((Instant, &str), &Value)> = None;
        let mut ever = false;
        for batch in &self.batches {
            for change in batch.changes.iter().filter(|change| usize::from(change.attribute) == attribute) {
                let row = change.row as usize;
                if batch.leads.get(row) != Some(lead) {
                    continue;
                }
                ever = true;
                let key = (batch.at[row], batch.ids.as_ref().map_or("", |ids| ids.get(row)));
                if key.0 <= options.as_of && last.as_ref().is_none_or(|(known, _)| *known <= key) {
                    last = Some((key, &change.value));
                }
            }
        }
        match last {
            Some((_, value)) => value.clone(),
            None if !ever || options.attributes == AttributeTimes::FromTheBeginning => {
                self.in_tables(lead, attribute)
            }
            None => Value::Unknown,
        }
    }

    fn in_tables(&self, lead: &str, attribute: usize) -> Value {
        let rows = self.tables.iter().flat_map(|table| {
            let rows = table.leads.iter().enumerate().filter(|(_, other)| *other == lead);
            let column = table.columns.get(attribute).and_then(Option::as_ref);
            rows.map(move |(row, _)| column.map_or(Value::Unknown, |column| column.value(row)))
        });
        rows.into_iter().find(|value| *value != Value::Unknown).unwrap_or(Value::Unknown)
    }

    pub(crate) fn view(&self, plan: &Plan, number: usize) -> Option<RecordView> {
        let (batch, row) = self.place(number)?;
        let kind = *batch.types.get(row)?;
        let event = (kind != CHANGE).then_some(EventId(kind));
        let slots = event.map_or(&[][..], |event| plan.layout.of_event(event));
        let values = (0..).zip(slots).map(|(property, slot)| {
            let column = batch.columns.get(*slot).and_then(Option::as_ref);
            (PropertyId(property), column.map_or(Value::Unknown, |column| column.value(row)))
        });
        Some(RecordView {
            id: batch.ids.as_ref().map(|ids| ids.get(row).to_owned()).filter(|id| !id.is_empty()),
            place: RecordPlace { source: batch.source, line: batch.lines.get(row).copied().unwrap_or(0) },
            at: *batch.at.get(row)?,
            event,
            properties: values.filter(|(_, value)| *value != Value::Unknown).collect(),
        })
    }
}

/// The records of some leads; nothing when there are none.
pub(super) fn records_of_leads(batch: &EventBatch, slots: usize, wanted: &BTreeSet<String>) -> Option<EventBatch> {
    records_of(batch, slots, wanted, &mut |_| true)
}

/// The same, of those rows that are to be kept.
fn records_of(
    batch: &EventBatch,
    slots: usize,
    wanted: &BTreeSet<String>,
    keep: &mut dyn FnMut(usize) -> bool,
) -> Option<EventBatch> {
    let is_wanted: Vec<bool> = batch.leads.values.iter().map(|lead| wanted.contains(lead)).collect();
    let of_lead = |row: &usize| {
        let code = batch.leads.codes.get(*row).copied().unwrap_or(UNKNOWN);
        is_wanted.get(code as usize).copied().unwrap_or(false)
    };
    if !is_wanted.contains(&true) {
        return None;
    }
    let mut builder = EventBatchBuilder::new(batch.source, slots, batch.ids.is_some());
    for row in (0..batch.rows()).filter(of_lead).filter(|row| keep(*row)) {
        let id = batch.ids.as_ref().map(|ids| ids.get(row));
        let (line, lead) = (batch.lines.get(row).copied().unwrap_or(0), batch.leads.get(row).unwrap_or(""));
        if batch.types[row] == CHANGE {
            let first = batch.changes.partition_point(|change| (change.row as usize) < row);
            let changes = batch.changes[first..].iter().take_while(|change| change.row as usize == row);
            let changes = changes.map(|change| (change.attribute, change.value.clone()));
            builder.change(line, id, lead, batch.at[row], changes);
        } else {
            let values = batch.columns.iter().enumerate().filter_map(|(slot, column)| {
                let value = column.as_ref()?.value(row);
                (value != Value::Unknown).then_some((slot, value))
            });
            builder.event(line, id, lead, batch.at[row], batch.types[row], values);
        }
    }
    (builder.rows() > 0).then(|| builder.finish())
}

/// The rows of some leads of a leads table.
pub(super) fn rows_of_leads(batch: &LeadBatch, attributes: usize, wanted: &BTreeSet<String>) -> LeadBatch {
    let mut builder = LeadBatchBuilder::new(batch.source, attributes);
    for (row, lead) in batch.leads.iter().enumerate().filter(|(_, lead)| wanted.contains(*lead)) {
        let values = batch.columns.iter().enumerate().filter_map(|(attribute, column)| {
            let value = column.as_ref()?.value(row);
            (value != Value::Unknown).then_some((attribute, value))
        });
        builder.lead(batch.lines.get(row).copied().unwrap_or(0), lead, values);
    }
    builder.finish()
}
