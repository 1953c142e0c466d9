//! The statements of a tree, grouped under their headings. Misplaced statements (S108) appear nowhere here.

use crate::tree;
use crate::tree::Statement;

/// A statement and what it says.
#[derive(Debug)]
pub struct Line<'t, T> {
    /// The statement.
    pub statement: &'t Statement,
    /// What it says.
    pub node: &'t T,
}

impl<T> Clone for Line<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Line<'_, T> {}

/// A file by its headings.
#[derive(Clone, Debug, Default)]
pub struct Outline<'t> {
    /// `edition`
    pub edition: Option<Line<'t, tree::Edition>>,
    /// `use` lines.
    pub uses: Vec<Line<'t, tree::Use>>,
    /// `list` lines.
    pub lists: Vec<Line<'t, tree::List>>,
    /// `event` headings with their `has` lines.
    pub events: Vec<EventBlock<'t>>,
    /// `has` lines under `lead`.
    pub attributes: Vec<Line<'t, tree::Has>>,
    /// `action` lines.
    pub actions: Vec<Line<'t, tree::Action>>,
    /// The `model` heading.
    pub model: Option<ModelBlock<'t>>,
    /// `score` headings.
    pub scores: Vec<ScoreBlock<'t>>,
    /// `grade` headings.
    pub grades: Vec<GradeBlock<'t>>,
    /// `tiers` headings.
    pub tiers: Vec<TiersBlock<'t>>,
    /// `matrix` headings.
    pub matrices: Vec<MatrixBlock<'t>>,
    /// `segment` headings.
    pub segments: Vec<SegmentBlock<'t>>,
    /// `trigger` lines.
    pub triggers: Vec<Line<'t, tree::Trigger>>,
    /// `claim` lines.
    pub claims: Vec<Line<'t, tree::ModelClaim>>,
    /// `test` headings.
    pub tests: Vec<TestBlock<'t>>,
    /// `allow` lines, each with the statements it covers (indices into `Tree::statements`).
    pub allows: Vec<AllowLine<'t>>,
    /// Statements that were not understood.
    pub broken: Vec<Line<'t, tree::Broken>>,
}

/// An `allow` line and what it covers: the next statement; if that is a heading, everything under it; before `model`,
/// the whole file.
#[derive(Clone, Debug)]
pub struct AllowLine<'t> {
    /// The line.
    pub line: Line<'t, tree::Allow>,
    /// The statements it covers, as indices.
    pub covers: std::ops::Range<usize>,
}

/// An event and its properties.
#[derive(Clone, Debug)]
pub struct EventBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Event>,
    /// Its `has` lines.
    pub properties: Vec<Line<'t, tree::Has>>,
}

/// The model heading and its lines.
#[derive(Clone, Debug)]
pub struct ModelBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Model>,
    /// `timezone` lines.
    pub timezones: Vec<Line<'t, tree::Timezone>>,
    /// `week` lines.
    pub weeks: Vec<Line<'t, tree::Week>>,
    /// `reviewed` lines.
    pub reviewed: Vec<Line<'t, tree::Reviewed>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// A score and its lines.
#[derive(Clone, Debug)]
pub struct ScoreBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Score>,
    /// `range` lines.
    pub ranges: Vec<Line<'t, tree::Range>>,
    /// `rounded` lines.
    pub rounded: Vec<Line<'t, tree::Rounded>>,
    /// `starts at` lines.
    pub starts: Vec<Line<'t, tree::StartsAt>>,
    /// `sum of` lines.
    pub sums: Vec<Line<'t, tree::SumOf>>,
    /// `points decay` lines.
    pub decays: Vec<Line<'t, tree::PointsDecay>>,
    /// Rules before the first group.
    pub rules: Vec<Line<'t, tree::Rule>>,
    /// Groups.
    pub groups: Vec<GroupBlock<'t>>,
    /// `reset` lines.
    pub resets: Vec<Line<'t, tree::Reset>>,
    /// `inactivity` blocks.
    pub inactivity: Vec<InactivityBlock<'t>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// A group and its rules.
#[derive(Clone, Debug)]
pub struct GroupBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Group>,
    /// Its rules.
    pub rules: Vec<Line<'t, tree::Rule>>,
}

/// An inactivity block.
#[derive(Clone, Debug)]
pub struct InactivityBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Inactivity>,
    /// `after` lines.
    pub stages: Vec<Line<'t, tree::Stage>>,
    /// `on return` lines.
    pub on_return: Vec<Line<'t, tree::OnReturn>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// A grade and its lines.
#[derive(Clone, Debug)]
pub struct GradeBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Grade>,
    /// `starts at` lines.
    pub starts: Vec<Line<'t, tree::StartsAt>>,
    /// Rules before the first group.
    pub rules: Vec<Line<'t, tree::Rule>>,
    /// Groups.
    pub groups: Vec<GroupBlock<'t>>,
    /// Letter lines.
    pub letters: Vec<Line<'t, tree::LetterLine>>,
    /// `no grade` lines.
    pub no_grade: Vec<Line<'t, tree::NoGrade>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// Tiers of a score.
#[derive(Clone, Debug)]
pub struct TiersBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Tiers>,
    /// Its lines.
    pub lines: Vec<Line<'t, tree::TierLine>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// A matrix and its lines.
#[derive(Clone, Debug)]
pub struct MatrixBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Matrix>,
    /// `columns` lines.
    pub columns: Vec<Line<'t, tree::Columns>>,
    /// `row` lines.
    pub rows: Vec<Line<'t, tree::Row>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// A segment and its lines.
#[derive(Clone, Debug)]
pub struct SegmentBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Segment>,
    /// `include` and `exclude` lines.
    pub lines: Vec<Line<'t, tree::Include>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// A test and its lines.
#[derive(Clone, Debug)]
pub struct TestBlock<'t> {
    /// The heading.
    pub head: Line<'t, tree::Test>,
    /// `start` lines.
    pub start: Vec<Line<'t, tree::Start>>,
    /// `lead has` lines.
    pub lead_has: Vec<Line<'t, tree::LeadHas>>,
    /// Events and changes, in order.
    pub happenings: Vec<TestLine<'t>>,
    /// `expect` lines.
    pub expectations: Vec<Line<'t, tree::Expect>>,
    /// Some line under the heading was not understood.
    pub damaged: bool,
}

/// Something that happens in a test.
#[derive(Clone, Copy, Debug)]
pub enum TestLine<'t> {
    /// An event.
    Happens(Line<'t, tree::Happens>),
    /// A change record.
    Changes(Line<'t, tree::Changes>),
}
