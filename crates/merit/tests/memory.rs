//! Runs within bounds of memory: the same bytes whatever does not fit, and nothing left behind.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::fmt::Write;
use std::fs;

use support::Folder;

const MODEL: &str = r#"edition 1

event visit
  has path: text
event order
  has number: text

lead
  has country: text

model shop "A shop"
  timezone "Europe/Riga"

score interest
  +1  visit where path starts with "/pricing"  at most 2 times per week
  +5  order  every time  decays by half every 30 days
  +3  order  once per number
  +7  visit then order within 3 days  once
  +2  if country is "LV"

tiers of interest
  "Warm"  from 10  until below 8
  "New"   otherwise
"#;

/// Records of some hundred leads in no order; every tenth comes twice. Ids are so long that they do not fit into the
/// smallest memory.
fn records(count: u64) -> String {
    let (mut text, mut state) = (String::new(), 7_u64);
    let long = "x".repeat(3_000);
    for number in 0..count {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let random = |below: u64| (state >> 33) % below;
        let lead = random(500);
        let (day, hour, minute) = (random(27) + 1, random(24), random(60));
        let what = match random(4) {
            0 => format!("\"type\":\"order\",\"number\":\"n{}\"", random(40)),
            1 => format!("\"set\":{{\"country\":\"{}\"}}", if random(2) == 0 { "LV" } else { "EE" }),
            _ => "\"type\":\"visit\",\"path\":\"/pricing\"".to_owned(),
        };
        let line = format!(
            "{{\"id\":\"e{number}{long}\",\"lead\":\"ลูกค้า {lead}\",\"at\":\"2025-03-{day:02}T{hour:02}:{minute:02}:00Z\",{what}}}"
        );
        for _ in 0..=u64::from(number % 10 == 0) {
            writeln!(text, "{line}").unwrap();
        }
    }
    text
}

#[test]
fn a_memory_that_is_too_small_changes_nothing() {
    let folder = Folder::new();
    folder.write("shop.score", MODEL);
    folder.write("log.ndjson", records(12_000));
    let run = |more: &str| {
        let asked = "run shop.score --events log.ndjson --as-of 2025-04-10 --format ndjson --output out.ndjson";
        folder.merit(&format!("{asked} {more}")).status(0);
        folder.read("out.ndjson")
    };
    let whole = run("--threads 1");
    assert_eq!(whole.lines().count(), 500);
    let aside = folder.path().join("aside");
    fs::create_dir(&aside).unwrap();
    for more in ["--memory 64MiB", "--memory 64MiB --threads 2 --temp-dir aside"] {
        assert_eq!(run(more), whole, "{more}");
    }
    assert_eq!(fs::read_dir(aside).unwrap().count(), 0);
    // Where nothing can be put aside, the run ends with a reason, and the results of before stay.
    let asked = "run shop.score --events log.ndjson --as-of 2025-04-10 --format ndjson --output out.ndjson";
    folder.merit(&format!("{asked} --memory 64MiB --temp-dir /proc")).status(2).warns("cannot be put aside");
    assert_eq!(folder.read("out.ndjson"), whole);
}

#[test]
fn an_id_with_two_contents_is_named_where_ids_were_put_aside() {
    let folder = Folder::new();
    folder.write("shop.score", MODEL);
    let records = records(12_000);
    let seventh = records.lines().find(|line| line.contains("\"id\":\"e7x")).unwrap();
    let place = records.lines().position(|line| line == seventh).unwrap() + 1;
    let other = seventh.replace("ลูกค้า", "客户");
    folder.write("log.ndjson", format!("{records}{other}\n"));
    let run = "run shop.score --events log.ndjson --as-of 2025-04-10";
    for more in ["", " --memory 64MiB"] {
        folder
            .merit(&format!("{run}{more}"))
            .status(2)
            .warns("error[F603]: The id \"e7x")
            .warns(&format!("log.ndjson:{place} and log.ndjson:{}", records.lines().count() + 1));
    }
}

#[test]
fn sizes_and_folders_that_are_none_are_told() {
    let folder = Folder::new();
    folder.write("shop.score", MODEL);
    folder.write("log.ndjson", records(3));
    let run = |more: &str| folder.merit(&format!("run shop.score --events log.ndjson --as-of 2025-04-10 {more}"));
    run("--memory 12apples").status(2).warns("write a size like 512MB or 2GB");
    run("--memory 1MB").status(2).warns("at least 64MiB");
    run("--temp-dir nowhere").status(2).warns("There is no folder nowhere");
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_run_leaves_nothing() {
    use std::io::Write as _;

    let folder = Folder::new();
    folder.write("shop.score", MODEL);
    folder.write("out/kept.txt", "kept");
    folder.write("aside/kept.txt", "kept");
    let arguments =
        "run shop.score --events - --as-of 2025-03-31 --memory 64MiB --temp-dir aside --output out/results.csv";
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(arguments.split(' '))
        .current_dir(folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // More than fits into the pipe and into one batch: what is written here is read while the output is open.
    let records = records(3_000);
    assert!(records.len() > 8 << 20);
    child.stdin.as_mut().unwrap().write_all(records.as_bytes()).unwrap();
    let in_the_making = |line: &str| line.contains("(deleted)");
    let files = fs::read_dir(format!("/proc/{}/fd", child.id())).unwrap();
    let open = files.filter_map(|file| Some(fs::read_link(file.ok()?.path()).ok()?.to_string_lossy().into_owned()));
    assert!(open.filter(|line| in_the_making(line)).count() > 0, "the output is open");
    child.kill().unwrap();
    child.wait().unwrap();
    for kept in ["out", "aside"] {
        let names: Vec<_> =
            fs::read_dir(folder.path().join(kept)).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, ["kept.txt"]);
    }
}
