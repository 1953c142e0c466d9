//! The example models, and the edge cases of the contract written as tests in the language: no errors, every test holds
//! (the runner tries two orders), and they are in the one style.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{Compilation, FileProblem, Files, compile};
use merit_diagnostics::{Diagnostic, Level};
use merit_workbench::run_tests;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder of the repository.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        fs::read(self.0.join(path)).map_err(|_| FileProblem::Missing)
    }
}

/// Names of the score files in a folder, sorted.
fn score_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".score")).collect();
    names.sort();
    names
}

/// `acme.score:3:5 T201 message`
fn line(compiled: &Compilation, diagnostic: &Diagnostic) -> String {
    let place = diagnostic.main.place;
    let file = compiled.sources.get(place.file).unwrap();
    let at = file.line_column(place.span.start);
    format!("{}:{}:{} {} {}", file.name(), at.line, at.column, diagnostic.code, diagnostic.message)
}

/// Compiles, runs the tests, formats; everything that is wrong, and how many claims were checked.
fn check(folder: &Path, name: &str) -> (Vec<String>, usize) {
    let compiled = compile(&Folder(folder.to_owned()), name);
    let errors = compiled.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
    let mut wrong: Vec<String> = errors.map(|diagnostic| line(&compiled, diagnostic)).collect();
    let mut claims = 0;
    if let Some(model) = &compiled.model {
        for outcome in run_tests(model, &compiled.tests, None) {
            claims += outcome.claims;
            wrong.extend(outcome.problem.iter().map(|problem| format!("{name}: {:?}: {problem}", outcome.name)));
            let failures = outcome.failures.iter();
            wrong.extend(failures.map(|f| {
                format!("{name}: {:?}: {}: expected {}, is {}", outcome.name, f.claim, f.expected, f.actual)
            }));
        }
    }
    let text = fs::read_to_string(folder.join(name)).unwrap();
    if merit_syntax::format(&text).ok().as_ref() != Some(&text) {
        wrong.push(format!("{name} is not in the one style"));
    }
    (wrong, claims)
}

fn check_all(folder: &Path, but: &[&str]) -> usize {
    let mut wrong = Vec::new();
    let mut claims = 0;
    for name in score_files(folder) {
        if !but.contains(&name.as_str()) {
            let (found, checked) = check(folder, &name);
            wrong.extend(found);
            claims += checked;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    claims
}

#[test]
fn example_models_hold() {
    let claims = check_all(&root().join("examples/models"), &["broken.score"]);
    assert!(claims > 50, "only {claims} claims were checked");
}

#[test]
fn models_of_the_benchmark_hold() {
    let claims = check_all(&root().join("benches/peers/models"), &[]);
    assert!(claims > 30, "only {claims} claims were checked");
}

#[test]
fn edge_cases_hold_as_tests_of_the_language() {
    let claims = check_all(&root().join("tests/suite/language"), &[]);
    assert!(claims > 100, "only {claims} claims were checked");
}

/// The examples were written by hand before there was a formatter; it may change nothing but their spaces.
#[test]
fn formatting_changes_only_spaces_of_what_people_wrote() {
    let as_written = root().join("tests/suite/formatting/as-written");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for name in score_files(&as_written) {
        let before = fs::read_to_string(as_written.join(&name)).unwrap();
        let after = fs::read_to_string(root().join("examples/models").join(&name)).unwrap();
        assert_eq!(merit_syntax::format(&before).unwrap(), after, "{name}");
        assert_eq!(words(&before), words(&after), "{name}");
        assert_eq!(before.lines().count(), after.lines().count(), "{name}");
    }
}

/// One report for each broken line, at its own place; nothing invented about the sound ones.
#[test]
fn a_broken_file_is_reported_line_by_line() {
    let folder = root().join("examples/models");
    let compiled = compile(&Folder(folder), "broken.score");
    let errors = compiled.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
    let found: Vec<String> = errors.map(|diagnostic| line(&compiled, diagnostic)).collect();
    let places: Vec<&str> = found.iter().filter_map(|line| line.strip_prefix("broken.score:")).collect();
    let short: Vec<String> = places.iter().map(|p| p.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "5:41 S103",
        "6:26 S102",
        "7:8 S114",
        "8:3 S103",
        "9:3 S107",
        "10:53 S106",
        "11:32 S104",
        "12:45 S102",
        "13:1 S101",
        "16:9 S102",
        "17:35 S102",
        "18:17 S105",
        "19:28 S114",
        "20:3 S101",
    ];
    assert_eq!(short, expected, "{}", found.join("\n"));
}
