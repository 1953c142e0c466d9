//! `textDocument/codeLens`

use gen_lsp_types::{
    CodeLens, CodeLensOptions, CodeLensParams, CodeLensRequest, Command, Position, Range, ServerCapabilities,
};
use serde_json::json;

use crate::features::lenses::{Does, Lens, of_numbers, of_tests};
use crate::server::client::Client;
use crate::server::commands::{EXPLAIN_LEAD, EXPLAIN_TEST, RUN_TEST};
use crate::server::context::{Context, Document, Failure};
use crate::server::requests::Handler;

pub(super) struct Lenses;

impl Handler for Lenses {
    type Request = CodeLensRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.code_lens_provider = Some(CodeLensOptions::default());
    }

    fn answer(context: &Context, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let mut found = of_tests(&context.snapshot, &document.path);
        if !context.client.numbers_as_hints {
            context.look_at_records(&document.path);
            found.extend(of_numbers(&context.snapshot, &context.numbers, &document.path));
        }
        found.sort_by_key(|lens| lens.at.start);
        Ok(Some(found.into_iter().map(|lens| shown(context, &document, lens)).collect()))
    }
}

fn shown(context: &Context, document: &Document, lens: Lens) -> CodeLens {
    let uri = context.uri(&document.path);
    let (command, asked) = match lens.does {
        Some(Does::RunTest(test)) => (RUN_TEST, json!({ "uri": uri, "test": test })),
        Some(Does::ExplainTest(test)) => (EXPLAIN_TEST, json!({ "uri": uri, "test": test })),
        Some(Does::ExplainRule(line)) => (EXPLAIN_LEAD, json!({ "uri": uri, "line": line })),
        // A text alone.
        None => ("", json!(null)),
    };
    let arguments = (!command.is_empty()).then(|| vec![asked]);
    let start = document.position(lens.at.start);
    let end = Position { line: start.line, character: start.character.saturating_add(1) };
    CodeLens {
        range: Range { start, end },
        command: Some(Command { title: lens.title, command: command.to_owned(), arguments, ..Command::default() }),
        data: None,
    }
}
