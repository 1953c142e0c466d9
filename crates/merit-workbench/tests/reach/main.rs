//! The shortest ways: they are ways, they can be pasted into the file, and no shorter ones are there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod fewest;
mod lift;
mod ways;
