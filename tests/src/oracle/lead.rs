//! One lead: its records up to T, and its attributes over time (sections 3.2, 3.10, 3.11).

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use merit_syntax::tree::History;

use super::condition::Scene;
use super::coverage::seen;
use super::program::Program;
use super::record::{Record, Value, Values, What};

/// An event of a lead.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Its number in the total order.
    pub number: usize,
    /// Its type.
    pub name: String,
    /// When.
    pub at: i64,
    /// Its known properties.
    pub properties: Values,
}

/// A lead at T.
pub struct Lead<'p, 't> {
    /// The model.
    pub program: &'p Program<'t>,
    /// T.
    pub until: i64,
    /// Events up to T in order.
    pub events: Vec<Happening>,
    /// Change records up to T in order.
    pub changes: Vec<(i64, Values)>,
    /// Instants of all records up to T.
    pub record_times: BTreeSet<i64>,
    /// When the lead was first seen, if ever.
    pub first_seen: Option<i64>,
    table: Values,
    /// Attributes with a change record anywhere in the input, also after T.
    changed: BTreeSet<String>,
    from_the_beginning: bool,
    histories: RefCell<HashMap<*const History, Vec<bool>>>,
}

impl<'p, 't> Lead<'p, 't> {
    /// A lead of the whole input: records of this lead in any order, without copies.
    pub fn new(
        program: &'p Program<'t>,
        table: &Values,
        records: &[Record],
        until: i64,
        from_the_beginning: bool,
    ) -> Self {
        let mut records: Vec<&Record> = records.iter().collect();
        let mut changed = BTreeSet::new();
        for record in &records {
            if let What::Change(values) = &record.what {
                changed.extend(values.keys().cloned());
            }
        }
        let later = records.len();
        records.retain(|record| record.at <= until);
        if records.len() < later {
            seen("record after T");
        }
        records.sort_by(|a, b| a.order().cmp(&b.order()));
        let (mut events, mut changes) = (Vec::new(), Vec::new());
        for record in &records {
            match &record.what {
                What::Event(name, properties) => events.push(Happening {
                    number: events.len(),
                    name: name.clone(),
                    at: record.at,
                    properties: properties.clone(),
                }),
                What::Change(values) => changes.push((record.at, values.clone())),
            }
        }
        let tagged = program.first_seen().and_then(|name| match table.get(name) {
            Some(Value::Time(at)) => Some(*at),
            Some(Value::Date(day)) => Some(program.calendar.first_instant(*day)),
            _ => None,
        });
        let first_record = records.iter().map(|record| record.at).min();
        if let (Some(tagged), Some(first)) = (tagged, first_record) {
            seen(if tagged < first { "first seen by attribute" } else { "first seen by record" });
        }
        Self {
            program,
            until,
            events,
            changes,
            record_times: records.iter().map(|record| record.at).collect(),
            first_seen: tagged.into_iter().chain(first_record).min(),
            table: table.clone(),
            changed,
            from_the_beginning,
            histories: RefCell::default(),
        }
    }

    /// The value of an attribute at an instant.
    pub fn attribute(&self, name: &str, at: i64) -> Value {
        let last = self.changes.iter().rev().find(|(when, values)| *when <= at && values.contains_key(name));
        if let Some((_, values)) = last {
            seen("attribute by change record");
            return values[name].clone();
        }
        if self.changed.contains(name) && !self.from_the_beginning {
            seen("attribute before its first change");
            return Value::Unknown;
        }
        self.table.get(name).cloned().unwrap_or_default()
    }

    /// Every instant that is the value of an attribute, ever, and the first instants of dates.
    pub fn attribute_times(&self) -> BTreeSet<i64> {
        let all = self.changes.iter().map(|(_, values)| values).chain([&self.table]);
        all.flat_map(|values| values.values())
            .filter_map(|value| match value {
                Value::Time(at) => Some(*at),
                Value::Date(day) => Some(self.program.calendar.first_instant(*day)),
                _ => None,
            })
            .collect()
    }

    /// For each event: whether it is one that a history condition asks for.
    pub fn matches(&self, history: &History) -> Vec<bool> {
        if let Some(known) = self.histories.borrow().get(&std::ptr::from_ref(history)) {
            return known.clone();
        }
        let asked = |event: &Happening| {
            event.name == history.event.text
                && history.condition.as_ref().is_none_or(|condition| self.holds(condition, Scene::of(event)))
        };
        let matches: Vec<bool> = self.events.iter().map(asked).collect();
        self.histories.borrow_mut().insert(std::ptr::from_ref(history), matches.clone());
        matches
    }
}
