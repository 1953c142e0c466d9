//! Parts of a compiled model in the words of the language: for explanations, and to compare two models. What is written here
//! says everything the part means, in one form, however it was typed.

mod canonical;
mod condition;
mod looked_at;
mod rule;
mod vocabulary;

use merit_ir::{AttributeId, EventId, Model, PropertyId};
use merit_values::{Duration, Points, Unit};

pub(crate) use canonical::{alternatives, canonical};
pub(crate) use looked_at::{attributes_looked_at, properties_of};
pub(crate) use vocabulary::{bound, range};

/// Says parts of one model.
#[derive(Clone, Copy, Debug)]
pub struct Words<'m> {
    pub(crate) model: &'m Model,
    /// Parts whose order means nothing are sorted, and durations of one meaning are written alike: for comparing.
    sorted: bool,
}

impl<'m> Words<'m> {
    /// For people: in the order of the file.
    #[must_use]
    pub const fn of(model: &'m Model) -> Self {
        Self { model, sorted: false }
    }

    /// For comparing: two parts of the same meaning have the same words.
    #[must_use]
    pub const fn compared(model: &'m Model) -> Self {
        Self { model, sorted: true }
    }

    /// A duration.
    #[must_use]
    pub fn duration(self, duration: Duration) -> String {
        if !self.sorted {
            return duration.to_string();
        }
        let (count, unit) = match duration.unit {
            Unit::Hours => (duration.count.saturating_mul(60), Unit::Minutes),
            Unit::Weeks => (duration.count.saturating_mul(7), Unit::Days),
            Unit::Years => (duration.count.saturating_mul(12), Unit::Months),
            unit => (duration.count, unit),
        };
        Duration { count, unit }.to_string()
    }

    /// Parts whose order means nothing.
    fn joined(self, parts: impl IntoIterator<Item = String>, between: &str) -> String {
        let mut parts: Vec<String> = parts.into_iter().collect();
        if self.sorted {
            parts.sort();
            parts.dedup();
        }
        parts.join(between)
    }

    /// The name of an event.
    #[must_use]
    pub fn event(self, event: EventId) -> &'m str {
        self.model.events.get(event.index()).map_or("?", |event| &event.name)
    }

    /// The name of a property.
    #[must_use]
    pub fn property(self, event: EventId, property: PropertyId) -> &'m str {
        let event = self.model.events.get(event.index());
        event.and_then(|event| event.properties.get(property.index())).map_or("?", |property| &property.name)
    }

    /// The name of an attribute.
    #[must_use]
    pub fn attribute(self, attribute: AttributeId) -> &'m str {
        self.model.attributes.get(attribute.index()).map_or("?", |attribute| &attribute.name)
    }
}

/// A text in quotation marks, as the language writes it.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Points with their sign.
#[must_use]
pub fn signed(points: Points) -> String {
    if points.0 < 0 { points.to_string() } else { format!("+{points}") }
}

/// A percentage from thousandths of a percent.
pub(crate) fn percent(thousandths: u32) -> String {
    format!("{}%", merit_values::Decimal(i128::from(thousandths) * 1_000))
}
