//! Counts, lead by lead: the account that `merit explain` is made of.

use std::collections::BTreeSet;

use merit_engine::{Account, Explained, Explainer, Options, RuleAccount};
use merit_ir::{MatrixColumns, Model, RuleKind};
use merit_values::Decimal;

use super::counts::Telling;
use super::thresholds::{Threshold, changed_back};
use super::{Counts, HowRead, LeadRecords, Piece, Sample};

/// Whether to go on; asked before each lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// On.
    GoOn,
    /// Time is over: a smaller sample will do, if one is complete.
    Enough,
    /// Nobody wants the numbers any more.
    Stop,
}

/// Counts the leads of a sample; nothing when nobody wants the numbers any more, or no part of the sample was complete in
/// time. `old` is the model in which thresholds were what they were.
///
/// # Errors
/// Why the model cannot be evaluated, as a sentence.
pub fn count(
    model: &Model,
    old: Option<(&Model, &[Threshold])>,
    sample: &Sample,
    how: &HowRead,
    pace: &dyn Fn() -> Pace,
) -> Result<Option<Counts>, String> {
    let thresholds = old.map_or(&[][..], |(_, thresholds)| thresholds);
    let back: Vec<Model> = old.map_or_else(Vec::new, |(old, thresholds)| {
        thresholds.iter().map(|threshold| changed_back(model, old, *threshold)).collect()
    });
    let mut counts = Counts::of(model, thresholds);
    let mut complete: Option<Counts> = None;
    if sample.pieces.is_empty() {
        return Ok(Some(Counts { one_in: sample.one_in(), ..counts }));
    }
    for piece in &sample.pieces {
        let now = explained_piece(model, piece, how)?;
        let before: Vec<Explained> =
            back.iter().map(|model| explained_piece(model, piece, how)).collect::<Result<_, _>>()?;
        for lead in &piece.leads {
            match pace() {
                Pace::GoOn => {}
                Pace::Stop => return Ok(None),
                Pace::Enough => return Ok(complete),
            }
            let Some(account) = now.account(lead) else { continue };
            counts.add(model, lead, &account);
            for ((threshold, moved), before) in counts.moved.iter_mut().zip(&before) {
                let is_moved =
                    before.account(lead).is_some_and(|was| threshold.place(&was) != threshold.place(&account));
                *moved += usize::from(is_moved);
            }
        }
        if let Some(rate) = piece.complete {
            complete = Some(Counts { one_in: 1 << rate, ..counts.clone() });
        }
    }
    Ok(complete)
}

/// One lead, ready to be accounted for.
pub(super) fn explained_lead(
    model: &Model,
    lead: &str,
    records: &LeadRecords,
    how: &HowRead,
) -> Result<Explained, String> {
    explained(model, BTreeSet::from([lead.to_owned()]), &records.tables, &records.events, how)
}

fn explained_piece(model: &Model, piece: &Piece, how: &HowRead) -> Result<Explained, String> {
    let wanted = piece.leads.iter().map(|lead| lead.to_string()).collect();
    explained(model, wanted, &piece.tables, &piece.events, how)
}

fn explained(
    model: &Model,
    wanted: BTreeSet<String>,
    tables: &[merit_values::LeadBatch],
    events: &[merit_values::EventBatch],
    how: &HowRead,
) -> Result<Explained, String> {
    let ids = if how.compares_ids { merit_engine::Ids::Check } else { merit_engine::Ids::Trust };
    let options = Options { ids, ..Options::at(how.as_of) };
    let mut explainer = Explainer::new(model, options, wanted).map_err(|error| error.to_string())?;
    for table in tables {
        explainer.add_leads(table).map_err(|error| error.to_string())?;
    }
    for batch in events {
        explainer.add_events(batch).map_err(|error| error.to_string())?;
    }
    Ok(explainer.finish())
}

impl Counts {
    fn add(&mut self, model: &Model, lead: &str, account: &Account) {
        self.leads += 1;
        let size = size(account);
        let scores = model.scores.iter().zip(&account.scores);
        let scores = scores.map(|(of, found)| (&of.groups, &found.groups, found.value == Decimal::ZERO));
        let grades = model.grades.iter().zip(&account.grades);
        let grades = grades.map(|(of, found)| (&of.groups, &found.groups, found.points == Decimal::ZERO));
        let groups = scores
            .chain(grades)
            .flat_map(|(of, found, is_hidden)| of.iter().zip(found).map(move |(of, found)| (of, found, is_hidden)));
        let rules = groups.flat_map(|(of, found, is_hidden)| {
            of.rules.iter().zip(&found.rules).map(move |(rule, found)| (rule, found, is_hidden))
        });
        for (counted, (rule, found, is_hidden)) in self.rules.iter_mut().zip(rules) {
            if !gave(&rule.kind, found) {
                continue;
            }
            counted.leads += 1;
            let is_over = found.points == Decimal::ZERO;
            let is_better = |best: &Telling| {
                (is_over, is_hidden, size, lead) < (best.is_over, best.is_hidden, best.size, &*best.lead)
            };
            if counted.telling.as_ref().is_none_or(is_better) {
                counted.telling = Some(Telling { is_over, is_hidden, size, lead: lead.into() });
            }
        }
        for (counted, line) in self.tiers.iter_mut().zip(&account.tiers) {
            one_more(counted, usize::from(*line));
        }
        let grades = self.letters.iter_mut().zip(&mut self.no_grade).zip(&account.grades);
        for ((letters, none), found) in grades {
            match found.letter {
                Some(letter) => one_more(letters, usize::from(letter)),
                None => *none += 1,
            }
        }
        for (matrix, counted) in model.matrices.iter().zip(&mut self.cells) {
            let row = account.tiers.get(matrix.rows.index()).copied();
            let column = match matrix.columns {
                MatrixColumns::Grade(grade) => account.grades.get(grade.index()).and_then(|grade| grade.letter),
                MatrixColumns::Tiers(tiers) => account.tiers.get(tiers.index()).copied(),
            };
            if let (Some(row), Some(column)) = (row, column)
                && let Some(row) = counted.get_mut(usize::from(row))
            {
                one_more(row, usize::from(column));
            }
        }
        for (counted, found) in self.segments.iter_mut().zip(&account.segments) {
            *counted += usize::from(found.inside);
        }
    }
}

fn one_more(counted: &mut [usize], number: usize) {
    if let Some(counted) = counted.get_mut(number) {
        *counted += 1;
    }
}

/// Whether a rule gave the lead points, now or earlier.
const fn gave(kind: &RuleKind, found: &RuleAccount) -> bool {
    match kind {
        RuleKind::Event { .. } => !found.entries.is_empty(),
        RuleKind::Standing { .. } => found.applies,
    }
}

/// How much happened to a lead: a story is best told by a short one.
fn size(account: &Account) -> usize {
    let groups = account.scores.iter().flat_map(|score| &score.groups);
    groups.flat_map(|group| &group.rules).map(|rule| rule.entries.len() + rule.refused.len()).sum()
}
