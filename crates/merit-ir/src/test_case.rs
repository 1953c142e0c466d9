//! Tests written in the language, resolved: what the test runner takes. They are no part of the compiled model.

use merit_values::{Day, Decimal, Value};

use crate::{ActionId, AttributeId, EventId, GradeId, PropertyId, ScoreId, Source, Target, TiersId};

/// A test: one lead, a time line and claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// Its name, unique in a file.
    pub name: String,
    /// Day 0 (`start`; [`TestCase::USUAL_START`] unless said otherwise).
    pub start: Day,
    /// Attributes of the lead from the beginning.
    pub attributes: Vec<(AttributeId, Value)>,
    /// Events and changes, in the order of the lines.
    pub happenings: Vec<Happening>,
    /// What must hold.
    pub expectations: Vec<Expectation>,
    /// Where it stands.
    pub source: Source,
}

impl TestCase {
    /// The day on which a test begins unless it says otherwise: Monday, 2025-01-06.
    pub const USUAL_START: Day = Day(20_094);
}

/// Words that are names only in backticks.
pub const RESERVED_WORDS: [&str; 13] =
    ["where", "and", "or", "not", "then", "within", "if", "is", "had", "lead", "every", "once", "no"];

/// A point of a test's time line: a date, already counted from the start, and perhaps a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestMoment {
    /// The local date.
    pub day: Day,
    /// Microseconds since midnight, when a clock time is written.
    pub clock: Option<i64>,
}

/// Something that happens in a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Events of one type at one instant (12:00 without a clock time).
    Event {
        /// When.
        moment: TestMoment,
        /// Of which type.
        event: EventId,
        /// Their properties.
        properties: Vec<(PropertyId, Value)>,
        /// How many.
        times: u32,
        /// Where it stands.
        source: Source,
    },
    /// A change record (12:00 without a clock time).
    Change {
        /// When.
        moment: TestMoment,
        /// The new values.
        attributes: Vec<(AttributeId, Value)>,
        /// Where it stands.
        source: Source,
    },
}

/// Claims about one moment: the end of that day without a clock time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// When.
    pub moment: TestMoment,
    /// What must hold, with the text as written.
    pub claims: Vec<(Claim, Source)>,
    /// Where it stands.
    pub source: Source,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A score is so much.
    Score(ScoreId, Decimal),
    /// A score's tier is this line.
    Tier(TiersId, u16),
    /// A grade is this letter.
    Grade(GradeId, u16),
    /// There is no grade.
    NoGrade(GradeId),
    /// A grade's points are so much.
    Points(GradeId, Decimal),
    /// The present subtotal of the rule called so, after its own cap.
    Label(String, Decimal),
    /// The lead is (not) in a tier, segment or cell.
    In {
        /// What the name is.
        target: Target,
        /// The name.
        name: String,
        /// False for `not in`.
        expected: bool,
    },
    /// A trigger of this action is (not) due on that local day.
    Trigger {
        /// The action.
        action: ActionId,
        /// False for `no trigger`.
        expected: bool,
    },
}
