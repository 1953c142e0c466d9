//! The protocol: messages, positions, threads.
//!
//! One thread reads messages, one writes them, the main loop owns the workspace. Requests are answered by workers, each on
//! the snapshot of the moment when it was asked; one more thread checks what changed and has its findings published,
//! and one counts on the sample of a project when everything is checked.

mod checker;
mod client;
mod commands;
mod context;
mod counter;
mod findings;
mod lifecycle;
mod notifications;
mod places;
mod pool;
mod positions;
pub mod requests;
mod said;
mod transport;
mod uris;

use std::sync::Arc;

pub use client::Client;
pub use context::{Context, Document, Failure};
pub use lifecycle::serve;
pub use positions::{Encoding, Lines};
pub use requests::Handler;
pub use uris::{path_of, uri_of};

use crate::host::Host;

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client said `shutdown`, then `exit`.
    Asked,
    /// The client went away, or said `exit` alone.
    Left,
}

/// Serves one client on standard input and output, until it leaves.
#[must_use]
pub fn serve_stdio(host: Arc<dyn Host>, version: &str) -> End {
    let (connection, threads) = transport::stdio();
    let end = serve(&connection, host, version);
    drop(connection);
    threads.finish();
    end
}
