//! Shared pieces of the suite.

pub mod oracle;
