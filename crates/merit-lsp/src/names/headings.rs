//! Which heading each statement stands under.

use merit_syntax::tree::{Broken, First, Statement, StatementKind as Kind, Tree};

/// The outer headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// `event`
    Event,
    /// `lead`
    Lead,
    /// `model`
    Model,
    /// `score`
    Score,
    /// `grade`
    Grade,
    /// `tiers`
    Tiers,
    /// `matrix`
    Matrix,
    /// `segment`
    Segment,
    /// `test`
    Test,
}

impl Heading {
    /// The heading that a statement is, if it is an outer one. One that was not understood still heads.
    #[must_use]
    pub const fn of(statement: &Statement) -> Option<Self> {
        Some(match &statement.kind {
            Kind::Event(_) => Self::Event,
            Kind::Lead => Self::Lead,
            Kind::Model(_) => Self::Model,
            Kind::Score(_) => Self::Score,
            Kind::Grade(_) => Self::Grade,
            Kind::Tiers(_) => Self::Tiers,
            Kind::Matrix(_) => Self::Matrix,
            Kind::Segment(_) => Self::Segment,
            Kind::Test(_) => Self::Test,
            Kind::Broken(Broken { first: Some(first), .. }) => match first {
                First::Event => Self::Event,
                First::Lead => Self::Lead,
                First::Model => Self::Model,
                First::Score => Self::Score,
                First::Grade => Self::Grade,
                First::Tiers => Self::Tiers,
                First::Matrix => Self::Matrix,
                First::Segment => Self::Segment,
                First::Test => Self::Test,
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// For every statement the number of the outer heading it stands under; a heading stands under itself. Lines that belong
/// to the file (`use`, `list`, `action`, `trigger`, `claim`, `allow`) are counted to the heading above them, too.
#[must_use]
pub fn headings(tree: &Tree) -> Vec<Option<usize>> {
    let mut current = None;
    let mut in_test = false;
    let under = tree.statements.iter().enumerate().map(|(number, statement)| {
        if let Some(heading) = Heading::of(statement).filter(|heading| {
            // A broken `lead has` is a line of a test, and no heading.
            !(in_test && *heading == Heading::Lead && is_lead_has(statement))
        }) {
            current = Some(number);
            in_test = heading == Heading::Test;
        }
        current
    });
    under.collect()
}

fn is_lead_has(statement: &Statement) -> bool {
    matches!(&statement.kind, Kind::Broken(broken) if broken.words.get(1).is_some_and(|word| word == "has"))
}
