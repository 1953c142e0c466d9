//! What came of a lead, as claims of a test, and whether a test still comes to it.

use merit_engine::Account;
use merit_ir::{
    Claim, Expectation, GradeId, MatrixColumns, Model, ScoreId, SegmentId, Source, Target, TestCase, TiersId,
};
use merit_values::{Decimal, Instant, Zone};

use super::told::asked_at;
use crate::check::check;
use crate::concerned::Concerned;
use crate::coverage::numbered;
use crate::sample::Place;
use crate::timeline::{Order, Timeline};
use crate::words::quoted;
use crate::write::claim_text;

/// What came of a lead.
pub(super) struct Outcome<'a> {
    /// The model with a label on every rule.
    pub(super) numbered: Model,
    /// What the test will say.
    claims: Vec<Claim>,
    /// What each rule that matters gives, by its number.
    rules: Vec<(usize, Decimal)>,
    /// Somebody still waits; otherwise nothing holds.
    goes_on: &'a dyn Fn() -> bool,
}

impl<'a> Outcome<'a> {
    /// Of the score or grade in which a rule stands, or of everything.
    pub(super) fn of(model: &Model, account: &Account, rule: Option<Place>, goes_on: &'a dyn Fn() -> bool) -> Self {
        let within = rule.and_then(|place| Within::of(model, place));
        let (scores, grades) = match &within {
            Some(within) => (within.scores.clone(), within.grades.clone()),
            None => (all(model.scores.len(), ScoreId), all(model.grades.len(), GradeId)),
        };
        let claims = match &within {
            Some(within) => within.claims(model, account),
            None => claims_of_all(model, account),
        };
        let of_scores = model
            .scores
            .iter()
            .zip(&account.scores)
            .zip(0u16..)
            .map(|((of, found), number)| (&of.groups, &found.groups, scores.contains(&ScoreId(number))));
        let of_grades = model
            .grades
            .iter()
            .zip(&account.grades)
            .zip(0u16..)
            .map(|((of, found), number)| (&of.groups, &found.groups, grades.contains(&GradeId(number))));
        let mut rules = Vec::new();
        let mut number = 0;
        for (groups, found, matters) in of_scores.chain(of_grades) {
            for (group, found) in groups.iter().zip(found) {
                for (at, _) in group.rules.iter().enumerate() {
                    let points = found.rules.get(at).map_or(Decimal::ZERO, |rule| rule.points);
                    if matters {
                        rules.push((number, points));
                    }
                    number += 1;
                }
            }
        }
        Self { numbered: numbered(model).0, claims, rules, goes_on }
    }

    /// What the test says about the instant that was asked about.
    pub(super) fn expectation(&self, as_of: Instant, model: &Model) -> Option<Expectation> {
        let zone = Zone::named(&model.timezone).ok()?;
        let claims = self.claims.iter().map(|claim| {
            let text = claim_text(model, claim);
            (claim.clone(), Source { text, ..Source::default() })
        });
        Some(Expectation { moment: asked_at(&zone, as_of), claims: claims.collect(), source: Source::default() })
    }

    /// Somebody still waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        (self.goes_on)()
    }

    /// A test comes to the same: all claims hold, and every rule that matters gives what it gave.
    pub(super) fn holds(&self, test: &TestCase) -> bool {
        if !self.is_wanted() {
            return false;
        }
        let Some(expectation) = test.expectations.first() else { return false };
        let Ok(timeline) = Timeline::of(&self.numbered, test) else { return false };
        let at = timeline.day(expectation.moment).moment;
        let Ok(found) = timeline.evaluate(&self.numbered, at, None, true, Order::OfTheLines) else { return false };
        let is_same = |(number, points): &(usize, Decimal)| {
            found.labels.get(*number).and_then(|(_, leads)| leads.first()) == Some(points)
        };
        // Rules have numbers for labels here, and are compared by them.
        let is_rule = |claim: &Claim| matches!(claim, Claim::Label(..));
        self.rules.iter().all(is_same)
            && expectation
                .claims
                .iter()
                .all(|(claim, _)| is_rule(claim) || check(&self.numbered, claim, &found).is_ok())
    }

    /// The name of the test: nothing in it says who the lead is.
    pub(super) fn name(&self, model: &Model) -> String {
        let said: Vec<String> = self.claims.iter().take(2).map(|claim| claim_text(model, claim)).collect();
        format!("a lead of the log has {}", said.join(", ")).replace('"', "'")
    }
}

fn all<T>(count: usize, id: impl Fn(u16) -> T) -> Vec<T> {
    (0..count).filter_map(|number| u16::try_from(number).ok()).map(id).collect()
}

/// The score or grade of a rule.
struct Within {
    claimed: Claimed,
    label: Option<(String, usize, usize)>,
    scores: Vec<ScoreId>,
    grades: Vec<GradeId>,
}

#[derive(Clone, Copy)]
enum Claimed {
    Score(usize),
    Grade(usize),
}

impl Within {
    fn of(model: &Model, place: Place) -> Option<Self> {
        let find = |groups: &[merit_ir::Group]| {
            groups.iter().enumerate().find_map(|(group, of)| {
                let rule = of.rules.iter().position(|rule| Place::from(&rule.source) == place)?;
                Some((of.rules.get(rule)?.label.clone(), group, rule))
            })
        };
        let labelled = |(label, group, rule): (Option<String>, usize, usize)| Some((label?, group, rule));
        for (number, score) in model.scores.iter().enumerate() {
            if let Some(found) = find(&score.groups) {
                let concerned = Concerned { scores: vec![ScoreId(u16::try_from(number).ok()?)], grades: Vec::new() };
                let Concerned { scores, grades } = concerned.with_parts(model);
                return Some(Self { claimed: Claimed::Score(number), label: labelled(found), scores, grades });
            }
        }
        for (number, grade) in model.grades.iter().enumerate() {
            if let Some(found) = find(&grade.groups) {
                let grades = vec![GradeId(u16::try_from(number).ok()?)];
                return Some(Self {
                    claimed: Claimed::Grade(number),
                    label: labelled(found),
                    scores: Vec::new(),
                    grades,
                });
            }
        }
        None
    }

    fn claims(&self, model: &Model, account: &Account) -> Vec<Claim> {
        let mut claims = Vec::new();
        let groups = match self.claimed {
            Claimed::Score(number) => {
                claims.extend(of_score(model, account, number));
                account.scores.get(number).map(|score| &score.groups)
            }
            Claimed::Grade(number) => {
                claims.extend(of_grade(account, number));
                account.grades.get(number).map(|grade| &grade.groups)
            }
        };
        if let (Some((label, group, rule)), Some(groups)) = (&self.label, groups)
            && let Some(found) = groups.get(*group).and_then(|group| group.rules.get(*rule))
        {
            claims.push(Claim::Label(label.clone(), found.points));
        }
        claims
    }
}

fn of_score(model: &Model, account: &Account, number: usize) -> Vec<Claim> {
    let mut claims = Vec::new();
    let Ok(id) = u16::try_from(number) else { return claims };
    claims.extend(account.scores.get(number).map(|score| Claim::Score(ScoreId(id), score.value)));
    if let Some(tiers) = model.tiers_of(ScoreId(id)) {
        claims.extend(account.tiers.get(tiers.index()).map(|line| Claim::Tier(tiers, *line)));
    }
    claims
}

fn of_grade(account: &Account, number: usize) -> Vec<Claim> {
    let (Ok(id), Some(found)) = (u16::try_from(number), account.grades.get(number)) else { return Vec::new() };
    let id = GradeId(id);
    let letter = found.letter.map_or(Claim::NoGrade(id), |letter| Claim::Grade(id, letter));
    vec![letter, Claim::Points(id, found.points)]
}

fn claims_of_all(model: &Model, account: &Account) -> Vec<Claim> {
    let mut claims: Vec<Claim> =
        (0..model.scores.len()).flat_map(|number| of_score(model, account, number)).collect();
    claims.extend((0..model.grades.len()).flat_map(|number| of_grade(account, number)));
    for (number, matrix) in (0u16..).zip(&model.matrices) {
        let row = account.tiers.get(matrix.rows.index()).copied();
        let column = match matrix.columns {
            MatrixColumns::Grade(grade) => account.grades.get(grade.index()).and_then(|grade| grade.letter),
            MatrixColumns::Tiers(TiersId(tiers)) => account.tiers.get(usize::from(tiers)).copied(),
        };
        let cell = row.zip(column).and_then(|(row, column)| {
            matrix.cells.get(usize::from(row)).and_then(|cells| cells.get(usize::from(column)))
        });
        claims.extend(cell.map(|name| Claim::In {
            target: Target::Cell(merit_ir::MatrixId(number)),
            name: name.clone(),
            expected: true,
        }));
    }
    for ((number, segment), found) in (0u16..).zip(&model.segments).zip(&account.segments) {
        if found.inside {
            let target = Target::Segment(SegmentId(number));
            claims.push(Claim::In { target, name: segment.name.clone(), expected: true });
        }
    }
    debug_assert!(claims.iter().all(|claim| !claim_text(model, claim).contains(&quoted("\n"))));
    claims
}
