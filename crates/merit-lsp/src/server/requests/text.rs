//! `merit/text`: the text of a document as the server has it, to find out whether both sides have the same.

use gen_lsp_types::{LspRequestMethod, MessageDirection, Request, ServerCapabilities, TextDocumentIdentifier};
use serde::{Deserialize, Serialize};

use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

/// The request.
#[derive(Debug)]
pub(super) enum TextRequest {}

/// Its parameters.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextParams {
    /// Which document.
    pub(super) text_document: TextDocumentIdentifier,
}

impl Request for TextRequest {
    type Params = TextParams;
    type Result = String;
    const METHOD: LspRequestMethod<'static> = LspRequestMethod::new("merit/text");
    const MESSAGE_DIRECTION: MessageDirection = MessageDirection::ClientToServer;
}

pub(super) struct Text;

impl Handler for Text {
    type Request = TextRequest;

    fn announce(_: &mut ServerCapabilities, _: &Client) {}

    fn answer(context: &Context, params: TextParams) -> Result<String, Failure> {
        let document = context.document(&params.text_document.uri)?;
        Ok(document.source.text().to_owned())
    }
}
