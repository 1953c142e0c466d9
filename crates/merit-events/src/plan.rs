//! What of a record is wanted, laid out once for a whole log.

use std::sync::Mutex;

use merit_ir::Needs;

use crate::cells::{BITS, Cells};
use crate::config::SourceKind;
use crate::mapping::{EventFrom, Mapping, SetFrom};
use crate::names::{Learnt, Names};

/// What the quick readers look for.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The mapping is of a form that the quick readers know.
    pub(crate) is_quick: bool,
    pub(crate) events: Vec<EventPlan>,
    /// Fields of the mapping.
    pub(crate) fields: usize,
    /// What was learnt from lines, for whoever reads more of them.
    learnt: Mutex<Vec<Learnt>>,
}

/// What is wanted of the records of one event.
#[derive(Debug)]
pub(crate) struct EventPlan {
    pub(crate) uses: Vec<Use>,
    /// How many values must be known.
    pub(crate) required: usize,
    /// One bit for each of the first fields: this event declares it, or it belongs to the frame.
    pub(crate) declared: u64,
}

/// One property that is converted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) field: usize,
    pub(crate) slot: usize,
    pub(crate) is_required: bool,
}

impl Plan {
    pub(crate) fn new(mapping: &Mapping, needs: Option<&Needs>) -> Self {
        let is_quick = mapping.kind == SourceKind::Leads
            || !matches!(mapping.set, SetFrom::Fields(_)) && !matches!(mapping.event, EventFrom::Nowhere);
        let asked = |slot: usize| needs.is_none_or(|needs| needs.is_read(slot));
        let events = mapping.events.iter().map(|shape| {
            let mut plan = EventPlan { uses: Vec::new(), required: shape.required, declared: 0 };
            for (field, uses) in shape.uses.iter().enumerate() {
                let frame = mapping.fields.get(field).is_some_and(|field| field.frame);
                if field < BITS && (frame || !uses.is_empty()) {
                    plan.declared |= 1 << field;
                }
                for property in uses.iter().filter(|property| property.required || asked(property.slot)) {
                    plan.uses.push(Use { field, slot: property.slot, is_required: property.required });
                }
            }
            plan
        });
        Self { is_quick, events: events.collect(), fields: mapping.fields.len(), learnt: Mutex::default() }
    }

    /// What was learnt from other lines, or nothing yet.
    pub(crate) fn learnt(&self) -> Learnt {
        let known = self.learnt.lock().ok().and_then(|mut learnt| learnt.pop());
        known.unwrap_or_else(|| Learnt {
            names: Names::new(self.events.len() + 2),
            cells: Cells::new(self.fields),
            undeclared: Vec::new(),
        })
    }

    /// Keeps what was learnt.
    pub(crate) fn keep(&self, learnt: Learnt) {
        if let Ok(mut known) = self.learnt.lock() {
            known.push(learnt);
        }
    }
}
