//! What may take long: it has a limit, ends when nobody waits for it, and holds up nobody who types.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use merit_compiler::FileProblem;
use merit_ir::{Layout, Model};
use merit_lsp::server::{End, serve};
use merit_lsp::{Host, MemoryHost, Records, Rules, SampleRead, SampleSettings, SettingsProblem};
use merit_values::EventBatchBuilder;
use merit_workbench::sample::HowRead;
use serde_json::{Value, json};

const MODEL: &str = "edition 1\n\nevent visit\n\nmodel m\n  timezone \"UTC\"\n\nscore s\n  +5  visit  every time\n";
const PATH: &str = "file:///m.score";

/// A project whose log has one lead with so many visits, one each minute, and then goes on until it may end, or nobody wants more.
struct Endless {
    files: MemoryHost,
    visits: usize,
    time: Duration,
    may_end: Arc<Mutex<bool>>,
    /// Those that are reading now.
    reading: Arc<AtomicUsize>,
}

impl Host for Endless {
    fn resolve(&self, path: &Path) -> PathBuf {
        self.files.resolve(path)
    }

    fn project_of(&self, file: &Path) -> PathBuf {
        self.files.project_of(file)
    }

    fn score_files(&self, folder: &Path) -> Vec<PathBuf> {
        self.files.score_files(folder)
    }

    fn list_files(&self, project: &Path) -> Vec<PathBuf> {
        self.files.list_files(project)
    }

    fn read(&self, project: &Path, inside: &str) -> Result<Vec<u8>, FileProblem> {
        self.files.read(project, inside)
    }

    fn rules(&self, project: &Path) -> Result<Arc<dyn Rules>, SettingsProblem> {
        self.files.rules(project)
    }

    fn is_settings(&self, file: &Path) -> bool {
        self.files.is_settings(file)
    }

    fn page(&self, code: merit_diagnostics::Code) -> Option<&'static str> {
        self.files.page(code)
    }

    fn sample(&self, _: &Path) -> Option<SampleSettings> {
        Some(SampleSettings { identity: "endless".to_owned(), records: 1_000_000, time: self.time })
    }

    fn read_sample(
        &self,
        _: &Path,
        model: &Model,
        take: &mut dyn FnMut(Records) -> ControlFlow<()>,
    ) -> Result<Option<SampleRead>, String> {
        let batch = |visits: usize| {
            let mut log = EventBatchBuilder::new(0, Layout::of(model).slots().len(), false);
            let noon = 1_772_625_600_000_000;
            for minute in 0..visits as u64 {
                let at = merit_values::Instant(noon + i64::try_from(minute).unwrap() * 60_000_000);
                log.event(minute, None, "ann", at, 0, []);
            }
            Records::Events(log.finish())
        };
        self.reading.fetch_add(1, Ordering::SeqCst);
        let mut flow = take(batch(self.visits));
        while flow.is_continue() && !*self.may_end.lock().unwrap() {
            std::thread::sleep(Duration::from_millis(1));
            flow = take(batch(0));
        }
        self.reading.fetch_sub(1, Ordering::SeqCst);
        let as_of = merit_values::Instant(1_775_000_000_000_000);
        let how = HowRead { as_of, compares_ids: false, sources: vec!["log".to_owned()] };
        Ok(flow.is_continue().then(|| SampleRead { how, notes: Vec::new() }))
    }
}

struct Session {
    client: Connection,
    server: JoinHandle<End>,
    asked: i32,
    told: Vec<Notification>,
    changes: usize,
    may_end: Arc<Mutex<bool>>,
    reading: Arc<AtomicUsize>,
}

impl Session {
    fn start(visits: usize, time: Duration) -> Self {
        let (server, client) = Connection::memory();
        let (may_end, reading) = (Arc::default(), Arc::default());
        let files = MemoryHost::new().with("/m.score", MODEL);
        let host = Endless { files, visits, time, may_end: Arc::clone(&may_end), reading: Arc::clone(&reading) };
        let server = std::thread::spawn(move || serve(&server, Arc::new(host), "test"));
        let mut session = Self { client, server, asked: 0, told: Vec::new(), changes: 0, may_end, reading };
        let id = session.request(
            "initialize",
            json!({ "capabilities": { "workspace": { "applyEdit": true } }, "workspaceFolders": [] }),
        );
        session.answer(&id).unwrap();
        session.tell("initialized", json!({}));
        let document = json!({ "uri": PATH, "languageId": "score", "version": 1, "text": MODEL });
        session.tell("textDocument/didOpen", json!({ "textDocument": document }));
        session
    }

    fn tell(&self, method: &str, params: Value) {
        self.client.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.client.sender.send(Message::Request(Request::new(id.clone(), method.to_owned(), params))).unwrap();
        id
    }

    fn command(&mut self, name: &str) -> RequestId {
        let asked = json!({ "uri": PATH, "lead": "ann" });
        self.request("workspace/executeCommand", json!({ "command": name, "arguments": [asked] }))
    }

    /// The result of a request, or code and message of its error.
    fn answer(&mut self, id: &RequestId) -> Result<Value, (i64, String)> {
        loop {
            match self.client.receiver.recv_timeout(Duration::from_secs(60)).unwrap() {
                Message::Response(answer) if answer.id == *id => {
                    let answer = serde_json::to_value(&answer).unwrap();
                    return match answer.get("error") {
                        Some(error) => {
                            Err((error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().to_owned()))
                        }
                        None => Ok(answer["result"].clone()),
                    };
                }
                Message::Notification(note) => self.told.push(note),
                Message::Request(request) => self.changes += usize::from(request.method == "workspace/applyEdit"),
                Message::Response(_) => {}
            }
        }
    }

    fn until(&self, readers: usize) {
        let end = Instant::now() + Duration::from_secs(60);
        while self.reading.load(Ordering::SeqCst) != readers {
            assert!(Instant::now() < end, "{} are reading", self.reading.load(Ordering::SeqCst));
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn close(mut self) {
        *self.may_end.lock().unwrap() = true;
        let id = self.request("shutdown", Value::Null);
        self.answer(&id).unwrap();
        self.tell("exit", Value::Null);
        assert_eq!(self.server.join().unwrap(), End::Asked);
    }
}

const COMMANDS: [&str; 2] = ["merit.explainLead", "merit.testOfLead"];

#[test]
fn looking_for_a_lead_has_a_limit_and_says_what_can_be_done() {
    let mut session = Session::start(1, Duration::from_millis(100));
    for command in COMMANDS {
        let id = session.command(command);
        let (_, message) = session.answer(&id).unwrap_err();
        let wanted = "takes longer than 0 s: [sample] of merit.toml can name fewer files, or allow more seconds.";
        assert!(message.contains(wanted), "{message}");
    }
    session.until(0);
    session.close();
}

#[test]
fn making_a_test_of_a_lead_to_which_much_happened_has_a_limit_too() {
    let mut session = Session::start(30_000, Duration::from_millis(300));
    *session.may_end.lock().unwrap() = true;
    let id = session.command("merit.testOfLead");
    let (_, message) = session.answer(&id).unwrap_err();
    let is_known = message.contains("a lead to which less happened may do") || message.contains("takes longer than");
    assert!(is_known, "{message}");
    session.close();
}

#[test]
fn nobody_who_types_waits_for_a_command_and_a_cancelled_one_ends() {
    let mut session = Session::start(1, Duration::from_secs(3_600));
    // More of them than there are threads.
    let asked: Vec<RequestId> = (0..6).map(|number| session.command(COMMANDS[number % 2])).collect();
    // Those that run, and the numbers.
    while session.reading.load(Ordering::SeqCst) < 2 {
        std::thread::sleep(Duration::from_millis(1));
    }
    for version in 2..6 {
        let document = json!({ "uri": PATH, "version": version });
        let text = format!("{MODEL}# {version}\n");
        session.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
        let place = json!({ "line": 8, "character": 6 });
        let id =
            session.request("textDocument/completion", json!({ "textDocument": { "uri": PATH }, "position": place }));
        let offered = session.answer(&id).unwrap();
        assert!(offered.to_string().contains("visit"), "{offered}");
    }
    for id in &asked {
        session.tell("$/cancelRequest", json!({ "id": serde_json::to_value(id).unwrap() }));
    }
    for id in &asked {
        assert_eq!(session.answer(id).unwrap_err().0, -32800);
    }
    // Only the numbers may still be read.
    let end = Instant::now() + Duration::from_secs(60);
    while session.reading.load(Ordering::SeqCst) > 1 {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(1));
    }
    session.close();
}

#[test]
fn a_test_is_not_put_into_a_file_that_has_changed_meanwhile() {
    let mut session = Session::start(1, Duration::from_secs(3_600));
    for (version, is_changed) in [(2, true), (3, false)] {
        *session.may_end.lock().unwrap() = false;
        let id = session.command("merit.testOfLead");
        if is_changed {
            let document = json!({ "uri": PATH, "version": version });
            let text = format!("# longer than it was\n{MODEL}");
            session.tell(
                "textDocument/didChange",
                json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
            );
            // The change has come before the command is through.
            let text = session.request("merit/text", json!({ "textDocument": { "uri": PATH } }));
            session.answer(&text).unwrap();
        }
        *session.may_end.lock().unwrap() = true;
        assert!(session.answer(&id).unwrap()["test"].as_str().unwrap().contains("expect s 5"));
        // What is said beside the answer comes before the answer to another question.
        let text = session.request("merit/text", json!({ "textDocument": { "uri": PATH } }));
        session.answer(&text).unwrap();
        let said = |session: &Session| {
            let shown = session.told.iter().filter(|note| note.method == "window/showMessage");
            shown.filter_map(|note| note.params["message"].as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let end = Instant::now() + Duration::from_secs(60);
        while said(&session).is_empty() {
            assert!(Instant::now() < end);
            let text = session.request("merit/text", json!({ "textDocument": { "uri": PATH } }));
            session.answer(&text).unwrap();
        }
        assert_eq!(said(&session)[0].contains("changed meanwhile"), is_changed, "{:?}", said(&session));
        assert_eq!(session.changes, usize::from(!is_changed));
        session.told.clear();
    }
    session.close();
}
