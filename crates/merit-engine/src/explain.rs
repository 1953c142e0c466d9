//! The account of a lead: everything its scores are made of at an instant, entry by entry, and what time alone will change.
//! Only the records of the leads that are asked for are kept.

mod records;

use std::collections::BTreeSet;
use std::sync::Arc;

use merit_ir::{Due, During, Model, Transition};
use merit_values::{Day, Decimal, EventBatch, Instant, LeadBatch, Value};

use crate::evaluate::standing;
use crate::index::Index;
use crate::lead::{Context, Lead};
use crate::plan::{Plan, plan};
use crate::prepare::Preparer;
use crate::store::Store;
use crate::{AttributeTimes, EngineError, Ids, Options};

pub use records::RecordView;
pub(crate) use records::Records;

/// Points in hundred-billionths: the unit in which percentages of scores are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fine(pub i128);

impl From<Decimal> for Fine {
    fn from(value: Decimal) -> Self {
        Self(value.0.saturating_mul(100_000))
    }
}

/// Everything about one lead at an instant. Vectors are in the order of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// When the lead was first seen.
    pub first_seen: Option<Instant>,
    /// The attributes at that instant.
    pub attributes: Vec<Value>,
    /// One for each score.
    pub scores: Vec<ScoreAccount>,
    /// One for each grade.
    pub grades: Vec<GradeAccount>,
    /// For each `Tiers`: the number of the line.
    pub tiers: Vec<u16>,
    /// One for each segment.
    pub segments: Vec<SegmentAccount>,
}

/// What a score is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreAccount {
    /// Its groups.
    pub groups: Vec<GroupAccount>,
    /// What silence posted.
    pub silence: Vec<SilencePost>,
    /// The latest reset.
    pub reset: Option<ResetAccount>,
    /// For each part of `sum of`: what it adds.
    pub parts: Vec<Fine>,
    /// The sum before the range, with `starts at`.
    pub sum: Fine,
    /// The same inside the range.
    pub ranged: Fine,
    /// The score: rounded.
    pub value: Decimal,
}

/// What a group gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupAccount {
    /// Its rules.
    pub rules: Vec<RuleAccount>,
    /// The sum of its rules, or of the best one.
    pub sum: Decimal,
    /// The same under the cap of the group.
    pub points: Decimal,
}

/// What a rule gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleAccount {
    /// The entries up to now, in order of time; none for a standing rule.
    pub entries: Vec<EntryAccount>,
    /// What happened and earned nothing.
    pub refused: Vec<Refused>,
    /// The present sum of the entries, or what a standing rule gives.
    pub sum: Decimal,
    /// The same under the cap of the rule.
    pub points: Decimal,
    /// The condition is true, or an entry is worth something.
    pub applies: bool,
    /// In a group where the best one counts: it is another one.
    pub outdone: bool,
    /// A standing rule that gives nothing because these attributes are unknown.
    pub unknown: Vec<Unknown>,
    /// The windows that events opened, in order of time, whatever came of them.
    pub windows: Vec<WindowAccount>,
}

/// Points earned at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryAccount {
    /// When.
    pub at: Instant,
    /// The local date.
    pub day: Day,
    /// What was earned.
    pub points: Decimal,
    /// What it is worth now.
    pub now: Decimal,
    /// What became of it.
    pub state: EntryState,
    /// The record that caused it.
    pub record: usize,
    /// The step of a ladder, from 1.
    pub step: Option<u32>,
    /// When it expires, or has expired.
    pub ends: Option<Instant>,
    /// When its worth changes next, and by how much, if nothing happens; not for what fades every day.
    pub next: Option<(Instant, Decimal)>,
}

/// The time in which more events must come, or must not come, before a rule gives something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowAccount {
    /// The record that opened it.
    pub record: usize,
    /// The last instant inside.
    pub last: Instant,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// It counts, as far as it has not faded.
    Counts,
    /// It ended at this instant.
    Expired(Instant),
    /// It was made worth nothing at this instant.
    Reset(Instant),
}

/// Something that happened and earned nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// When.
    pub at: Instant,
    /// The local date.
    pub day: Day,
    /// The record.
    pub record: usize,
    /// Why.
    pub why: Refusal,
}

/// Why something earned nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It lies outside of these dates.
    Outside(During),
    /// The limit was used up; the date of the last occasion that counted.
    LimitUsed(Day),
    /// Only every n-th counts, and this was number k of n.
    NotTheNth(u32, u32),
    /// The ladder has no more steps.
    NoStepLeft(u32),
    /// These values were unknown.
    Unknown(Vec<Unknown>),
}

/// A value that was unknown: a property of the event (slot of the layout), or an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// A slot of the layout.
    Slot(usize),
    /// An attribute.
    Attribute(usize),
}

/// Points that silence posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilencePost {
    /// When.
    pub at: Instant,
    /// The number of the inactivity block.
    pub block: usize,
    /// The number of the stage in it.
    pub stage: usize,
    /// What was posted.
    pub points: Decimal,
    /// What of it counts now.
    pub now: Decimal,
    /// It was given back at this instant.
    pub given_back: Option<Instant>,
}

/// From its instant on, everything before is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResetAccount {
    /// When.
    pub at: Instant,
    /// What made it.
    pub cause: ResetCause,
}

/// What made a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetCause {
    /// The reset line of this number, by a record.
    Line(usize, usize),
    /// The inactivity block of this number.
    Silence(usize),
}

/// What a grade is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradeAccount {
    /// Its groups.
    pub groups: Vec<GroupAccount>,
    /// Its points.
    pub points: Decimal,
    /// The number of the letter.
    pub letter: Option<u16>,
    /// The numbers of the `no grade if` lines that hold.
    pub no_grade: Vec<usize>,
    /// No rule applies, and that means no grade.
    pub no_rule_applies: bool,
}

/// Whether a lead is in a segment, and by which lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentAccount {
    /// It is in.
    pub inside: bool,
    /// The numbers of the includes that hold.
    pub includes: Vec<usize>,
    /// The numbers of the excludes that hold.
    pub excludes: Vec<usize>,
}

/// What changes if nothing happens but time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Each change of a score: when, which, and its new value.
    pub scores: Vec<(Instant, usize, Decimal)>,
    /// What the lead enters and leaves.
    pub transitions: Vec<Transition>,
    /// Triggers that come due.
    pub due: Vec<Due>,
}

/// What is known of a lead: enough to evaluate it again.
#[derive(Clone, Debug)]
pub struct History {
    /// The instant asked for.
    pub as_of: Instant,
    /// From when on the values of the tables hold.
    pub attributes: AttributeTimes,
    /// Its records, also those after that instant; copies are left out where ids are compared.
    pub events: Vec<EventBatch>,
    /// Its rows of the leads tables.
    pub table: Vec<LeadBatch>,
}

/// A model made ready, for several explainers; cheap to clone.
#[derive(Clone, Debug)]
pub struct Ready(Arc<Plan>);

impl Ready {
    /// Makes a model ready.
    ///
    /// # Errors
    /// When the model names an unknown zone or is damaged.
    pub fn of(model: &Model) -> Result<Self, EngineError> {
        Ok(Self(Arc::new(plan(model)?)))
    }
}

/// Takes leads and records, keeps those of some leads, and accounts for them.
#[derive(Debug)]
pub struct Explainer {
    plan: Arc<Plan>,
    store: Store,
    options: Options,
    wanted: BTreeSet<String>,
    records: Records,
}

impl Explainer {
    /// An explainer for these leads.
    ///
    /// # Errors
    /// When the model names an unknown zone or is damaged.
    pub fn new(model: &Model, options: Options, wanted: BTreeSet<String>) -> Result<Self, EngineError> {
        Ok(Self::of(&Ready::of(model)?, options, wanted))
    }

    /// An explainer for these leads, of a model that is ready.
    #[must_use]
    pub fn of(ready: &Ready, options: Options, wanted: BTreeSet<String>) -> Self {
        let plan = Arc::clone(&ready.0);
        // Their records are wanted, in whatever order they come.
        let options = Options { in_order: false, whole_tables: true, ..options };
        let mut store = Store::new(&plan, &options, None);
        // Each batch is numbered when it is taken in.
        store.bytes_at_once = 0;
        Self { plan, store, options, wanted, records: Records::default() }
    }

    /// Takes rows of a leads table.
    ///
    /// # Errors
    /// When two rows of a lead contradict each other.
    pub fn add_leads(&mut self, batch: &LeadBatch) -> Result<(), EngineError> {
        let batch = records::rows_of_leads(batch, self.plan.model.attributes.len(), &self.wanted);
        if batch.leads.is_empty() {
            return Ok(());
        }
        let prepared = self.preparer().leads(batch.clone());
        self.records.take_leads(batch);
        self.store.add_leads(&self.plan, &self.options, prepared, 0)
    }

    /// Takes records.
    ///
    /// # Errors
    /// When one id stands for two different contents.
    pub fn add_events(&mut self, batch: &EventBatch) -> Result<(), EngineError> {
        let Some(batch) = records::records_of_leads(batch, self.plan.layout.slots().len(), &self.wanted) else {
            return Ok(());
        };
        let prepared = self.preparer().events(batch.clone());
        self.store.first_record = Some(self.records.take(batch)?);
        self.store.add_events(&self.plan, &self.options, prepared, 0)
    }

    fn preparer(&self) -> Preparer {
        Preparer {
            plan: Arc::clone(&self.plan),
            options: self.options,
            spare: Arc::clone(&self.store.spare),
            numbered: true,
        }
    }

    /// Everything is there.
    #[must_use]
    pub fn finish(mut self) -> Explained {
        // A later change has no value here; asked about times after it, it must not count as a change to unknown.
        let changes = self.store.parts.iter_mut().flat_map(|part| &mut part.changes);
        for change in changes.filter(|change| change.at > self.options.as_of) {
            change.at = Instant(i64::MAX);
        }
        let Store { parts, orders, .. } = &mut self.store;
        let indexes = parts.iter_mut().map(|part| Index::of(part, orders)).collect();
        Explained { plan: self.plan, store: self.store, options: self.options, records: self.records, indexes }
    }
}

/// Leads and their records, ready to be accounted for.
#[derive(Debug)]
pub struct Explained {
    plan: Arc<Plan>,
    store: Store,
    options: Options,
    records: Records,
    /// One for each part of the store.
    indexes: Vec<Index>,
}

impl Explained {
    /// The leads that are there, ascending by the bytes of their ids.
    pub fn leads(&self) -> impl Iterator<Item = &str> {
        let mut leads: Vec<&str> = self
            .store
            .parts
            .iter()
            .zip(&self.indexes)
            .flat_map(|(part, index)| index.leads.iter().map(|lead| part.leads.get(*lead)))
            .collect();
        leads.sort_unstable();
        leads.into_iter()
    }

    /// A record by the number in an account.
    #[must_use]
    pub fn record(&self, number: usize) -> Option<RecordView> {
        self.records.view(&self.plan, number)
    }

    /// What is known of a lead, to try what else could happen to it.
    #[must_use]
    pub fn history(&self, lead: &str) -> History {
        let copies = self.options.ids == Ids::Check;
        let (events, table) = self.records.of_lead(&self.plan, lead, copies);
        History { as_of: self.options.as_of, attributes: self.options.attributes, events, table }
    }

    /// The account of a lead at the instant asked for; nothing for a lead that is not there.
    #[must_use]
    pub fn account(&self, lead: &str) -> Option<Account> {
        let (part, number) = self.place(lead)?;
        let context = self.context(part, &self.options);
        let mut state = Lead::default();
        state.load(&context, number);
        let outcomes = standing(&context, &state, self.options.as_of);
        let account = state.account(&context, &self.records, &outcomes);
        Some(Account { attributes: self.records.attributes(&self.plan, &self.options, lead), ..account })
    }

    /// What changes after the instant asked for and up to `until`, if nothing happens but time.
    #[must_use]
    pub fn ahead(&self, lead: &str, until: Instant) -> Option<Ahead> {
        let (part, number) = self.place(lead)?;
        let since = self.options.as_of;
        let options = Options { as_of: until.max(since), changes_since: Some(since), ..self.options };
        let context = self.context(part, &options);
        let mut state = Lead::default();
        state.load(&context, number);
        Some(state.ahead(&context, lead, since))
    }

    /// The numbers of a lead's part and of the lead in it.
    fn place(&self, lead: &str) -> Option<(usize, u32)> {
        self.store.parts.iter().zip(&self.indexes).enumerate().find_map(|(number, (part, index))| {
            let found = index.leads.binary_search_by(|other| part.leads.get(*other).cmp(lead)).ok()?;
            Some((number, index.leads[found]))
        })
    }

    fn context<'a>(&'a self, part: usize, options: &'a Options) -> Context<'a> {
        Context {
            plan: &self.plan,
            part: &self.store.parts[part],
            options,
            index: &self.indexes[part],
            classes: &self.store.classes,
            answers: &self.store.answers,
        }
    }
}
