//! `textDocument/semanticTokens/full`, `.../full/delta` and `.../range`

mod legend;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gen_lsp_types::{
    Full, SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensDeltaRequest,
    SemanticTokensDeltaResponse, SemanticTokensEdit, SemanticTokensFullDelta, SemanticTokensOptions,
    SemanticTokensOptionsRange, SemanticTokensParams, SemanticTokensProvider, SemanticTokensRangeParams,
    SemanticTokensRangeRequest, SemanticTokensRequest, ServerCapabilities, WorkDoneProgressOptions,
};
use merit_diagnostics::Span;

use crate::features::tokens::tokens;
use crate::server::client::Client;
use crate::server::context::{Context, Document, Failure};
use crate::server::requests::Handler;

/// What was given, and its number.
type Answer = (String, Vec<SemanticToken>);

/// What was last given for each open document, so that the next answer can be a difference.
#[derive(Debug, Default)]
pub(crate) struct Given {
    next: AtomicU64,
    last: Mutex<HashMap<Arc<Path>, Answer>>,
}

impl Given {
    /// Keeps what is given now, under a new number. Documents that are closed are forgotten.
    fn keep(&self, context: &Context, document: &Document, tokens: &[SemanticToken]) -> String {
        let id = self.next.fetch_add(1, Ordering::Relaxed).to_string();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|path, _| context.snapshot.is_open(path));
        last.insert(Arc::clone(&document.path), (id.clone(), tokens.to_vec()));
        id
    }

    /// What was given under this number, if it is still known.
    fn take(&self, document: &Document, id: &str) -> Option<Vec<SemanticToken>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.get(&document.path).filter(|(known, _)| known == id).map(|(_, tokens)| tokens.clone())
    }
}

pub(super) struct Whole;

impl Handler for Whole {
    type Request = SemanticTokensRequest;

    fn announce(capabilities: &mut ServerCapabilities, _: &Client) {
        capabilities.semantic_tokens_provider =
            Some(SemanticTokensProvider::SemanticTokensOptions(SemanticTokensOptions {
                legend: legend::legend(),
                range: Some(SemanticTokensOptionsRange::Bool(true)),
                full: Some(Full::SemanticTokensFullDelta(SemanticTokensFullDelta { delta: Some(true) })),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }));
    }

    fn answer(context: &Context, params: SemanticTokensParams) -> Result<Option<SemanticTokens>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let data = encoded(context, &document, None);
        let id = context.given.keep(context, &document, &data);
        Ok(Some(SemanticTokens { result_id: Some(id), data }))
    }
}

pub(super) struct Delta;

impl Handler for Delta {
    type Request = SemanticTokensDeltaRequest;

    /// It is announced with the whole.
    fn announce(_: &mut ServerCapabilities, _: &Client) {}

    fn answer(
        context: &Context,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensDeltaResponse>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let before = context.given.take(&document, &params.previous_result_id);
        let data = encoded(context, &document, None);
        let id = context.given.keep(context, &document, &data);
        Ok(Some(match before {
            None => SemanticTokensDeltaResponse::SemanticTokens(SemanticTokens { result_id: Some(id), data }),
            Some(before) => SemanticTokensDeltaResponse::SemanticTokensDelta(SemanticTokensDelta {
                result_id: Some(id),
                edits: difference(&before, &data).into_iter().collect(),
            }),
        }))
    }
}

pub(super) struct Part;

impl Handler for Part {
    type Request = SemanticTokensRangeRequest;

    /// It is announced with the whole.
    fn announce(_: &mut ServerCapabilities, _: &Client) {}

    fn answer(context: &Context, params: SemanticTokensRangeParams) -> Result<Option<SemanticTokens>, Failure> {
        let document = context.document(&params.text_document.uri)?;
        let part = document.span(params.range);
        Ok(Some(SemanticTokens { result_id: None, data: encoded(context, &document, Some(part)) }))
    }
}

/// Each piece as its distance from the one before.
fn encoded(context: &Context, document: &Document, part: Option<Span>) -> Vec<SemanticToken> {
    let (mut line, mut character) = (0, 0);
    let mut data = Vec::new();
    for token in tokens(&context.snapshot, &document.path, part) {
        let range = document.range(token.span);
        let length = range.end.character.saturating_sub(range.start.character);
        // The protocol knows no piece over several lines.
        if length == 0 || range.start.line != range.end.line {
            continue;
        }
        let start = range.start;
        data.push(SemanticToken {
            delta_line: start.line.saturating_sub(line),
            delta_start: if start.line == line { start.character.saturating_sub(character) } else { start.character },
            length,
            token_type: legend::number(token.kind),
            token_modifiers_bitset: u32::from(token.declares),
        });
        (line, character) = (start.line, start.character);
    }
    data
}

/// One edit from the first piece that is different to the last one. Positions count numbers, five for each piece.
fn difference(before: &[SemanticToken], after: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    const NUMBERS: usize = 5;
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (old, new) = (before.get(same..)?, after.get(same..)?);
    if old.is_empty() && new.is_empty() {
        return None;
    }
    let same_end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let old = old.get(..old.len() - same_end)?;
    let new = new.get(..new.len() - same_end)?;
    let numbers = |token: &SemanticToken| {
        [token.delta_line, token.delta_start, token.length, token.token_type, token.token_modifiers_bitset]
    };
    let count = |pieces: usize| u32::try_from(pieces * NUMBERS).unwrap_or(u32::MAX);
    Some(SemanticTokensEdit {
        start: count(same),
        delete_count: count(old.len()),
        data: (!new.is_empty()).then(|| new.iter().flat_map(numbers).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn token(start: u32, kind: u32) -> SemanticToken {
        SemanticToken { delta_line: 0, delta_start: start, length: 1, token_type: kind, token_modifiers_bitset: 0 }
    }

    #[test]
    fn a_difference_applied_to_the_old_gives_the_new() {
        let some = [token(1, 0), token(2, 1), token(2, 1), token(3, 0)];
        let lists: Vec<Vec<SemanticToken>> = vec![
            Vec::new(),
            some.to_vec(),
            vec![token(1, 0), token(3, 0)],
            vec![token(1, 0), token(2, 1), token(3, 0)],
            vec![token(9, 9), token(1, 0), token(2, 1), token(2, 1), token(3, 0)],
            vec![token(1, 0), token(2, 1), token(2, 1), token(2, 1), token(3, 0)],
        ];
        let flat = |tokens: &[SemanticToken]| -> Vec<u32> {
            tokens.iter().flat_map(|t| [t.delta_line, t.delta_start, t.length, t.token_type, 0]).collect()
        };
        for before in &lists {
            for after in &lists {
                let mut numbers = flat(before);
                if let Some(edit) = difference(before, after) {
                    let (start, count) = (edit.start as usize, edit.delete_count as usize);
                    numbers.splice(start..start + count, edit.data.unwrap_or_default());
                }
                assert_eq!(numbers, flat(after));
            }
        }
    }
}
