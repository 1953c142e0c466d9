//! A file compiled with everything it uses.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use merit_compiler::{Compilation, FileProblem, Files};
use merit_diagnostics::{Diagnostic, FileId, Place};
use merit_syntax::tree::Tree;
use merit_workbench::BoundRow;

use crate::names::{NamedFile, Names};
use crate::snapshot::file::inside;
use crate::snapshot::{FileSpan, Snapshot};

/// A file compiled with everything it uses, and checked for best practice.
pub struct Analysis {
    /// The file that was asked for.
    pub root: Arc<Path>,
    /// The root of its project.
    pub project: Arc<Path>,
    /// What the compiler and the checks of best practice say, with the levels of the checks themselves.
    pub compilation: Compilation,
    /// The files of the compilation, by their numbers.
    files: Vec<Arc<Path>>,
    /// Everything that was read or looked for.
    read: BTreeSet<PathBuf>,
    names: OnceLock<Names>,
    bounds: OnceLock<Vec<BoundRow>>,
    claims: OnceLock<Vec<Diagnostic>>,
}

impl Analysis {
    pub(crate) fn make(snapshot: &Snapshot, root: &Path) -> Self {
        let project = snapshot.project(root);
        let view = View { snapshot, project: &project, read: Mutex::default() };
        let name = inside(&project, root).unwrap_or_else(|| root.to_string_lossy().into_owned());
        let mut compilation = merit_compiler::compile(&view, &name);
        merit_lint::lint(&mut compilation, &merit_lint::Options::default());
        let files = compilation.sources.iter().map(|(_, file)| project.join(file.name()).into()).collect();
        let mut read = view.read.into_inner().unwrap_or_else(PoisonError::into_inner);
        read.insert(root.to_owned());
        let (names, bounds, claims) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { root: root.into(), project, compilation, files, read, names, bounds, claims }
    }

    /// What is found about the claims of the file; worked out when first asked for, which may take seconds.
    #[must_use]
    pub fn claims(&self) -> &[Diagnostic] {
        self.claims.get_or_init(|| merit_workbench::claims::check(&self.compilation).findings)
    }

    /// The same, if it is known already; a file without claims has nothing to be found.
    #[must_use]
    pub fn known_claims(&self) -> Option<&[Diagnostic]> {
        if self.compilation.claims.is_empty() { Some(&[]) } else { self.claims.get().map(Vec::as_slice) }
    }

    /// True when the file took part, or would have if it were there.
    #[must_use]
    pub fn reads(&self, file: &Path) -> bool {
        self.read.contains(file)
    }

    /// The files of the compilation, by their numbers.
    #[must_use]
    pub fn files(&self) -> &[Arc<Path>] {
        &self.files
    }

    /// The path of a file of the compilation.
    #[must_use]
    pub fn path(&self, file: FileId) -> Option<&Arc<Path>> {
        self.files.get(file.0 as usize)
    }

    /// The number of a file of the compilation.
    #[must_use]
    pub fn number(&self, path: &Path) -> Option<FileId> {
        let index = self.files.iter().position(|file| file.as_ref() == path)?;
        u32::try_from(index).ok().map(FileId)
    }

    /// The statements of a score file of the compilation.
    #[must_use]
    pub fn tree(&self, file: FileId) -> Option<&Tree> {
        self.compilation.trees.iter().find(|(id, _)| *id == file).map(|(_, tree)| tree)
    }

    /// What every name in these files stands for. Made when first asked for.
    #[must_use]
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let trees = self.compilation.trees.iter();
            let files: Vec<NamedFile<'_>> = trees
                .filter_map(|(id, tree)| {
                    let file = self.compilation.sources.get(*id)?;
                    Some(NamedFile { id: *id, path: file.name(), text: file.text(), tree })
                })
                .collect();
            Names::of(&files)
        })
    }

    /// What the model can reach, line by line; nothing as long as it is not understood. Made when first asked for, once
    /// for each version of the model.
    #[must_use]
    pub fn bounds(&self) -> &[BoundRow] {
        let model = self.compilation.understood.as_ref();
        self.bounds.get_or_init(|| model.map(merit_workbench::bounds).unwrap_or_default())
    }

    /// A place of the compilation as a place of the workspace.
    #[must_use]
    pub fn place(&self, place: Place) -> Option<FileSpan> {
        self.path(place.file).map(|file| FileSpan { file: Arc::clone(file), span: place.span })
    }
}

/// The files of one project as the snapshot has them; notes what is asked for.
struct View<'a> {
    snapshot: &'a Snapshot,
    project: &'a Path,
    read: Mutex<BTreeSet<PathBuf>>,
}

impl Files for View<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        let full = self.project.join(path);
        let file = self.snapshot.file_of(self.project, &full);
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(full);
        file.bytes()
    }
}
