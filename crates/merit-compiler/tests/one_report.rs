//! One mistake, one report: nothing is said about what only follows from it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_diagnostics::Code;

const MODEL: &str = "edition 1
event page_view
  has path: text
  has campaign: text
event email_sent
  has campaign: text
event form_submit
  has form: one of \"demo\", \"quote\"
lead
  has title: text
  has country: one of \"LV\", \"EE\"
action notify
model m
  timezone \"UTC\"
score behaviour
  range 0 to 100
  +50  page_view where path is \"/a\" and campaign is \"x\"  once
  +50  form_submit where form is \"demo\"  once
tiers of behaviour
  \"Hot\"   from 50
  \"Warm\"  from 20
  \"Cold\"  otherwise
grade fit
  +50  if country is \"LV\"
  +1   if title is \"x\"
  A  from 50
  B  from 20
  F  otherwise
matrix priority
  columns fit grade: A, B, F
  row \"Hot\": \"Call\", \"Call\", \"Mail\"
  row \"Warm\": \"Call\", \"Mail\", \"Mail\"
  row \"Cold\": \"Mail\", \"Mail\", \"Mail\"
segment \"S\"
  include when behaviour tier is \"Hot\"
trigger notify  on entering \"Hot\"  once
test \"t\"
  day 0  email_sent with campaign \"x\"
  expect behaviour 0 on day 0
";

fn compiled(text: &str) -> Compilation {
    compile(
        &MemoryFiles::new().with("m.score", text).with("l.csv", "").with("n.txt", &*"x\n".repeat(1000)),
        "m.score",
    )
}

/// The reports of the model in which `what` was changed, as `CODE line`.
fn reports(what: &str, by: &str) -> Vec<String> {
    assert_eq!(MODEL.matches(what).count(), 1, "{what}");
    codes(&compiled(&MODEL.replace(what, by)))
}

fn codes(compiled: &Compilation) -> Vec<String> {
    let line = |place: merit_diagnostics::Place| {
        compiled.sources.get(place.file).unwrap().line_column(place.span.start).line
    };
    let shown = |report: &merit_diagnostics::Diagnostic| format!("{} {}", report.code, line(report.main.place));
    compiled.diagnostics.iter().map(shown).collect()
}

/// The notes of the first report with a code.
fn notes(what: &str, by: &str, code: Code) -> String {
    let compiled = compiled(&MODEL.replace(what, by));
    let report = compiled.diagnostics.iter().find(|report| report.code == code);
    report.map(|report| report.notes.join("\n")).unwrap_or_default()
}

#[test]
fn the_model_has_no_findings() {
    assert_eq!(reports("\"Cold\"  otherwise", "\"Cold\"  otherwise"), [""; 0]);
}

#[test]
fn a_misspelt_declaration_leaves_its_properties_alone() {
    assert_eq!(reports("event page_view", "event page_veiw"), ["T201 17"]);
}

#[test]
fn a_name_in_quotation_marks_is_not_called_unused_as_well() {
    assert_eq!(reports("action notify\n", "action notify\nevent \"wine club\"\n"), ["S102 13"]);
}

#[test]
fn columns_of_a_matrix() {
    assert_eq!(reports("columns fit grade: A, B, F", "columns fit grade: A, B"), ["M306 30"]);
    assert_eq!(reports("columns fit grade: A, B, F", "columns fit grade: A, C, F"), ["T206 30"]);
    assert_eq!(reports("columns fit grade: A, B, F", "columns fit grade: A, B, B, F"), ["M306 30"]);
    assert_eq!(reports("columns fit grade: A, B, F", "columns fti grade: A, B, F"), ["T206 30"]);
    assert_eq!(reports("  B  from 20", "  B  from 20\n  A  from 10"), ["T210 28"]);
}

#[test]
fn rows_of_a_matrix_are_tiers() {
    let compiled = compiled(&MODEL.replace("row \"Cold\"", "row \"Cald\""));
    let messages: Vec<&str> = compiled.diagnostics.iter().map(|report| report.message.as_str()).collect();
    assert_eq!(messages, ["behaviour has no tier called \"Cald\"."]);
}

#[test]
fn tiers_of_a_score_that_is_not_known() {
    assert_eq!(reports("tiers of behaviour", "tiers of behavior"), ["T206 19"]);
    assert_eq!(reports("tiers of behaviour", "tiers of fit"), ["T206 19"]);
    let none = "edition 1\nmodel m\n  timezone \"UTC\"\nscore s\nsegment \"S\"\n  include when s tier is \"Hot\"\n";
    assert_eq!(codes(&compiled(none)), ["T206 6"]);
}

#[test]
fn a_name_that_is_declared_twice() {
    let more = "score title\n  +5  form_submit where form is \"quote\"  once\ntiers of title\n  \"a\"  from 3\n  \"b\"  otherwise\ntest \"t\"";
    assert_eq!(reports("test \"t\"", more), ["T210 37"]);
}

#[test]
fn a_reversed_range() {
    assert_eq!(reports("range 0 to 100", "range 100 to 0"), ["M314 16"]);
}

#[test]
fn a_line_out_of_order_is_not_also_out_of_reach() {
    let more = "\"Hot\"   from 50\n  \"Top\"   from 500";
    assert_eq!(reports("\"Hot\"   from 50", more), ["M302 21", "M306 30"]);
}

#[test]
fn entries_of_another_kind() {
    let list = |list: &str| codes(&compiled(&format!("edition 1\nlist l: {list}\n")));
    assert_eq!(list("numbers \"a\", \"b\", \"c\""), ["T208 2"]);
    assert_eq!(list("numbers from \"n.txt\"").len(), 10);
    let empty = compiled("edition 1\nlist l: text from \"l.csv\" column \"a\"\n");
    assert_eq!(empty.diagnostics[0].message, "\"l.csv\" has no first line with the names of its columns.");
}

#[test]
fn codes_of_two_letters_are_not_taken_for_each_other() {
    assert!(!notes("country is \"LV\"", "country is \"LT\"", Code::T207).contains("mean"));
    let zone = compiled(&MODEL.replace("\"UTC\"", "\"GMT+7\""));
    assert!(zone.diagnostics[0].fixes.is_empty(), "{:?}", zone.diagnostics[0]);
}

#[test]
fn only_a_value_of_an_event_is_taken_for_a_page() {
    assert!(notes("form is \"demo\"", "form is \"pricing\"", Code::T207).contains("For the pricing page"));
    assert!(!notes("country is \"LV\"", "country is \"pricing\"", Code::T207).contains("page"));
    let in_test = "day 0  form_submit with form \"pricing\"";
    assert!(!notes("day 0  email_sent with campaign \"x\"", in_test, Code::T207).contains("page"));
}

#[test]
fn inside_not_the_advice_is_turned_round() {
    let by = "+1   if not (title is \"x\" or title is \"y\")";
    assert_eq!(
        notes("+1   if title is \"x\"", by, Code::T212),
        "Of an unknown title it cannot be said whether this holds, so this line gives them nothing.
If they should get the points:   (title is known and title is \"x\")
If not, say so:                  (title is unknown or title is \"x\")"
    );
    let by = "+1   if not (title is \"x\")";
    assert_eq!(
        notes("+1   if title is \"x\"", by, Code::T212),
        "Of an unknown title it cannot be said whether this holds, so this line gives them nothing.
If they should get the points:   if title is unknown or not (title is \"x\")
If not, say so:                  if title is known and not (title is \"x\")"
    );
}

/// The first report and its first fix.
fn first(what: &str, by: &str) -> (String, String) {
    assert_eq!(MODEL.matches(what).count(), 1, "{what}");
    let compiled = compiled(&MODEL.replace(what, by));
    let report = compiled.diagnostics.first().unwrap();
    (report.message.clone(), report.fixes.first().map(|fix| fix.title.clone()).unwrap_or_default())
}

#[test]
fn what_to_write_instead() {
    let (message, _) = first("if title is \"x\"", "if path is \"x\"");
    assert_eq!(message, "There is no attribute called \"path\": it is a property of page_view.");
    let (_, fix) = first("behaviour tier is \"Hot\"", "behaviour tier >= \"Warm\"");
    assert_eq!(fix, "is \"Warm\" or higher");
    let (_, fix) = first("behaviour tier is \"Hot\"", "fit grade <= B");
    assert_eq!(fix, "is B or worse");
    let (_, fix) = first("form is \"demo\"  once", "form is \"demo\"  once  down to -5 points");
    assert_eq!(fix, "up to 5 points");
}

#[test]
fn names_of_places_are_not_empty() {
    assert_eq!(reports("segment \"S\"", "segment \" \""), ["S111 34"]);
}
