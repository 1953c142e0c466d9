//! `textDocument/definition`

use gen_lsp_types::{
    Definition, DefinitionParams, DefinitionProvider, DefinitionRequest, DefinitionResponse, LocationLink,
    ServerCapabilities,
};

use crate::features::definition;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct GoToDefinition;

impl Handler for GoToDefinition {
    type Request = DefinitionRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.definition_provider = Some(DefinitionProvider::Bool(true));
    }

    fn answer(context: &Context, params: DefinitionParams) -> Result<Option<DefinitionResponse>, Failure> {
        let at = params.text_document_position_params;
        let document = context.document(&at.text_document.uri)?;
        let byte = document.offset(at.position);
        let Some(found) = definition::definition(&context.snapshot, &document.path, byte) else { return Ok(None) };
        let targets = found.targets.iter().filter_map(|target| context.location(target));
        if !context.client.links_definitions() {
            return Ok(Some(DefinitionResponse::Definition(Definition::LocationList(targets.collect()))));
        }
        let origin = document.range(found.span);
        let links = targets.map(|target| LocationLink {
            origin_selection_range: Some(origin),
            target_uri: target.uri,
            target_range: target.range,
            target_selection_range: target.range,
        });
        Ok(Some(DefinitionResponse::DefinitionLinkList(links.collect())))
    }
}
