//! From syntax trees to the compiled model, with every error found in one run.
//!
//! The passes: [`load`] reads a file and everything it uses; [`declare`] collects names; [`resolve`] turns names into
//! numbers and statements into parts of the compiled model; [`checks`] look for contradictions in what was resolved;
//! [`assemble`] puts the parts together. Nothing here reads the disk: files come from [`Files`].

mod allow;
mod assemble;
mod bounds;
mod checks;
mod compile;
mod context;
mod declare;
mod files;
mod list_file;
mod load;
mod names;
pub mod near;
mod one_text;
mod report;
mod resolve;
mod resolved;
mod scripts;
mod table;

pub use allow::{Allowance, apply_claims, apply_practice};
pub use bounds::{Bounds, Highest, ScoreBounds};
pub use compile::{Compilation, compile};
pub use files::{FileProblem, Files, MemoryFiles, resolve_path};
pub use list_file::columns;
