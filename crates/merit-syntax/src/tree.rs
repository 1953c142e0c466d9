//! The syntax tree: every statement of a file, in order, with its exact places. Plain data; no pest type.
//!
//! A statement that could not be understood is [`StatementKind::Broken`]; one that was understood but has a fault
//! reported for it has `faulty` set, and is not reported a second time by later passes.

mod claim;
mod condition;
mod model;
mod occasion;
mod test;
mod vocabulary;

use merit_diagnostics::Span;
use merit_values::{Day, Decimal, Duration};

pub use claim::{Claimed, ClaimedKind, ClaimedNumber, ModelClaim};
pub use condition::{
    Comparison, Condition, ConditionKind, Frequency, History, Item, ItemValue, Operator, OutcomePart, Subject, Texts,
};
pub use model::{
    Bound, ColumnHeads, Columns, Grade, Inactivity, Include, IncludeWhat, LetterLine, Matrix, Measure, Model,
    NoGrade, OnReturn, PointsDecay, Range, Reviewed, Rounded, Row, Score, Segment, Stage, StageEffect, StartsAt,
    SumOf, SumPart, TierLine, Tiers, Timezone, Trigger, Week,
};
pub use occasion::{
    Clause, ClauseKind, Decay, DecayKind, Group, HowOften, HowOftenKind, Occasion, OccasionKind, Pattern, Per,
    PerKind, Period, Reset, Rule,
};
pub use test::{
    Changes, Claim, ClaimKind, Expect, Happens, LeadHas, Moment, MomentDay, Setting, SettingValue, Start, Test,
};
pub use vocabulary::{
    Action, Allow, Edition, Event, EventTag, EventTagKind, Has, HasTag, HasTagKind, KindName, List, ListKind,
    ListSource, Use,
};

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Its statements in order, broken ones included.
    pub statements: Vec<Statement>,
    /// Comments after the last statement.
    pub end: Vec<Comment>,
}

/// A comment, from `#` to the end of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands; the text with its `#`.
    pub span: Span,
    /// An empty line stands before it.
    pub blank_before: bool,
}

/// One statement: a line with its continuation lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From its first word to its last, without comments around it.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
    /// A fault was reported for it: later passes stay silent about it.
    pub faulty: bool,
    /// An empty line stands directly before its first line; one before its comments is noted in the comments.
    pub blank_before: bool,
    /// Comments on lines of their own before it.
    pub before: Vec<Comment>,
    /// Comments at the ends of its lines, and between its continuation lines.
    pub beside: Vec<Comment>,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// `edition 1`
    Edition(Edition),
    /// `use "other.score"`
    Use(Use),
    /// `list ...`
    List(List),
    /// `event ...`
    Event(Event),
    /// `lead`
    Lead,
    /// `has ...`
    Has(Has),
    /// `action ...`
    Action(Action),
    /// `allow ... because "..."`
    Allow(Allow),
    /// `model ...`
    Model(Model),
    /// `timezone "..."`
    Timezone(Timezone),
    /// `week starts ...`
    Week(Week),
    /// `reviewed DATE`
    Reviewed(Reviewed),
    /// `score ...`
    Score(Score),
    /// `range ...`
    Range(Range),
    /// `rounded to ...`
    Rounded(Rounded),
    /// `starts at ...`
    StartsAt(StartsAt),
    /// `sum of ...`
    SumOf(SumOf),
    /// `points decay ...`
    PointsDecay(PointsDecay),
    /// `group "..." ...`
    Group(Group),
    /// `+n ...`
    Rule(Rule),
    /// `reset ...`
    Reset(Reset),
    /// `inactivity measured by ...`
    Inactivity(Inactivity),
    /// `after D ...`
    Stage(Stage),
    /// `on return ...`
    OnReturn(OnReturn),
    /// `grade ...`
    Grade(Grade),
    /// `A from ...`
    LetterLine(LetterLine),
    /// `no grade if ...`
    NoGrade(NoGrade),
    /// `tiers of ...`
    Tiers(Tiers),
    /// `"..." from ...`
    TierLine(TierLine),
    /// `matrix ...`
    Matrix(Matrix),
    /// `columns ...`
    Columns(Columns),
    /// `row ...`
    Row(Row),
    /// `segment "..."`
    Segment(Segment),
    /// `include ...` and `exclude ...`
    Include(Include),
    /// `trigger ...`
    Trigger(Trigger),
    /// `claim ...`
    Claim(ModelClaim),
    /// `test "..."`
    Test(Test),
    /// `start DATE`
    Start(Start),
    /// `lead has ...` under a test
    LeadHas(LeadHas),
    /// `day 0 EVENT ...`
    Happens(Happens),
    /// `day 0 lead has ...`
    Changes(Changes),
    /// `expect ...`
    Expect(Expect),
    /// Not understood.
    Broken(Broken),
}

/// A statement that was not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Broken {
    /// What it begins as, when its first word (or the nearest one) tells.
    pub first: Option<First>,
    /// The name it declares all the same: `event x !` declares x.
    pub declares: Option<Name>,
    /// Every word and quoted text in it: whatever is mentioned here counts as used.
    pub words: Vec<String>,
}

impl Broken {
    /// True for a line of a test that begins with `lead has`: it begins like the heading `lead`, and is none.
    pub(crate) fn is_lead_has(&self) -> bool {
        self.first == Some(First::Lead) && self.words.get(1).is_some_and(|word| word == "has")
    }
}

/// The first words of statements, as far as recovery needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum First {
    /// `edition`
    Edition,
    /// `use`
    Use,
    /// `list`
    List,
    /// `event`
    Event,
    /// `lead`
    Lead,
    /// `has`
    Has,
    /// `action`
    Action,
    /// `allow`
    Allow,
    /// `model`
    Model,
    /// `timezone`
    Timezone,
    /// `week`
    Week,
    /// `reviewed`
    Reviewed,
    /// `score`
    Score,
    /// `range`
    Range,
    /// `rounded`
    Rounded,
    /// `starts`
    Starts,
    /// `sum`
    Sum,
    /// `points`
    Points,
    /// `group`
    Group,
    /// `+n` or `-n`
    Sign,
    /// `reset`
    Reset,
    /// `inactivity`
    Inactivity,
    /// `after`
    After,
    /// `on`
    On,
    /// `grade`
    Grade,
    /// `A` to `F`
    Letter,
    /// `no`
    No,
    /// `tiers`
    Tiers,
    /// A quoted text
    Quoted,
    /// `matrix`
    Matrix,
    /// `columns`
    Columns,
    /// `row`
    Row,
    /// `segment`
    Segment,
    /// `include`
    Include,
    /// `exclude`
    Exclude,
    /// `trigger`
    Trigger,
    /// `claim`
    Claim,
    /// `test`
    Test,
    /// `start`
    Start,
    /// `day`
    Day,
    /// A date
    Date,
    /// `expect`
    Expect,
}

impl First {
    /// True for the headings under which other lines stand; `group` and `inactivity` stand under one themselves.
    #[must_use]
    pub const fn is_outer_heading(self) -> bool {
        matches!(
            self,
            Self::Event
                | Self::Lead
                | Self::Model
                | Self::Score
                | Self::Grade
                | Self::Tiers
                | Self::Matrix
                | Self::Segment
                | Self::Test
        )
    }
}

/// A name, in NFC and without backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands, backticks included.
    pub span: Span,
    /// It is written in backticks.
    pub quoted: bool,
}

/// A quoted text, in NFC, with `""` read as `"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it stands, quotation marks included.
    pub span: Span,
}

/// A number, with its sign if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value.
    pub value: Decimal,
    /// Where it stands, sign included.
    pub span: Span,
}

/// A whole number of at least 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The value.
    pub value: u32,
    /// Where it stands.
    pub span: Span,
}

/// A percentage in thousandths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent {
    /// 25 % is 25 000.
    pub value: u32,
    /// Where it stands, with its `%`.
    pub span: Span,
}

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The day.
    pub day: Day,
    /// Where it stands.
    pub span: Span,
}

/// A duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The value.
    pub value: Duration,
    /// Where it stands.
    pub span: Span,
}

/// A grade's letter: `A` to `F`, with `+` or `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}
