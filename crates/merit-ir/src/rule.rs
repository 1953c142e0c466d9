//! Rules: occasions, how often they count, and what becomes of their points.

use merit_values::{Day, Duration, Points};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Condition, EventId, PropertyId};

/// Where a statement stands, for explanations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Index into `Model::sources`.
    pub file: u16,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// The statement as written, on one line.
    pub text: String,
}

/// A line of points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// What earns points, and how often.
    pub kind: RuleKind,
    /// `called`; the name for reports and tests.
    pub label: Option<String>,
    /// Lid on the present sum of the entries: `up to` is positive, `down to` is negative.
    pub cap: Option<Points>,
    /// Only occasions on these dates (standing rules: only while today is one of them).
    pub during: Option<During>,
    /// Where it stands.
    pub source: Source,
}

/// What earns points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Each occasion that counts makes an entry of these points.
    Event {
        /// What counts as an occasion.
        occasion: Occasion,
        /// Which occasions count, and what each earns.
        how_often: Frequencies,
        /// What becomes of an entry; inherited decay is already filled in here.
        decay: Option<Decay>,
        /// When an entry ends; inherited expiry is already filled in here.
        expires: Option<Duration>,
    },
    /// The points stand as long as the condition is true.
    Standing {
        /// The condition.
        condition: Condition,
        /// The points.
        points: Points,
    },
}

/// Which occasions count, and what each earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frequencies {
    /// The same points each time.
    Flat {
        /// The points of one occasion.
        points: Points,
        /// How often it counts.
        how_often: HowOften,
    },
    /// The k-th occasion earns the k-th step, nothing after the last.
    Ladder {
        /// The steps.
        steps: Vec<Points>,
        /// When numbering begins again.
        restart: Restart,
    },
}

/// How often occasions count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HowOften {
    /// All.
    EveryTime,
    /// The n-th, 2n-th, 3n-th ...
    EveryNth(u32),
    /// The first n in each period, value or window.
    AtMost(u32, Per),
}

/// What a limit is counted per.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// For ever.
    Ever,
    /// Each calendar period.
    Period(Period),
    /// Each value of a property of the event at which the occasion happens; unknown is one value of its own.
    Property(PropertyId),
    /// Any window of this length.
    Window(Duration),
}

/// A calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A local day.
    Day,
    /// A week; see `Model::week`.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// When the numbering of a ladder begins again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
    /// Never.
    Never,
    /// In each calendar period.
    Every(Period),
    /// After a gap of at least this length since the previous occasion.
    AfterGap(Duration),
}

/// Events of one type for which a condition is true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    /// The type.
    pub event: EventId,
    /// The condition.
    pub condition: Option<Condition>,
}

/// What counts as an occasion (section 3.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Every matching event.
    Single(Pattern),
    /// So many in any window of this length.
    Times {
        /// What is counted.
        pattern: Pattern,
        /// How many.
        count: u32,
        /// The window.
        window: Duration,
    },
    /// `first then second within D`.
    Then {
        /// A.
        first: Pattern,
        /// B; the occasion happens here.
        second: Pattern,
        /// D.
        within: Duration,
    },
    /// `first then no second within D`.
    ThenNo {
        /// A.
        first: Pattern,
        /// B.
        second: Pattern,
        /// D; the occasion happens when it is over.
        within: Duration,
    },
    /// `answer for N asked in a row by P`.
    Streak {
        /// B; the occasion happens here.
        answer: Pattern,
        /// A.
        asked: EventId,
        /// N.
        count: u32,
        /// P as a property of B.
        answer_by: PropertyId,
        /// P as a property of A.
        asked_by: PropertyId,
    },
}

/// Dates, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct During {
    /// The first date.
    pub from: Day,
    /// The last date.
    pub to: Day,
}

/// How an entry fades. Percentages are in thousandths of a percent: 25 % is 25 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decay {
    /// By half every H (days or weeks).
    Half(Duration),
    /// Evenly over D.
    Evenly(Duration),
    /// By so much of the original every D.
    OfOriginal(u32, Duration),
    /// By so much of the remainder every D.
    OfRemainder(u32, Duration),
}

/// Rules with a common cap. Rules that stand before the first group form a group without name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// The name; `None` for the rules before the first group.
    pub name: Option<String>,
    /// Lid on the sum of its rules.
    pub cap: Option<Points>,
    /// Only the highest subtotal of the rules that apply counts.
    pub best_one_only: bool,
    /// Its rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// Where it stands; for the nameless group, the heading of the score.
    pub source: Source,
}

/// From each counted occasion on, all earlier entries of the score are worth 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reset {
    /// What counts as an occasion.
    pub occasion: Occasion,
    /// Which of them count.
    pub how_often: HowOften,
    /// Only occasions on these dates.
    pub during: Option<During>,
    /// `called`.
    pub label: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// What silence does to a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Inactivity {
    /// What ends a silence.
    pub measured_by: Measure,
    /// The stages, ascending.
    pub stages: Vec<Stage>,
    /// On return, the entries of the finished silence become worth 0.
    pub give_back: bool,
    /// Where it stands.
    pub source: Source,
}

/// What ends a silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Any event not declared `not activity`.
    AnyActivity,
    /// Events of these types.
    Events(Vec<EventId>),
}

/// One stage of a silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// How long after the beginning of the silence.
    pub after: Duration,
    /// Again and again, each counted from the beginning of the silence.
    pub repeat: Option<Duration>,
    /// What it does.
    pub effect: StageEffect,
    /// Where it stands.
    pub source: Source,
}

/// What a stage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageEffect {
    /// Brings this silence's deduction to so many points.
    Total(Points),
    /// Posts so many points.
    Further(Points),
    /// All entries dated before are worth 0 from then on.
    Reset,
}
