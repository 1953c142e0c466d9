//! `textDocument/documentSymbol`

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolProvider, DocumentSymbolRequest,
    DocumentSymbolResponse, Location, ServerCapabilities, SymbolInformation, SymbolKind,
};

use crate::features::symbols::{Entry, EntryKind, outline};
use crate::names;
use crate::server::client::Client;
use crate::server::context::{Context, Document, Failure};
use crate::server::requests::Handler;

pub(super) struct Symbols;

impl Handler for Symbols {
    type Request = DocumentSymbolRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.document_symbol_provider = Some(DocumentSymbolProvider::Bool(true));
    }

    fn answer(context: &Context, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let entries = outline(&context.snapshot, &document.path);
        if context.client.nests_symbols() {
            let nested = entries.into_iter().map(|entry| nested(&document, entry)).collect();
            return Ok(Some(DocumentSymbolResponse::DocumentSymbolList(nested)));
        }
        let mut flat = Vec::new();
        for entry in &entries {
            flatten(context, &document, entry, None, &mut flat);
        }
        Ok(Some(DocumentSymbolResponse::SymbolInformationList(flat)))
    }
}

/// The protocol's symbol that comes nearest.
pub(super) const fn kind(kind: names::SymbolKind) -> SymbolKind {
    match kind {
        names::SymbolKind::Event => SymbolKind::Event,
        names::SymbolKind::Property => SymbolKind::Property,
        names::SymbolKind::Attribute => SymbolKind::Field,
        names::SymbolKind::List => SymbolKind::Array,
        names::SymbolKind::Action | names::SymbolKind::Label => SymbolKind::Function,
        names::SymbolKind::Model => SymbolKind::Module,
        names::SymbolKind::Score | names::SymbolKind::Grade => SymbolKind::Class,
        names::SymbolKind::Matrix => SymbolKind::Struct,
        names::SymbolKind::Choice | names::SymbolKind::Letter | names::SymbolKind::Tier | names::SymbolKind::Cell => {
            SymbolKind::EnumMember
        }
        names::SymbolKind::Segment => SymbolKind::Enum,
        names::SymbolKind::Group => SymbolKind::Namespace,
        names::SymbolKind::Test => SymbolKind::Method,
        names::SymbolKind::Check => SymbolKind::Constant,
    }
}

const fn entry_kind(entry: EntryKind) -> SymbolKind {
    match entry {
        EntryKind::Named(named) => kind(named),
        EntryKind::Lead => SymbolKind::Object,
        EntryKind::Rule => SymbolKind::Function,
        EntryKind::Inactivity => SymbolKind::Namespace,
        EntryKind::Line => SymbolKind::Operator,
    }
}

/// The protocol does not allow empty names.
fn name(name: &str) -> String {
    if name.trim().is_empty() { "…".to_owned() } else { name.to_owned() }
}

fn nested(document: &Document, entry: Entry) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = entry.children.into_iter().map(|child| nested(document, child)).collect();
    #[expect(deprecated, reason = "the field is there for older clients")]
    DocumentSymbol {
        name: name(&entry.name),
        detail: (!entry.detail.is_empty()).then_some(entry.detail),
        kind: entry_kind(entry.kind),
        tags: None,
        deprecated: None,
        range: document.range(entry.span),
        selection_range: document.range(entry.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

fn flatten(
    context: &Context,
    document: &Document,
    entry: &Entry,
    container: Option<&str>,
    flat: &mut Vec<SymbolInformation>,
) {
    #[expect(deprecated, reason = "the field is there for older clients")]
    flat.push(SymbolInformation {
        deprecated: None,
        location: Location { uri: context.uri(&document.path), range: document.range(entry.span) },
        base_symbol_information: BaseSymbolInformation {
            name: name(&entry.name),
            kind: entry_kind(entry.kind),
            tags: None,
            container_name: container.map(str::to_owned),
        },
    });
    for child in &entry.children {
        flatten(context, document, child, Some(&entry.name), flat);
    }
}
