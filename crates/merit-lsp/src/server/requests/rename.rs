//! `textDocument/rename`

use gen_lsp_types::{
    RenameOptions, RenameParams, RenameProvider, RenameRequest, ServerCapabilities, WorkDoneProgressOptions,
    WorkspaceEdit,
};

use crate::features::rename;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Rename;

impl Handler for Rename {
    type Request = RenameRequest;

    fn announce(capabilities: &mut ServerCapabilities, client: &Client) {
        capabilities.rename_provider = Some(if client.prepares_renames() {
            RenameProvider::RenameOptions(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        } else {
            RenameProvider::Bool(true)
        });
    }

    fn answer(context: &Context, params: RenameParams) -> Result<Option<WorkspaceEdit>, Failure> {
        let at = params.text_document_position_params;
        let document = context.document(&at.text_document.uri)?;
        let byte = document.offset(at.position);
        let edits = rename::rename(&context.snapshot, &document.path, byte, &params.new_name);
        let edits = edits.map_err(|why| Failure::refused(why.0))?;
        // Score files are opened by editors when they change; settings are not.
        let is_settings = |file: &std::path::Path| context.snapshot.host().is_settings(file);
        edits.iter().filter(|edit| is_settings(&edit.at.file)).for_each(|edit| {
            context.snapshot.mark_unsaved(&edit.at.file);
        });
        Ok(Some(context.workspace_edit(&edits)))
    }
}
