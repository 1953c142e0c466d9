//! Which columns of a file are read, and what for.

use merit_ir::Needs;

use crate::config::SourceKind;
use crate::mapping::{Mapping, SetFrom};
use crate::rows::Ids;
use crate::table::Header;

/// What is read of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// For each column of the table.
    columns: Vec<bool>,
    /// The column of the ids, where only those of change records are needed.
    pub(super) change_ids: Option<usize>,
    /// The ids of events are not needed.
    pub(super) without_event_ids: bool,
}

impl Reading {
    pub(super) fn new(mapping: &Mapping, header: &Header, ids: Ids, needs: Option<&Needs>) -> Self {
        let all = ids == Ids::Content;
        // Other sources keep their changes in columns like any other: there, every row is asked.
        let without_event_ids = !all
            && mapping.kind == SourceKind::Events
            && needs.is_some_and(|needs| !needs.ids)
            && !matches!(mapping.set, SetFrom::Fields(_));
        let mut reading = Self { columns: Vec::new(), change_ids: None, without_event_ids };
        for (number, column) in header.columns.iter().enumerate() {
            let is_needed = |field: &usize| needs.is_none_or(|needs| is_needed(mapping, needs, *field));
            reading.columns.push(all || column.is_change() || column.fields.iter().any(is_needed));
            if without_event_ids && matches!(&*column.fields, [field] if mapping.id == Some(*field)) {
                reading.change_ids = Some(number);
            }
        }
        reading
    }

    /// True for columns whose values are looked at.
    pub(super) fn is_read(&self, number: usize) -> bool {
        self.columns.get(number).copied().unwrap_or(false)
    }
}

/// True for a field that an evaluation asks for, that a record must have, or that belongs to the record's frame.
fn is_needed(mapping: &Mapping, needs: &Needs, field: usize) -> bool {
    let is_frame = mapping.fields.get(field).is_some_and(|field| field.frame);
    if let (SourceKind::Leads, Some(attribute)) = (mapping.kind, mapping.columns.get(field).copied().flatten()) {
        return mapping.is_attribute_read(Some(needs), attribute);
    }
    let mut uses = mapping.events.iter().filter_map(|event| event.uses.get(field)).flatten();
    is_frame
        || mapping.kind == SourceKind::Leads
        || uses.any(|property| property.required || needs.is_read(property.slot))
}
