//! Everywhere a name stands.

use merit_lsp::features::highlights::highlights;
use merit_lsp::features::references::references;
use merit_lsp::names::Role;

use crate::drawn::{Drawn, MODEL, VOCABULARY, files, shop};

fn found(drawn: &Drawn, with_declaration: bool) -> Vec<String> {
    drawn.lines(&references(&drawn.snapshot, &drawn.file, drawn.byte, with_declaration))
}

#[test]
fn uses_are_found_from_anywhere_in_every_file() {
    let expected = [
        "shop.score:12 +5 ⟦page_view⟧ where path starts with \"/pricing\" and country is known once per day",
        "shop.score:13 +1 +2 +3 ⟦page_view⟧ restarting every month",
        "shop.score:45 day 3 ⟦page_view⟧ with path \"/pricing\"",
        "vocabulary.score:4 event ⟦page_view⟧ \"Page viewed\"",
    ];
    for cursor in ["event page_‸view", "+5   page_‸view", "day 3  page_‸view"] {
        assert_eq!(found(&shop(cursor), true), expected);
        assert_eq!(found(&shop(cursor), false), expected[..3]);
    }
}

#[test]
fn texts_that_are_names_are_found_and_others_are_not() {
    assert_eq!(
        found(&shop("\"Wa‸rm\"  from"), true),
        [
            "shop.score:20 ⟦\"Warm\"⟧ from 20 until below 15",
            "shop.score:33 row ⟦\"Warm\"⟧: \"Call\", \"Wait\", \"Wait\"",
            "shop.score:37 include when interest tier is ⟦\"Warm\"⟧ or higher and fit grade is B or better",
            "shop.score:46 expect \"Serious form\" 18.66, tier ⟦\"Warm\"⟧, not in \"MQL\" on day 3",
        ]
    );
    // The same word as a value of a text is no tier.
    let title = MODEL.replace("contains \"Chief\"", "contains \"Warm\"").replace("\"Warm\"  from", "\"Wa‸rm\"  from");
    let drawn = files(&[("vocabulary.score", VOCABULARY), ("shop.score", &title)]);
    assert_eq!(found(&drawn, true).len(), 4);
}

#[test]
fn names_of_checks_are_found_in_every_file() {
    let drawn = files(&[
        ("a.score", "edition 1\nallow no_‸decay because \"x\"\nscore a\n"),
        ("b.score", "edition 1\nallow no_decay because \"y\"\nscore b\n"),
    ]);
    assert_eq!(found(&drawn, false).len(), 2);
}

#[test]
fn two_models_with_one_vocabulary_are_both_looked_at() {
    let other =
        "edition 1\nuse \"vocabulary.score\"\nmodel other\n  timezone \"UTC\"\nscore s\n  +1  page_view  once\n";
    let drawn = files(&[
        ("vocabulary.score", &VOCABULARY.replace("event page_view", "event page‸_view")),
        ("shop.score", MODEL),
        ("other.score", other),
    ]);
    let found = found(&drawn, false);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.contains(&"other.score:6 +1 ⟦page_view⟧ once".to_owned()));
}

#[test]
fn names_of_a_vocabulary_that_its_users_declare_are_all_found() {
    // Each user of the file declares the event for itself.
    let shared = "edition 1\nscore shared\n  +1  vi‸sit  once\n";
    let one = "edition 1\nuse \"shared.score\"\nevent visit\nmodel one\n  timezone \"UTC\"\n";
    let drawn =
        files(&[("shared.score", shared), ("one.score", one), ("two.score", &one.replace("model one", "model two"))]);
    assert_eq!(
        found(&drawn, true),
        ["one.score:3 event ⟦visit⟧", "shared.score:3 +1 ⟦visit⟧ once", "two.score:3 event ⟦visit⟧"]
    );
}

#[test]
fn highlights_stay_in_the_file() {
    let drawn = shop("+5   page_‸view");
    let found = highlights(&drawn.snapshot, &drawn.file, drawn.byte);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(span, role)| *role == Role::Uses && drawn.slice(*span) == "page_view"));
    let drawn = shop("tiers of int‸erest");
    let roles: Vec<Role> =
        highlights(&drawn.snapshot, &drawn.file, drawn.byte).into_iter().map(|(_, role)| role).collect();
    assert_eq!(roles, [Role::Declares, Role::Uses, Role::Uses]);
}
