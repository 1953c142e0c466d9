//! The project of a file: its root, and reading files that may not leave it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use merit_compiler::{FileProblem, Files};
use merit_diagnostics::Sources;

use crate::problem::{Problem, reason};

/// The name of the settings file; the folder of the nearest one is the root of the project.
pub(crate) const SETTINGS: &str = "merit.toml";

/// The files of one project.
#[derive(Debug)]
pub(crate) struct Project {
    /// The root, without links and `..`.
    root: PathBuf,
    /// Texts that stand for files (standard input), by path from the root.
    overlay: BTreeMap<String, Vec<u8>>,
}

impl Project {
    /// The project of a file or folder: the nearest folder above with a `merit.toml`, else the folder itself.
    ///
    /// # Errors
    /// When there is no such folder.
    pub(crate) fn of(path: &Path) -> Result<Self, Problem> {
        let folder = if path.is_dir() { path } else { folder_of(path) };
        let folder = fs::canonicalize(folder).map_err(|error| Problem::file("read", folder.display(), &error))?;
        let root = folder.ancestors().find(|folder| folder.join(SETTINGS).is_file()).unwrap_or(&folder).to_owned();
        Ok(Self { root, overlay: BTreeMap::new() })
    }

    /// The project with this root, which is without links and `..`.
    pub(crate) const fn at(root: PathBuf) -> Self {
        Self { root, overlay: BTreeMap::new() }
    }

    /// The root of the project.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The settings file, if there is one.
    pub(crate) fn settings(&self) -> Option<PathBuf> {
        let path = self.root.join(SETTINGS);
        path.is_file().then_some(path)
    }

    /// The path of a file from the root, with forward slashes.
    ///
    /// # Errors
    /// When the file lies outside, or its path is no Unicode text.
    pub(crate) fn inside(&self, path: &Path) -> Result<String, Problem> {
        let failed = |error| Problem::file("read", path.display(), &error);
        let name = path.file_name().ok_or_else(|| Problem::new(format!("{} names no file.", path.display())))?;
        // The folder is resolved, the name is not: a link to a file is that file under its own name.
        let folder = fs::canonicalize(folder_of(path)).map_err(failed)?;
        let full = folder.join(name);
        let inside = full.strip_prefix(&self.root).map_err(|_| {
            Problem::new(format!("{} lies outside the project {}.", path.display(), self.root.display()))
        })?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        let parts = parts.ok_or_else(|| Problem::new(format!("The path {} is not Unicode text.", path.display())))?;
        Ok(parts.join("/"))
    }

    /// A text that stands for a file.
    pub(crate) fn lay_over(&mut self, inside: String, bytes: Vec<u8>) {
        self.overlay.insert(inside, bytes);
    }

    /// How a file of the project is shown to people: as seen from the current folder, when that is not far.
    pub(crate) fn shown(&self, inside: &str) -> String {
        let full = self.root.join(inside);
        let here = std::env::current_dir().and_then(fs::canonicalize);
        let shown = match here {
            Ok(here) => from_here(&here, &full),
            Err(_) => full,
        };
        shown.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
    }
}

/// `full` as seen from `here`; in full when their common part is only the root of the disk.
fn from_here(here: &Path, full: &Path) -> PathBuf {
    let common = here.iter().zip(full.iter()).take_while(|(a, b)| a == b).count();
    if common <= 1 {
        return full.to_owned();
    }
    let up = here.iter().skip(common).map(|_| "..".as_ref());
    up.chain(full.iter().skip(common)).collect()
}

/// The folder of a file; the current one for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Files for Project {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        if let Some(bytes) = self.overlay.get(path) {
            return Ok(bytes.clone());
        }
        // Links and `..` are resolved before looking: nothing outside the project is read.
        let full = fs::canonicalize(self.root.join(path)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FileProblem::Missing,
            _ => FileProblem::NotReadable(reason(&error)),
        })?;
        if !full.starts_with(&self.root) {
            return Err(FileProblem::Outside);
        }
        read_bounded(&full)
    }
}

/// Reads a regular file that is not too large, also when it grows meanwhile.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>, FileProblem> {
    let failed = |error: std::io::Error| FileProblem::NotReadable(reason(&error));
    let known = fs::metadata(path).map_err(failed)?;
    if !known.is_file() {
        return Err(FileProblem::NotReadable("it is not a file".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(Sources::MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > Sources::MAX_BYTES { Err(FileProblem::TooLarge) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_here() {
        let seen = |here: &str, full: &str| from_here(Path::new(here), Path::new(full)).display().to_string();
        assert_eq!(seen("/home/ann/scores", "/home/ann/scores/a/b.score"), "a/b.score");
        assert_eq!(seen("/home/ann/scores/x", "/home/ann/scores/b.score"), "../b.score");
        assert_eq!(seen("/srv", "/home/ann/b.score"), "/home/ann/b.score");
    }
}
