//! The thread that counts on the sample of a project: after everything else is checked, and only while nobody types.
//!
//! Records are read once, and kept as long as neither the files nor what the model declares has changed. Typing does not
//! end reading, it only slows it down; it ends counting.

mod records;
mod saved;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use merit_workbench::sample::{Pace, count, thresholds};

use crate::live::{Counted, Numbers, State};
use crate::server::context::Context;
use crate::server::said::Said;
use crate::snapshot::Analysis;
use records::{Found, Kept};

/// So long nobody has typed.
const PAUSE: Duration = Duration::from_millis(250);

/// A state of the workspace in which everything is checked.
struct Job {
    number: u64,
    context: Context,
}

/// The thread; it ends when this is dropped.
pub(super) struct Counter {
    jobs: Sender<Job>,
    newest: Arc<AtomicU64>,
}

impl Counter {
    /// Starts the thread.
    pub(super) fn start(numbers: Arc<Numbers>, said: Sender<Said>) -> Self {
        let (jobs, queue) = unbounded();
        let newest = Arc::new(AtomicU64::new(0));
        let work = Work { newest: Arc::clone(&newest), numbers, said, kept: Kept::default(), told: BTreeSet::new() };
        std::thread::spawn(move || work.run(&queue));
        Self { jobs, newest }
    }

    /// Everything is checked in this state.
    pub(super) fn count(&self, context: Context) {
        let number = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        // The thread lives as long as the counter.
        let _ = self.jobs.send(Job { number, context });
    }

    /// Somebody types: what is being counted is of no use any more.
    pub(super) fn interrupt(&self) {
        self.newest.fetch_add(1, Ordering::SeqCst);
    }
}

struct Work {
    newest: Arc<AtomicU64>,
    numbers: Arc<Numbers>,
    said: Sender<Said>,
    kept: Kept,
    /// What was said already.
    told: BTreeSet<String>,
}

/// Somebody types.
struct Interrupted;

impl Work {
    fn run(mut self, queue: &Receiver<Job>) {
        while let Ok(mut job) = queue.recv() {
            loop {
                match queue.recv_timeout(PAUSE) {
                    Ok(newer) => job = newer,
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            // A mistake there costs the numbers, and nothing else.
            if catch_unwind(AssertUnwindSafe(|| self.round(&job))).is_err() {
                self.kept = Kept::default();
                self.tell("Counting on the sample has met a mistake in Merit itself, please report it.".to_owned());
            }
        }
    }

    fn round(&mut self, job: &Job) {
        if !self.is_newest(job) {
            return;
        }
        let snapshot = &job.context.snapshot;
        let is_looked_at = |analysis: &Arc<Analysis>| {
            analysis.compilation.model.is_some() && analysis.files().iter().any(|file| snapshot.is_open(file))
        };
        let analyses = snapshot.files().iter().filter_map(|root| snapshot.known_analysis(root));
        let analyses: Vec<Arc<Analysis>> = analyses.filter(is_looked_at).collect();
        self.numbers.forget_gone();
        self.kept.only(&analyses);
        let mut is_news = false;
        for analysis in &analyses {
            match self.one(job, analysis) {
                Ok(one) => is_news |= one,
                Err(Interrupted) => break,
            }
        }
        if is_news {
            // Nobody listens any more when the session is over.
            let _ = self.said.send(Said::Numbers);
        }
    }

    fn is_newest(&self, job: &Job) -> bool {
        self.newest.load(Ordering::SeqCst) == job.number
    }

    /// Counts for one model; whether there is something new to be shown.
    fn one(&mut self, job: &Job, analysis: &Arc<Analysis>) -> Result<bool, Interrupted> {
        let (host, project) = (job.context.snapshot.host(), &analysis.project);
        let settings = host.sample(project);
        self.numbers.looks_at(project, settings.as_ref().map(|settings| settings.identity.as_str()));
        let (Some(settings), Some(model)) = (settings, analysis.compilation.model.as_ref()) else {
            return Ok(self.numbers.is_sampled(project, false));
        };
        if let State::Counted(counted) = self.numbers.of(analysis)
            && counted.identity == settings.identity
        {
            return Ok(false);
        }
        let newest = Arc::clone(&self.newest);
        let is_typed = || newest.load(Ordering::SeqCst) != job.number;
        let found = self.kept.records(host, project, model, &settings, &is_typed);
        let sample = match found {
            Ok(Found { sample, notes }) => {
                notes.into_iter().for_each(|note| self.note(note));
                sample
            }
            Err(why) => {
                let file = project.join("merit.toml");
                self.tell(format!("{}: There are no numbers of the sample. {why}", file.display()));
                return Ok(self.numbers.is_sampled(project, false));
            }
        };
        let was_news = self.numbers.is_sampled(project, true);
        let (begin, time) = (Instant::now(), settings.time);
        let pace = || match () {
            () if !self.is_newest(job) => Pace::Stop,
            () if begin.elapsed() > time => Pace::Enough,
            () => Pace::GoOn,
        };
        if pace() == Pace::Stop {
            return Err(Interrupted);
        }
        let old = saved::model(&job.context.snapshot, analysis);
        let moved = old.as_ref().map_or_else(Vec::new, |old| thresholds(old, model));
        let old = old.as_ref().map(|old| (old, moved.as_slice()));
        match count(model, old, &sample.records, &sample.how, &pace) {
            Ok(Some(counts)) => {
                self.numbers.set(analysis, Counted { counts, identity: settings.identity });
                Ok(true)
            }
            Ok(None) if !self.is_newest(job) => Err(Interrupted),
            Ok(None) => {
                let seconds = time.as_secs();
                self.tell(format!("The sample is too large to be counted in {seconds} s: [sample] of merit.toml can allow more seconds, or fewer records."));
                Ok(self.numbers.is_sampled(project, false))
            }
            Err(why) => {
                self.tell(why);
                Ok(was_news)
            }
        }
    }

    /// Says something that people should see, once.
    fn tell(&mut self, text: String) {
        if self.told.insert(text.clone()) {
            let _ = self.said.send(Said::Message(text));
        }
    }

    /// Writes something down, once.
    fn note(&mut self, text: String) {
        if self.told.insert(text.clone()) {
            let _ = self.said.send(Said::Note(text));
        }
    }
}
