//! Conditions, with every name resolved and every text folded.

use merit_values::{Day, Decimal, Duration};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AttributeId, EventId, GradeId, ListId, PropertyId, ScoreId, TiersId};

/// A condition with three answers: true, false, unknown. In `All` false wins, then unknown; in `Any` true wins, then
/// unknown; `Not` of unknown is unknown. Only true counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// A test of one value.
    Test(Test),
    /// What the lead did before; never unknown.
    Had(Box<History>),
    /// A test of a score, tier or grade; only in segments.
    Outcome(Outcome),
}

/// A test of one value. An unknown value makes every check but `Known` and `Unknown` unknown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Test {
    /// Whose value.
    pub subject: Subject,
    /// Which part of it.
    pub part: Part,
    /// What must hold.
    pub check: Check,
}

/// Whose value is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A property of the event at hand (its pattern names the event).
    Property(PropertyId),
    /// An attribute of the lead, as of the instant at hand.
    Attribute(AttributeId),
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// What follows the last `@` of an e-mail address.
    Domain,
    /// The host of a URL.
    Host,
    /// The path of a URL.
    Path,
}

/// Texts to compare with, folded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Texts {
    /// Written in the rule.
    Given(Vec<String>),
    /// The entries of a list.
    List(ListId),
}

/// What must hold of a value. Negative forms (`is not`, `does not contain`) are `Condition::Not`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// There is a value.
    Known,
    /// There is none.
    Unknown,
    /// Text: equals any of these.
    TextIs(Vec<String>),
    /// Text: begins with any of these.
    StartsWith(Texts),
    /// Text: ends with any of these.
    EndsWith(Texts),
    /// Text: has any of these inside.
    Contains(Texts),
    /// Text: has any of these inside, with no letter, digit or mark next to it.
    ContainsWord(Texts),
    /// Text or number: is an entry of the list (a domain list: equal, or a sub-domain).
    InList(ListId),
    /// Number: equals any of these.
    NumberIs(Vec<Decimal>),
    /// Number: compares so.
    Number(Comparison, Decimal),
    /// Number: between, both included.
    NumberFrom(Decimal, Decimal),
    /// Yes or no.
    YesNo(bool),
    /// One of: is any of these choices (by number, ascending).
    ChoiceIs(Vec<u16>),
    /// Several of: this choice (by number) is among them.
    Includes(u16),
    /// Date, or local date of a time: equals any of these.
    DateIs(Vec<Day>),
    /// Date, or local date of a time: compares so.
    Date(Comparison, Day),
    /// Date, or local date of a time: between, both included.
    DateFrom(Day, Day),
    /// Date or time: `in the last D` (section 3.3).
    InTheLast(Duration),
    /// Date or time: `in the next D`.
    InTheNext(Duration),
    /// Date or time: `more than D ago`.
    MoreThanAgo(Duration),
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The order that two numbers have exactly when they have not this one.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }
}

/// A condition on past events: `had E [where (...)] [at least N times] in the last D / ever`. `had no E` is
/// `fewer than 1 time`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// Which events.
    pub event: EventId,
    /// What must be true of them; names resolve as in a rule of that event.
    pub condition: Option<Condition>,
    /// How many of them.
    pub frequency: Frequency,
    /// How long ago at most; `None` is ever.
    pub within: Option<Duration>,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// This many or more.
    AtLeast(u32),
    /// Exactly this many.
    Exactly(u32),
    /// Less than this many.
    FewerThan(u32),
}

/// A condition on an outcome, for segments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rounded score compares so.
    Score(ScoreId, Comparison, Decimal),
    /// The rounded score is any of these.
    ScoreIs(ScoreId, Vec<Decimal>),
    /// The rounded score lies between, both included.
    ScoreFrom(ScoreId, Decimal, Decimal),
    /// The tier is one of these lines (numbers of `Tiers::lines`, ascending).
    Tier(TiersId, Vec<u16>),
    /// The grade is one of these letters (numbers of `Grade::letters`, ascending); unknown without a grade.
    Grade(GradeId, Vec<u16>),
    /// There is a grade; never unknown.
    GradeKnown(GradeId),
    /// The grade's points compare so (there are points without a grade, too).
    Points(GradeId, Comparison, Decimal),
    /// The grade's points are any of these.
    PointsIs(GradeId, Vec<Decimal>),
    /// The grade's points lie between, both included.
    PointsFrom(GradeId, Decimal, Decimal),
}
