//! Evaluates compiled models over batches of records (section 3 of the language). Deterministic: the same model and
//! records give the same results whatever the order of records, the size of batches and the number of threads. No text
//! but values, no files, no clock.

#![expect(
    clippy::indexing_slicing,
    reason = "indices are numbers that the plan gives out, or were checked by Model::validate"
)]

mod api;
mod attributes;
mod by_id;
mod check;
mod chunks;
mod classes;
mod classtable;
mod content;
mod days;
mod decay;
mod evaluate;
mod explain;
mod gather;
mod ids;
mod index;
mod lead;
mod leads;
mod near;
mod orders;
mod pack;
mod parallel;
mod part;
mod period;
mod plan;
mod prepare;
mod program;
mod scratch;
mod settle;
mod spill;
mod standing;
mod store;
mod suspects;
mod taking;
mod trit;
mod ways;

pub use api::{AttributeTimes, Engine, EngineError, Evaluation, Ids, Options, RecordPlace};
pub use explain::{
    Account, Ahead, EntryAccount, EntryState, Explained, Explainer, Fine, GradeAccount, GroupAccount, History, Ready,
    RecordView, Refusal, Refused, ResetAccount, ResetCause, RuleAccount, ScoreAccount, SegmentAccount, SilencePost,
    Unknown, WindowAccount,
};
pub use prepare::{PreparedEvents, PreparedLeads, Preparer};
pub use scratch::{Memory, Scratch, ScratchFile};
pub use suspects::{Contents, Suspects, Verdict};
