//! Input that means no good: each has a defined outcome, a message with file and line, an exit status.

mod support;

use support::{Folder, SITE, view};

const RUN: &str = "run site.score --events e.ndjson --as-of 2025-03-01 --format ndjson";

fn site(events: impl AsRef<[u8]>) -> Folder {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.write("e.ndjson", events);
    folder
}

fn checked(text: impl AsRef<[u8]>) -> support::Ran {
    let folder = Folder::new();
    folder.write("site.score", text);
    folder.merit("check --format plain")
}

#[test]
fn broken_files() {
    checked("").status(1).says("S113");
    checked("edition 1\nedition 2\nnonsense (((\n\"\n").status(1).says("site.score:3:1");
    checked(b"edition 1\n\nmodel caf\xe9\n").status(1).says("F608").says("site.score:3:10");
    checked(SITE.replace("edition 1", "edition 99")).status(1).says("S113");
    checked(SITE.replace("Europe/Riga", "Europe/Rega")).status(1).says("M301").says("Europe/Riga");
    checked(SITE.replace("+10  page", "+1000000000000000000000000000000  page")).status(1).says("site.score:15:3");
    checked(format!("{SITE}\ntest \"a\"\n  start 0000-01-01\n")).status(1).says("S112");
    checked(format!("{SITE}\ntest \"a\"\n  start 2568-01-01\n")).status(1).says("S112").says("2025");
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    checked(SITE.replace('\n', "\r\n")).status(0);
    checked(format!("\u{feff}{SITE}")).status(0);
    let folder =
        site(format!("\u{feff}{}", view("1", "7", "2025-02-01T10:00:00Z", "/pricing").replace('\n', "\r\n")));
    folder.merit(RUN).status(0).says("\"engagement\":10");
}

#[test]
fn nested_and_endless_text_ends_quickly() {
    let begin = std::time::Instant::now();
    let brackets = "(".repeat(10_000);
    let deep = SITE.replace("path starts", &format!("{brackets} path starts"));
    checked(&deep).status(1).says("site.score:15:");
    let closed = deep.replace("\"/pricing\"", &format!("\"/pricing\" {}", ")".repeat(10_000)));
    checked(closed).status(1).says("site.score:15:");
    let long = SITE.replace("/pricing", &"x".repeat(20_000_000));
    let ran = checked(&long);
    assert!(ran.status <= 1 && ran.out.len() < 100_000);
    let ran = checked(long.replace("every time", "every tiem")).status(1);
    assert!(ran.out.len() < 100_000);
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}

#[test]
fn files_that_files_name() {
    let folder = Folder::new();
    folder.write("secret.score", "edition 1\n\nevent secret\n");
    folder.write("project/merit.toml", "");
    let project = Folder::at(folder.path().join("project"));
    let using = |path: &str| SITE.replace("edition 1\n", &format!("edition 1\n\nuse \"{path}\"\n"));
    let listing = |path: &str| SITE.replace("edition 1\n", &format!("edition 1\n\nlist l: text from \"{path}\"\n"));
    for path in ["../secret.score", "/etc/passwd", "..\\secret.score"] {
        project.write("site.score", using(path));
        project.merit("check").status(1).says("site.score:3:5");
        project.write("site.score", listing(path));
        project.merit("check").status(1).says("site.score:3:");
    }
    project.write("site.score", listing("nowhere.txt"));
    project.merit("check").status(1).says("F607").says("nowhere.txt");
    project.write("site.score", using("other.score"));
    project.write("other.score", "edition 1\n\nuse \"third.score\"\n");
    project.write("third.score", "edition 1\n\nuse \"other.score\"\n");
    project.merit("check site.score").status(1).says("M317");
    project.write("site.score", using("site.score"));
    project.merit("check site.score").status(1).says("M317");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_project() {
    let folder = Folder::new();
    folder.write("secret.score", "edition 1\n\nevent secret\n");
    folder.write("project/merit.toml", "");
    let project = Folder::at(folder.path().join("project"));
    std::os::unix::fs::symlink("../secret.score", project.path().join("inside.score")).unwrap();
    std::os::unix::fs::symlink("..", project.path().join("up")).unwrap();
    for path in ["inside.score", "up/secret.score"] {
        project.write("site.score", SITE.replace("edition 1\n", &format!("edition 1\n\nuse \"{path}\"\n")));
        let ran = project.merit("check site.score").status(1).says("site.score:3:5").says("outside the project");
        assert!(!ran.out.contains("event secret"));
    }
}

#[test]
fn bad_records_stop_the_run_with_file_and_line() {
    let good = view("1", "7", "2025-02-01T10:00:00Z", "/pricing");
    let bad = |line: &str| site(format!("{good}{line}\n")).merit(RUN).status(2).warns("e.ndjson:2:");
    bad("{\"id\":\"2\"");
    bad("[1, 2]");
    bad("nonsense");
    bad(&view("2", "", "2025-02-01T10:00:00Z", "/").replace('\n', ""));
    bad(&view("2", "7", "0000-01-01T10:00:00Z", "/").replace('\n', ""));
    bad(&view("2", "7", "2025-02-30T10:00:00Z", "/").replace('\n', ""));
    bad(&view("2", "7", "2568-02-01T10:00:00Z", "/").replace('\n', "")).warns("F605");
    bad("{\"id\":\"2\",\"lead\":\"7\",\"at\":\"2025-02-01T10:00:00Z\",\"type\":\"page_view\",\"path\":\"/\",\"seconds\":\"many\"}")
        .warns("F602");
    bad("{\"id\":\"2\",\"lead\":\"7\",\"at\":\"2025-02-01T10:00:00Z\",\"type\":\"page_view\"}").warns("path");
    bad("{\"lead\":\"7\",\"at\":\"2025-02-01T10:00:00Z\",\"type\":\"page_view\",\"path\":\"/\"}").warns("F606");
    let mut invalid = good.clone().into_bytes();
    invalid.extend(b"{\"id\":\"2\",\"lead\":\"\xff\"}\n");
    site(invalid).merit(RUN).status(2).warns("e.ndjson:2:");
    let deep = format!("{good}{}\n", "[".repeat(1_000_000));
    site(deep).merit(RUN).status(2).warns("e.ndjson:2:");
    let endless = format!("{good}{{\"id\":\"{}\"}}\n", "x".repeat(20_000_000));
    let ran = site(endless).merit(RUN).status(2).warns("e.ndjson:2:");
    assert!(ran.err.len() < 10_000);
}

#[test]
fn far_away_years_are_dates_like_others() {
    let folder = site(view("1", "7", "9999-12-31T10:00:00Z", "/pricing"));
    folder.merit(RUN).status(0);
    folder.merit(&RUN.replace("2025-03-01", "9999-12-31")).status(0).says("\"engagement\":10");
    let folder = site(view("1", "7", "0001-01-01T10:00:00Z", "/pricing"));
    folder.merit(RUN).status(0).says("\"engagement\":10");
}

#[test]
fn times_without_offset_are_read_in_the_zone_of_the_model() {
    let ran = site(view("1", "7", "2025-02-01T10:00:00", "/pricing")).merit(RUN).status(0);
    ran.warns("warning[F604]").warns("e.ndjson:1").warns("Europe/Riga").says("\"engagement\":10");
}

#[test]
fn one_id_with_two_contents_stops_the_run() {
    let first = view("1", "7", "2025-02-01T10:00:00Z", "/pricing");
    let copies = site(first.repeat(2));
    copies.merit(RUN).status(0).says("\"engagement\":10");
    let folder = site(first.clone() + &view("1", "7", "2025-02-01T10:00:00Z", "/pricing/2"));
    folder.merit(RUN).status(2).warns("error[F603]").warns("e.ndjson:1 and e.ndjson:2");
    folder.merit(&format!("{RUN} --ids trust")).status(0).says("\"engagement\":20");
    folder.merit(&format!("{RUN} --ids content")).status(0).says("\"engagement\":20");
    let nameless = first.replace("\"id\":\"1\",", "");
    let folder = site(nameless.repeat(2));
    folder.merit(RUN).status(0).says("\"engagement\":20").warns("no ids");
    folder.merit(&format!("{RUN} --ids content")).status(0).says("\"engagement\":10");
    let folder = site("");
    folder.write("leads.csv", "lead,country\n7,LV\n7,EE\n");
    folder
        .merit(&format!("{RUN} --leads leads.csv"))
        .status(2)
        .warns("error[F603]")
        .warns("leads.csv:2 and leads.csv:3");
}

#[test]
fn records_after_the_moment_and_leads_without_records() {
    let folder = site(view("1", "7", "2025-04-01T10:00:00Z", "/pricing"));
    folder.write("leads.csv", "lead,country\n8,LV\n");
    let ran = folder.merit(&format!("{RUN} --leads leads.csv")).status(0);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    ran.says("\"lead\":\"8\"").says("\"engagement\":5");
}

#[test]
fn an_empty_log_has_no_results() {
    let folder = site("");
    assert_eq!(folder.merit(RUN).status(0).out, "");
    folder.merit(&RUN.replace("ndjson --as-of", "ndjson --limit 5 --as-of")).status(0);
    folder.merit("run site.score --events e.ndjson --as-of 2025-03-01").status(0).says("Cold 0");
    folder.merit(&RUN.replace("e.ndjson", "nowhere.ndjson")).status(2).warns("nowhere.ndjson");
    folder.merit(&RUN.replace("e.ndjson", "*.parquet")).status(2).warns("*.parquet");
    folder.write("e.dat", "");
    folder.merit(&RUN.replace("e.ndjson", "e.dat")).status(2).warns("e.dat");
    folder.merit(&RUN.replace("e.ndjson", "e.dat --input-format ndjson")).status(0);
}

#[test]
fn a_record_without_id_is_the_bad_one_wherever_it_stands() {
    let view = |id: &str, day: u8| view(id, "7", &format!("2025-02-0{day}T10:00:00Z"), "/pricing");
    let without = view("x", 3).replace("\"id\":\"x\",", "");
    let run = format!("{RUN} --on-bad-record skip");
    for events in [
        format!("{without}{}{}", view("1", 1), view("2", 2)),
        format!("{}{without}{}", view("1", 1), view("2", 2)),
        format!("{}{}{without}", view("1", 1), view("2", 2)),
    ] {
        let ran = site(&events).merit(&run).status(1).says("\"engagement\":20").warns("F606");
        assert!(ran.err.contains("1 record was left out because it cannot be understood."), "{}", ran.err);
        // Standard input cannot be read twice: nothing is guessed.
        if events.starts_with(&without) {
            let arguments: Vec<&str> =
                run.split(' ').map(|word| if word == "e.ndjson" { "-" } else { word }).collect();
            site("").run(&arguments, events.as_bytes(), &[]).status(2).warns("F606");
        }
    }
}

#[test]
fn a_damaged_parquet_file_is_told_in_one_line() {
    let folder = Folder::new();
    folder.write("site.score", SITE.replace("event page_view", "event page").replace("  page_view", "  page"));
    folder.write(
        "damaged.parquet",
        include_bytes!("../../merit-events/tests/fixtures/parquet/page-beyond-its-end.parquet"),
    );
    let run = RUN.replace("e.ndjson", "damaged.parquet");
    let ran = folder.merit(&run).status(2).warns("damaged.parquet: The file cannot be read as Parquet");
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}
