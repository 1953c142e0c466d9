//! Random edits: whatever is typed, the server has the same text as the editor, and says what `merit check` says.
//!
//! `MERIT_EDITS=100000` makes more of them, `MERIT_SEED=7` others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};
use support::Folder;
use support::editor::{Editor, Patience, uri};

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const VOCABULARY: &str = "edition 1\n\nevent page_view \"Page viewed\"\n  has path: url\nevent email_open, weak signal\nevent form_submit\n  \
                          has form: one of \"demo\", \"quote\"\nlead\n  has country: text\n  has size: number\nlist big: numbers 10, 20\naction call\n";

const MODEL: &str = "edition 1\nuse \"vocabulary.score\"\nmodel m \"Model\"\n  timezone \"Europe/Riga\"\n  week starts monday\nscore s \"S\"\n  \
                     range 0 to 100\n  +10  page_view where path starts with \"/pricing\"  once per day  up to 40 points\n  +5  email_open  every time\n  \
                     group \"ไทย\" up to 20 points\n    +20  form_submit where form is \"demo\"  once\n    +1 +2  page_view  restarting every month\n  \
                     inactivity measured by any activity\n    after 30 days  total -15\n    on return  keep\ntiers of s\n  \"Hot\"  from 50\n  \"Cold\"  otherwise\n\
                     grade fit\n  +10  if size is in big\n  A  from 10\n  F  otherwise\nsegment \"MQL\"\n  include when s tier is \"Hot\" and fit grade is A\n\
                     trigger call  on entering \"MQL\"  once\ntest \"one\"\n  day 0  form_submit with form \"demo\"\n  expect s 20 on day 0\n\
                     claim never s > 100\nclaim never s > 70\nclaim always fit grade A  when size is in big\nclaim never tier \"Hot\"  when country is \"LV\"\n";

const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\"",
    "“",
    "”",
    "ไ",
    "ไทย",
    "😀",
    "e\u{301}",
    "\u{feff}",
    "\u{200b}",
    "#",
    "(",
    ")",
    ",",
    ".",
    "`",
    "１",
    "–",
    "where ",
    "once",
    "  every time",
    "+10 ",
    "-5",
    "page_view",
    "lead.country",
    "if size > 3",
    "and ",
    "or ",
    "not (",
    "\nscore t\n",
    "\n  +3  page_view  once\n",
    "\nevent x\n",
    "\nuse \"vocabulary.score\"\n",
    "\nmodel q\n",
    "\ngroup \"g\"\n",
    "\n  allow no_decay because \"x\"\n",
    "up to 40 points",
    "is \"demo\"",
    "2025-02-30",
    "0,5",
    "\"Hot\"",
    "\ntest \"two\"\n  expect s 1 on day 0\n",
    "\n\n\n",
    "tier is ",
    "ไทย_x",
    "claim never s > 30\n",
    "\nclaim always tier \"Cold\"\n",
    "  when size > 3",
    "",
];

/// A document as the editor has it.
struct Document {
    path: PathBuf,
    text: String,
    version: i64,
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Utf32 => text.chars().count(),
        }
    }
}

/// The lines of a text, with where they begin; breaks are `\n`, `\r\n` and `\r`.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let Some(end) = rest.find(['\n', '\r']) else {
            found.push((at, rest));
            return found;
        };
        found.push((at, &rest[..end]));
        at += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
    }
}

/// The byte of a position, as the protocol says it: behind the end of a line is its end.
fn byte(text: &str, line: usize, character: usize, encoding: Encoding) -> usize {
    let lines = lines(text);
    let Some((start, line)) = lines.get(line) else { return text.len() };
    let mut units = 0;
    for (at, c) in line.char_indices() {
        units += encoding.length(c.encode_utf8(&mut [0; 4]));
        if units > character {
            return start + at;
        }
    }
    start + line.len()
}

fn position(text: &str, byte: usize, encoding: Encoding) -> (usize, usize) {
    let lines = lines(text);
    let line = lines.iter().rposition(|(start, _)| *start <= byte).unwrap();
    (line, encoding.length(&text[lines[line].0..byte]))
}

impl Document {
    /// A random change of the text, as the protocol writes it.
    fn change(&mut self, random: &mut Random, encoding: Encoding) -> Value {
        if self.text.len() > 6_000 || random.below(60) == 0 {
            return self.begin_again();
        }
        let all = lines(&self.text);
        let place = |random: &mut Random| match random.below(12) {
            // Behind the end of a line, or of the text.
            0 => (random.below(all.len() + 5), 10_000 + random.below(50)),
            1 => (all.len() + random.below(9), random.below(9)),
            _ => {
                let line = random.below(all.len());
                (line, random.below(encoding.length(all[line].1) + 2))
            }
        };
        let from = place(random);
        let to = if random.below(3) == 0 { place(random) } else { (from.0, from.1 + random.below(4)) };
        let bytes = |at: (usize, usize)| byte(&self.text, at.0, at.1, encoding);
        // The ends of a range may come in the wrong order.
        let (start, end) = (bytes(from).min(bytes(to)), bytes(from).max(bytes(to)));
        let piece = *random.of(PIECES);
        self.text.replace_range(start..end, piece);
        let at = |(line, character): (usize, usize)| json!({ "line": line, "character": character });
        json!({ "range": { "start": at(from), "end": at(to) }, "text": piece })
    }
}

/// Lines and comments that leave a sound text sound.
const SOUND: &[&str] = &[
    "  # ไทย 😀",
    " # e\u{301}",
    "\n",
    "\r\n",
    "\n# 评分",
    "\nclaim never s > 60",
    "\nclaim always fit grade F  when size < 5",
    "\nclaim never tier \"Cold\"  when country is \"ไทย\"",
    "\nallow claim_undecided because \"😀\"\nclaim never s > 75",
];

/// So many of them, the last ones, belong into the model.
const CLAIMS: usize = 4;

impl Document {
    /// The text that it had at the beginning.
    fn begin_again(&mut self) -> Value {
        self.text = if self.path.ends_with("vocabulary.score") { VOCABULARY } else { MODEL }.to_owned();
        json!({ "text": self.text })
    }

    /// A change after which a sound model mostly is one: something behind a line, or another digit of a rule or claim.
    fn sound_change(&mut self, random: &mut Random, encoding: Encoding) -> Value {
        let all = lines(&self.text);
        let line = random.below(all.len());
        let (start, text) = all[line];
        let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let has_number = text.trim_start().starts_with(['+', 'c']) && !digits.is_empty();
        let (from, to, piece) = if has_number && random.below(2) == 0 {
            let at = start + *random.of(&digits);
            (at, at + 1, (1 + random.below(9)).to_string())
        } else {
            // What is added belongs behind everything else, comments anywhere.
            let comments = SOUND.len() - CLAIMS;
            let is_vocabulary = self.path.ends_with("vocabulary.score");
            let piece = *random.of(if is_vocabulary { &SOUND[..comments] } else { SOUND });
            let last = all[all.len() - 1];
            let end = if piece.contains(['c', 'a']) { last.0 + last.1.len() } else { start + text.len() };
            (end, end, piece.to_owned())
        };
        let place = |byte| {
            let (line, character) = position(&self.text, byte, encoding);
            json!({ "line": line, "character": character })
        };
        let change = json!({ "range": { "start": place(from), "end": place(to) }, "text": piece });
        self.text.replace_range(from..to, &piece);
        change
    }
}

const REQUESTS: &[&str] = &[
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/codeAction",
    "textDocument/formatting",
    "textDocument/onTypeFormatting",
    "textDocument/rangeFormatting",
    "textDocument/diagnostic",
    "textDocument/hover",
    "textDocument/nothing",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "textDocument/documentLink",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/inlayHint",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "workspace/symbol",
    "workspace/diagnostic",
];

/// A request at a random place, which may not be there, sometimes about a document that is not.
fn request(editor: &mut Editor, random: &mut Random, documents: &[Document]) -> i64 {
    let document = random.of(documents);
    let path = if random.below(20) == 0 { document.path.with_extension("gone") } else { document.path.clone() };
    let place = |random: &mut Random| json!({ "line": random.below(60), "character": random.below(60) });
    let (start, end) = (place(random), place(random));
    let params = json!({
        "textDocument": { "uri": uri(&path) },
        "position": start.clone(),
        "positions": [start.clone(), end.clone()],
        "range": { "start": start, "end": end },
        "ch": "\n",
        "options": { "tabSize": 2, "insertSpaces": true },
        "context": { "diagnostics": [], "triggerKind": 1, "includeDeclaration": true },
        "newName": *random.of(&["neu", "page_view", "once", "ไทย", "a b", ""]),
        "previousResultId": "1",
        "previousResultIds": [],
        "query": "s",
    });
    let method = *random.of(REQUESTS);
    editor.request(method, params)
}

/// Takes back a request: one that waits, one that was answered long ago, one that is not asked yet, or none at all.
fn cancel(editor: &mut Editor, random: &mut Random, waiting: &[i64]) {
    let newest = waiting.last().copied().unwrap_or(1);
    let id = match random.below(8) {
        0 => json!(1),
        1 => json!(newest + 1),
        2 => json!("one"),
        3 => json!(null),
        _ => json!(waiting.get(random.below(waiting.len())).copied().unwrap_or(newest)),
    };
    editor.tell("$/cancelRequest", json!({ "id": id }));
}

/// What `merit check` says about the files of the folder, as the protocol would say it.
fn checked(folder: &Folder, documents: &[Document], encoding: Encoding) -> BTreeMap<String, Vec<Value>> {
    let ran = folder.merit("check --format json .");
    let all: Vec<Value> = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{} {}", ran.out, ran.err));
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for one in all {
        let name = one["file"].as_str().unwrap().to_owned();
        let document = documents.iter().find(|document| document.path.ends_with(&name)).unwrap();
        let place = |line: &str, column: &str| {
            let number = |key: &str| usize::try_from(one[key].as_u64().unwrap()).unwrap();
            // The command counts lines by `\n` and columns in characters, both from 1.
            let start: usize = document.text.split_inclusive('\n').take(number(line) - 1).map(str::len).sum();
            let before: usize = document.text[start..].chars().take(number(column) - 1).map(char::len_utf8).sum();
            let (line, character) = position(&document.text, start + before, encoding);
            json!({ "line": line, "character": character })
        };
        let texts = |key: &str| {
            one[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let mut message = one["message"].as_str().unwrap().to_owned();
        texts("notes").iter().for_each(|note| message += &format!("\n{note}"));
        texts("choices").iter().for_each(|choice| message += &format!("\n    {choice}"));
        let severity = match one["level"].as_str().unwrap() {
            "error" => 1,
            "warning" => 2,
            _ => 4,
        };
        found.entry(name).or_default().push(json!({
            "code": one["code"],
            "message": message,
            "range": { "start": place("line", "column"), "end": place("end_line", "end_column") },
            "severity": severity,
        }));
    }
    found
}

/// The same parts of what the server published.
fn told(editor: &Editor, document: &Document) -> Vec<Value> {
    let published = editor.published.get(&uri(&document.path));
    published.map_or_else(Vec::new, |told| parts(&told["diagnostics"]))
}

fn parts(diagnostics: &Value) -> Vec<Value> {
    let part = |found: &Value| json!({ "code": found["code"], "message": found["message"], "range": found["range"], "severity": found["severity"] });
    diagnostics.as_array().unwrap().iter().map(part).collect()
}

/// Both sides say the same; the codes of what they say come back.
fn compare(
    editor: &mut Editor,
    folder: &Folder,
    documents: &[Document],
    encoding: Encoding,
    trace: &str,
) -> BTreeSet<String> {
    for document in documents {
        let params = json!({ "textDocument": { "uri": uri(&document.path) } });
        assert_eq!(editor.ask("merit/text", params).as_str().unwrap(), document.text, "{trace}");
        std::fs::write(&document.path, &document.text).unwrap();
    }
    let expected = checked(folder, documents, encoding);
    for document in documents {
        let name = document.path.file_name().unwrap().to_str().unwrap();
        let expected = expected.get(name).cloned().unwrap_or_default();
        let is_so = |editor: &Editor| {
            let version = editor.published.get(&uri(&document.path)).map(|told| &told["version"]);
            version == Some(&json!(document.version)) && told(editor, document) == expected
        };
        let mut patience = Patience::of_seconds(60);
        while !is_so(editor) {
            assert!(
                editor.take(&mut patience),
                "{trace} {name}:\n{}\nserver {:#?}\nmerit check {expected:#?}",
                document.text,
                told(editor, document)
            );
        }
        // Those who ask are told the same as those who listen.
        let pulled = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(&document.path) } }));
        assert_eq!(parts(&pulled["items"]), expected, "{trace} {name}");
    }
    expected.values().flatten().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

fn run(seed: u64, edits: usize, encoding: Encoding) {
    let folder = Folder::new();
    folder.write("merit.toml", "[checks]\nno_negative_points = \"off\"\nnot_used = \"error\"\n");
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let mut documents: Vec<Document> = [("vocabulary.score", VOCABULARY), ("model.score", MODEL)]
        .map(|(name, text)| {
            folder.write(name, text);
            Document { path: root.join(name), text: text.to_owned(), version: 1 }
        })
        .into();
    let mut random = Random(seed);
    let mut editor = Editor::open(&root, json!({ "general": { "positionEncodings": [encoding.name()] } }));
    documents.iter().for_each(|document| editor.did_open(&document.path, &document.text));
    let mut waiting: Vec<i64> = Vec::new();
    let mut codes = BTreeSet::new();
    let mut is_calm = false;
    for edit in 0..edits {
        // Broken models have no findings about what they can reach: half of the time, they are left sound.
        let begins = edit % 40 == 0;
        if begins {
            is_calm = random.below(2) == 0;
        }
        for document in documents.iter_mut().filter(|_| begins && is_calm) {
            document.version += 1;
            let identifier = json!({ "uri": uri(&document.path), "version": document.version });
            let change = document.begin_again();
            editor.tell("textDocument/didChange", json!({ "textDocument": identifier, "contentChanges": [change] }));
        }
        let at = usize::from(random.below(3) > 0);
        let document = &mut documents[at];
        document.version += 1;
        let count = 1 + random.below(2);
        let changes: Vec<Value> = (0..count)
            .map(|_| {
                if is_calm {
                    document.sound_change(&mut random, encoding)
                } else {
                    document.change(&mut random, encoding)
                }
            })
            .collect();
        let identifier = json!({ "uri": uri(&document.path), "version": document.version });
        editor.tell("textDocument/didChange", json!({ "textDocument": identifier, "contentChanges": changes }));
        if random.below(4) == 0 {
            waiting.push(request(&mut editor, &mut random, &documents));
        }
        if random.below(9) == 0 {
            cancel(&mut editor, &mut random, &waiting);
        }
        if random.below(50) == 0 {
            let document = &documents[at];
            editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&document.path) } }));
            editor.did_open(&document.path, &document.text);
            documents[at].version = 1;
        }
        // The answers come in any order, and each comes once.
        if waiting.len() > 8 {
            let at = random.below(waiting.len());
            editor.answer(waiting.swap_remove(at));
        }
        if edit % 40 == 39 {
            codes.extend(compare(&mut editor, &folder, &documents, encoding, &format!("seed {seed} edit {edit}")));
        }
    }
    waiting.into_iter().for_each(|id| drop(editor.answer(id)));
    compare(&mut editor, &folder, &documents, encoding, &format!("seed {seed} at the end"));
    // Findings of every family were among what was compared, those about claims, too.
    for family in ["S1", "T2", "M3", "B4", "X504", "X505"] {
        assert!(edits < 900 || codes.iter().any(|code| code.starts_with(family)), "no {family} in {codes:?}");
    }
    assert_eq!(editor.close(), 0);
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn edits() -> usize {
    usize::try_from(number("MERIT_EDITS", 3_000)).unwrap() / 3
}

#[test]
fn edits_in_bytes() {
    run(number("MERIT_SEED", 1), edits(), Encoding::Utf8);
}

#[test]
fn edits_in_utf16_units() {
    run(number("MERIT_SEED", 2), edits(), Encoding::Utf16);
}

#[test]
fn edits_in_characters() {
    run(number("MERIT_SEED", 3), edits(), Encoding::Utf32);
}
