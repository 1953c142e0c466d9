//! `textDocument/diagnostic`: findings for a client that asks for them.

use gen_lsp_types::{
    DiagnosticOptions, DiagnosticProvider, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticRequest, FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, ServerCapabilities, UnchangedDocumentDiagnosticReport,
};

use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::findings;
use crate::server::requests::Handler;

pub(super) struct Document;

impl Handler for Document {
    type Request = DocumentDiagnosticRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.diagnostic_provider = Some(DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
            identifier: Some("merit".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            ..DiagnosticOptions::default()
        }));
    }

    fn answer(context: &Context, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReport, Failure> {
        let path = context.path(&params.text_document.uri);
        let items = findings::of_file(context, &path);
        let result_id = findings::mark(&items);
        if params.previous_result_id.as_ref() == Some(&result_id) {
            let unchanged = UnchangedDocumentDiagnosticReport { result_id };
            return Ok(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: unchanged,
            }
            .into());
        }
        Ok(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
        }
        .into())
    }
}
