//! What the server knows of the workspace: folders, open documents, and the snapshot of now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::host::Host;
use crate::snapshot::{Changed, File, Snapshot};

/// The workspace as it changes. Everything else works on the snapshots it gives out.
pub struct Workspace {
    host: Arc<dyn Host>,
    /// The folders, each with its score files.
    folders: BTreeMap<PathBuf, BTreeSet<Arc<Path>>>,
    open: BTreeMap<Arc<Path>, Arc<File>>,
    now: Snapshot,
}

impl Workspace {
    /// A workspace without folders and documents.
    #[must_use]
    pub fn new(host: Arc<dyn Host>) -> Self {
        let now = Snapshot::empty(Arc::clone(&host));
        Self { host, folders: BTreeMap::new(), open: BTreeMap::new(), now }
    }

    /// The workspace now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.now.clone()
    }

    /// The outside world.
    #[must_use]
    pub fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    /// The folders of the workspace.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.keys().map(PathBuf::as_path)
    }

    /// Adds a folder; its files are looked for with [`Self::found`].
    pub fn add_folder(&mut self, folder: PathBuf) {
        self.folders.entry(folder).or_default();
    }

    /// Takes a folder out.
    pub fn remove_folder(&mut self, folder: &Path) {
        self.folders.remove(folder);
        self.step(&Changed::Nothing);
    }

    /// These are the score files of a folder; a folder that is not there any more is left alone.
    pub fn found(&mut self, folder: &Path, files: impl IntoIterator<Item = PathBuf>) {
        if let Some(known) = self.folders.get_mut(folder) {
            *known = files.into_iter().map(Arc::from).collect();
            self.step(&Changed::Nothing);
        }
    }

    /// A document is open with this text.
    pub fn open(&mut self, path: &Path, version: i32, text: String) {
        self.open.insert(path.into(), Arc::new(File::open(path, version, text)));
        self.step(&Changed::Files(&[path]));
    }

    /// A document is not open any more: the disk decides again.
    pub fn close(&mut self, path: &Path) {
        self.open.remove(path);
        self.step(&Changed::Files(&[path]));
    }

    /// Files were written, made or removed on the disk.
    pub fn changed_on_disk(&mut self, paths: &[&Path]) {
        if paths.iter().any(|path| self.host.is_settings(path)) {
            self.step(&Changed::Disk);
        } else {
            self.step(&Changed::Files(paths));
        }
    }

    /// Anything on the disk may have changed.
    pub fn disk_may_have_changed(&mut self) {
        self.step(&Changed::Disk);
    }

    fn step(&mut self, changed: &Changed<'_>) {
        let in_folders = self.folders.values().flatten();
        let is_score = |path: &&Arc<Path>| path.extension().is_none_or(|extension| extension == "score");
        let files: BTreeSet<Arc<Path>> =
            in_folders.chain(self.open.keys().filter(is_score)).map(Arc::clone).collect();
        self.now = self.now.next(self.open.clone(), files.into_iter().collect(), changed);
    }
}
