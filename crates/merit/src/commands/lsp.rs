//! `merit lsp`

mod host;

use std::sync::Arc;

use merit_lsp::server::{End, serve_stdio};

use crate::problem::{Outcome, Status};

/// Answer an editor: a language server on standard input and output
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Use standard input and output; there is no other way, and editors may say so
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    // The flag says what is so in any case.
    let Args { stdio: _ } = args;
    let end = serve_stdio(Arc::new(host::Disk::default()), env!("CARGO_PKG_VERSION"));
    // The protocol wants 1 when the client went away without a word.
    Ok(Status::found(end == End::Left))
}
