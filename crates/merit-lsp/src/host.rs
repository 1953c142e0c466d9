//! What the server needs of the world.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use merit_compiler::FileProblem;
use merit_diagnostics::{Diagnostic, Level, SourceFile, Span};
use merit_ir::{Model, Renamed};
use merit_workbench::Explanation;

use crate::live::{Records, SampleRead, SampleSettings};

/// Files, projects and settings. Paths are absolute unless it is said otherwise.
pub trait Host: Send + Sync + 'static {
    /// The path under which a file is known: without `..`, its folder without links. A file that is not there keeps the
    /// path that was given.
    fn resolve(&self, path: &Path) -> PathBuf;

    /// The root of the project of a file.
    fn project_of(&self, file: &Path) -> PathBuf;

    /// The score files of a folder, sorted, as `merit check` finds them.
    fn score_files(&self, folder: &Path) -> Vec<PathBuf>;

    /// The files of a project that may hold a list: texts and tables.
    fn list_files(&self, project: &Path) -> Vec<PathBuf>;

    /// Reads a file of a project; `inside` is its path from the root, with forward slashes.
    ///
    /// # Errors
    /// Why there is nothing to read.
    fn read(&self, project: &Path, inside: &str) -> Result<Vec<u8>, FileProblem>;

    /// The settings of a project.
    ///
    /// # Errors
    /// What is wrong with them.
    fn rules(&self, project: &Path) -> Result<Arc<dyn Rules>, SettingsProblem>;

    /// True for a file whose content decides about settings: then all of them are read again.
    fn is_settings(&self, file: &Path) -> bool;

    /// The page of a check, in Markdown.
    fn page(&self, code: merit_diagnostics::Code) -> Option<&'static str>;

    /// What a project says about its sample, when it has one.
    fn sample(&self, _project: &Path) -> Option<SampleSettings> {
        None
    }

    /// Reads the sample of a project for a model; nothing when there is none, or when `take` wants no more.
    ///
    /// # Errors
    /// Why it cannot be read, in sentences.
    fn read_sample(
        &self,
        _project: &Path,
        _model: &Model,
        _take: &mut dyn FnMut(Records) -> ControlFlow<()>,
    ) -> Result<Option<SampleRead>, String> {
        Ok(None)
    }

    /// A ledger as text. `model` is the file of the model, whose lines are said without its name.
    fn ledger(&self, _explanation: &Explanation, _model: &str) -> String {
        String::new()
    }

    /// The settings file of a project.
    fn settings_file(&self, _project: &Path) -> Option<PathBuf> {
        None
    }

    /// The changes of a settings file, in the order of their places, after which records are read as before although a
    /// name has become another.
    ///
    /// # Errors
    /// Why there are none, as a sentence for people.
    fn renamed(&self, _settings: &str, _renamed: &Renamed<'_>) -> Result<Vec<(Span, String)>, String> {
        Ok(Vec::new())
    }
}

/// What a project says about its findings.
pub trait Rules: Send + Sync {
    /// The level of a finding in this project; `None` when its check is switched off.
    fn level(&self, diagnostic: &Diagnostic) -> Option<Level>;

    /// Which findings of a file wait (stand in a baseline), in their order. `may_wait` tells which ones may.
    fn waiting(&self, inside: &str, source: &SourceFile, found: &[(&Diagnostic, bool)]) -> Vec<bool>;
}

/// Settings that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsProblem {
    /// The settings file.
    pub file: PathBuf,
    /// What is wrong, understandable alone.
    pub message: String,
    /// Line and column, both from 1, when they are known.
    pub at: Option<(u32, u32)>,
}

/// How a host without a disk answers [`Host::renamed`].
pub type Renamer = fn(&str, &Renamed<'_>) -> Result<Vec<(Span, String)>, String>;

/// A host without a disk: one project with default settings, whose root is `/` or the nearest folder with a
/// `merit.toml`.
#[derive(Clone, Debug, Default)]
pub struct MemoryHost {
    files: BTreeMap<PathBuf, Vec<u8>>,
    renamer: Option<Renamer>,
}

impl MemoryHost {
    /// No files yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: BTreeMap::new(), renamer: None }
    }

    /// The same files and this one.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// The same, with settings that change along with names.
    #[must_use]
    pub fn renaming(mut self, renamer: Renamer) -> Self {
        self.renamer = Some(renamer);
        self
    }
}

impl Host for MemoryHost {
    fn resolve(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    fn project_of(&self, file: &Path) -> PathBuf {
        let mut folders = file.ancestors().skip(1);
        let root = folders.find(|folder| self.files.contains_key(&folder.join("merit.toml")));
        root.unwrap_or(Path::new("/")).to_owned()
    }

    fn score_files(&self, folder: &Path) -> Vec<PathBuf> {
        let is_score = |path: &Path| path.extension().is_some_and(|extension| extension == "score");
        self.files.keys().filter(|path| path.starts_with(folder) && is_score(path)).cloned().collect()
    }

    fn list_files(&self, project: &Path) -> Vec<PathBuf> {
        let is_list =
            |path: &Path| path.extension().is_some_and(|extension| extension == "txt" || extension == "csv");
        self.files.keys().filter(|path| path.starts_with(project) && is_list(path)).cloned().collect()
    }

    fn read(&self, project: &Path, inside: &str) -> Result<Vec<u8>, FileProblem> {
        self.files.get(&project.join(inside)).cloned().ok_or(FileProblem::Missing)
    }

    fn rules(&self, _: &Path) -> Result<Arc<dyn Rules>, SettingsProblem> {
        Ok(Arc::new(Defaults))
    }

    fn is_settings(&self, file: &Path) -> bool {
        file.file_name().is_some_and(|name| name == "merit.toml")
    }

    fn page(&self, _: merit_diagnostics::Code) -> Option<&'static str> {
        None
    }

    fn settings_file(&self, project: &Path) -> Option<PathBuf> {
        let file = project.join("merit.toml");
        self.files.contains_key(&file).then_some(file)
    }

    fn renamed(&self, settings: &str, renamed: &Renamed<'_>) -> Result<Vec<(Span, String)>, String> {
        self.renamer.map_or_else(|| Ok(Vec::new()), |renamer| renamer(settings, renamed))
    }
}

/// No settings: every finding has the level of its check.
pub(crate) struct Defaults;

impl Rules for Defaults {
    fn level(&self, diagnostic: &Diagnostic) -> Option<Level> {
        Some(diagnostic.level)
    }

    fn waiting(&self, _: &str, _: &SourceFile, found: &[(&Diagnostic, bool)]) -> Vec<bool> {
        vec![false; found.len()]
    }
}
