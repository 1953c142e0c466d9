//! What would lift the lead, as data.

use merit_engine::Account;
use schemars::JsonSchema;
use serde::Serialize;

use super::data::AttributeValue;
use super::from_account::Maker;
use crate::Amount;
use crate::reach::Lifted;

/// Further events that take the lead into a higher tier, with everything else as it is. It was evaluated: with these events
/// in the log, the score and the tier are these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lift {
    /// The score.
    pub score: String,
    /// The tier that is reached.
    pub tier: String,
    /// The value of the score then.
    pub value: Amount,
    /// The instant at which that is true: the one asked for, unless limits make the events wait.
    pub as_of: String,
    /// The events, in order of time.
    pub events: Vec<Further>,
    /// All logs with fewer further events of those that the rules ask for were tried; `false` when they were too many.
    pub fewest: bool,
}

/// An event that has not happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Further {
    /// When.
    pub at: String,
    /// The date in the time zone of the model.
    pub date: String,
    /// The event.
    pub event: String,
    /// How many times.
    pub times: u32,
    /// Its properties; all others are unknown.
    pub properties: Vec<AttributeValue>,
}

impl Maker<'_> {
    /// What would lift the lead, if that is asked for and found.
    pub(super) fn lifts(self, lead: &str, account: &Account) -> Vec<Lift> {
        let Some(lifter) = self.options.lifter else { return Vec::new() };
        let found = lifter.lifts(self.explained, lead, &account.tiers);
        found.iter().filter_map(|lifted| self.lift(lifted)).collect()
    }

    fn lift(self, lifted: &Lifted) -> Option<Lift> {
        let tiers = self.model.tiers.get(lifted.tiers)?;
        let events = lifted.events.iter().map(|further| {
            let properties = further.properties.iter().map(|(property, value)| AttributeValue {
                name: self.words.property(further.event, *property).to_owned(),
                value: self.options.privacy.property(self.model, further.event, *property, value),
            });
            Further {
                at: further.at.to_string(),
                date: self.date(further.at),
                event: self.words.event(further.event).to_owned(),
                times: further.times,
                properties: properties.collect(),
            }
        });
        Some(Lift {
            score: self.model.scores.get(tiers.score.index())?.name.clone(),
            tier: tiers.lines.get(usize::from(lifted.line))?.name.clone(),
            value: lifted.value.into(),
            as_of: lifted.as_of.to_string(),
            events: events.collect(),
            fewest: lifted.fewest,
        })
    }
}
