//! Statements of a model: scores, grades, tiers, matrices, segments, triggers.

use super::{Condition, Date, Decay, HowOften, Length, Letter, Name, Number, Occasion, Percent, Text, Whole};
use merit_diagnostics::Span;

/// `model NAME "Title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}

/// `timezone "Europe/Riga"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timezone {
    /// The IANA name.
    pub zone: Text,
}

/// `week starts monday`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// `sunday`; otherwise `monday`.
    pub sunday: bool,
}

/// `reviewed DATE`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// The date.
    pub date: Date,
}

/// `score NAME "Title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}

/// `range 0 to 100`, `range from 0`, `range up to 100`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The lowest value.
    pub from: Option<Number>,
    /// The highest value.
    pub to: Option<Number>,
}

/// `rounded to whole points`, `rounded to 1 decimals`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// Decimals; `None` is whole points.
    pub decimals: Option<Whole>,
}

/// `starts at 10 points`, `starts at C`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartsAt {
    /// Points.
    Points(Number),
    /// The number in the line of a letter.
    Letter(Letter),
}

/// `sum of behaviour, 50% of demographic`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumOf {
    /// The parts.
    pub parts: Vec<SumPart>,
}

/// A part of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumPart {
    /// How much of it; all without.
    pub percent: Option<Percent>,
    /// The score or grade.
    pub name: Name,
}

/// `points decay ...`, `points never decay`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsDecay {
    /// How.
    pub decay: Decay,
}

/// `inactivity measured by ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inactivity {
    /// What ends a silence.
    pub measured_by: Measure,
}

/// What ends a silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// `any activity`
    AnyActivity,
    /// These events.
    Events(Vec<Name>),
}

/// `after 30 days [and every 30 days] total -15`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// How long after the beginning of the silence.
    pub after: Length,
    /// Again and again.
    pub repeat: Option<Length>,
    /// What it does; `None` when the word is missing (reported as S115).
    pub effect: Option<StageEffect>,
    /// Where the effect stands.
    pub effect_span: Span,
}

/// What a stage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageEffect {
    /// `total -15`
    Total(Number),
    /// `further -15`
    Further(Number),
    /// `reset`
    Reset,
}

/// `on return keep`, `on return give back`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnReturn {
    /// `give back`; otherwise `keep`.
    pub give_back: bool,
}

/// `grade NAME "Title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}

/// `A from 70`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// The letter.
    pub letter: Letter,
    /// Its lower bound.
    pub bound: Bound,
}

/// The lower bound of a tier or letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `from 50`
    From(Number),
    /// `above 50`
    Above(Number),
    /// `otherwise`
    Otherwise(Span),
}

/// `no grade if ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoGrade {
    /// A condition.
    If(Condition),
    /// `no rule applies`
    NoRuleApplies,
}

/// `tiers of SCORE`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// The score.
    pub score: Name,
}

/// `"Warm" from 20 until below 15`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierLine {
    /// Its name.
    pub name: Text,
    /// Its lower bound.
    pub bound: Bound,
    /// `until below N`
    pub until_below: Option<Number>,
}

/// `matrix NAME`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// Its name.
    pub name: Name,
}

/// `columns fit grade: A, B, C`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The grade or score.
    pub of: Name,
    /// The columns.
    pub heads: ColumnHeads,
}

/// The columns of a matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnHeads {
    /// `grade: A, B, C`
    Letters(Vec<Letter>),
    /// `tier: "A", "B"`
    Tiers(Vec<Text>),
}

/// `row "Hot": "Call", "Wait"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The tier.
    pub tier: Text,
    /// The cells.
    pub cells: Vec<Text>,
}

/// `segment "MQL"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its name.
    pub name: Text,
}

/// `include ...`, `exclude ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// `exclude`; otherwise `include`.
    pub exclude: bool,
    /// What.
    pub what: IncludeWhat,
}

/// What takes a lead into a segment or keeps it out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one per line of a segment: a box would cost more than it saves")]
pub enum IncludeWhat {
    /// `when CONDITION`
    When(Condition),
    /// `after OCCASION [for D]` (the occasion is never `if`)
    After(Occasion, Option<Length>),
}

/// `trigger NAME on entering "MQL" once`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The action.
    pub action: Name,
    /// `2 days after`; `None` is `on`.
    pub delay: Option<Length>,
    /// `leaving`; otherwise `entering`.
    pub leaving: bool,
    /// The tier, segment or cell.
    pub place: Text,
    /// How often; `None` when it is missing (reported as S114).
    pub how_often: Option<HowOften>,
    /// `even if they left`
    pub even_if_they_left: bool,
}
