//! `workspace/symbol`

use gen_lsp_types::{
    BaseSymbolInformation, ServerCapabilities, WorkspaceSymbol, WorkspaceSymbolLocation, WorkspaceSymbolParams,
    WorkspaceSymbolProvider, WorkspaceSymbolRequest, WorkspaceSymbolResponse,
};

use crate::features::symbols::search;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::{Handler, symbols};

pub(super) struct WorkspaceSymbols;

impl Handler for WorkspaceSymbols {
    type Request = WorkspaceSymbolRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.workspace_symbol_provider = Some(WorkspaceSymbolProvider::Bool(true));
    }

    fn answer(context: &Context, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>, Failure> {
        let hits = search(&context.snapshot, &params.query);
        let places: Vec<_> = hits.iter().map(|hit| hit.at.clone()).collect();
        let found = hits.into_iter().zip(context.all_locations(&places)).filter_map(|(hit, location)| {
            let of = (!hit.of.is_empty()).then_some(hit.of);
            Some(WorkspaceSymbol {
                location: WorkspaceSymbolLocation::Location(location?),
                data: None,
                base_symbol_information: BaseSymbolInformation {
                    name: hit.name,
                    kind: symbols::kind(hit.kind),
                    tags: None,
                    container_name: of,
                },
            })
        });
        Ok(Some(WorkspaceSymbolResponse::WorkspaceSymbolList(found.collect())))
    }
}
