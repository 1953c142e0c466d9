//! `textDocument/documentHighlight`

use gen_lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, DocumentHighlightProvider,
    DocumentHighlightRequest, ServerCapabilities,
};

use crate::features::highlights;
use crate::names::Role;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Highlights;

impl Handler for Highlights {
    type Request = DocumentHighlightRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.document_highlight_provider = Some(DocumentHighlightProvider::Bool(true));
    }

    fn answer(context: &Context, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>, Failure> {
        let at = params.text_document_position_params;
        let document = context.document(&at.text_document.uri)?;
        let byte = document.offset(at.position);
        let found = highlights::highlights(&context.snapshot, &document.path, byte).into_iter();
        let highlight = |(span, role)| {
            let kind = match role {
                Role::Declares => DocumentHighlightKind::Write,
                Role::Uses => DocumentHighlightKind::Read,
            };
            DocumentHighlight { range: document.range(span), kind: Some(kind) }
        };
        Ok(Some(found.map(highlight).collect()))
    }
}
