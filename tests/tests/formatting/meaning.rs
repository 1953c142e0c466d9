//! What must hold of every formatted text.

use merit_diagnostics::{Code, FileId};
use merit_syntax::tree::{Clause, ClauseKind, StatementKind, Tree};
use merit_syntax::{format, parse};
use unicode_normalization::UnicodeNormalization;

/// What a text means: its statements without places, clauses in one order.
pub(crate) fn meaning(text: &str) -> Vec<String> {
    let parsed = parse(FileId(0), text);
    let sound = parsed.diagnostics.iter().all(|diagnostic| diagnostic.code == Code::S103);
    assert!(sound, "{:#?}\n{text}", parsed.diagnostics);
    statements(parsed.tree)
}

fn statements(tree: Tree) -> Vec<String> {
    let one = |mut kind: StatementKind| {
        match &mut kind {
            StatementKind::Rule(rule) => sort(&mut rule.clauses),
            StatementKind::Reset(reset) => sort(&mut reset.clauses),
            StatementKind::Group(group) => sort(&mut group.clauses),
            _ => {}
        }
        without_spans(&format!("{kind:?}"))
    };
    tree.statements.into_iter().map(|statement| one(statement.kind)).collect()
}

fn sort(clauses: &mut [Clause]) {
    clauses.sort_by_key(|clause| match clause.kind {
        ClauseKind::HowOften(_) => 0,
        ClauseKind::Cap { .. } => 1,
        ClauseKind::Decay(_) => 2,
        ClauseKind::Expires(_) => 3,
        ClauseKind::During(..) => 4,
        ClauseKind::Called(_) => 5,
        ClauseKind::BestOneOnly => 6,
    });
}

/// `Span { start: 1, end: 2 }` -> `Span`
fn without_spans(debug: &str) -> String {
    let mut parts = debug.split("Span { start: ");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str("Span");
        out.push_str(part.split_once(" }").map_or("", |(_, rest)| rest));
    }
    out
}

/// Every comment, sorted.
fn comments(text: &str) -> Vec<String> {
    let tree = parse(FileId(0), text).tree;
    let of_statements = tree.statements.iter().flat_map(|statement| statement.before.iter().chain(&statement.beside));
    let all = of_statements.chain(&tree.end);
    let mut comments: Vec<String> = all.map(|comment| text[comment.span.range()].trim_end().to_owned()).collect();
    comments.sort();
    comments
}

fn composed(comments: Vec<String>) -> Vec<String> {
    comments.into_iter().map(|comment| comment.replace('\r', " ").nfc().collect()).collect()
}

/// Formats, and checks everything that holds for every text.
pub(crate) fn checked(text: &str) -> String {
    let formatted = format(text).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"));
    assert_eq!(meaning(&formatted), meaning(text), "the meaning changed\n--- before\n{text}\n--- after\n{formatted}");
    assert_eq!(
        comments(&formatted),
        composed(comments(text)),
        "comments\n--- before\n{text}\n--- after\n{formatted}"
    );
    let again = format(&formatted).unwrap();
    let differs = again.lines().zip(formatted.lines()).find(|(again, once)| again != once);
    assert_eq!(again, formatted, "twice is not once: {differs:#?}\n--- before\n{text}");
    assert!(formatted.ends_with('\n') && !formatted.ends_with("\n\n") && !formatted.starts_with('\n'));
    assert!(
        !formatted.contains("\n\n\n") && !formatted.contains(" \n") && !formatted.contains("\r\n"),
        "{formatted:?}"
    );
    formatted
}
