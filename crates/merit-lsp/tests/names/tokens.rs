//! Colours.

use merit_diagnostics::Span;
use merit_lsp::features::tokens::{TokenKind, tokens};
use merit_lsp::names::SymbolKind;

use crate::drawn::{Drawn, MODEL, VOCABULARY, files, shop};

/// `First +5 · Number ...`: the pieces of the line with the cursor.
fn line(drawn: &Drawn) -> Vec<String> {
    let source = drawn.snapshot.source(&drawn.file).unwrap();
    let line = source.line_span(source.line_of(drawn.byte));
    let found = tokens(&drawn.snapshot, &drawn.file, Some(line)).into_iter();
    let shown = |kind: TokenKind| match kind {
        TokenKind::Name(kind) => kind.word().to_owned(),
        kind => format!("{kind:?}"),
    };
    found
        .map(|token| {
            format!("{}:{}{}", drawn.slice(token.span), shown(token.kind), if token.declares { "!" } else { "" })
        })
        .collect()
}

#[test]
fn clauses_stand_apart_from_the_condition() {
    assert_eq!(
        line(&shop("+5‸   page_view")),
        [
            "+5:Number",
            "page_view:event",
            "where:Word",
            "path:property",
            "starts:Word",
            "with:Word",
            "\"/pricing\":Text",
            "and:Word",
            "country:attribute",
            "is:Word",
            "known:Word",
            "once:Clause",
            "per:Clause",
            "day:Clause",
        ]
    );
    assert_eq!(
        line(&shop("has fo‸rm: one")),
        [
            "has:First",
            "form:property!",
            "one:Kind",
            "of:Kind",
            "\"contact\":value!",
            "\"quote\":value!",
            "\"Demo\":value!"
        ]
    );
    assert_eq!(
        line(&shop("email_sent, not‸ activity")),
        ["event:First", "email_sent:event!", "not:Clause", "activity:Clause"]
    );
    assert_eq!(line(&shop("# What ‸can")), ["# What can happen.:Comment"]);
}

#[test]
fn pieces_are_in_order_and_never_over_a_line() {
    let broken = "score (\n +5 “a” \"ไทย\n#ü\n`x\n\"Warm\" from 20\r\n`y z` +3.5\rseen";
    for text in [MODEL, VOCABULARY, broken] {
        let drawn = files(&[("vocabulary.score", VOCABULARY), ("a.score", &format!("{text}‸"))]);
        let source = drawn.snapshot.source(&drawn.file).unwrap();
        let found = tokens(&drawn.snapshot, &drawn.file, None);
        assert!(found.len() > 5);
        for pair in found.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
        }
        for token in &found {
            assert!(!token.span.is_empty() && !source.slice(token.span).contains('\n'), "{token:?}");
        }
        // A part has the pieces of the whole that touch it.
        let half = Span::of(text.len() / 3..text.len() / 2);
        let half = Span::new(
            u32::try_from(text.floor_char_boundary(half.start as usize)).unwrap(),
            u32::try_from(text.floor_char_boundary(half.end as usize)).unwrap(),
        );
        let part = tokens(&drawn.snapshot, &drawn.file, Some(half));
        let expected: Vec<_> =
            found.iter().copied().filter(|t| t.span.start < half.end && half.start < t.span.end).collect();
        assert_eq!(part, expected);
    }
}

#[test]
fn every_name_of_the_model_is_coloured_as_what_it_is() {
    let drawn = shop("model sh‸op");
    let found = tokens(&drawn.snapshot, &drawn.file, None);
    let analysis = drawn.snapshot.analysis(&drawn.file);
    let number = analysis.number(&drawn.file).unwrap();
    for mention in analysis.names().in_file(number) {
        let kind = analysis.names().symbol(mention.symbol).unwrap().kind;
        // One colour for the property of a streak.
        let token = found.iter().find(|token| token.span == mention.place.span).unwrap();
        assert_eq!(token.kind, TokenKind::Name(kind));
    }
    assert!(found.iter().any(|token| token.kind == TokenKind::Name(SymbolKind::Cell)));
}
