//! The examples of the repository: models without errors and warnings, in the one style, whose tests hold.

use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{MemoryFiles, compile};
use merit_diagnostics::Level;
use merit_lint::{Options, lint};
use merit_workbench::run_tests;

use crate::{codes, root, told};

/// All files below a folder, sorted, with forward slashes as seen from `from`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn examples_are_without_errors_and_their_tests_hold() {
    let folder = root().join("examples");
    let all: Vec<(String, Vec<u8>)> = files(&folder)
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&folder).unwrap();
            let inside = inside.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/");
            (inside, fs::read(&path).unwrap())
        })
        .collect();
    let disk = all.iter().fold(MemoryFiles::new(), |disk, (path, bytes)| disk.with(path.clone(), bytes.clone()));
    let (mut models, mut tests) = (0, 0);
    // broken.score shows what messages look like.
    let whole = all.iter().filter(|(path, _)| path.ends_with(".score") && !path.ends_with("/broken.score"));
    for (path, bytes) in whole {
        let mut compilation = compile(&disk, path);
        lint(&mut compilation, &Options::default());
        // What `merit check --strict` says of them.
        assert!(codes(&compilation, Level::Warning).is_empty(), "{path}\n{}", told(&compilation));
        let text = std::str::from_utf8(bytes).unwrap();
        let formatted = merit_syntax::format(text).unwrap();
        // Those in models/ are written by hand, as a user would bring them.
        assert!(path.starts_with("models/") || formatted == text, "{path} is not in the one style");
        let Some(model) = &compilation.model else { continue };
        models += 1;
        for outcome in run_tests(model, &compilation.tests, None) {
            tests += 1;
            assert!(outcome.passed(), "{path}: {outcome:#?}");
        }
    }
    assert!(models >= 2 && tests >= 8, "{models} models and {tests} tests were found");
}
