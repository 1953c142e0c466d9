//! What may be asked about a model: pure functions of a snapshot, a file, and a place in bytes.

pub mod actions;
pub mod completion;
pub mod formatting;
pub mod signature;
