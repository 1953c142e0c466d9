//! Readers and writers of Merit's data: NDJSON, CSV, Parquet, and the mapping of other shapes (sections 3 and 4 of the
//! tool's contract). The only crate that knows file formats. Problems are values; nothing here prints.
//!
//! Reading: an [`Input`] names a file and its format, a [`Mapping`] says which field of a record is what, and
//! [`read_events`] or [`read_leads`] gives batches of typed columns to a sink, in order. Sources are cut into blocks that
//! are decoded apart from each other, so several threads may work without changing anything but the time.
//!
//! Writing: see [`write`].

mod block;
mod cells;
mod columns;
mod config;
mod convert;
mod csv;
mod dictionary;
mod event_rows;
mod expected;
mod input;
mod jobs;
mod json;
mod lead_rows;
mod limits;
mod lines;
mod mapping;
mod mapping_check;
mod moment;
mod names;
mod number;
mod parquet_file;
mod pipeline;
mod places;
mod plan;
mod problem;
mod raw;
mod read;
mod renamed;
mod report;
mod rows;
mod special;
mod table;
mod text_file;
pub mod write;

pub use block::OnBadRecord;
pub use config::{ConstantType, SourceConfig, SourceKind, SourcesConfig, TypeConfig, TypeTarget};
pub use expected::about_rows;
pub use input::{Compression, Format, Input, Place, is_read_once};
pub use mapping::{Mapping, MappingErrors};
pub use parquet_file::panic_is_handled;
pub use problem::{Problem, ReadError};
pub use read::{ReadOptions, read_events, read_events_with, read_leads, read_leads_with};
pub use renamed::{TextEdit, rename_in_sources};
pub use report::{FirstPlace, MOST_EXAMPLES, MOST_NAMES, Named, Names, ReadReport};
pub use rows::Ids;
