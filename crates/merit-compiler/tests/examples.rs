//! The examples of the language compile as they stand.

use merit_compiler::{Compilation, FileProblem, Files, compile};
use merit_diagnostics::Family;

struct Examples;

impl Files for Examples {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/models");
        std::fs::read(format!("{root}/{path}")).map_err(|_| FileProblem::Missing)
    }
}

fn reports(compiled: &Compilation) -> Vec<String> {
    let reports = compiled.diagnostics.iter();
    reports.map(|report| format!("{} {:?} {}", report.code, report.main.place, report.message)).collect()
}

#[test]
fn sound_examples_compile_without_findings() {
    for (path, tests) in [
        ("acme.score", 4),
        ("ads.score", 0),
        ("b2b.score", 3),
        ("small-ladders.score", 4),
        ("website.score", 3),
        ("workspace.score", 4),
    ] {
        let compiled = compile(&Examples, path);
        assert_eq!(reports(&compiled), Vec::<String>::new(), "{path}");
        let model = compiled.model.expect("a sound example has a model");
        assert_eq!(model.validate(), Ok(()), "{path}");
        assert_eq!(compiled.tests.len(), tests, "{path}");
    }
}

#[test]
fn a_vocabulary_needs_no_model() {
    let compiled = compile(&Examples, "vocabulary.score");
    assert_eq!(reports(&compiled), Vec::<String>::new());
    assert!(compiled.model.is_none() && !compiled.has_model);
}

#[test]
fn broken_statements_have_no_follow_ups() {
    let compiled = compile(&Examples, "broken.score");
    assert!(compiled.diagnostics.len() >= 13);
    assert!(
        compiled.diagnostics.iter().all(|report| report.code.family() == Family::Text),
        "{:#?}",
        reports(&compiled)
    );
}
