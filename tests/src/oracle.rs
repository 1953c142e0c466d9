//! The oracle: a second evaluator, slow and obvious, written straight from section 3 of the language's contract. It
//! reads syntax trees, not the compiled model, and shares no evaluation code with compiler or engine: names, texts,
//! dates, zones and powers of two are all worked out again here. Models are taken to be valid.

pub mod calendar;
pub mod condition;
pub mod coverage;
mod fading;
pub mod lead;
pub mod occasion;
pub mod program;
pub mod record;
pub mod score;
pub mod text;
pub mod timeline;
pub mod written_tests;

use std::collections::{BTreeMap, BTreeSet};

pub use lead::Lead;
pub use program::{File, Program};
pub use record::{LeadsTable, Record, Value, Values, What};
pub use timeline::{Due, Standing, Story, Transition};

/// What is asked of the oracle.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question {
    /// T.
    pub as_of: i64,
    /// Transitions and due triggers after this instant are wanted.
    pub since: Option<i64>,
    /// Values of the leads table hold from the beginning until the first change (tests written in the language).
    pub from_the_beginning: bool,
}

/// What the oracle says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Every lead at T.
    pub leads: BTreeMap<String, Standing>,
    /// After `since` and up to T, in order.
    pub transitions: Vec<Transition>,
    /// After `since` and up to T, in order.
    pub due: Vec<Due>,
}

/// Evaluates a model over a leads table and records in any order.
pub fn ask(program: &Program<'_>, table: &LeadsTable, records: &[Record], question: Question) -> Answer {
    let mut answer = Answer::default();
    let nothing = Values::new();
    let mut ids = BTreeSet::new();
    let mut of_lead: BTreeMap<&str, Vec<Record>> = table.keys().map(|lead| (lead.as_str(), Vec::new())).collect();
    for record in records {
        // The same id again is the same record (another content would be an error).
        if record.id.as_ref().is_some_and(|id| !ids.insert(id)) {
            coverage::seen("the same id twice");
            continue;
        }
        of_lead.entry(&record.lead).or_default().push(record.clone());
    }
    for (name, records) in of_lead {
        let values = table.get(name).unwrap_or(&nothing);
        let lead = Lead::new(program, values, &records, question.as_of, question.from_the_beginning);
        // Every lead of the table and of the log (records up to T) gets a result.
        if !table.contains_key(name) && lead.record_times.is_empty() {
            coverage::seen("no result: all records after T");
            continue;
        }
        let story = lead.story(name, question.since.is_some());
        if let Some(since) = question.since {
            answer.transitions.extend(story.transitions.into_iter().filter(|change| change.at > since));
            answer.due.extend(story.due.into_iter().filter(|due| due.due > since));
        }
        answer.leads.insert(name.to_owned(), story.standing);
    }
    answer.transitions.sort();
    answer.due.sort();
    answer
}
