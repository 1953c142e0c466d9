//! The time of the checks grows with the rules, and not faster.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fmt::Write as _;
use std::time::Duration;

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_lint::{Options, lint};

/// Processor time of this thread: a busy machine does not count.
fn clock() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// How long compiling and checking takes.
fn time(text: &str) -> (Duration, Compilation) {
    let files = MemoryFiles::new().with("model.score", text);
    let started = clock();
    let mut compiled = compile(&files, "model.score");
    lint(&mut compiled, &Options::default());
    (clock().saturating_sub(started), compiled)
}

/// Rules of all kinds about one event, so that each could be compared with each.
fn one_event(count: usize) -> String {
    let mut text = String::from(
        "edition 1\n\nevent page_view\n  has path: text\n\nevent demo\n\nlead\n  has size: number\n\nmodel site\n  timezone \"UTC\"\n\nscore s\n",
    );
    for n in 0..count / 5 {
        writeln!(text, "  +{}  page_view where path is \"/{n}\"  every time", n % 7 + 1).unwrap();
        writeln!(text, "  +2  page_view where path is \"/{n}\" 3 times in any 7 days  once").unwrap();
        writeln!(text, "  +1  if had page_view where (path is \"/{n}\") exactly 1 time in the last 9 days").unwrap();
        writeln!(text, "  +1  if size from {n} to {}", n + 3).unwrap();
        writeln!(
            text,
            "  +4  demo  at most {} times per week  up to 40 points  decays by half every 9 days",
            n % 5 + 1
        )
        .unwrap();
    }
    text.push_str("\ntiers of s\n  \"Hot\"  from 20\n  \"Cold\"  otherwise\n");
    text
}

/// Scores, tiers, segments and triggers, each its own.
fn many_parts(count: usize) -> String {
    let mut text = String::from("edition 1\n\nevent demo\n\naction call\n\nmodel site\n  timezone \"UTC\"\n");
    for n in 0..count / 10 {
        writeln!(text, "\nscore s{n}\n  range 0 to 100").unwrap();
        for step in 0..10 {
            writeln!(text, "  +{}  demo  once per week", step + 1).unwrap();
        }
        writeln!(text, "\ntiers of s{n}\n  \"Hot {n}\"  from 20\n  \"Cold {n}\"  otherwise").unwrap();
        writeln!(text, "\nsegment \"Seg {n}\"\n  include after demo\n").unwrap();
        writeln!(text, "trigger call  on entering \"Hot {n}\"  every time").unwrap();
    }
    text
}

#[test]
fn ten_times_the_rules_take_ten_times_as_long() {
    for make in [one_event, many_parts] {
        let (short, compiled) = time(&make(1_000));
        assert!(compiled.understood.is_some(), "{:?}", compiled.diagnostics.first());
        let (long, compiled) = time(&make(10_000));
        assert!(compiled.understood.is_some() && compiled.diagnostics.len() > 1_000);
        assert!(long < short * 40 + Duration::from_millis(500), "1,000 rules: {short:?}, 10,000 rules: {long:?}");
    }
}
