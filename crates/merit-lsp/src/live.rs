//! Numbers of real data: how many leads of the sample of a project a rule matched, and where they are.
//!
//! They are worked out for an analysis, by a thread of their own, and belong to it: for another text there are none.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use merit_ir::Model;
use merit_values::{EventBatch, LeadBatch};
use merit_workbench::sample::{Counts, HowRead, LeadRecords};

use crate::host::Host;
use crate::snapshot::Analysis;

/// What a project says about its sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleSettings {
    /// Everything that decides what is read: while it is the same, the records are.
    pub identity: String,
    /// At most so many records are kept.
    pub records: usize,
    /// Reading, and counting, may each take so long.
    pub time: Duration,
}

/// What reading a sample gives, in any number of steps.
#[derive(Debug)]
pub enum Records {
    /// What was given before is given again: forget it.
    FromTheBeginning,
    /// Rows of a leads table.
    Leads(LeadBatch),
    /// Records.
    Events(EventBatch),
}

/// How a sample was read.
#[derive(Clone, Debug)]
pub struct SampleRead {
    /// What is asked, and of what.
    pub how: HowRead,
    /// What was noticed on the way, in sentences.
    pub notes: Vec<String>,
}

/// The numbers of all models whose project has a sample.
#[derive(Default)]
pub struct Numbers(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Projects whose sample could be read.
    sampled: BTreeSet<Arc<Path>>,
    /// For each project: which sample was looked at last; see [`SampleSettings::identity`].
    looked_at: BTreeMap<Arc<Path>, Option<String>>,
    /// For each model: of which analysis, and what.
    counted: BTreeMap<Arc<Path>, (Weak<Analysis>, Arc<Counted>)>,
}

/// The numbers of a model.
#[derive(Debug)]
pub struct Counted {
    /// The numbers.
    pub counts: Counts,
    /// Of which sample: see [`SampleSettings::identity`].
    pub(crate) identity: String,
}

/// What is known about an analysis.
#[derive(Clone, Debug)]
pub enum State {
    /// Its project has no sample.
    NoSample,
    /// There are no numbers yet.
    Waiting,
    /// These.
    Counted(Arc<Counted>),
}

impl Numbers {
    fn known(&self) -> MutexGuard<'_, Known> {
        // What it holds is complete after every step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known about an analysis, and no other one of the same file.
    #[must_use]
    pub fn of(&self, analysis: &Arc<Analysis>) -> State {
        let known = self.known();
        match known.counted.get(&analysis.root) {
            Some((of, counted)) if of.as_ptr() == Arc::as_ptr(analysis) => State::Counted(Arc::clone(counted)),
            _ if known.sampled.contains(&analysis.project) => State::Waiting,
            _ => State::NoSample,
        }
    }

    /// This sample of a project, or that there is none, is taken into account.
    pub(crate) fn looks_at(&self, project: &Arc<Path>, identity: Option<&str>) {
        self.known().looked_at.insert(Arc::clone(project), identity.map(str::to_owned));
    }

    /// Whether a project has another sample than the one that was taken into account.
    pub(crate) fn is_another(&self, host: &dyn Host, project: &Path) -> bool {
        // Not before it was looked at: that is about to happen anyway.
        let Some(known) = self.known().looked_at.get(project).cloned() else { return false };
        host.sample(project).map(|sample| sample.identity) != known
    }

    /// These are the numbers of an analysis.
    pub(crate) fn set(&self, analysis: &Arc<Analysis>, counted: Counted) {
        let mut known = self.known();
        known.counted.insert(Arc::clone(&analysis.root), (Arc::downgrade(analysis), Arc::new(counted)));
    }

    /// Whether the sample of a project can be read. Returns whether that is news.
    pub(crate) fn is_sampled(&self, project: &Arc<Path>, is_sampled: bool) -> bool {
        let mut known = self.known();
        if is_sampled {
            return known.sampled.insert(Arc::clone(project));
        }
        let before = known.counted.len();
        known
            .counted
            .retain(|_, (analysis, _)| analysis.upgrade().is_some_and(|analysis| analysis.project != *project));
        known.sampled.remove(project) || known.counted.len() < before
    }

    /// Forgets the numbers of what is analysed no more.
    pub(crate) fn forget_gone(&self) {
        self.known().counted.retain(|_, (analysis, _)| analysis.strong_count() > 0);
    }
}

/// The records of one lead of the sample of a project; nothing when the project has none, or nobody wants it any more.
///
/// # Errors
/// Why they cannot be read, in sentences.
pub(crate) fn of_lead(
    host: &dyn Host,
    project: &Path,
    model: &Model,
    lead: &str,
    goes_on: &dyn Fn() -> bool,
) -> Result<Option<(LeadRecords, SampleRead)>, String> {
    let mut records = LeadRecords::default();
    let read = host.read_sample(project, model, &mut |found| {
        match found {
            Records::FromTheBeginning => records = LeadRecords::default(),
            Records::Leads(batch) => records.take_leads(&batch, lead),
            Records::Events(batch) => records.take_events(&batch, lead),
        }
        if goes_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(read.map(|read| (records, read)))
}
