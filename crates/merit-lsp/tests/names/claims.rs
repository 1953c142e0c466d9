//! Names in claims, and claims among the lines of a file.

use merit_lsp::features::definition::definition;
use merit_lsp::features::folding::folds;
use merit_lsp::features::references::references;
use merit_lsp::features::rename::rename;
use merit_lsp::features::selection::around;
use merit_lsp::features::symbols::outline;
use merit_lsp::features::tokens::{TokenKind, tokens};

use crate::drawn::{Drawn, MODEL, VOCABULARY, files};

const CLAIMS: &str = "
segment \"Rest\"
  include after page_view

claim never in \"MQL\"
  when email.domain is in free_email
claim always fit grade B or better  when country is \"LV\"
claim never interest tier \"Warm\" or higher  when title is unknown
claim never interest > 100
claim always no fit grade  when country is unknown
";

/// The shop with claims, and with the cursor where `around` finds it in the claims.
fn claims(around: &str) -> Drawn {
    let plain = around.replace('‸', "");
    assert!(CLAIMS.contains(&plain), "{around} is nowhere");
    let model = format!("{MODEL}{}", CLAIMS.replacen(&plain, around, 1));
    files(&[("vocabulary.score", VOCABULARY), ("shop.score", &model)])
}

#[test]
fn names_lead_to_their_declarations() {
    for (cursor, expected) in [
        ("in \"M‸QL\"", "shop.score:36 segment ⟦\"MQL\"⟧"),
        ("ema‸il.domain", "vocabulary.score:16 has ⟦email⟧: email"),
        ("in free_‸email", "vocabulary.score:19 list ⟦free_email⟧: domains \"gmail.com\", \"web.de\""),
        ("always fi‸t grade", "shop.score:23 grade ⟦fit⟧"),
        ("grade ‸B", "shop.score:27 ⟦B⟧ from 20"),
        ("inter‸est tier", "shop.score:8 score ⟦interest⟧ \"What they do\""),
        ("tier \"Wa‸rm\"", "shop.score:20 ⟦\"Warm\"⟧ from 20 until below 15"),
        ("never inter‸est >", "shop.score:8 score ⟦interest⟧ \"What they do\""),
        ("no fi‸t grade", "shop.score:23 grade ⟦fit⟧"),
        ("when tit‸le", "vocabulary.score:17 has ⟦title⟧: text"),
    ] {
        let drawn = claims(cursor);
        let found = definition(&drawn.snapshot, &drawn.file, drawn.byte).unwrap();
        assert_eq!(drawn.lines(&found.targets), [expected], "{cursor}");
    }
}

#[test]
fn claims_are_found_and_renamed_with_the_rest() {
    let drawn = claims("no fi‸t grade");
    let found = drawn.lines(&references(&drawn.snapshot, &drawn.file, drawn.byte, false));
    assert!(found.contains(&"shop.score:53 claim always ⟦fit⟧ grade B or better when country is \"LV\"".to_owned()));
    let drawn = claims("in \"M‸QL\"");
    let edits = rename(&drawn.snapshot, &drawn.file, drawn.byte, "Ready").unwrap();
    let after = drawn.after(&edits, "shop.score");
    assert!(after.contains("claim never in \"Ready\"") && !after.contains("MQL"), "{after}");
}

#[test]
fn a_claim_is_a_line_of_the_file() {
    let drawn = claims("never in‸ \"MQL\"");
    let lines: Vec<(String, usize)> = outline(&drawn.snapshot, &drawn.file)
        .into_iter()
        .map(|entry| (entry.name, entry.children.len()))
        .skip_while(|(name, _)| name != "Rest")
        .collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert_eq!(lines[0], ("Rest".to_owned(), 1));
    assert_eq!(lines[1], ("claim never in \"MQL\" when email.domain is in free_email".to_owned(), 0));
    // The segment ends before the claims; a claim of two lines folds by itself.
    let source = drawn.snapshot.source(&drawn.file).unwrap();
    let folded: Vec<(u32, u32)> = folds(&drawn.snapshot, &drawn.file)
        .iter()
        .map(|fold| (source.line_of(fold.span.start), source.line_of(fold.span.end)))
        .filter(|(first, _)| *first >= 48)
        .collect();
    assert_eq!(folded, [(48, 49), (51, 52)]);
}

#[test]
fn claims_are_coloured_and_selected_by_their_parts() {
    let drawn = claims("always‸ fit grade B");
    let source = drawn.snapshot.source(&drawn.file).unwrap();
    let line = source.line_span(source.line_of(drawn.byte));
    let kinds: Vec<String> = tokens(&drawn.snapshot, &drawn.file, Some(line))
        .into_iter()
        .map(|token| match token.kind {
            TokenKind::Name(kind) => format!("{}:{}", drawn.slice(token.span), kind.word()),
            kind => format!("{}:{kind:?}", drawn.slice(token.span)),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "claim:First",
            "always:Word",
            "fit:grade",
            "grade:Word",
            "B:letter",
            "or:Word",
            "better:Word",
            "when:Word",
            "country:attribute",
            "is:Word",
            "\"LV\":Text",
        ]
    );
    let drawn = claims("tier \"Wa‸rm\"");
    let pieces: Vec<String> =
        around(&drawn.snapshot, &drawn.file, drawn.byte).into_iter().map(|span| drawn.slice(span)).collect();
    assert_eq!(
        pieces[..4],
        [
            "Warm",
            "\"Warm\"",
            "interest tier \"Warm\" or higher",
            "claim never interest tier \"Warm\" or higher  when title is unknown",
        ]
    );
}
