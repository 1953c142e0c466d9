//! Snippets outside of the pages of checks: they compile without findings, are in the one style, and their tests hold.

use std::fs;

use merit_diagnostics::{Code, Family, FileId, Level};
use merit_workbench::run_tests;

use crate::snippet::{Snippet, pages, snippets};
use crate::{codes, compiled, root, told};

fn all() -> Vec<Snippet> {
    let mut found = snippets(root(), &root().join("README.md"));
    for folder in ["docs/guide", "docs/reference", "docs/how-to"] {
        for page in pages(&root().join(folder)) {
            found.extend(snippets(root(), &page));
        }
    }
    found.retain(|snippet| snippet.language == "score");
    assert!(found.len() > 20, "only {} snippets were found", found.len());
    found
}

#[test]
fn whole_files_compile_without_findings() {
    let mut wrong = Vec::new();
    for snippet in all().iter().filter(|snippet| !snippet.is("fragment")) {
        let compilation = compiled(&snippet.text, []);
        let mut found = codes(&compilation, Level::Hint);
        found.retain(|code| code.family() != Family::Practice);
        if snippet.is("broken") == found.is_empty() {
            wrong.push(format!("{}\n{}", snippet.place(), told(&compilation)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whole_files_are_in_the_one_style() {
    for snippet in all().iter().filter(|snippet| !snippet.is("fragment") && !snippet.is("broken")) {
        let formatted = merit_syntax::format(&snippet.text);
        assert_eq!(formatted.as_deref().ok(), Some(&*snippet.text), "{}", snippet.place());
    }
}

#[test]
fn claims_in_snippets_are_proved() {
    let mut proved = 0;
    for snippet in all().iter().filter(|snippet| !snippet.is("fragment") && !snippet.is("broken")) {
        let compilation = compiled(&snippet.text, []);
        let Some(model) = &compilation.model else { continue };
        let checked = merit_workbench::claims::report(model, &compilation.claims);
        assert!(checked.findings.is_empty(), "{}: {:#?}", snippet.place(), checked.findings);
        proved += checked.proved;
    }
    assert!(proved >= 2, "only {proved} claims were found");
}

#[test]
fn tests_in_snippets_hold() {
    let mut number = 0;
    for snippet in all().iter().filter(|snippet| !snippet.is("fragment") && !snippet.is("broken")) {
        let compilation = compiled(&snippet.text, []);
        let Some(model) = &compilation.model else { continue };
        for outcome in run_tests(model, &compilation.tests, None) {
            number += 1;
            assert!(outcome.passed(), "{}: {outcome:#?}", snippet.place());
        }
    }
    assert!(number > 10, "only {number} tests were found");
}

/// A fragment has no edition and stands under no heading; everything else in it is understood.
#[test]
fn fragments_are_understood() {
    for snippet in all().iter().filter(|snippet| snippet.is("fragment")) {
        let found = merit_syntax::parse(FileId(0), &snippet.text).diagnostics;
        let found: Vec<_> = found.iter().filter(|found| !matches!(found.code, Code::S113 | Code::S108)).collect();
        assert!(found.is_empty(), "{}: {found:#?}", snippet.place());
    }
}

#[test]
fn copies_are_up_to_date() {
    let mut number = 0;
    for page in pages(&root().join("docs")) {
        for snippet in snippets(root(), &page) {
            if let Some(path) = snippet.value("same-as") {
                number += 1;
                let original = fs::read_to_string(root().join(path)).unwrap();
                assert_eq!(snippet.text, original, "{} is not the same as {path}", snippet.place());
            }
        }
    }
    assert!(number > 0);
}
