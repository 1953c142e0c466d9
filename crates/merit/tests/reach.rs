//! `merit bounds` and `merit reach`.

mod support;

use support::Folder;

const LADDERS: &str = r#"edition 1

event opened
event clicked
event asked
  has form: one of "quote", "demo"

model ladders
  timezone "Asia/Shanghai"

score 互动
  range 0 to 45
  +1 +2 +3 +4 +5  opened
  +1 +2 +3 +4 +5  clicked
  +1 +2 +3 +4 +5  asked

tiers of 互动
  "潜在客户"  from 37
  "参与"      from 11
  "其他"      otherwise

segment "Sales"
  include when 互动 tier is "潜在客户"
  include after asked where form is "quote"
"#;

fn ladders() -> Folder {
    let folder = Folder::new();
    folder.write("ladders.score", LADDERS);
    folder
}

#[test]
fn bounds_tell_both_ends_and_gaps() {
    let ran = ladders().merit("bounds ladders.score").status(0);
    let ran = ran
        .says("score 互动")
        .says("highest: 45 = 15 (line 13: 1+2+3+4+5) + 15 (line 14) + 15 (line 15).")
        .says("every bound from 37 to 40 is the same")
        .says("tier \"潜在客户\"");
    assert!(!ran.out.contains('\u{1b}'));
    // Numbers stand under each other, whatever the script of the names.
    use unicode_width::UnicodeWidthStr;
    let ends: Vec<usize> = ran
        .out
        .lines()
        .filter(|line| line.contains("line 1") && line.contains("+1 +2"))
        .map(|line| line[..line.find("  1+2+3").unwrap()].width())
        .collect();
    assert_eq!(ends.len(), 3, "{}", ran.out);
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}\n{}", ran.out);
    let tiers: Vec<usize> =
        ran.out.lines().filter(|line| line.contains("tier \"")).map(UnicodeWidthStr::width).collect();
    assert_eq!(tiers.len(), 3);
}

#[test]
fn bounds_are_read_by_programs() {
    let ran = ladders().merit("bounds ladders.score --format json").status(0);
    let rows: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows[0]["kind"], "score");
    assert_eq!((rows[0]["lowest"].as_str(), rows[0]["highest"].as_str()), (Some("0"), Some("45")));
    let tier = rows.iter().find(|row| row["name"] == "参与").unwrap();
    assert_eq!((tier["lowest"].as_str(), tier["highest"].as_str()), (Some("11"), Some("36")));
    assert_eq!(tier["possible"], true);
    assert_eq!(rows.iter().filter(|row| row["kind"] == "rule").count(), 3);
}

#[test]
fn ways_can_be_pasted_and_pass() {
    let folder = ladders();
    let ran = folder.merit("reach ladders.score Sales --paths 2").status(0);
    let ran = ran
        .says("# Sales: 1 asked \"quote\"; or ")
        .says("test \"a way into Sales\"")
        .says("test \"a way into Sales (2)\"");
    folder.write("ladders.score", format!("{LADDERS}\n{}", ran.out));
    folder.merit("test ladders.score").status(0).says("2 tests passed");
    // A compiled model will do.
    let folder = ladders();
    folder.merit("compile ladders.score --output ladders.json").status(0);
    folder.merit("reach ladders.json 参与").status(0).says("a way into 参与");
}

#[test]
fn what_cannot_be_is_explained_and_names_are_found() {
    let folder = Folder::new();
    let impossible = LADDERS.replace("include when 互动 tier is \"潜在客户\"", "include when 互动 tier is \"其他\"");
    let impossible = impossible
        .replace("  include after asked where form is \"quote\"\n", "  exclude when 互动 < 11 or 互动 > 40\n");
    folder.write("m.score", impossible);
    folder.merit("reach m.score Sales").status(1).says("No lead can be in \"Sales\".");
    folder.merit("reach m.score Salse").status(2).warns("did you mean \"Sales\"?");
    folder.merit("reach m.score Nothing").status(2).warns("there are \"潜在客户\"");
}
