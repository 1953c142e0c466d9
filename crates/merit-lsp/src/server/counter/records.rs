//! The records of samples, read once and kept.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use merit_ir::{Attribute, Event, Model};
use merit_workbench::sample::{HowRead, Sample, Taking};

use crate::host::Host;
use crate::live::{Records, SampleSettings};
use crate::snapshot::Analysis;

/// Samples are kept for at most so many models that declare different things.
const MOST: usize = 3;

/// While somebody types, reading rests so long after each piece.
const REST: Duration = Duration::from_millis(20);

/// The samples that were read.
#[derive(Default)]
pub(super) struct Kept(Vec<One>);

/// A sample, as a model reads it.
pub(super) struct Read {
    pub(super) records: Sample,
    pub(super) how: HowRead,
}

struct One {
    project: Arc<Path>,
    identity: String,
    declared: Declared,
    read: Result<Arc<Read>, String>,
}

/// What decides how records are read.
#[derive(PartialEq, Eq)]
struct Declared {
    events: Vec<Event>,
    attributes: Vec<Attribute>,
    timezone: String,
}

/// A sample, and what was noticed when it was read just now.
pub(super) struct Found {
    pub(super) sample: Arc<Read>,
    pub(super) notes: Vec<String>,
}

impl Kept {
    /// Forgets the samples of projects that nobody looks at.
    pub(super) fn only(&mut self, analyses: &[Arc<Analysis>]) {
        self.0.retain(|one| analyses.iter().any(|analysis| analysis.project == one.project));
    }

    /// The sample of a project for a model.
    ///
    /// # Errors
    /// Why it cannot be read, in sentences.
    pub(super) fn records(
        &mut self,
        host: &dyn Host,
        project: &Arc<Path>,
        model: &Model,
        settings: &SampleSettings,
        is_typed: &dyn Fn() -> bool,
    ) -> Result<Found, String> {
        let declared = Declared {
            events: model.events.clone(),
            attributes: model.attributes.clone(),
            timezone: model.timezone.clone(),
        };
        self.0.retain(|one| one.project != *project || one.identity == settings.identity);
        let known = self.0.iter().position(|one| one.project == *project && one.declared == declared);
        if let Some(at) = known {
            // The one used last is the last one to go.
            let one = self.0.remove(at);
            let read = one.read.clone();
            self.0.push(one);
            return read.map(|sample| Found { sample, notes: Vec::new() });
        }
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        let (read, notes) = match read(host, project, model, settings, is_typed) {
            Ok((read, notes)) => (Ok(Arc::new(read)), notes),
            Err(why) => (Err(why), Vec::new()),
        };
        let identity = settings.identity.clone();
        self.0.push(One { project: Arc::clone(project), identity, declared, read: read.clone() });
        read.map(|sample| Found { sample, notes })
    }
}

fn read(
    host: &dyn Host,
    project: &Path,
    model: &Model,
    settings: &SampleSettings,
    is_typed: &dyn Fn() -> bool,
) -> Result<(Read, Vec<String>), String> {
    let mut taking = Taking::new(settings.records);
    let (begin, mut rested) = (Instant::now(), Duration::ZERO);
    let read = host.read_sample(project, model, &mut |records| {
        match records {
            Records::FromTheBeginning => taking.begin_again(),
            Records::Leads(batch) => taking.take_leads(batch),
            Records::Events(batch) => taking.take_events(batch),
        }
        if is_typed() {
            std::thread::sleep(REST);
            rested += REST;
        }
        match begin.elapsed().saturating_sub(rested) > settings.time {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    let too_long = || {
        let seconds = settings.time.as_secs();
        format!("Reading it takes longer than {seconds} s: name fewer files, or allow more seconds in [sample].")
    };
    let read = read.ok_or_else(too_long)?;
    Ok((Read { records: taking.finish(), how: read.how }, read.notes))
}
