//! What of a record is wanted, laid out once for a whole log.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use merit_ir::Needs;

use crate::cells::{BITS, Cells, bit};
use crate::config::SourceKind;
use crate::mapping::{EventFrom, Mapping, SetFrom};
use crate::names::{Learnt, Names};

/// What the quick readers look for.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The mapping is of a form that the quick readers know.
    pub(crate) is_quick: bool,
    /// By the fields of the mapping.
    pub(crate) wanted: Wanted,
    /// Fields of the mapping.
    pub(crate) fields: usize,
    /// What was learnt from lines, for whoever reads more of them.
    learnt: Mutex<Vec<Learnt>>,
    /// Rows of a batch, and bytes of their leads: about as many as the last one had.
    usual: [AtomicUsize; 2],
}

/// What is wanted of records, by the places of their cells. One that has no place is beyond all.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) lead: usize,
    pub(crate) at: usize,
    pub(crate) id: usize,
    pub(crate) events: Vec<EventPlan>,
}

/// What is wanted of the records of one event.
#[derive(Debug)]
pub(crate) struct EventPlan {
    pub(crate) uses: Vec<Use>,
    /// How many values must be known.
    pub(crate) required: usize,
    /// One bit for each of the first places: this event declares it, or it belongs to the frame.
    pub(crate) declared: u64,
}

/// One property that is converted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) place: usize,
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
                    plan.uses.push(Use { place: field, slot: property.slot, is_required: property.required });
                }
            }
            plan
        });
        let nowhere = || usize::MAX;
        let wanted = Wanted {
            lead: mapping.lead,
            at: mapping.at.unwrap_or_else(nowhere),
            id: mapping.id.unwrap_or_else(nowhere),
            events: events.collect(),
        };
        Self { is_quick, wanted, fields: mapping.fields.len(), learnt: Mutex::default(), usual: Default::default() }
    }

    /// How many rows a batch probably has, and how many bytes of leads.
    pub(crate) fn usual(&self) -> (usize, usize) {
        let [rows, bytes] = self.usual.each_ref().map(|number| number.load(Ordering::Relaxed));
        (rows + rows / 8, bytes + bytes / 8)
    }

    /// A batch had so many rows and bytes of leads.
    pub(crate) fn was(&self, rows: usize, bytes: usize) {
        for (number, was) in self.usual.iter().zip([rows, bytes]).filter(|_| rows > 0) {
            number.store(was, Ordering::Relaxed);
        }
    }

    /// What was learnt from other lines, or nothing yet.
    pub(crate) fn learnt(&self) -> Learnt {
        let known = self.learnt.lock().ok().and_then(|mut learnt| learnt.pop());
        known.unwrap_or_else(|| Learnt {
            names: Names::new(self.wanted.events.len() + 2),
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

impl Wanted {
    /// The same where cells have other places; `places` tells those of the fields.
    pub(crate) fn moved(&self, places: &[usize]) -> Self {
        let moved = |place: usize| places.get(place).copied().unwrap_or(usize::MAX);
        let event = |event: &EventPlan| EventPlan {
            uses: event.uses.iter().map(|usage| Use { place: moved(usage.place), ..*usage }).collect(),
            required: event.required,
            declared: (0..places.len().min(BITS))
                .filter(|place| event.declared & bit(*place) != 0)
                .fold(0, |bits, place| bits | bit(moved(place))),
        };
        Self {
            lead: moved(self.lead),
            at: moved(self.at),
            id: moved(self.id),
            events: self.events.iter().map(event).collect(),
        }
    }
}
