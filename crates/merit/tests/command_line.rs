//! Flags, help, version and exit status.

mod support;

use support::{Folder, SITE};

#[test]
fn wrong_flags_end_with_two_and_get_a_suggestion() {
    let folder = Folder::new();
    folder.merit("check --strct").status(2).warns("--strict");
    folder.merit("chek").status(2).warns("check");
    folder.merit("").status(2).warns("Usage");
    folder.merit("run").status(2).warns("MODEL");
    folder.merit("run site.score --events e.ndjson").status(2).warns("--as-of");
}

#[test]
fn the_version_names_everything_that_can_change_a_score() {
    let ran = Folder::new().merit("--version").status(0).says("merit ").says("editions 1 to 1").says("Unicode ");
    assert!(ran.out.contains("time-zone data 20"), "{}", ran.out);
    Folder::new().merit("--help").status(0).says("check").says("changes");
}

#[test]
fn moments_are_read_strictly() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.write("e.ndjson", "");
    for (when, told) in [
        ("yesterday", "2026-11-01"),
        ("2026-02-30", "neither a date"),
        ("2569-11-01", "2569 is 2026"),
        ("2026-11-01T12:00:00", "offset"),
        ("0000-01-01", "neither a date"),
    ] {
        folder.merit(&format!("run site.score --events e.ndjson --as-of {when}")).status(2).warns(told);
    }
}

#[test]
fn completions_and_schemas_are_printed() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        folder.merit(&format!("completions {shell}")).status(0).says("merit");
    }
    folder.merit("completions csh").status(2);
    for (what, inside) in [("config", "on-bad-record"), ("ir", "merit_ir"), ("results", "as_of")] {
        let schema = folder.merit(&format!("schema {what}")).status(0);
        let json: serde_json::Value = serde_json::from_str(&schema.out).unwrap();
        assert!(json.is_object() && schema.out.contains(inside), "{}", schema.out);
    }
}

#[test]
fn the_starter_project_works_at_once() {
    let folder = Folder::new();
    folder.merit("new scores").status(0).says("merit check");
    let project = Folder::at(folder.path().join("scores"));
    project.merit("check --strict").status(0).says("Nothing to report");
    project.merit("fmt --check").status(0);
    project.merit("test --coverage").status(0).says("8 tests passed").says("the tests reach every rule");
    let run = "run website.score --events data/events.ndjson --leads data/leads.csv --as-of 2026-11-01";
    project.merit(run).status(0).says("engagement tier").says("Call today");
    // A folder with something inside is left alone.
    let before = project.read("website.score");
    folder.merit("new scores").status(2).warns("not empty");
    folder.merit("new scores/merit.toml").status(2).warns("scores/merit.toml is a file; name a folder.");
    assert_eq!(project.read("website.score"), before);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder.merit("new empty").status(0);
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let folder = Folder::new();
    folder.merit("check --explain T201").status(0).says("unknown_event");
    folder.merit("check --explain unknown_event").status(0).says("T201");
    folder.merit("check --explain unknown_evnt").status(2).warns("did you mean unknown_event?");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(0));
}
