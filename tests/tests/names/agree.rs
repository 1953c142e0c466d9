//! The index of names says the same as the compiler: a name that it knows cannot be exchanged for an unknown one without
//! an error at its place, and a word that it does not know can.

use std::collections::BTreeSet;

use merit_compiler::Compilation;
use merit_diagnostics::{Code, FileId};
use merit_lsp::names::{Role, SymbolKind};

use crate::support::{Project, names, projects};

/// Findings about names that are not known.
const UNKNOWN: &[Code] = &[
    Code::T201,
    Code::T202,
    Code::T203,
    Code::T204,
    Code::T205,
    Code::T206,
    Code::T207,
    Code::T217,
    Code::T218,
    Code::M306,
];

/// Where unknown names are reported in a file.
fn unknown_at(compiled: &Compilation, file: FileId) -> BTreeSet<(u32, Code)> {
    let reports = compiled.diagnostics.iter().filter(|report| UNKNOWN.contains(&report.code));
    let reports = reports.filter(|report| report.main.place.file == file);
    reports.map(|report| (report.main.place.span.start, report.code)).collect()
}

/// Words and quoted texts of a text, without comments.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c == '#' {
            while chars.next_if(|(_, c)| *c != '\n').is_some() {}
        } else if c == '"' {
            let mut end = start + 1;
            while let Some((at, c)) = chars.next() {
                end = at + c.len_utf8();
                if c == '"' && chars.next_if(|(_, c)| *c == '"').is_none() {
                    break;
                }
            }
            found.push(start..end);
        } else if c.is_alphabetic() {
            let mut end = start + c.len_utf8();
            while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() || *c == '_') {
                end = at + c.len_utf8();
            }
            found.push(start..end);
        }
    }
    found
}

/// Models without an error, each with the paths it may be changed in.
fn sound() -> Vec<(Project, String, Compilation)> {
    let mut found = Vec::new();
    for project in projects() {
        for path in project.score_files() {
            let compiled = project.compile(&path);
            if !compiled.has_errors() {
                found.push((project.clone(), path, compiled));
            }
        }
    }
    assert!(found.len() > 150, "only {} models", found.len());
    found
}

#[test]
fn what_the_index_knows_the_compiler_resolves() {
    let (mut checked, mut wrong) = (0, Vec::new());
    for (project, path, compiled) in sound() {
        let names = names(&compiled);
        for mention in names.mentions().iter().filter(|mention| mention.role == Role::Uses) {
            let symbol = names.symbol(mention.symbol).unwrap();
            let file = compiled.sources.get(mention.place.file).unwrap().name().to_owned();
            let start = mention.place.span.start;
            let new = match symbol.kind {
                SymbolKind::Letter => "F-",
                // A cell that stands again may as well be another cell; renaming looks at these.
                SymbolKind::Cell => continue,
                kind if kind.is_text() => "\"zz unknown\"",
                _ => "zz_unknown",
            };
            let changed = project.with(&file, mention.place.span.range(), new).compile(&path);
            checked += 1;
            if !unknown_at(&changed, mention.place.file).iter().any(|(at, _)| *at == start) {
                wrong.push(format!("{}/{file}:{start}: {:?} {}", project.folder.display(), symbol.kind, symbol.name));
            }
        }
    }
    assert!(checked > 2_000, "only {checked}");
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_the_compiler_resolves_the_index_knows() {
    let (mut checked, mut wrong) = (0, Vec::new());
    for (project, path, compiled) in sound() {
        let names = names(&compiled);
        let file = FileId(0);
        let text = project.text(&path).to_owned();
        let before = unknown_at(&compiled, file);
        let known: BTreeSet<u32> = names.in_file(file).iter().map(|mention| mention.place.span.start).collect();
        for range in words(&text) {
            let start = u32::try_from(range.start).unwrap();
            // A name in backticks begins with the backtick.
            if known.contains(&start) || (start > 0 && known.contains(&(start - 1))) {
                continue;
            }
            // `lead.` and the parts of a value (`.domain`) are words of the language.
            if text[..range.start].ends_with('.') || text[range.start..].starts_with("lead.") {
                continue;
            }
            let new = if text[range.clone()].starts_with('"') { "\"zz unknown\"" } else { "zz_unknown" };
            let changed = project.with(&path, range.clone(), new).compile(&path);
            checked += 1;
            let found = unknown_at(&changed, file);
            if let Some((_, code)) = found.difference(&before).find(|(at, code)| *at == start && *code != Code::T217)
            {
                wrong.push(format!("{}/{path}:{start}: {} {code}", project.folder.display(), &text[range]));
            }
        }
    }
    assert!(checked > 5_000, "only {checked}");
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_use_has_one_declaration() {
    let mut doubled = 0;
    for (project, path, compiled) in sound() {
        let names = names(&compiled);
        let mut before = None;
        for mention in names.mentions() {
            let symbol = names.symbol(mention.symbol).unwrap();
            assert_eq!(symbol.declared.is_none(), symbol.kind == SymbolKind::Check, "{path}: {symbol:?}");
            let declared = names.mentions_of(mention.symbol).filter(|mention| mention.role == Role::Declares).count();
            assert_eq!(declared, usize::from(symbol.kind != SymbolKind::Check), "{path}: {symbol:?}");
            // Only the property of a streak stands for two things, one of each event.
            if before == Some(mention.place) {
                assert_eq!(symbol.kind, SymbolKind::Property, "{}/{path}", project.folder.display());
                doubled += 1;
            }
            before = Some(mention.place);
        }
    }
    assert!(doubled > 3, "{doubled}");
}
