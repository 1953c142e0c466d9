//! The snippets of the documentation do what the text around them says.

mod checks;
mod data;
mod examples;
mod formats;
mod guide;
mod snippet;

use std::collections::BTreeSet;
use std::path::Path;

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_diagnostics::{Code, Level};
use merit_lint::{Options, lint};
use merit_values::Day;

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Compiles a text and checks it, with other files beside it.
fn compiled<'a>(text: &str, beside: impl IntoIterator<Item = (&'a str, &'a str)>) -> Compilation {
    let files = MemoryFiles::new().with("snippet.score", text);
    let files = beside.into_iter().fold(files, |files, (path, text)| files.with(path, text));
    let mut compilation = compile(&files, "snippet.score");
    lint(&mut compilation, &Options { today: Day::from_ymd(2026, 11, 26) });
    compilation
}

/// The codes of all findings of at least this level.
fn codes(compilation: &Compilation, level: Level) -> BTreeSet<Code> {
    let found = compilation.diagnostics.iter().filter(|diagnostic| diagnostic.level <= level);
    found.map(|diagnostic| diagnostic.code).collect()
}

/// All findings, for messages of tests.
fn told(compilation: &Compilation) -> String {
    let told = compilation.diagnostics.iter().map(|found| format!("  {} {}", found.code, found.message));
    told.collect::<Vec<_>>().join("\n")
}
