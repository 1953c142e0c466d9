//! `merit check`: formats, levels, fixes, and input that means no good.

mod support;

use support::{Folder, SITE};

#[test]
fn a_sound_file_has_nothing_to_report() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.merit("check").status(0);
    folder.merit("check site.score").status(0);
    folder.run(&["check", "-", "--stdin-filename", "site.score"], SITE.as_bytes(), &[]).status(0);
}

/// The model with what best practice says about it allowed.
fn allowed() -> String {
    let names = ["no_tests", "no_negative_points", "no_decay", "fit_in_behaviour"];
    let allows: String = names.map(|name| format!("allow {name} because \"this is a test\"\n")).concat();
    SITE.replace("model site", &format!("{allows}model site"))
}

/// The model with one more rule, on an event that is not declared.
fn with_a_typo() -> String {
    SITE.replace(
        "  every time\n\n",
        "  every time\n  +10  page_veiw where path starts with \"/pricing\"  every time\n\n",
    )
}

#[test]
fn errors_are_shown_with_their_place_and_count() {
    let folder = Folder::new();
    folder.write("site.score", with_a_typo());
    let ran = folder.merit("check --format plain").status(1);
    let expected = "\
error[T201]: There is no event called \"page_veiw\".
  --> site.score:18:8
18 |   +10  page_veiw where path starts with \"/pricing\"  every time
   |        ^^^^^^^^^ did you mean page_view?
   = Events are declared in site.score (1 of them): page_view
   fix: page_view

1 error in 1 file.
";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let ran = ran.says("--explain CODE");
    assert!(!ran.out.contains('\u{1b}'));
    folder.merit("check").status(1).says("error[T201]").says("site.score:18:8");
    folder.merit("check --color always").status(1).says("\u{1b}[");
    folder.run(&["check", "--color", "always"], b"", &[("NO_COLOR", "1")]).status(1).says("\u{1b}[");
    let plain = folder.run(&["check"], b"", &[("NO_COLOR", "1")]).status(1);
    assert!(!plain.out.contains('\u{1b}'));
}

#[test]
fn programs_get_json_and_annotations() {
    let folder = Folder::new();
    folder.write("site.score", with_a_typo());
    let ran = folder.merit("check --format json").status(1);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let finding = &json[0];
    assert_eq!((finding["code"].as_str(), finding["file"].as_str()), (Some("T201"), Some("site.score")));
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(18), Some(8)));
    assert_eq!(finding["end_column"].as_u64(), Some(17));
    let ran = folder.merit("check --format jsonl").status(1);
    assert_eq!(ran.out.lines().count(), 1);
    serde_json::from_str::<serde_json::Value>(&ran.out).unwrap();
    let ran = folder.merit("check --format github").status(1);
    let expected =
        "::error file=site.score,line=18,col=8,endLine=18,endColumn=17,title=T201 unknown_event::There is no event";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    folder.write("site.score", allowed());
    assert_eq!(folder.merit("check --format json").status(0).out, "[]\n");
    assert_eq!(folder.merit("check --format jsonl").status(0).out, "");
}

#[test]
fn warnings_count_when_asked_and_levels_can_be_set() {
    let folder = Folder::new();
    folder.write("site.score", allowed().replace("lead\n", "event never_used\n\nlead\n"));
    folder.merit("check").status(0).says("warning[T211]");
    folder.merit("check --strict").status(1);
    folder.write("merit.toml", "[checks]\nnot_used = \"error\"\n");
    folder.merit("check").status(1).says("error[T211]");
    folder.write("merit.toml", "[checks]\nT211 = \"off\"\n");
    let ran = folder.merit("check --strict").status(0);
    assert!(!ran.out.contains("T211"), "{}", ran.out);
    folder.write("merit.toml", "[checks]\nnot_usd = \"off\"\n");
    folder.merit("check").status(2).warns("did you mean not_used?");
    folder.write("merit.toml", "[chekcs]\n");
    folder.merit("check").status(2).warns("merit.toml:1:2").warns("did you mean checks?");
    folder.write("merit.toml", "[check]\nstrict = true\n[checks]\nS101 = \"hint\"\n");
    folder.merit("check").status(2).warns("stays one");
}

/// Settings that the documentation shows are settings.
#[test]
fn settings_of_the_documentation_are_accepted() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut shown = 0;
    for page in
        ["reference/project.md", "reference/records.md", "how-to/check-in-ci.md", "how-to/score-a-pega-export.md"]
    {
        let text = std::fs::read_to_string(docs.join(page)).unwrap();
        for block in text.split("```toml").skip(1) {
            let settings = block.split_once('\n').and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
            let folder = Folder::new();
            folder.write("site.score", allowed());
            folder.write("merit.toml", settings);
            folder.merit("check").status(0);
            shown += 1;
        }
    }
    assert!(shown >= 4, "only {shown} blocks of settings were found");
}

#[test]
fn best_practice_is_told_allowed_and_does_not_stop_a_run() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.merit("check").status(0).says("warning[B403]").says("hint[B420]");
    folder.merit("check --strict").status(1);
    folder.write("events.ndjson", support::view("1", "a", "2026-11-01T10:00:00Z", "/pricing"));
    folder.merit("run site.score --events events.ndjson --as-of 2026-11-02 --format ndjson").status(0);
    folder.write("merit.toml", "[checks]\nno_decay = \"error\"\nB402 = \"off\"\n");
    folder.merit("check").status(1).says("error[B403]");
    folder.merit("run site.score --events events.ndjson --as-of 2026-11-02 --format ndjson").status(0);
    std::fs::remove_file(folder.path().join("merit.toml")).unwrap();
    folder.write("site.score", allowed());
    folder.merit("check --strict").status(0).says("Nothing to report");
    folder.write("site.score", allowed().replace("allow no_decay", "allow no_dekay"));
    folder.merit("check").status(0).says("did you mean no_decay?");
    folder.write("site.score", allowed().replace("allow no_decay", "allow flapping"));
    folder.merit("check").status(0).says("warning[T218]").says("\"allow flapping\" silences nothing here.");
}

#[test]
fn what_is_old_depends_on_the_day_that_is_named() {
    let folder = Folder::new();
    folder.write("site.score", allowed().replace("\"Europe/Riga\"\n", "\"Europe/Riga\"\n  reviewed 2026-01-10\n"));
    folder.merit("check").status(0).says("Nothing to report");
    folder.merit("check --today 2026-04-20").status(0).says("Nothing to report");
    folder.merit("check --today 2026-04-21").status(0).says("last reviewed on 2026-01-10, 101 days ago.");
    folder.merit("check --today tomorrow").status(2).warns("a date is written like 2026-11-30");
}

#[test]
fn safe_fixes_are_applied_to_the_named_files() {
    let folder = Folder::new();
    let broken = SITE.replace("starts with \"/pricing\"", "starts with “/pricing”");
    folder.write("site.score", &broken);
    folder.merit("check").status(1).says("S103");
    folder.merit("check --fix").status(0).says("fixed");
    assert_eq!(folder.read("site.score"), SITE);
    folder.run(&["check", "--fix", "-"], broken.as_bytes(), &[]).status(2).warns("Standard input");
}

#[test]
fn folders_are_searched_without_what_git_ignores() {
    let folder = Folder::new();
    folder.write("a/site.score", SITE);
    folder.write("a/broken.score", "nonsense\n");
    folder.write("a/.gitignore", "broken.score\n");
    folder.merit("check").status(0).says("1 file");
    folder.merit("check a/broken.score").status(1);
    folder.merit("check nowhere").status(2).warns("nowhere");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder.merit("check empty").status(2).warns("no *.score file");
}

#[test]
fn a_shared_file_is_reported_once() {
    let folder = Folder::new();
    folder.write("vocabulary.score", "edition 1\n\nevent visit\n  has path: txt\n");
    for name in ["a", "b"] {
        let text = format!(
            "edition 1\n\nuse \"vocabulary.score\"\n\nmodel {name}\n  timezone \"UTC\"\n\nscore s\n  +1  visit  once\n"
        );
        folder.write(&format!("{name}.score"), text);
    }
    let ran = folder.merit("check --format jsonl").status(1);
    assert_eq!(ran.out.lines().filter(|line| line.contains("\"vocabulary.score\"")).count(), 1, "{}", ran.out);
}

/// A finding that marks a place behind letters of other scripts in a second file.
#[test]
fn two_files_with_letters_of_all_scripts_are_drawn() {
    let folder = Folder::new();
    let list = "list ไทย: numbers 1, 2";
    folder.write("vocabulary.score", format!("edition 1\n\n# ผู้จัดการ ผู้จัดการ ผู้จัดการ ผู้จัดการ ผู้จัดการ\n\n{list}\n"));
    let model = SITE.replace("edition 1\n", "edition 1\n\nuse \"vocabulary.score\"\n");
    folder.write("site.score", model.replace("country is \"LV\"", "country is in ไทย"));
    folder.merit("check site.score").status(1).says("site.score:18:25").says("vocabulary.score:5:6");
}

#[test]
fn carets_stand_under_their_characters() {
    let folder = Folder::new();
    let text = SITE
        .replace("has country: text", "has ประเทศ: text")
        .replace("+5   if country is \"LV\"", "+5   if ประเทศ is \"潜在客户\" and nope is \"e\u{301}\"");
    folder.write("site.score", text);
    let ran = folder.merit("check --format plain").status(1);
    let line = ran.out.lines().find(|line| line.contains("潜在客户")).unwrap();
    let carets = ran.out.lines().skip_while(|line| !line.contains("潜在客户")).nth(1).unwrap();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let before = |text: &str, at: &str| width(text.split(at).next().unwrap());
    assert_eq!(before(line, "nope"), before(carets, "^"), "{}", ran.out);
    // The drawing for people: the corner of the arrow stands under the word, too.
    let ran = folder.merit("check").status(1);
    let line = ran.out.lines().find(|line| line.contains("潜在客户")).unwrap();
    let marks = ran.out.lines().skip_while(|line| !line.contains("潜在客户")).nth(1).unwrap();
    assert_eq!(before(line, "nope"), before(marks, "─"), "{}", ran.out);
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let folder = Folder::new();
    folder.write("site.score", SITE.replace("+5   if country", "+5   if \u{1b}[2Jcountry\u{202e}"));
    for format in ["human", "plain", "github"] {
        let ran = folder.merit(&format!("check --format {format}")).status(1);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'), "{}", ran.out);
    }
}
