//! Runs every score file under `suite/checks` and `suite/defects`: what the compiler reports about it is exactly what stands in the comments
//! at its end, one line for each report, in the order of the reports:
//!
//! ```text
//! #! T201 14:7 There is no event called "page_veiw".
//! #! M307 error 9:30 This rule takes points, so its lid is written "down to -20 points".
//! #! F607 lists/bad.txt:3:1 "a.com, b.com" is not one domain: ...
//! ```
//!
//! The code; the level, when it is not the code's own; the file, when it is another one; line and column; the message.
//! Each folder is a project of its own. `MERIT_UPDATE=1` writes the comments anew, for review.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{Compilation, FileProblem, Files, compile};
use merit_diagnostics::{Code, Family, FileId};
use merit_lint::{Options, lint};
use merit_values::Day;

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suite/checks");

/// Defects of scoring models that were published.
const DEFECTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suite/defects");

/// The files of one case.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        fs::read(self.0.join(path)).map_err(|_| FileProblem::Missing)
    }
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(SUITE).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.push(PathBuf::from(DEFECTS));
    folders.sort();
    folders
}

/// Every score file of a folder and its subfolders, as paths relative to the folder.
fn score_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "score") {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn reported(compiled: &Compilation) -> Vec<String> {
    let lines = compiled.diagnostics.iter().map(|report| {
        let file = compiled.sources.get(report.main.place.file).unwrap();
        let at = file.line_column(report.main.place.span.start);
        let mut line = format!("#! {}", report.code);
        if report.level != report.code.level() {
            write!(line, " {}", report.level.word()).unwrap();
        }
        let name = if report.main.place.file == FileId(0) { String::new() } else { format!("{}:", file.name()) };
        write!(line, " {name}{}:{} {}", at.line, at.column, report.message).unwrap();
        line
    });
    lines.collect()
}

/// Checks of best practice speak in their own cases alone: the small models of all others would be full of them.
fn is_practice(folder: &Path) -> bool {
    folder == Path::new(DEFECTS) || folder.file_name().unwrap().to_str().unwrap().starts_with('B')
}

fn announced(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with("#! ")).map(str::to_owned).collect()
}

fn write_anew(path: &Path, text: &str, reports: &[String]) {
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("#! ")).collect();
    let mut new = kept.join("\n").trim_end().to_owned();
    new.push('\n');
    if !reports.is_empty() {
        write!(new, "\n{}\n", reports.join("\n")).unwrap();
    }
    fs::write(path, new).unwrap();
}

#[test]
fn every_file_is_reported_as_its_comments_say() {
    let update = std::env::var_os("MERIT_UPDATE").is_some();
    let mut wrong = String::new();
    for folder in folders() {
        for file in score_files(&folder) {
            let path = folder.join(&file);
            // A file that is not UTF-8 cannot be rewritten; its comments stand before the bad bytes.
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let mut compiled = compile(&Folder(folder.clone()), &file);
            if let Some(model) = &compiled.model {
                let mut found = merit_workbench::claims::report(model, &compiled.claims).findings;
                merit_compiler::apply_claims(&mut found, &mut compiled.allowances);
                compiled.diagnostics.append(&mut found);
                compiled.diagnostics.sort_by_key(|report| (report.main.place, report.code));
            }
            if is_practice(&folder) {
                lint(&mut compiled, &Options { today: Day::from_ymd(2026, 11, 26) });
            }
            let (expected, found) = (announced(&text), reported(&compiled));
            if update && String::from_utf8(bytes).is_ok() {
                write_anew(&path, &text, &found);
            } else if expected != found {
                let (expected, found) = (expected.join("\n  "), found.join("\n  "));
                writeln!(wrong, "{}\n announced:\n  {expected}\n found:\n  {found}", path.display()).unwrap();
            }
            if let Some(model) = &compiled.model {
                assert_eq!(model.validate(), Ok(()), "{}", path.display());
            }
            let runs = compiled.model.is_some();
            assert_eq!(
                runs,
                compiled.has_model && !compiled.has_errors(),
                "{}: model without reason",
                path.display()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Each file names in its first comment what must be found, and that is found.
#[test]
fn published_defects_are_found() {
    let files = score_files(Path::new(DEFECTS));
    assert!(files.len() >= 9, "only {} files", files.len());
    for file in files {
        let text = fs::read_to_string(Path::new(DEFECTS).join(&file)).unwrap();
        let code = text.lines().find_map(|line| line.strip_prefix("# Found by ")).unwrap().trim_end_matches('.');
        assert!(announced(&text).iter().any(|line| line.starts_with(&format!("#! {code} "))), "{file}: no {code}");
    }
}

#[test]
fn every_code_of_a_model_has_a_case_that_fires_and_one_that_is_silent() {
    // X501 is found by running the tests, which are cases of their own.
    let of_a_model = |code: &&Code| {
        matches!(code.family(), Family::Names | Family::Model | Family::Practice | Family::Tests)
            && **code != Code::X501
    };
    for code in Code::ALL.iter().filter(of_a_model) {
        let folder = Path::new(SUITE).join(code.id());
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()))
        };
        let announces = |text: &str| announced(text).iter().any(|line| line.starts_with(&format!("#! {code} ")));
        assert!(announces(&read("fires.score")), "{code} does not fire in its own case");
        assert!(!announces(&read("silent.score")), "{code} is not silent in its own case");
    }
}
