//! Which column holds which property: properties of the same name and kind share one.

use merit_values::Kind;

use crate::{EventId, Model, PropertyId};

/// A column of a batch of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The name of the property in every event that has it.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
}

/// The columns of a batch of events, made from a model; readers and the engine agree by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    slots: Vec<Slot>,
    of_event: Vec<Vec<usize>>,
}

impl Layout {
    /// The layout of a model: slots in the order in which events declare them.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let mut layout = Self::default();
        for event in &model.events {
            let mut slots = Vec::with_capacity(event.properties.len());
            for property in &event.properties {
                let same = |slot: &Slot| slot.name == property.name && slot.kind == property.kind;
                let slot = layout.slots.iter().position(same).unwrap_or_else(|| {
                    layout.slots.push(Slot { name: property.name.clone(), kind: property.kind.clone() });
                    layout.slots.len() - 1
                });
                slots.push(slot);
            }
            layout.of_event.push(slots);
        }
        layout
    }

    /// All columns.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The columns of an event's properties, in the order of `Event::properties`.
    #[must_use]
    pub fn of_event(&self, event: EventId) -> &[usize] {
        self.of_event.get(event.index()).map_or(&[], Vec::as_slice)
    }

    /// The column of a property.
    #[must_use]
    pub fn slot(&self, event: EventId, property: PropertyId) -> Option<usize> {
        self.of_event(event).get(property.index()).copied()
    }
}

/// What an evaluation needs of the records. Whatever it does not need may be left unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// For each slot of the [`Layout`]: its values are needed.
    pub slots: Vec<bool>,
    /// The ids of events are needed: they are compared, or they tell the order of records of one instant. Those of change
    /// records always are.
    pub ids: bool,
    /// For each attribute: its values in leads tables are needed. Those that are not listed are.
    pub attributes: Vec<bool>,
}
