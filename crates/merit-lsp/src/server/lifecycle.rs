//! The main loop: from `initialize` to `exit`.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use gen_lsp_types::{
    ChangeNotifications, InitializeParams, InitializeResult, Save, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncKind, TextDocumentSyncOptions, Uri, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::host::Host;
use crate::live::Numbers;
use crate::server::End;
use crate::server::checker::{Checker, News};
use crate::server::client::{Client, folders};
use crate::server::context::{Context, known_path};
use crate::server::counter::Counter;
use crate::server::notifications::{Ignored, NOTIFICATIONS};
use crate::server::pool::{Pool, Task, error};
use crate::server::requests::{Given, REQUESTS};
use crate::server::said::{Said, Texts};
use crate::workspace::Workspace;

/// The state of a session; the main loop alone has it.
pub(super) struct Server<'a> {
    connection: &'a Connection,
    version: &'a str,
    stage: Stage,
    pub(super) client: Arc<Client>,
    /// The colours that were given last.
    given: Arc<Given>,
    pub(super) workspace: Workspace,
    /// Addresses of open documents as the client writes them.
    uris: Arc<HashMap<Arc<Path>, Uri>>,
    /// Requests that are not answered yet.
    pending: HashMap<RequestId, Arc<AtomicBool>>,
    /// The number of the next request to the client.
    asked: i32,
    pool: Pool,
    /// For what may take long, so that nobody who types waits for it.
    commands: Pool,
    checker: Checker,
    counter: Counter,
    numbers: Arc<Numbers>,
    said: Sender<Said>,
    texts: Texts,
    searches: Sender<Found>,
    /// Something changed since the last check.
    changed: bool,
    /// What changed last.
    first: Option<Arc<Path>>,
    /// Findings changed that a client who asks for them does not know of yet.
    unseen: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before `initialize`.
    New,
    Running,
    /// After `shutdown`.
    Down,
}

/// The score files of a folder.
type Found = (PathBuf, Vec<PathBuf>);

/// Files that the client is asked to watch: models, settings, lists, baselines, and the records of samples.
const WATCHED: [&str; 11] = [
    "**/*.score",
    "**/merit.toml",
    "**/*.txt",
    "**/*.csv",
    "**/*.json",
    "**/.gitignore",
    "**/*.ndjson",
    "**/*.jsonl",
    "**/*.parquet",
    "**/*.gz",
    "**/*.zst",
];

/// Threads that answer requests, and as many for commands, which may take seconds.
const WORKERS: usize = 2;

/// Serves one client until it leaves.
#[must_use]
pub fn serve(connection: &Connection, host: Arc<dyn Host>, version: &str) -> End {
    let (answers, answered) = unbounded();
    let (news, told) = unbounded();
    let (searches, found) = unbounded();
    let (said, saying) = unbounded();
    let numbers = Arc::<Numbers>::default();
    let mut server = Server {
        connection,
        version,
        stage: Stage::New,
        client: Arc::default(),
        given: Arc::default(),
        workspace: Workspace::new(host),
        uris: Arc::default(),
        pending: HashMap::new(),
        asked: 0,
        pool: Pool::start(WORKERS, &answers),
        commands: Pool::start(WORKERS, &answers),
        checker: Checker::start(news),
        counter: Counter::start(Arc::clone(&numbers), said.clone()),
        numbers,
        said,
        texts: Texts::default(),
        searches,
        changed: false,
        first: None,
        unseen: false,
    };
    server.run(&answered, &told, &found, &saying)
}

impl Server<'_> {
    fn run(
        &mut self,
        answered: &Receiver<Response>,
        told: &Receiver<News>,
        found: &Receiver<Found>,
        saying: &Receiver<Said>,
    ) -> End {
        loop {
            select! {
                recv(self.connection.receiver) -> message => {
                    let Ok(message) = message else { return End::Left };
                    if let Some(end) = self.take(message) {
                        return end;
                    }
                }
                recv(answered) -> answer => answer.into_iter().for_each(|answer| self.answer(answer)),
                recv(saying) -> said => said.into_iter().for_each(|said| self.say(said)),
                recv(told) -> news => news.into_iter().for_each(|news| self.tell(news)),
                recv(found) -> found => found.into_iter().for_each(|(folder, files)| {
                    self.workspace.found(&folder, files);
                    self.is_changed(None);
                }),
            }
            // All that has come is taken before anything is checked.
            if self.changed && self.connection.receiver.is_empty() {
                self.changed = false;
                let first = self.first.take();
                self.counter.interrupt();
                self.checker.check(self.context(), first);
            }
        }
    }

    /// Takes one message; says whether the session is over.
    fn take(&mut self, message: Message) -> Option<End> {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(note) if note.method == "exit" => {
                return Some(if self.stage == Stage::Down { End::Asked } else { End::Left });
            }
            Message::Notification(note) => self.notification(note),
            // Answers of the client: to the registration, which it may refuse.
            Message::Response(_) => {}
        }
        None
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let refused = match (self.stage, method.as_str()) {
            (Stage::New, "initialize") => return self.initialize(id, params),
            (Stage::New, _) => {
                Some((ErrorCode::ServerNotInitialized, "The session begins with initialize.".to_owned()))
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::Down;
                return self.send(Response { id, response_result: Ok(Value::Null) });
            }
            (Stage::Running, "initialize") => {
                Some((ErrorCode::InvalidRequest, "The session has begun already.".to_owned()))
            }
            (Stage::Down, _) => Some((ErrorCode::InvalidRequest, "After shutdown comes only exit.".to_owned())),
            (Stage::Running, _) => None,
        };
        if let Some((code, message)) = refused {
            return self.send(Response { id, response_result: Err(error(code as i32, message)) });
        }
        let Some(entry) = REQUESTS.iter().find(|entry| entry.method == method) else {
            let message = format!("The server does not know {method}.");
            let response_result = Err(error(ErrorCode::MethodNotFound as i32, message));
            return self.send(Response { id, response_result });
        };
        let context = self.context();
        self.pending.insert(id.clone(), Arc::clone(&context.cancelled));
        let pool = if entry.is_long { &self.commands } else { &self.pool };
        pool.add(Task { id, entry, params, context });
    }

    fn initialize(&mut self, id: RequestId, params: Value) {
        let params: InitializeParams = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(problem) => {
                let message = format!("The parameters are not as the protocol wants them: {problem}.");
                let response_result = Err(error(ErrorCode::InvalidParams as i32, message));
                return self.send(Response { id, response_result });
            }
        };
        self.client = Arc::new(Client::of(&params));
        let snapshot = self.workspace.snapshot();
        for folder in folders(&params) {
            self.workspace.add_folder(known_path(&snapshot, &folder).to_path_buf());
        }
        self.stage = Stage::Running;
        let result = InitializeResult {
            capabilities: capabilities(&self.client),
            server_info: Some(ServerInfo { name: "merit".to_owned(), version: Some(self.version.to_owned()) }),
        };
        self.send(Response { id, response_result: Ok(json!(result)) });
        self.search_folders();
    }

    fn notification(&mut self, note: Notification) {
        if self.stage != Stage::Running {
            return;
        }
        if note.method == "initialized" {
            return self.watch();
        }
        let Some((_, handle)) = NOTIFICATIONS.iter().find(|(method, _)| *method == note.method) else {
            // Those that begin with $/ may be ignored, the others cannot be answered.
            return;
        };
        let handled = catch_unwind(AssertUnwindSafe(|| handle(self, note.params)));
        let ignored = match handled {
            Ok(Ok(())) => return,
            Ok(Err(Ignored(why))) => format!("{} was ignored: {why}.", note.method),
            Err(_) => format!("{} has met a mistake in Merit itself, please report it.", note.method),
        };
        self.note("window/logMessage", json!({ "type": 2, "message": ignored }));
    }

    /// Has the client watch files, if it can.
    fn watch(&mut self) {
        if !self.client.watches() {
            return;
        }
        let watchers: Vec<Value> = WATCHED.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }));
    }

    /// Looks for the score files of all folders, aside.
    pub(super) fn search_folders(&self) {
        let folders: Vec<PathBuf> = self.workspace.folders().map(Path::to_owned).collect();
        let (host, searches) = (Arc::clone(self.workspace.host()), self.searches.clone());
        std::thread::spawn(move || {
            for folder in folders {
                let files = host.score_files(&folder);
                if searches.send((folder, files)).is_err() {
                    return;
                }
            }
        });
    }

    /// Something changed; `first` is what somebody looks at.
    pub(super) fn is_changed(&mut self, first: Option<Arc<Path>>) {
        self.changed = true;
        self.first = first.or_else(|| self.first.take());
    }

    pub(super) fn opened(&mut self, path: &Arc<Path>, uri: Uri) {
        Arc::make_mut(&mut self.uris).insert(Arc::clone(path), uri);
    }

    pub(super) fn closed(&mut self, path: &Path) {
        Arc::make_mut(&mut self.uris).remove(path);
    }

    /// The path of an open document.
    pub(super) fn open_path(&self, uri: &Uri) -> Option<Arc<Path>> {
        self.uris.iter().find(|(_, open)| *open == uri).map(|(path, _)| Arc::clone(path))
    }

    pub(super) fn cancel(&mut self, id: RequestId) {
        if let Some(cancelled) = self.pending.get(&id) {
            cancelled.store(true, Ordering::Relaxed);
            let failure = crate::server::context::Failure::cancelled();
            self.answer(Response { id, response_result: Err(error(failure.code, failure.message)) });
        }
    }

    fn context(&self) -> Context {
        Context {
            snapshot: self.workspace.snapshot(),
            client: Arc::clone(&self.client),
            uris: Arc::clone(&self.uris),
            cancelled: Arc::default(),
            given: Arc::clone(&self.given),
            numbers: Arc::clone(&self.numbers),
            said: self.said.clone(),
            texts: self.texts.clone(),
        }
    }

    /// Answers a request, once.
    fn answer(&mut self, answer: Response) {
        if self.pending.remove(&answer.id).is_some() {
            self.send(answer);
        }
    }

    fn tell(&mut self, news: News) {
        match news {
            // Nobody asks for what is wrong with the settings, so that is always sent.
            News::Findings(findings) if self.client.pulls() && !self.is_settings(&findings.uri) => {
                let looked_at = self.uris.values().any(|open| *open == findings.uri);
                self.unseen |= !looked_at;
            }
            News::Findings(findings) => self.note("textDocument/publishDiagnostics", json!(findings)),
            News::Checked => {
                if std::mem::take(&mut self.unseen) && self.client.refreshes() {
                    self.ask("workspace/diagnostic/refresh", Value::Null);
                }
                if !self.changed {
                    self.counter.count(self.context());
                }
            }
        }
    }

    fn say(&mut self, said: Said) {
        match said {
            Said::Numbers if self.client.numbers_as_hints => {
                if self.client.refreshes_hints() {
                    self.ask("workspace/inlayHint/refresh", Value::Null);
                }
            }
            Said::Numbers => {
                if self.client.refreshes_lenses() {
                    self.ask("workspace/codeLens/refresh", Value::Null);
                }
            }
            Said::Message(message) => self.note("window/showMessage", json!({ "type": 3, "message": message })),
            Said::Note(message) => self.note("window/logMessage", json!({ "type": 3, "message": message })),
            Said::Text { name, text } if self.client.shows_texts => {
                let uri = self.texts.keep(&name, text);
                self.ask("window/showDocument", json!({ "uri": uri, "takeFocus": true }));
            }
            Said::Text { text, .. } => self.note("window/showMessage", json!({ "type": 3, "message": text })),
            Said::Edit { label, edit, of: (file, text), told } => {
                // Making it may have taken seconds: its place is that of the text it was made for.
                let now = self.workspace.snapshot().source(&file);
                if now.is_none_or(|now| now.text() != text.text()) {
                    let told = "The file was changed meanwhile, so nothing was put into it: ask once more.";
                    return self.say(Said::Message(told.to_owned()));
                }
                if self.client.applies_edits() {
                    self.ask("workspace/applyEdit", json!({ "label": label, "edit": edit }));
                }
                self.say(Said::Message(told));
            }
            Said::OtherRecords => {
                if !self.changed {
                    self.counter.count(self.context());
                }
            }
        }
    }

    fn is_settings(&self, uri: &Uri) -> bool {
        self.workspace.host().is_settings(&crate::server::uris::path_of(uri))
    }

    fn note(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(format!("merit-{}", self.asked));
        self.send(Request { id, method: method.to_owned(), params });
    }

    fn send(&self, message: impl Into<Message>) {
        // When nobody listens any more, the input ends, too.
        let _ = self.connection.sender.send(message.into());
    }
}

/// What the server can.
fn capabilities(client: &Client) -> ServerCapabilities {
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(ChangeNotifications::Bool(true)),
    };
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let mut capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(sync.into()),
        workspace: Some(WorkspaceOptions { workspace_folders: Some(folders), ..WorkspaceOptions::default() }),
        ..ServerCapabilities::default()
    };
    for entry in REQUESTS {
        (entry.announce)(&mut capabilities, client);
    }
    capabilities
}
