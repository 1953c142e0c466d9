//! The pages of checks: Avoid fires the code and no other error, Prefer has no findings but those of best practice, and
//! on a page of best practice not the code itself and no warning.

use std::collections::BTreeSet;

use merit_compiler::Compilation;
use merit_diagnostics::{Code, Family, Level};
use merit_workbench::{FailureKind, run_tests};

use crate::snippet::{Snippet, snippets};
use crate::{codes, compiled, data, root, told};

/// One side of a page.
struct Side {
    snippets: Vec<Snippet>,
}

impl Side {
    fn of(code: Code, section: &str) -> Self {
        let page = root().join(format!("docs/checks/{code}.md"));
        let snippets = snippets(root(), &page).into_iter().filter(|snippet| snippet.section == section).collect();
        Self { snippets }
    }

    fn compile(&self) -> Compilation {
        let beside = self.snippets.iter().filter_map(|snippet| Some((snippet.value("file")?, &*snippet.text)));
        let main = self.snippets.iter().find(|s| s.language == "score" && s.words.is_empty()).unwrap();
        compiled(&main.text, beside)
    }

    /// The codes of all findings, whatever they take to be found: compiling, running the tests, reading the data.
    fn findings(&self) -> (BTreeSet<Code>, BTreeSet<Code>, String) {
        let compilation = self.compile();
        let (mut all, mut errors) = (codes(&compilation, Level::Hint), codes(&compilation, Level::Error));
        let mut words = told(&compilation);
        let mut add = |code: Code, level: Level, told: &str| {
            all.insert(code);
            if level == Level::Error {
                errors.insert(code);
            }
            words = format!("{words}\n  {code} {told}");
        };
        if let Some(model) = &compilation.model {
            for failure in run_tests(model, &compilation.tests, None).into_iter().flat_map(|outcome| outcome.failures)
            {
                let code = if failure.kind == FailureKind::BeforeStart { Code::X502 } else { Code::X501 };
                add(code, Level::Error, &failure.actual);
            }
            for finding in merit_workbench::claims::report(model, &compilation.claims).findings {
                add(finding.code, finding.level, &finding.message);
            }
            for snippet in self.snippets.iter().filter(|snippet| snippet.language == "ndjson") {
                for problem in data::problems(model, &snippet.text) {
                    let code = problem.code.unwrap_or_else(|| panic!("{}: {}", snippet.place(), problem.message));
                    add(code, problem.level, &problem.message);
                }
            }
        }
        (all, errors, words)
    }
}

#[test]
fn avoid_fires_the_code_alone_and_prefer_does_not() {
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().copied() {
        let (all, errors, words) = Side::of(code, "Avoid").findings();
        if !all.contains(&code) {
            wrong.push(format!("{code}: Avoid does not fire it\n{words}"));
        }
        if errors.iter().any(|found| *found != code) {
            wrong.push(format!("{code}: Avoid has other errors, too\n{words}"));
        }
        let (all, _, words) = Side::of(code, "Prefer").findings();
        let practice = code.family() == Family::Practice;
        let disturbs = |found: Code| {
            found == code || found.family() != Family::Practice || (practice && found.level() == Level::Warning)
        };
        if all.iter().copied().any(disturbs) {
            wrong.push(format!("{code}: Prefer is not clean\n{words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn prefer_is_in_the_one_style() {
    for code in Code::ALL.iter().copied() {
        for snippet in Side::of(code, "Prefer").snippets.iter().filter(|snippet| snippet.language == "score") {
            let formatted = merit_syntax::format(&snippet.text);
            assert_eq!(formatted.as_deref().ok(), Some(&*snippet.text), "{}", snippet.place());
        }
    }
}
