//! Every dependency has a licence from the list in `deny.toml`, and comes from the public registry.

use std::fs;

use crate::metadata::Metadata;
use crate::root;

/// True when the expression can be fulfilled with the allowed licences alone.
fn allowed(expression: &str, list: &[String]) -> bool {
    // Old packages write "A/B" for "A OR B".
    let words = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut rest = &words[..];
    let holds = either(&mut rest, list);
    holds && rest.is_empty()
}

fn either(rest: &mut &[&str], list: &[String]) -> bool {
    let mut holds = both(rest, list);
    while let [word, after @ ..] = *rest
        && *word == "OR"
    {
        *rest = after;
        holds |= both(rest, list);
    }
    holds
}

fn both(rest: &mut &[&str], list: &[String]) -> bool {
    let mut holds = one(rest, list);
    while let [word, after @ ..] = *rest
        && *word == "AND"
    {
        *rest = after;
        holds &= one(rest, list);
    }
    holds
}

fn one(rest: &mut &[&str], list: &[String]) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let holds = either(rest, list);
            match *rest {
                [")", after @ ..] => {
                    *rest = after;
                    holds
                }
                _ => false,
            }
        }
        [name, "WITH", exception, after @ ..] => {
            *rest = after;
            list.iter().any(|licence| *licence == format!("{name} WITH {exception}"))
        }
        [name, after @ ..] => {
            *rest = after;
            list.iter().any(|licence| licence == name)
        }
        [] => false,
    }
}

fn list() -> Vec<String> {
    let settings: toml::Table = fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let list = settings["licenses"]["allow"].as_array().unwrap();
    list.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

#[test]
fn licences_are_on_the_list() {
    let list = list();
    let metadata = Metadata::read();
    assert!(metadata.packages.len() > 50, "only {} packages were found", metadata.packages.len());
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let licence = package.license.as_deref().unwrap_or("none");
        if !allowed(licence, &list) {
            wrong.push(format!("{} {}: {licence}", package.name, package.version));
        }
        if package.source.as_deref().is_some_and(|source| !source.contains("github.com/rust-lang/crates.io-index")) {
            wrong.push(format!("{} {}: not from crates.io", package.name, package.version));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let list = ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
    for fine in [
        "MIT",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Unlicense/MIT",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(allowed(fine, &list), "{fine}");
    }
    for wrong in ["GPL-3.0", "MIT AND GPL-3.0", "none", "", "(MIT", "MIT MIT", "MIT WITH LLVM-exception"] {
        assert!(!allowed(wrong, &list), "{wrong}");
    }
}
