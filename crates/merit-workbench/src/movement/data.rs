//! Movement as data; this is also its form in JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Amount;

/// Who moves, and what becomes of segments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Movement {
    /// The instant at which both are looked at.
    pub as_of: String,
    /// Number of leads.
    pub leads: usize,
    /// Number of leads whose tier, grade, cell or segments differ.
    pub moved: usize,
    /// How many leads go from where to where.
    pub tables: Vec<MoveTable>,
    /// How many leads enter each segment in each week.
    pub segments: Vec<SegmentVolume>,
    /// For each tier and segment, the leads that enter it for the first time on another date.
    pub first: Vec<FirstEntries>,
    /// The leads that move.
    pub moves: Vec<MovedLead>,
}

/// How many leads go from where to where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MoveTable {
    /// Of what: `engagement tier`, `fit grade`, a matrix, or a segment.
    pub of: String,
    /// The places in the old model.
    pub rows: Vec<String>,
    /// The places in the new model.
    pub columns: Vec<String>,
    /// For each row: the number of leads in each column.
    pub counts: Vec<Vec<usize>>,
    /// The number of leads that are not in the same place.
    pub moved: usize,
}

/// How many leads enter a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SegmentVolume {
    /// The name of the segment.
    pub name: String,
    /// It is there in the old model.
    pub in_old: bool,
    /// It is there in the new model.
    pub in_new: bool,
    /// Each week, from the first in which a lead was seen.
    pub weeks: Vec<WeekVolume>,
    /// How many weeks lie between the first record and the instant as a whole.
    pub whole_weeks: usize,
    /// Entries per whole week in the old model.
    pub old_per_week: Option<Amount>,
    /// Entries per whole week in the new model.
    pub new_per_week: Option<Amount>,
}

/// Entries of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WeekVolume {
    /// The first day of the week.
    pub week: String,
    /// The week lies between the first record and the instant as a whole.
    pub whole: bool,
    /// Entries in the old model.
    pub old: usize,
    /// Entries in the new model.
    pub new: usize,
}

/// First entries into a tier or segment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FirstEntries {
    /// Its name.
    pub name: String,
    /// Leads that enter it on the same date.
    pub same: usize,
    /// Leads that enter it earlier in the new model.
    pub earlier: usize,
    /// Leads that enter it later in the new model.
    pub later: usize,
    /// Leads that enter it only in the old model.
    pub only_old: usize,
    /// Leads that enter it only in the new model.
    pub only_new: usize,
    /// The days by which the middle one of the leads that enter it earlier or later is later.
    pub median_days: Option<i64>,
    /// The leads whose date differs.
    pub leads: Vec<FirstShift>,
}

/// The dates on which a lead enters a place for the first time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FirstShift {
    /// The lead.
    pub lead: String,
    /// In the old model.
    pub old: Option<String>,
    /// In the new model.
    pub new: Option<String>,
}

/// A lead that moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MovedLead {
    /// Its identifier.
    pub lead: String,
    /// From where to where.
    pub moves: Vec<Move>,
}

/// From where to where.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Move {
    /// Of what.
    pub of: String,
    /// The place in the old model.
    pub old: String,
    /// The place in the new model.
    pub new: String,
}
