//! Everything that has a name in a project.

use std::collections::{HashMap, HashSet};

use merit_diagnostics::{FileId, Place, Span};
use merit_ir::Target;
use merit_syntax::outline;

use crate::table::{ActionEntry, EventEntry, Field, ListEntry, Named, Table};

/// A block under a heading, the file it stands in, and the name of what it declares.
#[derive(Clone, Debug)]
pub(crate) struct Block<'t, T> {
    pub(crate) file: FileId,
    pub(crate) block: &'t T,
    pub(crate) name: String,
    pub(crate) place: Place,
}

impl<T> Block<'_, T> {
    pub(crate) const fn at(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }
}

/// What a name stands for in the name space of scores, grades, matrices and attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Score(u16),
    Grade(u16),
    Matrix(u16),
    Attribute(u16),
}

impl Meaning {
    /// `score`, with its article.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Score(_) => "a score",
            Self::Grade(_) => "a grade",
            Self::Matrix(_) => "a matrix",
            Self::Attribute(_) => "an attribute of a lead",
        }
    }
}

/// The lines of a tiers block, or the letters of a grade, by name.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    pub(crate) names: Vec<String>,
    pub(crate) by_name: HashMap<String, u16>,
    /// Some line was not understood: names that are missing may be there.
    pub(crate) open: bool,
}

/// The tiers of a score.
#[derive(Debug)]
pub(crate) struct TiersEntry<'t> {
    pub(crate) block: Block<'t, outline::TiersBlock<'t>>,
    pub(crate) score: u16,
    pub(crate) lines: Ladder,
}

/// A tier, segment or cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceName {
    pub(crate) target: Target,
    pub(crate) place: Place,
}

/// All names.
#[derive(Debug, Default)]
pub(crate) struct Names<'t> {
    pub(crate) events: Table<EventEntry>,
    pub(crate) attributes: Table<Field>,
    pub(crate) lists: Table<ListEntry>,
    pub(crate) actions: Table<ActionEntry>,
    pub(crate) scores: Vec<Block<'t, outline::ScoreBlock<'t>>>,
    pub(crate) grades: Vec<Block<'t, outline::GradeBlock<'t>>>,
    /// The letters of each grade.
    pub(crate) letters: Vec<Ladder>,
    pub(crate) matrices: Vec<Block<'t, outline::MatrixBlock<'t>>>,
    pub(crate) segments: Vec<Block<'t, outline::SegmentBlock<'t>>>,
    pub(crate) tiers: Vec<TiersEntry<'t>>,
    /// Numbers of tiers by the number of their score.
    pub(crate) tiers_of: HashMap<u16, u16>,
    pub(crate) outcomes: HashMap<String, (Meaning, Place)>,
    pub(crate) places: HashMap<String, PlaceName>,
    /// Names of tiers, segments and cells in the order in which they are declared.
    pub(crate) place_names: Vec<String>,
    /// Labels of rules.
    pub(crate) labels: HashMap<String, Place>,
    /// Labels in the order in which they are declared.
    pub(crate) label_names: Vec<String>,
    /// Words of statements that were not understood: they may declare what seems to be missing.
    pub(crate) maybe: HashSet<String>,
    /// Words of statements with faults: what they mention counts as used.
    pub(crate) mentioned: HashSet<String>,
    /// Some file could not be read.
    pub(crate) incomplete: bool,
}

impl Names<'_> {
    /// True when a name that is not known may be declared by something that was not understood.
    pub(crate) fn may_be_declared(&self, name: &str) -> bool {
        self.incomplete || self.maybe.contains(name)
    }

    /// True when a score without tiers may have some: under a heading whose score is not known, or not understood.
    pub(crate) fn may_have_tiers(&self, score: &str) -> bool {
        self.may_be_declared(score) || self.tiers.iter().any(|tiers| tiers.score == u16::MAX)
    }

    pub(crate) fn score(&self, name: &str) -> Option<u16> {
        match self.outcomes.get(name)?.0 {
            Meaning::Score(score) => Some(score),
            _ => None,
        }
    }

    pub(crate) fn grade(&self, name: &str) -> Option<u16> {
        match self.outcomes.get(name)?.0 {
            Meaning::Grade(grade) => Some(grade),
            _ => None,
        }
    }

    /// The tiers of a score.
    pub(crate) fn tiers(&self, score: u16) -> Option<(u16, &TiersEntry<'_>)> {
        let number = *self.tiers_of.get(&score)?;
        self.tiers.get(usize::from(number)).map(|tiers| (number, tiers))
    }

    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    pub(crate) fn event_name(&self, event: u16) -> &str {
        self.events.get(event).map_or("", |event| event.name())
    }
}
