//! `merit diff`: two files, folders, revisions of git; limits; markdown that data cannot break.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{Folder, Ran, SITE, fits, view};

/// The small model with one altered rule and one altered bound.
fn altered() -> String {
    SITE.replace("\"/pricing\"  every time", "\"/pricing\"  at most 2 times per week").replace("from 20", "from 25")
}

/// Runs git in a folder, without the settings of the person who runs the tests.
#[track_caller]
fn git(folder: &Path, arguments: &str) {
    let status = Command::new("git")
        .args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main"])
        .args(["-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false"])
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    assert!(status.status.success(), "git {arguments}: {}", String::from_utf8_lossy(&status.stderr));
}

/// A repository with a model in a folder, committed.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("models/site.score", SITE);
    folder.write("models/list.txt", "x");
    git(folder.path(), "init -q");
    git(folder.path(), "add -A");
    git(folder.path(), "commit -q -m first");
    folder
}

fn two() -> Folder {
    let folder = Folder::new();
    folder.write("old.score", SITE);
    folder.write("new.score", altered());
    folder
}

#[track_caller]
fn tells_the_change(ran: Ran) {
    ran.status(0).says("limit: every time -> at most 2 times per week").says("bound: from 20 -> from 25");
}

#[test]
fn two_files_and_compiled_models() {
    let folder = two();
    tells_the_change(folder.merit("diff old.score new.score"));
    folder.merit("compile old.score --output old.json").status(0);
    tells_the_change(folder.merit("diff old.json new.score"));
    folder.merit("diff old.json old.score").status(0).says("no change in meaning");
    folder.merit("diff old.score").status(2).warns("compared with nothing");
    folder.merit("diff old.score missing.score").status(2);
    folder.merit("diff old.score new.score --max-moved 2%").status(2).warns("--events");
}

#[test]
fn folders_pair_models_by_path_and_by_name() {
    let folder = Folder::new();
    folder.write("a/site.score", SITE);
    folder.write("a/gone.score", SITE.replace("model site", "model gone"));
    folder.write("b/renamed.score", altered());
    folder.write("b/fresh.score", SITE.replace("model site", "model fresh"));
    let ran = folder.merit("diff a b").status(0);
    let ran = ran.says("a/site.score -> b/renamed.score").says("Model gone: the model is removed");
    ran.says("Model fresh: a new model").says("bound: from 20 -> from 25");
}

#[test]
fn a_revision_is_compared_with_the_working_folder() {
    let folder = repository();
    folder.merit("diff main").status(0).says("no change in meaning");
    folder.write("models/site.score", altered());
    tells_the_change(folder.merit("diff main"));
    tells_the_change(folder.merit("diff main -- models"));
    tells_the_change(folder.merit("diff main -- models/site.score"));
    tells_the_change(folder.merit("diff main models/site.score"));
    tells_the_change(Folder::at(folder.path().join("models")).merit("diff main"));
    tells_the_change(Folder::at(folder.path().join("models")).merit("diff main -- site.score"));
    tells_the_change(Folder::at(folder.path().join("models")).merit("diff main -- ../models/"));
    git(folder.path(), "commit -q -a -m second");
    tells_the_change(folder.merit("diff HEAD~1 HEAD -- models"));
    tells_the_change(folder.merit("diff HEAD~1 HEAD"));
    folder.merit("diff no-such-branch -- models").status(2).warns("neither a file, a folder, nor a git revision");
    folder.merit("diff --end-of-options -- models").status(2);
    folder.merit("diff main -- ../elsewhere").status(2).warns("outside the repository");
}

#[test]
fn models_that_are_deleted_renamed_and_added() {
    let folder = repository();
    git(folder.path(), "mv models/site.score models/website.score");
    folder.merit("diff main -- models").status(0).says("no change in meaning").says("models/website.score");
    folder.merit("diff main -- models/website.score").status(0).says("no change in meaning");
    folder.write("models/other.score", SITE.replace("model site", "model other"));
    folder.merit("diff main -- models").status(0).says("Model other: a new model");
    std::fs::remove_file(folder.path().join("models/website.score")).unwrap();
    std::fs::remove_file(folder.path().join("models/other.score")).unwrap();
    folder.merit("diff main -- models").status(0).says("Model site: the model is removed");
    folder.merit("diff main -- models/site.score").status(0).says("Model site: the model is removed");
}

#[test]
fn a_shallow_clone_and_files_that_a_model_uses() {
    let folder = repository();
    folder.write("shared/words.score", "edition 1\nlist paths: text from \"list.txt\"\n");
    folder.write("shared/list.txt", "/pricing\n");
    let model = SITE.replace("edition 1\n", "edition 1\nuse \"../shared/words.score\"\n");
    folder.write("merit.toml", "");
    folder.write("models/site.score", model.replace("starts with \"/pricing\"", "starts with any of paths"));
    git(folder.path(), "add -A");
    git(folder.path(), "commit -q -m second");
    let clone = Folder::new();
    git(clone.path(), &format!("clone -q --depth=1 file://{} work", folder.path().display()));
    let work = Folder::at(clone.path().join("work"));
    work.write("shared/list.txt", "/pricing\n/prices\n");
    git(work.path(), "checkout -q -b feature");
    work.merit("diff main -- models").status(0).says("came: /prices");
    git(work.path(), "branch -q -D main");
    work.merit("diff main -- models").status(0).says("came: /prices").warns("main is origin/main here");
    work.merit("diff HEAD~1 -- models").status(2).warns("shallow clone");
}

#[test]
fn a_branch_that_went_on_is_told() {
    let folder = repository();
    git(folder.path(), "checkout -q -b feature");
    folder.write("models/site.score", altered());
    git(folder.path(), "commit -q -a -m altered");
    git(folder.path(), "checkout -q main");
    folder.write("README.md", "nothing of the models");
    git(folder.path(), "add -A");
    git(folder.path(), "commit -q -m elsewhere");
    git(folder.path(), "branch -q start");
    git(folder.path(), "checkout -q feature");
    let same = folder.merit("diff main -- models").status(0);
    assert!(!same.err.contains("note"), "{}", same.err);
    git(folder.path(), "checkout -q main");
    folder.write("models/site.score", SITE.replace("\"Hot\"", "\"Ready\""));
    git(folder.path(), "commit -q -a -m gone-on");
    git(folder.path(), "checkout -q feature");
    let told = folder.merit("diff main").status(0).warns("main has 1 commit that this branch has not");
    let base = told.err.lines().find_map(|line| line.split_once("began: merit diff ")).unwrap().1.to_owned();
    let base = folder.merit(&format!("diff {base}"));
    assert!(!base.err.contains("note") && !base.out.contains("Ready"), "{}{}", base.err, base.out);
    tells_the_change(base);
    // Neither what lies behind nor what touches no model is news.
    for revision in ["HEAD~1", "start"] {
        let ran = folder.merit(&format!("diff {revision}")).status(0);
        assert!(!ran.err.contains("note"), "{revision}: {}", ran.err);
    }
}

#[test]
fn contents_that_a_clone_has_not_got_are_no_new_model() {
    let folder = repository();
    git(folder.path(), "config uploadpack.allowFilter true");
    git(folder.path(), "checkout -q -b feature");
    folder.write("models/site.score", altered());
    git(folder.path(), "commit -q -a -m altered");
    let clone = Folder::new();
    let from = folder.path().display();
    git(clone.path(), &format!("clone -q --filter=blob:none --branch feature file://{from} work"));
    let work = Folder::at(clone.path().join("work"));
    let ran =
        work.merit("diff origin/main").status(2).warns("has not got the content of models/site.score at origin/main");
    ran.warns("git diff --stat origin/main");
    git(work.path(), "diff --stat origin/main");
    tells_the_change(work.merit("diff origin/main"));
}

#[test]
fn files_of_a_submodule_are_no_new_models() {
    let (folder, inner) = (repository(), repository());
    git(folder.path(), &format!("submodule --quiet add file://{} other", inner.path().display()));
    git(folder.path(), "commit -q -m other");
    let ran = folder.merit("diff HEAD~1").status(0).says("no change in meaning");
    assert!(!ran.out.contains("other/"), "{}", ran.out);
    let inside = Folder::at(folder.path().join("other/models"));
    inside.write("site.score", altered());
    tells_the_change(inside.merit("diff HEAD"));
}

#[test]
fn names_of_nothing_are_told_with_what_to_write() {
    let folder = repository();
    folder.run(&["diff", ""], b"", &[]).status(2).warns("The name of what is compared is empty");
    folder.run(&["diff", "", "--", "models"], b"", &[]).status(2).warns("is empty");
    folder.merit("diff main:models/site.score").status(2).warns("merit diff main -- models/site.score");
    folder.merit("diff main -- models/sight.score").status(2).warns("models/sight.score, neither at main nor here");
    folder.merit("diff no-such -- models").status(2).warns("git branch --all");
}

#[test]
fn errors_of_a_model_are_told() {
    let folder = repository();
    folder.write("models/site.score", SITE.replace("page_view where path", "page_veiw where path"));
    folder.merit("diff main").status(1).warns("page_veiw");
    git(folder.path(), "commit -q -a -m broken");
    folder.write("models/site.score", SITE);
    // The change that mends it must not fail for it.
    let mended = folder.merit("diff main").status(0).warns("main:models/site.score has errors");
    mended.says("Model site: the old version has errors, so there is nothing to compare with");
    // At two revisions, the new one is not excused.
    git(folder.path(), "commit -q -a -m mended");
    folder.merit("diff HEAD HEAD~1").status(1).warns("HEAD~1:models/site.score").warns("page_veiw");
}

#[test]
fn a_model_may_move_into_another_folder() {
    let folder = repository();
    std::fs::remove_file(folder.path().join("models/site.score")).unwrap();
    folder.write("web/page.score", altered());
    let moved = Folder::at(folder.path().join("web")).merit("diff main");
    tells_the_change(moved.says("main:models/site.score -> page.score"));
    // Where the old file is still there, this is a second model of the same name.
    folder.write("models/site.score", SITE);
    Folder::at(folder.path().join("web")).merit("diff main").status(0).says("Model site: a new model");
}

#[test]
fn records_that_are_named_like_a_model_are_told_once() {
    let folder = repository();
    folder.write("log.ndjson", view("1", "ann", "2026-01-02T10:00:00Z", "/pricing"));
    folder.write("events", view("1", "ann", "2026-01-02T10:00:00Z", "/pricing"));
    folder.write("my leads.csv", "lead,country\nann,LV\n");
    let ran =
        folder.run(&["diff", "main", "--", "models/site.score", "log.ndjson", "my leads.csv"], b"", &[]).status(2);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    let ran = ran.warns("log.ndjson is records, not a model, so it cannot be compared.");
    ran.warns("merit diff main -- models/site.score --events log.ndjson --leads 'my leads.csv' --as-of DATE");
    folder.merit("diff models/site.score events").status(2).warns("--events events --as-of DATE");
    folder
        .merit("run events --events log.ndjson --as-of 2026-02-01")
        .status(2)
        .warns("events is records, not a model.");
    // The command that is named works as it stands, with its flags behind the paths.
    folder.write("models/site.score", altered());
    let replayed = folder.merit("diff main -- models/site.score --events log.ndjson --as-of 2026-02-01").status(0);
    replayed.says("limit: every time -> at most 2 times per week").says("0 of 1 lead move (0.0%)");
}

/// Leads with one to four visits in ten weeks.
fn log() -> String {
    let mut log = String::new();
    for lead in 0..40 {
        for visit in 0..=(lead % 4) {
            let day = 1 + (lead + visit) % 28;
            let at = format!("2026-0{}-{day:02}T10:0{visit}:00Z", 1 + lead % 3);
            log.push_str(&view(&format!("{lead}-{visit}"), &format!("lead {lead}"), &at, "/pricing"));
        }
    }
    log
}

const REPLAY: &str = "diff old.score new.score --events log.ndjson --as-of 2026-04-10";

#[test]
fn movement_its_reasons_and_limits() {
    let folder = two();
    folder.write("log.ndjson", log());
    // 20 leads with three or four visits were hot; with two per week, only those of two weeks are.
    let ran = folder.merit(REPLAY).status(0);
    let ran = ran.says("of 40 leads move").says("The most surprising leads side by side").says("Buyers");
    let ran = ran.says("page_view where path starts with \"/pricing\"");
    let json = folder.merit(&format!("{REPLAY} --format json")).status(0);
    let found: Value = serde_json::from_str(&json.out).unwrap();
    let replay = &found["models"][0]["replay"];
    let moved = replay["moved"].as_u64().unwrap();
    assert!(ran.out.contains(&format!("{moved} of 40 leads move")), "{}", ran.out);
    assert!(moved >= 10, "{moved}");
    assert_eq!(replay["differences"].as_array().unwrap().len() as u64, moved);
    // Counts of the table are those of two runs.
    let hot = |model: &str| {
        let results = folder.merit(&format!("run {model} --events log.ndjson --as-of 2026-04-10 --format ndjson"));
        results.status(0).out.matches("\"Hot\"").count()
    };
    let tiers = replay["tables"].as_array().unwrap().iter().find(|table| table["of"] == "engagement tier").unwrap();
    let sum = |row: &str| {
        let at = tiers["rows"].as_array().unwrap().iter().position(|name| name == row).unwrap();
        tiers["counts"][at].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(sum("Hot"), hot("old.score") as u64);
    folder.merit(&format!("{REPLAY} --max-moved 100%")).status(0).says("kept: ");
    folder.merit(&format!("{REPLAY} --max-moved 2%")).status(1).says("NOT kept: ");
    folder.merit(&format!("{REPLAY} --expect-segment Buyers 0..100 per week")).status(0).says("whole weeks");
    folder.merit(&format!("{REPLAY} --expect-segment Buyers 50..60 per week")).status(1).says("NOT kept");
    folder.merit(&format!("{REPLAY} --expect-segment Nobody 0..1 per week")).status(2).warns("no segment");
    folder.merit(&format!("{REPLAY} --expect-segment Buyers 5 per week")).status(2).warns("is not understood");
    let schema: Value = serde_json::from_str(&folder.merit("schema diff").status(0).out).unwrap();
    fits(&found, &schema, &schema, "");
    folder.run(&["diff", "old.score", "new.score", "--events", "-", "--as-of", "2026-04-10"], b"", &[]).status(2);
}

#[test]
fn a_bound_is_named_when_the_points_are_the_same() {
    let folder = two();
    folder.write("new.score", SITE.replace("from 20", "from 25"));
    folder.write("log.ndjson", log());
    let ran = folder.merit(REPLAY).status(0);
    ran.says("tier \"Hot\": from 20 -> from 25");
}

#[test]
fn markdown_fits_a_comment_and_cannot_be_broken() {
    let folder = Folder::new();
    let evil = "a|b`c`@team #1 <img src=x> </details> [x](https://e.example) **b** $x$ :tada:";
    let quoted = evil.replace('"', "");
    folder
        .write("old.score", SITE.replace("\"Hot\"", &format!("\"{quoted}\"")).replace("\"Buyers\"", "\"B|uyers`\""));
    folder.write(
        "new.score",
        altered().replace("\"Hot\"", &format!("\"{quoted}\"")).replace("\"Buyers\"", "\"B|uyers`\""),
    );
    let mut log = String::new();
    for lead in 0..3_000 {
        for visit in 0..3 {
            let id = format!("{lead} {evil}\u{1b}[31m\u{202e}");
            let record = serde_json::json!({
                "id": format!("{lead}-{visit}"), "lead": id, "at": format!("2026-01-05T1{visit}:00:00Z"),
                "type": "page_view", "path": format!("/pricing/{}", "x".repeat(20)),
            });
            log.push_str(&format!("{record}\n"));
        }
    }
    folder.write("log.ndjson", log);
    let ran = folder.merit(&format!("{REPLAY} --format markdown")).status(0);
    assert!(ran.out.chars().count() < 65_000, "{}", ran.out.chars().count());
    assert!(ran.out.contains("3,000 of 3,000 leads move"), "\n{}", &ran.out[..2_000]);
    // Outside of code, nothing of the data stands; inside, nothing that means something.
    let mut rest = ran.out.as_str();
    let mut codes = 0;
    while let Some((ours, after)) = rest.split_once("<code>") {
        assert!(!ours.contains("@team") && !ours.contains("tada"), "{ours}");
        let (code, after) = after.split_once("</code>").unwrap();
        assert!(
            !code.contains(['|', '`', '@', '<', '>', '[', ']', '*', '$', ':', '\u{1b}', '\u{202e}', '\n']),
            "{code}"
        );
        codes += 1;
        rest = after;
    }
    assert!(codes > 20, "{codes}");
    assert_eq!(ran.out.matches("<details>").count(), ran.out.matches("</details>").count());
    // A table's rows have as many cells as its head.
    let mut cells = 0;
    for line in ran.out.lines() {
        let count = line.matches('|').count();
        if count > 0 && cells > 0 {
            assert_eq!(count, cells, "{line}");
        }
        cells = count;
    }
}
