//! What a request is answered from.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::Sender;
use gen_lsp_types::{Location, Position, Range, TextEdit, Uri};
use lsp_server::ErrorCode;
use merit_diagnostics::{SourceFile, Span};

use crate::live::Numbers;
use crate::server::client::Client;
use crate::server::positions::Lines;
use crate::server::requests::Given;
use crate::server::said::{Said, Texts};
use crate::server::uris::{path_of, uri_of};
use crate::snapshot::{FileSpan, Snapshot};

/// What a request is answered from: the workspace when it was asked, and what the client can.
#[derive(Clone)]
pub struct Context {
    /// The workspace.
    pub snapshot: Snapshot,
    /// What the client can.
    pub client: Arc<Client>,
    /// Addresses of open documents as the client writes them.
    pub(super) uris: Arc<HashMap<Arc<Path>, Uri>>,
    pub(super) cancelled: Arc<AtomicBool>,
    /// The colours that were given last.
    pub(super) given: Arc<Given>,
    /// Numbers of real data.
    pub(super) numbers: Arc<Numbers>,
    /// What is said beside the answer.
    pub(super) said: Sender<Said>,
    /// Texts that were shown.
    pub(super) texts: Texts,
}

/// A document and its lines.
pub struct Document {
    /// Its path.
    pub path: Arc<Path>,
    /// Its text.
    pub source: Arc<SourceFile>,
    lines: Lines,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The code of the protocol.
    pub code: i32,
    /// Why, for people.
    pub message: String,
}

impl Failure {
    /// What is asked for cannot be done.
    pub fn refused(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::RequestFailed as i32, message: message.into() }
    }

    /// The question makes no sense.
    pub fn wrong(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InvalidParams as i32, message: message.into() }
    }

    /// Nobody waits for the answer any more.
    #[must_use]
    pub fn cancelled() -> Self {
        Self { code: ErrorCode::RequestCanceled as i32, message: "The request was cancelled.".to_owned() }
    }
}

impl Context {
    /// True when nobody waits for the answer any more. Long work looks now and then.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// The path under which a document is known.
    #[must_use]
    pub fn path(&self, uri: &Uri) -> Arc<Path> {
        // The disk is asked only for documents that are not open.
        let open = self.uris.iter().find(|(_, open)| *open == uri);
        open.map_or_else(|| known_path(&self.snapshot, uri), |(path, _)| Arc::clone(path))
    }

    /// A document, open or on the disk.
    ///
    /// # Errors
    /// When there is none, or it is no text.
    pub fn document(&self, uri: &Uri) -> Result<Document, Failure> {
        let path = self.path(uri);
        let document = self.file(&path);
        document.ok_or_else(|| Failure::wrong(format!("There is no document {}.", uri.as_ref())))
    }

    /// A file of the workspace with its lines.
    #[must_use]
    pub fn file(&self, path: &Arc<Path>) -> Option<Document> {
        let source = self.snapshot.source(path)?;
        let lines = Lines::of(source.text(), self.client.encoding);
        Some(Document { path: Arc::clone(path), source, lines })
    }

    /// The address of a file, as the client writes it when it has it open.
    #[must_use]
    pub fn uri(&self, path: &Path) -> Uri {
        self.uris.get(path).cloned().unwrap_or_else(|| uri_of(path))
    }

    /// Has the sample counted again when its files have changed: not every client watches them.
    pub(super) fn look_at_records(&self, file: &Path) {
        if self.numbers.is_another(self.snapshot.host(), &self.snapshot.project(file)) {
            // Nobody listens any more when the session is over.
            let _ = self.said.send(Said::OtherRecords);
        }
    }

    /// A place of the workspace.
    #[must_use]
    pub fn location(&self, at: &FileSpan) -> Option<Location> {
        let document = self.file(&at.file)?;
        Some(Location { uri: self.uri(&at.file), range: document.range(at.span) })
    }
}

/// The path of a document that is not open.
pub(super) fn known_path(snapshot: &Snapshot, uri: &Uri) -> Arc<Path> {
    let path = path_of(uri);
    if path.is_absolute() { snapshot.host().resolve(&path).into() } else { path.into() }
}

impl Document {
    /// The byte of a position.
    #[must_use]
    pub fn offset(&self, position: Position) -> u32 {
        self.lines.offset(self.source.text(), position)
    }

    /// The bytes of a range.
    #[must_use]
    pub fn span(&self, range: Range) -> Span {
        self.lines.span(self.source.text(), range)
    }

    /// The position of a byte.
    #[must_use]
    pub fn position(&self, byte: u32) -> Position {
        self.lines.position(self.source.text(), byte)
    }

    /// The range of some bytes.
    #[must_use]
    pub fn range(&self, span: Span) -> Range {
        self.lines.range(self.source.text(), span)
    }

    /// Changes of the text.
    #[must_use]
    pub fn edits(&self, edits: Vec<(Span, String)>) -> Vec<TextEdit> {
        edits.into_iter().map(|(span, text)| TextEdit { range: self.range(span), new_text: text }).collect()
    }
}
