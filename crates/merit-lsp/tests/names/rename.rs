//! New names, and why some are refused.

use std::path::Path;
use std::sync::Arc;

use merit_lsp::features::rename::{prepare, rename};
use merit_lsp::{FileEdit, MemoryHost, Workspace};

use crate::drawn::{Drawn, MODEL, VOCABULARY, files, shop};

fn edits(drawn: &Drawn, new: &str) -> Vec<FileEdit> {
    rename(&drawn.snapshot, &drawn.file, drawn.byte, new).unwrap_or_else(|why| panic!("{}", why.0))
}

fn refused(drawn: &Drawn, new: &str) -> String {
    rename(&drawn.snapshot, &drawn.file, drawn.byte, new).unwrap_err().0
}

#[test]
fn what_is_renamed_is_shown_without_its_marks() {
    let name = |cursor: &str| {
        let drawn = shop(cursor);
        let prepared = prepare(&drawn.snapshot, &drawn.file, drawn.byte).unwrap();
        (drawn.slice(prepared.span), prepared.name)
    };
    assert_eq!(name("row \"‸Warm\""), ("Warm".to_owned(), "Warm".to_owned()));
    assert_eq!(name("+5   page_view‸ where"), ("page_view".to_owned(), "page_view".to_owned()));
    let nothing = shop("ran‸ge 0 to");
    let why = prepare(&nothing.snapshot, &nothing.file, nothing.byte).unwrap_err().0;
    assert_eq!(why, "There is no name here that can be changed.");
}

#[test]
fn both_files_change_and_nothing_else() {
    let drawn = shop("+5   page_‸view");
    let edits = edits(&drawn, "visit");
    assert_eq!(drawn.after(&edits, "vocabulary.score"), VOCABULARY.replace("page_view", "visit"));
    assert_eq!(drawn.after(&edits, "shop.score"), MODEL.replace("page_view", "visit"));
}

#[test]
fn texts_are_renamed_inside_their_quotation_marks() {
    let drawn = shop("row \"Wa‸rm\"");
    let edits = edits(&drawn, "quite \"warm\"");
    assert_eq!(drawn.after(&edits, "shop.score"), MODEL.replace("\"Warm\"", "\"quite \"\"warm\"\"\""));
}

#[test]
fn words_of_the_language_get_backticks() {
    let drawn = shop("+5   page_‸view");
    let everywhere = edits(&drawn, "once");
    assert_eq!(drawn.after(&everywhere, "shop.score"), MODEL.replace("page_view", "`once`"));
    // `per day` would be the calendar's day, `form is` is clear.
    let text = "edition 1\nevent a\n  has form: text\nscore s\n  +1  a where form is \"x\"  once per fo‸rm\n";
    let drawn = files(&[("a.score", text)]);
    let changed = drawn.after(&edits(&drawn, "day"), "a.score");
    assert_eq!(changed, "edition 1\nevent a\n  has day: text\nscore s\n  +1  a where day is \"x\"  once per `day`\n");
    // A name at the beginning of a line that would begin a statement.
    let text = "edition 1\nevent first\nevent sec‸ond\nscore s\n  inactivity measured by first,\n    second\n    after 3 days  reset\n    on return  keep\n";
    let drawn = files(&[("a.score", text)]);
    let changed = drawn.after(&edits(&drawn, "list"), "a.score");
    assert!(changed.contains("event list\n") && changed.contains("    `list`\n"), "{changed}");
}

#[test]
fn the_property_of_a_streak_is_renamed_in_both_events() {
    let drawn = shop("in a row by camp‸aign");
    let edits = edits(&drawn, "mailing");
    assert_eq!(drawn.after(&edits, "vocabulary.score"), VOCABULARY.replace("campaign", "mailing"));
}

#[test]
fn names_that_are_taken_are_refused() {
    let table = [
        ("+5   page_‸view", "email_click", "\"email_click\" is already an event (vocabulary.score:11)."),
        ("where pa‸th starts", "seconds", "\"seconds\" is already a property (vocabulary.score:6)."),
        (
            "tiers of int‸erest",
            "country",
            "\"country\" is already an attribute of a lead (vocabulary.score:15). Scores, grades, matrices and attributes of a lead need different names.",
        ),
        ("row \"Wa‸rm\"", "Cold", "\"Cold\" is already a tier (shop.score:21)."),
        (
            "row \"Wa‸rm\"",
            "MQL",
            "\"MQL\" is already a segment (shop.score:36). Tiers, segments and cells need different names.",
        ),
        ("one of \"qu‸ote\"", "DEMO", "\"DEMO\" is already a value (vocabulary.score:8)."),
        ("+5   page_‸view", "page view", "A name is made of letters, digits and _, and \"page view\" has a blank."),
        (
            "where pa‸th starts",
            "at",
            "\"at\" cannot be the name of a property: every record has fields called id, lead, at, type and set of its own.",
        ),
    ];
    for (cursor, new, why) in table {
        assert_eq!(refused(&shop(cursor), new), why);
    }
}

#[test]
fn names_that_would_mean_something_else_are_refused() {
    // In a rule about page_view, the bare name would be the property and the attribute.
    let why = refused(&shop("and coun‸try is known"), "path");
    assert_eq!(
        why,
        "With this name: \"path\" is both a property of page_view and an attribute of a lead. (shop.score:12)"
    );
    // A list that names a value would not name it any more.
    let text = "edition 1\nevent a\n  has form: one of \"x‸\", \"y\"\nlist l: text \"x\"\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  a where form is in l  once\n";
    let why = refused(&files(&[("a.score", text)]), "z");
    assert!(why.contains("No entry of l is one of the values of form"), "{why}");
}

#[test]
fn one_of_two_things_with_one_name_can_be_renamed() {
    let text = "edition 1\nevent a\nlead\n  has country: text\n  has cou‸ntry: text\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  a where country is \"LV\"  once\n";
    let drawn = files(&[("a.score", text)]);
    let changed = drawn.after(&edits(&drawn, "land"), "a.score");
    assert_eq!(changed, text.replace("cou‸ntry", "land"));
}

#[test]
fn checks_keep_their_names() {
    let drawn = files(&[("a.score", "edition 1\nallow no_‸decay because \"x\"\nscore a\n")]);
    let why = prepare(&drawn.snapshot, &drawn.file, drawn.byte).unwrap_err().0;
    assert_eq!(why, "no_decay is the name of a check, and these are fixed.");
}

#[test]
fn what_lies_outside_the_open_folders_is_not_changed() {
    let host = MemoryHost::new()
        .with("/p/merit.toml", "")
        .with("/p/vocabulary.score", VOCABULARY)
        .with("/p/models/shop.score", MODEL.replace("vocabulary.score", "../vocabulary.score"));
    let mut workspace = Workspace::new(Arc::new(host));
    workspace.add_folder("/p/models".into());
    workspace.found(Path::new("/p/models"), ["/p/models/shop.score".into()]);
    let file = Path::new("/p/models/shop.score");
    let text = workspace.snapshot().source(file).unwrap().text().to_owned();
    let at = |needle: &str| u32::try_from(text.find(needle).unwrap()).unwrap();
    let why = prepare(&workspace.snapshot(), file, at("page_view")).unwrap_err().0;
    assert_eq!(
        why,
        "The event page_view stands in vocabulary.score as well, which lies outside the folders that are open."
    );
    // The model's own names are free.
    assert!(prepare(&workspace.snapshot(), file, at("\"MQL\"")).is_ok());
}

#[test]
fn a_file_with_faults_can_be_renamed_in() {
    let text = "edition 1\nevent vis‸it\nscore s\n  +5  visit  once\n  +5  visit  onec\n  +1 (\n";
    let drawn = files(&[("a.score", text)]);
    let changed = drawn.after(&edits(&drawn, "call"), "a.score");
    assert!(changed.starts_with("edition 1\nevent call\nscore s\n  +5  call  once\n"), "{changed}");
}
