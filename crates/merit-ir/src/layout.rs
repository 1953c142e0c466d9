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
    /// For each slot of the [`Layout`]: what its values are needed for.
    pub slots: Vec<Need>,
    /// The ids of events are needed: they are compared, or they tell the order of records of one instant. Those of change
    /// records always are.
    pub ids: bool,
    /// The same for each attribute in leads tables. Those that are not listed are asked for.
    pub attributes: Vec<Need>,
}

impl Needs {
    /// Whether the values of a slot are read.
    #[must_use]
    pub fn is_read(&self, slot: usize) -> bool {
        self.slots.get(slot).copied().unwrap_or_default() != Need::Nothing
    }

    /// Whether the values of an attribute are read.
    #[must_use]
    pub fn is_attribute_read(&self, attribute: usize) -> bool {
        self.attributes.get(attribute).copied().unwrap_or_default() != Need::Nothing
    }
}

/// What values are needed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// For nothing.
    Nothing,
    /// A wrong one is to be told; where the form of a file makes that impossible, they need not be read.
    Judged,
    /// Rules ask for them, or records are compared by them.
    #[default]
    Asked,
}
