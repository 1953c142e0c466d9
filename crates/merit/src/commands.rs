//! The commands, one file each.

pub(crate) mod bounds;
pub(crate) mod changes;
pub(crate) mod check;
pub(crate) mod compile;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod lsp;
pub(crate) mod new;
pub(crate) mod reach;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod test;

/// The editions that this program knows.
pub(crate) fn editions() -> String {
    format!("editions 1 to {}", merit_syntax::EDITION)
}
