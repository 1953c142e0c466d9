//! The thread that checks what changed, and has its findings shown.
//!
//! Only the newest state of the workspace is of interest: while files are checked one by one, a newer state ends the
//! round, and what it has in common with the older one is not done again.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};
use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams};

use crate::server::context::Context;
use crate::server::findings;
use crate::snapshot::{Analysis, merge};

/// Something that the checker has found out.
pub(super) enum News {
    /// These are the findings of a file now.
    Findings(PublishDiagnosticsParams),
    /// All that changed is checked.
    Checked,
}

/// A state of the workspace to be checked.
struct Job {
    number: u64,
    context: Context,
    /// What changed last: it is checked first.
    first: Option<Arc<Path>>,
}

/// The thread; it ends when this is dropped.
pub(super) struct Checker {
    jobs: Sender<Job>,
    newest: Arc<AtomicU64>,
}

impl Checker {
    /// Starts the thread; what it finds out goes to `news`.
    pub(super) fn start(news: Sender<News>) -> Self {
        let (jobs, queue) = unbounded();
        let newest = Arc::new(AtomicU64::new(0));
        let work = Work {
            newest: Arc::clone(&newest),
            known: HashMap::new(),
            claims: HashMap::new(),
            shown: HashMap::new(),
            affected: BTreeSet::new(),
            failed: HashMap::new(),
            news,
        };
        std::thread::spawn(move || work.run(&queue));
        Self { jobs, newest }
    }

    /// This is the state of the workspace now.
    pub(super) fn check(&self, context: Context, first: Option<Arc<Path>>) {
        let number = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        // The thread lives as long as the checker.
        let _ = self.jobs.send(Job { number, context, first });
    }
}

struct Work {
    newest: Arc<AtomicU64>,
    /// The last analysis of each file.
    known: HashMap<Arc<Path>, Arc<Analysis>>,
    /// The analyses whose claims were told.
    claims: HashMap<Arc<Path>, Arc<Analysis>>,
    /// What the client was told about each file.
    shown: HashMap<Arc<Path>, Shown>,
    /// Files that an analysis read that is gone: what they show must be told anew, also when a newer state ends the round.
    affected: BTreeSet<Arc<Path>>,
    /// Files whose analysis met a mistake in Merit, and the version that did.
    failed: HashMap<Arc<Path>, Option<i32>>,
    news: Sender<News>,
}

#[derive(PartialEq)]
struct Shown {
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

/// Nobody listens any more, or there is a newer state.
struct Stop;

impl Work {
    fn run(mut self, queue: &Receiver<Job>) {
        while let Ok(job) = queue.recv() {
            let job = queue.try_iter().last().unwrap_or(job);
            let done = self.round(&job);
            if done.is_ok() && self.news.send(News::Checked).is_err() {
                return;
            }
        }
    }

    fn round(&mut self, job: &Job) -> Result<(), Stop> {
        let snapshot = &job.context.snapshot;
        let gone: Vec<Arc<Path>> =
            self.known.keys().filter(|root| snapshot.files().binary_search(root).is_err()).cloned().collect();
        for root in gone {
            self.claims.remove(&root);
            self.affected.extend(self.known.remove(&root).iter().flat_map(|analysis| analysis.files()).cloned());
        }
        let mut stale: Vec<Arc<Path>> =
            snapshot.files().iter().filter(|root| self.is_stale(job, root)).cloned().collect();
        stale.sort_by_key(|root| (job.first.as_ref() != Some(root), !snapshot.is_open(root)));
        for root in stale {
            let made = catch_unwind(AssertUnwindSafe(|| snapshot.analysis(&root)));
            let Ok(analysis) = made else {
                self.failed.insert(Arc::clone(&root), snapshot.version(&root));
                continue;
            };
            self.failed.remove(&root);
            let mut files: Vec<Arc<Path>> = vec![Arc::clone(&root)];
            files.extend(analysis.files().iter().cloned());
            let before = self.known.insert(Arc::clone(&root), analysis);
            files.extend(before.iter().flat_map(|before| before.files()).cloned());
            // The file itself first: somebody is looking at it.
            for file in &files {
                self.show(job, file)?;
                self.affected.remove(file);
            }
            self.go_on(job)?;
        }
        // Open documents that no analysis reads any more, or whose version alone is new.
        let old: Vec<Arc<Path>> = self.shown.keys().filter(|file| self.is_old(job, file)).cloned().collect();
        self.affected.extend(old);
        while let Some(file) = self.affected.pop_first() {
            self.show(job, &file)?;
        }
        self.settings(job)?;
        self.claims(job)
    }

    /// What is found about claims: it may take seconds, so it comes last, and only while nothing else is typed.
    fn claims(&mut self, job: &Job) -> Result<(), Stop> {
        let is_told = |analysis: &Arc<Analysis>| {
            self.claims.get(&analysis.root).is_some_and(|told| Arc::ptr_eq(told, analysis))
        };
        let waiting: Vec<Arc<Analysis>> = self
            .known
            .values()
            .filter(|analysis| !analysis.compilation.claims.is_empty() && !is_told(analysis))
            .cloned()
            .collect();
        for analysis in waiting {
            self.go_on(job)?;
            // A mistake there fails the command, too; the other findings stay.
            let _ = catch_unwind(AssertUnwindSafe(|| analysis.claims().len()));
            self.claims.insert(Arc::clone(&analysis.root), Arc::clone(&analysis));
            for file in analysis.files() {
                self.show(job, file)?;
            }
        }
        Ok(())
    }

    fn go_on(&self, job: &Job) -> Result<(), Stop> {
        if self.newest.load(Ordering::SeqCst) == job.number { Ok(()) } else { Err(Stop) }
    }

    fn is_stale(&self, job: &Job, root: &Arc<Path>) -> bool {
        let snapshot = &job.context.snapshot;
        if self.failed.get(root).is_some_and(|version| *version == snapshot.version(root)) {
            return false;
        }
        let now = snapshot.known_analysis(root);
        let same = |now: &Arc<Analysis>| self.known.get(root).is_some_and(|known| Arc::ptr_eq(known, now));
        !now.as_ref().is_some_and(same)
    }

    fn is_old(&self, job: &Job, file: &Path) -> bool {
        let version = job.context.snapshot.version(file);
        self.shown.get(file).is_some_and(|shown| shown.version != version)
    }

    /// Tells the findings of a file, if they are not what was told before.
    fn show(&mut self, job: &Job, file: &Arc<Path>) -> Result<(), Stop> {
        let snapshot = &job.context.snapshot;
        // In the order in which `merit check` looks at files.
        let mut readers: Vec<&Arc<Analysis>> = self.known.values().filter(|analysis| analysis.reads(file)).collect();
        readers.sort_by(|a, b| a.root.cmp(&b.root));
        let readers: Vec<Arc<Analysis>> = readers.into_iter().cloned().collect();
        let found = merge(snapshot, file, &readers, false);
        let diagnostics = findings::diagnostics(&job.context, &found);
        self.tell(job, file, diagnostics)
    }

    fn tell(&mut self, job: &Job, file: &Arc<Path>, diagnostics: Vec<Diagnostic>) -> Result<(), Stop> {
        let version = job.context.snapshot.version(file);
        let now = Shown { version, diagnostics };
        let known = self.shown.get(file);
        let is_news = match known {
            Some(known) => *known != now,
            None => version.is_some() || !now.diagnostics.is_empty(),
        };
        if !is_news {
            return Ok(());
        }
        let uri = job.context.uri(file);
        let told = PublishDiagnosticsParams { uri, version, diagnostics: now.diagnostics.clone() };
        if version.is_none() && now.diagnostics.is_empty() {
            self.shown.remove(file);
        } else {
            self.shown.insert(Arc::clone(file), now);
        }
        self.news.send(News::Findings(told)).map_err(|_| Stop)
    }

    /// What is wrong with the settings of the projects.
    fn settings(&mut self, job: &Job) -> Result<(), Stop> {
        let snapshot = &job.context.snapshot;
        let projects: BTreeSet<&Arc<Path>> = self.known.values().map(|analysis| &analysis.project).collect();
        let mut wrong: HashMap<Arc<Path>, Vec<Diagnostic>> = HashMap::new();
        for project in projects {
            if let Err(problem) = snapshot.settings(project) {
                let file: Arc<Path> = problem.file.clone().into();
                let text = snapshot.source(&file);
                let text = text.as_ref().map_or("", |source| source.text());
                wrong.insert(file, vec![findings::settings(&problem, text)]);
            }
        }
        let is_settings = |file: &&Arc<Path>| snapshot.host().is_settings(file);
        let files: BTreeSet<Arc<Path>> = self.shown.keys().filter(is_settings).chain(wrong.keys()).cloned().collect();
        for file in files {
            self.tell(job, &file, wrong.remove(&file).unwrap_or_default())?;
        }
        Ok(())
    }
}
