//! Groups, rules and their entries.

use merit_engine::{EntryAccount, GroupAccount, Refusal, RuleAccount, Unknown};
use merit_ir::{Frequencies, Group, Layout, Rule, RuleKind};

use super::super::data::Entry;
use super::super::data::{EntryState, GaveNothing, GroupExplained, Reason, RuleExplained};
use super::Maker;
use crate::Amount;
use crate::words::properties_of;

impl Maker<'_> {
    pub(super) fn group(self, group: &Group, found: &GroupAccount) -> GroupExplained {
        GroupExplained {
            name: group.name.clone(),
            cap: group.cap.map(Amount::from),
            best_one_only: group.best_one_only,
            rules: group.rules.iter().zip(&found.rules).map(|(rule, found)| self.rule(rule, found)).collect(),
            sum: found.sum.into(),
            points: found.points.into(),
        }
    }

    fn rule(self, rule: &Rule, found: &RuleAccount) -> RuleExplained {
        let decay = match &rule.kind {
            RuleKind::Event { decay, .. } => decay.map(|decay| self.words.decay(decay)),
            RuleKind::Standing { .. } => None,
        };
        RuleExplained {
            called: rule.label.clone(),
            rule: self.words.rule(rule),
            earns: self.words.earns(rule),
            decay,
            place: self.place(&rule.source),
            standing: matches!(rule.kind, RuleKind::Standing { .. }),
            cap: rule.cap.map(Amount::from),
            entries: found.entries.iter().map(|entry| self.entry(entry)).collect(),
            gave_nothing: found
                .refused
                .iter()
                .map(|refused| GaveNothing {
                    at: refused.at.to_string(),
                    date: refused.day.to_string(),
                    reason: reason(&refused.why),
                    why: self.why(rule, &refused.why),
                    cause: self.cause(refused.record).unwrap_or_default(),
                })
                .collect(),
            sum: found.sum.into(),
            points: found.points.into(),
            applies: found.applies,
            outdone: found.outdone,
            unknown: found.unknown.iter().map(|unknown| self.unknown(*unknown, false)).collect(),
            looks_at: properties_of(self.words, rule),
        }
    }

    fn entry(self, entry: &EntryAccount) -> Entry {
        let (state, since) = match entry.state {
            merit_engine::EntryState::Expired(at) => (EntryState::Expired, Some(at)),
            merit_engine::EntryState::Reset(at) => (EntryState::Reset, Some(at)),
            merit_engine::EntryState::Counts if entry.now.0 == 0 => (EntryState::Faded, None),
            merit_engine::EntryState::Counts => (EntryState::Counts, None),
        };
        Entry {
            at: entry.at.to_string(),
            date: entry.day.to_string(),
            points: entry.points.into(),
            now: entry.now.into(),
            state,
            since: since.map(|at| at.to_string()),
            step: entry.step,
            next: entry.next.map(|(at, change)| (self.date(at), change.into())),
            cause: self.cause(entry.record).unwrap_or_default(),
        }
    }

    fn why(self, rule: &Rule, why: &Refusal) -> String {
        match why {
            Refusal::Outside(during) => format!("outside {} to {}", during.from, during.to),
            Refusal::LimitUsed(day) => format!("\"{}\" was used on {day}", self.limit(rule)),
            Refusal::NotTheNth(number, n) => {
                format!("\"{}\": this was number {number} of {n}", self.limit(rule))
            }
            Refusal::NoStepLeft(steps) => format!("the ladder has {steps} steps, and all were used"),
            Refusal::Unknown(values) => {
                let names: Vec<String> = values.iter().map(|value| self.unknown(*value, true)).collect();
                let were = if names.len() == 1 { "was" } else { "were" };
                format!("{} {were} unknown", names.join(", "))
            }
        }
    }

    /// The words that limit how often a rule counts.
    fn limit(self, rule: &Rule) -> String {
        match &rule.kind {
            RuleKind::Event { occasion, how_often: Frequencies::Flat { how_often, .. }, .. } => {
                self.words.how_often(*how_often, Some(occasion))
            }
            _ => String::new(),
        }
    }

    fn unknown(self, value: Unknown, in_an_event: bool) -> String {
        match value {
            Unknown::Slot(slot) => {
                Layout::of(self.model).slots().get(slot).map_or_else(String::new, |slot| slot.name.clone())
            }
            Unknown::Attribute(number) => {
                let name = self.model.attributes.get(number).map_or("?", |attribute| attribute.name.as_str());
                if in_an_event { format!("lead.{name}") } else { name.to_owned() }
            }
        }
    }
}

const fn reason(why: &Refusal) -> Reason {
    match why {
        Refusal::Outside(_) => Reason::During,
        Refusal::LimitUsed(_) => Reason::Limit,
        Refusal::NotTheNth(..) => Reason::Nth,
        Refusal::NoStepLeft(_) => Reason::Ladder,
        Refusal::Unknown(_) => Reason::Unknown,
    }
}
