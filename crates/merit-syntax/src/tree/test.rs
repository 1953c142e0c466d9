//! Statements of tests.

use merit_diagnostics::Span;

use super::{Date, Item, Letter, Name, Number, Text, Whole};

/// `test "name"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name.
    pub name: Text,
}

/// `start DATE`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The date of day 0.
    pub date: Date,
}

/// `lead has ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadHas {
    /// The attributes.
    pub settings: Vec<Setting>,
}

/// `NAME VALUE`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The property or attribute.
    pub name: Name,
    /// Its value.
    pub value: SettingValue,
    /// Where it stands.
    pub span: Span,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// One value.
    One(Item),
    /// `"a" and "b"`: at least two.
    Several(Vec<Text>),
    /// `unknown`
    Unknown(Span),
}

/// `day 0 09:30` or `2025-02-01 10:00`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: MomentDay,
    /// The clock time, in minutes since midnight.
    pub clock: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// The day of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentDay {
    /// `day N`
    Day(Whole),
    /// A date.
    Date(Date),
}

/// `day 0 EVENT [with ...] [N times]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happens {
    /// When.
    pub moment: Moment,
    /// The event.
    pub event: Name,
    /// Its properties.
    pub settings: Vec<Setting>,
    /// How many; one without.
    pub times: Option<Whole>,
}

/// `day 0 lead has ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// When.
    pub moment: Moment,
    /// The attributes.
    pub settings: Vec<Setting>,
}

/// `expect ... on MOMENT`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// What must hold.
    pub claims: Vec<Claim>,
    /// When.
    pub moment: Moment,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it says.
    pub kind: ClaimKind,
    /// Where it stands.
    pub span: Span,
}

/// What a claim says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimKind {
    /// `[no] trigger NAME`
    Trigger {
        /// `no`
        no: bool,
        /// The action.
        action: Name,
    },
    /// `[not] in "X"`
    In {
        /// `not`
        not: bool,
        /// The place.
        place: Text,
    },
    /// `[SCORE] tier "X"`
    Tier {
        /// The score; the only one with tiers without.
        score: Option<Name>,
        /// The tier.
        tier: Text,
    },
    /// `GRADE grade X`
    Grade {
        /// The grade.
        grade: Name,
        /// The letter.
        letter: Letter,
    },
    /// `no GRADE grade`
    NoGrade {
        /// The grade.
        grade: Name,
    },
    /// `GRADE points N`
    Points {
        /// The grade.
        grade: Name,
        /// The number.
        number: Number,
    },
    /// `"Label" N`
    Label {
        /// The label of a rule.
        label: Text,
        /// The number.
        number: Number,
    },
    /// `SCORE N`
    Score {
        /// The score.
        score: Name,
        /// The number.
        number: Number,
    },
}
