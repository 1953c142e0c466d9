//! Numbers of a sample in the editor: they are those of the commands, and what is offered with them does what it says.
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
use support::editor::{Editor, uri};
use support::{Folder, SITE};

const SHOP: &str = "../../examples/shop";

/// The lamp shop of the examples with its log as a sample.
fn shop() -> (Folder, PathBuf) {
    let folder = Folder::new();
    for name in ["shop.score", "events.ndjson", "leads.csv"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHOP).join(name);
        folder.write(name, std::fs::read(from).unwrap());
    }
    folder.write("merit.toml", "[sample]\nevents = [\"*.ndjson\"]\nleads = [\"leads.csv\"]\nas-of = 2026-10-31\n");
    let root = std::fs::canonicalize(folder.path()).unwrap();
    (folder, root)
}

fn open(root: &Path) -> Editor {
    let lenses = json!({
        "textDocument": { "codeLens": {} },
        "workspace": { "codeLens": { "refreshSupport": true }, "applyEdit": true },
    });
    Editor::open(root, lenses)
}

/// Waits until there are new numbers.
fn refreshed(editor: &mut Editor) {
    let is_one = |told: &Value| told["method"] == "workspace/codeLens/refresh";
    editor.wait("new numbers", |editor| editor.told.iter().any(is_one));
    editor.told.retain(|told| !is_one(told));
}

/// The lamp shop with its model open and counted.
struct Opened {
    folder: Folder,
    model: PathBuf,
    text: String,
    editor: Editor,
}

fn opened() -> Opened {
    let (folder, root) = shop();
    let (model, text) = (root.join("shop.score"), folder.read("shop.score"));
    let mut editor = open(&root);
    editor.did_open(&model, &text);
    refreshed(&mut editor);
    Opened { folder, model, text, editor }
}

/// What stands above each line, from 1.
fn lenses(editor: &mut Editor, file: &Path) -> BTreeMap<u64, Vec<String>> {
    let found = editor.ask("textDocument/codeLens", json!({ "textDocument": { "uri": uri(file) } }));
    let mut lines: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for lens in found.as_array().unwrap() {
        let title = lens["command"]["title"].as_str().unwrap().to_owned();
        lines.entry(lens["range"]["start"]["line"].as_u64().unwrap() + 1).or_default().push(title);
    }
    lines
}

fn command(editor: &mut Editor, name: &str, asked: Value) -> Value {
    let id = editor.request("workspace/executeCommand", json!({ "command": name, "arguments": [asked] }));
    editor.answer(id)
}

/// The line, from 1, that begins with a text.
fn line(text: &str, begins: &str) -> u64 {
    let at =
        text.lines().position(|line| line.trim_start().starts_with(begins)).unwrap_or_else(|| panic!("{begins}"));
    at as u64 + 1
}

fn results(folder: &Folder, model: &str) -> Vec<Value> {
    let ran = folder
        .merit(&format!("run {model} --events events.ndjson --leads leads.csv --as-of 2026-10-31 --format ndjson"))
        .status(0);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn said(part: usize, all: usize) -> String {
    let percent = (200 * part + all) / (2 * all);
    let leads = if part == 1 { "1 lead".to_owned() } else { format!("{part} leads") };
    match percent {
        0 if part > 0 => format!("{leads} (under 1%)"),
        _ => format!("{leads} ({percent}%)"),
    }
}

#[test]
fn numbers_are_those_of_the_commands() {
    let Opened { folder, model, text, mut editor } = opened();
    let lenses = lenses(&mut editor, &model);
    let title =
        |line: u64| lenses.get(&line).unwrap_or_else(|| panic!("nothing above line {line}: {lenses:#?}"))[0].as_str();
    let results = results(&folder, "shop.score");
    let all = results.len();
    assert!(all > 20);
    let count = |is_one: &dyn Fn(&Value) -> bool| results.iter().filter(|result| is_one(result)).count();
    assert_eq!(title(line(&text, "model shop")), format!("{all} leads"));
    for tier in ["Ready", "Warm", "New"] {
        let here = count(&|result| result["tiers"]["interest"] == tier);
        assert_eq!(title(line(&text, &format!("\"{tier}\""))), format!("{} in \"{tier}\"", said(here, all)));
    }
    for letter in ["A", "B", "C"] {
        let here = count(&|result| result["grades"]["fit"] == letter);
        assert_eq!(title(line(&text, &format!("{letter}  "))), format!("{} with {letter}", said(here, all)));
    }
    for segment in ["Sales list", "Cooling down"] {
        let here = count(&|result| result["segments"].as_array().unwrap().contains(&json!(segment)));
        let line = line(&text, &format!("segment \"{segment}\""));
        assert_eq!(title(line), format!("{} in \"{segment}\"", said(here, all)));
    }
    for tier in ["Ready", "Warm", "New"] {
        let here =
            |letter: &str| count(&|result| result["tiers"]["interest"] == tier && result["grades"]["fit"] == letter);
        let row = line(&text, &format!("row \"{tier}\""));
        assert_eq!(title(row), format!("A {} · B {} · C {} leads", here("A"), here("B"), here("C")));
    }
    // Rules, by the ledgers of all leads.
    let ids: Vec<&str> = results.iter().map(|result| result["lead"].as_str().unwrap()).collect();
    let mut arguments = vec!["explain", "shop.score", "--events", "events.ndjson", "--leads", "leads.csv"];
    arguments.extend(["--as-of", "2026-10-31", "--format", "json", "--lead"]);
    arguments.extend(&ids);
    let ran = folder.run(&arguments, b"", &[]).status(0);
    let explained: Value = serde_json::from_str(&ran.out).unwrap();
    let mut matched: BTreeMap<u64, usize> = BTreeMap::new();
    for lead in explained["leads"].as_array().unwrap() {
        let headings = lead["scores"].as_array().unwrap().iter().chain(lead["grades"].as_array().unwrap());
        for rule in headings
            .flat_map(|heading| heading["groups"].as_array().unwrap())
            .flat_map(|group| group["rules"].as_array().unwrap())
        {
            let gave = if rule["standing"] == true {
                rule["applies"] == true
            } else {
                !rule["entries"].as_array().unwrap().is_empty()
            };
            *matched.entry(rule["place"]["line"].as_u64().unwrap()).or_default() += usize::from(gave);
        }
    }
    assert_eq!(matched.len(), 14);
    assert!(matched.values().filter(|count| **count > 0).count() > 10, "{matched:?}");
    for (line, count) in matched {
        assert_eq!(title(line), format!("matched {}", said(count, all)), "line {line}");
    }
    // And one by looking at the log alone.
    let log = folder.read("events.ndjson");
    let asked: std::collections::BTreeSet<String> = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|record| record["type"] == "quote_request" && record["at"].as_str().unwrap() < "2026-10-31T22")
        .map(|record| record["lead"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(title(line(&text, "+30  quote_request")), format!("matched {}", said(asked.len(), all)));
    assert_eq!(editor.close(), 0);
}

#[test]
fn numbers_belong_to_the_text_that_is_there() {
    let Opened { folder, model, text, mut editor } = opened();
    let before = results(&folder, "shop.score");
    let warm = line(&text, "\"Warm\"");
    let had = lenses(&mut editor, &model)[&warm][0].clone();
    let changed = text.replace("\"Warm\"   from 25", "\"Warm\"   from 12");
    assert_ne!(changed, text);
    editor.did_change(&model, 2, &changed);
    // At once: nothing of the old text, in the same lines.
    let now = lenses(&mut editor, &model);
    assert_eq!(now[&warm], ["…"], "the numbers of another text were {had}");
    assert_eq!(now[&line(&text, "+30  quote")], ["…"]);
    refreshed(&mut editor);
    folder.write("other.score", &changed);
    let after = results(&folder, "other.score");
    let tier = |result: &Value| result["tiers"]["interest"].clone();
    let moved = before.iter().zip(&after).filter(|(before, after)| tier(before) != tier(after)).count();
    assert!(moved > 0);
    let here = after.iter().filter(|result| tier(result) == "Warm").count();
    let leads = if moved == 1 { "1 lead".to_owned() } else { format!("{moved} leads") };
    let expected = format!("{} in \"Warm\" · this threshold moves {leads}", said(here, after.len()));
    assert_eq!(lenses(&mut editor, &model)[&warm][0], expected);
    // Half written, there are none; and back again, there are those of before.
    editor.did_change(&model, 3, &text.replace("from 25", "from"));
    let now = lenses(&mut editor, &model);
    assert!(now.values().flatten().all(|title| !title.contains("lead")), "{now:#?}");
    editor.did_change(&model, 4, &text);
    refreshed(&mut editor);
    assert_eq!(lenses(&mut editor, &model)[&warm][0], had);
    assert_eq!(editor.close(), 0);
}

#[test]
fn tests_and_leads_are_run_and_explained_in_place() {
    let Opened { folder, model, text, mut editor } = opened();
    let name = "a quote request goes to sales at once";
    let asked = json!({ "uri": uri(&model), "test": name });
    let ran = command(&mut editor, "merit.runTest", asked.clone());
    assert_eq!(ran["result"]["passed"], true, "{ran}");
    editor.wait("the message", |editor| {
        editor.told.iter().any(|told| told["params"]["message"] == ran["result"]["text"])
    });
    let wrong =
        text.replace("expect interest 30, interest tier \"Warm\"", "expect interest 31, interest tier \"Warm\"");
    editor.did_change(&model, 2, &wrong);
    let ran = command(&mut editor, "merit.runTest", asked.clone());
    assert_eq!(ran["result"]["passed"], false);
    assert_eq!(ran["result"]["failures"][0]["actual"], "30");
    assert_eq!(ran["result"]["failures"].as_array().unwrap().len(), 1);
    let ledger = command(&mut editor, "merit.explainTest", asked);
    let ledger = ledger["result"]["text"].as_str().unwrap();
    assert!(ledger.contains("quote_request") && ledger.contains("as of 2025-01-08"), "{ledger}");
    editor.did_change(&model, 3, &text);
    // The same text as the command's.
    let lead = "Hotel Výhled";
    let told = command(&mut editor, "merit.explainLead", json!({ "uri": uri(&model), "lead": lead }));
    let mut arguments = vec!["explain", "shop.score", "--events", "events.ndjson", "--leads", "leads.csv"];
    arguments.extend(["--as-of", "2026-10-31", "--lead", lead]);
    let ran = folder.run(&arguments, b"", &[]).status(0);
    assert_eq!(told["result"]["text"].as_str().unwrap(), ran.out);
    let nobody = command(&mut editor, "merit.explainLead", json!({ "uri": uri(&model), "lead": "nobody" }));
    assert!(nobody["error"]["message"].as_str().unwrap().contains("neither in the log"), "{nobody}");
    // A lead that shows what the rule does.
    refreshed(&mut editor);
    let sample = line(&text, "+15  sample_order");
    let told = command(&mut editor, "merit.explainLead", json!({ "uri": uri(&model), "line": sample }));
    assert!(told["result"]["text"].as_str().unwrap().contains("sample_order"), "{told}");
    for wrong in
        [json!({ "uri": uri(&model) }), json!({}), json!("x"), json!({ "uri": "file:///no/x.score", "lead": "x" })]
    {
        assert!(command(&mut editor, "merit.explainLead", wrong)["error"]["message"].is_string());
    }
    assert_eq!(editor.close(), 0);
}

#[test]
fn a_test_of_a_lead_passes_and_says_nothing_personal() {
    let Opened { folder, model, mut text, mut editor } = opened();
    let table = folder.read("leads.csv");
    let personal: Vec<&str> = table
        .lines()
        .skip(1)
        .flat_map(|line| line.split(',').skip(1).take(2))
        .filter(|cell| !cell.is_empty())
        .collect();
    assert!(personal.len() > 20);
    let leads: Vec<String> =
        results(&folder, "shop.score").iter().map(|result| result["lead"].as_str().unwrap().to_owned()).collect();
    let rules: Vec<u64> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.trim_start().starts_with(['+', '-']))
        .map(|(at, _)| at)
        .collect();
    let mut asked: Vec<Value> = rules.iter().map(|line| json!({ "uri": uri(&model), "line": line })).collect();
    asked.extend(leads.iter().map(|lead| json!({ "uri": uri(&model), "lead": lead })));
    let (mut made, mut refused) = (0, Vec::new());
    let before = text.clone();
    for asked in &asked {
        let answer = command(&mut editor, "merit.testOfLead", asked.clone());
        let Some(test) = answer["result"]["test"].as_str() else {
            refused.push(answer["error"]["message"].as_str().unwrap().to_owned());
            continue;
        };
        made += 1;
        for cell in &personal {
            assert!(!test.contains(cell), "{cell} in\n{test}");
        }
        assert!(leads.iter().all(|lead| !test.contains(lead.as_str())), "{test}");
        let edit = &answer["result"]["edit"]["changes"][uri(&model)][0];
        assert_eq!(edit["range"]["start"], edit["range"]["end"]);
        folder.write("shop.score", format!("{before}{}", edit["newText"].as_str().unwrap()));
        folder.merit("test shop.score").status(0).says("7 tests passed");
        folder.merit("check shop.score").status(0);
    }
    assert!(made * 10 > asked.len() * 9, "{made} of {}: {refused:#?}", asked.len());
    // The editor was asked to put it there; once it is, the same again has another name.
    let is_edit = |told: &Value| told["method"] == "workspace/applyEdit";
    editor.wait("the change", |editor| editor.told.iter().any(is_edit));
    for version in 2..4 {
        let answer = command(&mut editor, "merit.testOfLead", asked[0].clone());
        assert!(answer["error"].is_null(), "{answer}");
        text += answer["result"]["edit"]["changes"][uri(&model)][0]["newText"].as_str().unwrap();
        editor.did_change(&model, version, &text);
        editor.findings(&model, version);
        refreshed(&mut editor);
    }
    folder.write("shop.score", &text);
    folder.merit("test shop.score").status(0).says("8 tests passed");
    assert_eq!(editor.close(), 0);
}

/// Which leads are in a sample: documented in reference/lsp.md.
fn rank(lead: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in lead.bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x100_0000_01b3);
    }
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53, 1] {
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(factor);
    }
    hash
}

#[test]
fn a_large_log_is_sampled_by_lead_whatever_the_order() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    let mut lines: Vec<String> = Vec::new();
    for number in 0..20_000usize {
        let (lead, day) = (number * 7919 % 3_000, number % 28 + 1);
        let path = if number % 5 == 0 { "/pricing" } else { "/" };
        lines.push(support::view(
            &number.to_string(),
            &format!("lead {lead}"),
            &format!("2026-03-{day:02}T10:00:00Z"),
            path,
        ));
    }
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let model = root.join("site.score");
    folder.write("events.ndjson", lines.concat());
    let ran = folder.merit("run site.score --events events.ndjson --as-of 2026-03-31 --format ndjson").status(0);
    let results: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let part: Vec<&Value> =
        results.iter().filter(|result| rank(result["lead"].as_str().unwrap()).leading_zeros() >= 3).collect();
    assert!(part.len() > 300 && part.len() < 450, "{}", part.len());
    let hot = part.iter().filter(|result| result["tiers"]["engagement"] == "Hot").count();
    let mut seen = Vec::new();
    for order in 0..2 {
        if order == 1 {
            lines.reverse();
            folder.write("events.ndjson", lines.concat());
        }
        folder
            .write("merit.toml", "[sample]\nevents = [\"events.ndjson\"]\nas-of = \"2026-03-31\"\nrecords = 3000\n");
        let mut editor = open(&root);
        editor.did_open(&model, SITE);
        refreshed(&mut editor);
        let lenses = lenses(&mut editor, &model);
        let title = &lenses[&line(SITE, "\"Hot\"")][0];
        assert_eq!(*title, format!("{} in \"Hot\" of a sample of 1 in 8 leads", said(hot, part.len())));
        assert_eq!(lenses[&line(SITE, "model site")], [format!("{} leads of a sample of 1 in 8 leads", part.len())]);
        // A lead that is not in the sample is explained all the same.
        let other =
            results.iter().map(|result| result["lead"].as_str().unwrap()).find(|lead| rank(lead).leading_zeros() < 3);
        let told = command(&mut editor, "merit.explainLead", json!({ "uri": uri(&model), "lead": other }));
        assert!(told["result"]["text"].as_str().unwrap().contains(other.unwrap()));
        seen.push(lenses);
        assert_eq!(editor.close(), 0);
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn what_keeps_a_sample_from_being_read_is_told_once() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let model = root.join("site.score");
    let good = support::view("1", "ann", "2026-03-01T10:00:00Z", "/pricing");
    folder.write("good.ndjson", &good);
    folder.write("bad.ndjson", good.replace("2026-03-01", "2026-13-01"));
    folder.write(
        "strange.ndjson",
        format!("{good}{}", good.replace("page_view", "page_seen").replace("\"1\"", "\"2\"")),
    );
    let sample = |name: &str| format!("[sample]\nevents = [\"{name}\"]\nas-of = \"2026-03-31\"\n");
    for (name, why) in [("missing.ndjson", "There is no file"), ("bad.ndjson", "bad.ndjson:1")] {
        folder.write("merit.toml", sample(name));
        let mut editor = open(&root);
        editor.did_open(&model, SITE);
        let is_told = |told: &Value| {
            told["method"] == "window/showMessage" && told["params"]["message"].as_str().unwrap().contains(why)
        };
        editor.wait(why, |editor| editor.told.iter().any(is_told));
        for version in 2..5 {
            editor.did_change(&model, version, &format!("{SITE}\n# {version}\n"));
            editor.findings(&model, version);
            std::thread::sleep(std::time::Duration::from_millis(600));
        }
        let shown = lenses(&mut editor, &model);
        assert!(shown.is_empty(), "{shown:#?}");
        assert_eq!(editor.told.iter().filter(|told| is_told(told)).count(), 1, "{:#?}", editor.told);
        assert_eq!(editor.close(), 0);
    }
    // What reading notices is written down, and there are numbers.
    folder.write("merit.toml", sample("strange.ndjson"));
    let mut editor = open(&root);
    editor.did_open(&model, SITE);
    refreshed(&mut editor);
    let is_noted = |told: &Value| {
        told["method"] == "window/logMessage" && told["params"]["message"].as_str().unwrap().contains("page_seen")
    };
    assert!(editor.told.iter().any(is_noted), "{:#?}", editor.told);
    assert_eq!(lenses(&mut editor, &model)[&line(SITE, "model site")], ["1 lead"]);
    // Another log on the disk: other numbers.
    folder.write("strange.ndjson", format!("{good}{}", good.replace("ann", "bob").replace("\"1\"", "\"3\"")));
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri(&model) } }));
    refreshed(&mut editor);
    assert_eq!(lenses(&mut editor, &model)[&line(SITE, "model site")], ["2 leads"]);
    assert_eq!(editor.close(), 0);
    // A key that there is not.
    folder.write("merit.toml", "[sample]\nevent = [\"good.ndjson\"]\nas-of = \"2026-03-31\"\n");
    let mut editor = open(&root);
    editor.did_open(&model, SITE);
    let settings = uri(&root.join("merit.toml"));
    editor.wait("the finding", |editor| {
        editor
            .published
            .get(&settings)
            .is_some_and(|told| told["diagnostics"][0]["message"].as_str().unwrap_or("").contains("events"))
    });
    folder.merit("check site.score").status(2).warns("there is no setting called event;");
    assert_eq!(editor.close(), 0);
}

#[test]
fn records_that_change_on_the_disk_are_counted_again() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.write(
        "merit.toml",
        "[sample]\nevents = [\"logs/*.ndjson\"]\nleads = [\"leads.csv\"]\nas-of = \"2026-03-31\"\n",
    );
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let model = root.join("site.score");
    let view = |id: &str, lead: &str| support::view(id, lead, "2026-03-01T10:00:00Z", "/pricing");
    folder.write("logs/a.ndjson", view("1", "ann"));
    folder.write("leads.csv", "lead\nann\n");
    let all = |editor: &mut Editor| lenses(editor, &model)[&line(SITE, "model site")][0].clone();
    let watches = json!({
        "textDocument": { "codeLens": {} },
        "workspace": {
            "codeLens": { "refreshSupport": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
    });
    let mut editor = Editor::open(&root, watches);
    editor.did_open(&model, SITE);
    refreshed(&mut editor);
    assert_eq!(all(&mut editor), "1 lead");
    // The client is asked to watch records, and tells of them; nobody types.
    let registered = editor.told.iter().find(|told| told["method"] == "client/registerCapability").unwrap();
    let watchers = registered["params"]["registrations"][0]["registerOptions"]["watchers"].to_string();
    assert!(watchers.contains("**/*.ndjson") && watchers.contains("**/*.parquet"), "{watchers}");
    let steps = [
        ("logs/b.ndjson", view("2", "bob"), 1, "2 leads"),
        ("logs/a.ndjson", view("1", "ann") + &view("3", "cem"), 2, "3 leads"),
        ("leads.csv", "lead\nann\ndan\n".to_owned(), 2, "4 leads"),
    ];
    for (file, text, kind, says) in &steps {
        folder.write(file, text);
        let changes = json!({ "changes": [{ "uri": uri(&root.join(file)), "type": kind }] });
        editor.tell("workspace/didChangeWatchedFiles", changes);
        refreshed(&mut editor);
        assert_eq!(all(&mut editor), *says);
    }
    assert_eq!(editor.close(), 0);
    // A client that watches nothing: the next time it asks for numbers, they are counted again.
    let mut editor = open(&root);
    editor.did_open(&model, SITE);
    refreshed(&mut editor);
    assert_eq!(all(&mut editor), "4 leads");
    assert!(editor.told.iter().all(|told| told["method"] != "client/registerCapability"));
    folder.write("logs/c.ndjson", view("4", "eve"));
    all(&mut editor);
    refreshed(&mut editor);
    assert_eq!(all(&mut editor), "5 leads");
    // A sample that is taken out, and put in again.
    let settings = folder.read("merit.toml");
    folder.write("merit.toml", "");
    all(&mut editor);
    refreshed(&mut editor);
    assert!(!lenses(&mut editor, &model).contains_key(&line(SITE, "model site")));
    folder.write("merit.toml", settings);
    lenses(&mut editor, &model);
    refreshed(&mut editor);
    assert_eq!(all(&mut editor), "5 leads");
    assert_eq!(editor.close(), 0);
}

#[test]
fn without_a_sample_there_are_no_numbers_and_without_lenses_they_stand_behind_the_lines() {
    let (folder, root) = shop();
    let model = root.join("shop.score");
    let text = folder.read("shop.score");
    let hints =
        json!({ "textDocument": { "inlayHint": {} }, "workspace": { "inlayHint": { "refreshSupport": true } } });
    let mut editor = Editor::open(&root, hints);
    editor.did_open(&model, &text);
    editor
        .wait("new numbers", |editor| editor.told.iter().any(|told| told["method"] == "workspace/inlayHint/refresh"));
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 500, "character": 0 } });
    let asked = json!({ "textDocument": { "uri": uri(&model) }, "range": range });
    let found = editor.ask("textDocument/inlayHint", asked.clone());
    let matched = |found: &Value| {
        found.as_array().unwrap().iter().filter(|hint| hint["label"].as_str().unwrap().starts_with("matched")).count()
    };
    assert_eq!(matched(&found), 14, "{found:#?}");
    assert!(lenses(&mut editor, &model).values().flatten().all(|title| title == "Run test" || title == "Explain"));
    assert_eq!(editor.close(), 0);
    folder.write("merit.toml", "");
    let mut editor = open(&root);
    editor.did_open(&model, &text);
    editor.findings(&model, 1);
    std::thread::sleep(std::time::Duration::from_secs(1));
    let shown = lenses(&mut editor, &model);
    assert!(shown.values().flatten().all(|title| title == "Run test" || title == "Explain"), "{shown:#?}");
    assert_eq!(shown.len(), 6);
    assert!(
        command(&mut editor, "merit.explainLead", json!({ "uri": uri(&model), "lead": "x" }))["error"]["message"]
            .as_str()
            .unwrap()
            .contains("[sample]")
    );
    assert_eq!(editor.close(), 0);
}
