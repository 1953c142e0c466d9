//! Findings that a team has decided to live with for now: a file of fingerprints. New findings are shown, old ones are
//! not, so that checks can be adopted step by step.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::findings::Findings;
use crate::fingerprint::fingerprints;
use crate::output::replace;
use crate::problem::Problem;

/// The name of a baseline when nobody has named another.
pub(crate) const FILE: &str = "merit-baseline.json";

const VERSION: u32 = 1;

/// The file. Only the fingerprints decide; the rest is for people who review it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    merit_baseline: u32,
    findings: Vec<Entry>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: String,
    code: String,
    file: String,
    message: String,
}

/// The baseline of each project, by its root: where the files of the project are found in the findings.
pub(crate) type Baselines = BTreeMap<PathBuf, PathBuf>;

/// What a baseline did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Applied {
    /// Findings that are left out.
    pub(crate) left_out: usize,
    /// Entries about files that were checked, which no finding answers to any more.
    pub(crate) stale: usize,
}

/// Takes out the findings that stand in the baseline of their project. A baseline that is not there is empty.
///
/// # Errors
/// When a baseline cannot be read.
pub(crate) fn apply(findings: &mut Findings, baselines: &Baselines) -> Result<Applied, Problem> {
    let mut applied = Applied::default();
    if baselines.is_empty() {
        return Ok(applied);
    }
    let prints = fingerprints(findings);
    let mut left_out: HashSet<usize> = HashSet::new();
    for (root, path) in baselines {
        let Some(baseline) = read(path)? else { continue };
        let known: HashSet<&str> = baseline.findings.iter().map(|entry| entry.fingerprint.as_str()).collect();
        let mut answered: HashSet<&str> = HashSet::new();
        for (index, (diagnostic, print)) in findings.diagnostics.iter().zip(&prints).enumerate() {
            let mine = findings.root(diagnostic.main.place.file) == Some(root.as_path());
            if mine && findings.may_wait(diagnostic) && known.contains(print.as_str()) {
                left_out.insert(index);
                answered.insert(print);
            }
        }
        let checked = findings.checked(root);
        let about_checked = |entry: &&Entry| checked.contains(entry.file.as_str());
        let open = |entry: &&Entry| !answered.contains(entry.fingerprint.as_str());
        applied.stale += baseline.findings.iter().filter(about_checked).filter(open).count();
    }
    applied.left_out = left_out.len();
    let mut index = 0;
    findings.diagnostics.retain(|_| {
        index += 1;
        !left_out.contains(&(index - 1))
    });
    Ok(applied)
}

/// The fingerprints of a baseline; none when it is not there.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn known(path: &Path) -> Result<HashSet<String>, Problem> {
    let entries = read(path)?.map_or_else(Vec::new, |baseline| baseline.findings);
    Ok(entries.into_iter().map(|entry| entry.fingerprint).collect())
}

/// Writes the findings of each project into its baseline. Entries about files that were not checked this time stay.
///
/// # Errors
/// When a baseline cannot be read or written.
pub(crate) fn write(findings: &Findings, baselines: &Baselines) -> Result<Vec<(PathBuf, usize)>, Problem> {
    let prints = fingerprints(findings);
    let mut written = Vec::new();
    for (root, path) in baselines {
        let checked = findings.checked(root);
        let kept = read(path)?.map_or_else(Vec::new, |baseline| baseline.findings);
        let mut entries: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
        let mut add = |entry: Entry| {
            entries.insert((entry.file.clone(), entry.code.clone(), entry.fingerprint.clone()), entry);
        };
        kept.into_iter().filter(|entry| !checked.contains(entry.file.as_str())).for_each(&mut add);
        for (diagnostic, print) in findings.diagnostics.iter().zip(&prints) {
            let file = diagnostic.main.place.file;
            if findings.root(file) == Some(root.as_path()) && findings.may_wait(diagnostic) {
                add(Entry {
                    fingerprint: print.clone(),
                    code: diagnostic.code.id().to_owned(),
                    file: findings.inside(file).to_owned(),
                    message: diagnostic.message.clone(),
                });
            }
        }
        let baseline = Baseline { merit_baseline: VERSION, findings: entries.into_values().collect() };
        let count = baseline.findings.len();
        let text = serde_json::to_string_pretty(&baseline)
            .map_err(|error| Problem::new(format!("{} cannot be written: {error}.", path.display())))?;
        replace(path, &format!("{text}\n"))?;
        written.push((path.clone(), count));
    }
    Ok(written)
}

fn read(path: &Path) -> Result<Option<Baseline>, Problem> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::file("read", path.display(), &error)),
    };
    let wrong = |why: String| {
        Problem::new(format!("{} is no baseline: {why}.", path.display()))
            .help("merit check --write-baseline writes a new one")
    };
    let baseline: Baseline = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if baseline.merit_baseline > VERSION {
        return Err(wrong(format!("it is of version {}, which is newer than this program", baseline.merit_baseline)));
    }
    Ok(Some(baseline))
}
