//! Every model of the repository, as projects in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{Compilation, FileProblem, Files, compile};
use merit_lsp::names::{NamedFile, Names};

/// The files of one project, by their paths.
#[derive(Clone, Default)]
pub(crate) struct Project {
    pub(crate) folder: PathBuf,
    pub(crate) texts: BTreeMap<String, Vec<u8>>,
}

impl Files for Project {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        self.texts.get(path).cloned().ok_or(FileProblem::Missing)
    }
}

impl Project {
    pub(crate) fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.texts[path]).unwrap()
    }

    /// Its score files.
    pub(crate) fn score_files(&self) -> Vec<String> {
        self.texts.keys().filter(|path| path.ends_with(".score")).cloned().collect()
    }

    pub(crate) fn compile(&self, path: &str) -> Compilation {
        compile(self, path)
    }

    /// The same with some bytes of a file replaced.
    pub(crate) fn with(&self, path: &str, range: std::ops::Range<usize>, new: &str) -> Self {
        let mut changed = self.clone();
        let mut text = self.text(path).to_owned();
        text.replace_range(range, new);
        changed.texts.insert(path.to_owned(), text.into_bytes());
        changed
    }
}

/// The names of a compiled file and everything it uses.
pub(crate) fn names(compiled: &Compilation) -> Names {
    let files: Vec<NamedFile<'_>> = compiled
        .trees
        .iter()
        .map(|(id, tree)| {
            let file = compiled.sources.get(*id).unwrap();
            NamedFile { id: *id, path: file.name(), text: file.text(), tree }
        })
        .collect();
    Names::of(&files)
}

/// Every project with score files in the examples and the suite.
pub(crate) fn projects() -> Vec<Project> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut projects: BTreeMap<PathBuf, Project> = BTreeMap::new();
    for place in ["examples", "tests/suite", "tests/versions"] {
        let mut folders = vec![root.join(place)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let marked =
                    |folder: &&Path| folder.join("case.toml").is_file() || folder.join("merit.toml").is_file();
                let known = path.parent().unwrap().ancestors().take_while(|folder| *folder != root).find(marked);
                let home = known.unwrap_or_else(|| path.parent().unwrap()).to_owned();
                let inside = path.strip_prefix(&home).unwrap().to_string_lossy().replace('\\', "/");
                // Logs and tables do not take part, and some are large.
                if matches!(path.extension().and_then(|e| e.to_str()), Some("score" | "txt" | "csv" | "toml")) {
                    let project = projects.entry(home.clone()).or_default();
                    project.folder = home;
                    project.texts.insert(inside, fs::read(&path).unwrap());
                }
            }
        }
    }
    // A list may lie in a folder that is no project of its own: give it to the folder above, too.
    let all: Vec<(PathBuf, Project)> =
        projects.iter().map(|(home, project)| (home.clone(), project.clone())).collect();
    for (home, inner) in &all {
        for above in home.ancestors().skip(1) {
            let Some(project) = projects.get_mut(above) else { continue };
            let prefix = home.strip_prefix(above).unwrap().to_string_lossy().replace('\\', "/");
            for (path, bytes) in &inner.texts {
                project.texts.insert(format!("{prefix}/{path}"), bytes.clone());
            }
        }
    }
    projects.into_values().filter(|project| !project.score_files().is_empty()).collect()
}
