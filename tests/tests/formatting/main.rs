//! The formatter keeps every meaning and every comment, and knows one style.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod hands;
mod meaning;
mod style;

use std::path::{Path, PathBuf};

use merit_syntax::format;

/// Every sound score file of the repository.
fn sound_files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    let mut folders = vec![root.join("examples"), root.join("tests/suite")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "score") {
                let text = String::from_utf8(std::fs::read(&path).unwrap());
                if let Ok(text) = text
                    && format(&text).is_ok()
                {
                    files.push((path, text));
                }
            }
        }
    }
    assert!(files.len() > 10, "only {} sound files", files.len());
    files
}
