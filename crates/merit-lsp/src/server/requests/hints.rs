//! `textDocument/inlayHint`

use gen_lsp_types::{InlayHint, InlayHintParams, InlayHintProvider, InlayHintRequest, Label, ServerCapabilities};

use crate::features::hints::hints;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Hints;

impl Handler for Hints {
    type Request = InlayHintRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.inlay_hint_provider = Some(InlayHintProvider::Bool(true));
    }

    fn answer(context: &Context, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let found = hints(&context.snapshot, &document.path, document.span(params.range)).into_iter();
        let hint = |hint: crate::features::hints::Hint| InlayHint {
            position: document.position(hint.at),
            label: Label::String(hint.text),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: Some(false),
            data: None,
        };
        Ok(Some(found.map(hint).collect()))
    }
}
