//! Engine against oracle: the same model, log and question to both, in any order and any batches, and every answer
//! compared. What differs is made small before it is shown.

mod case;
mod engine_side;
mod expected;
mod report;
mod shrink;

pub use case::{Case, Prepared, Verdict, cases, judge, judge_prepared, judge_seed};
pub use engine_side::{Feeding, batches, engine_answer};
pub use expected::EXPECTED;
pub use report::{Totals, be_quiet, report, run};
pub use shrink::shrink;
