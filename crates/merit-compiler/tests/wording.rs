//! Messages whose wording is part of the language's contract (section 5), with their marks, notes and fixes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use merit_compiler::{MemoryFiles, compile};
use merit_diagnostics::Code;

const VOCABULARY: &str = include_str!("../../../examples/models/vocabulary.score");

/// The first report of a code about a text, as people see it without its frame.
fn shown(text: &str, code: Code) -> String {
    let files = MemoryFiles::new()
        .with("acme.score", text)
        .with("vocabulary.score", VOCABULARY)
        .with("lists/free_email_domains.txt", "gmail.com\n")
        .with("lists/competitors.csv", "company,domain\nRival,rival.com\n");
    let compiled = compile(&files, "acme.score");
    let report = compiled.diagnostics.iter().find(|report| report.code == code).expect("the report is made");
    let file = compiled.sources.get(report.main.place.file).expect("its file is known");
    let at = file.line_column(report.main.place.span.start);
    let mut lines = vec![
        format!("{}[{}]: {}", report.level.word(), report.code, report.message),
        format!("  --> {}:{}:{}", file.name(), at.line, at.column),
        format!("{} {}", compiled.sources.slice(report.main.place), report.main.label).trim_end().to_owned(),
    ];
    lines.extend(report.notes.iter().map(|note| format!("   = {note}")));
    lines.extend(report.choices.iter().map(|choice| format!("       {choice}")));
    lines.extend(report.fixes.iter().map(|fix| format!("   fix: {}", fix.title)));
    lines.join("\n")
}

#[test]
fn an_unknown_event() {
    let text = "edition 1\n\nuse \"vocabulary.score\"\n\nevent login\n\nmodel acme\n  timezone \"UTC\"\n\nscore s\n  +1  login  once\n    +10  page_veiw where path starts with \"/pricing\"  once per day\n";
    assert_eq!(
        shown(text, Code::T201),
        "error[T201]: There is no event called \"page_veiw\".
  --> acme.score:12:10
page_veiw did you mean page_view?
   = Events are declared in vocabulary.score (8 of them): page_view, email_open, email_click, …
   fix: page_view"
    );
}

#[test]
fn a_value_that_is_no_choice() {
    let text = "edition 1\n\nuse \"vocabulary.score\"\n\nmodel acme\n  timezone \"UTC\"\n\nscore s\n  group \"Awareness\"\n    +5   form_submit where form is \"pricing\"  once\n";
    assert_eq!(
        shown(text, Code::T207),
        "error[T207]: \"pricing\" is not one of the values of form.
  --> acme.score:10:36
\"pricing\" this condition could never be true
   = vocabulary.score:22 allows: \"newsletter\", \"contest\", \"contact\", \"quote\", \"demo\".
   = For the pricing page you probably want:  page_view where path starts with \"/pricing\""
    );
}

#[test]
fn leads_of_whom_something_is_unknown() {
    let text = "edition 1\n\nuse \"vocabulary.score\"\n\nmodel acme\n  timezone \"UTC\"\n\ngrade fit\n  +10  if title is not \"Student\"\n  A  from 10\n  F  otherwise\n";
    assert_eq!(
        shown(text, Code::T212),
        "warning[T212]: Leads whose title is unknown are left out here.
  --> acme.score:9:11
title is not \"Student\"
   = An unknown title is neither \"Student\" nor something else, so this line gives them nothing.
   = If they should get the points:   if title is unknown or title is not \"Student\"
   = If not, say so:                  if title is known and title is not \"Student\""
    );
}

#[test]
fn a_tier_that_nobody_reaches() {
    let text = "edition 1

event a
event b
event c

model hubspot
  timezone \"UTC\"

score s
  +1 +2 +3 +4 +5  a
  +1 +2 +3 +4 +5  b
  +1 +2 +3 +4 +5  c

tiers of s
  \"潜在客户评分MQL\"    from 46
  \"其他\"               otherwise
";
    assert_eq!(
        shown(text, Code::M303),
        "error[M303]: The tier \"潜在客户评分MQL\" begins at 46, but no lead can get more than 45.
  --> acme.score:16:18
from 46
   = 45 = 15 (line 11: 1+2+3+4+5) + 15 (line 12) + 15 (line 13).
   = Lower the bound to 45 or less, or give more points."
    );
}
