//! Places and changes in several files, in the words of the protocol.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use gen_lsp_types::{
    DocumentChange, Edit, Location, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};

use crate::server::context::{Context, Document};
use crate::snapshot::{FileEdit, FileSpan};

/// Files that are looked at one after the other, each once.
struct Documents<'c> {
    context: &'c Context,
    known: HashMap<Arc<Path>, Option<Document>>,
}

impl Documents<'_> {
    fn get(&mut self, file: &Arc<Path>) -> Option<&Document> {
        let context = self.context;
        self.known.entry(Arc::clone(file)).or_insert_with(|| context.file(file)).as_ref()
    }
}

impl Context {
    /// Places of the workspace, in their order; one whose file is gone is left out.
    #[must_use]
    pub fn locations(&self, places: &[FileSpan]) -> Vec<Location> {
        self.all_locations(places).into_iter().flatten().collect()
    }

    /// The same, with nothing where a file is gone.
    #[must_use]
    pub fn all_locations(&self, places: &[FileSpan]) -> Vec<Option<Location>> {
        let mut documents = Documents { context: self, known: HashMap::new() };
        let mut location = |at: &FileSpan| {
            let range = documents.get(&at.file)?.range(at.span);
            Some(Location { uri: self.uri(&at.file), range })
        };
        places.iter().map(&mut location).collect()
    }

    /// Changes of files, as this client takes them.
    #[must_use]
    pub fn workspace_edit(&self, edits: &[FileEdit]) -> WorkspaceEdit {
        let mut documents = Documents { context: self, known: HashMap::new() };
        let mut by_file: Vec<(Arc<Path>, Vec<TextEdit>)> = Vec::new();
        for edit in edits {
            let Some(document) = documents.get(&edit.at.file) else { continue };
            let changed = TextEdit { range: document.range(edit.at.span), new_text: edit.text.clone() };
            match by_file.iter_mut().find(|(file, _)| *file == edit.at.file) {
                Some((_, edits)) => edits.push(changed),
                None => by_file.push((Arc::clone(&edit.at.file), vec![changed])),
            }
        }
        if !self.client.changes_documents() {
            let changes: HashMap<Uri, Vec<TextEdit>> =
                by_file.into_iter().map(|(file, edits)| (self.uri(&file), edits)).collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let changes = by_file.into_iter().map(|(file, edits)| {
            DocumentChange::TextDocumentEdit(TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier {
                    version: self.snapshot.version(&file),
                    text_document_identifier: TextDocumentIdentifier { uri: self.uri(&file) },
                },
                edits: edits.into_iter().map(Edit::TextEdit).collect(),
            })
        });
        WorkspaceEdit { document_changes: Some(changes.collect()), ..WorkspaceEdit::default() }
    }
}
