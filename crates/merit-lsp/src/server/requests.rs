//! The registry of requests: one file for each.

mod code_action;
mod code_lens;
mod completion;
mod definition;
mod diagnostic;
mod execute_command;
mod folding;
mod formatting;
mod highlights;
mod hints;
mod hover;
mod links;
mod on_type_formatting;
mod page;
mod prepare_rename;
mod range_formatting;
mod references;
mod rename;
mod selection;
mod signature_help;
mod symbols;
mod text;
mod tokens;
mod workspace_diagnostic;
mod workspace_symbols;

use gen_lsp_types::{Request, ServerCapabilities};
use serde_json::Value;

use crate::server::client::Client;
use crate::server::context::{Context, Failure};
pub(super) use tokens::Given;

/// A request of the protocol.
pub trait Handler {
    /// Which one.
    type Request: Request;
    /// Answering may take seconds; then nobody who types waits for it.
    const IS_LONG: bool = false;

    /// Says in the capabilities that the server knows it.
    fn announce(capabilities: &mut ServerCapabilities, client: &Client);

    /// Answers it.
    ///
    /// # Errors
    /// Why there is no answer.
    fn answer(
        context: &Context,
        params: <Self::Request as Request>::Params,
    ) -> Result<<Self::Request as Request>::Result, Failure>;
}

/// A request as the main loop knows it.
pub(super) struct Entry {
    /// Its name in the protocol.
    pub(super) method: &'static str,
    /// See [`Handler::IS_LONG`].
    pub(super) is_long: bool,
    /// Says in the capabilities that the server knows it.
    pub(super) announce: fn(&mut ServerCapabilities, &Client),
    /// Answers it.
    pub(super) answer: fn(&Context, Value) -> Result<Value, Failure>,
}

const fn entry<H: Handler>() -> Entry {
    Entry { method: H::Request::METHOD.as_str(), is_long: H::IS_LONG, announce: H::announce, answer: answer::<H> }
}

fn answer<H: Handler>(context: &Context, params: Value) -> Result<Value, Failure> {
    let params = serde_json::from_value(params)
        .map_err(|error| Failure::wrong(format!("The parameters are not as the protocol wants them: {error}.")))?;
    let result = H::answer(context, params)?;
    serde_json::to_value(result)
        .map_err(|error| Failure::refused(format!("The answer cannot be written down: {error}.")))
}

/// Every request.
pub(super) const REQUESTS: &[Entry] = &[
    entry::<code_action::Actions>(),
    entry::<code_lens::Lenses>(),
    entry::<completion::Completion>(),
    entry::<definition::GoToDefinition>(),
    entry::<diagnostic::Document>(),
    entry::<execute_command::Execute>(),
    entry::<folding::Folding>(),
    entry::<formatting::Formatting>(),
    entry::<highlights::Highlights>(),
    entry::<hints::Hints>(),
    entry::<hover::Hover>(),
    entry::<links::Links>(),
    entry::<on_type_formatting::OnTypeFormatting>(),
    entry::<page::Page>(),
    entry::<prepare_rename::PrepareRename>(),
    entry::<range_formatting::RangeFormatting>(),
    entry::<references::References>(),
    entry::<rename::Rename>(),
    entry::<selection::Selection>(),
    entry::<signature_help::StillPossible>(),
    entry::<symbols::Symbols>(),
    entry::<text::Text>(),
    entry::<tokens::Delta>(),
    entry::<tokens::Part>(),
    entry::<tokens::Whole>(),
    entry::<workspace_diagnostic::Workspace>(),
    entry::<workspace_symbols::WorkspaceSymbols>(),
];
