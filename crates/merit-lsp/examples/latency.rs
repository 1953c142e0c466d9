//! How long it takes from a keystroke to the published findings: drives the built server as an editor does.
//!
//! `latency MERIT [EDITS]`: the command, and how many edits the memory is watched for.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a program that measures may fail loudly"
)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Keystrokes that are measured for each size.
const KEYSTROKES: usize = 300;

/// Records of a sample, of a tenth as many leads.
const RECORDS: usize = 100_000;

/// A pause after which the sample is being counted.
const WHILE_COUNTING: Duration = Duration::from_millis(400);

fn main() {
    let mut args = std::env::args().skip(1);
    let merit = PathBuf::from(args.next().unwrap_or_else(|| panic!("usage: latency MERIT [EDITS]")));
    let edits: usize = args.next().map_or(10_000, |edits| edits.parse().unwrap());
    println!("from a keystroke to the published findings, milliseconds");
    println!("{:<44} {:>8} {:>8} {:>8} {:>9}", "", "median", "95 %", "most", "findings");
    for (name, lines, scores) in
        [("200 lines", 200, 1), ("2,000 lines", 2_000, 12), ("2,000 lines, one score", 2_000, 1)]
    {
        let project = Project::make(lines, scores);
        let mut editor = Editor::open(&merit, &project);
        let (times, findings) = editor.keystrokes(&project, KEYSTROKES);
        row(&format!("{name} and a vocabulary"), times, findings);
        let times = editor.vocabulary(&project, KEYSTROKES / 10);
        row("  a line of the vocabulary, all its users", times, findings);
    }
    println!("with a sample of {RECORDS} records, a keystroke while it is counted");
    for (name, lines, scores) in [("200 lines", 200, 1), ("2,000 lines", 2_000, 12)] {
        let project = Project::make(lines, scores).with_sample();
        let mut editor = Editor::open(&merit, &project);
        let waited = editor.numbers(&project);
        let (times, findings) = editor.keystrokes_between(&project, KEYSTROKES / 5, WHILE_COUNTING);
        row(&format!("{name} and a vocabulary"), times, findings);
        println!("  {:.1} s until the first numbers, {} KiB", waited.as_secs_f64(), editor.memory());
    }
    let project = Project::make(200, 1).with_sample();
    let mut editor = Editor::open(&merit, &project);
    editor.numbers(&project);
    for round in 0..4 {
        editor.keystrokes_between(&project, KEYSTROKES / 5, WHILE_COUNTING);
        println!("memory with the sample after {} edits {} KiB", (round + 1) * KEYSTROKES / 5, editor.memory());
    }
    drop(editor);
    let project = Project::make(200, 1);
    let mut editor = Editor::open(&merit, &project);
    editor.keystrokes(&project, edits / 10);
    let before = editor.memory();
    editor.keystrokes(&project, edits);
    let after = editor.memory();
    println!("memory after {} edits {before} KiB, after {edits} more {after} KiB", edits / 10);
}

fn row(name: &str, mut times: Vec<Duration>, findings: usize) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{name:<44} {:>8.1} {:>8.1} {:>8.1} {findings:>9}", at(50), at(95), at(100));
}

/// A vocabulary and a model that uses it.
struct Project {
    folder: PathBuf,
    vocabulary: String,
    model: String,
}

impl Project {
    fn make(lines: usize, scores: usize) -> Self {
        let folder = std::env::temp_dir().join(format!("merit-latency-{}-{lines}-{scores}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let folder = std::fs::canonicalize(folder).unwrap();
        let (vocabulary, model) = (vocabulary(), model(lines, scores));
        std::fs::write(folder.join("merit.toml"), "").unwrap();
        std::fs::write(folder.join("vocabulary.score"), &vocabulary).unwrap();
        std::fs::write(folder.join("model.score"), &model).unwrap();
        Self { folder, vocabulary, model }
    }

    /// The same with a sample of records.
    fn with_sample(self) -> Self {
        let mut log = String::new();
        for number in 0..RECORDS {
            let (lead, event, minute) = (number * 7_919 % (RECORDS / 10), number * 31 % EVENTS, number % 60);
            let (month, day, hour) = (number / 50_000 % 2 + 5, number / 1_700 % 28 + 1, number / 60 % 24);
            let _ = writeln!(
                log,
                r#"{{"id":"{number}","lead":"lead-{lead}","at":"2026-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z","type":"event_{event}","path":"https://x.example/p{number}","form":"demo","campaign":"c{}"}}"#,
                number % 900
            );
        }
        std::fs::write(self.folder.join("events.ndjson"), log).unwrap();
        std::fs::write(
            self.folder.join("merit.toml"),
            "[sample]\nevents = [\"events.ndjson\"]\nas-of = \"2026-07-01\"\nseconds = 60\n",
        )
        .unwrap();
        self
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const EVENTS: usize = 40;

fn vocabulary() -> String {
    let mut text = String::from("edition 1\n\n");
    for event in 0..EVENTS {
        let _ = writeln!(text, "event event_{event} \"Event {event}\"\n  has path: url\n  has campaign: text");
        text.push_str("  has form: one of \"contact\", \"quote\", \"demo\"\n\n");
    }
    text.push_str("lead\n  has email: email\n  has industry: one of \"Retail\", \"Software\", \"Finance\"\n");
    text.push_str("  has company_size: number\n  has title: text\n  has created: time, first seen\n\n");
    text.push_str("list senior: text \"Chief\", \"VP\"\n\naction notify \"Tell the sales rep\"\n");
    text
}

/// A model of about so many lines, of the kinds of rules that models have.
fn model(lines: usize, scores: usize) -> String {
    let mut text = String::from(
        "edition 1\n\nuse \"vocabulary.score\"\n\nmodel big \"Big\"\n  timezone \"Europe/Riga\"\n  week starts monday\n\n",
    );
    let per_score = (lines.saturating_sub(40) / scores).saturating_sub(10);
    let mut rule = 0;
    for score in 0..scores {
        let _ = writeln!(
            text,
            "score s{score} \"Score {score}\"\n  range -50 to 500\n  points decay by half every 90 days\n"
        );
        let start = text.lines().count();
        while text.lines().count() - start < per_score {
            let _ = writeln!(text, "  group \"Group {rule}\" up to {} points", 60 + rule % 30);
            for _ in 0..9 {
                let (event, points) = (rule * 7 % EVENTS, rule % 9 + 1);
                let line = match rule % 9 {
                    0 | 5 => format!(
                        "+{points}  event_{event} where path starts with \"/p{rule}\"  once per day  up to 30 points"
                    ),
                    1 => format!(
                        "+{points}  event_{event} where form is \"demo\" and campaign is \"c{rule}\"  at most 3 times per week  up to 30 points"
                    ),
                    2 => format!(
                        "+{points} +{}  event_{event} where campaign is \"x{rule}\"  restarting every month",
                        points + 1
                    ),
                    3 => format!(
                        "-{points}  event_{event} where campaign contains \"y{rule}\"  every time  down to -20 points"
                    ),
                    4 => format!("+{points}  event_{event} then event_{} within 7 days  once", (event + 3) % EVENTS),
                    6 => format!(
                        "+{points}  event_{event} where campaign is \"z{rule}\"  5 times in any 30 days  once per month"
                    ),
                    7 => format!("+{points}  event_{event} where path is \"/q{rule}\"  once  expires after 90 days"),
                    _ => format!("+{points}  event_{event} where campaign ends with \"w{rule}\"  once"),
                };
                let _ = writeln!(text, "    {line}");
                rule += 1;
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "tiers of s{score}\n  \"Hot {score}\"   from 80\n  \"Warm {score}\"  from 20\n  \"Cold {score}\"  otherwise\n"
        );
    }
    text.push_str("grade fit \"Who they are\"\n  +20  if company_size >= 50 and company_size <= 5000\n");
    text.push_str("  +20  if industry is one of \"Retail\", \"Software\"\n  +40  if title contains any of senior\n");
    text.push_str("  A  from 60\n  B  from 30\n  F  otherwise\n\nmatrix priority\n  columns fit grade: A, B, F\n");
    text.push_str("  row \"Hot 0\": \"Call\", \"Call\", \"Wait\"\n  row \"Warm 0\": \"Call\", \"Wait\", \"Wait\"\n  row \"Cold 0\": \"Wait\", \"Wait\", \"Wait\"\n\n");
    text.push_str("segment \"MQL\"\n  include when s0 tier is \"Hot 0\" and fit grade is B or better\n  include after event_1 where form is \"demo\"\n\n");
    text.push_str("trigger notify  on entering \"MQL\"  once\n\ntest \"a grade\"\n  lead has company_size 100\n  expect fit points 20 on day 0\n");
    text
}

/// An editor.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    version: i64,
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Editor {
    fn open(merit: &Path, project: &Project) -> Self {
        let mut child = Command::new(merit).arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut editor = Self { child, input, output, version: 1 };
        let folder = json!([{ "uri": uri(&project.folder), "name": "x" }]);
        let params = json!({ "processId": null, "rootUri": null, "capabilities": { "textDocument": { "codeLens": {} } },
            "workspaceFolders": folder });
        editor.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }));
        editor.tell("initialized", json!({}));
        for (name, text) in [("vocabulary.score", &project.vocabulary), ("model.score", &project.model)] {
            let uri = uri(&project.folder.join(name));
            let document = json!({ "uri": uri, "languageId": "score", "version": 1, "text": text });
            editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
        }
        editor.wait(&uri(&project.folder.join("model.score")), |told| told["version"] == 1);
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The text of the next message.
    fn read(&mut self) -> String {
        let mut size = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server has ended");
            if line.trim().is_empty() {
                break;
            }
            if let Some(length) = line.trim().strip_prefix("Content-Length: ") {
                size = length.parse().unwrap();
            }
        }
        let mut bytes = vec![0; size];
        self.output.read_exact(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// Waits for the findings of a document; when their last byte came, and how many there are.
    fn wait(&mut self, uri: &str, is_it: impl Fn(&Value) -> bool) -> (Instant, usize) {
        loop {
            let text = self.read();
            let now = Instant::now();
            // Understanding the message is the editor's time.
            if !text.contains("textDocument/publishDiagnostics") || !text.contains(uri) {
                continue;
            }
            let message: Value = serde_json::from_str(&text).unwrap();
            let told = &message["params"];
            if told["uri"] == uri && is_it(told) {
                return (now, told["diagnostics"].as_array().unwrap().len());
            }
        }
    }

    /// How long it takes until there are numbers.
    fn numbers(&mut self, project: &Project) -> Duration {
        let begin = Instant::now();
        let document = json!({ "textDocument": { "uri": uri(&project.folder.join("model.score")) } });
        loop {
            self.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "textDocument/codeLens", "params": document }));
            let answer = loop {
                let message: Value = serde_json::from_str(&self.read()).unwrap();
                if message["id"] == 2 {
                    break message;
                }
            };
            if answer["result"].to_string().contains("matched ") {
                return begin.elapsed();
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "no numbers: {answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types and takes back a character in lines all over the model.
    fn keystrokes(&mut self, project: &Project, count: usize) -> (Vec<Duration>, usize) {
        self.keystrokes_between(project, count, Duration::ZERO)
    }

    /// The same with a pause after each one.
    fn keystrokes_between(&mut self, project: &Project, count: usize, pause: Duration) -> (Vec<Duration>, usize) {
        let uri = uri(&project.folder.join("model.score"));
        let lines: Vec<usize> =
            (0..).zip(project.model.lines()).filter(|(_, line)| line.contains("  once")).map(|(at, _)| at).collect();
        let mut times = Vec::new();
        let mut findings = 0;
        for number in 0..count {
            let line = lines[number / 2 * 31 % lines.len()];
            let length = project.model.lines().nth(line).unwrap().len();
            let at = |character: usize| json!({ "line": line, "character": character });
            // A letter too many makes the line wrong, the next keystroke takes it away.
            let (end, text) = if number % 2 == 0 { (length, "x") } else { (length + 1, "") };
            self.version += 1;
            let change = json!({ "range": { "start": at(length), "end": at(end) }, "text": text });
            let version = self.version;
            let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] });
            let begin = Instant::now();
            self.tell("textDocument/didChange", params);
            let (end, found) = self.wait(&uri, |told| told["version"] == version);
            times.push(end - begin);
            findings = found;
            std::thread::sleep(pause);
        }
        (times, findings)
    }

    /// Renames an event of the vocabulary and takes it back: the findings of its users change.
    fn vocabulary(&mut self, project: &Project, count: usize) -> Vec<Duration> {
        let (vocabulary, model) =
            (uri(&project.folder.join("vocabulary.score")), uri(&project.folder.join("model.score")));
        let line = project.vocabulary.lines().position(|line| line.starts_with("event event_7 ")).unwrap();
        let mut times = Vec::new();
        for number in 0..count / 2 * 2 {
            let at = |character: usize| json!({ "line": line, "character": character });
            let (end, text) = if number % 2 == 0 { (13, "x") } else { (14, "") };
            let change = json!({ "range": { "start": at(13), "end": at(end) }, "text": text });
            let version = self.version + 1;
            self.version = version;
            let params =
                json!({ "textDocument": { "uri": vocabulary, "version": version }, "contentChanges": [change] });
            let begin = Instant::now();
            self.tell("textDocument/didChange", params);
            let is_broken = number % 2 == 0;
            let (end, _) = self.wait(&model, |told| told.to_string().contains("\"T201\"") == is_broken);
            times.push(end - begin);
        }
        times
    }

    /// Kibibytes that are resident.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}
