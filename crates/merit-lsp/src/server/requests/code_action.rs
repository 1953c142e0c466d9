//! `textDocument/codeAction`

use std::collections::HashMap;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProvider, CodeActionRequest,
    CodeActionResponse, Command, ServerCapabilities, TextEdit, Uri, WorkspaceEdit,
};
use merit_diagnostics::Span;
use serde_json::json;

use crate::features::actions::{self, Action};
use crate::features::lenses::rule_in;
use crate::server::client::Client;
use crate::server::commands::TEST_OF_LEAD;
use crate::server::context::{Context, Document, Failure};
use crate::server::findings;
use crate::server::requests::Handler;
use crate::snapshot::FileEdit;

pub(super) struct Actions;

impl Handler for Actions {
    type Request = CodeActionRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.code_action_provider = Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::Refactor]),
            ..CodeActionOptions::default()
        }));
    }

    fn answer(context: &Context, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let found = actions::actions(&context.snapshot, &document.path, document.span(params.range));
        let wanted = params.context.only;
        let is_wanted = |kind: &CodeActionKind| {
            let name = String::from(kind.clone());
            wanted.as_ref().is_none_or(|wanted| {
                wanted.iter().any(|wanted| {
                    let wanted = String::from(wanted.clone());
                    wanted.is_empty() || name == wanted || name.starts_with(&format!("{wanted}."))
                })
            })
        };
        let actions = found.into_iter().filter_map(|action| {
            let kind = if action.finding.is_some() { CodeActionKind::QuickFix } else { CodeActionKind::Refactor };
            is_wanted(&kind).then(|| code_action(context, action, kind))?
        });
        let mut actions: Vec<CodeActionResponse> = actions.map(CodeActionResponse::CodeAction).collect();
        if is_wanted(&CodeActionKind::Refactor) {
            let made = test_of_lead(context, &document, document.span(params.range));
            actions.extend(made.map(CodeActionResponse::CodeAction));
        }
        Ok(Some(actions))
    }
}

fn code_action(context: &Context, action: Action, kind: CodeActionKind) -> Option<CodeAction> {
    let Action { title, finding, is_certain, edits } = action;
    Some(CodeAction {
        title,
        kind: Some(kind),
        diagnostics: finding.map(|finding| findings::diagnostics(context, &[finding])),
        is_preferred: is_certain.then_some(true),
        edit: Some(workspace_edit(context, edits)?),
        ..CodeAction::default()
    })
}

/// For a rule that gave points to a lead of the sample. The test is made and run when it is asked for, because that
/// takes longer than editors wait each time the cursor moves.
fn test_of_lead(context: &Context, document: &Document, span: Span) -> Option<CodeAction> {
    let line = rule_in(&context.snapshot, &context.numbers, &document.path, span)?;
    let title = "Make a test of a lead of the sample that this rule gave points".to_owned();
    let asked = json!({ "uri": context.uri(&document.path), "line": line });
    let command = TEST_OF_LEAD.to_owned();
    Some(CodeAction {
        title: title.clone(),
        kind: Some(CodeActionKind::Refactor),
        command: Some(Command { title, command, arguments: Some(vec![asked]), ..Command::default() }),
        ..CodeAction::default()
    })
}

/// Changes of files of the workspace.
fn workspace_edit(context: &Context, edits: Vec<FileEdit>) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in edits {
        let document = context.file(&edit.at.file)?;
        let change = TextEdit { range: document.range(edit.at.span), new_text: edit.text };
        changes.entry(context.uri(&edit.at.file)).or_default().push(change);
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}
