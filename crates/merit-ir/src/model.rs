//! The model and its parts.

use merit_values::{Day, Decimal, Duration, Kind, Points};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ActionId, AttributeId, Condition, EventId, GradeId, Group, HowOften, Inactivity, Occasion, Reset, ScoreId,
    Source, TiersId,
};

/// The version of this form; a program reads the versions up to its own.
pub const VERSION: u32 = 1;

/// A compiled model. Everything in it is resolved and checked; numbers refer to its vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Model {
    /// Version of this form: [`VERSION`].
    pub merit_ir: u32,
    /// Edition of the language.
    pub edition: u32,
    /// The name after `model`.
    pub name: String,
    /// The title after the name.
    pub title: Option<String>,
    /// IANA name of the time zone.
    pub timezone: String,
    /// When weeks begin.
    pub week: Week,
    /// When the model was last reviewed.
    pub reviewed: Option<Day>,
    /// The files it was made from, as paths relative to the model's folder with forward slashes; the model's own first.
    pub sources: Vec<String>,
    /// Declared events.
    pub events: Vec<Event>,
    /// Attributes of a lead.
    pub attributes: Vec<Attribute>,
    /// Lists with their entries.
    pub lists: Vec<List>,
    /// Declared actions.
    pub actions: Vec<Action>,
    /// Scores, in the order they are declared.
    pub scores: Vec<Score>,
    /// Grades, in the order they are declared.
    pub grades: Vec<Grade>,
    /// Tiers; at most one for each score.
    pub tiers: Vec<Tiers>,
    /// Matrices.
    pub matrices: Vec<Matrix>,
    /// Segments.
    pub segments: Vec<Segment>,
    /// Triggers.
    pub triggers: Vec<Trigger>,
}

/// The day on which weeks begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Week {
    /// Monday, unless said otherwise.
    #[default]
    Monday,
    /// Sunday.
    Sunday,
}

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
    /// It ends a silence (not declared `not activity`).
    pub activity: bool,
    /// Declared `weak signal`.
    pub weak_signal: bool,
    /// Its properties.
    pub properties: Vec<Property>,
}

/// A property of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// What it may hold.
    pub kind: Kind,
    /// A record without it is bad.
    pub required: bool,
    /// It says who somebody is: hidden in what is meant to be passed on.
    #[serde(default)]
    pub personal: bool,
}

/// An attribute of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it may hold.
    pub kind: Kind,
    /// A row of a leads table without it is bad.
    pub required: bool,
    /// The inactivity clock starts here.
    pub first_seen: bool,
    /// It tells of consent to messages.
    pub consent: bool,
    /// It says who somebody is: hidden in what is meant to be passed on.
    #[serde(default)]
    pub personal: bool,
}

/// A list with its entries, folded, sorted by bytes, without doubles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its entries.
    pub entries: ListEntries,
}

/// The entries of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListEntries {
    /// Folded texts.
    Text(Vec<String>),
    /// Numbers.
    Numbers(Vec<Decimal>),
    /// Folded domains; membership includes sub-domains.
    Domains(Vec<String>),
}

/// Something that is done when a lead enters or leaves a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
}

/// A score (section 3.9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
    /// Lowest and highest value; `None` is no end on that side.
    pub range: (Option<Points>, Option<Points>),
    /// Decimals it is rounded to: 0 to 6.
    pub decimals: u8,
    /// Added once, before the range.
    pub starts_at: Points,
    /// Other scores and grades that are added.
    pub sum_of: Vec<SumPart>,
    /// Groups; the rules before the first group are a group without name, left out when there are none.
    pub groups: Vec<Group>,
    /// Reset lines.
    pub resets: Vec<Reset>,
    /// Inactivity blocks, each counting for itself.
    pub inactivity: Vec<Inactivity>,
    /// Where it stands.
    pub source: Source,
}

/// A part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SumPart {
    /// What is added.
    pub of: SumSource,
    /// How much of it, in thousandths of a percent: all of it is 100 000.
    pub percent: u32,
}

/// What is added: a score's rounded value, or a grade's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SumSource {
    /// A score.
    Score(ScoreId),
    /// A grade.
    Grade(GradeId),
}

/// A grade: points from standing rules, without range and rounding, and letters by lower bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
    /// Added once.
    pub starts_at: Points,
    /// Groups of standing rules.
    pub groups: Vec<Group>,
    /// Letters, highest first.
    pub letters: Vec<Letter>,
    /// No grade when any of these is true.
    pub no_grade_if: Vec<Condition>,
    /// No grade when no rule applies.
    pub no_grade_if_no_rule_applies: bool,
    /// Where it stands.
    pub source: Source,
}

/// A letter line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Letter {
    /// `A` to `F`, with `+` or `-`.
    pub name: String,
    /// Its lower bound.
    pub bound: Bound,
    /// Where it stands.
    pub source: Source,
}

/// The lower bound of a tier or letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// At least so much.
    From(Points),
    /// More than so much.
    Above(Points),
    /// Everything else.
    Otherwise,
}

/// The tiers of a score, highest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tiers {
    /// The score.
    pub score: ScoreId,
    /// The lines.
    pub lines: Vec<Tier>,
    /// Where they stand.
    pub source: Source,
}

/// A tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Its lower bound.
    pub bound: Bound,
    /// Once in, a lead stays until the score is below this.
    pub until_below: Option<Points>,
    /// Where it stands.
    pub source: Source,
}

/// A matrix of cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Matrix {
    /// Its name.
    pub name: String,
    /// The tiers of its rows.
    pub rows: TiersId,
    /// What its columns are.
    pub columns: MatrixColumns,
    /// Names of the cells: one vector for each line of the tiers of its rows, in their order; in it one name for each
    /// letter or tier of the columns, in their order.
    pub cells: Vec<Vec<String>>,
    /// Where it stands.
    pub source: Source,
}

/// What the columns of a matrix are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatrixColumns {
    /// The letters of a grade.
    Grade(GradeId),
    /// The tiers of another score.
    Tiers(TiersId),
}

/// A segment: any include and no exclude.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// What takes a lead in.
    pub includes: Vec<Membership>,
    /// What keeps a lead out.
    pub excludes: Vec<Membership>,
    /// Where it stands.
    pub source: Source,
}

/// What takes a lead in or keeps it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// While this is true.
    When(Condition),
    /// From an occasion on: for ever, or for so long from each.
    After(Occasion, Option<Duration>),
}

/// Something due when a lead enters or leaves a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trigger {
    /// What is done.
    pub action: ActionId,
    /// On leaving instead of on entering.
    pub leaving: bool,
    /// Name of the tier, segment or cell.
    pub name: String,
    /// What that name is.
    pub target: Target,
    /// How long after.
    pub delay: Option<Duration>,
    /// Which of them count; never per property.
    pub how_often: HowOften,
    /// Due even if they left (entering) or came back (leaving) meanwhile.
    pub even_if_they_left: bool,
    /// Where it stands.
    pub source: Source,
}

/// What the name of a trigger stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A tier: tiers and number of the line.
    Tier(TiersId, u16),
    /// A segment.
    Segment(crate::SegmentId),
    /// The cells of this name in a matrix.
    Cell(crate::MatrixId),
}

impl Model {
    /// The event of this name.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<EventId> {
        number(self.events.iter().position(|event| event.name == name)).map(EventId)
    }

    /// The attribute of this name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<AttributeId> {
        number(self.attributes.iter().position(|attribute| attribute.name == name)).map(AttributeId)
    }

    /// The tiers of a score.
    #[must_use]
    pub fn tiers_of(&self, score: ScoreId) -> Option<TiersId> {
        number(self.tiers.iter().position(|tiers| tiers.score == score)).map(TiersId)
    }
}

fn number(position: Option<usize>) -> Option<u16> {
    position.and_then(|at| u16::try_from(at).ok())
}
