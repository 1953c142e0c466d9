//! `textDocument/references`

use gen_lsp_types::{Location, ReferenceParams, ReferencesProvider, ReferencesRequest, ServerCapabilities};

use crate::features::references;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct References;

impl Handler for References {
    type Request = ReferencesRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.references_provider = Some(ReferencesProvider::Bool(true));
    }

    fn answer(context: &Context, params: ReferenceParams) -> Result<Option<Vec<Location>>, Failure> {
        let at = params.text_document_position_params;
        let document = context.document(&at.text_document.uri)?;
        let byte = document.offset(at.position);
        let with_declaration = params.context.include_declaration;
        let found = references::references(&context.snapshot, &document.path, byte, with_declaration);
        Ok(Some(context.locations(&found)))
    }
}
