//! Events with values that meet the patterns of the rules.

use merit_ir::{AttributeId, Condition, EventId, Frequency, Model, Occasion, Pattern, PropertyId};
use merit_reach::space::Witness;
use merit_reach::{EventWay, event_ways};
use merit_values::{Day, Decimal, Kind, Value, Zone};

use super::Asked;
use crate::write::is_writable;

/// How values are made of what the analysis names.
pub(in crate::reach) struct Values<'z> {
    pub(in crate::reach) zone: &'z Zone,
    /// The first day of the log.
    pub(in crate::reach) start: Day,
}

impl Values<'_> {
    /// A value of a kind.
    pub(in crate::reach) fn of(&self, kind: &Kind, witness: &Witness) -> Value {
        let value = match witness {
            Witness::Value(value) => value.clone(),
            Witness::DaysAgo(days) => Value::Date(Day(self.start.0.saturating_sub(*days))),
        };
        match (kind, value) {
            (Kind::Time, Value::Date(day)) => Value::Time(self.zone.start_of(day)),
            (_, value) => value,
        }
    }
}

/// An event with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::reach) struct Template {
    pub(in crate::reach) event: EventId,
    pub(in crate::reach) properties: Vec<(PropertyId, Value)>,
    /// A property that takes another value each time.
    pub(in crate::reach) fresh: Option<(PropertyId, Vec<Value>)>,
    /// What the lead must have for its pattern.
    pub(in crate::reach) attributes: Vec<(AttributeId, Value)>,
    /// What it is: templates of one event with equal answers are one kind of step.
    ways: usize,
}

/// So many different ways are kept for each pattern.
const MOST_WAYS: usize = 4;

/// So many fresh values are made.
const MOST_FRESH: usize = 40;

/// Templates, made when they are asked for.
pub(super) struct Templates<'a> {
    model: &'a Model,
    values: &'a Values<'a>,
    /// For each event: the conditions that are asked of it, and ways to meet them.
    ways: Vec<(EventId, Vec<Condition>, Vec<EventWay>)>,
    pub(super) all: Vec<Template>,
}

impl<'a> Templates<'a> {
    pub(super) fn of(model: &'a Model, asked: &Asked<'_>, values: &'a Values<'a>) -> Self {
        let mut conditions: Vec<(EventId, Vec<Condition>)> = Vec::new();
        let mut add = |pattern: &Pattern| {
            let Some(condition) = &pattern.condition else { return };
            match conditions.iter_mut().find(|(event, _)| *event == pattern.event) {
                Some((_, of)) if of.contains(condition) => {}
                Some((_, of)) => of.push(condition.clone()),
                None => conditions.push((pattern.event, vec![condition.clone()])),
            }
        };
        for one in &asked.occasions {
            match &*one.occasion {
                Occasion::Single(pattern) | Occasion::Times { pattern, .. } => add(pattern),
                Occasion::Streak { answer, .. } => add(answer),
                Occasion::Then { first, second, .. } | Occasion::ThenNo { first, second, .. } => {
                    add(first);
                    add(second);
                }
            }
        }
        let ways = conditions.into_iter().map(|(event, of)| {
            let asked: Vec<&Condition> = of.iter().collect();
            let ways = event_ways(model, event, &asked, MOST_WAYS);
            (event, of, ways)
        });
        Self { model, values, ways: ways.collect(), all: Vec::new() }
    }

    /// The templates that meet a pattern, each with templates of what must have happened on an earlier day.
    pub(super) fn of_pattern(&mut self, pattern: &Pattern, fresh: Option<PropertyId>) -> Vec<(usize, Vec<usize>)> {
        let Some(condition) = &pattern.condition else {
            let plain = EventWay { properties: Vec::new(), attributes: Vec::new(), meets: Vec::new() };
            return vec![(self.template(pattern.event, &plain, fresh, usize::MAX), Vec::new())];
        };
        let before = self.before(condition);
        let Some((_, conditions, ways)) = self.ways.iter().find(|(event, ..)| *event == pattern.event) else {
            return Vec::new();
        };
        let at = conditions.iter().position(|other| other == condition);
        let fitting: Vec<(usize, EventWay)> = ways
            .iter()
            .enumerate()
            .filter(|(_, way)| at.and_then(|at| way.meets.get(at)).copied().unwrap_or(false) && can_be_written(way))
            .map(|(number, way)| (number, way.clone()))
            .collect();
        let found =
            fitting.iter().map(|(number, way)| (self.template(pattern.event, way, fresh, *number), before.clone()));
        found.collect()
    }

    /// Templates of the events that a condition wants to have happened before.
    fn before(&mut self, condition: &Condition) -> Vec<usize> {
        match condition {
            Condition::All(parts) => parts.iter().flat_map(|part| self.before(part)).collect(),
            Condition::Had(history) => {
                let count = match history.frequency {
                    Frequency::AtLeast(count) | Frequency::Exactly(count) => count.min(20),
                    Frequency::FewerThan(_) => 0,
                };
                let pattern = Pattern { event: history.event, condition: history.condition.clone() };
                if let Some(condition) = &pattern.condition
                    && !self.ways.iter().any(|(event, of, _)| *event == pattern.event && of.contains(condition))
                {
                    let ways = event_ways(self.model, pattern.event, &[condition], MOST_WAYS);
                    self.ways.push((pattern.event, vec![condition.clone()], ways));
                }
                let Some((template, _)) = self.of_pattern(&pattern, None).first().cloned() else { return Vec::new() };
                vec![template; count as usize]
            }
            _ => Vec::new(),
        }
    }

    fn template(&mut self, event: EventId, way: &EventWay, fresh: Option<PropertyId>, ways: usize) -> usize {
        let declared = self.model.events.get(event.index()).map_or(&[][..], |event| &event.properties);
        let mut properties = Vec::new();
        let mut of_fresh = None;
        for (number, property) in (0..).zip(declared) {
            let number = PropertyId(number);
            let given = way.properties.iter().find(|(other, _)| *other == number).map(|(_, witnesses)| witnesses);
            if fresh == Some(number) {
                let values = match given {
                    Some(witnesses) => self.more(&property.kind, witnesses),
                    None => plain(&property.name, &property.kind, self.values),
                };
                of_fresh = Some((number, values));
                continue;
            }
            let value = match given.and_then(|witnesses| witnesses.first()) {
                Some(witness) => Some(self.values.of(&property.kind, witness)),
                None if property.required => plain(&property.name, &property.kind, self.values).into_iter().next(),
                None => None,
            };
            properties.extend(value.map(|value| (number, value)));
        }
        let kinds = &self.model.attributes;
        let attributes = way.attributes.iter().filter_map(|(attribute, witness)| {
            Some((*attribute, self.values.of(&kinds.get(attribute.index())?.kind, witness)))
        });
        let attributes = attributes.collect();
        let template = Template { event, properties, fresh: of_fresh, attributes, ways };
        self.all.iter().position(|other| *other == template).unwrap_or_else(|| {
            self.all.push(template);
            self.all.len() - 1
        })
    }

    /// All the values that a condition allows, as far as they are known.
    fn more(&self, kind: &Kind, witnesses: &[Witness]) -> Vec<Value> {
        let mut found: Vec<Value> = witnesses.iter().map(|witness| self.values.of(kind, witness)).collect();
        found.dedup();
        found
    }

    /// Gives two templates the same fresh values: those of the first.
    pub(super) fn share_values(&mut self, one: usize, other: usize) {
        let values = self.all.get(one).and_then(|template| template.fresh.clone()).map(|(_, values)| values);
        if let (Some(values), Some((_, of_other))) =
            (values, self.all.get_mut(other).and_then(|template| template.fresh.as_mut()))
        {
            *of_other = values;
        }
    }
}

/// A test can say every value of a way.
fn can_be_written(way: &EventWay) -> bool {
    let one = |witness: &Witness| !matches!(witness, Witness::Value(value) if !is_writable(value));
    way.properties.iter().all(|(_, witnesses)| witnesses.first().is_none_or(one))
        && way.attributes.iter().all(|(_, witness)| one(witness))
}

/// Values of a property that nothing is asked of.
fn plain(name: &str, kind: &Kind, values: &Values<'_>) -> Vec<Value> {
    let numbers = 1..=i64::try_from(MOST_FRESH).unwrap_or(1);
    let is_path = ["path", "url", "page"].iter().any(|word| name.to_lowercase().contains(word));
    match kind {
        Kind::Text if is_path => {
            std::iter::once("/".to_owned()).chain(numbers.map(|k| format!("/{k}"))).map(text).collect()
        }
        Kind::Text => numbers.map(|k| text(format!("{name} {k}"))).collect(),
        Kind::Email => numbers.map(|k| text(format!("someone{k}@company.example"))).collect(),
        Kind::Url => numbers.map(|k| text(format!("https://www.company.example/{k}"))).collect(),
        Kind::Number => numbers.map(|k| Value::Number(Decimal::whole(k))).collect(),
        Kind::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
        Kind::OneOf(choices) => (0..choices.len()).filter_map(|k| u16::try_from(k).ok().map(Value::Choice)).collect(),
        Kind::SeveralOf(_) => vec![Value::Several(vec![0].into())],
        Kind::Date | Kind::Time => (0..40)
            .map(|k| values.of(kind, &Witness::Value(Value::Date(Day(values.start.0.saturating_add(k))))))
            .collect(),
    }
}

fn text(text: String) -> Value {
    Value::Text(text.into())
}
