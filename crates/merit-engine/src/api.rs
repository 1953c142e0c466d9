//! What the engine takes and gives.

use std::fmt;
use std::sync::Arc;

use merit_ir::{Due, Model, Need, Needs, Results, Transition};
use merit_values::{Decimal, EventBatch, Instant, LeadBatch};

use crate::evaluate::evaluate;
use crate::plan::{Plan, plan};
use crate::prepare::{PreparedEvents, PreparedLeads, Preparer};
use crate::scratch::Memory;
use crate::store::Store;
use crate::suspects::Suspects;

/// From when on the values of the leads table hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AttributeTimes {
    /// The table is a snapshot of today: for an attribute with change records it says nothing of the past.
    #[default]
    Snapshot,
    /// The values hold from the beginning until the first change record (tests written in the language).
    FromTheBeginning,
}

/// What is done about ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ids {
    /// Records with the same id are compared: the same content counts once, another content is an error.
    #[default]
    Check,
    /// Ids are unique; they are not compared.
    Trust,
}

/// How to evaluate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The instant results are true at; later records are ignored.
    pub as_of: Instant,
    /// When set, transitions and due triggers after this instant and up to `as_of` are wanted, too.
    pub changes_since: Option<Instant>,
    /// From when on the values of the leads table hold.
    pub attributes: AttributeTimes,
    /// What is done about ids.
    pub ids: Ids,
    /// Present subtotals of labelled rules are wanted, too.
    pub labels: bool,
    /// Number of threads, at least 1.
    pub threads: usize,
    /// What is read of a record is all that its event declares, so the content of records with the same id is compared as
    /// a whole. Without this, only what rules ask for is read, ids alone are compared, and where copies are found, what they say has
    /// to be compared by reading again; see [`Engine::suspects`].
    pub whole_contents: bool,
    /// What is read of leads tables is all that they tell of the model's attributes, so rows of one lead are compared as a
    /// whole. Without this, only what the model asks is read, and where a lead has several rows,
    /// [`EngineError::SeveralRows`] says that everything has to be read again with this.
    pub whole_tables: bool,
    /// The records of each lead are expected in the order of time, after all leads tables: then a model that allows it is
    /// evaluated as they come, without keeping them. Where they are not, [`EngineError::Disorder`] says that everything
    /// has to be read again without this.
    pub in_order: bool,
}

impl Options {
    /// Results at an instant, with the defaults for everything else and one thread.
    #[must_use]
    pub const fn at(as_of: Instant) -> Self {
        Self {
            as_of,
            changes_since: None,
            attributes: AttributeTimes::Snapshot,
            ids: Ids::Check,
            labels: false,
            threads: 1,
            whole_contents: true,
            whole_tables: true,
            in_order: false,
        }
    }
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordPlace {
    /// The number of the source, as in the batch.
    pub source: u32,
    /// Line or row number, from 1.
    pub line: u64,
}

/// Why an evaluation is impossible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineError {
    /// The model names a time zone that this program does not know.
    UnknownZone(String),
    /// The model refers to something that is not in it; the text says what.
    BrokenModel(String),
    /// One id stands for two different contents (F603).
    SameId {
        /// The id; not kept where records can be read again, and not known where ids were put aside.
        id: Option<String>,
        /// The later record. The earlier one was not kept.
        place: RecordPlace,
    },
    /// Two rows of a lead have different known values of an attribute (F603).
    LeadConflict {
        /// The lead.
        lead: String,
        /// The attribute.
        attribute: String,
        /// The rows, in the order of source and line.
        places: [RecordPlace; 2],
    },
    /// More leads or records than the engine can number.
    TooMany(&'static str),
    /// What does not fit into memory cannot be put aside: the disk is full, or the like.
    Scratch(String),
    /// With [`Options::in_order`], records that do not come in the order of time, or changes of attributes that events ask.
    Disorder,
    /// Without [`Options::whole_tables`], a lead with several rows.
    SeveralRows,
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownZone(zone) => write!(f, "There is no time zone called {zone:?}."),
            Self::BrokenModel(what) => f.write_str(what),
            Self::SameId { id: None, .. } => f.write_str("One id stands for two records with different contents."),
            Self::Scratch(reason) => {
                write!(f, "What does not fit into memory cannot be put aside in the temporary folder: {reason}.")
            }
            Self::SameId { id: Some(id), .. } => {
                write!(f, "The id {id:?} stands for two records with different contents.")
            }
            Self::LeadConflict { lead, attribute, .. } => {
                write!(f, "The leads table gives two different values of {attribute} for lead {lead:?}.")
            }
            Self::Disorder => f.write_str("The records of a lead do not come in the order of time."),
            Self::SeveralRows => f.write_str("A lead has several rows in the leads tables."),
            Self::TooMany(what) => write!(f, "There are more than 4,294,967,294 {what}."),
        }
    }
}

impl std::error::Error for EngineError {}

/// What an evaluation gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// Scores, tiers, grades, segments of every lead.
    pub results: Results,
    /// Transitions after `changes_since` and up to `as_of`, in order.
    pub transitions: Vec<Transition>,
    /// Triggers due after `changes_since` and up to `as_of`, in order.
    pub due: Vec<Due>,
    /// For each labelled rule of scores and grades in the order of the model: label, and present subtotal per lead.
    pub labels: Vec<(String, Vec<Decimal>)>,
}

/// Takes leads and records in any order and batches, then evaluates.
#[derive(Debug)]
pub struct Engine {
    plan: Arc<Plan>,
    store: Store,
    options: Options,
}

impl Engine {
    /// An engine for a model.
    ///
    /// # Errors
    /// When the model names an unknown zone or is damaged.
    pub fn new(model: &Model, options: Options) -> Result<Self, EngineError> {
        let plan = Arc::new(plan(model)?);
        let store = Store::new(&plan, &options, None);
        Ok(Self { plan, store, options })
    }

    /// The same engine within bounds of memory; before anything is taken.
    #[must_use]
    pub fn within(self, memory: Memory) -> Self {
        let store = Store::new(&self.plan, &self.options, Some(memory));
        Self { store, ..self }
    }

    /// The same engine, which takes batches in whenever they have so many bytes together; before anything is taken. It
    /// changes nothing but time and memory.
    #[must_use]
    pub fn taking_at_once(mut self, bytes: usize) -> Self {
        self.store.bytes_at_once = bytes;
        self
    }

    /// The order of records of one instant can matter: they are ordered by their ids or, where the log has none, by all
    /// that they say.
    #[must_use]
    pub fn asks_for_order(&self) -> bool {
        self.plan.order_matters
    }

    /// What this evaluation needs of the records of a log with or without ids, as far as that is known.
    #[must_use]
    pub fn needs(&self, has_ids: Option<bool>) -> Needs {
        let checks = self.options.ids == Ids::Check;
        let mut slots = self.plan.slots_asked();
        let slots = slots.iter_mut().zip(self.plan.layout.slots()).map(|(asked, slot)| {
            let tells_order = self.plan.order_matters && has_ids != Some(true);
            // Any text is a good one; other values may be bad, and are judged unless everything is trusted.
            let is_judged = checks && !slot.kind.is_textual();
            match *asked || tells_order || (checks && self.options.whole_contents) {
                true => Need::Asked,
                false if is_judged => Need::Judged,
                false => Need::Nothing,
            }
        });
        let slots = slots.collect();
        Needs { slots, ids: checks || self.plan.order_matters, attributes: self.attributes_needed() }
    }

    /// The leads tables have about so many rows: room is made for them at once, instead of bit by bit. Nothing else depends on
    /// it.
    pub fn expect_leads(&mut self, rows: usize) {
        self.store.expect_leads(rows);
    }

    /// Says how many records there will be, more or less, before the first is taken. It makes room for their ids; nothing depends on it.
    pub fn expect_records(&mut self, records: usize) {
        self.store.expect_ids(records);
    }

    /// Sets [`Options::in_order`]; before the first record is taken.
    pub fn count_on_order(&mut self, in_order: bool) {
        self.options.in_order = in_order;
        self.store.count_on_order(in_order);
    }

    /// Takes in what waits for more. Nobody has to ask for it.
    ///
    /// # Errors
    /// As [`Engine::add_leads`] and [`Engine::add_events`].
    pub fn take_waiting(&mut self) -> Result<(), EngineError> {
        self.store.take_waiting(&self.plan, &self.options)
    }

    /// Which attributes this evaluation needs of leads tables. The others are compared only where a lead has several rows.
    fn attributes_needed(&self) -> Vec<Need> {
        let (plan, checks) = (&self.plan, self.options.ids == Ids::Check);
        let is_needed = |(number, attribute): (usize, &crate::plan::AttributePlan)| {
            let is_judged = checks && !plan.model.attributes[number].kind.is_textual();
            let is_asked = !attribute.tests.is_empty() || plan.first_seen == Some(number);
            match self.options.whole_tables || is_asked {
                true => Need::Asked,
                false if is_judged => Need::Judged,
                false => Need::Nothing,
            }
        };
        plan.attributes.iter().enumerate().map(is_needed).collect()
    }

    /// After all records: ids of which copies were found while ids alone were compared. Whether they say the same,
    /// [`Suspects`] finds out when it sees all records again, read as a whole.
    ///
    /// # Errors
    /// What putting aside brings to light: two contents of one id, a full disk.
    pub fn suspects(&mut self) -> Result<Option<Suspects>, EngineError> {
        self.store.settle(&self.plan, &self.options)?;
        let is_whole = self.options.whole_contents || self.store.copied.is_empty();
        Ok((!is_whole).then(|| Suspects::new(Arc::clone(&self.plan), std::mem::take(&mut self.store.copied))))
    }

    /// What prepares batches for this engine, in any thread.
    #[must_use]
    pub fn preparer(&self) -> Preparer {
        Preparer {
            plan: Arc::clone(&self.plan),
            options: self.options,
            spare: Arc::clone(&self.store.spare),
            numbered: false,
        }
    }

    /// Takes rows of a leads table.
    ///
    /// # Errors
    /// When there are too many leads, or two rows of a lead contradict each other.
    pub fn add_leads(&mut self, batch: LeadBatch) -> Result<(), EngineError> {
        self.add_prepared_leads(self.preparer().leads(batch), 0)
    }

    /// Takes records.
    ///
    /// # Errors
    /// When there are too many records, one id stands for two different contents, or the order is not the one expected.
    pub fn add_events(&mut self, batch: EventBatch) -> Result<(), EngineError> {
        self.add_prepared_events(self.preparer().events(batch), 0)
    }

    /// Takes rows of a leads table that are prepared; so many lines of their source come before those the batch counts.
    ///
    /// # Errors
    /// When there are too many leads, or two rows of a lead contradict each other.
    pub fn add_prepared_leads(&mut self, batch: PreparedLeads, lines_before: u64) -> Result<(), EngineError> {
        self.store.add_leads(&self.plan, &self.options, batch, lines_before)
    }

    /// Takes records that are prepared; so many lines of their source come before those the batch counts.
    ///
    /// # Errors
    /// When there are too many records, one id stands for two different contents, or the order is not the one expected.
    pub fn add_prepared_events(&mut self, batch: PreparedEvents, lines_before: u64) -> Result<(), EngineError> {
        self.store.add_events(&self.plan, &self.options, batch, lines_before)
    }

    /// Evaluates everything taken so far.
    ///
    /// # Errors
    /// When something goes beyond what the engine can hold.
    pub fn finish(self) -> Result<Evaluation, EngineError> {
        let mut whole: Option<Results> = None;
        let rest = self.finish_in_chunks(usize::MAX, |chunk| {
            whole = Some(chunk);
            Ok(())
        })?;
        Ok(Evaluation { results: whole.unwrap_or_default(), ..rest })
    }

    /// The same with results in chunks of so many leads, in order, so that they need not be in memory together. What is
    /// returned has no results.
    ///
    /// # Errors
    /// As [`Engine::finish`], and what the sink refuses.
    pub fn finish_in_chunks<E: From<EngineError>>(
        self,
        leads: usize,
        sink: impl FnMut(Results) -> Result<(), E>,
    ) -> Result<Evaluation, E> {
        evaluate(&self.plan, self.store, &self.options, leads, sink)
    }
}
