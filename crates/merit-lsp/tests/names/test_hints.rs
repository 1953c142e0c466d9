//! What the lines of a test set going: steps of ladders, ends of expiries and windows.

use merit_diagnostics::Span;
use merit_lsp::features::hints::hints;

use crate::drawn::files;

/// A model with everything that lasts for a time; `TESTS` stands for the tests.
const MODEL: &str = r#"edition 1
event page_view
  has path: text
event login
event อีเมล_เปิด
event 提交表单
event 询价

model web "เว็บไซต์"
  timezone "Asia/Bangkok"

score interest
  +1 +2 +3  page_view where path is "/a"  restarting every month
  +5   提交表单  every time  expires after 91 days
  +4   login  once per day  expires after 36 hours
  +15  อีเมล_เปิด then 询价 within 7 days  every time
  -10  login then no page_view within 3 days  every time
  -1 -2  login then no 询价 within 1 day
  +10  page_view where path is "/b" 3 times in any 7 days  every time
  +2   询价  every time  expires after 1 month  called "询价一次"
  +2   询价  every time  expires after 1 month
  reset  อีเมล_เปิด  once

tiers of interest
  "温"  from 5
  "冷"  otherwise

TESTS
"#;

/// The hints behind the events of a test of this model: `line«hint»`, lines without one left out.
fn shown(lines: &str) -> Vec<String> {
    in_part(&format!("test \"ทดสอบ 一\"\n{lines}"), "test \"ทดสอบ 一\"")
}

/// The hints at the ends of lines in the part of these tests that begins with a text.
fn in_part(tests: &str, part: &str) -> Vec<String> {
    let drawn = files(&[("a.score", &format!("{}‸", MODEL.replace("TESTS", tests)))]);
    let source = drawn.snapshot.source(&drawn.file).unwrap();
    let start = source.text().find(part).unwrap();
    let part = Span::of(start..source.text().len());
    let found = hints(&drawn.snapshot, &drawn.file, part).into_iter().filter_map(|hint| {
        let line = source.line_span(source.line_of(hint.at));
        let text = source.slice(line).trim();
        (source.slice(Span::new(hint.at, line.end)).trim().is_empty() && !text.starts_with("expect"))
            .then(|| format!("{text}«{}»", hint.text))
    });
    found.collect()
}

#[test]
fn a_line_says_which_step_it_reached() {
    let lines = r#"
  day 0  page_view with path "/a"
  day 1  page_view with path "/c"
  day 2  page_view with path "/a" 2 times
  day 3  page_view with path "/a"
  2025-02-01  page_view with path "/a" 5 times
  day 60  page_view
  expect interest 6 on day 2
"#;
    assert_eq!(
        shown(lines),
        [
            "day 0  page_view with path \"/a\"«step 1 of 3: +1»",
            "day 2  page_view with path \"/a\" 2 times«steps 2 to 3 of 3: +5»",
            "day 3  page_view with path \"/a\"«no step left of 3»",
            "2025-02-01  page_view with path \"/a\" 5 times«steps 1 to 3 of 3: +6»",
        ]
    );
}

#[test]
fn a_line_says_when_its_points_expire() {
    let lines = r#"
  start 2025-01-31
  day 1  提交表单
  2025-02-02  提交表单
  day 3 18:30  login 2 times
  day 3 20:00  page_view
  day 3 21:00  询价
  expect interest 5 on day 1
"#;
    assert_eq!(
        shown(lines),
        [
            "day 1  提交表单«expires on day 92»",
            "2025-02-02  提交表单«expires on 2025-05-04»",
            "day 3 18:30  login 2 times«expires on day 5 06:30 (line 15) · then no page_view until day 6 (line 17) · then no 询价 until day 4 (line 18)»",
            // Two rules say the same.
            "day 3 21:00  询价«expires on day 31»",
        ]
    );
}

#[test]
fn a_line_says_when_its_window_ends() {
    let lines = r#"
  day 0  อีเมล_เปิด
  day 1  page_view with path "/b"
  day 2  page_view with path "/b"
  day 7  询价
  day 8  page_view with path "/b"
  day 9  page_view with path "/b"
  expect interest 15 on day 7
"#;
    assert_eq!(
        shown(lines),
        [
            "day 0  อีเมล_เปิด«then 询价 until day 7»",
            "day 1  page_view with path \"/b\"«3 times until day 7»",
            "day 2  page_view with path \"/b\"«3 times until day 8»",
            "day 7  询价«expires on day 38»",
            "day 8  page_view with path \"/b\"«3 times until day 14»",
            "day 9  page_view with path \"/b\"«3 times until day 15»",
        ]
    );
}

#[test]
fn an_absence_reaches_its_step_later() {
    let tests = "test \"a\"\n  day 0  login\n  day 1  login\n  day 20  login\n  expect interest 0 on day 19\n";
    let found = in_part(tests, "test \"a\"");
    let step = |line: &str| found.iter().find(|hint| hint.starts_with(line)).unwrap().as_str();
    assert!(step("day 0  ").contains("then no 询价 until day 1, step 1 of 2: -1 on day 2 (line 18)"), "{found:?}");
    assert!(step("day 1  ").contains("then no 询价 until day 2, step 2 of 2: -2 on day 3 (line 18)"), "{found:?}");
    // Nobody has looked so far ahead.
    assert!(step("day 20  ").contains("then no 询价 until day 21 (line 18)"), "{found:?}");
}

#[test]
fn what_a_reset_took_away_does_not_expire() {
    let lines = "\n  day 0  提交表单\n  day 1  อีเมล_เปิด\n  day 2  提交表单\n  expect interest 5 on day 2\n";
    assert_eq!(shown(lines), ["day 1  อีเมล_เปิด«then 询价 until day 8»", "day 2  提交表单«expires on day 93»"]);
}

#[test]
fn only_what_is_looked_at_is_worked_out_and_only_without_errors() {
    let tests = "test \"a\"\n  day 0  提交表单\n  expect interest 5 on day 0\ntest \"b\"\n  day 5  提交表单\n  expect interest 5 on day 5\n";
    assert_eq!(in_part(tests, "test \"b\""), ["day 5  提交表单«expires on day 96»"]);
    assert_eq!(in_part(&format!("{tests}test \"c\"\n  day 0  nothing_such\n"), "test \"a\""), [""; 0]);
    assert_eq!(in_part(&format!("{tests}test \"c\"\n  day 0  \n"), "test \"a\""), [""; 0]);
    // A test with very many records answers at once: it is left to the test runner.
    assert_eq!(in_part("test \"a\"\n  day 0  提交表单 4000000000 times\n", "test \"a\""), [""; 0]);
    assert_eq!(in_part("test \"a\"\n  expect interest 0 on day 0\n", "test \"a\""), [""; 0]);
}
