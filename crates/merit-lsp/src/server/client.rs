//! What the client can, and what was agreed with it.

use gen_lsp_types::{ClientCapabilities, InitializeParams, RootPath, Uri, WorkspaceFolders};

use crate::server::positions::Encoding;

/// What the client can.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// What positions count.
    pub encoding: Encoding,
    /// Everything it said about itself.
    pub capabilities: ClientCapabilities,
    /// Where the pages of checks are, as an address with `CODE` in it; `None`: the server has them itself.
    pub pages: Option<String>,
    /// It shows documents of the server by their addresses, `merit:/...`.
    pub shows_texts: bool,
    /// Numbers of real data stand behind the lines: it has nothing to show above them, or wants it so.
    pub numbers_as_hints: bool,
}

impl Client {
    /// What the client says about itself.
    #[must_use]
    pub fn of(params: &InitializeParams) -> Self {
        let offered = params.capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let options = params.initialization_options.as_ref();
        let option = |name: &str| options.and_then(|options| options.get(name));
        let pages = option("pages").and_then(|pages| pages.as_str());
        Self {
            encoding: Encoding::agreed(offered.unwrap_or_default()),
            capabilities: params.capabilities.clone(),
            pages: pages.filter(|pages| pages.contains("CODE")).map(str::to_owned),
            shows_texts: option("texts").and_then(|texts| texts.as_bool()).unwrap_or(false),
            numbers_as_hints: match option("numbers").and_then(|numbers| numbers.as_str()) {
                Some("hints") => true,
                Some("lenses") => false,
                _ => params.capabilities.text_document.as_ref().is_none_or(|can| can.code_lens.is_none()),
            },
        }
    }

    /// It asks for findings; otherwise they are sent to it.
    #[must_use]
    pub fn pulls(&self) -> bool {
        self.capabilities.text_document.as_ref().is_some_and(|documents| documents.diagnostic.is_some())
    }

    /// It wants to be told when it should ask for findings again.
    #[must_use]
    pub fn refreshes(&self) -> bool {
        let workspace = self.capabilities.workspace.as_ref();
        let diagnostics = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
        diagnostics.and_then(|diagnostics| diagnostics.refresh_support).unwrap_or(false)
    }

    /// It wants to be told when it should ask for what stands above lines again.
    #[must_use]
    pub fn refreshes_lenses(&self) -> bool {
        let workspace = self.capabilities.workspace.as_ref();
        workspace.and_then(|workspace| workspace.code_lens?.refresh_support).unwrap_or(false)
    }

    /// The same for what stands behind them.
    #[must_use]
    pub fn refreshes_hints(&self) -> bool {
        let workspace = self.capabilities.workspace.as_ref();
        workspace.and_then(|workspace| workspace.inlay_hint?.refresh_support).unwrap_or(false)
    }

    /// It changes files when it is asked to.
    #[must_use]
    pub fn applies_edits(&self) -> bool {
        self.capabilities.workspace.as_ref().and_then(|workspace| workspace.apply_edit).unwrap_or(false)
    }

    /// It shows other places that matter to a finding.
    #[must_use]
    pub fn relates(&self) -> bool {
        let documents = self.capabilities.text_document.as_ref();
        let published = documents.and_then(|documents| documents.publish_diagnostics.as_ref());
        let pushed = published.and_then(|published| published.diagnostics_capabilities.related_information);
        let pulled = documents.and_then(|documents| documents.diagnostic.as_ref());
        let pulled = pulled.and_then(|pulled| pulled.diagnostics_capabilities.related_information);
        pushed.or(pulled).unwrap_or(false)
    }

    /// It watches files when it is asked to.
    #[must_use]
    pub fn watches(&self) -> bool {
        let workspace = self.capabilities.workspace.as_ref();
        let watching = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        watching.and_then(|watching| watching.dynamic_registration).unwrap_or(false)
    }

    /// It knows snippets: texts with places to fill in.
    #[must_use]
    pub fn snippets(&self) -> bool {
        let documents = self.capabilities.text_document.as_ref();
        let completion = documents.and_then(|documents| documents.completion.as_ref());
        let item = completion.and_then(|completion| completion.completion_item.as_ref());
        item.and_then(|item| item.snippet_support).unwrap_or(false)
    }

    /// It shows which words a definition was asked for.
    #[must_use]
    pub fn links_definitions(&self) -> bool {
        let documents = self.capabilities.text_document.as_ref();
        let definition = documents.and_then(|documents| documents.definition.as_ref());
        definition.and_then(|definition| definition.link_support).unwrap_or(false)
    }

    /// It asks before it renames.
    #[must_use]
    pub fn prepares_renames(&self) -> bool {
        let documents = self.capabilities.text_document.as_ref();
        let rename = documents.and_then(|documents| documents.rename.as_ref());
        rename.and_then(|rename| rename.prepare_support).unwrap_or(false)
    }

    /// It shows what belongs together under each other.
    #[must_use]
    pub fn nests_symbols(&self) -> bool {
        let documents = self.capabilities.text_document.as_ref();
        let symbols = documents.and_then(|documents| documents.document_symbol.as_ref());
        symbols.and_then(|symbols| symbols.hierarchical_document_symbol_support).unwrap_or(false)
    }

    /// It takes changes with the versions of the documents they are for.
    #[must_use]
    pub fn changes_documents(&self) -> bool {
        let workspace = self.capabilities.workspace.as_ref();
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        edit.and_then(|edit| edit.document_changes).unwrap_or(false)
    }
}

/// The folders of the workspace.
pub(super) fn folders(params: &InitializeParams) -> Vec<Uri> {
    if let Some(WorkspaceFolders::WorkspaceFolderList(folders)) =
        &params.workspace_folders_initialize_params.workspace_folders
    {
        return folders.iter().map(|folder| folder.uri.clone()).collect();
    }
    #[expect(deprecated, reason = "older clients say only this")]
    match (&params.root_uri, &params.root_path) {
        (Some(uri), _) => vec![uri.clone()],
        (None, Some(RootPath::String(path))) => vec![crate::server::uris::uri_of(std::path::Path::new(path))],
        (None, _) => Vec::new(),
    }
}
