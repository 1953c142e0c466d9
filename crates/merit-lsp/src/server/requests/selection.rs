//! `textDocument/selectionRange`

use gen_lsp_types::{
    SelectionRange, SelectionRangeParams, SelectionRangeProvider, SelectionRangeRequest, ServerCapabilities,
};

use crate::features::selection::around;
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Selection;

impl Handler for Selection {
    type Request = SelectionRangeRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.selection_range_provider = Some(SelectionRangeProvider::Bool(true));
    }

    fn answer(context: &Context, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let ranges = params.positions.iter().map(|position| {
            let pieces = around(&context.snapshot, &document.path, document.offset(*position));
            let mut range: Option<SelectionRange> = None;
            for piece in pieces.into_iter().rev() {
                range = Some(SelectionRange { range: document.range(piece), parent: range.map(Box::new) });
            }
            // Every position has an answer, in the order of the question.
            let here = gen_lsp_types::Range { start: *position, end: *position };
            range.unwrap_or(SelectionRange { range: here, parent: None })
        });
        Ok(Some(ranges.collect()))
    }
}
