//! Rules, groups and resets: occasions and clauses.

use merit_diagnostics::Span;

use super::{Condition, Date, Length, Name, Number, Percent, Text, Whole};

/// `+10 ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The points, each with its sign; more than one is a ladder.
    pub points: Vec<Number>,
    /// What earns them.
    pub occasion: Occasion,
    /// How often, caps, decay and so on, as written.
    pub clauses: Vec<Clause>,
}

/// `reset ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reset {
    /// What resets.
    pub occasion: Occasion,
    /// How often, during, called, as written.
    pub clauses: Vec<Clause>,
}

/// `group "..." ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: Text,
    /// Cap, best one only, decay, expires, as written.
    pub clauses: Vec<Clause>,
}

/// What earns points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// What it says.
    pub kind: OccasionKind,
    /// Where it stands.
    pub span: Span,
}

/// What an occasion says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OccasionKind {
    /// `if CONDITION`
    If(Condition),
    /// `EVENT [where ...]`
    Single(Pattern),
    /// `EVENT [where ...] N times in any D`
    Times {
        /// What is counted.
        pattern: Pattern,
        /// N.
        count: Whole,
        /// D.
        window: Length,
    },
    /// `A then [no] B within D`
    Then {
        /// A.
        first: Pattern,
        /// `no`
        no: bool,
        /// B.
        second: Pattern,
        /// D.
        within: Length,
    },
    /// `B for N A in a row by P`
    Streak {
        /// B.
        answer: Pattern,
        /// N.
        count: Whole,
        /// A.
        asked: Name,
        /// P.
        by: Name,
    },
}

/// `EVENT [where CONDITION]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The event.
    pub event: Name,
    /// The condition.
    pub condition: Option<Condition>,
    /// Where it stands.
    pub span: Span,
}

/// A clause of a rule, reset or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// What a clause says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// `every time`, `once`, `at most ...`, `restarting ...`
    HowOften(HowOften),
    /// `up to N points` (a bare number) or `down to -N points` (a signed one)
    Cap {
        /// `up to`; otherwise `down to`.
        up: bool,
        /// The number.
        number: Number,
    },
    /// `decays ...`, `never decays`
    Decay(Decay),
    /// `expires after D`
    Expires(Length),
    /// `during DATE to DATE`
    During(Date, Date),
    /// `called "..."`
    Called(Text),
    /// `best one only`
    BestOneOnly,
}

/// How often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HowOften {
    /// What it says.
    pub kind: HowOftenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a how-often says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HowOftenKind {
    /// `every time`
    EveryTime,
    /// `every 3rd time`
    EveryNth(Whole),
    /// `once [per ...]`
    Once(Option<Per>),
    /// `at most N times [per ... | in any D]`
    AtMost(Whole, Option<Per>),
    /// `restarting every month`
    RestartingEvery(Period),
    /// `restarting after D without one`
    RestartingAfter(Length),
}

/// What a limit is counted per.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Per {
    /// What it says.
    pub kind: PerKind,
    /// Where it stands, `per` or `in any` included.
    pub span: Span,
}

/// What a `per` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PerKind {
    /// `per day`: also keeps the word as a name, because an event may have a property of that name (T217).
    Period(Period, Name),
    /// `per PROPERTY`
    Property(Name),
    /// `in any D`
    Window(Length),
}

/// A calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// `day`
    Day,
    /// `week`
    Week,
    /// `month`
    Month,
    /// `year`
    Year,
}

/// How points fade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decay {
    /// What it says.
    pub kind: DecayKind,
    /// Where it stands.
    pub span: Span,
}

/// What a decay says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecayKind {
    /// `never decays`, `points never decay`
    Never,
    /// `by half every D`
    Half(Length),
    /// `evenly over D`
    Evenly(Length),
    /// `by Q% of original every D`
    OfOriginal(Percent, Length),
    /// `by Q% of remainder every D`
    OfRemainder(Percent, Length),
}
