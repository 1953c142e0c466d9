//! Every code has a page that says what the registry says.

use std::fs;

use merit_diagnostics::{Code, Family};
use merit_lint::{CHECKS, Check, Fixable};

use crate::{files, root};

#[test]
fn every_code_has_its_page() {
    let folder = root().join("docs/checks");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let Ok(page) = fs::read_to_string(folder.join(format!("{code}.md"))) else {
            wrong.push(format!("{code}: no page"));
            continue;
        };
        let mut lines = page.lines().filter(|line| !line.trim().is_empty());
        let mut must = |what: &str, holds: bool| {
            if !holds {
                wrong.push(format!("{code}: {what}"));
            }
        };
        must("title", lines.next() == Some(&format!("# {code} {}", code.name())));
        must("summary", lines.next() == Some(code.summary()));
        let level = lines.next().and_then(|line| line.strip_prefix("**Level**: "));
        must("level", level.is_some_and(|level| level.starts_with(code.level().word()) || level.contains(" for ")));
        let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let check = CHECKS.iter().find(|check| check.code == *code);
        match check {
            Some(check) => must("level, since and fix", page.contains(&about(check))),
            None => must("it is no check of best practice", code.family() != Family::Practice),
        }
        let last = if check.is_some() { "How to configure" } else { "How to fix it" };
        must("sections", sections == ["Avoid", "Prefer", "Why", last]);
        let row = format!("| [{code}]({code}.md) | {} | {} | {} |", code.name(), code.level().word(), code.summary());
        must("row in README.md", index.lines().any(|line| line == row));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a page says of a check, from the registry.
fn about(check: &Check) -> String {
    let fix = match check.fixable {
        Fixable::No => "no",
        Fixable::Shown => "shown, not applied",
    };
    format!("\n**Level**: {} · **Since**: {} · **Fix**: {fix}\n", check.code.level().word(), check.since)
}

#[test]
fn every_page_has_its_code() {
    for page in files(&root().join("docs/checks"), "md") {
        let name = page.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(name == "README" || Code::ALL.iter().any(|code| code.id() == name), "{name} is no code");
    }
}
