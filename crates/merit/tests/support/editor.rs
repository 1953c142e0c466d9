//! A small editor that speaks to the built language server.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// How long is waited before it is a failure, in pieces: while everything on a machine is stopped, only one piece passes.
pub struct Patience(u64);

const PIECE: Duration = Duration::from_millis(50);

impl Patience {
    pub const fn of_seconds(seconds: u64) -> Self {
        Self(seconds * 20)
    }
}

/// Longer waits are a failure.
const LONG: u64 = 120;

pub struct Editor {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    next: i64,
    /// Answers that nobody has asked for yet.
    answers: HashMap<i64, Value>,
    answered: HashSet<i64>,
    /// What was published last about each document.
    pub published: HashMap<String, Value>,
    /// Requests and other notifications of the server.
    pub told: VecDeque<Value>,
}

impl Editor {
    pub fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_merit"))
            .args(["lsp", "--stdio"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take().unwrap();
        Self {
            child,
            input,
            messages,
            next: 0,
            answers: HashMap::new(),
            answered: HashSet::new(),
            published: HashMap::new(),
            told: VecDeque::new(),
        }
    }

    /// Starts, and begins a session.
    pub fn open(folder: &Path, capabilities: Value) -> Self {
        let mut editor = Self::start(folder);
        editor.initialize(&[folder], capabilities);
        editor
    }

    pub fn initialize(&mut self, folders: &[&Path], capabilities: Value) -> Value {
        let folders: Vec<Value> = folders.iter().map(|folder| json!({ "uri": uri(folder), "name": "x" })).collect();
        let params =
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders });
        let result = self.ask("initialize", params);
        self.tell("initialized", json!({}));
        result
    }

    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
        self.input.flush().unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and does not wait for its answer.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        let mut patience = Patience::of_seconds(LONG);
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            assert!(self.take(&mut patience), "no answer to {id}");
        }
    }

    /// The result of a request.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Waits until what was told is so.
    pub fn wait(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let mut patience = Patience::of_seconds(LONG);
        while !is_so(self) {
            assert!(self.take(&mut patience), "{what} did not come: {:?}", self.published);
        }
    }

    /// Takes one message; false when none comes in time.
    pub fn take(&mut self, patience: &mut Patience) -> bool {
        let message = loop {
            match self.messages.recv_timeout(PIECE) {
                Ok(message) => break message,
                Err(RecvTimeoutError::Timeout) if patience.0 > 0 => patience.0 -= 1,
                Err(_) => return false,
            }
        };
        if message.get("method").is_none() {
            let id = message["id"].as_i64().unwrap_or(-1);
            assert!(id < 0 || self.answered.insert(id), "answered twice: {message}");
            self.answers.insert(id, message);
        } else if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.published.insert(uri, message["params"].clone());
        } else {
            if let Some(id) = message.get("id") {
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
            }
            self.told.push_back(message);
        }
        true
    }

    pub fn did_open(&mut self, path: &Path, text: &str) {
        let document = json!({ "uri": uri(path), "languageId": "score", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// The whole text is this now.
    pub fn did_change(&mut self, path: &Path, version: i64, text: &str) {
        let document = json!({ "uri": uri(path), "version": version });
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }

    /// Waits for the findings of a version of a document.
    pub fn findings(&mut self, path: &Path, version: i64) -> Vec<Value> {
        let uri = uri(path);
        let is_so = |editor: &Self| editor.published.get(&uri).is_some_and(|told| told["version"] == version);
        self.wait("the findings", is_so);
        self.published[&uri]["diagnostics"].as_array().unwrap().clone()
    }

    /// Ends the session; the exit status comes back.
    pub fn close(mut self) -> i32 {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        self.wait_for_end()
    }

    pub fn wait_for_end(mut self) -> i32 {
        drop(self.input);
        let status = self.child.wait().unwrap();
        let mut told = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert!(told.is_empty(), "{told}");
        status.code().unwrap()
    }
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut size = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some(length) = line.strip_prefix("Content-Length: ") {
            size = length.parse().unwrap();
        }
    }
    let mut bytes = vec![0; size];
    input.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// The address of a path without special characters.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

pub fn code(found: &Value) -> &str {
    found["code"].as_str().unwrap_or("")
}
