//! Every format of `merit check`: what it says, for files with names and texts of all kinds. That each is in the form it
//! claims is also checked by readers of others, in `tests/formats`.

#![allow(clippy::panic, reason = "helpers of tests")]

mod support;

use serde_json::Value;
use support::{Folder, SITE};

/// A broken model under a name with blanks and letters of other scripts, and a sound one.
fn project() -> Folder {
    let folder = Folder::new();
    let broken = SITE.replace("page_view where path", "page_veiw where path").replace("model site", "model điểm");
    let broken = broken.replace("tier is \"Hot\"", "tier is \"<&>\"");
    folder.write("a b/điểm.score", broken.replace("is \"LV\"", "is “Latvija”"));
    folder.write("site.score", SITE);
    folder
}

fn json(folder: &Folder, format: &str) -> Value {
    let ran = folder.merit(&format!("check --format {format}"));
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}", ran.out))
}

#[test]
fn sarif_has_rules_with_help_fingerprints_and_relative_paths() {
    let folder = project();
    let log = json(&folder, "sarif");
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(results.len() >= 5);
    let mut prints = std::collections::BTreeSet::new();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Prefer"), "{rule}");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri == "site.score" || uri == "a%20b/%C4%91i%E1%BB%83m.score", "{uri}");
        assert!(prints.insert(result["partialFingerprints"]["meritFinding/v1"].to_string()), "{result}");
    }
    let typo = results.iter().find(|result| result["ruleId"] == "T201").unwrap();
    assert_eq!(typo["level"], "error");
    let region = &typo["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(15), Some(8)));
    let change = &typo["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "page_view");
}

#[test]
fn gitlab_has_one_fingerprint_for_each_finding() {
    let issues = json(&project(), "gitlab");
    let issues = issues.as_array().unwrap();
    let prints: std::collections::BTreeSet<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), issues.len());
    let typo = issues.iter().find(|issue| issue["check_name"] == "unknown_event").unwrap();
    assert_eq!(typo["severity"], "critical");
    assert_eq!(
        (typo["location"]["path"].as_str(), typo["location"]["lines"]["begin"].as_u64()),
        (Some("a b/điểm.score"), Some(15))
    );
}

/// Columns count bytes, and what is suggested for a place mends the text when it is put there.
#[test]
fn rdjson_suggests_changes_that_mend_the_text() {
    let folder = project();
    let results = json(&folder, "rdjson");
    let text = folder.read("a b/điểm.score");
    let finding =
        results["diagnostics"].as_array().unwrap().iter().find(|found| found["code"]["value"] == "S103").unwrap();
    let suggestion = &finding["suggestions"][0];
    let at = |position: &Value| {
        let number = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
        let before: usize = text.split_inclusive('\n').take(number("line") - 1).map(str::len).sum();
        before + number("column") - 1
    };
    let (start, end) = (at(&suggestion["range"]["start"]), at(&suggestion["range"]["end"]));
    assert_eq!(&text[start..end], "“Latvija”");
    assert_eq!(suggestion["text"], "\"Latvija\"");
}

#[test]
fn junit_fails_for_what_counts() {
    let folder = project();
    let failures = |command: &str| folder.merit(command).status(1).out.matches("<failure ").count();
    assert_eq!(failures("check --format junit"), 3);
    assert!(failures("check --format junit --strict") > 3);
    let ran = folder.merit("check --format junit");
    let ran = ran.says("<testsuite name=\"a b/điểm.score\"").says("&lt;&amp;&gt;");
    assert!(!ran.out.contains("<&>"));
    folder.write("empty/vocabulary.score", "edition 1\n\nevent visit\n");
    folder.merit("check --format junit empty").status(0).says("name=\"nothing to report\"").says("failures=\"0\"");
}

#[test]
fn findings_can_be_written_to_a_file() {
    let folder = project();
    let ran = folder.merit("check --format gitlab --output report.json").status(1);
    assert_eq!(ran.out, "");
    assert!(serde_json::from_str::<Value>(&folder.read("report.json")).unwrap().is_array());
    folder.merit("check --output report.txt --color always").status(1);
    assert!(!folder.read("report.txt").contains('\u{1b}'));
}
