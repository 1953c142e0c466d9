//! The text of a score file: statements, syntax tree, outline, formatter. The only crate that knows pest; no pest type
//! leaves it. It never reads a file.

pub mod outline;
pub mod tree;
