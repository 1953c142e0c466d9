//! A log at hand: records of some leads, read once and kept, and what a model says about them.
//!
//! A large log is sampled by lead. Which leads are taken follows from their ids alone ([`rank`]), so it depends neither on
//! the order of the records nor on what else is in the log.

mod count;
mod counts;
mod ledger;
mod pieces;
mod rank;
mod story;
mod taking;
#[cfg(test)]
mod tests;
mod thresholds;

use merit_values::{EventBatch, Instant, LeadBatch};

pub use count::{Pace, count};
pub use counts::{Counts, Place, RuleCount};
pub use ledger::{ledger, ledger_of_test};
pub use story::{NoTest, Story, test_of_lead};
pub use taking::Taking;
pub use thresholds::{Threshold, thresholds};

/// Records of some leads, in pieces of some leads each.
#[derive(Debug, Default)]
pub struct Sample {
    /// One in 2 to this of all leads of the log is there.
    rate: u32,
    records: usize,
    pieces: Vec<Piece>,
}

/// Some leads with all that is known of them.
#[derive(Debug, Default)]
struct Piece {
    leads: Vec<Box<str>>,
    tables: Vec<LeadBatch>,
    events: Vec<EventBatch>,
    /// With this piece and those before it, one in 2 to this of all leads of the log is complete.
    complete: Option<u32>,
}

/// How a log was read.
#[derive(Clone, Debug)]
pub struct HowRead {
    /// The instant that is asked about.
    pub as_of: Instant,
    /// Records with the same id are compared.
    pub compares_ids: bool,
    /// Names of the sources of records, by their numbers.
    pub sources: Vec<String>,
}

/// What is known of one lead.
#[derive(Clone, Debug, Default)]
pub struct LeadRecords {
    /// Its rows of the leads tables.
    pub tables: Vec<LeadBatch>,
    /// Its records.
    pub events: Vec<EventBatch>,
}

impl Sample {
    /// One in so many leads of the log is there.
    #[must_use]
    pub const fn one_in(&self) -> u64 {
        1 << self.rate
    }

    /// How many leads there are.
    #[must_use]
    pub fn leads(&self) -> usize {
        self.pieces.iter().map(|piece| piece.leads.len()).sum()
    }

    /// How many records and rows of leads tables there are.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.records
    }

    /// What is known of a lead that is there.
    #[must_use]
    pub fn lead(&self, lead: &str) -> Option<LeadRecords> {
        let piece = self.pieces.iter().find(|piece| piece.leads.iter().any(|other| &**other == lead))?;
        let is_it = |other: &str| other == lead;
        let tables = piece.tables.iter().map(|table| taking::rows_of(table, &is_it)).collect();
        let events = piece.events.iter().map(|batch| taking::records_of(batch, &is_it)).collect();
        Some(LeadRecords { tables, events })
    }
}

impl LeadRecords {
    /// Records and rows of one lead, out of whatever comes.
    pub fn take_events(&mut self, batch: &EventBatch, lead: &str) {
        let found = taking::records_of(batch, &|other| other == lead);
        if found.rows() > 0 {
            self.events.push(found);
        }
    }

    /// Rows of leads tables.
    pub fn take_leads(&mut self, batch: &LeadBatch, lead: &str) {
        let found = taking::rows_of(batch, &|other| other == lead);
        if !found.leads.is_empty() {
            self.tables.push(found);
        }
    }
}
