//! `workspace/diagnostic`: the findings of all files, for a client that asks for them.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use gen_lsp_types::{
    FullDocumentDiagnosticReport, ServerCapabilities, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticRequest, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::findings;
use crate::server::requests::Handler;

pub(super) struct Workspace;

impl Handler for Workspace {
    type Request = WorkspaceDiagnosticRequest;

    fn announce(_: &mut ServerCapabilities, _: &Client) {
        // `textDocument/diagnostic` says so for both.
    }

    fn answer(context: &Context, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReport, Failure> {
        let known: HashMap<&str, &str> =
            params.previous_result_ids.iter().map(|known| (known.uri.as_ref(), known.value.as_str())).collect();
        let mut files: BTreeSet<Arc<Path>> = BTreeSet::new();
        for root in context.snapshot.files() {
            if context.is_cancelled() {
                return Err(Failure::cancelled());
            }
            files.extend(context.snapshot.analysis(root).files().iter().cloned());
        }
        // Files that had findings before and are gone now have none.
        files.extend(params.previous_result_ids.iter().map(|known| context.path(&known.uri)));
        let items = files.iter().map(|file| {
            let uri = context.uri(file);
            let version = context.snapshot.version(file);
            let items = findings::of_file(context, file);
            let result_id = findings::mark(&items);
            if known.get(uri.as_ref()) == Some(&result_id.as_str()) {
                let unchanged = UnchangedDocumentDiagnosticReport { result_id };
                return WorkspaceDocumentDiagnosticReport::WorkspaceUnchangedDocumentDiagnosticReport(
                    WorkspaceUnchangedDocumentDiagnosticReport {
                        uri,
                        version,
                        unchanged_document_diagnostic_report: unchanged,
                    },
                );
            }
            let full = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
            WorkspaceDocumentDiagnosticReport::WorkspaceFullDocumentDiagnosticReport(
                WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report: full },
            )
        });
        Ok(WorkspaceDiagnosticReport { items: items.collect() })
    }
}
