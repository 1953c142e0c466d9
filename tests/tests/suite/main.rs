//! The suite: cases as data, `tests/suite/<area>/<case>/`. Each is a model, a log, perhaps a leads table, and what must
//! come of them (`case.toml`, see [`case`]). They run through everything: compiler, reader, engine, writers; with the
//! records in several orders, batches of several sizes and several threads, and every way must give the same bytes.
//! Adding a folder adds a case.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod case;
mod evaluate;
mod expected;

use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{Compilation, compile};
use merit_diagnostics::Level;

use case::{Case, Run};

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suite")
}

/// Folders of an area, sorted.
fn folders(area: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(suite().join(area)).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Runs every case of an area and fails with everything that is wrong.
fn check_area(area: &str) {
    let mut wrong = Vec::new();
    for folder in folders(area) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let case = Case::read(&folder);
        let problems = check(&case);
        wrong.extend(problems.into_iter().map(|problem| format!("{area}/{name}: {problem}")));
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn check(case: &Case) -> Vec<String> {
    let compiled = compile(&case.files, "model.score");
    let mut problems = Vec::new();
    let found = errors(&compiled);
    if found != case.spec.findings {
        problems.push(format!(
            "the compiler finds {found:?}, expected {:?}\n{}",
            case.spec.findings,
            messages(&compiled)
        ));
    }
    let text = case.text("model.score");
    if !case.spec.unformatted && merit_syntax::format(&text).is_ok_and(|formatted| formatted != text) {
        problems.push("model.score is not in the one style".to_owned());
    }
    if let Some(model) = &compiled.model {
        for run in &case.spec.run {
            let title = format!("as of {}{}", run.as_of, named_files(run));
            problems
                .extend(evaluate::check(case, model, run).into_iter().map(|problem| format!("{title}: {problem}")));
        }
    } else if !case.spec.run.is_empty() {
        problems.push("there is no compiled model".to_owned());
    }
    problems
}

fn named_files(run: &Run) -> String {
    run.events.as_ref().map(|files| format!(", {}", files.join(" and "))).unwrap_or_default()
}

/// Errors as `CODE LINE`, or `CODE FILE:LINE` outside the model, in the order of the compiler.
fn errors(compiled: &Compilation) -> Vec<String> {
    let errors = compiled.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
    let line = |diagnostic: &merit_diagnostics::Diagnostic| {
        let place = diagnostic.main.place;
        let file = compiled.sources.get(place.file).unwrap();
        let name = if file.name() == "model.score" { String::new() } else { format!("{}:", file.name()) };
        format!("{} {name}{}", diagnostic.code, file.line_of(place.span.start))
    };
    errors.map(line).collect()
}

fn messages(compiled: &Compilation) -> String {
    let errors = compiled.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
    errors.map(|diagnostic| format!("    {}: {}\n", diagnostic.code, diagnostic.message)).collect()
}

#[test]
fn edge_cases_of_the_contract() {
    check_area("semantics");
}

#[test]
fn precisions_of_the_contract() {
    check_area("precisions");
}

#[test]
fn every_edge_case_and_every_precision_has_a_case() {
    let begins = |area: &str, prefix: &str| {
        folders(area).iter().any(|folder| folder.file_name().unwrap().to_string_lossy().starts_with(prefix))
    };
    for row in 1..=33 {
        assert!(begins("semantics", &format!("row-{row:02}-")), "row {row} of section 4 has no case");
    }
    for point in 1..=15 {
        assert!(begins("precisions", &format!("{point:02}-")), "point {point} of section 3.17 has no case");
    }
}
