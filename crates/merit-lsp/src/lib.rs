//! The language server: what an editor may ask about models while they are written.
//!
//! * [`Host`] is what the server needs of the world: files, projects, their settings. The command gives the disk.
//! * [`Snapshot`] is the workspace at one moment: every file as the editor or the disk has it, immutable, cheap to clone,
//!   with analyses that are made when they are first asked for and kept while nothing they read changes.
//! * [`features`] are pure functions of a snapshot, a file and a byte offset or [`Span`](merit_diagnostics::Span). They
//!   return plain data and know no protocol.
//! * [`live`] holds the numbers of real data; they are counted by a thread of the server.
//! * [`names`] say what every name in a project stands for.
//! * [`server`] is the protocol: messages, positions, threads, and one file for each request.
//!
//! # Adding a feature
//!
//! 1. `features/NAME.rs`: a function of `(&Snapshot, &Path, u32 or Span)` that returns plain data: byte spans, texts,
//!    [`FileSpan`]s and [`FileEdit`]s for places in other files. Nothing of `gen_lsp_types`, no lines and columns.
//!    [`Snapshot::source`] gives the text, [`Snapshot::parsed`] the statements of one file, [`Snapshot::analysis`] the
//!    file compiled with everything it uses, [`Snapshot::readers`] the files that use it, [`Snapshot::files`] all files.
//! 2. `server/requests/NAME.rs`: a type that implements [`Handler`](server::Handler): which request, what it adds to the
//!    capabilities, and the way from its parameters to the feature and back. [`Context`](server::Context) converts places
//!    both ways in the encoding that was agreed on.
//! 3. One line in the registry `server/requests.rs`.
//!
//! A feature may be asked for any text at any offset: a text that is broken is the usual case.

pub mod features;
mod host;
pub mod live;
pub mod names;
mod pieces;
pub mod server;
mod snapshot;
mod workspace;

pub use host::{Host, MemoryHost, Renamer, Rules, SettingsProblem};
pub use live::{Records, SampleRead, SampleSettings};
pub use snapshot::{Analysis, FileEdit, FileSpan, Finding, Snapshot};
pub use workspace::Workspace;
