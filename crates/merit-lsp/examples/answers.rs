//! How long the answers about a model of 2,000 lines take:
//!
//! `cargo run --release -p merit-lsp --example answers [LINES]`
//!
//! The first number is that of a model that was just changed, so it includes compiling it; the second that of asking
//! again.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a program for people who measure")]

use std::fmt::Write;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use merit_diagnostics::Span;
use merit_lsp::features::{
    definition, folding, highlights, hints, hover, links, references, rename, selection, symbols, tokens,
};
use merit_lsp::{MemoryHost, Snapshot, Workspace};

const EVENTS: usize = 60;
const ATTRIBUTES: usize = 30;

fn vocabulary() -> String {
    let mut text = "edition 1\n\n".to_owned();
    for event in 0..EVENTS {
        writeln!(
            text,
            "event event_{event} \"Event {event}\"\n  has path: url\n  has form: one of \"a\", \"b\", \"c\""
        )
        .unwrap();
        writeln!(text, "  has amount_{event}: number").unwrap();
    }
    text.push_str("\nlead\n  has email: email\n");
    for attribute in 0..ATTRIBUTES {
        writeln!(
            text,
            "  has attribute_{attribute}: {}",
            match attribute % 3 {
                0 => "text",
                1 => "number",
                _ => "one of \"x\", \"y\"",
            }
        )
        .unwrap();
    }
    text.push_str("\nlist words: text \"one\", \"two\", \"three\"\naction call\n");
    text
}

/// A model of about so many lines: scores of 50 rules in groups, their tiers, segments and tests.
fn model(lines: usize) -> String {
    let mut text = "edition 1\nuse \"vocabulary.score\"\nmodel large\n  timezone \"Europe/Riga\"\n".to_owned();
    let (mut number, mut score) = (0, 0);
    while text.lines().count() < lines {
        writeln!(text, "\nscore score_{score}\n  range 0 to 200").unwrap();
        for rule in 0..50 {
            if rule % 10 == 0 {
                writeln!(text, "  group \"Group {score} {rule}\" up to 60 points").unwrap();
            }
            let event = number % EVENTS;
            let attribute = number % ATTRIBUTES / 3 * 3;
            match rule % 5 {
                0 => writeln!(text, "    +5   event_{event} where path starts with \"/p{number}\"  once per week  up to 20 points"),
                1 => writeln!(text, "    +3   event_{event} where form is \"b\" and attribute_{attribute} is known  at most 3 times per month  decays by half every 30 days"),
                2 => writeln!(text, "    +1 +2 +3  event_{event} where amount_{event} > {rule}"),
                3 => writeln!(text, "    +4   event_{event} then event_{} within 7 days  once  called \"Label {number}\"", (event + 1) % EVENTS),
                _ => writeln!(text, "    +2   event_{event} where attribute_{attribute} contains any of words  once  expires after 90 days"),
            }
            .unwrap();
            number += 1;
        }
        writeln!(text, "tiers of score_{score}\n  \"Hot {score}\"  from 80\n  \"Warm {score}\"  from 20\n  \"Cold {score}\"  otherwise").unwrap();
        writeln!(text, "segment \"Segment {score}\"\n  include when score_{score} tier is \"Warm {score}\" or higher\n  exclude when had no event_{} in the last 90 days", score % EVENTS).unwrap();
        writeln!(text, "trigger call  on entering \"Segment {score}\"  once").unwrap();
        writeln!(text, "test \"Test {score}\"\n  day 0  event_{} with form \"b\"\n  expect score_{score} 0, score_{score} tier \"Cold {score}\" on day 3", score % EVENTS).unwrap();
        score += 1;
    }
    text
}

struct Measured {
    workspace: Workspace,
    file: PathBuf,
    text: String,
    version: i32,
}

impl Measured {
    fn of(lines: usize) -> Self {
        let text = model(lines);
        let host = MemoryHost::new().with("/vocabulary.score", vocabulary()).with("/large.score", text.clone());
        let mut workspace = Workspace::new(Arc::new(host));
        workspace.add_folder("/".into());
        workspace.found(Path::new("/"), ["/vocabulary.score".into(), "/large.score".into()]);
        Self { workspace, file: "/large.score".into(), text, version: 0 }
    }

    /// The workspace after a keystroke.
    fn typed(&mut self) -> Snapshot {
        self.version += 1;
        self.text.push(' ');
        self.workspace.open(&self.file, self.version, self.text.clone());
        self.workspace.snapshot()
    }

    fn at(&self, needle: &str) -> u32 {
        u32::try_from(self.text.find(needle).expect("the text is there")).unwrap() + 1
    }
}

/// The middle of five, in milliseconds.
fn median(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let micros = times.get(times.len() / 2).map_or(0, Duration::as_micros);
    format!("{}.{:02}", micros / 1000, micros % 1000 / 10)
}

fn main() {
    let lines = std::env::args().nth(1).and_then(|lines| lines.parse().ok()).unwrap_or(2_000);
    let mut measured = Measured::of(lines);
    let (event, tier, rule) = (measured.at("event_7 "), measured.at("\"Warm 3\"  from"), measured.at("+1 +2"));
    let whole = Span::of(0..measured.text.len());
    let file = measured.file.clone();
    type Ask<'a> = Box<dyn Fn(&Snapshot) + 'a>;
    let answers: Vec<(&str, Ask<'_>)> = vec![
        ("compile and check", Box::new(|s| drop(black_box(s.analysis(&file))))),
        (
            "names",
            Box::new(|s| {
                black_box(s.analysis(&file).names().mentions().len());
            }),
        ),
        ("definition", Box::new(|s| drop(black_box(definition::definition(s, &file, event))))),
        ("references", Box::new(|s| drop(black_box(references::references(s, &file, event, true))))),
        ("highlights", Box::new(|s| drop(black_box(highlights::highlights(s, &file, event))))),
        ("prepare rename", Box::new(|s| drop(black_box(rename::prepare(s, &file, event))))),
        (
            "rename",
            Box::new(|s| drop(black_box(rename::rename(s, &file, event, "renamed").expect("it can be renamed")))),
        ),
        ("outline", Box::new(|s| drop(black_box(symbols::outline(s, &file))))),
        ("search", Box::new(|s| drop(black_box(symbols::search(s, "event"))))),
        ("colours", Box::new(|s| drop(black_box(tokens::tokens(s, &file, None))))),
        ("folding", Box::new(|s| drop(black_box(folding::folds(s, &file))))),
        ("selection", Box::new(|s| drop(black_box(selection::around(s, &file, event))))),
        ("links", Box::new(|s| drop(black_box(links::links(s, &file))))),
        ("hover: event", Box::new(|s| drop(black_box(hover::hover(s, &file, event))))),
        ("hover: tier", Box::new(|s| drop(black_box(hover::hover(s, &file, tier))))),
        ("hover: rule", Box::new(|s| drop(black_box(hover::hover(s, &file, rule))))),
        ("hints", Box::new(|s| drop(black_box(hints::hints(s, &file, whole))))),
    ];
    let snapshot = measured.typed();
    let errors = snapshot
        .analysis(&file)
        .compilation
        .diagnostics
        .iter()
        .filter(|d| d.level == merit_diagnostics::Level::Error)
        .count();
    println!(
        "{} lines, {} of vocabulary, {errors} errors; milliseconds",
        measured.text.lines().count(),
        vocabulary().lines().count()
    );
    println!("{:<18} {:>9} {:>9}", "", "changed", "again");
    for (name, ask) in &answers {
        let (mut first, mut again) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            let snapshot = measured.typed();
            let start = Instant::now();
            ask(&snapshot);
            first.push(start.elapsed());
            let start = Instant::now();
            ask(&snapshot);
            again.push(start.elapsed());
        }
        println!("{name:<18} {:>9} {:>9}", median(first), median(again));
    }
}
