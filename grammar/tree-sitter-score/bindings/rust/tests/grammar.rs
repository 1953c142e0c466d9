//! The grammar for editors sees the same statements as the normative one, on every score file of the repository and every
//! snippet of the documentation; its own examples; its queries.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use merit_diagnostics::{FileId, Level};
use tree_sitter::{Node, Parser, Query};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// All files below a folder with this ending; hidden folders and build output are left out.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !name.starts_with('.') && !matches!(&*name, "target" | "node_modules" | "dist") {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_score::LANGUAGE.into()).unwrap();
    parser
}

/// The kind of a statement and its line, from 1.
type Statement = (String, usize);

fn with_tree_sitter(text: &str) -> Vec<Statement> {
    let tree = parser().parse(text, None).unwrap();
    let root = tree.root_node();
    let statements =
        (0..root.named_child_count()).map(|at| root.named_child(u32::try_from(at).unwrap() as _).unwrap());
    let kind_and_line = |node: Node<'_>| (node.kind().to_owned(), node.start_position().row + 1);
    let statements = statements.filter(|node| node.kind() != "comment").map(kind_and_line);
    let mut found: Vec<Statement> = statements.collect();
    errors(root, &mut found);
    found
}

fn errors(node: Node<'_>, found: &mut Vec<Statement>) {
    if node.is_missing() || (node.is_error() && node.kind() != "file") {
        found.push((format!("ERROR {}", node.to_sexp()), node.start_position().row + 1));
    }
    (0..node.child_count()).for_each(|at| errors(node.child(u32::try_from(at).unwrap() as _).unwrap(), found));
}

/// The same by the normative grammar; nothing for a text with faults.
fn with_pest(text: &str) -> Option<Vec<Statement>> {
    let parsed = merit_syntax::parse(FileId(0), text);
    if parsed.diagnostics.iter().any(|found| found.level == Level::Error) {
        return None;
    }
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let statements = parsed.tree.statements.iter();
    Some(statements.map(|statement| (kind(&statement.kind), line(statement.span.start as usize))).collect())
}

/// `TierLine(...)` is `tier_line`.
fn kind(kind: &merit_syntax::tree::StatementKind) -> String {
    let text = format!("{kind:?}");
    let name = text.split('(').next().unwrap();
    let mut snake = String::new();
    for (at, c) in name.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    match &*snake {
        "use" => "use_file".to_owned(),
        "rule" => "rule_line".to_owned(),
        // What a test expects is a claim there.
        "claim" => "model_claim".to_owned(),
        "happens" | "changes" => "happening".to_owned(),
        _ => snake,
    }
}

/// Score files, and snippets of the documentation.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for path in files(&root(), ".score") {
        if let Ok(text) = fs::read_to_string(&path) {
            texts.push((path.display().to_string(), text));
        }
    }
    for path in files(&root().join("docs"), ".md") {
        let page = fs::read_to_string(&path).unwrap();
        for (number, part) in page.split("```score").skip(1).enumerate() {
            let Some((_, snippet)) = part.split("```").next().unwrap().split_once('\n') else { continue };
            texts.push((format!("{} ({})", path.display(), number + 1), snippet.to_owned()));
        }
    }
    texts
}

#[test]
fn the_same_statements_as_the_normative_grammar() {
    let (mut compared, mut statements, mut kinds, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for (name, text) in texts() {
        let found = with_tree_sitter(&text);
        let Some(expected) = with_pest(&text) else { continue };
        compared += 1;
        statements += expected.len();
        kinds.extend(expected.iter().map(|(kind, _)| kind.clone()));
        if found != expected {
            let at = expected.iter().zip(&found).position(|(one, other)| one != other);
            let at = at.unwrap_or(expected.len().min(found.len()));
            wrong.push(format!("{name}: {:?} is {:?}", expected.get(at), found.get(at)));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}\n{}", wrong.len(), wrong.join("\n"));
    kinds.sort();
    kinds.dedup();
    // Every kind of statement there is.
    assert!(compared > 300 && statements > 5_000 && kinds.len() >= 40, "{compared} {statements} {}", kinds.len());
}

/// A mistake in one line leaves the statements around it.
#[test]
fn a_mistake_costs_one_statement() {
    let text = "edition 1\n\nevent a\nevent\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  a  evry time\n  +2  a  once\n  +3  a where (b is \"x\"  once\n  -1  a  once\n";
    let found = with_tree_sitter(text);
    for sound in [("event", 3), ("timezone", 6), ("score", 7), ("rule_line", 9), ("rule_line", 11)] {
        assert!(found.contains(&(sound.0.to_owned(), sound.1)), "{sound:?} is not in {found:?}");
    }
}

/// Cases of tree-sitter's own form: a title between lines of equals signs, a text, dashes, the tree.
#[test]
fn examples_of_the_grammar() {
    let mut seen = 0;
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus"), ".txt") {
        let file = fs::read_to_string(&path).unwrap();
        let mut parts = file.split("==================\n").skip(1);
        while let (Some(title), Some(case)) = (parts.next(), parts.next()) {
            let (text, expected) = case.split_once("\n---\n").unwrap();
            let tree = parser().parse(text, None).unwrap().root_node().to_sexp();
            let words = |text: &str| {
                text.replace('(', " ( ").replace(')', " ) ").split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(words(&tree), words(expected), "{}: {title}{tree}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 9, "only {seen} examples");
}

/// The queries of all editors name nodes that there are.
#[test]
fn queries_fit_the_grammar() {
    let language = tree_sitter_score::LANGUAGE.into();
    let queries: Vec<PathBuf> =
        ["grammar", "editors"].iter().flat_map(|folder| files(&root().join(folder), ".scm")).collect();
    assert!(queries.len() >= 2, "only {queries:?}");
    for path in queries {
        let text = fs::read_to_string(&path).unwrap();
        let query = Query::new(&language, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(query.pattern_count() > 0, "{}", path.display());
    }
}

#[test]
fn the_query_of_zed_is_this_one() {
    let of_zed = fs::read_to_string(root().join("editors/zed/languages/score/highlights.scm")).unwrap();
    assert_eq!(of_zed, tree_sitter_score::HIGHLIGHTS_QUERY);
}

/// Every word of the grammar is highlighted.
#[test]
fn no_word_is_left_plain() {
    let grammar = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/node-types.json")).unwrap();
    let mut plain = Vec::new();
    for part in grammar.split("\"type\": \"").skip(1) {
        let (word, rest) = part.split_once('"').unwrap();
        let is_word = word.chars().all(|c| c.is_ascii_lowercase() || c == '/')
            && rest.trim_start_matches([',', '\n', ' ']).starts_with("\"named\": false");
        if is_word && !tree_sitter_score::HIGHLIGHTS_QUERY.contains(&format!("\"{word}\"")) {
            plain.push(word);
        }
    }
    plain.sort_unstable();
    plain.dedup();
    assert!(plain.is_empty(), "{plain:?}");
}
