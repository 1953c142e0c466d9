//! Cases as data: every file in `tests/cases` says in comments what is wrong with it.
//!
//! A line `#! CODE column message` announces a finding in the next line that is no comment; several such lines announce
//! several. With `MERIT_BLESS=1` the announcements are written anew: read the difference before believing it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests say what went wrong by failing"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use merit_diagnostics::{Code, FileId, SourceFile};
use merit_syntax::{outline, parse};

fn cases() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Findings by line, as `CODE column message`.
fn findings(text: &str) -> BTreeMap<usize, Vec<String>> {
    let parsed = parse(FileId::default(), text);
    let (_, placed) = outline(&parsed.tree, FileId::default(), text);
    let file = SourceFile::new("case.score", text);
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for one in parsed.diagnostics.iter().chain(&placed) {
        let at = file.line_column(one.main.place.span.start);
        found.entry(at.line as usize).or_default().push(format!("{} {} {}", one.code, at.column, one.message));
    }
    found
}

/// The text with its findings announced.
fn announced(text: &str) -> String {
    let plain: String =
        text.lines().filter(|line| !line.trim_start().starts_with("#!")).fold(String::new(), |mut out, line| {
            out.push_str(line);
            out.push('\n');
            out
        });
    let found = findings(&plain);
    let mut out = String::new();
    for (index, line) in plain.lines().enumerate() {
        for one in found.get(&(index + 1)).into_iter().flatten() {
            writeln!(out, "#! {one}").unwrap();
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn every_case_is_reported_as_announced() {
    for path in cases() {
        let text = std::fs::read_to_string(&path).unwrap();
        let actual = announced(&text);
        if std::env::var_os("MERIT_BLESS").is_some() {
            std::fs::write(&path, &actual).unwrap();
            continue;
        }
        for (line, (expected, actual)) in text.lines().zip(actual.lines()).enumerate() {
            assert_eq!(actual, expected, "{}:{}", path.display(), line + 1);
        }
        assert_eq!(text.lines().count(), actual.lines().count(), "{}", path.display());
    }
}

#[test]
fn every_code_of_the_text_has_a_case() {
    let all: String = cases().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    // What is missing under a heading is found later: S118 has its cases in the suite.
    for code in Code::ALL.iter().filter(|code| code.id().starts_with('S') && **code != Code::S118) {
        assert!(all.contains(&format!("#! {} ", code.id())), "{code} has no case");
    }
}

#[test]
fn one_statement_has_one_report() {
    for path in cases() {
        let text = std::fs::read_to_string(&path).unwrap();
        let parsed = parse(FileId::default(), &text);
        for statement in &parsed.tree.statements {
            let here = parsed.diagnostics.iter().filter(|found| {
                statement.span.contains(found.main.place.span) && !matches!(found.code, Code::S103 | Code::S110)
            });
            let count = here.count();
            assert!(count <= 1, "{}: {count} reports in {:?}", path.display(), text.get(statement.span.range()));
        }
    }
}

#[test]
fn safe_fixes_make_the_statement_sound() {
    for path in cases() {
        let text = std::fs::read_to_string(&path).unwrap();
        let before = parse(FileId::default(), &text).diagnostics;
        for found in &before {
            for fix in found.fixes.iter().filter(|fix| fix.safety == merit_diagnostics::Safety::Safe) {
                let mut mended = text.clone();
                let mut edits: Vec<_> = fix.edits.iter().collect();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.span.start));
                for edit in edits {
                    mended.replace_range(edit.place.span.range(), &edit.text);
                }
                let after = parse(FileId::default(), &mended).diagnostics;
                assert!(
                    after.len() < before.len() || after.iter().all(|other| other.message != found.message),
                    "{}: {} does not help: {}",
                    path.display(),
                    fix.title,
                    found.message
                );
            }
        }
    }
}
