//! `textDocument/formatting`

use gen_lsp_types::{
    DocumentFormattingParams, DocumentFormattingProvider, DocumentFormattingRequest, ServerCapabilities, TextEdit,
};

use crate::features::formatting;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Formatting;

impl Handler for Formatting {
    type Request = DocumentFormattingRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.document_formatting_provider = Some(DocumentFormattingProvider::Bool(true));
    }

    fn answer(context: &Context, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        Ok(Some(document.edits(formatting::document(&context.snapshot, &document.path))))
    }
}
