//! What can be found out about a batch by itself: several threads may prepare batches while another one takes them in.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use foldhash::quality::FixedState;
use merit_values::{CHANGE, Column, EventBatch, Instant, LeadBatch, Strings, TextColumn, UNKNOWN, Value, fold};

use crate::attributes::{self, PreparedColumn};
use crate::classes::{Class, classify};
use crate::content;
use crate::gather::{BatchRows, ByPart, Gathered, LeadHash, Spare, TableRow};
use crate::ids::IdRows;
use crate::plan::Plan;
use crate::{Ids, Options};

const KEYS: FixedState = FixedState::with_seed(0x5065_7220_6f6e_6521);

/// The key of an unknown value.
pub(crate) const NO_KEY: u64 = u64::MAX;

/// Prepares batches for one engine.
#[derive(Clone, Debug)]
pub struct Preparer {
    pub(crate) plan: Arc<Plan>,
    pub(crate) options: Options,
    pub(crate) spare: Arc<Spare>,
    /// Records are explained, so their numbers are kept.
    pub(crate) numbered: bool,
}

/// A batch of records that an engine can take in quickly.
#[derive(Debug, Default)]
pub struct PreparedEvents {
    /// Number of records.
    pub(crate) count: usize,
    pub(crate) source: u32,
    /// Where ids are compared, for each record: its line.
    pub(crate) lines: Vec<u64>,
    /// The ids, where records cannot be read again, or are ordered by them.
    pub(crate) ids: Option<Strings>,
    /// The ids tell the order of records of one instant, of all of them.
    pub(crate) is_ordered_by_ids: bool,
    /// Ids and contents as numbers, where they are compared.
    pub(crate) id_hashes: IdRows,
    pub(crate) leads: TextColumn,
    /// Records up to the instant asked for.
    pub(crate) gathered: Gathered,
    pub(crate) classes: Vec<Class>,
    /// The values that rules count by, `Plan::keys_per_row` for each record.
    pub(crate) keys: Vec<u64>,
    /// What tells the order of records of one instant, for the records that need it, where it is not the ids of all.
    pub(crate) order: TextColumn,
    pub(crate) changes: Vec<PreparedChange>,
}

/// What a change record says of one attribute.
#[derive(Debug)]
pub(crate) struct PreparedChange {
    /// The number of the record in its batch.
    pub(crate) row: u32,
    pub(crate) lead: LeadHash,
    pub(crate) at: Instant,
    pub(crate) attribute: u16,
    pub(crate) value: Value,
}

impl PreparedEvents {
    /// Takes out the texts that tell the order of its records.
    pub(crate) fn take_order(&mut self) -> Strings {
        if self.is_ordered_by_ids {
            self.ids.take().unwrap_or_default()
        } else {
            std::mem::take(&mut self.order.values)
        }
    }

    /// Which of these texts is that of a record.
    pub(crate) fn order_of(&self, row: u32) -> Option<u32> {
        if self.is_ordered_by_ids {
            return Some(row);
        }
        self.order.codes.get(row as usize).copied().filter(|code| *code != UNKNOWN)
    }

    /// Number of records.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.count
    }

    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        let texts =
            self.leads.values.bytes() + self.order.values.bytes() + self.ids.as_ref().map_or(0, Strings::bytes);
        let codes = (self.leads.codes.len() + self.order.codes.len()) * size_of::<u32>();
        let numbers = (self.lines.len() + self.keys.len()) * size_of::<u64>();
        texts + codes + numbers + self.id_hashes.bytes() + self.gathered.bytes()
    }
}

/// A batch of rows of a leads table that an engine can take in quickly.
#[derive(Debug, Default)]
pub struct PreparedLeads {
    pub(crate) source: u32,
    /// The line of each row; empty where no lead may have two rows.
    pub(crate) lines: Vec<u64>,
    pub(crate) leads: Strings,
    pub(crate) rows: ByPart<TableRow>,
    /// Their rows are in the order of `rows`.
    pub(crate) columns: Vec<Option<PreparedColumn>>,
}

impl PreparedLeads {
    /// Bytes that are in use, more or less.
    pub(crate) fn bytes(&self) -> usize {
        let columns = self.columns.iter().flatten().map(PreparedColumn::bytes).sum::<usize>();
        self.lines.len() * size_of::<u64>() + self.leads.bytes() + self.rows.bytes() + columns
    }
}

impl Preparer {
    /// Prepares records.
    #[must_use]
    pub fn events(&self, mut batch: EventBatch) -> PreparedEvents {
        let plan = &*self.plan;
        let id_hashes = match (&batch.ids, self.options.ids) {
            (Some(ids), Ids::Check) => {
                let memory = self.spare.id_hashes.take();
                let hashes = match self.options.whole_contents {
                    true => content::hashes(plan, &batch, ids, memory),
                    false => content::ids_alone(ids, memory),
                };
                let rows = IdRows::of(&hashes, self.spare.id_rows.take());
                self.spare.id_hashes.give(hashes);
                rows
            }
            _ => IdRows::default(),
        };
        let classes = classify(plan, &batch);
        let is_bare = id_hashes.is_empty();
        let numbered = self.numbered || !is_bare || plan.keys_per_row > 0 || plan.order_matters;
        let TextColumn { values: texts, codes: leads } = &batch.leads;
        let rows = BatchRows { texts, leads, at: &batch.at, classes: &classes.of_row };
        let gathered = Gathered::of(&self.spare, rows, self.options.as_of, numbered);
        let changes = changes(&batch);
        if changes.is_empty() {
            // Rows are asked for the names of their leads only where they change something.
            batch.leads.codes = Vec::new();
        }
        let is_ordered_by_ids = plan.order_matters && batch.ids.is_some();
        PreparedEvents {
            count: batch.rows(),
            is_ordered_by_ids,
            id_hashes,
            gathered,
            keys: keys(plan, &batch),
            order: if is_ordered_by_ids { TextColumn::default() } else { order(plan, &batch) },
            changes,
            source: batch.source,
            classes: classes.list,
            lines: if is_bare { Vec::new() } else { batch.lines },
            // Where records can be read again, an id is found by its place.
            ids: batch.ids.filter(|_| is_ordered_by_ids || (!is_bare && self.options.whole_contents)),
            leads: batch.leads,
        }
    }

    /// Prepares rows of a leads table.
    #[must_use]
    pub fn leads(&self, batch: LeadBatch) -> PreparedLeads {
        let leads: Vec<LeadHash> = batch.leads.iter_bytes().map(LeadHash::hasher()).collect();
        let (rows, places) = ByPart::of_table(&leads);
        let must_be_once = !self.options.whole_tables;
        let columns = (0..self.plan.attributes.len())
            .map(|attribute| {
                let column = batch.columns.get(attribute).and_then(Option::as_ref)?;
                Some(attributes::prepare(&self.plan, attribute, column, &places, must_be_once))
            })
            .collect();
        // Lines are told where rows of one lead contradict each other.
        let lines = if must_be_once { Vec::new() } else { batch.lines };
        PreparedLeads { rows, source: batch.source, lines, leads: batch.leads, columns }
    }
}

fn changes(batch: &EventBatch) -> Vec<PreparedChange> {
    let change = |change: &merit_values::AttributeValue| {
        let row = change.row as usize;
        let (lead, at) = (LeadHash::of(batch.leads.get(row).unwrap_or("")), batch.at[row]);
        PreparedChange { row: change.row, lead, at, attribute: change.attribute, value: change.value.clone() }
    };
    batch.changes.iter().map(change).collect()
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
    for (row, kind) in batch.types.iter().enumerate() {
        if !plan.order_matters && *kind != CHANGE {
            order.codes.push(UNKNOWN);
            continue;
        }
        let code = match &batch.ids {
            Some(ids) => order.values.push(ids.get(row)),
            None => order.values.push(&content::text(plan, batch, row)),
        };
        order.codes.push(code);
    }
    order
}
