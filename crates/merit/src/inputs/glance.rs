//! A look at the first records of a log, so that it is read in the right way from the beginning.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use merit_events::{ReadError, ReadOptions};
use merit_ir::{Need, Needs};
use merit_values::{EventBatch, Instant, UNKNOWN};

use super::sources::Data;

/// Bytes that are looked at, more or less: some thousand records, among which a lead comes several times in nearly every log.
const PIECE: usize = 1 << 20;

/// What the first records tell. It is right for them, and a guess for the others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glance {
    /// Whether the log has ids; nothing where that is not known, or not asked.
    pub(super) has_ids: Option<bool>,
    /// The records of each lead up to the instant results are for come in the order of time.
    pub(super) in_order: bool,
}

impl Glance {
    /// Looks at a log of records with so many slots, and at its ids where they are asked for.
    pub(super) fn at(data: &Data, reading: &ReadOptions, slots: usize, ids: bool, as_of: Instant) -> Self {
        let needs = Needs { slots: vec![Need::Nothing; slots], ids, attributes: Vec::new() };
        let reading =
            ReadOptions { threads: 1, needs: Some(needs), piece: NonZeroUsize::new(PIECE), ..reading.clone() };
        let found = merit_events::read_events(&data.events, &data.events_mapping, &reading, |batch| {
            Err(Self { has_ids: ids.then_some(batch.ids.is_some()), in_order: is_in_order(&batch, as_of) })
        });
        match found {
            Err(ReadError::Sink(glance)) => glance,
            // Nothing is there, or something is wrong with it, which is told when it is read.
            Ok(_) | Err(_) => Self { has_ids: None, in_order: true },
        }
    }
}

/// Whether the records of each lead up to an instant come in the order of time.
fn is_in_order(batch: &EventBatch, as_of: Instant) -> bool {
    if batch.at.is_sorted() {
        return true;
    }
    let mut latest: HashMap<&str, Instant> = HashMap::new();
    let records = batch.leads.codes.iter().zip(&batch.at).filter(|(lead, at)| **lead != UNKNOWN && **at <= as_of);
    records.into_iter().all(|(lead, at)| {
        let before = latest.insert(batch.leads.values.get(*lead as usize), *at);
        before.is_none_or(|before| before <= *at)
    })
}
