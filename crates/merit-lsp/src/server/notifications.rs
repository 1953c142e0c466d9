//! What the client tells.

use std::path::Path;
use std::sync::Arc;

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, FileChangeType, TextDocumentContentChangeEvent,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::server::context::known_path;
use crate::server::lifecycle::Server;
use crate::server::positions::Lines;

/// A notification that could not be understood: it cannot be answered, only told of.
pub(super) struct Ignored(pub(super) String);

type Told = Result<(), Ignored>;

/// Takes a notification with its parameters.
type Handle = fn(&mut Server<'_>, Value) -> Told;

/// Every notification, by its name in the protocol.
pub(super) const NOTIFICATIONS: &[(&str, Handle)] = &[
    ("textDocument/didOpen", did_open),
    ("textDocument/didChange", did_change),
    ("textDocument/didSave", did_save),
    ("textDocument/didClose", did_close),
    ("workspace/didChangeWatchedFiles", did_change_watched_files),
    ("workspace/didChangeWorkspaceFolders", did_change_workspace_folders),
    ("$/cancelRequest", cancel),
];

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Ignored> {
    serde_json::from_value(params).map_err(|error| Ignored(error.to_string()))
}

fn did_open(server: &mut Server<'_>, params: Value) -> Told {
    let document = read::<DidOpenTextDocumentParams>(params)?.text_document;
    let path = known_path(&server.workspace.snapshot(), &document.uri);
    server.opened(&path, document.uri);
    server.workspace.open(&path, document.version, document.text);
    server.is_changed(Some(path));
    Ok(())
}

fn did_change(server: &mut Server<'_>, params: Value) -> Told {
    let params: DidChangeTextDocumentParams = read(params)?;
    let identifier = params.text_document;
    let uri = identifier.text_document_identifier.uri;
    let path = server.open_path(&uri).ok_or_else(|| Ignored(format!("{} is not open", uri.as_ref())))?;
    let snapshot = server.workspace.snapshot();
    let source = snapshot.source(&path);
    let mut text = source.map(|source| source.text().to_owned()).unwrap_or_default();
    for change in params.content_changes {
        match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                let lines = Lines::of(&text, server.client.encoding);
                let span = lines.span(&text, change.range);
                text.replace_range(span.range(), &change.text);
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => text = whole.text,
        }
    }
    server.workspace.open(&path, identifier.version, text);
    server.is_changed(Some(path));
    Ok(())
}

fn did_save(server: &mut Server<'_>, params: Value) -> Told {
    let params: gen_lsp_types::DidSaveTextDocumentParams = read(params)?;
    let path = known_path(&server.workspace.snapshot(), &params.text_document.uri);
    server.workspace.snapshot().mark_saved();
    // A client that watches files tells of this one, too. For others it is the moment to look at the disk.
    if server.workspace.host().is_settings(&path) || !server.client.watches() {
        server.workspace.disk_may_have_changed();
        server.is_changed(None);
    }
    Ok(())
}

fn did_close(server: &mut Server<'_>, params: Value) -> Told {
    let params: DidCloseTextDocumentParams = read(params)?;
    let uri = params.text_document.uri;
    let path = server.open_path(&uri).ok_or_else(|| Ignored(format!("{} is not open", uri.as_ref())))?;
    server.closed(&path);
    server.workspace.close(&path);
    server.is_changed(None);
    Ok(())
}

fn did_change_watched_files(server: &mut Server<'_>, params: Value) -> Told {
    let params: DidChangeWatchedFilesParams = read(params)?;
    let snapshot = server.workspace.snapshot();
    let mut paths: Vec<Arc<Path>> = Vec::new();
    let mut search_again = false;
    for change in params.changes {
        let path = known_path(&snapshot, &change.uri);
        search_again |=
            change.kind != FileChangeType::Changed || path.file_name().is_some_and(|name| name == ".gitignore");
        paths.push(path);
    }
    let paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
    server.workspace.changed_on_disk(&paths);
    server.is_changed(None);
    if search_again {
        server.search_folders();
    }
    Ok(())
}

fn did_change_workspace_folders(server: &mut Server<'_>, params: Value) -> Told {
    let params: DidChangeWorkspaceFoldersParams = read(params)?;
    let snapshot = server.workspace.snapshot();
    for folder in params.event.removed {
        server.workspace.remove_folder(&known_path(&snapshot, &folder.uri));
    }
    if !params.event.added.is_empty() {
        // Nobody watched what is in them while they were not open.
        server.workspace.disk_may_have_changed();
    }
    for folder in params.event.added {
        server.workspace.add_folder(known_path(&snapshot, &folder.uri).to_path_buf());
    }
    server.is_changed(None);
    server.search_folders();
    Ok(())
}

fn cancel(server: &mut Server<'_>, params: Value) -> Told {
    let id = params.get("id").cloned().unwrap_or_default();
    let id = serde_json::from_value(id).map_err(|error| Ignored(error.to_string()))?;
    server.cancel(id);
    Ok(())
}
