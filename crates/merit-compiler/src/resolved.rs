//! What resolving makes of the syntax tree: parts of the compiled model beside the statements they come from, so that
//! checks can reason about meaning and report exact places. A part that could not be resolved is `None`.

use merit_diagnostics::{FileId, Place, Span};
use merit_ir::{self as ir, EventId};
use merit_syntax::outline::Line;
use merit_syntax::tree;
use merit_values::{Decimal, Points};

/// A condition with every name resolved.
#[derive(Clone, Debug)]
pub(crate) struct Cond {
    pub(crate) kind: CondKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum CondKind {
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
    Test {
        test: ir::Test,
        /// Written as `is not`, `does not contain` and so on.
        negated: bool,
    },
    Had {
        history: ir::History,
        inner: Option<Box<Cond>>,
    },
    Outcome {
        outcome: ir::Outcome,
        negated: bool,
    },
}

impl Cond {
    /// The condition of the compiled model.
    pub(crate) fn ir(&self) -> ir::Condition {
        let not = |negated: bool, condition| {
            if negated { ir::Condition::Not(Box::new(condition)) } else { condition }
        };
        match &self.kind {
            CondKind::All(parts) => ir::Condition::All(parts.iter().map(Self::ir).collect()),
            CondKind::Any(parts) => ir::Condition::Any(parts.iter().map(Self::ir).collect()),
            CondKind::Not(part) => ir::Condition::Not(Box::new(part.ir())),
            CondKind::Test { test, negated } => not(*negated, ir::Condition::Test(test.clone())),
            CondKind::Had { history, .. } => ir::Condition::Had(Box::new(history.clone())),
            CondKind::Outcome { outcome, negated } => not(*negated, ir::Condition::Outcome(outcome.clone())),
        }
    }
}

/// What a condition decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Whether an event counts in a rule, or a standing rule.
    Rule,
    /// Whether a lead is taken into a segment.
    Include,
    /// Whether a lead is kept out of a segment.
    Exclude,
    /// Whether a lead gets no grade.
    NoGrade,
    /// Whether a claim is about a lead.
    Claim,
}

/// A whole condition and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) file: FileId,
    pub(crate) condition: Cond,
    pub(crate) purpose: Purpose,
    /// The event whose properties it asks for.
    pub(crate) event: Option<EventId>,
}

impl Written {
    pub(crate) const fn at(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }
}

/// A rule.
#[derive(Debug)]
pub(crate) struct RuleDone<'t> {
    pub(crate) file: FileId,
    pub(crate) line: Line<'t, tree::Rule>,
    pub(crate) ir: Option<ir::Rule>,
}

/// A group, or the rules before the first one.
#[derive(Debug)]
pub(crate) struct GroupDone<'t> {
    pub(crate) head: Option<Line<'t, tree::Group>>,
    /// Without its rules.
    pub(crate) ir: ir::Group,
    pub(crate) rules: Vec<RuleDone<'t>>,
}

/// A score.
#[derive(Debug)]
pub(crate) struct ScoreDone<'t> {
    /// Without its groups.
    pub(crate) ir: ir::Score,
    pub(crate) groups: Vec<GroupDone<'t>>,
    /// All its lines were understood.
    pub(crate) complete: bool,
}

/// A grade.
#[derive(Debug)]
pub(crate) struct GradeDone<'t> {
    /// Without its groups.
    pub(crate) ir: ir::Grade,
    pub(crate) groups: Vec<GroupDone<'t>>,
    /// All its lines were understood.
    pub(crate) complete: bool,
}

/// A segment.
#[derive(Debug)]
pub(crate) struct SegmentDone {
    pub(crate) ir: ir::Segment,
    pub(crate) complete: bool,
}

/// Everything resolved.
#[derive(Debug, Default)]
pub(crate) struct Resolved<'t> {
    pub(crate) scores: Vec<ScoreDone<'t>>,
    pub(crate) grades: Vec<GradeDone<'t>>,
    pub(crate) tiers: Vec<ir::Tiers>,
    pub(crate) matrices: Vec<Option<ir::Matrix>>,
    pub(crate) segments: Vec<SegmentDone>,
    pub(crate) triggers: Vec<(FileId, Line<'t, tree::Trigger>, Option<ir::Trigger>)>,
    pub(crate) tests: Vec<ir::TestCase>,
    pub(crate) claims: Vec<(ir::ModelClaim, Place)>,
}

/// Points of the language in millionths; `None` when they are beyond what the language allows.
pub(crate) fn points(value: Decimal) -> Option<Points> {
    Points::try_from(value).ok().filter(|points| points.0.unsigned_abs() <= MOST_POINTS)
}

/// The largest number of points, in millionths.
pub(crate) const MOST_POINTS: u64 = 1_000_000 * 1_000_000;
