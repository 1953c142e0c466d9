//! `textDocument/inlayHint`

use gen_lsp_types::{InlayHint, InlayHintParams, InlayHintProvider, InlayHintRequest, Label, ServerCapabilities};

use crate::features::hints;
use crate::features::lenses::of_numbers;
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
        let part = document.span(params.range);
        let found = hints::hints(&context.snapshot, &document.path, part).into_iter();
        let hint = |hint: hints::Hint| InlayHint {
            position: document.position(hint.at),
            label: Label::String(hint.text),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: Some(false),
            data: None,
        };
        let mut all: Vec<InlayHint> = found.map(hint).collect();
        if context.client.numbers_as_hints {
            context.look_at_records(&document.path);
            let numbers = of_numbers(&context.snapshot, &context.numbers, &document.path);
            let shown = numbers.into_iter().filter(|lens| lens.at.start <= part.end && part.start <= lens.at.end);
            all.extend(shown.map(|lens| hint(hints::Hint { at: lens.at.end, text: lens.title })));
        }
        Ok(Some(all))
    }
}
