//! The difference as a document; this is also its form in JSON.

use merit_workbench::{Change, Comparison, LeadDifference, Movement, Responsible, compare};
use schemars::JsonSchema;
use serde::Serialize;

use super::models::Pair;

/// What `merit diff --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// The version of this form.
    pub(super) merit_diff: u32,
    /// One for each model.
    pub(super) models: Vec<ModelReport>,
    /// The limits that were asked for.
    pub(super) gates: Vec<Gate>,
}

/// A model in both versions.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ModelReport {
    /// Its name, in the new version if it is there.
    pub(super) name: String,
    /// Its file in the old version; nothing when it is new.
    pub(super) old: Option<String>,
    /// The old version has errors, so there is nothing to compare with.
    pub(super) old_has_errors: bool,
    /// Its file in the new version; nothing when it is gone.
    pub(super) new: Option<String>,
    /// What is not the same; nothing for a model that is new or gone.
    pub(super) changes: Vec<Change>,
    /// What it does to the leads of the records.
    pub(super) replay: Option<Replayed>,
    /// Which rule is which.
    #[serde(skip)]
    pub(super) comparison: Comparison,
}

/// What the difference does to the leads of the records.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Replayed {
    /// Who moves.
    #[serde(flatten)]
    pub(super) movement: Movement,
    /// For each lead that moves: the lines of its ledgers that differ.
    pub(super) differences: Vec<LeadDifference>,
    /// The lines that are responsible for the most moves.
    pub(super) responsible: Vec<Responsible>,
    /// The most surprising leads: those whose move is the rarest, and among these those whose scores differ most.
    pub(super) surprising: Vec<String>,
}

/// A limit, and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Gate {
    /// The limit in words.
    pub(super) limit: String,
    /// What was found.
    pub(super) found: String,
    /// The limit is kept.
    pub(super) passed: bool,
}

impl ModelReport {
    pub(super) fn of(pair: &Pair) -> Self {
        let comparison = match (&pair.old, &pair.new) {
            (Some(old), Some(new)) => compare(&old.model, &new.model),
            _ => Comparison::default(),
        };
        let found = pair.new.as_ref().or(pair.old.as_ref());
        Self {
            name: found.map(|found| found.model.name.clone()).unwrap_or_default(),
            old: pair.old.as_ref().map(|found| found.path.clone()).or_else(|| pair.with_errors.clone()),
            old_has_errors: pair.with_errors.is_some(),
            new: pair.new.as_ref().map(|found| found.path.clone()),
            changes: comparison.changes.clone(),
            replay: None,
            comparison,
        }
    }
}
