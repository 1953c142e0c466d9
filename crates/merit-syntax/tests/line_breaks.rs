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

#[test]
fn claim_is_a_name_where_it_was_one_before_claims_were_there() {
    for lines in [
        "  +1 view where a is 1 and\n    claim is \"x\" once\n",
        "  +1 view where (a is 1 and b is in\n    claim) once\n",
        "  +1 view then\n    claim within 3 days once\n",
        "  inactivity measured by a,\n    claim\n    after 3 days total -1\n    on return keep\n",
        "  sum of a,\n    claim\n",
    ] {
        let text = format!("{HEAD}{lines}");
        let (found, understood) = reports(&text);
        assert!(found.is_empty() && understood, "{lines}: {found:?}");
        let claims = parse(FileId(0), &text).tree.statements;
        assert!(!claims.iter().any(|one| matches!(one.kind, StatementKind::Claim(_))), "{lines}");
    }
}

#[test]
fn a_claim_begins_a_statement_whatever_is_open() {
    let text = format!(
        "{HEAD}  +1 view where (a is 1 and\nclaim never in \"X\"\n  when b is 1\n  and c is known\n  +1 view once\n"
    );
    let tree = parse(FileId(0), &text).tree;
    let claims: Vec<_> = tree.statements.iter().filter(|one| matches!(one.kind, StatementKind::Claim(_))).collect();
    assert_eq!(claims.len(), 1);
    assert!(!claims[0].faulty);
    assert_eq!(&text[claims[0].span.range()], "claim never in \"X\"\n  when b is 1\n  and c is known");
    assert!(matches!(tree.statements.last().unwrap().kind, StatementKind::Rule(_)));
}

#[test]
fn claims_are_written_in_one_style() {
    let text = "edition 1\n\nclaim   never interest>=20 when (a is 1)\n  claim always fit   grade B or  better\n\
                claim never fit points from -5 to 5\nclaim never no fit grade\nclaim always tier \"Hot\" or lower\n";
    let formatted = merit_syntax::format(text).unwrap();
    let expected = "edition 1\n\nclaim never interest >= 20  when a is 1\nclaim always fit grade B or better\n\
                    claim never fit points from -5 to 5\nclaim never no fit grade\nclaim always tier \"Hot\" or lower\n";
    assert_eq!(formatted, expected);
    let long = "w".repeat(90);
    let text = format!("edition 1\n\nclaim never in \"{long}\" when a is \"long enough\" and b is \"{long}\"\n");
    let formatted = merit_syntax::format(&text).unwrap();
    let lines: Vec<&str> = formatted.lines().collect();
    assert_eq!(lines.len(), 4 + usize::from(lines.len() == 5), "{formatted}");
    assert!(lines[3].starts_with("    when a is"), "{formatted}");
    assert_eq!(merit_syntax::format(&formatted).unwrap(), formatted);
}
