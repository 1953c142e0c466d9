//! A case as it stands on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use merit_compiler::MemoryFiles;
use serde::Deserialize;

/// A folder of the suite.
pub(crate) struct Case {
    /// `case.toml`
    pub(crate) spec: Spec,
    /// All files, by their paths in the folder.
    pub(crate) files: MemoryFiles,
    texts: BTreeMap<String, String>,
}

/// What must come of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What it shows, in one sentence.
    #[serde(rename = "about")]
    _about: String,
    /// Every error of the compiler as `CODE LINE`.
    #[serde(default)]
    pub(crate) findings: Vec<String>,
    /// The model is not in the one style on purpose.
    #[serde(default)]
    pub(crate) unformatted: bool,
    /// Evaluations.
    #[serde(default)]
    pub(crate) run: Vec<Run>,
}

/// One evaluation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// A date (the end of that day in the model's zone) or an instant.
    pub(crate) as_of: String,
    /// The log; `log.ndjson` without.
    pub(crate) events: Option<Vec<String>>,
    /// Transitions and triggers after this moment are wanted.
    pub(crate) since: Option<String>,
    /// `check` (without), `trust` or `content`.
    pub(crate) ids: Option<String>,
    /// `from the beginning`: the leads table holds from the beginning, as in a test.
    pub(crate) attributes: Option<String>,
    /// What must hold of single leads.
    #[serde(default)]
    pub(crate) expect: Vec<Expect>,
    /// All transitions, in order: `INSTANT LEAD enters|leaves NAME`.
    pub(crate) changes: Option<Vec<String>>,
    /// All due triggers, in order: `INSTANT KEY`.
    pub(crate) due: Option<Vec<String>>,
    /// The code of the error that stops the run.
    pub(crate) error: Option<String>,
}

/// Something that must hold of a lead: exactly one of the names, and what it `is`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) lead: String,
    pub(crate) score: Option<String>,
    pub(crate) tier: Option<String>,
    pub(crate) grade: Option<String>,
    /// A grade's points.
    pub(crate) points: Option<String>,
    /// A matrix.
    pub(crate) cell: Option<String>,
    /// `in` or `out`
    pub(crate) segment: Option<String>,
    /// The present subtotal of the rule called so.
    pub(crate) label: Option<String>,
    /// A number, a name, or `none`.
    pub(crate) is: String,
}

impl Case {
    pub(crate) fn read(folder: &Path) -> Self {
        let mut texts = BTreeMap::new();
        read_folder(folder, "", &mut texts);
        let toml = texts.get("case.toml").unwrap_or_else(|| panic!("{} has no case.toml", folder.display()));
        let spec = toml::from_str(toml).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let files = texts.iter().fold(MemoryFiles::new(), |files, (path, text)| files.with(path, text.as_bytes()));
        Self { spec, files, texts }
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.texts.contains_key(path)
    }

    pub(crate) fn text(&self, path: &str) -> String {
        self.texts.get(path).unwrap_or_else(|| panic!("there is no {path}")).clone()
    }

    /// The lines of some files, together.
    pub(crate) fn lines(&self, paths: &[String]) -> Vec<String> {
        paths.iter().flat_map(|path| self.text(path).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }
}

fn read_folder(folder: &Path, prefix: &str, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), texts);
        } else {
            texts.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}
