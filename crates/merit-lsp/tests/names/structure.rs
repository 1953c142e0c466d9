//! Outline, search, folding, selection.

use merit_lsp::features::folding::{FoldKind, folds};
use merit_lsp::features::hints::hints;
use merit_lsp::features::selection::around;
use merit_lsp::features::symbols::{Entry, outline, search};

use crate::drawn::{Drawn, files, shop};

fn tree(entries: &[Entry], depth: usize, out: &mut Vec<String>) {
    for entry in entries {
        assert!(entry.span.contains(entry.selection), "{entry:?}");
        let detail = if entry.detail.is_empty() { String::new() } else { format!(" · {}", entry.detail) };
        out.push(format!("{}{}{detail}", "  ".repeat(depth), entry.name));
        assert!(entry.children.iter().all(|child| entry.span.contains(child.span)), "{entry:?}");
        tree(&entry.children, depth + 1, out);
    }
}

#[test]
fn the_outline_is_the_model_by_its_headings() {
    let drawn = shop("model sh‸op");
    let mut lines = Vec::new();
    tree(&outline(&drawn.snapshot, &drawn.file), 0, &mut lines);
    assert_eq!(
        lines,
        [
            "shop",
            "interest · What they do",
            "  Pages",
            "    +5 page_view where path starts with \"/pricing\" and country is known once per day",
            "    +1 +2 +3 page_view restarting every month",
            "  Forms",
            "    Serious form · +20 form_submit where form is one of \"quote\", \"demo\" once called \"Serious form\"",
            "    +10 email_click for 3 email_sent in a row by campaign once",
            "tiers of interest",
            "  Hot · above 50",
            "  Warm · from 20 until below 15",
            "  Cold · otherwise",
            "fit",
            "  +20 if email.domain is in free_email",
            "  +30 if title contains \"Chief\"",
            "  A · from 40",
            "  B · from 20",
            "  F · otherwise",
            "priority",
            "  row \"Hot\": \"Call\", \"Call\", \"Wait\"",
            "  row \"Warm\": \"Call\", \"Wait\", \"Wait\"",
            "  row \"Cold\": \"Wait\", \"Wait\", \"Wait\"",
            "MQL",
            "  include when interest tier is \"Warm\" or higher and fit grade is B or better",
            "  exclude when email.domain is in free_email",
            "trigger call on entering \"MQL\" once",
            "a quote",
        ]
    );
}

#[test]
fn a_broken_file_keeps_its_outline() {
    let drawn = files(&[("a.score", "edition 1\nscore\n  +5 x once\nevent visit (\n  has path: url\n‸")]);
    let mut lines = Vec::new();
    tree(&outline(&drawn.snapshot, &drawn.file), 0, &mut lines);
    assert_eq!(lines, ["score", "  +5 x once", "visit", "  path · url"]);
}

#[test]
fn names_are_searched_over_the_workspace() {
    let drawn = shop("model sh‸op");
    let names = |query: &str| -> Vec<String> {
        search(&drawn.snapshot, query).into_iter().map(|hit| format!("{} {}", hit.kind.word(), hit.name)).collect()
    };
    assert_eq!(names("PAGEV"), ["event page_view"]);
    assert_eq!(names("campaign"), ["property campaign", "property campaign"]);
    assert_eq!(names("warm"), ["tier Warm"]);
    assert_eq!(names("call"), ["action call", "cell Call"]);
    assert!(names("zzz").is_empty());
    assert!(names("").len() > 20);
}

fn folded(drawn: &Drawn) -> Vec<(u32, u32, FoldKind)> {
    let source = drawn.snapshot.source(&drawn.file).unwrap();
    let lines = |fold: &merit_lsp::features::folding::Fold| {
        (source.line_of(fold.span.start), source.line_of(fold.span.end), fold.kind)
    };
    folds(&drawn.snapshot, &drawn.file).iter().map(lines).collect()
}

#[test]
fn headings_groups_long_lines_and_comments_fold() {
    let text = "edition 1\nuse \"a.score\"\nuse \"b.score\"\n\n# one\n# two\n\n# three\nscore s\n  +5  a\n    where x is 1\n    once\n  group \"g\"\n    +5  b  once\nlist l: text \"x\"\nevent e\n‸";
    assert_eq!(
        folded(&files(&[("a.score", text)])),
        [
            (2, 3, FoldKind::Uses),
            (5, 6, FoldKind::Comments),
            (9, 14, FoldKind::Lines),
            (10, 12, FoldKind::Lines),
            (13, 14, FoldKind::Lines),
        ]
    );
}

#[test]
fn selections_grow_from_the_word_to_the_file() {
    let drawn = shop("starts with \"/pri‸cing\" and");
    let pieces: Vec<String> = around(&drawn.snapshot, &drawn.file, drawn.byte)
        .into_iter()
        .map(|span| drawn.slice(span).lines().next().unwrap().trim().to_owned())
        .collect();
    assert_eq!(
        pieces,
        [
            "/pricing",
            "\"/pricing\"",
            "starts with \"/pricing\"",
            "path starts with \"/pricing\"",
            "path starts with \"/pricing\" and country is known",
            "page_view where path starts with \"/pricing\" and country is known",
            "+5   page_view where path starts with \"/pricing\" and country is known  once per day",
            "group \"Pages\" up to 30 points",
            "score interest \"What they do\"",
            "edition 1",
        ]
    );
}

#[test]
fn selections_nest_at_every_byte_of_any_text() {
    for text in [crate::drawn::MODEL, crate::drawn::VOCABULARY, "score (\n +5 “a” \"ไทย\n#ü", ""] {
        let drawn = files(&[("a.score", &format!("{text}‸"))]);
        for byte in 0..=u32::try_from(text.len()).unwrap() {
            let pieces = around(&drawn.snapshot, &drawn.file, byte);
            for pair in pieces.windows(2) {
                assert!(pair[1].contains(pair[0]) && pair[0] != pair[1], "{byte}: {pair:?}");
            }
            assert!(pieces.iter().all(|piece| piece.start <= byte && byte <= piece.end));
        }
    }
}

#[test]
fn hints_say_what_the_lines_come_to() {
    let drawn = shop("model sh‸op");
    let source = drawn.snapshot.source(&drawn.file).unwrap();
    let whole = merit_diagnostics::Span::of(0..source.text().len());
    let shown: Vec<String> = hints(&drawn.snapshot, &drawn.file, whole)
        .into_iter()
        .map(|hint| {
            let line = source.line_of(hint.at);
            let before = source.slice(merit_diagnostics::Span::new(source.line_span(line).start, hint.at));
            format!("{}«{}»", before.trim_start(), hint.text)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "reviewed 2025-06-02«again by 2025-09-10»",
            "+1 +2 +3«step 3, 6 in all»",
            "+10  email_click for 3 email_sent in a row by campaign  once«interest: at most 60»",
            "F  otherwise«fit: at most 50»",
            "day 0«2025-01-06»",
            "day 3«2025-01-09»",
            "day 3  page_view with path \"/pricing\"«step 1 of 3: +1»",
            "expect \"Serious form\" 18.66, tier \"Warm\", not in \"MQL\" on day 3«2025-01-09»",
        ]
    );
}
