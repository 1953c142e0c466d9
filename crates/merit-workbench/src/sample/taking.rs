//! Takes batches of a log as they are read, and keeps those records that fit.

use merit_values::{CHANGE, EventBatch, EventBatchBuilder, LeadBatch, LeadBatchBuilder, UNKNOWN, Value};

use super::rank::{is_in, rank};
use super::{Sample, pieces};

/// Takes batches in any order. When there are more records than may be kept, every second lead is left out, and again: in
/// the end the share of leads depends on the records alone.
#[derive(Debug)]
pub struct Taking {
    most: usize,
    rate: u32,
    records: usize,
    events: Vec<EventBatch>,
    tables: Vec<LeadBatch>,
}

/// No log is thinned out more than this.
const MOST_RATE: u32 = 40;

impl Taking {
    /// Keeps at most so many records and rows of leads tables.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { most, rate: 0, records: 0, events: Vec::new(), tables: Vec::new() }
    }

    /// What was taken is read again from the beginning.
    pub fn begin_again(&mut self) {
        *self = Self::new(self.most);
    }

    /// Takes records.
    pub fn take_events(&mut self, batch: EventBatch) {
        let batch = if self.rate == 0 { batch } else { records_of(&batch, &self.is_kept()) };
        if batch.rows() > 0 {
            self.records += batch.rows();
            self.events.push(batch);
            self.thin_out();
        }
    }

    /// Takes rows of a leads table.
    pub fn take_leads(&mut self, batch: LeadBatch) {
        let batch = if self.rate == 0 { batch } else { rows_of(&batch, &self.is_kept()) };
        if !batch.leads.is_empty() {
            self.records += batch.leads.len();
            self.tables.push(batch);
            self.thin_out();
        }
    }

    fn is_kept(&self) -> impl Fn(&str) -> bool + use<> {
        let rate = self.rate;
        move |lead| is_in(rank(lead), rate)
    }

    fn thin_out(&mut self) {
        while self.records > self.most && self.rate < MOST_RATE {
            self.rate += 1;
            let is_kept = self.is_kept();
            self.events = self.events.iter().map(|batch| records_of(batch, &is_kept)).collect();
            self.tables = self.tables.iter().map(|batch| rows_of(batch, &is_kept)).collect();
            self.events.retain(|batch| batch.rows() > 0);
            self.tables.retain(|batch| !batch.leads.is_empty());
            let rows = |batches: &[LeadBatch]| batches.iter().map(|batch| batch.leads.len()).sum::<usize>();
            self.records = self.events.iter().map(EventBatch::rows).sum::<usize>() + rows(&self.tables);
        }
    }

    /// Everything was taken.
    #[must_use]
    pub fn finish(self) -> Sample {
        pieces::cut(self.rate, self.records, &self.events, &self.tables)
    }
}

/// The records of some leads.
pub(super) fn records_of(batch: &EventBatch, is_kept: &dyn Fn(&str) -> bool) -> EventBatch {
    let kept: Vec<bool> = batch.leads.values.iter().map(is_kept).collect();
    let mut builder = EventBatchBuilder::new(batch.source, batch.columns.len(), batch.ids.is_some());
    let mut changes = batch.changes.as_slice();
    for row in 0..batch.rows() {
        let code = batch.leads.codes.get(row).copied().unwrap_or(UNKNOWN);
        if kept.get(code as usize).copied().unwrap_or(false) {
            changes = repeat(batch, row, changes, &mut builder);
        }
    }
    builder.finish()
}

/// Adds a record to another batch; gives back the changes that come after it.
pub(super) fn repeat<'b>(
    batch: &EventBatch,
    row: usize,
    changes: &'b [merit_values::AttributeValue],
    builder: &mut EventBatchBuilder,
) -> &'b [merit_values::AttributeValue] {
    let id = batch.ids.as_ref().map(|ids| ids.get(row));
    let (line, lead) = (batch.lines.get(row).copied().unwrap_or(0), batch.leads.get(row).unwrap_or(""));
    let (Some(at), Some(kind)) = (batch.at.get(row).copied(), batch.types.get(row).copied()) else { return changes };
    if kind != CHANGE {
        let values = batch.columns.iter().enumerate().filter_map(|(slot, column)| {
            let value = column.as_ref()?.value(row);
            (value != Value::Unknown).then_some((slot, value))
        });
        builder.event(line, id, lead, at, kind, values);
        return changes;
    }
    let first = changes.partition_point(|change| (change.row as usize) < row);
    let (_, rest) = changes.split_at(first);
    let (mine, rest) = rest.split_at(rest.partition_point(|change| change.row as usize == row));
    builder.change(line, id, lead, at, mine.iter().map(|change| (change.attribute, change.value.clone())));
    rest
}

/// The rows of some leads.
pub(super) fn rows_of(batch: &LeadBatch, is_kept: &dyn Fn(&str) -> bool) -> LeadBatch {
    let mut builder = LeadBatchBuilder::new(batch.source, batch.columns.len());
    for (row, lead) in batch.leads.iter().enumerate().filter(|(_, lead)| is_kept(lead)) {
        repeat_row(batch, row, lead, &mut builder);
    }
    builder.finish()
}

/// Adds a row to another batch.
pub(super) fn repeat_row(batch: &LeadBatch, row: usize, lead: &str, builder: &mut LeadBatchBuilder) {
    let values = batch.columns.iter().enumerate().filter_map(|(attribute, column)| {
        let value = column.as_ref()?.value(row);
        (value != Value::Unknown).then_some((attribute, value))
    });
    builder.lead(batch.lines.get(row).copied().unwrap_or(0), lead, values);
}

#[cfg(test)]
mod tests {
    use merit_values::Instant;

    use super::*;

    fn batch(leads: impl Iterator<Item = usize>) -> EventBatch {
        let mut builder = EventBatchBuilder::new(0, 1, false);
        for lead in leads {
            builder.event(1, None, &format!("lead-{lead}"), Instant(0), 0, [(0, Value::Text("x".into()))]);
        }
        builder.finish()
    }

    #[test]
    fn the_same_leads_are_kept_whatever_the_order_and_the_batches() {
        let mut one = Taking::new(1_000);
        one.take_events(batch((0..5_000).map(|row| row % 900)));
        let mut other = Taking::new(1_000);
        for part in 0..50 {
            other.take_events(batch((0..100).rev().map(|row| (part * 100 + row) % 900)));
        }
        let leads = |taking: Taking| {
            let sample = taking.finish();
            let leads: Vec<Box<str>> = sample.pieces.iter().flat_map(|piece| piece.leads.clone()).collect();
            (sample.one_in(), sample.records(), leads)
        };
        let (one, other) = (leads(one), leads(other));
        assert_eq!(one, other);
        assert_eq!(one.0, 8, "5,000 records of 900 leads: 1 in 4 would be about 1,250");
        assert!(one.1 <= 1_000 && one.1 > 300, "{}", one.1);
    }

    #[test]
    fn a_log_that_fits_is_kept_whole() {
        let mut taking = Taking::new(5_000);
        taking.take_events(batch(0..5_000));
        let sample = taking.finish();
        assert_eq!((sample.one_in(), sample.records(), sample.leads()), (1, 5_000, 5_000));
        assert_eq!(sample.lead("lead-77").map(|lead| lead.events[0].rows()), Some(1));
        assert!(sample.lead("nobody").is_none());
    }
}
