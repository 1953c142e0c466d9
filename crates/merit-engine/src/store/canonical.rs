//! What a record says, after conversion: kind, lead, instant, type, and its declared properties or attributes.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::FixedState;
use merit_values::{CHANGE, Column, EventBatch, Kind, Value};

use super::ids::ContentHash;
use crate::plan::Plan;

const FIRST: FixedState = FixedState::with_seed(0x5363_6f72_6573);
const SECOND: FixedState = FixedState::with_seed(0x4c65_6164_6572);

/// A hash of the content of every row of a batch.
pub(crate) fn hashes(plan: &Plan, batch: &EventBatch) -> Vec<ContentHash> {
    let of_text = |text: &str| (FIRST.hash_one(text), SECOND.hash_one(text));
    let leads: Vec<ContentHash> = batch.leads.values.iter().map(of_text).collect();
    // Texts are hashed once per distinct value.
    let texts: Vec<Vec<ContentHash>> = batch
        .columns
        .iter()
        .map(|column| match column {
            Some(Column::Text(column)) => column.values.iter().map(of_text).collect(),
            _ => Vec::new(),
        })
        .collect();
    let mut changes = batch.changes.iter().peekable();
    let mut hashes = Vec::with_capacity(batch.rows());
    for (row, kind) in batch.types.iter().enumerate() {
        let mut hashers = (FIRST.build_hasher(), SECOND.build_hasher());
        let lead = leads[batch.leads.codes[row] as usize];
        (lead.0, kind, batch.at[row]).hash(&mut hashers.0);
        (lead.1, kind, batch.at[row]).hash(&mut hashers.1);
        if *kind == CHANGE {
            let mut set: Vec<(u16, &Value)> = Vec::new();
            while let Some(change) = changes.next_if(|change| change.row as usize <= row) {
                set.push((change.attribute, &change.value));
            }
            set.sort();
            set.hash(&mut hashers.0);
            set.hash(&mut hashers.1);
        } else {
            for slot in plan.layout.of_event(merit_ir::EventId(*kind)) {
                // A column that no row of the batch fills says the same as an unknown value in it.
                let (first, second) = match batch.columns.get(*slot).and_then(Option::as_ref) {
                    None => (0, 0),
                    Some(Column::Text(column)) => {
                        texts[*slot].get(column.codes[row] as usize).copied().unwrap_or((0, 0))
                    }
                    Some(column) => match column.value(row) {
                        Value::Unknown => (0, 0),
                        value => (FIRST.hash_one(&value), SECOND.hash_one(&value)),
                    },
                };
                first.hash(&mut hashers.0);
                second.hash(&mut hashers.1);
            }
        }
        hashes.push((hashers.0.finish(), hashers.1.finish()));
    }
    hashes
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
