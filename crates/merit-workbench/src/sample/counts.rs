//! What a model says about the leads of a sample.

use std::collections::BTreeMap;

use merit_ir::{Model, Source};

use super::Threshold;

/// Numbers of leads. Vectors are in the order of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// One in so many leads of the log was looked at.
    pub one_in: u64,
    /// All leads that were looked at: those with a result.
    pub leads: usize,
    /// The rules of scores, then those of grades.
    pub rules: Vec<RuleCount>,
    /// Their numbers by where they stand.
    pub(super) by_place: BTreeMap<Place, usize>,
    /// For each `tiers`: the leads in each line.
    pub tiers: Vec<Vec<usize>>,
    /// For each grade: the leads with each letter.
    pub letters: Vec<Vec<usize>>,
    /// For each grade: the leads without one.
    pub no_grade: Vec<usize>,
    /// For each matrix: the leads in each row and column.
    pub cells: Vec<Vec<Vec<usize>>>,
    /// For each segment: the leads in it.
    pub segments: Vec<usize>,
    /// For each threshold that is looked at: the leads that are elsewhere because it was changed.
    pub moved: Vec<(Threshold, usize)>,
}

/// Where a line stands: the number of its file, and the line from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into the sources of the model.
    pub file: u16,
    /// The line, from 1.
    pub line: u32,
}

impl From<&Source> for Place {
    fn from(source: &Source) -> Self {
        Self { file: source.file, line: source.line }
    }
}

/// What a rule did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Where it stands.
    pub place: Place,
    /// The leads that it gave points to: those with an entry, whatever it is worth by now; of a standing rule, those for
    /// whom it is true now.
    pub leads: usize,
    /// The lead that shows it best: one that has points of it now, and a score, if there is
    /// one; and to which little else happened.
    pub telling: Option<Telling>,
}

/// A lead that shows what a rule does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Telling {
    /// The rule gives it nothing now.
    pub(super) is_over: bool,
    /// Its score, or its points of the grade, are nothing all the same.
    pub(super) is_hidden: bool,
    /// How much else happened to it.
    pub(super) size: usize,
    /// Its id.
    pub lead: Box<str>,
}

impl Counts {
    /// No leads yet.
    pub(super) fn of(model: &Model, thresholds: &[Threshold]) -> Self {
        let groups = model.scores.iter().map(|score| &score.groups).chain(model.grades.iter().map(|of| &of.groups));
        let rules = groups.flatten().flat_map(|group| &group.rules);
        let rules: Vec<RuleCount> =
            rules.map(|rule| RuleCount { place: Place::from(&rule.source), ..RuleCount::default() }).collect();
        let cells = model.matrices.iter().map(|matrix| matrix.cells.iter().map(|row| vec![0; row.len()]).collect());
        Self {
            one_in: 1,
            leads: 0,
            by_place: rules.iter().enumerate().map(|(number, rule)| (rule.place, number)).collect(),
            rules,
            tiers: model.tiers.iter().map(|of| vec![0; of.lines.len()]).collect(),
            letters: model.grades.iter().map(|of| vec![0; of.letters.len()]).collect(),
            no_grade: vec![0; model.grades.len()],
            cells: cells.collect(),
            segments: vec![0; model.segments.len()],
            moved: thresholds.iter().map(|threshold| (*threshold, 0)).collect(),
        }
    }

    /// What a rule did.
    #[must_use]
    pub fn rule(&self, place: Place) -> Option<&RuleCount> {
        self.rules.get(*self.by_place.get(&place)?)
    }

    /// The leads that are elsewhere because a threshold was changed.
    #[must_use]
    pub fn moved(&self, threshold: Threshold) -> Option<usize> {
        self.moved.iter().find(|(other, _)| *other == threshold).map(|(_, leads)| *leads)
    }
}
