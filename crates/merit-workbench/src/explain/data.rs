//! An explanation as data; this is also its published form in JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::lift::Lift;
use crate::Amount;

/// Why a lead has the scores it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The identifier of the lead.
    pub lead: String,
    /// The instant of the explanation.
    pub as_of: String,
    /// The date of that instant in the time zone of the model.
    pub date: String,
    /// The name of the model.
    pub model: String,
    /// The edition of the language it is written in.
    pub edition: u32,
    /// The time zone of the model; dates are counted in it.
    pub timezone: String,
    /// When the lead was first seen.
    pub first_seen: Option<String>,
    /// The known attributes of the lead at that instant that the model looks at. Personal ones are hidden unless they were asked for.
    pub attributes: Vec<AttributeValue>,
    /// One for each score.
    pub scores: Vec<ScoreExplained>,
    /// One for each grade.
    pub grades: Vec<GradeExplained>,
    /// One for each matrix.
    pub cells: Vec<Cell>,
    /// One for each segment.
    pub segments: Vec<SegmentExplained>,
    /// What changes if nothing happens but time.
    pub next: Upcoming,
    /// What would lift the lead into a higher tier: for each score with tiers, if it was looked for and found. None in the
    /// highest tier.
    pub lift: Vec<Lift>,
}

/// An attribute of the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttributeValue {
    /// Its name.
    pub name: String,
    /// Its value as text.
    pub value: String,
}

/// A place in a score file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Place {
    /// The file, relative to the folder of the model.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// A score, piece by piece: `starts_at`, the points of all groups, what silence counts for now, and the parts of
/// `sum of` add up to `sum`; the range makes `ranged` of it, and one rounding makes `value`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScoreExplained {
    /// The name of the score.
    pub name: String,
    /// The score.
    pub value: Amount,
    /// Its tier, if it has tiers.
    pub tier: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// What it starts at.
    pub starts_at: Amount,
    /// Its groups; the rules before the first group are a group without name.
    pub groups: Vec<GroupExplained>,
    /// What silence posted.
    pub silence: Vec<Silence>,
    /// The latest reset: what was earned before it is worth nothing.
    pub reset: Option<ResetExplained>,
    /// What other scores and grades add.
    pub sum_of: Vec<SumOf>,
    /// The sum of everything above.
    pub sum: Amount,
    /// What the range did.
    pub range: RangeEffect,
    /// The sum inside the range.
    pub ranged: Amount,
    /// Decimals the score is rounded to.
    pub decimals: u8,
}

/// What the range did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RangeEffect {
    /// The lowest value, if there is one.
    pub from: Option<Amount>,
    /// The highest value, if there is one.
    pub to: Option<Amount>,
    /// What it added or took away.
    pub changed: Amount,
}

/// A group: the points of its rules add up to `sum` (where the best one counts, of that one), and the cap makes `points`
/// of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroupExplained {
    /// Its name; none for the rules before the first group.
    pub name: Option<String>,
    /// Its cap.
    pub cap: Option<Amount>,
    /// Only the best rule counts.
    pub best_one_only: bool,
    /// Its rules.
    pub rules: Vec<RuleExplained>,
    /// The sum of its rules.
    pub sum: Amount,
    /// The same under the cap.
    pub points: Amount,
}

/// A rule: the present values of its entries add up to `sum`, and its cap makes `points` of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleExplained {
    /// What `called` says.
    pub called: Option<String>,
    /// The whole rule in the words of the language.
    pub rule: String,
    /// What earns its points.
    pub earns: String,
    /// How its entries fade, if they do.
    pub decay: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Its points last as long as a condition is true: it has no entries.
    pub standing: bool,
    /// Its cap.
    pub cap: Option<Amount>,
    /// Its entries, in order of time.
    pub entries: Vec<Entry>,
    /// What happened and earned nothing, in order of time.
    pub gave_nothing: Vec<GaveNothing>,
    /// The sum of its entries now.
    pub sum: Amount,
    /// The same under its cap.
    pub points: Amount,
    /// An entry is worth something, or the condition is true.
    pub applies: bool,
    /// In a group where only the best one counts: another rule is better.
    pub outdone: bool,
    /// A standing rule that gives nothing because these attributes are unknown.
    pub unknown: Vec<String>,
    /// The properties of events that the rule looks at.
    pub looks_at: Vec<String>,
}

/// Points earned at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entry {
    /// When.
    pub at: String,
    /// The date in the time zone of the model.
    pub date: String,
    /// What was earned.
    pub points: Amount,
    /// What it is worth now.
    pub now: Amount,
    /// What became of it.
    pub state: EntryState,
    /// When it ended, or was reset.
    pub since: Option<String>,
    /// The step of a ladder, from 1.
    pub step: Option<u32>,
    /// The next date on which a part of it is lost at once, and how much, if nothing happens.
    pub next: Option<(String, Amount)>,
    /// The record that caused it.
    pub cause: Cause,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// It counts.
    Counts,
    /// It has faded to nothing.
    Faded,
    /// It has expired.
    Expired,
    /// A reset made it worth nothing.
    Reset,
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cause {
    /// Its id, if the log has ids.
    pub id: Option<String>,
    /// The file it stands in.
    pub file: String,
    /// Its line or row, from 1.
    pub line: u64,
    /// When it happened.
    pub at: String,
    /// The event.
    pub event: String,
    /// Its known properties. Personal ones are hidden unless they were asked for.
    pub properties: Vec<AttributeValue>,
}

/// Something that happened and earned nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GaveNothing {
    /// When.
    pub at: String,
    /// The date in the time zone of the model.
    pub date: String,
    /// Why.
    pub reason: Reason,
    /// The reason in words.
    pub why: String,
    /// The record.
    pub cause: Cause,
}

/// Why something earned nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The limit was used up.
    Limit,
    /// The dates of `during` do not cover it.
    During,
    /// Only every n-th counts.
    Nth,
    /// The ladder has no more steps.
    Ladder,
    /// A value was unknown.
    Unknown,
}

/// Points that silence posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Silence {
    /// When.
    pub at: String,
    /// The date in the time zone of the model.
    pub date: String,
    /// The stage in the words of the language.
    pub stage: String,
    /// Where it stands.
    pub place: Place,
    /// What was posted.
    pub points: Amount,
    /// What of it counts now.
    pub now: Amount,
    /// When it was given back.
    pub given_back: Option<String>,
}

/// A reset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResetExplained {
    /// When.
    pub at: String,
    /// The date in the time zone of the model.
    pub date: String,
    /// What made it, in the words of the language.
    pub by: String,
    /// Where that stands.
    pub place: Place,
    /// The record that caused it; none for a silence.
    pub cause: Option<Cause>,
}

/// What another score or grade adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SumOf {
    /// The part in the words of the language.
    pub part: String,
    /// What it adds.
    pub points: Amount,
}

/// A grade, piece by piece: `starts_at` and the points of all groups add up to `points`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GradeExplained {
    /// The name of the grade.
    pub name: String,
    /// The letter, if there is one.
    pub letter: Option<String>,
    /// Its points.
    pub points: Amount,
    /// Where it stands.
    pub place: Place,
    /// What it starts at.
    pub starts_at: Amount,
    /// Its groups.
    pub groups: Vec<GroupExplained>,
    /// The conditions that hold and mean no grade.
    pub no_grade_because: Vec<String>,
}

/// A cell of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The name of the matrix.
    pub matrix: String,
    /// The cell, if there is one.
    pub cell: Option<String>,
}

/// Whether the lead is in a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SegmentExplained {
    /// The name of the segment.
    pub name: String,
    /// The lead is in.
    pub inside: bool,
    /// The `include` lines that hold.
    pub includes: Vec<String>,
    /// The `exclude` lines that hold.
    pub excludes: Vec<String>,
}

/// What changes if nothing happens but time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Upcoming {
    /// The instant up to which this was looked at.
    pub until: String,
    /// Every change, in order of time.
    pub changes: Vec<Next>,
}

/// A change that time alone makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Next {
    /// When.
    pub at: String,
    /// The date in the time zone of the model.
    pub date: String,
    /// What changes.
    #[serde(flatten)]
    pub kind: NextKind,
}

/// What changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum NextKind {
    /// A score has another value.
    Score {
        /// Its name.
        score: String,
        /// The new value.
        value: Amount,
        /// The difference to the value before.
        by: Amount,
    },
    /// The lead leaves a tier, segment or cell.
    Leaves {
        /// Its name.
        name: String,
    },
    /// The lead enters a tier, segment or cell.
    Enters {
        /// Its name.
        name: String,
    },
    /// A trigger comes due.
    Due {
        /// The action.
        trigger: String,
        /// The tier, segment or cell that was entered or left.
        name: String,
    },
}
