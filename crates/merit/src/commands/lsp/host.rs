//! The disk and its settings, as the language server asks for them: the same projects, files, levels and baselines as
//! those of `merit check`.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use merit_compiler::{FileProblem, Files};
use merit_diagnostics::{Code, Diagnostic, Level, SourceFile, Span};
use merit_ir::{Model, Renamed};
use merit_lsp::{Host, Records, Rules, SampleRead, SampleSettings, SettingsProblem};
use merit_workbench::Explanation;

use crate::baseline;
use crate::commands::explain;
use crate::config::{self, Checks, Settings};
use crate::fingerprint::Fingerprints;
use crate::inputs::read_sample;
use crate::pages;
use crate::paths::{files_of, score_files};
use crate::problem::Problem;
use crate::project::{Project, SETTINGS, folder_of};

/// The disk.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// Baselines that were read: they decide, too.
    baselines: Mutex<HashSet<PathBuf>>,
}

impl Host for Disk {
    fn resolve(&self, path: &Path) -> PathBuf {
        if let Ok(folder) = std::fs::canonicalize(path)
            && folder.is_dir()
        {
            return folder;
        }
        // The folder is resolved, the name is not: a link to a file is that file under its own name.
        match (std::fs::canonicalize(folder_of(path)), path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => path.to_owned(),
        }
    }

    fn project_of(&self, file: &Path) -> PathBuf {
        // What is no file, such as a document without a name, is a project of its own.
        if file.is_relative() {
            return PathBuf::new();
        }
        let folder = folder_of(file);
        Project::of(folder).map_or_else(|_| folder.to_owned(), |project| project.root().to_owned())
    }

    fn score_files(&self, folder: &Path) -> Vec<PathBuf> {
        // A folder that cannot be searched has no files; those that are opened are looked at all the same.
        score_files(folder).unwrap_or_default()
    }

    fn list_files(&self, project: &Path) -> Vec<PathBuf> {
        if project.as_os_str().is_empty() {
            Vec::new()
        } else {
            files_of(project, &["txt", "csv"]).unwrap_or_default()
        }
    }

    fn read(&self, project: &Path, inside: &str) -> Result<Vec<u8>, FileProblem> {
        if project.as_os_str().is_empty() {
            return Err(FileProblem::Missing);
        }
        Project::at(project.to_owned()).read(inside)
    }

    fn rules(&self, project: &Path) -> Result<Arc<dyn Rules>, SettingsProblem> {
        let project = Project::at(project.to_owned());
        let Some(file) = project.settings() else { return Ok(Arc::new(Said::default())) };
        let wrong = |message: String, at: Option<(usize, usize)>| {
            let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let at = at.map(|(line, column)| (number(line), number(column)));
            SettingsProblem { file: file.clone(), message, at }
        };
        let text = std::fs::read_to_string(&file);
        let text = text.map_err(|error| wrong(Problem::file("read", file.display(), &error).text(), None))?;
        let settings = Settings::from_text(&text).map_err(|fault| {
            let near = fault.near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
            wrong(format!("{}{near}", fault.message), fault.at)
        })?;
        let checks = settings.checks().map_err(|problem| wrong(problem.text(), None))?;
        let mut waiting = HashSet::new();
        if let Some(named) = &settings.check.baseline {
            let path = project.root().join(named);
            self.baselines.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
            waiting = baseline::known(&path).map_err(|problem| wrong(problem.text(), None))?;
        }
        Ok(Arc::new(Said { checks, waiting }))
    }

    fn is_settings(&self, file: &Path) -> bool {
        file.file_name().is_some_and(|name| name == SETTINGS)
            || self.baselines.lock().unwrap_or_else(PoisonError::into_inner).contains(file)
    }

    fn page(&self, code: Code) -> Option<&'static str> {
        pages::page(code)
    }

    fn sample(&self, project: &Path) -> Option<SampleSettings> {
        let (_, sample) = sample_of(project)?;
        let files = sample.events.iter().chain(&sample.leads);
        let files: Vec<String> = files.map(|file| state(&project.join(file))).collect();
        Some(SampleSettings {
            identity: format!("{sample:?} {files:?}"),
            records: sample.records.get() as usize,
            time: Duration::from_secs(sample.seconds.get().into()),
        })
    }

    fn read_sample(
        &self,
        project: &Path,
        model: &Model,
        take: &mut dyn FnMut(Records) -> ControlFlow<()>,
    ) -> Result<Option<SampleRead>, String> {
        let Some((settings, sample)) = sample_of(project) else { return Ok(None) };
        read_sample(project, &settings, &sample, model, take)
    }

    fn ledger(&self, explanation: &Explanation, model: &str) -> String {
        explain::text(std::slice::from_ref(explanation), model)
    }

    fn settings_file(&self, project: &Path) -> Option<PathBuf> {
        if project.as_os_str().is_empty() { None } else { Project::at(project.to_owned()).settings() }
    }

    fn renamed(&self, settings: &str, renamed: &Renamed<'_>) -> Result<Vec<(Span, String)>, String> {
        let edits = merit_events::rename_in_sources(settings, renamed)?;
        Ok(edits.into_iter().map(|edit| (Span::of(edit.range), edit.text)).collect())
    }
}

/// The settings of a project that names a sample; nothing where they cannot be read, which is told elsewhere.
fn sample_of(project: &Path) -> Option<(Settings, config::SampleSettings)> {
    if project.as_os_str().is_empty() {
        return None;
    }
    let text = std::fs::read_to_string(Project::at(project.to_owned()).settings()?).ok()?;
    let mut settings = Settings::from_text(&text).ok()?;
    let sample = settings.sample.take()?;
    Some((settings, sample))
}

/// Size and time of a file, or of those that a pattern stands for: what tells that they have changed.
fn state(file: &Path) -> String {
    let known = |file: &Path| std::fs::metadata(file).ok().map(|known| (known.len(), known.modified().ok()));
    match known(file) {
        Some(known) => format!("{known:?}"),
        None => {
            let found = glob::glob(&file.to_string_lossy()).into_iter().flatten().flatten();
            found.map(|file| format!("{} {:?}", file.display(), known(&file))).collect()
        }
    }
}

/// What a project says.
#[derive(Debug, Default)]
struct Said {
    checks: Checks,
    /// The fingerprints of findings that wait.
    waiting: HashSet<String>,
}

impl Rules for Said {
    fn level(&self, diagnostic: &Diagnostic) -> Option<Level> {
        self.checks.level(diagnostic)
    }

    fn waiting(&self, inside: &str, source: &SourceFile, found: &[(&Diagnostic, bool)]) -> Vec<bool> {
        if self.waiting.is_empty() {
            return vec![false; found.len()];
        }
        let mut prints = Fingerprints::default();
        let mut waits = |(diagnostic, may_wait): &(&Diagnostic, bool)| {
            let print = prints.of(inside, Some(source), diagnostic);
            *may_wait && self.waiting.contains(&print)
        };
        found.iter().map(&mut waits).collect()
    }
}
