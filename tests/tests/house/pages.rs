//! Every code has a page that says what the registry says.

use std::fs;

use merit_diagnostics::{Code, Family};

use crate::{files, root};

#[test]
fn every_code_has_its_page() {
    let folder = root().join("docs/checks");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().filter(|code| code.family() != Family::Practice) {
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
        must("sections", sections == ["Avoid", "Prefer", "Why", "How to fix it"]);
        let row = format!("| [{code}]({code}.md) | {} | {} | {} |", code.name(), code.level().word(), code.summary());
        must("row in README.md", index.lines().any(|line| line == row));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_its_code() {
    for page in files(&root().join("docs/checks"), "md") {
        let name = page.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(name == "README" || Code::ALL.iter().any(|code| code.id() == name), "{name} is no code");
    }
}
