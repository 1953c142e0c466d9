//! `textDocument/hover`

use gen_lsp_types::{
    Contents, HoverParams, HoverProvider, HoverRequest, MarkupContent, MarkupKind, ServerCapabilities,
};

use crate::features::hover::hover;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Hover;

impl Handler for Hover {
    type Request = HoverRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.hover_provider = Some(HoverProvider::Bool(true));
    }

    fn answer(context: &Context, params: HoverParams) -> Result<Option<gen_lsp_types::Hover>, Failure> {
        let at = params.text_document_position_params;
        let document = context.document(&at.text_document.uri)?;
        let byte = document.offset(at.position);
        let found = hover(&context.snapshot, &document.path, byte);
        Ok(found.map(|found| gen_lsp_types::Hover {
            contents: Contents::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: found.text }),
            range: Some(document.range(found.span)),
        }))
    }
}
