//! The workspace at one moment.

mod analysis;
mod file;
mod findings;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use merit_diagnostics::{SourceFile, Span};
use merit_syntax::Parsed;

use crate::host::{Defaults, Host, Rules, SettingsProblem};

pub use analysis::Analysis;
pub(crate) use file::{File, inside};
pub use findings::Finding;
pub(crate) use findings::merge;

/// A place in a file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileSpan {
    /// The file.
    pub file: Arc<Path>,
    /// The bytes in it.
    pub span: Span,
}

/// A change of a file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// What is replaced.
    pub at: FileSpan,
    /// What stands there afterwards.
    pub text: String,
}

/// The workspace at one moment: open documents as the editor has them, all other files as the disk has them. Cloning is
/// cheap, and every clone sees the same, whatever is typed meanwhile.
#[derive(Clone)]
pub struct Snapshot(Arc<Inner>);

/// An analysis that may not be made yet.
type Slot = Arc<OnceLock<Arc<Analysis>>>;

struct Inner {
    host: Arc<dyn Host>,
    /// Open documents.
    open: BTreeMap<Arc<Path>, Arc<File>>,
    /// All score files: those of the folders of the workspace, and open ones. Sorted.
    files: Arc<[Arc<Path>]>,
    /// Other files that were read so far.
    disk: Mutex<HashMap<PathBuf, Arc<File>>>,
    projects: Mutex<HashMap<PathBuf, Arc<Path>>>,
    settings: Mutex<HashMap<Arc<Path>, Settings>>,
    /// Files that are not open here and were changed by the editor, as far as nothing was saved since.
    unsaved: Arc<Mutex<HashSet<PathBuf>>>,
    analyses: Mutex<HashMap<Arc<Path>, Slot>>,
}

/// The settings of a project, or what is wrong with them.
type Settings = Result<Arc<dyn Rules>, Arc<SettingsProblem>>;

/// What became different between two snapshots.
pub(crate) enum Changed<'a> {
    /// The content of these files.
    Files(&'a [&'a Path]),
    /// Perhaps everything that is not open.
    Disk,
    /// Nothing but which files there are.
    Nothing,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these maps hold is complete after every step, so a panic elsewhere has not damaged them.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Snapshot {
    /// A workspace without files.
    pub(crate) fn empty(host: Arc<dyn Host>) -> Self {
        Self(Arc::new(Inner {
            host,
            open: BTreeMap::new(),
            files: Arc::new([]),
            disk: Mutex::default(),
            projects: Mutex::default(),
            settings: Mutex::default(),
            unsaved: Arc::default(),
            analyses: Mutex::default(),
        }))
    }

    /// The next moment. What was read and analysed is kept as far as it has not changed.
    pub(crate) fn next(
        &self,
        open: BTreeMap<Arc<Path>, Arc<File>>,
        files: Arc<[Arc<Path>]>,
        changed: &Changed<'_>,
    ) -> Self {
        let old = &self.0;
        let (disk, analyses) = match changed {
            Changed::Disk => (HashMap::new(), HashMap::new()),
            Changed::Nothing => (lock(&old.disk).clone(), lock(&old.analyses).clone()),
            Changed::Files(changed) => {
                let mut disk = lock(&old.disk).clone();
                disk.retain(|path, _| !changed.contains(&path.as_path()));
                let mut analyses = lock(&old.analyses).clone();
                // One that is not made yet might still be made of what was there before.
                analyses
                    .retain(|_, slot| slot.get().is_some_and(|made| !changed.iter().any(|file| made.reads(file))));
                (disk, analyses)
            }
        };
        let keep = !matches!(changed, Changed::Disk);
        let kept = |map: &Mutex<HashMap<PathBuf, Arc<Path>>>| if keep { lock(map).clone() } else { HashMap::new() };
        let settings = if keep { lock(&old.settings).clone() } else { HashMap::new() };
        Self(Arc::new(Inner {
            host: Arc::clone(&old.host),
            open,
            files,
            disk: Mutex::new(disk),
            projects: Mutex::new(kept(&old.projects)),
            settings: Mutex::new(settings),
            unsaved: if keep { Arc::clone(&old.unsaved) } else { Arc::default() },
            analyses: Mutex::new(analyses),
        }))
    }

    /// The outside world.
    #[must_use]
    pub fn host(&self) -> &dyn Host {
        self.0.host.as_ref()
    }

    /// All score files of the workspace, and all open ones, sorted.
    #[must_use]
    pub fn files(&self) -> &[Arc<Path>] {
        &self.0.files
    }

    /// True for a document that is open in the editor.
    #[must_use]
    pub fn is_open(&self, file: &Path) -> bool {
        self.0.open.contains_key(file)
    }

    /// The editor was asked to change this file, which is not open: until something is saved, only the editor knows its text.
    pub fn mark_unsaved(&self, file: &Path) {
        if !self.is_open(file) {
            lock(&self.0.unsaved).insert(file.to_owned());
        }
    }

    /// True while only the editor knows the text of a file.
    #[must_use]
    pub fn is_unsaved(&self, file: &Path) -> bool {
        !self.is_open(file) && lock(&self.0.unsaved).contains(file)
    }

    /// Something was saved: the disk has the text of all files again.
    pub(crate) fn mark_saved(&self) {
        lock(&self.0.unsaved).clear();
    }

    /// The version of an open document.
    #[must_use]
    pub fn version(&self, file: &Path) -> Option<i32> {
        self.0.open.get(file).and_then(|file| file.version())
    }

    /// The text of a file; `None` when there is none, or when it is no UTF-8 text.
    #[must_use]
    pub fn source(&self, file: &Path) -> Option<Arc<SourceFile>> {
        self.file(file).source().cloned()
    }

    /// The statements of a file, by itself.
    #[must_use]
    pub fn parsed(&self, file: &Path) -> Option<Arc<Parsed>> {
        self.file(file).parsed()
    }

    /// A file compiled with everything it uses, and checked for best practice. Made when first asked for.
    #[must_use]
    pub fn analysis(&self, file: &Path) -> Arc<Analysis> {
        let slot = {
            let mut analyses = lock(&self.0.analyses);
            match analyses.get(file) {
                Some(slot) => Arc::clone(slot),
                None => {
                    let slot = Slot::default();
                    analyses.insert(Arc::from(file), Arc::clone(&slot));
                    slot
                }
            }
        };
        Arc::clone(slot.get_or_init(|| Arc::new(Analysis::make(self, file))))
    }

    /// The analysis of a file, if it is made already.
    #[must_use]
    pub fn known_analysis(&self, file: &Path) -> Option<Arc<Analysis>> {
        lock(&self.0.analyses).get(file).and_then(|slot| slot.get().cloned())
    }

    /// The files of the workspace whose compilation reads this one: it itself, and those that use it.
    #[must_use]
    pub fn readers(&self, file: &Path) -> Vec<Arc<Analysis>> {
        let all = self.files().iter().map(|root| self.analysis(root));
        all.filter(|analysis| analysis.reads(file)).collect()
    }

    /// What `merit check` says about a file: the findings of all files of the workspace that read it, each once.
    #[must_use]
    pub fn findings(&self, file: &Path) -> Vec<Finding> {
        merge(self, file, &self.readers(file), true)
    }

    /// The root of the project of a file.
    #[must_use]
    pub fn project(&self, file: &Path) -> Arc<Path> {
        if let Some(known) = lock(&self.0.projects).get(file) {
            return Arc::clone(known);
        }
        let root: Arc<Path> = self.0.host.project_of(file).into();
        lock(&self.0.projects).insert(file.to_owned(), Arc::clone(&root));
        root
    }

    /// What the project says about its findings; the defaults when its settings cannot be read.
    pub(crate) fn rules(&self, project: &Arc<Path>) -> Arc<dyn Rules> {
        self.settings(project).unwrap_or_else(|_| Arc::new(Defaults))
    }

    /// What is wrong with the settings of a project.
    pub(crate) fn settings(&self, project: &Arc<Path>) -> Settings {
        if let Some(known) = lock(&self.0.settings).get(project) {
            return known.clone();
        }
        let settings = self.0.host.rules(project).map_err(Arc::new);
        lock(&self.0.settings).insert(Arc::clone(project), settings.clone());
        settings
    }

    /// The file at a path, read when first asked for.
    pub(crate) fn file(&self, path: &Path) -> Arc<File> {
        let project = self.project(path);
        self.file_of(&project, path)
    }

    pub(crate) fn file_of(&self, project: &Path, path: &Path) -> Arc<File> {
        if let Some(open) = self.0.open.get(path) {
            return Arc::clone(open);
        }
        if let Some(known) = lock(&self.0.disk).get(path) {
            return Arc::clone(known);
        }
        let file = Arc::new(File::of_disk(self.host(), project, path));
        lock(&self.0.disk).insert(path.to_owned(), Arc::clone(&file));
        file
    }
}
