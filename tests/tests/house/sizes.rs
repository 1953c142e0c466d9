//! No file grows into a hall.

use std::fs;

use crate::{files, root, shown};

const MOST_LINES: usize = 600;

#[test]
fn no_source_file_is_too_long() {
    let sources = files(&root().join("crates"), "rs");
    assert!(sources.len() > 50, "only {} source files were found", sources.len());
    let long = sources.iter().map(|path| (path, fs::read_to_string(path).unwrap().lines().count()));
    let long: Vec<String> = long
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{} has {lines} lines", shown(path)))
        .collect();
    assert!(long.is_empty(), "more than {MOST_LINES} lines:\n{}", long.join("\n"));
}
