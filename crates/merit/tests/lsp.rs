//! The language server as an editor sees it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod support;

use std::path::PathBuf;

use serde_json::{Value, json};
use support::Folder;
use support::editor::{Editor, code, uri};

const VOCABULARY: &str =
    "edition 1\n\nevent page_view\n  has path: text\n\nevent form_submit\n  has form: one of \"demo\", \"quote\"\n";

const MODEL: &str = "edition 1\n\nuse \"vocabulary.score\"\n\nmodel m\n  timezone \"UTC\"\n  week starts monday\n\nscore s\n  range 0 to 20\n  \
                     +10  page_view  once  expires after 90 days\n  -5   form_submit  once\n\ntiers of s\n  \"Hot\"   from 10\n  \"Cold\"  otherwise\n\ntest \"t\"\n  \
                     day 0  page_view\n  expect s 10 on day 0\n";

fn project() -> (Folder, PathBuf) {
    let folder = Folder::new();
    folder.write("merit.toml", "");
    folder.write("vocabulary.score", VOCABULARY);
    folder.write("model.score", MODEL);
    let root = std::fs::canonicalize(folder.path()).unwrap();
    (folder, root)
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(code).collect()
}

#[test]
fn a_session_has_a_beginning_and_an_end() {
    let (folder, root) = project();
    let mut editor = Editor::start(folder.path());
    let early = editor.request("textDocument/hover", json!({}));
    assert_eq!(editor.answer(early)["error"]["code"], -32002);
    let result = editor.initialize(&[&root], json!({}));
    assert_eq!(result["serverInfo"]["name"], "merit");
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(result["capabilities"]["textDocumentSync"]["change"], 2);
    let again = editor.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(editor.answer(again)["error"]["code"], -32600);
    let unknown = editor.request("textDocument/nothing", json!({}));
    assert_eq!(editor.answer(unknown)["error"]["code"], -32601);
    let wrong = editor.request("textDocument/completion", json!({ "position": "here" }));
    assert_eq!(editor.answer(wrong)["error"]["code"], -32602);
    let missing =
        json!({ "textDocument": { "uri": "file:///nowhere/x.score" }, "position": { "line": 0, "character": 0 } });
    let missing = editor.request("textDocument/completion", missing);
    assert_eq!(editor.answer(missing)["error"]["code"], -32602);
    editor.tell("textDocument/didNothing", json!({}));
    editor.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": "file:///x", "version": 1 }, "contentChanges": [] }),
    );
    editor.raw(b"Content-Length: 3\r\n\r\n{]}");
    editor.wait("the answer to no message", |editor| {
        editor.told.iter().any(|told| told["method"] == "window/logMessage")
    });
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
    let late = editor.request("textDocument/hover", json!({}));
    assert_eq!(editor.answer(late)["error"]["code"], -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.wait_for_end(), 0);
}

#[test]
fn a_client_that_leaves_without_a_word_is_told_by_the_status() {
    let (folder, root) = project();
    let mut editor = Editor::open(folder.path(), json!({}));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.wait_for_end(), 1);
    assert_eq!(Editor::open(&root, json!({})).wait_for_end(), 1);
}

#[test]
fn findings_have_everything_that_editors_show() {
    let (_folder, root) = project();
    let related = json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    let mut editor = Editor::open(&root, related);
    let model = root.join("model.score");
    let text = MODEL.replace("form_submit  once", "form_submit  once\n  +1  page_veiw  once\n  +2  page_view  once")
        + "event unused\nlist a: text \"x\"\nlist a: text \"y\"\n";
    editor.did_open(&model, &text);
    let found = editor.findings(&model, 1);
    let of = |id: &str| found.iter().find(|found| code(found) == id).unwrap_or_else(|| panic!("{id} in {found:#?}"));
    let unknown = of("T201");
    assert_eq!(unknown["severity"], 1);
    assert_eq!(unknown["source"], "merit");
    assert_eq!(unknown["codeDescription"]["href"], "merit:/checks/T201.md");
    assert!(unknown["message"].as_str().unwrap().starts_with("There is no event called \"page_veiw\"."));
    assert_eq!(unknown["range"]["start"], json!({ "line": 12, "character": 6 }));
    assert_eq!(of("T211")["tags"], json!([1]));
    let twice = of("T210")["relatedInformation"].as_array().unwrap();
    assert_eq!(twice[0]["location"]["uri"], uri(&model));
    let page = editor.ask("workspace/textDocumentContent", json!({ "uri": "merit:/checks/T201.md" }));
    assert!(page["text"].as_str().unwrap().contains("unknown_event"));
    assert_eq!(editor.close(), 0);
}

#[test]
fn a_changed_vocabulary_checks_its_users_again() {
    let (_folder, root) = project();
    let mut editor = Editor::open(&root, json!({}));
    let (model, vocabulary) = (root.join("model.score"), root.join("vocabulary.score"));
    // Not only open documents are checked.
    editor.wait("findings of a closed file", |editor| editor.published.contains_key(&uri(&model)));
    editor.did_open(&model, MODEL);
    assert!(!codes(&editor.findings(&model, 1)).contains(&"T201"));
    editor.did_open(&vocabulary, VOCABULARY);
    editor.did_change(&vocabulary, 2, &VOCABULARY.replace("page_view", "page_seen"));
    let is_told = |editor: &Editor| {
        editor
            .published
            .get(&uri(&model))
            .is_some_and(|told| told["diagnostics"].as_array().unwrap().iter().any(|one| code(one) == "T201"))
    };
    editor.wait("the users' findings", is_told);
    // Closed without saving: the disk decides again.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&vocabulary) } }));
    editor.wait("no findings", |editor| !is_told(editor));
    assert_eq!(editor.close(), 0);
}

#[test]
fn files_on_the_disk_are_watched_and_settings_are_honoured() {
    let (folder, root) = project();
    let watching = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut editor = Editor::open(&root, watching);
    editor.wait("the registration", |editor| {
        editor.told.iter().any(|told| told["method"] == "client/registerCapability")
    });
    let model = root.join("model.score");
    editor.did_open(&model, MODEL);
    let before = editor.findings(&model, 1);
    assert!(codes(&before).contains(&"M311"), "{before:#?}");
    let has = |editor: &Editor, path: &PathBuf, what: &str| {
        let told = editor.published.get(&uri(path)).map(|told| told["diagnostics"].to_string());
        told.is_some_and(|told| told.contains(what))
    };
    let changed = |path: &PathBuf, kind: u8| json!({ "changes": [{ "uri": uri(path), "type": kind }] });
    let settings = root.join("merit.toml");
    folder.write("merit.toml", "[checks]\nonce_and_expires = \"off\"\n");
    editor.tell("workspace/didChangeWatchedFiles", changed(&settings, 2));
    editor.wait("the new level", |editor| !has(editor, &model, "M311"));
    // Wrong settings are told in their own file, and everything is checked all the same.
    folder.write("merit.toml", "[checks]\nonce_and_expres = \"off\"\n");
    editor.tell("workspace/didChangeWatchedFiles", changed(&settings, 2));
    editor.wait("what is wrong with the settings", |editor| {
        has(editor, &settings, "once_and_expires") && has(editor, &model, "M311")
    });
    folder.write("merit.toml", "");
    editor.tell("workspace/didChangeWatchedFiles", changed(&settings, 2));
    editor.wait("nothing wrong with them", |editor| !has(editor, &settings, "once"));
    // A vocabulary that is not open.
    let vocabulary = folder.write("vocabulary.score", VOCABULARY.replace("page_view", "page_seen"));
    editor.tell("workspace/didChangeWatchedFiles", changed(&root.join("vocabulary.score"), 2));
    editor.wait("the unknown event", |editor| has(editor, &model, "T201"));
    std::fs::remove_file(vocabulary).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", changed(&root.join("vocabulary.score"), 3));
    editor.wait("the missing file", |editor| has(editor, &model, "F608"));
    // A new file is found.
    let other = root.join("other.score");
    folder.write("other.score", "edition 1\n\nevnt x\n");
    editor.tell("workspace/didChangeWatchedFiles", changed(&other, 1));
    editor.wait("the findings of the new file", |editor| has(editor, &other, "S101"));
    std::fs::remove_file(&other).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", changed(&other, 3));
    editor.wait("no findings of a file that is gone", |editor| !has(editor, &other, "S101"));
    assert_eq!(editor.close(), 0);
}

#[test]
fn findings_can_be_asked_for() {
    let (_folder, root) = project();
    let pulls =
        json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } });
    let mut editor = Editor::open(&root, pulls);
    let model = root.join("model.score");
    editor.did_open(&model, MODEL);
    let params = json!({ "textDocument": { "uri": uri(&model) } });
    let report = editor.ask("textDocument/diagnostic", params);
    assert_eq!(report["kind"], "full");
    assert!(codes(report["items"].as_array().unwrap()).contains(&"M311"));
    let params = json!({ "textDocument": { "uri": uri(&model) }, "previousResultId": report["resultId"] });
    assert_eq!(editor.ask("textDocument/diagnostic", params)["kind"], "unchanged");
    let all = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let known: Vec<Value> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!({ "uri": item["uri"], "value": item["resultId"] }))
        .collect();
    let all = editor.ask("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert!(all["items"].as_array().unwrap().iter().all(|item| item["kind"] == "unchanged"), "{all}");
    assert!(editor.published.is_empty(), "what is asked for is not sent, too");
    assert_eq!(editor.close(), 0);
}

#[test]
fn documents_without_a_file_and_folders_that_come_and_go() {
    let (_folder, root) = project();
    let (_other, second) = project();
    let mut editor = Editor::open(&root, json!({}));
    let untitled =
        json!({ "uri": "untitled:Untitled-1", "languageId": "score", "version": 7, "text": "edition 1\nevnt x\n" });
    editor.tell("textDocument/didOpen", json!({ "textDocument": untitled }));
    editor.wait("findings of a document without a file", |editor| {
        editor
            .published
            .get("untitled:Untitled-1")
            .is_some_and(|told| told["diagnostics"][0]["code"] == "S101" && told["version"] == 7)
    });
    let folder = json!({ "uri": uri(&second), "name": "second" });
    let told = uri(&second.join("model.score"));
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [folder], "removed": [] } }));
    editor.wait("findings of a new folder", |editor| {
        editor.published.get(&told).is_some_and(|told| told["diagnostics"] != json!([]))
    });
    let folder = json!({ "uri": uri(&second), "name": "second" });
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": [folder] } }));
    editor.wait("no findings of a folder that is gone", |editor| editor.published[&told]["diagnostics"] == json!([]));
    assert_eq!(editor.close(), 0);
}

fn applied(text: &str, edits: &[Value]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let byte = |at: &Value| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        let before: usize = lines.iter().take(line).map(|line| line.len()).sum();
        before + usize::try_from(at["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| (byte(&edit["range"]["start"]), byte(&edit["range"]["end"]), edit["newText"].as_str().unwrap()))
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

#[test]
fn every_code_action_leads_to_a_file_that_still_checks() {
    let text = MODEL.replace("form_submit  once", "form_submit")
        + "\ntrigger call  on entering \"Hot\"\naction call\naction unused\n  \nsegment \"Q\"\n  include after form_submit where form is \"demo\"\n";
    let (folder, root) = project();
    let mut editor = Editor::open(&root, json!({ "general": { "positionEncodings": ["utf-8"] } }));
    let model = root.join("model.score");
    editor.did_open(&model, &text);
    let errors = |folder: &Folder, text: &str| {
        folder.write("model.score", text);
        let ran = folder.merit("check --format json model.score");
        let all: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
        all.iter()
            .filter(|one| one["level"] == "error")
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let before = errors(&folder, &text);
    assert_eq!(before, ["S114", "S114"]);
    let mut titles: Vec<String> = Vec::new();
    for line in 0..text.lines().count() {
        let at = json!({ "line": line, "character": 0 });
        let end = json!({ "line": line, "character": 200 });
        let params = json!({ "textDocument": { "uri": uri(&model) }, "range": { "start": at, "end": end }, "context": { "diagnostics": [] } });
        for action in editor.ask("textDocument/codeAction", params).as_array().unwrap() {
            let title = action["title"].as_str().unwrap().to_owned();
            let edits = action["edit"]["changes"][uri(&model)].as_array().unwrap();
            let after = errors(&folder, &applied(&text, edits));
            assert!(after.len() <= before.len() && after.iter().all(|code| code == "S114"), "{title}: {after:?}");
            titles.push(title);
        }
    }
    let has = |wanted: &str| titles.iter().any(|title| title.starts_with(wanted));
    for wanted in [
        "Count every time",
        "Count once per day",
        "Count at most 1 time in any 90 days",
        "Allow ",
        "Change to: at most 1 time in any 90 days",
    ] {
        assert!(has(wanted), "{wanted} in {titles:#?}");
    }
    // With how often everywhere, the model is sound, and its bound can be tested.
    let sound = text
        .replace("form_submit\n\ntiers", "form_submit  once\n\ntiers")
        .replace("entering \"Hot\"", "entering \"Hot\"  once");
    assert_eq!(errors(&folder, &sound), Vec::<String>::new());
    editor.did_change(&model, 2, &sound);
    let line = sound.lines().position(|line| line.contains("from 10")).unwrap();
    let at = json!({ "line": line, "character": 4 });
    let params = json!({
        "textDocument": { "uri": uri(&model) }, "range": { "start": at, "end": at },
        "context": { "diagnostics": [], "only": ["refactor"] },
    });
    let actions = editor.ask("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "Add tests on both sides of the bound of \"Hot\"", "{actions}");
    let tested = applied(&sound, actions[0]["edit"]["changes"][uri(&model)].as_array().unwrap());
    assert_eq!(errors(&folder, &tested), Vec::<String>::new());
    assert_eq!(tested.matches("\ntest ").count(), 3);
    folder.merit("test model.score").status(0);
    assert_eq!(editor.close(), 0);
}

#[test]
fn formatting_by_document_range_and_line() {
    let (_folder, root) = project();
    let mut editor = Editor::open(&root, json!({ "general": { "positionEncodings": ["utf-8"] } }));
    let model = root.join("model.score");
    let text = "edition 1\nevent ไทย\n\nmodel m\n timezone \"UTC\"\n\nscore s\n  +1 ไทย once # why\n\n\n  +2 ไทย  every time\n";
    editor.did_open(&model, text);
    let formatted = "edition 1\n\nevent ไทย\n\nmodel m\n  timezone \"UTC\"\n\nscore s\n  +1   ไทย  once  # why\n\n  +2   ไทย  every time\n";
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let params = json!({ "textDocument": { "uri": uri(&model) }, "options": options });
    let edits = editor.ask("textDocument/formatting", params);
    assert_eq!(applied(text, edits.as_array().unwrap()), formatted);
    let at = |line: u32| json!({ "line": line, "character": 3 });
    let params = json!({ "textDocument": { "uri": uri(&model) }, "options": options, "range": { "start": at(7), "end": at(7) } });
    let edits = editor.ask("textDocument/rangeFormatting", params);
    assert_eq!(applied(text, edits.as_array().unwrap()), text.replace("+1 ไทย once #", "+1   ไทย  once  #"));
    let params = json!({ "textDocument": { "uri": uri(&model) }, "options": options, "position": { "line": 8, "character": 0 }, "ch": "\n" });
    let edits = editor.ask("textDocument/onTypeFormatting", params);
    assert_eq!(applied(text, edits.as_array().unwrap()), text.replace("+1 ไทย once #", "+1   ไทย  once  #"));
    assert_eq!(editor.close(), 0);
}

#[test]
fn completion_and_what_is_still_possible() {
    let (_folder, root) = project();
    let snippets = json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    let mut editor = Editor::open(&root, snippets);
    let model = root.join("model.score");
    let text = MODEL.replace("-5   form_submit  once", "-5   form_submit ");
    editor.did_open(&model, &text);
    let place = json!({ "textDocument": { "uri": uri(&model) }, "position": { "line": 11, "character": 19 } });
    let list = editor.ask("textDocument/completion", place.clone());
    let item = list["items"].as_array().unwrap().iter().find(|item| item["label"] == "once per").unwrap();
    assert_eq!(item["textEdit"]["newText"], "once per ${1|day,week,month,year|}");
    assert_eq!(item["insertTextFormat"], 2);
    let help = editor.ask("textDocument/signatureHelp", place);
    assert!(help["signatures"][0]["label"].as_str().unwrap().contains("every time · once"), "{help}");
    assert_eq!(editor.close(), 0);
}

#[test]
fn claims_are_checked_and_do_not_hold_up_other_findings() {
    let (_folder, root) = project();
    let mut editor = Editor::open(&root, json!({}));
    let model = root.join("model.score");
    editor.did_open(&model, &format!("{MODEL}\nclaim never in \"Hot\"\nclaim never s > 20\n"));
    let is_refuted = |editor: &Editor| {
        let told = &editor.published.get(&uri(&model)).unwrap_or(&Value::Null)["diagnostics"];
        told.as_array().is_some_and(|told| told.iter().filter(|one| code(one) == "X504").count() == 1)
    };
    editor.wait("the claim that does not hold", is_refuted);
    let pulled = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(&model) } }));
    assert_eq!(pulled["items"], editor.published[&uri(&model)]["diagnostics"]);
    // It is gone with what it says.
    editor.did_change(&model, 2, MODEL);
    assert!(!codes(&editor.findings(&model, 2)).contains(&"X504"));
    assert_eq!(editor.close(), 0);
}
