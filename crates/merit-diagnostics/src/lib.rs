//! What every finding of Merit is made of: places in files, codes, diagnostics and fixes.
//!
//! Plain data without third-party types. Nothing here reads a file or prints.

mod code;
mod diagnostic;
mod source;

pub use code::{Code, Family, Level};
pub use diagnostic::{Diagnostic, Edit, Fix, Mark, Safety};
pub use source::{FileId, LineColumn, Place, SourceFile, Sources, Span};
