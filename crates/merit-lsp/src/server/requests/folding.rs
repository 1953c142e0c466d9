//! `textDocument/foldingRange`

use gen_lsp_types::{
    FoldingRange, FoldingRangeKind, FoldingRangeParams, FoldingRangeProvider, FoldingRangeRequest, ServerCapabilities,
};

use crate::features::folding::{FoldKind, folds};
use crate::server::client::Client;
use crate::server::context::{Context, Failure};
use crate::server::requests::Handler;

pub(super) struct Folding;

impl Handler for Folding {
    type Request = FoldingRangeRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.folding_range_provider = Some(FoldingRangeProvider::Bool(true));
    }

    fn answer(context: &Context, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let found = folds(&context.snapshot, &document.path).into_iter();
        let range = |fold: crate::features::folding::Fold| {
            let range = document.range(fold.span);
            FoldingRange {
                start_line: range.start.line,
                start_character: None,
                end_line: range.end.line,
                end_character: None,
                kind: match fold.kind {
                    FoldKind::Lines => None,
                    FoldKind::Comments => Some(FoldingRangeKind::Comment),
                    FoldKind::Uses => Some(FoldingRangeKind::Imports),
                },
                collapsed_text: None,
            }
        };
        Ok(Some(found.map(range).collect()))
    }
}
