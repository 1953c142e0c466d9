//! Going to where a name is declared.

use merit_lsp::features::definition::definition;
use merit_lsp::features::links::{Target, links};

use crate::drawn::{Drawn, files, shop};

fn from(drawn: &Drawn) -> Vec<String> {
    definition(&drawn.snapshot, &drawn.file, drawn.byte).map_or_else(Vec::new, |found| drawn.lines(&found.targets))
}

#[test]
fn every_kind_of_name_leads_to_its_declaration() {
    let table = [
        ("+5   page‸_view where", "vocabulary.score:4 event ⟦page_view⟧ \"Page viewed\""),
        ("where pa‸th starts", "vocabulary.score:5 has ⟦path⟧: url"),
        ("and coun‸try is known", "vocabulary.score:15 has ⟦country⟧: text"),
        ("one of ‸\"quote\", \"demo\"", "vocabulary.score:8 has form: one of \"contact\", ⟦\"quote\"⟧, \"Demo\""),
        ("\"quote\", \"de‸mo\"", "vocabulary.score:8 has form: one of \"contact\", \"quote\", ⟦\"Demo\"⟧"),
        ("is in free‸_email\n  +30", "vocabulary.score:19 list ⟦free_email⟧: domains \"gmail.com\", \"web.de\""),
        ("tiers of inte‸rest", "shop.score:8 score ⟦interest⟧ \"What they do\""),
        ("columns fi‸t grade", "shop.score:23 grade ⟦fit⟧"),
        ("fit grade: A, ‸B", "shop.score:27 ⟦B⟧ from 20"),
        ("row \"War‸m\"", "shop.score:20 ⟦\"Warm\"⟧ from 20 until below 15"),
        ("\"Warm\": \"Call\", \"Wa‸it\"", "shop.score:32 row \"Hot\": \"Call\", \"Call\", ⟦\"Wait\"⟧"),
        ("trigger ca‸ll", "vocabulary.score:20 action ⟦call⟧ \"Call them\""),
        ("entering \"M‸QL\"", "shop.score:36 segment ⟦\"MQL\"⟧"),
        ("lead has coun‸try", "vocabulary.score:15 has ⟦country⟧: text"),
        ("form_submit with fo‸rm", "vocabulary.score:8 has ⟦form⟧: one of \"contact\", \"quote\", \"Demo\""),
        (
            "expect \"Serio‸us form\"",
            "shop.score:15 +20 form_submit where form is one of \"quote\", \"demo\" once called ⟦\"Serious form\"⟧",
        ),
        ("tier \"Wa‸rm\", not", "shop.score:20 ⟦\"Warm\"⟧ from 20 until below 15"),
        ("model sh‸op", "shop.score:4 model ⟦shop⟧"),
    ];
    for (cursor, expected) in table {
        assert_eq!(from(&shop(cursor)), [expected], "{cursor}");
    }
}

#[test]
fn the_end_of_a_name_is_still_the_name() {
    assert_eq!(from(&shop("+5   page_view‸ where")), ["vocabulary.score:4 event ⟦page_view⟧ \"Page viewed\""]);
    assert!(from(&shop("+5  ‸ page_view where")).is_empty());
    assert!(from(&shop("starts wi‸th \"/pricing\" and")).is_empty());
}

#[test]
fn the_property_of_a_streak_belongs_to_both_events() {
    assert_eq!(
        from(&shop("in a row by camp‸aign")),
        ["vocabulary.score:10 has ⟦campaign⟧: text", "vocabulary.score:12 has ⟦campaign⟧: text"]
    );
}

#[test]
fn paths_lead_to_their_files() {
    let drawn = shop("use \"voca‸bulary.score\"");
    let found = definition(&drawn.snapshot, &drawn.file, drawn.byte).unwrap();
    assert_eq!(drawn.slice(found.span), "vocabulary.score");
    assert_eq!(found.targets[0].file.to_str(), Some("/vocabulary.score"));
}

#[test]
fn broken_lines_elsewhere_do_not_matter() {
    let drawn = files(&[(
        "a.score",
        "edition 1\nevent visit (\n  has path: url,\nscore s\n  +5 visit where path is “/a” onec\n  +5 vis‸it once\n  +1 (\n",
    )]);
    assert_eq!(from(&drawn), ["a.score:2 event ⟦visit⟧ ("]);
}

#[test]
fn a_line_that_is_being_written_has_names_already() {
    let text = "edition 1\nevent visit\n  has path: url\nlead\n  has country: text\nlist l: text \"x\"\nsegment \"S\"\n  include when country is \"x\"\nscore s\n";
    let table = [
        ("  +5 vis‸it where\n", "a.score:2 event ⟦visit⟧"),
        ("  +5 visit where pa‸th is\n", "a.score:3 has ⟦path⟧: url"),
        ("  +5 visit where country is in l‸ and\n", "a.score:6 list ⟦l⟧: text \"x\""),
        ("  +5 visit where country‸ (\n", "a.score:5 has ⟦country⟧: text"),
        ("trigger x on entering \"‸S\" onec\n", "a.score:7 segment ⟦\"S\"⟧"),
    ];
    for (line, expected) in table {
        assert_eq!(from(&files(&[("a.score", &format!("{text}{line}"))])), [expected], "{line}");
    }
}

#[test]
fn links_are_paths_and_checks() {
    let drawn = files(&[(
        "models/a.score",
        "edition 1\nuse \"../v.score\"\nlist l: text from \"l.txt\"\nallow no_decay because \"x\"\nuse \"../../out.score\"‸\n",
    )]);
    let found: Vec<(String, String)> = links(&drawn.snapshot, &drawn.file)
        .into_iter()
        .map(|link| {
            let target = match link.target {
                Target::File(file) => file.to_string_lossy().into_owned(),
                Target::Page(code) => code.id().to_owned(),
            };
            (drawn.slice(link.span), target)
        })
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(found, [pair("../v.score", "/v.score"), pair("l.txt", "/models/l.txt"), pair("no_decay", "B403")]);
}
