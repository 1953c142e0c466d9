//! Arrows between crates go one way, and each library has one home.

use crate::metadata::Metadata;

/// Each crate, and the crates of the house that it may know.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("merit-diagnostics", &[]),
    ("merit-values", &[]),
    ("merit-syntax", &["merit-diagnostics", "merit-values"]),
    ("merit-ir", &["merit-values"]),
    ("merit-reach", &["merit-values", "merit-ir"]),
    ("merit-compiler", &["merit-diagnostics", "merit-values", "merit-syntax", "merit-ir", "merit-reach"]),
    ("merit-lint", &["merit-diagnostics", "merit-values", "merit-syntax", "merit-ir", "merit-compiler"]),
    ("merit-engine", &["merit-values", "merit-ir"]),
    ("merit-events", &["merit-diagnostics", "merit-values", "merit-ir"]),
    (
        "merit-workbench",
        &[
            "merit-diagnostics",
            "merit-values",
            "merit-ir",
            "merit-engine",
            "merit-events",
            "merit-compiler",
            "merit-reach",
        ],
    ),
    (
        "merit-lsp",
        &[
            "merit-diagnostics",
            "merit-values",
            "merit-syntax",
            "merit-ir",
            "merit-reach",
            "merit-compiler",
            "merit-lint",
            "merit-workbench",
        ],
    ),
];

/// Above the arrows: they may know everybody.
const MAY_KNOW_ALL: &[&str] = &["merit", "merit-tests"];

/// Libraries, and the crates that may use them.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["merit"]),
    ("clap_complete", &["merit"]),
    ("ariadne", &["merit"]),
    ("pest", &["merit-syntax"]),
    ("pest_derive", &["merit-syntax"]),
    ("parquet", &["merit-events"]),
    ("csv", &["merit-events", "merit-compiler"]),
    ("lsp-server", &["merit-lsp"]),
    ("gen-lsp-types", &["merit-lsp"]),
];

#[test]
fn crates_know_only_what_they_may() {
    let metadata = Metadata::read();
    let mut crossed = Vec::new();
    for (name, knows) in metadata.arrows() {
        if MAY_KNOW_ALL.contains(&name) {
            continue;
        }
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(of, _)| *of == name) else {
            crossed.push(format!(
                "{name} is a new crate: say in this test, and in docs/architecture.md, whom it may know"
            ));
            continue;
        };
        let inside = knows.iter().filter(|known| **known == "merit" || known.starts_with("merit-"));
        crossed.extend(inside.filter(|known| !allowed.contains(known)).map(|known| format!("{name} -> {known}")));
    }
    assert!(crossed.is_empty(), "{}", crossed.join("\n"));
}

#[test]
fn nobody_depends_on_the_command_or_the_suite() {
    let metadata = Metadata::read();
    for (name, knows) in metadata.arrows() {
        assert!(
            !knows.iter().any(|known| MAY_KNOW_ALL.contains(known)),
            "{name} depends on the command or the suite"
        );
    }
}

#[test]
fn libraries_stay_at_home() {
    let metadata = Metadata::read();
    let mut strayed = Vec::new();
    for (name, knows) in metadata.arrows() {
        for (library, homes) in HOMES {
            if knows.contains(library) && !homes.contains(&name) && name != "merit-tests" {
                strayed.push(format!("{name} uses {library}, whose home is {}", homes.join(", ")));
            }
        }
    }
    assert!(strayed.is_empty(), "{}", strayed.join("\n"));
}

#[test]
fn the_table_names_crates_that_exist() {
    let metadata = Metadata::read();
    let arrows = metadata.arrows();
    for name in MAY_KNOW.iter().map(|(name, _)| name).chain(MAY_KNOW_ALL) {
        assert!(arrows.contains_key(name), "there is no crate {name}");
    }
}
