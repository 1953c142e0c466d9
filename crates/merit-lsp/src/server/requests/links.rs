//! `textDocument/documentLink`

use gen_lsp_types::{DocumentLink, DocumentLinkOptions, DocumentLinkParams, DocumentLinkRequest, ServerCapabilities};

use crate::features::links::{Target, links};
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::findings::page;
use crate::server::requests::Handler;

pub(super) struct Links;

impl Handler for Links {
    type Request = DocumentLinkRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.document_link_provider = Some(DocumentLinkOptions::default());
    }

    fn answer(context: &Context, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let found = links(&context.snapshot, &document.path).into_iter().map(|link| {
            let (target, tooltip) = match &link.target {
                Target::File(file) => (context.uri(file), None),
                Target::Page(code) => (page(&context.client, *code), Some(code.summary().to_owned())),
            };
            DocumentLink { range: document.range(link.span), target: Some(target), tooltip, data: None }
        });
        Ok(Some(found.collect()))
    }
}
