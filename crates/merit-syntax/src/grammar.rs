//! The grammar, compiled by pest. Nothing of it leaves this crate.

/// Reads one statement at a time: see `grammar/score.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "../../grammar/score.pest"]
pub(crate) struct Grammar;
