//! Tests written in the language, run.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_workbench::{FailureKind, TestOutcome, run_tests, unreached_rules};

const MODEL: &str = r#"edition 1

event visit
  has path: text
event login
event bounce, not activity

lead
  has title: text
  has created: time, first seen

action call

model site
  timezone "Europe/Riga"

score engagement
  +10  visit where path is "/a"  every time  called "First page"
  +1   visit where path is "/b"  once
  -5   bounce  every time
  inactivity measured by any activity
    after 30 days  total -15
    on return      give back

tiers of engagement
  "Hot"   from 20
  "Cold"  otherwise

grade fit
  +50  if title contains "VP"
  A  from 50
  B  otherwise
  no grade if title is unknown

matrix priority
  columns fit grade: A, B
  row "Hot": "Call", "Wait"
  row "Cold": "Wait", "Wait"

segment "Ready"
  include when engagement tier is "Hot"

trigger call  1 day after entering "Ready"  once
"#;

fn compiled(tests: &str) -> Compilation {
    let files = MemoryFiles::new().with("site.score", format!("{MODEL}\n{tests}"));
    compile(&files, "site.score")
}

fn outcomes(tests: &str, filter: Option<&str>) -> Vec<TestOutcome> {
    let compilation = compiled(tests);
    let errors: Vec<_> = compilation.diagnostics.iter().map(|found| found.message.as_str()).collect();
    let model = compilation.model.unwrap_or_else(|| panic!("{errors:?}"));
    run_tests(&model, &compilation.tests, filter)
}

/// Expected and actual of every failure of the only test.
fn failures(test: &str) -> Vec<(String, String)> {
    let outcomes = outcomes(test, None);
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].problem, None);
    outcomes[0].failures.iter().map(|failure| (failure.expected.clone(), failure.actual.clone())).collect()
}

fn pair(expected: &str, actual: &str) -> (String, String) {
    (expected.to_owned(), actual.to_owned())
}

#[test]
fn claims_that_hold_hold() {
    let test = r#"
test "everything"
  lead has title "VP Sales"
  day 0 09:00  visit with path "/a" 2 times
  expect engagement 20, engagement tier "Hot", "First page" 20, fit grade A, fit points 50 on day 0
  expect in "Call", in "Ready", in "Hot", not in "Cold", not in "Wait", no trigger call on day 0
  expect engagement 0, engagement tier "Cold" on day 0 08:59
  expect trigger call on day 1
  expect no trigger call on day 1 08:59
  expect no trigger call on day 2
  expect engagement 5 on day 30
  day 31  bounce
  expect engagement 0 on day 31
  day 32  login
  expect engagement 15 on day 32
"#;
    assert_eq!(failures(test), []);
    let outcome = &outcomes(test, None)[0];
    assert!(outcome.passed());
    assert_eq!(outcome.claims, 19);
}

#[test]
fn claims_that_do_not_hold_tell_what_there_is() {
    let test = r#"
test "nothing"
  day 0  visit with path "/a"
  expect engagement 11, engagement tier "Hot", "First page" 0 on day 0
  expect fit grade A, fit points 1, in "Hot", in "Ready", in "Call", trigger call on day 0
"#;
    let expected = [
        pair("11", "10"),
        pair("\"Hot\"", "\"Cold\""),
        pair("0", "10"),
        pair("A", "no grade"),
        pair("1", "0"),
        pair("in \"Hot\"", "not in \"Hot\", but in \"Cold\""),
        pair("in \"Ready\"", "not in \"Ready\""),
        pair("in \"Call\"", "not in \"Call\""),
        pair("due on that day", "not due on that day"),
    ];
    assert_eq!(failures(test), expected);
    let outcome = &outcomes(test, None)[0];
    assert_eq!(outcome.failures[0].claim, "engagement 11");
    assert!(outcome.failures.iter().all(|failure| failure.kind == FailureKind::DoesNotHold));
    let no_grade = "\ntest \"a\"\n  lead has title \"VP\"\n  day 0  login\n  expect no fit grade on day 0\n";
    assert_eq!(failures(no_grade), [pair("no grade", "A")]);
}

#[test]
fn things_at_one_instant_and_changes_follow_the_lines() {
    let test = r#"
test "the last change of an instant wins"
  lead has title "VP Sales"
  day 1  lead has title "VP"
  day 1  lead has title "Student"
  day 1  login
  expect fit grade A on day 0
  expect fit grade B on day 1
  day 2 10:00  lead has title unknown
  expect no fit grade on day 2
  expect fit grade B on day 2 09:59
"#;
    assert_eq!(failures(test), []);
}

#[test]
fn an_expectation_before_day_zero_is_told() {
    let test = "\ntest \"a\"\n  start 2025-03-01\n  day 0  login\n  expect engagement 0 on 2025-02-28\n";
    let compilation = compiled(test);
    let Some(model) = compilation.model else { panic!("{:?}", compilation.diagnostics) };
    for outcome in run_tests(&model, &compilation.tests, None) {
        assert!(outcome.failures.iter().all(|failure| failure.kind == FailureKind::BeforeStart));
        assert!(!outcome.passed());
    }
}

#[test]
fn too_many_records_are_refused() {
    let test = "\ntest \"a\"\n  day 0  login 4000000000 times\n  expect engagement 0 on day 0\n";
    let compilation = compiled(test);
    let Some(model) = compilation.model else { return };
    let outcomes = run_tests(&model, &compilation.tests, None);
    assert!(outcomes.iter().all(|outcome| outcome.problem.as_deref().is_some_and(|why| why.contains("more than"))));
}

#[test]
fn a_filter_ignores_case() {
    let tests =
        "\ntest \"Đầu tiên\"\n  expect engagement 0 on day 0\n\ntest \"Second\"\n  expect engagement 0 on day 0\n";
    let names = |filter| outcomes(tests, filter).iter().map(|outcome| outcome.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(None), ["Đầu tiên", "Second"]);
    assert_eq!(names(Some("ĐẦU")), ["Đầu tiên"]);
    assert_eq!(names(Some("third")), [""; 0]);
}

#[test]
fn coverage_names_the_rules_that_no_test_reaches() {
    let unreached = |tests: &str| {
        let compilation = compiled(tests);
        let model = compilation.model.unwrap();
        let rules = unreached_rules(&model, &compilation.tests).unwrap();
        rules.iter().map(|rule| rule.source.text.split_whitespace().next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(unreached(""), ["+10", "+1", "-5", "+50"]);
    let test = "\ntest \"a\"\n  day 0  visit with path \"/a\"\n  day 1  bounce\n  expect engagement 5 on day 1\n";
    assert_eq!(unreached(test), ["+1", "+50"]);
    // What happens after the last expectation is not looked at.
    let late = "\ntest \"a\"\n  expect engagement 0 on day 0\n  day 1  bounce\n";
    assert_eq!(unreached(late), ["+10", "+1", "-5", "+50"]);
}
