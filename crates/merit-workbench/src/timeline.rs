//! The records of one test, and the instants its moments stand for.

use std::collections::BTreeSet;

use merit_engine::{AttributeTimes, Engine, EngineError, Evaluation, Explained, Explainer, Ids, Options, Ready};
use merit_ir::{Happening, Layout, Model, TestCase, TestMoment};
use merit_values::{EventBatch, EventBatchBuilder, Instant, LeadBatch, LeadBatchBuilder, LocalTime, Value, Zone};

/// The one lead of a test.
pub(crate) const LEAD: &str = "test";

/// `n times` may be written large by mistake; a test that needs more records than this is refused.
const MOST_RECORDS: usize = 200_000;

/// Without a clock time, things happen at noon.
const NOON: i64 = 12 * 3_600_000_000;

/// In which order the records are handed to the engine. Their ids follow the order of the lines either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    OfTheLines,
    Another,
}

/// A moment of a test as instants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    /// The first instant of its local day.
    pub(crate) start: Instant,
    /// The moment itself: the end of the day without a clock time.
    pub(crate) moment: Instant,
}

/// What happens in a test, ready for the engine.
pub(crate) struct Timeline {
    zone: Zone,
    leads: LeadBatch,
    records: [Vec<EventBatch>; 2],
    /// The instants at which something happens, ascending, each once.
    pub(crate) instants: Vec<Instant>,
}

/// A record before it is put into a batch.
enum Record<'a> {
    Event { id: String, line: u64, at: Instant, kind: u16, values: Vec<(usize, &'a Value)> },
    Change { id: String, line: u64, at: Instant, values: Vec<(u16, &'a Value)> },
}

impl Timeline {
    /// Makes the records of a test.
    ///
    /// # Errors
    /// Why that is impossible, as a sentence.
    pub(crate) fn of(model: &Model, test: &TestCase) -> Result<Self, String> {
        let zone =
            Zone::named(&model.timezone).map_err(|_| EngineError::UnknownZone(model.timezone.clone()).to_string())?;
        let layout = Layout::of(model);
        let mut leads = LeadBatchBuilder::new(0, model.attributes.len());
        leads.lead(1, LEAD, test.attributes.iter().map(|(id, value)| (id.index(), value.clone())));
        let records = records(&zone, &layout, test)?;
        let mut instants: Vec<Instant> = records.iter().map(Record::at).collect();
        instants.sort_unstable();
        instants.dedup();
        let slots = layout.slots().len();
        let in_order = batch(slots, records.iter());
        // Another order, and another cut into batches: the odd ones backwards, then the even ones.
        let odd = batch(slots, records.iter().skip(1).step_by(2).rev());
        let even = batch(slots, records.iter().step_by(2).rev());
        Ok(Self { zone, leads: leads.finish(), records: [vec![in_order], vec![odd, even]], instants })
    }

    /// The instants of a claim's moment.
    pub(crate) fn day(&self, moment: TestMoment) -> At {
        let start = self.zone.start_of(moment.day);
        let local = |micros| self.zone.instant(LocalTime { day: moment.day, micros });
        At { start, moment: moment.clock.map_or_else(|| self.zone.end_of(moment.day), local) }
    }

    /// Evaluates the lead at an instant.
    ///
    /// # Errors
    /// What the engine refuses.
    pub(crate) fn evaluate(
        &self,
        model: &Model,
        as_of: Instant,
        changes_since: Option<Instant>,
        labels: bool,
        order: Order,
    ) -> Result<Evaluation, EngineError> {
        let options = Options {
            changes_since,
            attributes: AttributeTimes::FromTheBeginning,
            ids: Ids::Check,
            labels,
            ..Options::at(as_of)
        };
        let mut engine = Engine::new(model, options)?;
        engine.add_leads(self.leads.clone())?;
        let [in_order, another] = &self.records;
        for batch in if order == Order::OfTheLines { in_order } else { another } {
            engine.add_events(batch.clone())?;
        }
        engine.finish()
    }

    /// The lead, ready to be accounted for at an instant.
    ///
    /// # Errors
    /// What the engine refuses.
    pub(crate) fn explained(&self, ready: &Ready, as_of: Instant) -> Result<Explained, EngineError> {
        let options = Options { attributes: AttributeTimes::FromTheBeginning, ..Options::at(as_of) };
        let mut explainer = Explainer::of(ready, options, BTreeSet::from([LEAD.to_owned()]));
        explainer.add_leads(&self.leads)?;
        let [in_order, _] = &self.records;
        for batch in in_order {
            explainer.add_events(batch)?;
        }
        Ok(explainer.finish())
    }
}

impl Record<'_> {
    const fn at(&self) -> Instant {
        match self {
            Self::Event { at, .. } | Self::Change { at, .. } => *at,
        }
    }
}

fn records<'a>(zone: &Zone, layout: &Layout, test: &'a TestCase) -> Result<Vec<Record<'a>>, String> {
    let instant =
        |moment: &TestMoment| zone.instant(LocalTime { day: moment.day, micros: moment.clock.unwrap_or(NOON) });
    let mut records = Vec::new();
    for happening in &test.happenings {
        match happening {
            Happening::Event { moment, event, properties, times, source } => {
                let slots = layout.of_event(*event);
                let slot = |(property, value): &'a (merit_ir::PropertyId, Value)| {
                    slots.get(property.index()).map(|slot| (*slot, value))
                };
                for _ in 0..*times {
                    if records.len() >= MOST_RECORDS {
                        return Err(format!("The test has more than {MOST_RECORDS} events."));
                    }
                    let values = properties.iter().filter_map(slot).collect();
                    let (id, line, at) = (id(&records), source.line.into(), instant(moment));
                    records.push(Record::Event { id, line, at, kind: event.0, values });
                }
            }
            Happening::Change { moment, attributes, source } => {
                let values = attributes.iter().map(|(attribute, value)| (attribute.0, value)).collect();
                let (id, line, at) = (id(&records), source.line.into(), instant(moment));
                records.push(Record::Change { id, line, at, values });
            }
        }
    }
    Ok(records)
}

/// Ids follow the order of the lines, also when compared as text.
fn id(records: &[Record<'_>]) -> String {
    format!("{:09}", records.len())
}

fn batch<'r, 'v: 'r>(slots: usize, records: impl Iterator<Item = &'r Record<'v>>) -> EventBatch {
    let mut builder = EventBatchBuilder::new(0, slots, true);
    for record in records {
        match record {
            Record::Event { id, line, at, kind, values } => {
                let values = values.iter().map(|(slot, value)| (*slot, (*value).clone()));
                builder.event(*line, Some(id), LEAD, *at, *kind, values);
            }
            Record::Change { id, line, at, values } => {
                let values = values.iter().map(|(attribute, value)| (*attribute, (*value).clone()));
                builder.change(*line, Some(id), LEAD, *at, values);
            }
        }
    }
    builder.finish()
}
