//! The text of a score file: statements, syntax tree, outline, formatter. The only crate that knows pest; no pest type
//! leaves it. It never reads a file.
//!
//! As the text flows: [`scan`] looks at one line, [`split`] makes statements of lines, [`statement`] lets pest read one
//! statement ([`grammar`], [`build`]) and, when it cannot, has the place explained ([`diagnose`], [`report`]);
//! [`grouping`] puts the statements under their headings.

mod build;
mod characters;
mod diagnose;
mod format;
mod grammar;
mod grouping;
mod next;
mod normal;
pub mod outline;
mod parse;
mod report;
mod scan;
mod signs;
mod split;
mod statement;
pub mod tree;
mod words;

pub use build::EDITION;
pub use diagnose::quoted_length;
pub use format::format;
pub use grouping::outline;
pub use next::{Next, next};
pub use parse::{Parsed, parse};
pub use signs::{How, Signs};
