//! Cuts what was read into pieces of some leads each, those with the lowest ranks first.
//!
//! The account of one lead looks through everything that lies beside it, so pieces are small. And when time is over, the
//! pieces that were looked at are a smaller sample.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use merit_values::{EventBatch, EventBatchBuilder, LeadBatch, LeadBatchBuilder};

use super::rank::rank;
use super::taking::{repeat, repeat_row};
use super::{Piece, Sample};

/// Leads of a piece.
const LEADS: usize = 128;

/// So many smaller samples are complete on the way.
const SMALLER: u32 = 8;

/// Cuts a log that holds one in 2 to the `rate` of all leads.
pub(super) fn cut(rate: u32, records: usize, events: &[EventBatch], tables: &[LeadBatch]) -> Sample {
    let of_events = events.iter().flat_map(|batch| batch.leads.values.iter());
    let of_tables = tables.iter().flat_map(|batch| batch.leads.iter());
    let leads: BTreeSet<(u64, &str)> = of_events.chain(of_tables).map(|lead| (rank(lead), lead)).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut number_of: HashMap<&str, usize> = HashMap::new();
    let mut before: Option<u32> = None;
    for (rank, lead) in &leads {
        // Which of the smaller samples the lead is in.
        let class = rank.leading_zeros().clamp(rate, rate + SMALLER);
        let is_new = before != Some(class) || pieces.last().is_none_or(|piece| piece.leads.len() >= LEADS);
        if let (Some(last), Some(before)) = (pieces.last_mut(), before.filter(|before| *before != class)) {
            last.complete = Some(before);
        }
        if is_new {
            pieces.push(Piece::default());
        }
        before = Some(class);
        number_of.insert(lead, pieces.len() - 1);
        if let Some(piece) = pieces.last_mut() {
            piece.leads.push((*lead).into());
        }
    }
    if let Some(last) = pieces.last_mut() {
        last.complete = Some(rate);
    }
    share_events(events, &number_of, &mut pieces);
    share_tables(tables, &number_of, &mut pieces);
    Sample { rate, records, pieces }
}

fn share_events(events: &[EventBatch], number_of: &HashMap<&str, usize>, pieces: &mut [Piece]) {
    let mut builders: BTreeMap<(usize, u32), EventBatchBuilder> = BTreeMap::new();
    for batch in events {
        let numbers: Vec<Option<usize>> =
            batch.leads.values.iter().map(|lead| number_of.get(lead).copied()).collect();
        let mut changes = batch.changes.as_slice();
        for (row, code) in batch.leads.codes.iter().enumerate() {
            let Some(number) = numbers.get(*code as usize).copied().flatten() else { continue };
            let new = || EventBatchBuilder::new(batch.source, batch.columns.len(), batch.ids.is_some());
            changes = repeat(batch, row, changes, builders.entry((number, batch.source)).or_insert_with(new));
        }
    }
    for ((number, _), builder) in builders {
        if let Some(piece) = pieces.get_mut(number) {
            piece.events.push(builder.finish());
        }
    }
}

fn share_tables(tables: &[LeadBatch], number_of: &HashMap<&str, usize>, pieces: &mut [Piece]) {
    let mut builders: BTreeMap<(usize, u32), LeadBatchBuilder> = BTreeMap::new();
    for batch in tables {
        for (row, lead) in batch.leads.iter().enumerate() {
            let Some(number) = number_of.get(lead).copied() else { continue };
            let new = || LeadBatchBuilder::new(batch.source, batch.columns.len());
            repeat_row(batch, row, lead, builders.entry((number, batch.source)).or_insert_with(new));
        }
    }
    for ((number, _), builder) in builders {
        if let Some(piece) = pieces.get_mut(number) {
            piece.tables.push(builder.finish());
        }
    }
}

#[cfg(test)]
mod tests {
    use merit_values::{Instant, Value};

    use super::*;

    #[test]
    fn every_record_is_in_the_piece_of_its_lead_and_smaller_samples_come_first() {
        let mut builder = EventBatchBuilder::new(0, 1, true);
        for number in 0..3_000u64 {
            let (lead, id) = (format!("lead-{}", number % 1_000), number.to_string());
            if number % 3 == 0 {
                builder.change(number + 1, Some(&id), &lead, Instant(0), [(0, Value::YesNo(true))]);
            } else {
                builder.event(number + 1, Some(&id), &lead, Instant(0), 0, []);
            }
        }
        let sample = cut(0, 3_000, &[builder.finish()], &[]);
        let mut records = 0;
        for piece in &sample.pieces {
            for batch in &piece.events {
                records += batch.rows();
                assert!(
                    (0..batch.rows()).all(|row| piece.leads.iter().any(|lead| Some(&**lead) == batch.leads.get(row)))
                );
                let is_change = |change: &merit_values::AttributeValue| batch.lines[change.row as usize] % 3 == 1;
                assert!(batch.changes.iter().all(is_change));
            }
        }
        assert_eq!(records, 3_000);
        let changes: usize =
            sample.pieces.iter().flat_map(|piece| &piece.events).map(|batch| batch.changes.len()).sum();
        assert_eq!(changes, 1_000);
        let mut leads = 0;
        for piece in &sample.pieces {
            leads += piece.leads.len();
            if let Some(complete) = piece.complete {
                let of_rate = |number: &usize| rank(&format!("lead-{number}")).leading_zeros() >= complete;
                assert_eq!(leads, (0..1_000).filter(of_rate).count(), "1 in 2^{complete}");
            }
        }
        assert_eq!(sample.pieces.last().and_then(|piece| piece.complete), Some(0));
    }
}
