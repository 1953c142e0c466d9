//! Where files come from, and how their paths are written.

use std::collections::BTreeMap;

/// Where the compiler gets files from: the command gives the disk, an editor its buffers. Paths are relative to the
/// project's root, with forward slashes, without `.` and `..`.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why there are none.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem>;
}

/// Why a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// There is no such file.
    Missing,
    /// It lies outside the project.
    Outside,
    /// It is there, but cannot be read; the text says why.
    NotReadable(String),
    /// It is larger than [`merit_diagnostics::Sources::MAX_BYTES`].
    TooLarge,
}

impl FileProblem {
    /// What is wrong, as the end of a sentence that begins with the path.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Missing => "there is no such file".to_owned(),
            Self::Outside => "it lies outside the project".to_owned(),
            Self::NotReadable(why) => why.clone(),
            Self::TooLarge => "it is larger than 64 MB".to_owned(),
        }
    }
}

/// Files that are held in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// No files yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: BTreeMap::new() }
    }

    /// The same files and this one.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        self.add(path, text);
        self
    }

    /// Adds a file, or replaces it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), text.into());
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        self.files.get(path).cloned().ok_or(FileProblem::Missing)
    }
}

/// Why a written path leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathProblem {
    Empty,
    Absolute,
    Backslash,
    Outside,
}

impl PathProblem {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Empty => "the path is empty",
            Self::Absolute => "a path begins at the folder of this file, not at the root of a disk",
            Self::Backslash => "a path is written with forward slashes (/)",
            Self::Outside => "the path leads out of the project",
        }
    }
}

/// The path of a file that `base` names by `written`.
pub(crate) fn join(base: &str, written: &str) -> Result<String, PathProblem> {
    if written.trim().is_empty() {
        return Err(PathProblem::Empty);
    }
    if written.contains('\\') {
        return Err(PathProblem::Backslash);
    }
    let drive = matches!(written.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if written.starts_with('/') || drive {
        return Err(PathProblem::Absolute);
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(PathProblem::Outside)?;
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { Err(PathProblem::Empty) } else { Ok(parts.join("/")) }
}

/// The path of a file that a line in the file `base` names by `written`; `None` when it leads out of the project, or is
/// not written the way paths are.
#[must_use]
pub fn resolve_path(base: &str, written: &str) -> Option<String> {
    join(base, written).ok()
}

/// `path` as seen from the folder of `base`.
pub(crate) fn relative(base: &str, path: &str) -> String {
    let mut from: Vec<&str> = base.split('/').collect();
    from.pop();
    let to: Vec<&str> = path.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    let down = to.into_iter().skip(common);
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_their_file_and_stay_inside() {
        assert_eq!(join("models/acme.score", "../vocabulary.score"), Ok("vocabulary.score".into()));
        assert_eq!(join("acme.score", "./lists/a.txt"), Ok("lists/a.txt".into()));
        assert_eq!(join("acme.score", "../x.score"), Err(PathProblem::Outside));
        assert_eq!(join("a.score", "/etc/passwd"), Err(PathProblem::Absolute));
        assert_eq!(join("a.score", "C:/x"), Err(PathProblem::Absolute));
        assert_eq!(join("a.score", "lists\\a.txt"), Err(PathProblem::Backslash));
        assert_eq!(join("a.score", " "), Err(PathProblem::Empty));
        assert_eq!(join("a/b.score", ".."), Err(PathProblem::Empty));
    }

    #[test]
    fn paths_are_shown_from_the_models_folder() {
        assert_eq!(relative("models/acme.score", "models/acme.score"), "acme.score");
        assert_eq!(relative("models/acme.score", "vocabulary.score"), "../vocabulary.score");
        assert_eq!(relative("acme.score", "lists/a.txt"), "lists/a.txt");
    }
}
