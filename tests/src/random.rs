//! Random models as text, and random logs that make collisions likely: both from a seed.

mod conditions;
pub mod logs;
pub mod models;
mod outcomes;
mod prng;
mod rules;
mod vocabulary;

pub use logs::{Log, log};
pub use models::{RandomModel, model};
pub use prng::Prng;
pub use vocabulary::VOCABULARY;

/// How many, or from which seed on: what the environment says, or else the default.
pub fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}
