//! `merit run`, `merit changes`, `merit compile`: results, data that are wrong, output that is whole or not there.

mod support;

use support::{Folder, SITE, view};

fn site(events: &str) -> Folder {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.write("e.ndjson", events);
    folder
}

const RUN: &str = "run site.score --events e.ndjson --as-of 2025-03-01 --format ndjson";

#[test]
fn every_lead_gets_a_line() {
    let events =
        view("1", "7", "2025-02-01T10:00:00Z", "/pricing") + &view("2", "7", "2025-02-02T10:00:00Z", "/pricing");
    let folder = site(&events);
    folder.write("leads.csv", "lead,country\n7,EE\n8,lv\n");
    let ran = folder.merit(&format!("{RUN} --leads leads.csv")).status(0);
    let expected = concat!(
        r#"{"lead":"7","as_of":"2025-03-01T21:59:59.999999Z","scores":{"engagement":20},"tiers":{"engagement":"Hot"},"#,
        r#""grades":{},"points":{},"cells":{},"segments":["Buyers"]}"#,
        "\n",
        r#"{"lead":"8","as_of":"2025-03-01T21:59:59.999999Z","scores":{"engagement":5},"tiers":{"engagement":"Cold"},"#,
        r#""grades":{},"points":{},"cells":{},"segments":[]}"#,
        "\n"
    );
    assert_eq!(ran.out, expected);
    let ran =
        ran.warns("edition 1").warns("as of 2025-03-01T21:59:59.999999Z (Europe/Riga)").warns("2 records · 2 leads");
    assert!(!ran.err.contains('\u{1b}'));
    // The same records in another order and in two files, one of them on standard input.
    let (first, second) = events.split_at(events.find('\n').unwrap() + 1);
    folder.write("b/1.ndjson", second);
    let again = folder.run(
        &[&RUN.replace("e.ndjson", "b/*.ndjson -").split(' ').collect::<Vec<_>>()[..], &["--leads", "leads.csv"]]
            .concat(),
        first.as_bytes(),
        &[("MERIT_THREADS", "2")],
    );
    assert_eq!(again.status(0).out, expected);
    // A model that was compiled before gives the same.
    folder.merit("compile site.score --output site.json").status(0);
    let again = folder.merit(&format!("{} --leads leads.csv", RUN.replace("site.score", "site.json")));
    assert_eq!(again.status(0).out, expected);
}

#[test]
fn rows_of_one_lead_are_compared_also_where_the_model_asks_nothing() {
    let folder = site(&view("1", "7", "2025-02-01T10:00:00Z", "/pricing"));
    let model = SITE.replace("has country: text", "has country: text\n  has industry: text");
    assert_ne!(model, SITE);
    folder.write("site.score", &model);
    folder.write("one.csv", "lead,country,industry\n7,EE,Ships\n8,LV,\n");
    let once = folder.merit(&format!("{RUN} --leads one.csv")).status(0);
    // The same told in two tables.
    folder.write("two.csv", "lead,industry\n8,Ships\n7,Ships\n");
    let twice = folder.merit(&format!("{RUN} --leads one.csv two.csv")).status(0);
    assert_eq!(once.out, twice.out);
    // Another industry, of which no rule asks.
    folder.write("two.csv", "lead,industry\n8,Ships\n7,Trains\n");
    let wrong = folder.merit(&format!("{RUN} --leads one.csv two.csv")).status(2);
    wrong.warns("two different values of industry for lead \"7\"").warns("one.csv:2").warns("two.csv:3");
}

#[test]
fn timings_are_told_beside_the_results() {
    let events = view("1", "7", "2025-02-01T10:00:00Z", "/pricing");
    let folder = site(&events);
    let expected = folder.merit(RUN).status(0).out;
    let ran = folder.merit(&format!("{RUN} --timings")).status(0);
    assert_eq!(ran.out, expected);
    let stages = ["stage", "leads tables", "records", "evaluating", "writing", "all", "1 record and 1 lead"];
    let lines: Vec<&str> = ran.err.lines().skip_while(|line| !line.starts_with("stage")).collect();
    for (line, stage) in lines.iter().zip(stages) {
        assert!(line.starts_with(stage), "{stage:?} is missing: {}", ran.err);
    }
    assert_eq!(lines.len(), stages.len());
    let changes = "changes site.score --events e.ndjson --since 2025-01-01 --as-of 2025-03-01 --timings";
    folder.merit(changes).status(0).warns("records  ");
}

#[test]
fn the_table_is_for_people() {
    let mut events = String::new();
    for lead in 0..60 {
        events += &view(&format!("e{lead}"), &format!("l{lead:02}"), "2025-02-01T10:00:00Z", "/pricing");
    }
    events += &view("x", "l59", "2025-02-02T10:00:00Z", "/pricing");
    events += &view("y", "evil\\u001b[2J\\n", "2025-01-02T10:00:00Z", "/");
    let folder = site(&events);
    let ran = folder.merit("run site.score --events e.ndjson --as-of 2025-03-01").status(0);
    assert!(ran.out.starts_with("lead"), "{}", ran.out);
    assert_eq!(
        ran.out.lines().nth(1).unwrap().split_whitespace().collect::<Vec<_>>(),
        ["l59", "20", "Hot", "Buyers"]
    );
    let ran = ran.says("… and 11 more leads.").says("--limit 0").says("engagement: Hot 1 · Cold 60");
    assert_eq!(ran.out.lines().count(), 53);
    let all = folder.merit("run site.score --events e.ndjson --as-of 2025-03-01 --limit 0").status(0);
    assert_eq!(all.out.lines().count(), 63);
    assert!(!all.out.contains('\u{1b}') && all.out.contains("evil\\u{1b}[2J"), "{}", all.out);
    folder.write("merit.toml", "[run]\nlimit = 2\n");
    let short = folder.merit("run site.score --events e.ndjson --as-of 2025-03-01").status(0);
    assert_eq!(short.out.lines().count(), 5);
    folder.write("merit.toml", "[run]\nformat = \"ndjson\"\n");
    let lines = folder.merit("run site.score --events e.ndjson --as-of 2025-03-01").status(0);
    assert_eq!(lines.out.lines().count(), 61);
    folder.merit("run site.score --events e.ndjson --as-of 2025-03-01 --format table").status(0).says("Hot 1");
}

#[test]
fn output_is_written_whole_or_not_at_all() {
    let folder = site(&(view("1", "7", "2025-02-01T10:00:00Z", "/pricing") + "{\"broken\n"));
    folder.write("out.ndjson", "before");
    folder.merit(&format!("{RUN} --output out.ndjson")).status(2).warns("e.ndjson:2:");
    assert_eq!(folder.read("out.ndjson"), "before");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    let ran = folder.merit(&format!("{RUN} --output out.ndjson --on-bad-record skip")).status(1);
    let ran = ran.warns("e.ndjson:2:").warns("1 record was left out");
    assert_eq!(ran.out, "");
    assert_eq!(folder.read("out.ndjson").lines().count(), 1);
    folder.merit(&format!("{RUN} --output nowhere/out.ndjson")).status(2).warns("nowhere");
    // The name of the file tells the form.
    folder.write("e.ndjson", view("1", "7", "2025-02-01T10:00:00Z", "/pricing"));
    folder.merit("run site.score --events e.ndjson --as-of 2025-03-01 --output out.csv").status(0);
    assert_eq!(folder.read("out.csv"), "lead,engagement,engagement.tier,segments\n7,10,Cold,\n");
    folder.merit("run site.score --events e.ndjson --as-of 2025-03-01 --output out.parquet").status(0);
    assert!(std::fs::read(folder.path().join("out.parquet")).unwrap().starts_with(b"PAR1"));
}

#[test]
fn a_model_with_errors_does_not_run() {
    let folder = site("");
    folder.write("site.score", SITE.replace("every time", "every tiem"));
    let ran = folder.merit(RUN).status(1).warns("error[S102]").warns("does not run");
    assert_eq!(ran.out, "");
    folder.merit("compile site.score").status(1).warns("error[S102]");
    folder.merit("test site.score").status(1).warns("error[S102]");
    folder.write("site.score", "edition 1\n\nevent visit\n");
    folder.merit(RUN).status(2).warns("has no model");
    folder.merit(&RUN.replace("site.score", "nowhere.score")).status(2).warns("nowhere.score");
    folder.merit(&RUN.replace("site.score", ".")).status(2).warns("folder");
}

#[test]
fn damaged_compiled_models_are_told() {
    let folder = site("");
    folder.merit("compile site.score --output site.json").status(0);
    let good = folder.read("site.json");
    let run = RUN.replace("site.score", "bad.json");
    for (from, to, told) in [
        ("\"merit_ir\": 1", "\"merit_ir\": 2", "this program knows versions 1 to 1"),
        ("\"score\": 0", "\"score\": 7", "score number 7"),
        ("\"merit_ir\": 1", "\"merit_ir\": 0", "no version 0"),
        ("\"edition\": 1", "\"edition\": ", "no compiled model"),
        ("\"edition\": 1", "\"edition\": 2", "edition 2; this program knows editions 1 to 1"),
        ("{", "", "no compiled model"),
        ("\"Europe/Riga\"", "\"Europe/Rīga\"", "no time zone"),
    ] {
        assert!(good.contains(from), "{from}");
        folder.write("bad.json", good.replacen(from, to, 1));
        folder.merit(&run).status(2).warns(told);
    }
    folder.write("bad.json", &good[..good.len() / 2]);
    folder.merit(&run).status(2).warns("the file ends before the model does");
    folder.write("bad.json", "[1]");
    folder.merit(&run).status(2).warns("not a JSON object");
    folder.write("bad.json", "[".repeat(100_000));
    folder.merit(&run).status(2).warns("too deep");
    folder.write("bad.json", b"{\"merit_ir\":1,\"name\":\"\xff\"}");
    folder.merit(&run).status(2).warns("bad.json");
}

#[test]
fn changes_are_told_since_a_moment() {
    let events =
        view("1", "7", "2025-02-01T10:00:00Z", "/pricing") + &view("2", "7", "2025-02-02T10:00:00Z", "/pricing");
    let folder = site(&events);
    let run = "changes site.score --events e.ndjson --as-of 2025-03-01";
    folder.merit(run).status(2).warns("--since");
    let ran = folder.merit(&format!("{run} --since 2025-02-01")).status(0);
    let expected = concat!(
        "{\"at\":\"2025-02-02T10:00:00Z\",\"lead\":\"7\",\"change\":\"leaves\",\"name\":\"Cold\"}\n",
        "{\"at\":\"2025-02-02T10:00:00Z\",\"lead\":\"7\",\"change\":\"enters\",\"name\":\"Buyers\"}\n",
        "{\"at\":\"2025-02-02T10:00:00Z\",\"lead\":\"7\",\"change\":\"enters\",\"name\":\"Hot\"}\n",
    );
    assert_eq!(ran.out, expected);
    folder.merit(&format!("{run} --since 2025-03-02")).status(2).warns("later than --as-of");
}

#[test]
fn other_shapes_are_mapped() {
    let folder =
        site("{\"user\":\"7\",\"when\":1738404000,\"kind\":\"Page Viewed\",\"page\":{\"path\":\"/pricing\"}}\n");
    let toml = "[source.web]\nlead = \"user\"\nat = \"when\"\ntime = \"seconds\"\ntype = \"kind\"\n\
                [source.web.types]\n\"Page Viewed\" = \"page_view\"\n[source.web.properties]\npath = \"page.path\"\n";
    folder.write("merit.toml", toml);
    let ran = folder.merit(&format!("{RUN} --source web")).status(0).says("\"engagement\":10").warns("no ids");
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    folder.merit(&format!("{RUN} --source wbe")).status(2).warns("did you mean web?");
    folder.merit(RUN).status(2).warns("e.ndjson:1:");
    folder.write("merit.toml", format!("[run]\nsource = \"web\"\n{toml}"));
    folder.merit(RUN).status(0).says("\"engagement\":10");
}

#[test]
fn undeclared_names_are_counted_and_told_once() {
    let events = "{\"id\":\"1\",\"lead\":\"7\",\"at\":\"2025-02-01T10:00:00Z\",\"type\":\"other\"}\n".to_owned()
        + "{\"id\":\"2\",\"lead\":\"7\",\"at\":\"2025-02-01T10:00:00Z\",\"type\":\"other\"}\n"
        + "{\"id\":\"3\",\"lead\":\"7\",\"at\":\"2025-02-01T10:00:00Z\",\"type\":\"page_view\",\"path\":\"/\",\"utm\":\"x\"}\n";
    let ran = site(&events)
        .merit(RUN)
        .status(0)
        .warns("warning[F601]")
        .warns("\"other\"")
        .warns("2 records")
        .warns("\"utm\"");
    assert_eq!(ran.err.matches("F601").count(), 2, "{}", ran.err);
}

#[test]
fn a_pattern_means_files() {
    let folder = site("");
    folder.write("logs/a.ndjson", view("1", "7", "2025-02-01T10:00:00Z", "/pricing"));
    folder.write("logs/b/c.ndjson", view("2", "7", "2025-02-02T10:00:00Z", "/pricing"));
    std::fs::create_dir(folder.path().join("logs/d.ndjson")).unwrap();
    folder.merit(&RUN.replace("e.ndjson", "logs/**/*.ndjson")).status(0).says("\"engagement\":20");
    folder.merit(&RUN.replace("e.ndjson", "logs/d*.ndjson")).status(2).warns("No file fits logs/d*.ndjson.");
}

#[cfg(unix)]
#[test]
fn what_comes_through_a_pipe_is_read_once_and_whole() {
    // Out of order: from a file, they might be read again.
    let events =
        view("2", "7", "2025-02-02T10:00:00Z", "/pricing") + &view("1", "7", "2025-02-01T10:00:00Z", "/pricing");
    let folder = site(&events);
    let expected = folder.merit(RUN).status(0).out;
    let pipe = folder.path().join("pipe.ndjson");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let through_the_pipe = |command: &str| {
        let (pipe, events) = (pipe.clone(), events.clone());
        // Whoever opens it to write waits for a reader.
        let writer = std::thread::spawn(move || std::fs::write(pipe, events));
        (folder.merit(command), writer)
    };
    let (ran, writer) = through_the_pipe(&RUN.replace("e.ndjson", "pipe.ndjson"));
    assert_eq!(ran.status(0).out, expected);
    writer.join().unwrap().unwrap();
    folder
        .merit("diff site.score site.score --events pipe.ndjson --as-of 2025-03-01")
        .status(2)
        .warns("cannot come through the pipe pipe.ndjson");
    folder
        .merit(&RUN.replace("e.ndjson", "pipe.ndjson --input-format parquet"))
        .status(2)
        .warns("which a pipe does not allow");
}
