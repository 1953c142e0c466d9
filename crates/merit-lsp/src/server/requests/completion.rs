//! `textDocument/completion`

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, CompletionOptions, CompletionParams,
    CompletionRequest, CompletionResponse, Documentation, InsertTextFormat, ServerCapabilities, TextEdit,
};

use crate::features::completion::{self, Item, ItemKind};
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Completion;

impl Handler for Completion {
    type Request = CompletionRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.completion_provider = Some(CompletionOptions {
            trigger_characters: Some([" ", "\"", ".", "+", "-"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        });
    }

    fn answer(context: &Context, params: CompletionParams) -> Result<Option<CompletionResponse>, Failure> {
        let place = params.text_document_position_params;
        let document = context.document(&place.text_document.uri)?;
        let found = completion::complete(&context.snapshot, &document.path, document.offset(place.position));
        let range = document.range(found.replaces);
        let snippets = context.client.snippets();
        let items = found.items.into_iter().enumerate().map(|(at, item)| {
            let Item { label, kind, detail, documentation, insert } = item;
            let as_snippet = snippets && insert.has_places();
            let new_text = if as_snippet { insert.code().to_owned() } else { insert.filled() };
            CompletionItem {
                // The editor filters by what is typed, which is the beginning of what is inserted.
                filter_text: Some(insert.filled().lines().next().unwrap_or_default().to_owned()),
                label,
                kind: Some(kind_of(kind)),
                detail: (!detail.is_empty()).then_some(detail),
                documentation: (!documentation.is_empty()).then_some(Documentation::String(documentation)),
                sort_text: Some(format!("{at:04}")),
                insert_text_format: Some(if as_snippet {
                    InsertTextFormat::Snippet
                } else {
                    InsertTextFormat::PlainText
                }),
                text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text })),
                ..CompletionItem::default()
            }
        });
        Ok(Some(CompletionResponse::CompletionList(CompletionList {
            is_incomplete: false,
            items: items.collect(),
            ..CompletionList::default()
        })))
    }
}

const fn kind_of(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Word => CompletionItemKind::Keyword,
        ItemKind::Line => CompletionItemKind::Snippet,
        ItemKind::Event => CompletionItemKind::Event,
        ItemKind::Field => CompletionItemKind::Field,
        ItemKind::Value => CompletionItemKind::EnumMember,
        ItemKind::Name => CompletionItemKind::Variable,
        ItemKind::File => CompletionItemKind::File,
    }
}
