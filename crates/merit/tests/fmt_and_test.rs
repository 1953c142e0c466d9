//! `merit fmt` and `merit test`.

mod support;

use support::{Folder, SITE};

const TESTS: &str = r#"
test "two visits are hot"
  day 0  page_view with path "/pricing" 2 times
  expect engagement 20, engagement tier "Hot" on day 0

test "one visit is not"
  day 0  page_view with path "/pricing"
  expect engagement 20, in "Buyers" on day 0
"#;

#[test]
fn files_are_written_in_the_one_style() {
    let folder = Folder::new();
    let untidy = SITE.replace("  +10  page_view", "      +10 page_view").replace("\n\nscore", "\n\n\n\nscore");
    folder.write("site.score", &untidy);
    folder.merit("fmt --check").status(1).says("site.score is not in the one style").warns("1 file would change");
    let ran = folder.merit("fmt --diff").status(1).says("--- site.score").says("-      +10 page_view");
    let ran = ran.says("+  +10  page_view");
    assert!(ran.out.lines().any(|line| line.starts_with("@@ ")), "{}", ran.out);
    assert_eq!(folder.read("site.score"), untidy);
    folder.merit("fmt").status(0).says("Formatted site.score.");
    assert_eq!(folder.read("site.score"), SITE);
    folder.merit("fmt --check").status(0).warns("already in the one style");
    let ran = folder.run(&["fmt", "-"], untidy.as_bytes(), &[]).status(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), (SITE, ""));
}

#[test]
fn a_damaged_file_is_not_touched() {
    let folder = Folder::new();
    let damaged = SITE.replace("every time", "every tiem");
    folder.write("site.score", &damaged);
    folder.write("good.score", SITE.replace("  +10", "+10"));
    folder.merit("fmt").status(1).warns("error[S102]").warns("site.score:15").warns("untouched").says("good.score");
    assert_eq!(folder.read("site.score"), damaged);
    assert_eq!(folder.read("good.score"), SITE);
    folder.write("bytes.score", b"edition 1\n# caf\xe9\n");
    folder.merit("fmt bytes.score").status(1).warns("F608").warns("bytes.score:2:6");
    let ran = folder.run(&["fmt", "-"], damaged.as_bytes(), &[]).status(1).warns("error[S102]");
    assert_eq!(ran.out, "");
    folder.merit("fmt nowhere.score").status(2).warns("nowhere.score");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.write("site.score", SITE.replace("  +10", "+10"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("site.score", folder.path().join("link.score")).unwrap();
    folder.merit("fmt link.score").status(0);
    assert_eq!(folder.read("site.score"), SITE);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(std::fs::symlink_metadata(folder.path().join("link.score")).unwrap().is_symlink());
}

#[test]
fn failing_claims_are_told_with_their_place() {
    let folder = Folder::new();
    folder.write("site.score", format!("{SITE}{TESTS}"));
    folder.write("other.score", SITE);
    let ran = folder.merit("test").status(1);
    let ran = ran.says("error[X501]").says("expected 20, got 10").says("site.score:32:10").says("not in \"Buyers\"");
    ran.says("site.score: 1 of 2 tests failed").says("other.score: no tests").says("1 of 2 tests failed.");
    folder.merit("test --run HOT").status(0).says("site.score: 1 test passed");
    folder.merit("test --run nothing-like-it").status(0).says("No tests were run.");
    folder.merit("test other.score").status(0).says("No tests were run.");
}

#[test]
fn programs_get_json_and_junit() {
    let folder = Folder::new();
    folder.write("site.score", format!("{SITE}{TESTS}"));
    let ran = folder.merit("test --format json").status(1);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((json[0]["passed"].as_bool(), json[0]["claims"].as_u64()), (Some(true), Some(2)));
    let failure = &json[1]["failures"][0];
    assert_eq!((failure["code"].as_str(), failure["line"].as_u64()), (Some("X501"), Some(32)));
    assert_eq!((failure["expected"].as_str(), failure["actual"].as_str()), (Some("20"), Some("10")));
    let ran = folder.merit("test --format junit").status(1);
    let ran = ran.says("<testsuites tests=\"2\" failures=\"1\">").says("name=\"two visits are hot\"/>");
    ran.says("message=\"expected in &quot;Buyers&quot;, got not in &quot;Buyers&quot;\"");
}

#[test]
fn coverage_lists_rules_that_no_test_reaches() {
    let folder = Folder::new();
    folder.write("site.score", format!("{SITE}{TESTS}"));
    let ran = folder.merit("test --coverage --run hot").status(0).says("no test reaches 2 rules:").says("line 16");
    assert!(!ran.out.contains("line 15"), "{}", ran.out);
}

#[test]
fn an_expectation_before_the_test_begins_is_a_failure() {
    let folder = Folder::new();
    let early = "\ntest \"early\"\n  start 2025-03-01\n  expect engagement 0 on 2025-02-28\n";
    folder.write("site.score", format!("{SITE}{TESTS}{early}"));
    folder.merit("test --run hot").status(1).says("error[X502]").says("1 test passed").says("before the test begins");
    folder.merit("test --run hot --format json").status(1).warns("error[X502]").says("\"passed\":true");
    folder.merit("check").status(1).says("error[X502]");
}
