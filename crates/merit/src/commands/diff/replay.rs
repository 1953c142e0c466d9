//! The records with both models: once for the results of all leads, and once more for the ledgers of those that move.

use std::collections::BTreeSet;

use merit_engine::{EngineError, Evaluation, Explained};
use merit_ir::Results;
use merit_values::{Instant, Zone};
use merit_workbench::{
    Accounted, Comparison, LeadDifference, Scored, attribute, most_surprising, movement, responsible,
};

use super::models::Pair;
use super::report::Replayed;
use crate::inputs::{DataArgs, Evaluated, evaluate, read_to_explain};
use crate::problem::{Problem, Status};
use crate::terminal::Terminal;
use crate::when::When;

/// So many leads are shown side by side.
const SURPRISING: usize = 10;

/// Bad data are told on standard error; then there is only a status.
///
/// # Errors
/// When flags, settings or files are wrong.
pub(super) fn replay(
    pair: &Pair,
    comparison: &Comparison,
    data: &DataArgs,
    terminal: Terminal,
) -> Result<Result<(Replayed, Status), Status>, Problem> {
    let (Some(old), Some(new)) = (&pair.old, &pair.new) else {
        return Err(Problem::new("There is only one model: nothing moves."));
    };
    // Both are looked at in the same instant: a date is that day's end in the zone of the new model.
    let zone = &new.model.timezone;
    let zone = Zone::named(zone).map_err(|_| Problem::new(EngineError::UnknownZone(zone.clone()).to_string()))?;
    let data = &data.at(data.as_of().instant(&zone));
    let beginning = Some(When::At(Instant(i64::MIN)));
    let (mut status, mut log_begins) = (Status::Clean, None);
    let mut evaluations: Vec<Evaluation> = Vec::new();
    for side in [old, new] {
        let mut results = Results::default();
        let sink = |chunk| {
            results.append(chunk);
            Ok(())
        };
        match evaluate(&side.model, &pair.settings, data, beginning, terminal, sink)? {
            Ok(Evaluated { evaluation, status: found, begins, .. }) => {
                status = status.max(found);
                log_begins = begins;
                evaluations.push(Evaluation { results, ..evaluation });
            }
            Err(status) => return Ok(Err(status)),
        }
    }
    let [before, after] = evaluations.as_slice() else { return Err(Problem::new("Nothing was evaluated.")) };
    let (was, is) =
        (Scored { model: &old.model, evaluation: before }, Scored { model: &new.model, evaluation: after });
    let movement = movement(comparison, was, is, log_begins);
    let differences = if movement.moves.is_empty() {
        Vec::new()
    } else {
        let wanted: BTreeSet<String> = movement.moves.iter().map(|moved| moved.lead.clone()).collect();
        let mut explained: Vec<Explained> = Vec::new();
        for side in [old, new] {
            match read_to_explain(&side.model, &pair.settings, &data.quietly(), &wanted, terminal)? {
                Ok(read) => explained.push(read.explained),
                Err(status) => return Ok(Err(status)),
            }
        }
        let [before, after] = explained.as_slice() else { return Err(Problem::new("Nothing was explained.")) };
        let was = Accounted { model: &old.model, explained: before };
        let is = Accounted { model: &new.model, explained: after };
        movement.moves.iter().map(|moved| attribute(comparison, was, is, moved)).collect::<Vec<LeadDifference>>()
    };
    let surprising = most_surprising(&differences, SURPRISING);
    let surprising = surprising.into_iter().filter_map(|at| differences.get(at)).map(|lead| lead.lead.clone());
    Ok(Ok((
        Replayed { surprising: surprising.collect(), responsible: responsible(&differences), movement, differences },
        status,
    )))
}
