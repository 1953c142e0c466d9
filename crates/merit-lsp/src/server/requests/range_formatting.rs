//! `textDocument/rangeFormatting`

use gen_lsp_types::{
    DocumentRangeFormattingParams, DocumentRangeFormattingProvider, DocumentRangeFormattingRequest,
    ServerCapabilities, TextEdit,
};

use crate::features::formatting;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct RangeFormatting;

impl Handler for RangeFormatting {
    type Request = DocumentRangeFormattingRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.document_range_formatting_provider = Some(DocumentRangeFormattingProvider::Bool(true));
    }

    fn answer(context: &Context, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let span = document.span(params.range);
        Ok(Some(document.edits(formatting::range(&context.snapshot, &document.path, span))))
    }
}
