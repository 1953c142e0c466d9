//! `textDocument/prepareRename`

use gen_lsp_types::{
    PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameRequest, PrepareRenameResult, ServerCapabilities,
};

use crate::features::rename;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct PrepareRename;

impl Handler for PrepareRename {
    type Request = PrepareRenameRequest;

    /// It is announced with the renaming itself.
    fn announce(_: &mut ServerCapabilities, _: &Client) {}

    fn answer(context: &Context, params: PrepareRenameParams) -> Result<Option<PrepareRenameResult>, Failure> {
        let at = params.text_document_position_params;
        let document = context.document(&at.text_document.uri)?;
        let byte = document.offset(at.position);
        let prepared =
            rename::prepare(&context.snapshot, &document.path, byte).map_err(|why| Failure::refused(why.0))?;
        let placeholder =
            PrepareRenamePlaceholder { range: document.range(prepared.span), placeholder: prepared.name };
        Ok(Some(PrepareRenameResult::PrepareRenamePlaceholder(placeholder)))
    }
}
