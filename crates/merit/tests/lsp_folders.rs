//! Several folders in one session: shared vocabularies, settings of each, folders that come and go.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::Folder;
use support::editor::{Editor, code, uri};

const WORDS: &str = "edition 1\n\nevent เปิดหน้า \"Page viewed\"\n  has path: url\nevent 提交表单\n  has 表单: one of \"演示\", \"报价\"\n\
                     lead\n  has ประเทศ: text\nlist 大客户: text \"甲\", \"乙\"\n";

const MODEL: &str = "edition 1\nuse \"WORDS\"\nevent spare\nmodel NAME\n  timezone \"Asia/Bangkok\"\nscore s\n  range 0 to 40\n  \
                     +10  เปิดหน้า where path starts with \"/ราคา\"  once per day\n  -5   提交表单 where 表单 is \"报价\"  once\n\
                     tiers of s\n  \"ร้อน\"  from 20\n  \"เย็น\"  otherwise\n";

fn model(name: &str, words: &str) -> String {
    MODEL.replace("NAME", name).replace("WORDS", words)
}

fn root(folder: &Folder) -> PathBuf {
    std::fs::canonicalize(folder.path()).unwrap()
}

fn change_folders(editor: &mut Editor, added: &[&Path], removed: &[&Path]) {
    let all = |folders: &[&Path]| folders.iter().map(|it| json!({ "uri": uri(it), "name": "x" })).collect::<Vec<_>>();
    let event = json!({ "added": all(added), "removed": all(removed) });
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
}

/// Codes and severities of what was told about a file, once they are these.
fn told(editor: &mut Editor, file: &Path, expected: &BTreeMap<String, i64>) {
    let now = |editor: &Editor| -> BTreeMap<String, i64> {
        let told = editor.published.get(&uri(file)).map_or(Value::Null, |told| told["diagnostics"].clone());
        let all = told.as_array().cloned().unwrap_or_default();
        all.iter().map(|found| (code(found).to_owned(), found["severity"].as_i64().unwrap())).collect()
    };
    editor.wait(&format!("{expected:?} of {}", file.display()), |editor| now(editor) == *expected);
}

/// What the command says about a file of the folder, in the same form.
fn checked(folder: &Folder, file: &str) -> BTreeMap<String, i64> {
    let all: Vec<Value> = serde_json::from_str(&folder.merit("check --format json .").out).unwrap();
    let here = all.iter().filter(|one| one["file"] == file);
    let severity = |one: &Value| match one["level"].as_str().unwrap() {
        "error" => 1,
        "warning" => 2,
        _ => 4,
    };
    here.map(|one| (one["code"].as_str().unwrap().to_owned(), severity(one))).collect()
}

/// The files that a rename changes, with the number of changes; or why not.
fn renamed(
    editor: &mut Editor,
    file: &Path,
    line: u64,
    character: u64,
    new: &str,
) -> Result<Vec<(String, usize)>, String> {
    let place = json!({ "line": line, "character": character });
    let params = json!({ "textDocument": { "uri": uri(file) }, "position": place, "newName": new });
    let id = editor.request("textDocument/rename", params);
    let answer = editor.answer(id);
    if let Some(error) = answer.get("error") {
        return Err(error["message"].as_str().unwrap().to_owned());
    }
    let changes = answer["result"]["changes"].as_object().unwrap();
    let mut found: Vec<(String, usize)> =
        changes.iter().map(|(uri, edits)| (uri.clone(), edits.as_array().unwrap().len())).collect();
    found.sort();
    Ok(found)
}

#[test]
fn a_vocabulary_is_shared_by_folders_that_come_and_go() {
    let folder = Folder::new();
    folder.write("merit.toml", "[checks]\nno_tests = \"off\"\n");
    folder.write("shared/words.score", WORDS);
    for name in ["north", "south"] {
        folder.write(&format!("{name}/model.score"), model(name, "../shared/words.score"));
    }
    let root = root(&folder);
    let words = root.join("shared/words.score");
    let [north, south] = ["north", "south"].map(|name| root.join(name));
    let [of_north, of_south] = [&north, &south].map(|path| path.join("model.score"));
    let mut editor = Editor::start(&root);
    editor.initialize(&[&root.join("shared"), &north], json!({}));
    let sound = checked(&folder, "north/model.score");
    assert!(sound.contains_key("T211"), "{sound:?}");
    told(&mut editor, &of_north, &sound);
    assert!(!editor.published.contains_key(&uri(&of_south)));
    // The new name would be missing in a folder that is not open.
    editor.did_open(&words, WORDS);
    let refused = renamed(&mut editor, &words, 2, 8, "ดูหน้า").unwrap_err();
    assert!(refused.contains("south/model.score") && refused.contains("open its folder, too"), "{refused}");
    // A folder comes: its files are told of, and change along.
    change_folders(&mut editor, &[&south], &[]);
    told(&mut editor, &of_south, &sound);
    let all = renamed(&mut editor, &words, 2, 8, "ดูหน้า").unwrap();
    assert_eq!(all, [&of_north, &words, &of_south].map(|file| (uri(file), 1)));
    // Both hear of a change in the third folder.
    editor.did_change(&words, 2, &WORDS.replace("เปิดหน้า", "ดูหน้า"));
    for file in [&of_north, &of_south] {
        editor.wait("the unknown event", |editor| {
            let found = editor.published.get(&uri(file));
            found
                .is_some_and(|told| told["diagnostics"].as_array().unwrap().iter().any(|found| code(found) == "T201"))
        });
    }
    editor.did_change(&words, 3, WORDS);
    told(&mut editor, &of_north, &sound);
    told(&mut editor, &of_south, &sound);
    // A folder goes: nothing of it remains, unless it is open.
    change_folders(&mut editor, &[], &[&south]);
    told(&mut editor, &of_south, &BTreeMap::new());
    told(&mut editor, &of_north, &sound);
    let text = folder.read("south/model.score");
    editor.did_open(&of_south, &text);
    told(&mut editor, &of_south, &sound);
    assert_eq!(renamed(&mut editor, &words, 2, 8, "ดูหน้า").unwrap().len(), 3);
    // The folder of the vocabulary goes while the models stay: it is read from where it is.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&words) } }));
    change_folders(&mut editor, &[&south], &[&root.join("shared")]);
    told(&mut editor, &of_north, &sound);
    told(&mut editor, &of_south, &sound);
    let line = text.lines().position(|line| line.contains("เปิดหน้า")).unwrap() as u64;
    let refused = renamed(&mut editor, &of_south, line, 8, "ดูหน้า").unwrap_err();
    assert!(refused.contains("shared/words.score"), "{refused}");
    assert_eq!(editor.close(), 0);
}

#[test]
fn each_folder_has_its_own_settings() {
    let folder = Folder::new();
    let levels = [("a", "error"), ("b", "off"), ("c", "warning")];
    for (name, level) in levels {
        let settings = format!(
            "[checks]\nnot_used = \"{level}\"\n[source.x]\nlead = \"who\"\n[source.x.types]\n\"v\" = \"เปิดหน้า\"\n"
        );
        folder.write(&format!("{name}/merit.toml"), settings);
        folder.write(&format!("{name}/words.score"), WORDS);
        folder.write(&format!("{name}/model.score"), model(name, "words.score"));
    }
    let root = root(&folder);
    let [a, b, c] = ["a", "b", "c"].map(|name| root.join(name));
    let file = |folder: &Path| folder.join("model.score");
    let expected = levels.map(|(name, _)| checked(&folder, &format!("{name}/model.score")));
    assert_eq!(expected.each_ref().map(|found| found.get("T211").copied()), [Some(1), None, Some(2)]);
    let mut editor = Editor::start(&root);
    editor.initialize(&[&a, &b], json!({}));
    told(&mut editor, &file(&a), &expected[0]);
    told(&mut editor, &file(&b), &expected[1]);
    change_folders(&mut editor, &[&c], &[]);
    told(&mut editor, &file(&c), &expected[2]);
    // The same names elsewhere are other things: only this folder changes, with its settings.
    let line = model("a", "words.score").lines().position(|line| line.contains("เปิดหน้า")).unwrap() as u64;
    let changed = renamed(&mut editor, &file(&a), line, 8, "ดูหน้า").unwrap();
    assert_eq!(changed, ["merit.toml", "model.score", "words.score"].map(|name| (uri(&a.join(name)), 1)));
    // Settings that change, and settings that cannot be read, concern their folder alone.
    folder.write("c/merit.toml", "[checks]\nnot_used = \"error\"\n");
    folder.write("b/merit.toml", "[checks]\nnot_usedd = \"error\"\n");
    let files = [&b, &c].map(|folder| json!({ "uri": uri(&folder.join("merit.toml")), "type": 2 }));
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": files }));
    let with = |level: i64| {
        let mut found = expected[0].clone();
        found.insert("T211".to_owned(), level);
        found
    };
    told(&mut editor, &file(&c), &with(1));
    told(&mut editor, &file(&b), &with(2));
    told(&mut editor, &file(&a), &expected[0]);
    let settings = uri(&b.join("merit.toml"));
    editor.wait("the finding in the settings", |editor| {
        let found = editor.published.get(&settings).map(|told| told["diagnostics"].to_string());
        found.is_some_and(|found| found.contains("not_usedd"))
    });
    change_folders(&mut editor, &[], &[&b]);
    told(&mut editor, &file(&b), &BTreeMap::new());
    editor.wait("the settings are forgotten", |editor| editor.published[&settings]["diagnostics"] == json!([]));
    told(&mut editor, &file(&a), &expected[0]);
    // One project does not read another, in the editor as on the command line.
    folder.write("b/merit.toml", "");
    folder.write("b/model.score", model("b", "../a/words.score"));
    let expected = checked(&folder, "b/model.score");
    assert!(expected.contains_key("F608"), "{expected:?}");
    change_folders(&mut editor, &[&b], &[]);
    told(&mut editor, &file(&b), &expected);
    assert_eq!(editor.close(), 0);
}

#[test]
fn folders_may_lie_in_each_other() {
    let folder = Folder::new();
    folder.write("words.score", WORDS);
    folder.write("merit.toml", "");
    folder.write("inside/model.score", model("m", "../words.score"));
    folder.write("model.score", model("n", "words.score"));
    let root = root(&folder);
    let inside = root.join("inside");
    let [outer, inner] = [&root, &inside].map(|folder| folder.join("model.score"));
    let sound = checked(&folder, "model.score");
    let mut editor = Editor::start(&root);
    editor.initialize(&[&root, &inside], json!({}));
    told(&mut editor, &outer, &sound);
    told(&mut editor, &inner, &sound);
    // Its files still belong to the outer one, and the other way round.
    change_folders(&mut editor, &[], &[&inside]);
    let words = uri(&root.join("words.score"));
    let asked = json!({
        "textDocument": { "uri": words },
        "position": { "line": 2, "character": 8 },
        "context": { "includeDeclaration": false },
    });
    assert_eq!(editor.ask("textDocument/references", asked.clone()).as_array().unwrap().len(), 2);
    change_folders(&mut editor, &[&inside], &[&root]);
    told(&mut editor, &outer, &BTreeMap::new());
    told(&mut editor, &inner, &sound);
    assert_eq!(editor.ask("textDocument/references", asked).as_array().unwrap().len(), 1);
    assert_eq!(editor.close(), 0);
}

/// What a folder that is gone had to show is taken back, also when what is typed meanwhile ends the round that noticed it.
#[test]
fn a_folder_goes_while_somebody_types() {
    let (first, second) = (Folder::new(), Folder::new());
    let broken = "edition 1\nevnt x\n";
    second.write("model.score", broken);
    let (root, other) = (root(&first), root(&second));
    // It takes some time to check.
    let rules: String =
        (0..2_000).map(|number| format!("  +{}  page_view  once per day\n", number % 7 + 1)).collect();
    let model = format!("edition 1\nevent page_view\nmodel m\n  timezone \"UTC\"\nscore s\n{rules}");
    first.write("model.score", &model);
    let mut editor = Editor::start(&root);
    editor.initialize(&[&root, &other], json!({}));
    let (path, told) = (root.join("model.score"), uri(&other.join("model.score")));
    editor.did_open(&path, &model);
    for round in 0..5 {
        editor.wait("findings of both folders", |editor| {
            editor.published.get(&told).is_some_and(|told| told["diagnostics"] != json!([]))
        });
        editor.did_change(&path, round * 10 + 2, &format!("{model}  +1  page_view  once\n"));
        change_folders(&mut editor, &[], &[&other]);
        for version in 3..9 {
            std::thread::sleep(std::time::Duration::from_millis(7));
            editor.did_change(&path, round * 10 + version, &format!("{model}  +{version}  page_view  once\n"));
        }
        editor.wait("no findings of a folder that is gone", |editor| {
            editor.published[&told]["diagnostics"] == json!([])
        });
        change_folders(&mut editor, &[&other], &[]);
    }
    assert_eq!(editor.close(), 0);
}
