//! `workspace/textDocumentContent`: the pages of checks, which findings link to, and texts that were shown.

use gen_lsp_types::{
    ServerCapabilities, TextDocumentContent, TextDocumentContentOptions, TextDocumentContentParams,
    TextDocumentContentRequest, TextDocumentContentResult, WorkspaceOptions,
};
use merit_diagnostics::Code;

use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Page;

impl Handler for Page {
    type Request = TextDocumentContentRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        let content = TextDocumentContentOptions { schemes: vec!["merit".to_owned()] };
        let workspace = capabilities.workspace.get_or_insert_with(WorkspaceOptions::default);
        workspace.text_document_content = Some(TextDocumentContent::Options(content));
    }

    fn answer(context: &Context, params: TextDocumentContentParams) -> Result<TextDocumentContentResult, Failure> {
        if let Some(text) = context.texts.at(params.uri.as_ref()) {
            return Ok(TextDocumentContentResult { text });
        }
        let name = params.uri.as_ref().rsplit('/').next().unwrap_or("");
        let code = Code::find(name.strip_suffix(".md").unwrap_or(name));
        let page = code.and_then(|code| context.snapshot.host().page(code));
        let page = page.ok_or_else(|| Failure::wrong(format!("There is no page {}.", params.uri.as_ref())))?;
        Ok(TextDocumentContentResult { text: page.to_owned() })
    }
}
