//! Lines that break where no line may break: one report about the break, and the statement is understood.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use merit_diagnostics::{FileId, SourceFile};
use merit_syntax::parse;
use merit_syntax::tree::StatementKind;

/// The reports as `CODE line:column message`, and whether every statement was understood.
fn reports(text: &str) -> (Vec<String>, bool) {
    let file = SourceFile::new("m.score", text);
    let parsed = parse(FileId(0), text);
    let shown = |report: &merit_diagnostics::Diagnostic| {
        let at = file.line_column(report.main.place.span.start);
        format!("{} {}:{} {}", report.code, at.line, at.column, report.message)
    };
    let understood = parsed.tree.statements.iter().all(|one| !matches!(one.kind, StatementKind::Broken(_)));
    (parsed.diagnostics.iter().map(shown).collect(), understood)
}

const HEAD: &str = "edition 1\nscore s\n";

#[test]
fn a_line_that_breaks_at_the_wrong_place() {
    for (lines, at, word) in [
        ("  +1 +2 login  restarting every\n    month\n", "4:5", "month"),
        ("  +1 login at most 3 times\n    per week\n", "4:5", "per"),
        ("  +1 view where\n    path\n    is \"/a\" once\n", "5:5", "is"),
        ("  +1\n    login\n    once\n", "4:5", "login"),
        ("  +1 view once  # why\n    per path\n", "4:5", "per"),
    ] {
        let (reports, understood) = reports(&format!("{HEAD}{lines}"));
        let message = format!("S102 {at} The line above does not go on with \"{word}\": no line can begin with it.");
        assert_eq!(reports, [message]);
        assert!(understood, "{lines}");
    }
}

#[test]
fn the_break_is_taken_away() {
    let text = format!("{HEAD}  +1 login at most 3 times\n    per week\n");
    let parsed = parse(FileId(0), &text);
    let fix = &parsed.diagnostics[0].fixes[0];
    assert_eq!(fix.title, "+1 login at most 3 times  per week");
    let edit = &fix.edits[0];
    let mended =
        format!("{}{}{}", &text[..edit.place.span.start as usize], edit.text, &text[edit.place.span.end as usize..]);
    assert_eq!(parse(FileId(0), &mended).diagnostics, []);
}

#[test]
fn lines_that_make_no_sense_together_stay_apart() {
    for lines in
        ["  +1 login once\n  bla bla\n", "  +1 login once\n\n  per day\n", "  +1 login once\n# c\n  per day\n"]
    {
        let (reports, _) = reports(&format!("{HEAD}{lines}"));
        assert_eq!(reports.len(), 1);
        assert!(reports[0].starts_with("S101"), "{reports:?}");
    }
}

#[test]
fn a_line_of_a_test_is_no_heading() {
    let text = "edition 1\ntest \"t\"\n  lead has title\n  expect s 1 on day 0\n";
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    let (_, faults) = merit_syntax::outline(&parsed.tree, FileId(0), text);
    assert_eq!(faults, []);
}
