//! The model messages of the language (section 5), word for word.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests say what went wrong by failing"
)]

use merit_diagnostics::{Code, Diagnostic, FileId, LineColumn, Safety, SourceFile};
use merit_syntax::parse;

/// The only finding of a text, and where it stands.
fn only(text: &str) -> (Diagnostic, LineColumn) {
    let mut found = parse(FileId::default(), text).diagnostics;
    assert_eq!(found.len(), 1, "{found:?}");
    let found = found.remove(0);
    let at = SourceFile::new("site.score", text).line_column(found.main.place.span.start);
    (found, at)
}

fn marked<'t>(text: &'t str, found: &Diagnostic) -> Vec<&'t str> {
    std::iter::once(&found.main).chain(&found.related).map(|mark| &text[mark.place.span.range()]).collect()
}

const HEAD: &str = "edition 1\nmodel site\n  timezone \"Asia/Bangkok\"\nscore engagement\n";

#[test]
fn typographic_quotation_marks() {
    let text = format!("{HEAD}  +10  page_view where path starts with “/pricing”  once\n");
    let (found, at) = only(&text);
    assert_eq!((found.code, at), (Code::S103, LineColumn { line: 5, column: 41 }));
    assert_eq!(found.message, "These quotation marks are the typographic kind (“ ”); write straight ones (\").");
    assert_eq!(
        found.notes,
        [
            "They usually come from a word processor or a chat. The rest of the line was checked as if they were straight."
        ]
    );
    assert_eq!(marked(&text, &found), ["“", "”"]);
    let fix = &found.fixes[0];
    assert_eq!(fix.title, "+10  page_view where path starts with \"/pricing\"  once");
    assert_eq!((fix.safety, fix.edits.len()), (Safety::Safe, 2));
}

#[test]
fn how_often_is_missing() {
    let text = format!("{HEAD}  +5   email_click\n");
    let (found, at) = only(&text);
    assert_eq!((found.code, at), (Code::S114, LineColumn { line: 5, column: 8 }));
    assert_eq!(found.message, "This rule does not say how often it counts.");
    assert_eq!(found.main.label, "one click, or every click?");
    assert_eq!(found.notes, ["Scoring tools disagree on this, so it is always written down. Choose one:"]);
    assert_eq!(
        found.choices,
        [
            "+5   email_click  every time",
            "+5   email_click  once",
            "+5   email_click  once per day",
            "+5   email_click  at most 3 times per week",
        ]
    );
    assert_eq!(marked(&text, &found), ["email_click"]);
}

#[test]
fn and_and_or_are_mixed() {
    let text = format!("{HEAD}  +10  form_submit where form is \"a\" or path is \"b\" and form is \"c\"  once\n");
    let (found, at) = only(&text);
    assert_eq!((found.code, at), (Code::S106, LineColumn { line: 5, column: 53 }));
    assert_eq!(found.message, "\"and\" and \"or\" are mixed here, and it is not clear which belong together.");
    assert_eq!(
        found.notes,
        ["Put brackets around the part that belongs together. Both are possible and mean different things:"]
    );
    assert_eq!(
        found.choices,
        [
            "where (form is \"a\" or path is \"b\") and form is \"c\"",
            "where form is \"a\" or (path is \"b\" and form is \"c\")",
        ]
    );
    assert_eq!(marked(&text, &found), ["and", "or"]);
}

#[test]
fn a_stage_does_not_say_what_it_does() {
    let text = format!(
        "{HEAD}  inactivity measured by any activity\n    after 45 days  total -15\n    after 60 days  -30\n    on return  keep\n"
    );
    let (found, at) = only(&text);
    assert_eq!((found.code, at), (Code::S115, LineColumn { line: 7, column: 20 }));
    assert_eq!(
        found.message,
        "\"after 60 days -30\" does not say whether the 30 points replace the earlier 15 or come on top."
    );
    assert_eq!(
        found.choices,
        [
            "after 60 days  total -30      45 days: -15 · 60 days: -30 in all",
            "after 60 days  further -30    45 days: -15 · 60 days: -45 in all",
        ]
    );
    assert_eq!(marked(&text, &found), ["-30"]);
}

/// The example of section 2.1: every broken line has one report at its own place, and no sound line has any.
#[test]
fn every_broken_line_has_its_report() {
    let text = include_str!("examples/broken.score");
    let file = SourceFile::new("broken.score", text);
    let found: Vec<(Code, u32, u32)> = parse(FileId::default(), text)
        .diagnostics
        .iter()
        .map(|found| {
            let at = file.line_column(found.main.place.span.start);
            (found.code, at.line, at.column)
        })
        .collect();
    assert_eq!(
        found,
        [
            (Code::S103, 5, 41),
            (Code::S102, 6, 26),
            (Code::S114, 7, 8),
            (Code::S103, 8, 3),
            (Code::S107, 9, 3),
            (Code::S106, 10, 53),
            (Code::S104, 11, 32),
            (Code::S102, 12, 45),
            (Code::S101, 13, 1),
            (Code::S102, 16, 9),
            (Code::S102, 17, 35),
            (Code::S105, 18, 17),
            (Code::S114, 19, 28),
            (Code::S101, 20, 3),
        ]
    );
}
