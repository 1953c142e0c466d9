//! Names in the editor, over every model of the examples and the suite.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod agree;
mod rename;
mod support;
