//! What a record says, after conversion: kind, lead, instant, type, and its declared properties or attributes.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::FixedState;
use merit_values::{CHANGE, Column, EventBatch, Kind, Strings, UNKNOWN, Value};

use crate::gather::LeadHash;
use crate::ids::{IdHash, NO_CONTENT};
use crate::plan::Plan;

const CONTENTS: FixedState = FixedState::with_seed(0x4c65_6164_6572);

/// For every id its number, without a content, in `memory`.
pub(crate) fn ids_alone(ids: &Strings, memory: Vec<IdHash>) -> Vec<IdHash> {
    let mut hashes = memory;
    hashes.clear();
    let hash = LeadHash::hasher();
    hashes.extend(ids.iter_bytes().map(|id| id_hash(hash(id), NO_CONTENT)));
    hashes
}

/// Ids are hashed as leads are.
fn id_hash(id: LeadHash, content: u32) -> IdHash {
    IdHash { segment: (id.tag >> 24) as u8, id: id.home, content }
}

/// For every row of a batch its id and all that it says, as numbers, in `memory`.
pub(crate) fn hashes(plan: &Plan, batch: &EventBatch, ids: &Strings, memory: Vec<IdHash>) -> Vec<IdHash> {
    let leads: Vec<u64> = batch.leads.values.iter().map(|lead| CONTENTS.hash_one(lead)).collect();
    let mut columns: Vec<Contents<'_>> = batch.columns.iter().map(Contents::of).collect();
    let mut changes = batch.changes.iter().peekable();
    let hash = LeadHash::hasher();
    let mut hashes = memory;
    hashes.clear();
    hashes.reserve(batch.rows());
    for ((row, kind), id) in batch.types.iter().enumerate().zip(ids.iter_bytes()) {
        let mut content = CONTENTS.build_hasher();
        content.write_u64(leads[batch.leads.codes[row] as usize]);
        kind.hash(&mut content);
        batch.at[row].hash(&mut content);
        if *kind == CHANGE {
            let mut set: Vec<(u16, &Value)> = Vec::new();
            while let Some(change) = changes.next_if(|change| change.row as usize <= row) {
                set.push((change.attribute, &change.value));
            }
            set.sort();
            set.hash(&mut content);
        } else {
            for slot in plan.layout.of_event(merit_ir::EventId(*kind)) {
                content.write_u64(columns.get_mut(*slot).map_or(0, |column| column.get(row)));
            }
        }
        hashes.push(id_hash(hash(id), ((content.finish() >> 32) as u32).max(NO_CONTENT + 1)));
    }
    hashes
}

/// Hashes of the values of a column; those of texts once per distinct value. A column that no row of the batch fills says
/// the same as an unknown value in it.
struct Contents<'a> {
    column: Option<&'a Column>,
    by_code: Vec<Option<u64>>,
}

impl<'a> Contents<'a> {
    fn of(column: &'a Option<Column>) -> Self {
        let texts = match column {
            Some(Column::Text(column)) => column.values.len(),
            _ => 0,
        };
        Self { column: column.as_ref(), by_code: vec![None; texts] }
    }

    fn get(&mut self, row: usize) -> u64 {
        match self.column {
            None => 0,
            Some(Column::Text(column)) => match column.codes[row] {
                UNKNOWN => 0,
                code => {
                    let hash = || CONTENTS.hash_one(column.values.get(code as usize));
                    *self.by_code[code as usize].get_or_insert_with(hash)
                }
            },
            Some(column) => match column.value(row) {
                Value::Unknown => 0,
                value => CONTENTS.hash_one(&value),
            },
        }
    }
}

/// The canonical text of a row: its type, then its known fields sorted by name, all separated by U+0000.
pub(crate) fn text(plan: &Plan, batch: &EventBatch, row: usize) -> String {
    let kind = batch.types[row];
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut text = String::new();
    if kind == CHANGE {
        let first = batch.changes.partition_point(|change| (change.row as usize) < row);
        for change in batch.changes[first..].iter().take_while(|change| change.row as usize == row) {
            let attribute = &plan.model.attributes[usize::from(change.attribute)];
            fields.push((&attribute.name, shown(&change.value, &attribute.kind)));
        }
    } else {
        let event = merit_ir::EventId(kind);
        text.push_str(&plan.model.events[event.index()].name);
        for slot in plan.layout.of_event(event) {
            let value = batch.columns.get(*slot).and_then(Option::as_ref).map(|column| column.value(row));
            let slot = &plan.layout.slots()[*slot];
            if let Some(value) = value.filter(|value| *value != Value::Unknown) {
                fields.push((&slot.name, shown(&value, &slot.kind)));
            }
        }
    }
    fields.sort();
    for (name, value) in fields {
        text.push('\0');
        text.push_str(name);
        text.push('\0');
        text.push_str(&value);
    }
    text
}

fn shown(value: &Value, kind: &Kind) -> String {
    let choice = |number: &u16| kind.choices().get(usize::from(*number)).map_or("", String::as_str);
    match value {
        Value::Unknown => "(unknown)".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(day) => day.to_string(),
        Value::Time(at) => at.to_string(),
        Value::Choice(number) => choice(number).to_owned(),
        Value::Several(numbers) => numbers.iter().map(choice).collect::<Vec<_>>().join(";"),
    }
}
