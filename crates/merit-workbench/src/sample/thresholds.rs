//! Bounds of tiers and letters that are not what they were.

use merit_engine::Account;
use merit_ir::{Bound, Model};
use merit_values::Points;

use super::Place;

/// The bound of a tier or of a letter, by the numbers of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Of these `tiers`, this line.
    Tier(usize, usize),
    /// Of this grade, this letter.
    Letter(usize, usize),
}

impl Threshold {
    /// Where the line stands.
    #[must_use]
    pub fn stands(self, model: &Model) -> Option<Place> {
        let source = match self {
            Self::Tier(tiers, line) => &model.tiers.get(tiers)?.lines.get(line)?.source,
            Self::Letter(grade, letter) => &model.grades.get(grade)?.letters.get(letter)?.source,
        };
        Some(Place::from(source))
    }

    /// Where a lead is, as far as this threshold decides.
    pub(super) fn place(self, account: &Account) -> Option<u16> {
        match self {
            Self::Tier(tiers, _) => account.tiers.get(tiers).copied(),
            Self::Letter(grade, _) => account.grades.get(grade)?.letter,
        }
    }
}

/// Looked at are at most so many.
const MOST: usize = 6;

/// The thresholds of a model that were others in an old one, where the tier or letter was there already. One whose old
/// bound would not fit between its neighbours of today is left out: without the others, it would mean something else.
#[must_use]
pub fn thresholds(old: &Model, new: &Model) -> Vec<Threshold> {
    let mut found = Vec::new();
    for (number, tiers) in new.tiers.iter().enumerate() {
        for (line, tier) in tiers.lines.iter().enumerate() {
            let threshold = Threshold::Tier(number, line);
            let before = before(old, new, threshold);
            if before.is_some_and(|before| before != (tier.bound, tier.until_below)) {
                found.push(threshold);
            }
        }
    }
    for (number, grade) in new.grades.iter().enumerate() {
        for (letter, line) in grade.letters.iter().enumerate() {
            let threshold = Threshold::Letter(number, letter);
            if before(old, new, threshold).is_some_and(|(bound, _)| bound != line.bound) {
                found.push(threshold);
            }
        }
    }
    found.retain(|threshold| is_in_order(&changed_back(new, old, *threshold), *threshold));
    found.truncate(MOST);
    found
}

/// What a threshold was.
fn before(old: &Model, new: &Model, threshold: Threshold) -> Option<(Bound, Option<Points>)> {
    match threshold {
        Threshold::Tier(number, line) => {
            let tiers = new.tiers.get(number)?;
            let score = &new.scores.get(tiers.score.index())?.name;
            let is_same = |tiers: &&merit_ir::Tiers| {
                old.scores.get(tiers.score.index()).is_some_and(|score_of| score_of.name == *score)
            };
            let name = &tiers.lines.get(line)?.name;
            let tier = old.tiers.iter().find(is_same)?.lines.iter().find(|tier| tier.name == *name)?;
            Some((tier.bound, tier.until_below))
        }
        Threshold::Letter(number, letter) => {
            let grade = new.grades.get(number)?;
            let name = &grade.letters.get(letter)?.name;
            let grade = old.grades.iter().find(|other| other.name == grade.name)?;
            let letter = grade.letters.iter().find(|letter| letter.name == *name)?;
            Some((letter.bound, None))
        }
    }
}

/// The model with one threshold as it was.
pub(super) fn changed_back(new: &Model, old: &Model, threshold: Threshold) -> Model {
    let mut model = new.clone();
    let Some((bound, until)) = before(old, new, threshold) else { return model };
    match threshold {
        Threshold::Tier(tiers, line) => {
            if let Some(tier) = model.tiers.get_mut(tiers).and_then(|tiers| tiers.lines.get_mut(line)) {
                (tier.bound, tier.until_below) = (bound, until);
            }
        }
        Threshold::Letter(grade, letter) => {
            if let Some(letter) = model.grades.get_mut(grade).and_then(|grade| grade.letters.get_mut(letter)) {
                letter.bound = bound;
            }
        }
    }
    model
}

/// The lines of a threshold are highest first.
fn is_in_order(model: &Model, threshold: Threshold) -> bool {
    let bounds: Vec<Bound> = match threshold {
        Threshold::Tier(tiers, _) => {
            model.tiers.get(tiers).map_or_else(Vec::new, |of| of.lines.iter().map(|line| line.bound).collect())
        }
        Threshold::Letter(grade, _) => {
            model.grades.get(grade).map_or_else(Vec::new, |of| of.letters.iter().map(|line| line.bound).collect())
        }
    };
    let number = |bound: &Bound| match bound {
        Bound::From(points) | Bound::Above(points) => Some(*points),
        Bound::Otherwise => None,
    };
    let numbers: Vec<Points> = bounds.iter().filter_map(number).collect();
    numbers.is_sorted_by(|higher, lower| higher > lower)
}
