//! Personal values are hidden in what is meant to be passed on.

use merit_ir::{EventId, Model, PropertyId};
use merit_values::Value;

use crate::words::Words;

/// Whether personal values are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privacy {
    /// `(personal)` stands in their place.
    #[default]
    Hidden,
    /// They are shown.
    Shown,
}

/// What stands in the place of a personal value.
const HIDDEN: &str = "(personal)";

impl Privacy {
    /// A value of a property for people.
    pub(crate) fn property(self, model: &Model, event: EventId, property: PropertyId, value: &Value) -> String {
        let known = model.events.get(event.index()).and_then(|event| event.properties.get(property.index()));
        match known {
            Some(property) if property.personal && self == Self::Hidden => HIDDEN.to_owned(),
            Some(property) => Words::of(model).value(value, &property.kind),
            None => String::new(),
        }
    }

    /// A value of an attribute for people.
    pub(crate) fn attribute(self, model: &Model, attribute: usize, value: &Value) -> String {
        match model.attributes.get(attribute) {
            Some(attribute) if attribute.personal && self == Self::Hidden => HIDDEN.to_owned(),
            Some(attribute) => Words::of(model).value(value, &attribute.kind),
            None => String::new(),
        }
    }
}
