//! `merit check` with a baseline: old findings wait, new ones are shown.

mod support;

use support::{Folder, SITE};

fn project() -> Folder {
    let folder = Folder::new();
    folder.write("models/site.score", SITE);
    folder
}

#[test]
fn what_stands_in_the_baseline_is_left_out_and_what_is_new_is_shown() {
    let folder = project();
    folder.write("merit.toml", "[check]\nbaseline = \"merit-baseline.json\"\n");
    folder.merit("check --strict").status(1).says("B403");
    folder.merit("check --write-baseline").status(0).says("Wrote 4 findings to");
    folder.merit("check --strict").status(0).says("Nothing to report").says("4 findings of the baseline left out.");
    // Lines move, blanks change, words of other lines change: the findings stay the same.
    let moved = SITE
        .replace("model site", "# One more line.\n\nmodel site")
        .replace("score engagement", "score   engagement");
    folder.write("models/site.score", moved);
    folder.merit("check --strict").status(0).says("4 findings of the baseline left out.");
    // A new warning is shown, alone.
    folder.write("models/site.score", SITE.replace("lead\n", "event never_used\n\nlead\n"));
    let ran = folder.merit("check --strict --format jsonl").status(1).says("T211");
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    // The same line twice is two findings, and only one of them is old.
    folder.write(
        "models/site.score",
        SITE.replace("  +5   if country", "  +5   if country is \"LV\"\n  +5   if country"),
    );
    folder.merit("check --format jsonl").status(0).says("B407");
    // What is mended is told, and taken out when asked for.
    folder.write("models/site.score", SITE.replace("  range", "  points decay by half every 90 days\n  range"));
    folder.merit("check").status(0).says("1 entry of the baseline is mended");
    folder.merit("check --write-baseline").status(0).says("Wrote 3 findings");
}

#[test]
fn a_baseline_holds_warnings_and_hints_of_all_levels_but_no_errors() {
    let folder = project();
    folder.write("merit.toml", "[checks]\nno_decay = \"error\"\n[check]\nbaseline = \"old.json\"\nstrict = true\n");
    folder.merit("check").status(1).says("error[B403]");
    folder.merit("check --write-baseline").status(0);
    folder.merit("check").status(0);
    folder.write("models/site.score", SITE.replace("page_view where path", "page_veiw where path"));
    folder.merit("check --write-baseline").status(1).says("1 error cannot wait");
    folder.merit("check").status(1).says("T201");
}

#[test]
fn a_baseline_can_be_named_and_keeps_what_was_not_looked_at() {
    let folder = project();
    folder.write("models/other.score", SITE.replace("model site", "model other"));
    folder.merit("check --write-baseline --baseline old.json models").status(0).says("Wrote 8 findings");
    folder.write("models/site.score", SITE.replace("  range", "  points decay by half every 90 days\n  range"));
    folder.merit("check --write-baseline --baseline old.json models/site.score").status(0).says("Wrote 7 findings");
    folder.merit("check --strict --baseline old.json models").status(0).says("7 findings of the baseline left out.");
    folder.merit("check --baseline nowhere.json models").status(2).warns("There is no baseline nowhere.json");
    folder.write("old.json", "{}");
    folder.merit("check --baseline old.json models").status(2).warns("is no baseline").warns("--write-baseline");
    folder.write("old.json", "{\"merit_baseline\": 9, \"findings\": []}");
    folder.merit("check --baseline old.json models").status(2).warns("newer than this program");
}

#[test]
fn without_settings_the_usual_name_is_taken_and_told() {
    let folder = project();
    let ran = folder.merit("check --write-baseline models").status(0).says("under [check] in merit.toml");
    assert!(folder.path().join("models/merit-baseline.json").is_file(), "{}", ran.out);
    folder.merit("check models").status(0).says("B403");
}
