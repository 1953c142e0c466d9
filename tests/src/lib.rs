//! Shared pieces of the suite.

pub mod comparison;
pub mod generator;
pub mod oracle;
pub mod random;
