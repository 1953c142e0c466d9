//! Whether records are read in the same way by two mappings of one model, before and after a new name.

use merit_ir::{EventId, Model};

use crate::mapping::{EventFrom, Mapping, SetFrom, TypeMeaning, nfc};

/// True when every record gives the same: the same events from the same types, and every value from the same place.
pub(super) fn reads_same(one: &Mapping, old: &Model, other: &Mapping, new: &Model) -> bool {
    one.kind == other.kind
        && path(one, Some(one.lead)) == path(other, Some(other.lead))
        && path(one, one.id) == path(other, other.id)
        && path(one, one.at) == path(other, other.at)
        && same_types(one, old, other)
        && properties(one, old) == properties(other, new)
        && set(one) == set(other)
        && columns(one) == columns(other)
}

fn path(mapping: &Mapping, field: Option<usize>) -> Option<&str> {
    mapping.fields.get(field?).map(|field| field.path.as_str())
}

fn same_types(one: &Mapping, old: &Model, other: &Mapping) -> bool {
    match (&one.event, &other.event) {
        (EventFrom::Nowhere, EventFrom::Nowhere) => true,
        (EventFrom::Constant(one), EventFrom::Constant(other)) => one == other,
        (EventFrom::Field(field), EventFrom::Field(now)) => {
            path(one, Some(*field)) == path(other, Some(*now))
                && one.types.iter().all(|(theirs, meaning)| {
                    other.types.get(theirs) == Some(meaning) || is_only_ours(one, old, theirs, *meaning)
                })
        }
        _ => false,
    }
}

/// The type is nothing but our own name, and records have another word for it.
fn is_only_ours(mapping: &Mapping, model: &Model, theirs: &str, meaning: TypeMeaning) -> bool {
    let TypeMeaning::Event(number) = meaning else { return false };
    let own = model.events.get(usize::from(number)).map(|event| nfc(&event.name));
    own.as_deref() == Some(theirs)
        && mapping.types.iter().any(|(other, found)| *found == meaning && other.as_str() != theirs)
}

/// The path of each property of each event that there may be.
fn properties<'m>(mapping: &'m Mapping, model: &Model) -> Vec<Vec<Option<&'m str>>> {
    let is_there = |number: u16| match mapping.event {
        EventFrom::Nowhere => false,
        EventFrom::Constant(meaning) => meaning == TypeMeaning::Event(number),
        EventFrom::Field(_) => true,
    };
    let of_event = |(number, event): (u16, &merit_ir::Event)| {
        let shape = mapping.events.get(usize::from(EventId(number).0));
        let of_property = |property: &merit_ir::Property| {
            let uses = &shape?.uses;
            let field = uses.iter().position(|uses| uses.iter().any(|used| used.name == property.name));
            path(mapping, field)
        };
        event.properties.iter().map(of_property).collect()
    };
    (0u16..).zip(&model.events).filter(|(number, _)| is_there(*number)).map(of_event).collect()
}

/// The attributes of change records and their paths.
fn set(mapping: &Mapping) -> Vec<(u16, Option<&str>)> {
    let SetFrom::Fields(fields) = &mapping.set else { return Vec::new() };
    let mut found: Vec<_> =
        fields.iter().map(|(field, attribute)| (*attribute, path(mapping, Some(*field)))).collect();
    found.sort_unstable();
    found
}

/// The attributes of a table of leads and their columns.
fn columns(mapping: &Mapping) -> Vec<(u16, Option<&str>)> {
    let numbered = mapping.columns.iter().enumerate();
    let mut found: Vec<_> =
        numbered.filter_map(|(field, column)| Some(((*column)?, path(mapping, Some(field))))).collect();
    found.sort_unstable();
    found
}
