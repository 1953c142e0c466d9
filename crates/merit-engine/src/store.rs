//! Everything taken from the batches, in columns: rows reduced to lead, time, type, the answers of row conditions and
//! the keys that rules count by; attributes as codes into a dictionary of distinct values.

mod attributes;
mod canonical;
mod ids;
mod interner;

use merit_values::{CHANGE, Column, EventBatch, Instant, LeadBatch, TextColumn, UNKNOWN, Value, fold};

use crate::columns::RowsOfEvent;
use crate::plan::Plan;
use crate::{EngineError, Ids, Options, RecordPlace};
use attributes::Attributes;
use ids::IdTable;
use interner::Interner;

pub(crate) use attributes::Dictionary;

/// The records and leads taken so far.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) leads: Interner,
    /// For each lead: it stands in a table, or has a record up to the instant results are for.
    pub(crate) present: Vec<bool>,
    pub(crate) attributes: Attributes,
    pub(crate) rows: Rows,
    /// Changes of attributes, also later ones (see [`Change`]).
    pub(crate) changes: Vec<Change>,
    ids: IdTable,
    keys: Vec<Interner>,
    values: Vec<Dictionary>,
}

/// Rows in columns.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) lead: Vec<u32>,
    pub(crate) at: Vec<Instant>,
    /// Number of the event, or [`CHANGE`].
    pub(crate) kind: Vec<u16>,
    /// Answers of the row conditions, two bits each, `words` words for each row.
    pub(crate) answers: Vec<u64>,
    pub(crate) words: usize,
    /// Keys that rules count by, `keys_per_row` for each row.
    pub(crate) keys: Vec<u32>,
    pub(crate) keys_per_row: usize,
    /// Number of the id in the table of ids; [`UNKNOWN`] without.
    id: Vec<u32>,
    /// The canonical text, where the order of records of one instant can matter and ids do not tell it.
    canonical: Interner,
    canonical_of: Vec<u32>,
}

/// A change of one attribute. One that is later than the instant results are for is kept without value: it only tells
/// that the leads table is a later snapshot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) lead: u32,
    pub(crate) attribute: u16,
    pub(crate) at: Instant,
    pub(crate) row: u32,
    pub(crate) code: u32,
}

impl Store {
    pub(crate) fn new(plan: &Plan) -> Self {
        let widest = plan.row_conditions.iter().map(Vec::len).max().unwrap_or(0);
        let keys_per_row = plan.key_slots.iter().map(Vec::len).max().unwrap_or(0);
        let slots = plan.layout.slots().len();
        Self {
            leads: Interner::default(),
            present: Vec::new(),
            attributes: Attributes::new(plan.model.attributes.len()),
            rows: Rows { words: widest.div_ceil(32), keys_per_row, ..Rows::default() },
            changes: Vec::new(),
            ids: IdTable::default(),
            keys: std::iter::repeat_with(Interner::default).take(slots).collect(),
            values: std::iter::repeat_with(Dictionary::default).take(slots).collect(),
        }
    }

    /// Takes rows of a leads table.
    pub(crate) fn add_leads(&mut self, plan: &Plan, batch: &LeadBatch) -> Result<(), EngineError> {
        let mut numbers = Vec::with_capacity(batch.leads.len());
        for lead in batch.leads.iter() {
            numbers.push(self.lead(lead)?);
        }
        for lead in &numbers {
            self.present[*lead as usize] = true;
        }
        let place =
            |row: usize| RecordPlace { source: batch.source, line: batch.lines.get(row).copied().unwrap_or(0) };
        self.attributes.take(batch, &numbers, self.leads.len(), place).map_err(|conflict| EngineError::LeadConflict {
            lead: self.leads.get(conflict.lead).to_owned(),
            attribute: plan.model.attributes[conflict.attribute].name.clone(),
            places: conflict.places,
        })
    }

    /// Takes records.
    pub(crate) fn add_events(
        &mut self,
        plan: &Plan,
        options: &Options,
        batch: &EventBatch,
    ) -> Result<(), EngineError> {
        let kept = self.new_rows(plan, options, batch)?;
        let leads = self.leads_of(batch, &kept)?;
        let first_row = self.rows.at.len();
        if first_row + kept.len() >= UNKNOWN as usize {
            return Err(EngineError::TooMany("records"));
        }
        for (row, id) in &kept {
            let row = *row as usize;
            let lead = leads[batch.leads.codes[row] as usize];
            self.present[lead as usize] = true;
            self.rows.lead.push(lead);
            self.rows.at.push(batch.at[row]);
            self.rows.kind.push(batch.types[row]);
            self.rows.id.push(*id);
        }
        self.take_order(plan, batch, &kept);
        self.take_changes(batch, &kept, first_row);
        self.take_future_changes(options, batch)?;
        self.take_events(plan, batch, &kept, first_row);
        Ok(())
    }

    /// The rows of a batch that are no copies and not later than the instant asked for, with the numbers of their ids.
    fn new_rows(
        &mut self,
        plan: &Plan,
        options: &Options,
        batch: &EventBatch,
    ) -> Result<Vec<(u32, u32)>, EngineError> {
        let mut kept = Vec::with_capacity(batch.rows());
        let hashes = match (&batch.ids, options.ids) {
            (Some(_), Ids::Check) => Some(canonical::hashes(plan, batch)),
            _ => None,
        };
        for (row, at) in batch.at.iter().enumerate() {
            let mut number = UNKNOWN;
            if let Some(ids) = &batch.ids {
                let place = RecordPlace { source: batch.source, line: batch.lines.get(row).copied().unwrap_or(0) };
                let id = ids.get(row);
                number = match &hashes {
                    None => self.ids.trust(id)?,
                    Some(hashes) => match self.ids.check(id, hashes[row], place)? {
                        Some(number) => number,
                        None => continue,
                    },
                };
            }
            if *at <= options.as_of {
                kept.push((u32::try_from(row).unwrap_or(UNKNOWN), number));
            }
        }
        Ok(kept)
    }

    fn lead(&mut self, lead: &str) -> Result<u32, EngineError> {
        let number = self.leads.number(lead).ok_or(EngineError::TooMany("leads"))?;
        if self.present.len() < self.leads.len() {
            self.present.resize(self.leads.len(), false);
        }
        Ok(number)
    }

    /// The number of the lead of each code that a kept row uses.
    fn leads_of(&mut self, batch: &EventBatch, kept: &[(u32, u32)]) -> Result<Vec<u32>, EngineError> {
        let mut numbers = vec![UNKNOWN; batch.leads.values.len()];
        for (row, _) in kept {
            let code = batch.leads.codes[*row as usize] as usize;
            if numbers[code] == UNKNOWN {
                numbers[code] = self.lead(batch.leads.values.get(code))?;
            }
        }
        Ok(numbers)
    }

    /// Keeps what tells the order of records of one instant.
    fn take_order(&mut self, plan: &Plan, batch: &EventBatch, kept: &[(u32, u32)]) {
        for (row, id) in kept {
            let is_change = batch.types[*row as usize] == CHANGE;
            let wanted = *id == UNKNOWN && (is_change || plan.order_matters);
            let number = if wanted {
                let text = canonical::text(plan, batch, *row as usize);
                self.rows.canonical.number(&text).unwrap_or(UNKNOWN)
            } else {
                UNKNOWN
            };
            self.rows.canonical_of.push(number);
        }
    }

    fn take_changes(&mut self, batch: &EventBatch, kept: &[(u32, u32)], first_row: usize) {
        let mut changes = batch.changes.iter().peekable();
        for (offset, (row, _)) in kept.iter().enumerate().filter(|(_, (row, _))| batch.types[*row as usize] == CHANGE)
        {
            while changes.next_if(|change| change.row < *row).is_some() {}
            let number = first_row + offset;
            while let Some(change) = changes.next_if(|change| change.row == *row) {
                let code = self.attributes.code(change.attribute, &change.value);
                self.changes.push(Change {
                    lead: self.rows.lead[number],
                    attribute: change.attribute,
                    at: self.rows.at[number],
                    row: u32::try_from(number).unwrap_or(UNKNOWN),
                    code,
                });
            }
        }
    }

    /// Of a lead that is known, now or later, keeps which attributes change after the instant asked for.
    fn take_future_changes(&mut self, options: &Options, batch: &EventBatch) -> Result<(), EngineError> {
        for change in &batch.changes {
            let row = change.row as usize;
            if batch.at[row] > options.as_of {
                let lead = self.lead(batch.leads.get(row).unwrap_or(""))?;
                let (attribute, at) = (change.attribute, batch.at[row]);
                self.changes.push(Change { lead, attribute, at, row: UNKNOWN, code: UNKNOWN });
            }
        }
        Ok(())
    }

    /// Asks the row conditions and takes the keys of the events.
    fn take_events(&mut self, plan: &Plan, batch: &EventBatch, kept: &[(u32, u32)], first_row: usize) {
        let (words, keys) = (self.rows.words, self.rows.keys_per_row);
        self.rows.answers.resize((first_row + kept.len()) * words, 0);
        self.rows.keys.resize((first_row + kept.len()) * keys, UNKNOWN);
        if words + keys == 0 {
            return;
        }
        let mut of_event: Vec<(Vec<u32>, Vec<usize>)> = vec![Default::default(); plan.model.events.len()];
        for (offset, (row, _)) in kept.iter().enumerate() {
            if let Some((rows, targets)) = of_event.get_mut(usize::from(batch.types[*row as usize])) {
                rows.push(*row);
                targets.push(first_row + offset);
            }
        }
        for (event, (rows, targets)) in of_event.iter().enumerate().filter(|(_, (rows, _))| !rows.is_empty()) {
            let asked = RowsOfEvent { batch, rows, zone: &plan.zone };
            for (number, condition) in plan.row_conditions[event].iter().enumerate() {
                for (target, answer) in targets.iter().zip(asked.answers(condition)) {
                    self.rows.answers[target * words + number / 32] |= (answer as u64) << (number % 32 * 2);
                }
            }
            for (position, slot) in plan.key_slots[event].iter().enumerate() {
                if let Some(column) = batch.columns.get(*slot).and_then(Option::as_ref) {
                    let codes = self.key_codes(*slot, column, rows);
                    for (target, code) in targets.iter().zip(codes) {
                        self.rows.keys[target * keys + position] = code;
                    }
                }
            }
        }
    }

    /// The number of each row's value among the values of a slot; texts are compared folded.
    fn key_codes(&mut self, slot: usize, column: &Column, rows: &[u32]) -> Vec<u32> {
        match column {
            Column::Text(TextColumn { values, codes }) => {
                let interner = &mut self.keys[slot];
                let mut known = vec![UNKNOWN; values.len()];
                let mut code = |row: &u32| {
                    let code = codes[*row as usize];
                    let known = known.get_mut(code as usize)?;
                    if *known == UNKNOWN {
                        *known = interner.number(&fold(values.get(code as usize))).unwrap_or(UNKNOWN);
                    }
                    Some(*known)
                };
                rows.iter().map(|row| code(row).unwrap_or(UNKNOWN)).collect()
            }
            other => rows.iter().map(|row| self.values[slot].code(&other.value(*row as usize))).collect(),
        }
    }

    /// The order of two rows of one lead and instant: id, then canonical text.
    pub(crate) fn order(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let (a, b) = (a as usize, b as usize);
        let id = |row: usize| self.ids.get(self.rows.id[row]);
        let canonical = |row: usize| match self.rows.canonical_of[row] {
            UNKNOWN => "",
            number => self.rows.canonical.get(number),
        };
        id(a).cmp(id(b)).then_with(|| canonical(a).cmp(canonical(b)))
    }

    /// The value of an attribute's code.
    pub(crate) fn value(&self, attribute: usize, code: u32) -> &Value {
        self.attributes.dictionary(attribute).value(code)
    }
}
