//! Conditions.

use merit_diagnostics::Span;

use super::{Date, Length, Letter, Name, Number, Text, Whole};

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What it says.
    pub kind: ConditionKind,
    /// Where it stands, its own brackets included.
    pub span: Span,
}

/// What a condition says. Brackets are not kept: structure tells where they belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConditionKind {
    /// `a and b and ...`: at least two.
    And(Vec<Condition>),
    /// `a or b or ...`: at least two.
    Or(Vec<Condition>),
    /// `not ( ... )`
    Not(Box<Condition>),
    /// `had ...`
    Had(Box<History>),
    /// `SUBJECT OPERATOR`
    Compare {
        /// Whose value.
        subject: Subject,
        /// What must hold.
        operator: Operator,
        /// Where the operator stands, its values included.
        operator_span: Span,
    },
}

/// `[lead.] NAME {. NAME} [tier | grade | points]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// It begins with `lead.`
    pub lead: bool,
    /// The name and what follows it after points: `email`, `domain`.
    pub names: Vec<Name>,
    /// The word after it.
    pub outcome: Option<OutcomePart>,
    /// Where it stands.
    pub span: Span,
}

/// A word that asks for an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomePart {
    /// `tier`
    Tier,
    /// `grade`
    Grade,
    /// `points`
    Points,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `is known`
    IsKnown,
    /// `is unknown`
    IsUnknown,
    /// `is V`, `is not V`
    Is {
        /// `not`
        negated: bool,
        /// The value.
        value: Item,
        /// `or higher`, `or better`: true; `or lower`, `or worse`: false. With where it stands and the word itself.
        or: Option<(bool, Span)>,
    },
    /// `is [not] one of ...`
    IsOneOf {
        /// `not`
        negated: bool,
        /// The values.
        values: Vec<Item>,
    },
    /// `is [not] in LIST`
    IsIn {
        /// `not`
        negated: bool,
        /// The list.
        list: Name,
    },
    /// `starts with`, `does not start with`
    StartsWith {
        /// `does not`
        negated: bool,
        /// The texts.
        texts: Texts,
    },
    /// `ends with`, `does not end with`
    EndsWith {
        /// `does not`
        negated: bool,
        /// The texts.
        texts: Texts,
    },
    /// `contains [word]`, `does not contain [word]`
    Contains {
        /// `does not`
        negated: bool,
        /// `word`
        word: bool,
        /// The texts.
        texts: Texts,
    },
    /// `includes "..."`
    Includes(Text),
    /// `<`, `<=`, `>`, `>=`
    Compare(Comparison, Item),
    /// `from V to V`
    From(Item, Item),
    /// `in the last D`
    InTheLast(Length),
    /// `in the next D`
    InTheNext(Length),
    /// `more than D ago`
    MoreThanAgo(Length),
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// `"x"`, `any of "x", "y"` or `any of LIST`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// One text.
    One(Text),
    /// Several (texts; anything else is wrong).
    AnyOf(Vec<Item>),
    /// A list.
    AnyOfList(Name),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The value.
    pub value: ItemValue,
    /// Where it stands.
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemValue {
    /// A quoted text.
    Text(Text),
    /// A number.
    Number(Number),
    /// A date.
    Date(Date),
    /// `yes` or `no`.
    YesNo(bool),
    /// A letter of a grade.
    Letter(Letter),
}

/// `had [no] EVENT [where (...)] [N times] in the last D | ever`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// `no`
    pub none: bool,
    /// The event.
    pub event: Name,
    /// What must be true of it.
    pub condition: Option<Condition>,
    /// How often.
    pub frequency: Option<Frequency>,
    /// How long ago; `None` is `ever`.
    pub within: Option<Length>,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// `at least N times`
    AtLeast(Whole),
    /// `exactly N times`
    Exactly(Whole),
    /// `fewer than N times`
    FewerThan(Whole),
}
