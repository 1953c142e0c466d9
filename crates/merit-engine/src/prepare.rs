//! What can be found out about a batch by itself: several threads may prepare batches while another one takes them in.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use foldhash::quality::FixedState;
use merit_values::{
    AttributeValue, CHANGE, Column, Day, EventBatch, Instant, LeadBatch, Strings, TextColumn, UNKNOWN, fold,
};

use crate::attributes::{self, PreparedColumn};
use crate::classes::{Classes, classify};
use crate::content;
use crate::ids::IdHash;
use crate::plan::Plan;
use crate::{Ids, Options};

const KEYS: FixedState = FixedState::with_seed(0x5065_7220_6f6e_6521);
const LEADS: FixedState = FixedState::with_seed(0x4d65_7269_7421);

/// The key of an unknown value.
pub(crate) const NO_KEY: u64 = u64::MAX;

/// Prepares batches for one engine.
#[derive(Clone, Debug)]
pub struct Preparer {
    pub(crate) plan: Arc<Plan>,
    pub(crate) options: Options,
}

/// A batch of records that an engine can take in quickly.
#[derive(Debug, Default)]
pub struct PreparedEvents {
    pub(crate) source: u32,
    pub(crate) lines: Vec<u64>,
    pub(crate) ids: Option<Strings>,
    /// Ids and contents as numbers, where they are compared.
    pub(crate) id_hashes: Vec<IdHash>,
    pub(crate) leads: TextColumn,
    /// For each row.
    pub(crate) lead_hashes: Vec<u64>,
    pub(crate) at: Vec<Instant>,
    pub(crate) days: Vec<Day>,
    pub(crate) classes: Classes,
    /// The values that rules count by, `Plan::keys_per_row` for each row.
    pub(crate) keys: Vec<u64>,
    /// What tells the order of records of one instant, for the rows that need it.
    pub(crate) order: TextColumn,
    pub(crate) changes: Vec<AttributeValue>,
}

impl PreparedEvents {
    /// Number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.at.len()
    }
}

/// A batch of rows of a leads table that an engine can take in quickly.
#[derive(Debug, Default)]
pub struct PreparedLeads {
    pub(crate) source: u32,
    pub(crate) lines: Vec<u64>,
    pub(crate) leads: Strings,
    pub(crate) hashes: Vec<u64>,
    pub(crate) columns: Vec<Option<PreparedColumn>>,
}

/// The number by which a lead is found.
pub(crate) fn lead_hash(lead: &str) -> u64 {
    LEADS.hash_one(lead)
}

impl Preparer {
    /// Prepares records.
    #[must_use]
    pub fn events(&self, batch: EventBatch) -> PreparedEvents {
        let plan = &*self.plan;
        let id_hashes = match (&batch.ids, self.options.ids) {
            (Some(ids), Ids::Check) => content::hashes(plan, &batch, ids),
            _ => Vec::new(),
        };
        PreparedEvents {
            id_hashes,
            lead_hashes: lead_hashes(&batch.leads),
            days: days(plan, &batch.at),
            classes: classify(plan, &batch),
            keys: keys(plan, &batch),
            order: order(plan, &batch),
            source: batch.source,
            lines: batch.lines,
            ids: batch.ids,
            leads: batch.leads,
            at: batch.at,
            changes: batch.changes,
        }
    }

    /// Prepares rows of a leads table.
    #[must_use]
    pub fn leads(&self, batch: LeadBatch) -> PreparedLeads {
        let columns = (0..self.plan.attributes.len())
            .map(|attribute| {
                let column = batch.columns.get(attribute).and_then(Option::as_ref)?;
                Some(attributes::prepare(&self.plan, attribute, column, batch.leads.len()))
            })
            .collect();
        PreparedLeads {
            hashes: batch.leads.iter().map(lead_hash).collect(),
            source: batch.source,
            lines: batch.lines,
            leads: batch.leads,
            columns,
        }
    }
}

fn lead_hashes(leads: &TextColumn) -> Vec<u64> {
    let mut before = (UNKNOWN, 0);
    let hash = |code: &u32| {
        if *code != before.0 {
            before = (*code, lead_hash(leads.values.get(*code as usize)));
        }
        before.1
    };
    leads.codes.iter().map(hash).collect()
}

/// The local dates; most records have the date of the record before.
fn days(plan: &Plan, instants: &[Instant]) -> Vec<Day> {
    let zone = &plan.zone;
    let (mut begin, mut end, mut day) = (Instant(1), Instant(0), Day(0));
    let day_of = |at: &Instant| {
        if *at < begin || *at > end {
            day = zone.day_of(*at);
            (begin, end) = (zone.start_of(day), zone.end_of(day));
        }
        day
    };
    instants.iter().map(day_of).collect()
}

/// The values that rules count by, as numbers of 64 bits: equal values have equal numbers in all batches; that two
/// different values of one lead have the same number is as good as impossible.
fn keys(plan: &Plan, batch: &EventBatch) -> Vec<u64> {
    let per_row = plan.keys_per_row;
    let mut keys = vec![NO_KEY; batch.rows() * per_row];
    if per_row == 0 {
        return keys;
    }
    let mut slots: Vec<Option<KeysOfSlot<'_>>> = batch
        .columns
        .iter()
        .map(|column| Some(KeysOfSlot { column: column.as_ref()?, by_code: Vec::new() }))
        .collect();
    for (row, kind) in batch.types.iter().enumerate().filter(|(_, kind)| **kind != CHANGE) {
        for (position, slot) in plan.key_slots[usize::from(*kind)].iter().enumerate() {
            if let Some(Some(slot)) = slots.get_mut(*slot) {
                keys[row * per_row + position] = slot.key(row);
            }
        }
    }
    keys
}

struct KeysOfSlot<'a> {
    column: &'a Column,
    /// For each text of the dictionary: its key, once it is known.
    by_code: Vec<Option<u64>>,
}

impl KeysOfSlot<'_> {
    fn key(&mut self, row: usize) -> u64 {
        let Column::Text(column) = self.column else {
            let value = self.column.value(row);
            return if value == merit_values::Value::Unknown { NO_KEY } else { key_of(&value) };
        };
        let code = column.codes[row];
        if code == UNKNOWN {
            return NO_KEY;
        }
        if self.by_code.is_empty() {
            self.by_code.resize(column.values.len(), None);
        }
        // Texts are compared folded.
        *self.by_code[code as usize].get_or_insert_with(|| key_of(&fold(column.values.get(code as usize)).as_str()))
    }
}

fn key_of(value: &impl Hash) -> u64 {
    KEYS.hash_one(value).min(NO_KEY - 1)
}

/// For change records, and for all where the order of one instant can matter: the id, or else the canonical text.
fn order(plan: &Plan, batch: &EventBatch) -> TextColumn {
    let mut order = TextColumn::default();
    if !plan.order_matters && batch.changes.is_empty() && !batch.types.contains(&CHANGE) {
        return order;
    }
    let mut text = String::new();
    for (row, kind) in batch.types.iter().enumerate() {
        if !plan.order_matters && *kind != CHANGE {
            order.codes.push(UNKNOWN);
            continue;
        }
        let code = match &batch.ids {
            Some(ids) => {
                // Records without id come first.
                text.clear();
                text.push('\u{1}');
                text.push_str(ids.get(row));
                order.values.push(&text)
            }
            None => order.values.push(&content::text(plan, batch, row)),
        };
        order.codes.push(code);
    }
    order
}
