//! The same through the protocol.

use std::sync::Arc;
use std::thread::JoinHandle;

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use merit_lsp::MemoryHost;
use merit_lsp::server::{End, serve};
use serde_json::{Value, json};

use crate::drawn::{MODEL, VOCABULARY};

/// A client and a server with the two files of the shop; the model is open.
struct Session {
    client: Connection,
    server: Option<JoinHandle<End>>,
    asked: i32,
}

const SHOP: &str = "file:///shop.score";

impl Session {
    fn start(capabilities: &Value) -> (Self, Value) {
        let (server, client) = Connection::memory();
        let host = MemoryHost::new().with("/shop.score", MODEL).with("/vocabulary.score", VOCABULARY);
        let server = std::thread::spawn(move || serve(&server, Arc::new(host), "test"));
        let mut session = Self { client, server: Some(server), asked: 0 };
        let answer = session.ask(
            "initialize",
            json!({ "capabilities": capabilities, "workspaceFolders": [{ "uri": "file:///", "name": "shop" }] }),
        );
        session.tell("initialized", json!({}));
        session.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": SHOP, "languageId": "score", "version": 1, "text": MODEL } }),
        );
        // The folder is searched meanwhile: until then, what stands in its other files cannot be renamed.
        while session.at("textDocument/prepareRename", "page_view where", &json!({})).is_err() {
            std::thread::yield_now();
        }
        (session, answer.unwrap())
    }

    fn tell(&self, method: &str, params: Value) {
        self.client.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    /// The result of a request, or the message of its error. Everything else that comes meanwhile is left.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.client.sender.send(Message::Request(Request::new(id.clone(), method.to_owned(), params))).unwrap();
        loop {
            match self.client.receiver.recv_timeout(std::time::Duration::from_secs(60)).unwrap() {
                Message::Response(answer) if answer.id == id => {
                    let answer = serde_json::to_value(&answer).unwrap();
                    return match answer.get("error") {
                        Some(error) => Err(error["message"].as_str().unwrap().to_owned()),
                        None => Ok(answer["result"].clone()),
                    };
                }
                _ => {}
            }
        }
    }

    /// A request about the place of a text in the model.
    fn at(&mut self, method: &str, needle: &str, more: &Value) -> Result<Value, String> {
        let mut params = json!({ "textDocument": { "uri": SHOP }, "position": position(MODEL, needle) });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.ask(method, params)
    }

    fn document(&mut self, method: &str, more: &Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": SHOP } });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.ask(method, params).unwrap()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.server.take().unwrap().join().unwrap(), End::Asked);
    }
}

fn position(text: &str, needle: &str) -> Value {
    let at = text.find(needle).unwrap_or_else(|| panic!("{needle} is nowhere"));
    let line = text[..at].matches('\n').count();
    let character = text[..at].rsplit('\n').next().unwrap().encode_utf16().count();
    json!({ "line": line, "character": character })
}

/// Everything a modern client says it can.
fn modern() -> Value {
    json!({
        "textDocument": {
            "definition": { "linkSupport": true },
            "rename": { "prepareSupport": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    })
}

#[test]
fn what_the_server_knows_is_announced() {
    let (_session, answer) = Session::start(&modern());
    let capabilities = &answer["capabilities"];
    for name in [
        "definitionProvider",
        "referencesProvider",
        "documentHighlightProvider",
        "documentSymbolProvider",
        "workspaceSymbolProvider",
        "foldingRangeProvider",
        "selectionRangeProvider",
        "hoverProvider",
        "inlayHintProvider",
    ] {
        assert_eq!(capabilities[name], json!(true), "{name}");
    }
    assert_eq!(capabilities["renameProvider"]["prepareProvider"], json!(true));
    assert_eq!(capabilities["semanticTokensProvider"]["full"]["delta"], json!(true));
    assert!(capabilities["documentLinkProvider"].is_object());
}

#[test]
fn definitions_come_as_links_or_places() {
    let (mut session, _) = Session::start(&modern());
    let found = session.at("textDocument/definition", "page_view where", &json!({})).unwrap();
    assert_eq!(found[0]["targetUri"], json!("file:///vocabulary.score"));
    assert_eq!(found[0]["targetSelectionRange"]["start"], json!({ "line": 3, "character": 6 }));
    assert_eq!(found[0]["originSelectionRange"]["end"], json!({ "line": 11, "character": 18 }));
    let (mut session, _) = Session::start(&json!({}));
    let found = session.at("textDocument/definition", "page_view where", &json!({})).unwrap();
    assert_eq!(found[0]["uri"], json!("file:///vocabulary.score"));
    assert_eq!(session.at("textDocument/definition", "range 0", &json!({})).unwrap(), Value::Null);
}

#[test]
fn references_and_highlights() {
    let (mut session, _) = Session::start(&modern());
    let all = json!({ "context": { "includeDeclaration": true } });
    let found = session.at("textDocument/references", "page_view where", &all).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 4);
    let uses = json!({ "context": { "includeDeclaration": false } });
    let found = session.at("textDocument/references", "page_view where", &uses).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 3);
    let found = session.at("textDocument/documentHighlight", "interest\n  \"Hot\"", &json!({})).unwrap();
    let kinds: Vec<i64> = found.as_array().unwrap().iter().map(|one| one["kind"].as_i64().unwrap()).collect();
    assert_eq!(kinds, [3, 2, 2]);
}

#[test]
fn renaming_asks_first_and_tells_the_versions() {
    let (mut session, _) = Session::start(&modern());
    let prepared = session.at("textDocument/prepareRename", "Warm\"  from", &json!({})).unwrap();
    assert_eq!(prepared["placeholder"], json!("Warm"));
    assert_eq!(prepared["range"]["start"], position(MODEL, "Warm\"  from"));
    let edit = session.at("textDocument/rename", "page_view where", &json!({ "newName": "visit" })).unwrap();
    let changes = edit["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    let of = |uri: &str| changes.iter().find(|change| change["textDocument"]["uri"] == json!(uri)).unwrap();
    assert_eq!(of(SHOP)["textDocument"]["version"], json!(1));
    assert_eq!(of(SHOP)["edits"].as_array().unwrap().len(), 3);
    assert_eq!(of("file:///vocabulary.score")["textDocument"]["version"], Value::Null);
    let why = session.at("textDocument/rename", "page_view where", &json!({ "newName": "email_click" })).unwrap_err();
    assert_eq!(why, "\"email_click\" is already an event (vocabulary.score:11).");
    assert!(session.at("textDocument/prepareRename", "range 0", &json!({})).is_err());
    // An old client takes the changes by address.
    let (mut session, _) = Session::start(&json!({}));
    let edit = session.at("textDocument/rename", "page_view where", &json!({ "newName": "visit" })).unwrap();
    assert_eq!(edit["changes"][SHOP].as_array().unwrap().len(), 3);
}

#[test]
fn outline_and_search() {
    let (mut session, _) = Session::start(&modern());
    let outline = session.document("textDocument/documentSymbol", &json!({}));
    assert_eq!(outline[1]["name"], json!("interest"));
    assert_eq!(outline[1]["children"][0]["children"].as_array().unwrap().len(), 2);
    let found = session.ask("workspace/symbol", json!({ "query": "pageview" })).unwrap();
    assert_eq!(found[0]["name"], json!("page_view"));
    assert_eq!(found[0]["location"]["uri"], json!("file:///vocabulary.score"));
    let (mut session, _) = Session::start(&json!({}));
    let flat = session.document("textDocument/documentSymbol", &json!({}));
    assert!(flat.as_array().unwrap().iter().any(|one| one["containerName"] == json!("Pages")));
}

/// The pieces as line, character, length.
fn absolute(data: &[u64]) -> Vec<(u64, u64, u64)> {
    let (mut line, mut character) = (0, 0);
    data.chunks(5)
        .map(|piece| {
            character = if piece[0] == 0 { character + piece[1] } else { piece[1] };
            line += piece[0];
            (line, character, piece[2])
        })
        .collect()
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

#[test]
fn colours_whole_in_part_and_as_a_difference() {
    let (mut session, _) = Session::start(&modern());
    let whole = session.document("textDocument/semanticTokens/full", &json!({}));
    let before = numbers(&whole["data"]);
    let pieces = absolute(&before);
    assert!(pieces.contains(&(11, 9, 9)), "page_view in line 12");
    let range =
        json!({ "range": { "start": { "line": 11, "character": 0 }, "end": { "line": 12, "character": 0 } } });
    let part = session.document("textDocument/semanticTokens/range", &range);
    let part = absolute(&numbers(&part["data"]));
    assert_eq!(part, pieces.iter().copied().filter(|(line, ..)| *line == 11).collect::<Vec<_>>());
    let change = json!({ "range": { "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 0 } }, "text": "# ไทย\n" });
    let document = json!({ "uri": SHOP, "version": 2 });
    session.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    let previous = json!({ "previousResultId": whole["resultId"] });
    let delta = session.document("textDocument/semanticTokens/full/delta", &previous);
    let edits = delta["edits"].as_array().unwrap();
    let mut now = before;
    for edit in edits {
        let (start, count) =
            (edit["start"].as_u64().unwrap() as usize, edit["deleteCount"].as_u64().unwrap() as usize);
        now.splice(start..start + count, edit.get("data").map_or_else(Vec::new, numbers));
    }
    let fresh = session.document("textDocument/semanticTokens/full", &json!({}));
    assert_eq!(now, numbers(&fresh["data"]));
    assert!(absolute(&now).contains(&(1, 0, 5)), "the comment counts UTF-16 units");
    // A number that is not known any more: everything.
    let unknown = session.document("textDocument/semanticTokens/full/delta", &json!({ "previousResultId": "x" }));
    assert_eq!(numbers(&unknown["data"]), now);
}

#[test]
fn folding_selection_links_hover_and_hints() {
    let (mut session, _) = Session::start(&modern());
    let folds = session.document("textDocument/foldingRange", &json!({}));
    assert!(folds.as_array().unwrap().contains(&json!({ "startLine": 7, "endLine": 15 })), "{folds}");
    let at = position(MODEL, "pricing\" and");
    let selection = session.document("textDocument/selectionRange", &json!({ "positions": [at, at] }));
    assert_eq!(selection.as_array().unwrap().len(), 2);
    assert!(selection[0]["parent"]["parent"]["parent"].is_object());
    let links = session.document("textDocument/documentLink", &json!({}));
    assert_eq!(links[0]["target"], json!("file:///vocabulary.score"));
    let hover = session.at("textDocument/hover", "Warm\"  from", &json!({})).unwrap();
    assert!(hover["contents"]["value"].as_str().unwrap().contains("**20 to 50**"), "{hover}");
    let last = MODEL.lines().count();
    let range =
        json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": last, "character": 0 } } });
    let hints = session.document("textDocument/inlayHint", &range);
    assert!(hints.as_array().unwrap().iter().any(|hint| hint["label"] == json!("interest: at most 60")), "{hints}");
}

#[test]
fn places_far_outside_are_answered() {
    let (mut session, _) = Session::start(&modern());
    let far = json!({ "line": 99_999, "character": 99_999 });
    for method in ["definition", "hover", "documentHighlight"] {
        let method = format!("textDocument/{method}");
        let answer = session.ask(&method, json!({ "textDocument": { "uri": SHOP }, "position": far }));
        assert!(answer.is_ok(), "{method}: {answer:?}");
    }
    let answer = session.document("textDocument/selectionRange", &json!({ "positions": [far] }));
    assert_eq!(answer.as_array().unwrap().len(), 1);
}
