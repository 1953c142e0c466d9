//! The test that is proposed for a model without one passes as it is pasted: for random models, and for every model of the
//! suite that has no tests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_diagnostics::Code;
use merit_lint::{Options, lint};
use merit_tests::random::{model, number};
use merit_workbench::run_tests;

/// Pastes what is proposed behind the model and runs it; whether something was.
fn passes(name: &str, text: &str, compiled: impl Fn(&str) -> Compilation) -> bool {
    let mut before = compiled(text);
    lint(&mut before, &Options::default());
    let Some(found) = before.diagnostics.iter().find(|found| found.code == Code::B420) else { return false };
    if found.choices.is_empty() || before.model.is_none() {
        return false;
    }
    let pasted = format!("{text}\n{}\n", found.choices.join("\n"));
    let after = compiled(&pasted);
    let told: Vec<&str> = after.diagnostics.iter().map(|found| found.message.as_str()).collect();
    let model = after.model.unwrap_or_else(|| panic!("{name}: {told:?}\n{pasted}"));
    let outcomes = run_tests(&model, &after.tests, None);
    assert!(
        outcomes.len() == 1 && outcomes.iter().all(|outcome| outcome.passed()),
        "{name}: {outcomes:#?}\n{pasted}"
    );
    true
}

#[test]
fn a_proposed_test_passes_in_random_models() {
    let (first, count) = (number("MERIT_PROPOSED_FIRST", 0), number("MERIT_PROPOSED", 400));
    let mut proposed = 0_u64;
    for seed in first..first + count {
        let random = model(seed);
        let compiled = |text: &str| {
            let files =
                MemoryFiles::new().with("model.score", text).with("vocabulary.score", random.vocabulary.as_str());
            let files = random.lists.iter().fold(files, |files, (path, list)| files.with(path, list.as_str()));
            compile(&files, "model.score")
        };
        proposed += u64::from(passes(&format!("seed {seed}"), &random.text(), compiled));
    }
    assert!(proposed > count / 20, "only {proposed} tests were proposed for {count} models");
}

fn score_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            score_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "score") {
            found.push(path);
        }
    }
}

#[test]
fn a_proposed_test_passes_in_the_suite() {
    let mut files = Vec::new();
    score_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/suite")), &mut files);
    let mut proposed = 0;
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let compiled = |text: &str| compile(&MemoryFiles::new().with("model.score", text), "model.score");
        proposed += usize::from(passes(&path.display().to_string(), &text, compiled));
    }
    assert!(proposed > 20, "only {proposed} tests were proposed");
}
