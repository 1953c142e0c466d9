//! What `merit check --fix` does to every model of the suite: nothing is worse afterwards, and what has no errors left
//! can be formatted.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::Folder;

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The number of errors by code, in the files named.
fn errors(folder: &Folder) -> BTreeMap<String, usize> {
    let ran = folder.merit("check --format jsonl");
    let mut count = BTreeMap::new();
    for line in ran.out.lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        if finding["level"] == "error" {
            *count.entry(finding["code"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    count
}

fn fixed_models_are_not_worse(command: &str, may_uncover: bool) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut suites: Vec<PathBuf> =
        fs::read_dir(root.join("tests/suite/checks")).unwrap().map(|entry| entry.unwrap().path()).collect();
    suites.push(root.join("crates/merit-syntax/tests/cases"));
    suites.push(root.join("examples/models"));
    suites.sort();
    let mut changed = 0;
    for suite in suites {
        let folder = Folder::new();
        for file in files(&suite) {
            let inside = file.strip_prefix(&suite).unwrap().to_str().unwrap().to_owned();
            folder.write(&inside, fs::read(&file).unwrap());
        }
        let before = errors(&folder);
        let texts: Vec<(PathBuf, Vec<u8>)> =
            files(folder.path()).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        folder.merit(command);
        let after = errors(&folder);
        let name = suite.display();
        let (all_before, all_after): (usize, usize) = (before.values().sum(), after.values().sum());
        if may_uncover {
            // A text that becomes clear can show what was wrong behind it, but no more than stood there.
            assert!(all_after <= all_before, "{name}: {before:?} became {after:?}");
        } else {
            for (code, count) in &after {
                let was = before.get(code).copied().unwrap_or(0);
                let uncovered = code.starts_with('T') || code.starts_with('M');
                assert!(*count <= was || uncovered, "{name}: {code} {was} became {count}");
            }
            assert!(all_after <= all_before, "{name}: {before:?} became {after:?}");
        }
        for (path, text) in texts {
            let now = fs::read(&path).unwrap();
            if now != text {
                changed += 1;
                let shown = path.strip_prefix(folder.path()).unwrap().display().to_string();
                let own = folder.run(&["check", "--format", "plain", &shown], b"", &[]);
                if own.status == 0 {
                    folder.run(&["fmt", &shown], b"", &[]).status(0);
                    folder.run(&["check", "--format", "plain", &shown], b"", &[]).status(0);
                }
            }
        }
        // A second time there is nothing left to do.
        let again: Vec<Vec<u8>> = files(folder.path()).into_iter().map(|path| fs::read(path).unwrap()).collect();
        folder.merit(command);
        let still: Vec<Vec<u8>> = files(folder.path()).into_iter().map(|path| fs::read(path).unwrap()).collect();
        assert_eq!(again, still, "{name} changes again");
    }
    changed
}

#[test]
fn safe_fixes_leave_nothing_worse() {
    let changed = fixed_models_are_not_worse("check --fix", false);
    assert!(changed >= 3, "only {changed} files were changed");
}

#[test]
fn unsafe_fixes_leave_fewer_errors() {
    let changed = fixed_models_are_not_worse("check --fix --unsafe-fixes", true);
    assert!(changed >= 20, "only {changed} files were changed");
}
