//! Typical mistakes and what is said about them: every block of the files in `suite/mistakes` is a mistake, put into the
//! model `base.score` at the mark that `@` names.
//!
//! ```text
//! +10  page_view  onec
//! > once
//! ! S102 "onec" is not understood here; did you mean "once"?
//! !      did you mean once?
//! !      fix: +10  page_view  once
//! ```
//!
//! What stands behind `>` must be named by the finding: it is what mends the line. What stands behind `!` is the whole
//! finding, as people see it. `MERIT_UPDATE=1` writes it anew, for review.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use merit_compiler::{MemoryFiles, compile};
use merit_diagnostics::{Code, Diagnostic};

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suite/mistakes");

/// A mistake.
struct Mistake {
    text: String,
    /// What the finding must name.
    names: String,
    /// The finding as it is written down.
    says: String,
}

/// A part of a file.
enum Block {
    /// Where the mistakes that follow are put.
    At(String),
    Mistake(Mistake),
}

fn blocks(text: &str) -> Vec<Block> {
    let blocks = text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.is_empty());
    blocks
        .map(|block| {
            if let Some(mark) = block.strip_prefix("@ ") {
                return Block::At(mark.to_owned());
            }
            let of = |sign: &str| {
                let lines = block.lines().filter_map(|line| line.strip_prefix(sign));
                lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
            };
            let text: Vec<&str> = block.lines().filter(|line| !line.starts_with(['>', '!'])).collect();
            Block::Mistake(Mistake { text: text.join("\n"), names: of(">"), says: of("!") })
        })
        .collect()
}

/// The model with a mistake in it. Lines that end in `#- MARK` stand for what is mistaken there.
fn model(base: &str, mark: &str, mistake: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut found = false;
    for line in base.lines() {
        if let Some(here) = line.strip_prefix("#@ ") {
            if here == mark {
                found = true;
                let outer = matches!(mark, "file" | "trigger" | "end");
                lines.extend(mistake.lines().map(|line| if outer { line.to_owned() } else { format!("  {line}") }));
            }
        } else if let Some((kept, here)) = line.split_once(" #- ") {
            if here != mark {
                lines.push(kept.to_owned());
            }
        } else {
            lines.push(line.to_owned());
        }
    }
    assert!(found, "base.score has no mark {mark}");
    lines.join("\n") + "\n"
}

/// A finding with everything that people see of it but the marked line.
fn told(diagnostic: &Diagnostic) -> String {
    let mut told = format!("{} {}", diagnostic.code, diagnostic.message);
    let mut add = |text: &str| {
        for line in text.lines() {
            write!(told, "\n     {}", line.trim_end()).unwrap();
        }
    };
    if !diagnostic.main.label.is_empty() {
        add(&diagnostic.main.label);
    }
    diagnostic.notes.iter().for_each(|note| add(note));
    diagnostic.choices.iter().for_each(|choice| add(&format!("choose: {}", choice.trim())));
    diagnostic.fixes.iter().for_each(|fix| add(&format!("fix: {}", fix.title.trim())));
    told
}

fn findings(text: &str) -> Vec<Diagnostic> {
    let files = MemoryFiles::new().with("model.score", text).with("vocabulary.score", "edition 1\n");
    compile(&files, "model.score").diagnostics
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(SUITE).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files
}

#[test]
fn every_mistake_gets_one_finding_that_names_the_fix() {
    let update = std::env::var_os("MERIT_UPDATE").is_some();
    let base = fs::read_to_string(Path::new(SUITE).join("base.score")).unwrap();
    let sound: Vec<String> = findings(&model(&base, "file", "")).iter().map(told).collect();
    assert!(sound.is_empty(), "the model without a mistake: {sound:#?}");
    let (mut count, mut wrong) = (0, String::new());
    let mut seen: HashMap<String, String> = HashMap::new();
    for path in files() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (mut mark, mut anew) = (String::new(), Vec::new());
        for block in blocks(&fs::read_to_string(&path).unwrap()) {
            let mistake = match block {
                Block::At(here) => {
                    anew.push(format!("@ {here}"));
                    mark = here;
                    continue;
                }
                Block::Mistake(mistake) => mistake,
            };
            count += 1;
            let found = findings(&model(&base, &mark, &mistake.text));
            let says: Vec<String> = found.iter().map(told).collect();
            let says = says.join("\n");
            let place = format!("{name} @{mark} {:?}", mistake.text);
            if found.len() != 1 {
                writeln!(wrong, "{place}: {} findings\n{says}", found.len()).unwrap();
            }
            if mistake.names.is_empty() || !says.contains(&mistake.names) {
                writeln!(wrong, "{place}: {:?} is not named by\n{says}", mistake.names).unwrap();
            }
            for forbidden in ["token", "identifier", "illegal", "EOI", "pars", "syntax"] {
                if says.contains(forbidden) && !mistake.text.contains(forbidden) {
                    writeln!(wrong, "{place}: {forbidden:?} in\n{says}").unwrap();
                }
            }
            if !update && says != mistake.says {
                writeln!(wrong, "{place}:\n announced:\n{}\n found:\n{says}", mistake.says).unwrap();
            }
            if let Some(before) = seen.insert(format!("{mark} {}", mistake.text), place.clone()) {
                writeln!(wrong, "{place} stands twice, also as {before}").unwrap();
            }
            let lines = says.lines().map(|line| format!("! {line}")).collect::<Vec<_>>().join("\n");
            anew.push(format!("{}\n> {}\n{lines}", mistake.text, mistake.names));
        }
        if update {
            fs::write(&path, anew.join("\n\n") + "\n").unwrap();
        }
    }
    assert!(count >= 150, "only {count} mistakes");
    assert!(wrong.is_empty(), "{wrong}");
}

/// Fixes that are sure make the statement readable.
#[test]
fn fixes_of_mistakes_mend_them() {
    let base = fs::read_to_string(Path::new(SUITE).join("base.score")).unwrap();
    let (mut applied, mut wrong) = (0, String::new());
    for path in files() {
        let mut mark = String::new();
        for block in blocks(&fs::read_to_string(&path).unwrap()) {
            let mistake = match block {
                Block::At(here) => {
                    mark = here;
                    continue;
                }
                Block::Mistake(mistake) => mistake,
            };
            let text = model(&base, &mark, &mistake.text);
            for fix in findings(&text).iter().flat_map(|found| found.fixes.clone()) {
                let mut edits = fix.edits;
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.span.start));
                let mut mended = text.clone();
                edits.iter().for_each(|edit| mended.replace_range(edit.place.span.range(), &edit.text));
                applied += 1;
                let left = findings(&mended);
                if left.iter().any(|found| found.code == Code::S102 || found.code == Code::S101) {
                    let left: Vec<String> = left.iter().map(told).collect();
                    writeln!(wrong, "{:?}, {}:\n{}", mistake.text, fix.title, left.join("\n")).unwrap();
                }
            }
        }
    }
    assert!(applied > 100, "only {applied} fixes");
    assert!(wrong.is_empty(), "{wrong}");
}
