//! `textDocument/onTypeFormatting`: a line that is left comes into the one style.

use gen_lsp_types::{
    DocumentOnTypeFormattingOptions, DocumentOnTypeFormattingParams, DocumentOnTypeFormattingRequest,
    ServerCapabilities, TextEdit,
};

use crate::features::formatting;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct OnTypeFormatting;

impl Handler for OnTypeFormatting {
    type Request = DocumentOnTypeFormattingRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.document_on_type_formatting_provider = Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".to_owned(),
            more_trigger_character: None,
        });
    }

    fn answer(context: &Context, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let offset = document.offset(params.position);
        Ok(Some(document.edits(formatting::line_above(&context.snapshot, &document.path, offset))))
    }
}
