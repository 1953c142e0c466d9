//! A new name for what records are read by: `merit.toml` changes along, and the same log gives the same scores.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use support::Folder;
use support::editor::{Editor, uri};

const VOCABULARY: &str = r#"edition 1

event page_view "Page viewed"
  has path: url
  has campaign: text
event email_click
  has campaign: text
event `once` "First visit"
  has หน้า: text
lead
  has country: text
  has 公司: number
"#;

const MODEL: &str = r#"edition 1

use "vocabulary.score"

model shop
  timezone "Europe/Riga"
  week starts monday

score s
  range 0 to 1000
  +10  page_view where path starts with "/pricing"  every time
  +3   page_view  once per campaign
  +2   email_click where campaign is "spring"  every time
  +100  `once` where หน้า is "แรก"  once
  +7   email_click then page_view within 3 days  every time

grade fit
  +20  if country is "LV"
  +5   if 公司 >= 100
  A  from 20
  F  otherwise
"#;

const SETTINGS: &str = r#"# How other people write.
[checks]
not_used = "off"

[source.web]          # the web shop
id = "event.id"
lead = "user"
at = "time"
type = "event.kind"

[source.web.types]
"Page View" = "page_view"    # theirs = ours
  "First"   = 'once'
"Ping" = false

[source.web.properties]
path = "url"
campaign = "utm.campaign"    # from the link

[source.crm]
lead = "who"
at = "when"
type = { value = "email_click" }

[source.changes]
lead = "who"
at = "when"
set = { country = "land" }

[source.people]
kind = "leads"
lead = "number"
[source.people.attributes]
"公司" = "size"
"#;

const WEB: &str = r#"{"event":{"id":"1","kind":"Page View"},"user":"a","time":"2026-03-01T10:00:00Z","url":"/pricing","utm":{"campaign":"spring"}}
{"event":{"id":"2","kind":"Page View"},"user":"a","time":"2026-03-02T10:00:00Z","url":"/","utm":{"campaign":"autumn"}}
{"event":{"id":"3","kind":"email_click"},"user":"b","time":"2026-03-01T10:00:00Z","utm":{"campaign":"spring"}}
{"event":{"id":"4","kind":"Page View"},"user":"b","time":"2026-03-02T10:00:00Z","url":"/pricing"}
{"event":{"id":"5","kind":"First"},"user":"c","time":"2026-03-02T10:00:00Z","หน้า":"แรก"}
{"event":{"id":"6","kind":"Ping"},"user":"d","time":"2026-03-02T10:00:00Z"}
"#;

const RUNS: [&str; 3] = [
    "run model.score --events web.ndjson --source web --leads people.csv --source people --as-of 2026-04-01 --format ndjson",
    "run model.score --events crm.csv --source crm --leads people.csv --source people --as-of 2026-04-01 --format ndjson",
    "run model.score --events changes.ndjson --source changes --leads people.csv --source people --as-of 2026-04-01 --format ndjson",
];

struct Shop {
    folder: Folder,
    root: PathBuf,
    texts: BTreeMap<String, String>,
    editor: Editor,
}

impl Shop {
    fn new(model: &str, settings: &str) -> Self {
        let folder = Folder::new();
        folder.write("web.ndjson", WEB);
        folder.write("crm.csv", "who,when,campaign\nb,2026-03-01T10:00:00Z,spring\nb,2026-03-02T10:00:00Z,spring\nc,2026-03-02T10:00:00Z,x\n");
        folder.write("changes.ndjson", "{\"who\":\"a\",\"when\":\"2026-03-01T10:00:00Z\",\"land\":\"EE\"}\n{\"who\":\"b\",\"when\":\"2026-03-02T10:00:00Z\",\"land\":\"LV\"}\n");
        folder.write("people.csv", "number,country,size\na,LV,50\nb,EE,100\nc,LV,500\n");
        let texts = [("vocabulary.score", VOCABULARY), ("model.score", model), ("merit.toml", settings)];
        let texts: BTreeMap<String, String> = texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        texts.iter().for_each(|(name, text)| drop(folder.write(name, text)));
        let root = std::fs::canonicalize(folder.path()).unwrap();
        let mut editor = Editor::open(&root, json!({ "general": { "positionEncodings": ["utf-32"] } }));
        for name in ["vocabulary.score", "model.score"] {
            editor.did_open(&root.join(name), &texts[name]);
        }
        // Both are in the folder, too: it has been searched when what is said about them is known.
        editor.findings(&root.join("model.score"), 1);
        Self { folder, root, texts, editor }
    }

    /// What all logs give.
    fn scores(&self) -> Vec<String> {
        RUNS.iter()
            .map(|run| {
                let ran = self.folder.merit(run).status(0);
                assert!(!ran.err.contains("F601"), "{run}\n{}", ran.err);
                ran.out
            })
            .collect()
    }

    /// Asks for a new name of what stands at a text in the vocabulary; the files change when there is one.
    fn rename(&mut self, needle: &str, new: &str) -> Result<(), String> {
        let text = &self.texts["vocabulary.score"];
        let at = text.find(needle).unwrap_or_else(|| panic!("{needle} in {text}")) + needle.len();
        let line = text[..at].matches('\n').count();
        let character = text[..at].rsplit('\n').next().unwrap().chars().count();
        let params = json!({
            "textDocument": { "uri": uri(&self.root.join("vocabulary.score")) },
            "position": { "line": line, "character": character },
            "newName": new,
        });
        let id = self.editor.request("textDocument/rename", params);
        let answer = self.editor.answer(id);
        if let Some(error) = answer.get("error") {
            return Err(error["message"].as_str().unwrap().to_owned());
        }
        for (name, text) in &mut self.texts {
            let Some(edits) = answer["result"]["changes"].get(uri(&self.root.join(name))) else { continue };
            *text = applied(text, edits.as_array().unwrap());
            self.folder.write(name, &*text);
        }
        self.tell();
        Ok(())
    }

    /// The editor has these texts now.
    fn tell(&mut self) {
        for name in ["vocabulary.score", "model.score"] {
            self.editor.did_change(&self.root.join(name), 2, &self.texts[name]);
        }
    }

    fn save(&mut self) {
        let document = json!({ "uri": uri(&self.root.join("vocabulary.score")) });
        self.editor.tell("textDocument/didSave", json!({ "textDocument": document }));
    }

    fn begin_again(&mut self, model: &str, settings: &str) {
        for (name, text) in [("vocabulary.score", VOCABULARY), ("model.score", model), ("merit.toml", settings)] {
            self.folder.write(name, text);
            self.texts.insert(name.to_owned(), text.to_owned());
        }
        self.tell();
        self.save();
    }
}

fn applied(text: &str, edits: &[Value]) -> String {
    let byte = |place: &Value| {
        let number = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        start + text[start..].chars().take(number("character")).map(char::len_utf8).sum::<usize>()
    };
    let mut changed = String::new();
    let mut from = 0;
    for edit in edits {
        let (start, end) = (byte(&edit["range"]["start"]), byte(&edit["range"]["end"]));
        changed.push_str(&text[from..start]);
        changed.push_str(edit["newText"].as_str().unwrap());
        from = end;
    }
    changed + &text[from..]
}

#[test]
fn mapped_logs_give_the_same_scores_whatever_is_renamed() {
    let mut shop = Shop::new(MODEL, SETTINGS);
    let before = shop.scores();
    assert!(before[0].contains("\"s\":16") && before[0].contains("\"s\":100"), "{before:?}");
    assert!(before[1].contains("\"s\":4") && before[2].contains("\"fit\":\"A\""), "{before:?}");
    let renamed = [
        "event page_view",
        "event email_click",
        "event `onc",
        "has path",
        "has campaign",
        "event email_click\n  has campaign",
        "has หน้า",
        "has country",
        "has 公司",
    ];
    for needle in renamed {
        for new in ["neu", "访问", "where", "tên_mới"] {
            shop.rename(needle, new).unwrap_or_else(|why| panic!("{needle} to {new}: {why}"));
            assert!(shop.texts["vocabulary.score"] != VOCABULARY, "{needle} to {new}");
            assert_eq!(shop.scores(), before, "{needle} to {new}\n{}", shop.texts["merit.toml"]);
            shop.begin_again(MODEL, SETTINGS);
        }
    }
    // Comments and everything else stay as they are written.
    shop.rename("event page_view", "访问").unwrap();
    assert_eq!(shop.texts["merit.toml"], SETTINGS.replace("= \"page_view\"", "= \"访问\""));
    shop.begin_again(MODEL, SETTINGS);
    shop.rename("has country", "land").unwrap();
    let expected = SETTINGS.replace("{ country =", "{ land =") + "land = \"country\"\n";
    assert_eq!(shop.texts["merit.toml"], expected);
    assert_eq!(shop.editor.close(), 0);
}

#[test]
fn one_name_after_the_other_needs_saved_settings() {
    let mut shop = Shop::new(MODEL, SETTINGS);
    let before = shop.scores();
    shop.rename("event page_view", "neu").unwrap();
    let why = shop.rename("has path", "way").unwrap_err();
    assert_eq!(
        why,
        "merit.toml was changed along with the last new name: save all files before you give the next one."
    );
    // What does not concern the settings is free.
    shop.rename("\"Page viewed\"\n  has pa", "path").unwrap();
    shop.save();
    shop.rename("has path", "way").unwrap();
    shop.save();
    shop.rename("event neu", "page_view").unwrap();
    assert_eq!(shop.scores(), before);
    assert_eq!(shop.texts["merit.toml"], SETTINGS.replace("\npath = ", "\nway = "));
}

#[test]
fn settings_that_cannot_change_along_keep_the_name() {
    let mut shop = Shop::new(MODEL, &format!("{SETTINGS}nonsense\n"));
    let why = shop.rename("event page_view", "neu").unwrap_err();
    assert!(why.starts_with("merit.toml may say \"page_view\", and cannot be read:"), "{why}");
    // Another model of the project that declares an event of that name for itself, and is read by the same source.
    let source = "[source]\ntype = \"kind\"\n[source.types]\n\"Seen\" = \"page_view\"\n";
    shop.folder.write("other.score", "edition 1\nevent page_view\nmodel other\n  timezone \"UTC\"\n  week starts monday\nscore t\n  range 0 to 10\n  +1  page_view  once\n");
    let mut shop =
        Shop { editor: Editor::open(&shop.root, json!({ "general": { "positionEncodings": ["utf-32"] } })), ..shop };
    for name in ["vocabulary.score", "model.score"] {
        shop.editor.did_open(&shop.root.join(name), &shop.texts[name]);
    }
    shop.begin_again(MODEL, source);
    let other = uri(&shop.root.join("other.score"));
    shop.editor.wait("the findings of the other model", |editor| editor.published.contains_key(&other));
    let why = shop.rename("event page_view", "neu").unwrap_err();
    assert!(
        why.starts_with("[source] of merit.toml would not fit other any more: [types] maps \"Seen\" to neu"),
        "{why}"
    );
    assert!(why.ends_with("Rename it there as well, or give each model a source of its own."), "{why}");
}
