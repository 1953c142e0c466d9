//! The ledger of a lead that is at hand, and of the lead of a test.

use merit_engine::{Explained, Ready};
use merit_ir::{Model, TestCase};
use merit_values::{Duration, Instant, Unit, Zone};

use super::count::explained_lead;
use super::{HowRead, LeadRecords};
use crate::reach::Lifter;
use crate::timeline::{LEAD, Timeline};
use crate::{ExplainOptions, Explanation, Privacy, explain};

/// So many days ahead are looked at, as `merit explain` does.
const AHEAD: u32 = 90;

/// Explains a lead, as `merit explain` does; nothing when it is not there. Personal values are hidden.
///
/// # Errors
/// Why that is impossible, as a sentence.
pub fn ledger(
    model: &Model,
    lead: &str,
    records: &LeadRecords,
    how: &HowRead,
) -> Result<Option<Explanation>, String> {
    let explained = explained_lead(model, lead, records, how)?;
    told(model, &explained, lead, how.as_of, &how.sources)
}

/// Explains the lead of a test at the last moment that the test looks at. The records are the lines of the test.
///
/// # Errors
/// Why that is impossible, as a sentence.
pub fn ledger_of_test(model: &Model, test: &TestCase, file: &str) -> Result<Option<Explanation>, String> {
    let timeline = Timeline::of(model, test)?;
    let asked = test.expectations.iter().map(|expectation| timeline.day(expectation.moment).moment).max();
    let Some(as_of) = asked.or_else(|| timeline.instants.last().copied()) else { return Ok(None) };
    let ready = Ready::of(model).map_err(|error| error.to_string())?;
    let explained = timeline.explained(&ready, as_of).map_err(|error| error.to_string())?;
    told(model, &explained, LEAD, as_of, &[file.to_owned()])
}

fn told(
    model: &Model,
    explained: &Explained,
    lead: &str,
    as_of: Instant,
    sources: &[String],
) -> Result<Option<Explanation>, String> {
    let zone = Zone::named(&model.timezone).map_err(|_| format!("There is no time zone {}.", model.timezone))?;
    let until = zone.end_of(zone.day_of(as_of).plus(Duration { count: AHEAD, unit: Unit::Days }));
    let lifter = Lifter::of(model, as_of, 1);
    let options = ExplainOptions { as_of, until, sources, privacy: Privacy::Hidden, lifter: lifter.as_ref() };
    Ok(explain(model, explained, lead, options))
}
