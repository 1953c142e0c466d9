//! What the columns of a file mean for events, or for rows of a leads table, where each means one thing.

use merit_ir::Needs;

use crate::config::SourceKind;
use crate::mapping::{EventFrom, Mapping, SetFrom, TypeMeaning};
use crate::parquet_file::reading::Reading;
use crate::rows::Ids;
use crate::table::Header;

/// The columns by their numbers in the table.
#[derive(Debug)]
pub(in crate::parquet_file) struct Plan {
    pub(super) lead: usize,
    /// None for rows of a leads table: they are read like records of one event whose properties are the attributes.
    pub(super) at: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) event: EventColumn,
    /// The columns `set.NAME`, and what they set.
    pub(super) sets: Vec<(usize, Result<u16, String>)>,
    pub(super) properties: Vec<PropertyColumn>,
    /// For each event: it has a required property for which there is no column.
    pub(super) is_impossible: Vec<bool>,
}

/// Where the type comes from.
#[derive(Debug)]
pub(super) enum EventColumn {
    /// There is none.
    Nowhere,
    Constant(TypeMeaning),
    Column(usize),
}

/// A column of properties.
#[derive(Debug)]
pub(super) struct PropertyColumn {
    pub(super) column: usize,
    pub(super) field: usize,
    /// For each event: a property of it is here. Elsewhere a value is worth a warning.
    pub(super) is_used: Vec<bool>,
    /// Part of the record's frame: no warning.
    pub(super) is_frame: bool,
    pub(super) uses: Vec<SlotUse>,
}

/// A slot that a column fills.
#[derive(Debug)]
pub(super) struct SlotUse {
    pub(super) slot: usize,
    pub(super) name: String,
    pub(super) is_of_event: Vec<bool>,
    pub(super) is_required: Vec<bool>,
    pub(super) any_required: bool,
}

impl Plan {
    /// The plan, or nothing when a column means several things or the source is of another shape.
    pub(in crate::parquet_file) fn new(
        mapping: &Mapping,
        header: &Header,
        ids: Ids,
        reading: &Reading,
        needs: Option<&Needs>,
    ) -> Option<Self> {
        if ids == Ids::Content || matches!(mapping.set, SetFrom::Fields(_)) {
            return None;
        }
        let is_table = mapping.kind == SourceKind::Leads;
        let mut of_field = vec![None; mapping.fields.len()];
        let mut sets = Vec::new();
        for (number, column) in header.columns.iter().enumerate() {
            match (&column.set, &*column.fields) {
                (Some(set), _) => sets.push((number, set.clone())),
                (None, []) => {}
                (None, [field]) => match of_field.get_mut(*field)? {
                    Some(_) => return None,
                    place => *place = Some(number),
                },
                _ => return None,
            }
        }
        let column = |field: usize| of_field.get(field).copied().flatten();
        let event = match &mapping.event {
            EventFrom::Nowhere => EventColumn::Nowhere,
            EventFrom::Constant(meaning) => EventColumn::Constant(*meaning),
            EventFrom::Field(field) => column(*field).map_or(EventColumn::Nowhere, EventColumn::Column),
        };
        let mut properties = Vec::new();
        for (number, shape) in header.columns.iter().enumerate() {
            if let (None, [field], true) = (&shape.set, &*shape.fields, reading.is_read(number)) {
                let column = if is_table {
                    attribute(mapping, needs, number, *field)
                } else {
                    property(mapping, needs, number, *field)
                };
                if column.is_used.contains(&true) {
                    properties.push(column);
                }
            }
        }
        let is_missing = |(field, uses): (usize, &Vec<crate::mapping::PropertyUse>)| {
            column(field).is_none() && uses.iter().any(|property| property.required)
        };
        let attributes = mapping.columns.iter().enumerate();
        let mut attributes = attributes.filter_map(|(field, attribute)| Some((field, usize::from((*attribute)?))));
        let is_required = |attribute: usize| mapping.attributes.get(attribute).is_some_and(|shape| shape.required);
        if is_table && attributes.any(|(field, attribute)| is_required(attribute) && column(field).is_none()) {
            return None;
        }
        let is_impossible = mapping.events.iter().map(|event| (0..).zip(&event.uses).any(is_missing)).collect();
        Some(Self {
            lead: column(mapping.lead)?,
            at: if is_table { None } else { Some(column(mapping.at?)?) },
            id: mapping.id.and_then(column),
            event,
            sets,
            properties,
            is_impossible,
        })
    }
}

fn property(mapping: &Mapping, needs: Option<&Needs>, column: usize, field: usize) -> PropertyColumn {
    let events = mapping.events.len();
    let mut is_used = vec![false; events];
    let mut uses: Vec<SlotUse> = Vec::new();
    for (event, shape) in mapping.events.iter().enumerate() {
        for property in shape.uses.get(field).map_or(&[][..], Vec::as_slice) {
            mark(&mut is_used, event, true);
            let is_asked = |needs: &Needs| needs.is_read(property.slot);
            if !property.required && !needs.is_none_or(is_asked) {
                continue;
            }
            let at = uses.iter().position(|known| known.slot == property.slot).unwrap_or_else(|| {
                uses.push(SlotUse {
                    slot: property.slot,
                    name: property.name.clone(),
                    is_of_event: vec![false; events],
                    is_required: vec![false; events],
                    any_required: false,
                });
                uses.len() - 1
            });
            if let Some(known) = uses.get_mut(at) {
                mark(&mut known.is_of_event, event, true);
                mark(&mut known.is_required, event, property.required);
                known.any_required |= property.required;
            }
        }
    }
    let is_frame = mapping.fields.get(field).is_some_and(|field| field.frame);
    PropertyColumn { column, field, is_used, is_frame, uses }
}

/// The column of an attribute of a leads table.
fn attribute(mapping: &Mapping, needs: Option<&Needs>, column: usize, field: usize) -> PropertyColumn {
    let number = mapping.columns.get(field).copied().flatten();
    let shape = number.and_then(|number| mapping.attributes.get(usize::from(number)));
    let usage = number.zip(shape).filter(|(number, _)| mapping.is_attribute_read(needs, *number));
    let usage = usage.map(|(number, shape)| SlotUse {
        slot: usize::from(number),
        name: shape.name.clone(),
        is_of_event: vec![true],
        is_required: vec![shape.required],
        any_required: shape.required,
    });
    PropertyColumn {
        column,
        field,
        is_used: vec![usage.is_some()],
        is_frame: true,
        uses: usage.into_iter().collect(),
    }
}

fn mark(marks: &mut [bool], at: usize, value: bool) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = value;
    }
}

/// What stands for an event; nothing for change records.
pub(super) fn of(marks: &[bool], event: u16) -> bool {
    marks.get(usize::from(event)).copied().unwrap_or(false)
}
