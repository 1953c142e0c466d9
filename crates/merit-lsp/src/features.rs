//! What may be asked about a model: pure functions of a snapshot, a file, and a place in bytes.

pub mod actions;
mod blocks;
pub mod completion;
pub mod definition;
pub mod folding;
pub mod formatting;
pub mod highlights;
pub mod hints;
pub mod hover;
pub mod lenses;
pub mod links;
pub mod named;
mod parts;
pub mod references;
pub mod rename;
pub mod selection;
pub mod signature;
pub mod symbols;
pub mod tokens;
