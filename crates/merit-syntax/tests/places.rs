//! Places end at the last word of what they mark, and comments stay with their statements.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests say what went wrong by failing"
)]

use merit_diagnostics::FileId;
use merit_syntax::parse;
use merit_syntax::tree::StatementKind;

#[test]
fn blanks_and_comments_belong_to_no_part() {
    let text = "edition 1\n# above\n\nscore s\n  +10 a   # one\n    # between\n    where b is \"x\"   # two\n    once   # three\n    up to 40 points   # four\n# end\n";
    let parsed = parse(FileId::default(), text);
    assert_eq!(parsed.diagnostics, []);
    let [_, score, rule] = parsed.tree.statements.as_slice() else { panic!("{:?}", parsed.tree) };
    let shown = |span: merit_diagnostics::Span| &text[span.range()];
    assert_eq!(score.before.iter().map(|comment| shown(comment.span)).collect::<Vec<_>>(), ["# above"]);
    assert!(score.blank_before && !score.before[0].blank_before);
    let beside: Vec<_> = rule.beside.iter().map(|comment| shown(comment.span)).collect();
    assert_eq!(beside, ["# one", "# between", "# two", "# three", "# four"]);
    assert_eq!(parsed.tree.end.iter().map(|comment| shown(comment.span)).collect::<Vec<_>>(), ["# end"]);
    let StatementKind::Rule(rule) = &rule.kind else { panic!("{rule:?}") };
    let clauses: Vec<_> = rule.clauses.iter().map(|clause| shown(clause.span)).collect();
    assert_eq!(clauses, ["once", "up to 40 points"]);
    assert!(shown(rule.occasion.span).ends_with("where b is \"x\""));
}

#[test]
fn names_are_compared_after_normalisation() {
    let text = "edition 1\nevent cafe\u{301}\nevent `once`\nsegment \"e\u{301} \"\"x\"\"\"\n";
    let parsed = parse(FileId::default(), text);
    assert_eq!(parsed.diagnostics, []);
    let kinds: Vec<_> = parsed.tree.statements.iter().map(|statement| &statement.kind).collect();
    let [_, StatementKind::Event(cafe), StatementKind::Event(once), StatementKind::Segment(segment)] =
        kinds.as_slice()
    else {
        panic!("{kinds:?}")
    };
    assert_eq!((cafe.name.text.as_str(), cafe.name.quoted), ("caf\u{e9}", false));
    assert_eq!((once.name.text.as_str(), once.name.quoted), ("once", true));
    assert_eq!(segment.name.text, "\u{e9} \"x\"");
}
