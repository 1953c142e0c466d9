//! Files that are large, deep, circular or damaged: no crash, no endless work.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::fmt::Write as _;
use std::time::Duration;

use merit_compiler::{Compilation, MemoryFiles, compile};
use merit_diagnostics::Code;

fn compile_text(text: &str) -> Compilation {
    compile(&MemoryFiles::new().with("m.score", text), "m.score")
}

/// A project of `count` events, attributes and rules, every rule with a condition and a label.
fn large(count: usize) -> String {
    let mut text = String::from("edition 1\n\n");
    for n in 0..count {
        writeln!(text, "event event_{n}\n  has path_{n}: text").unwrap();
    }
    text.push_str("lead\n");
    for n in 0..count {
        writeln!(text, "  has attribute_{n}: one of \"a\", \"b\"").unwrap();
    }
    text.push_str("model m\n  timezone \"UTC\"\nscore s\n");
    for n in 0..count {
        writeln!(
            text,
            "  +1  event_{n} where path_{n} is \"/a\" and lead.attribute_{n} is \"b\"  once per day  called \"rule {n}\""
        )
        .unwrap();
    }
    text
}

/// Processor time of this thread: a busy machine does not count.
fn clock() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

fn time(work: impl Fn() -> Compilation) -> (Duration, Compilation) {
    let started = clock();
    let compiled = work();
    (clock().saturating_sub(started), compiled)
}

#[test]
fn large_projects_take_linear_time() {
    let (small, large) = (large(1_000), large(10_000));
    let (short, compiled) = time(|| compile_text(&small));
    assert!(compiled.model.is_some(), "{:?}", compiled.diagnostics.first());
    let (long, compiled) = time(|| compile_text(&large));
    assert!(compiled.model.is_some());
    assert!(long < short * 40 + Duration::from_millis(500), "1,000 rules: {short:?}, 10,000 rules: {long:?}");
}

#[test]
fn ten_thousand_mistakes_take_linear_time() {
    let with_mistakes = |count: usize| {
        let text = large(count).replace("  +1  event_", "  +1  evnt_").replace("lead.attribute", "lead.atribute");
        text.replace("called \"rule", "called \"same\" #")
    };
    let (small, large) = (with_mistakes(1_000), with_mistakes(10_000));
    let (short, _) = time(|| compile_text(&small));
    let (long, compiled) = time(|| compile_text(&large));
    assert!(compiled.diagnostics.len() >= 10_000);
    assert!(long < short * 40 + Duration::from_millis(1500), "1,000 mistakes: {short:?}, 10,000: {long:?}");
}

#[test]
fn one_event_with_ten_thousand_rules_takes_linear_time() {
    let text = |count: usize| {
        let mut text = String::from("edition 1\nevent e\n  has p: number\nmodel m\n  timezone \"UTC\"\nscore s\n");
        for n in 0..count {
            writeln!(text, "  +1  e where p >= {n}  every time").unwrap();
        }
        text
    };
    let (small, large) = (text(1_000), text(10_000));
    let (short, _) = time(|| compile_text(&small));
    let (long, compiled) = time(|| compile_text(&large));
    assert!(compiled.model.is_some());
    assert!(long < short * 40 + Duration::from_millis(500), "1,000 rules: {short:?}, 10,000: {long:?}");
}

#[test]
fn a_condition_of_ten_thousand_parts_takes_linear_time() {
    let text = |count: usize, joint: &str| {
        let parts: Vec<String> = (0..count).map(|n| format!("title is not \"t{n}\"")).collect();
        format!(
            "edition 1\nlead\n  has title: text\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  if title is known {joint} {}\n",
            parts.join(&format!(" {joint} "))
        )
    };
    for joint in ["and", "or"] {
        let (small, large) = (text(1_000, joint), text(10_000, joint));
        let (short, _) = time(|| compile_text(&small));
        let (long, _) = time(|| compile_text(&large));
        assert!(long < short * 40 + Duration::from_millis(500), "1,000 parts: {short:?}, 10,000: {long:?}");
    }
}

#[test]
fn deep_conditions_do_not_exhaust_the_stack() {
    for depth in [60, 100, 20_000] {
        let (open, close) = ("not (".repeat(depth), ")".repeat(depth));
        let text = format!(
            "edition 1\nlead\n  has title: text\nmodel m\n  timezone \"UTC\"\nscore s\n  +1  if {open}title is \"x\"{close}\n"
        );
        let _ = compile_text(&text);
    }
}

#[test]
fn files_in_long_chains_and_circles_end() {
    let mut files = MemoryFiles::new();
    for n in 0..3_000 {
        files.add(format!("f{n}.score"), format!("edition 1\nuse \"f{}.score\"\nevent e{n}\n", n + 1));
    }
    files.add("f3000.score", "edition 1\nuse \"f0.score\"\nuse \"f3000.score\"\nuse \"f1.score\"\n");
    let compiled = compile(&files, "f0.score");
    let circles = compiled.diagnostics.iter().filter(|report| report.code == Code::M317).count();
    assert_eq!(circles, 3);
    assert_eq!(compiled.diagnostics.len(), 3);
}

#[test]
fn long_chains_of_sums_end() {
    let mut text = String::from("edition 1\nevent e\nmodel m\n  timezone \"UTC\"\n");
    for n in 0..5_000 {
        writeln!(text, "score s{n}\n  sum of s{}", n + 1).unwrap();
    }
    text.push_str("score s5000\n  +1  e  every time\n");
    let compiled = compile_text(&text);
    assert!(compiled.model.is_some(), "{:?}", compiled.diagnostics.first());
}

#[test]
fn damaged_files_never_crash() {
    let model = include_str!("../../../examples/models/acme.score");
    let vocabulary = include_str!("../../../examples/models/vocabulary.score");
    let characters: Vec<char> = model.chars().collect();
    for cut in (0..characters.len()).step_by(7) {
        let text: String = characters.iter().take(cut).chain(characters.iter().skip(cut + 5)).collect();
        let files = MemoryFiles::new().with("acme.score", text).with("vocabulary.score", vocabulary);
        let compiled = compile(&files, "acme.score");
        assert_eq!(compiled.model.is_some(), !compiled.has_errors() && compiled.has_model, "cut at {cut}");
    }
}

#[test]
fn missing_and_unreadable_files_are_reported() {
    let compiled = compile(&MemoryFiles::new(), "nothing.score");
    assert_eq!(compiled.diagnostics.first().map(|report| report.code), Some(Code::F608));
    let compiled = compile(&MemoryFiles::new().with("m.score", vec![b'a', 0xFF, b'\n']), "m.score");
    assert_eq!(compiled.diagnostics.first().map(|report| report.code), Some(Code::F608));
}
