//! Shared pieces of the suite.

pub mod comparison;
pub mod oracle;
pub mod random;
