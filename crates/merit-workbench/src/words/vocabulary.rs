//! Declarations, bounds and values in words.

use merit_ir::{Bound, Inactivity, Measure, SumPart, SumSource};
use merit_values::{Kind, Points, Value};

use super::{Words, percent, quoted};

impl Words<'_> {
    /// A kind with its choices.
    #[must_use]
    pub fn kind(self, kind: &Kind) -> String {
        let choices = |choices: &[String]| {
            // The number of a choice means nothing; its text does.
            self.joined(choices.iter().map(|choice| quoted(choice)), ", ")
        };
        match kind {
            Kind::Text => "text".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::YesNo => "yes/no".to_owned(),
            Kind::Date => "date".to_owned(),
            Kind::Time => "time".to_owned(),
            Kind::Email => "email".to_owned(),
            Kind::Url => "url".to_owned(),
            Kind::OneOf(texts) => format!("one of {}", choices(texts)),
            Kind::SeveralOf(texts) => format!("several of {}", choices(texts)),
        }
    }

    /// A part of `sum of`.
    #[must_use]
    pub fn sum_part(self, part: SumPart) -> String {
        let name = match part.of {
            SumSource::Score(score) => self.model.scores.get(score.index()).map(|score| &score.name),
            SumSource::Grade(grade) => self.model.grades.get(grade.index()).map(|grade| &grade.name),
        };
        let name = name.map_or("?", String::as_str);
        if part.percent == 100_000 { name.to_owned() } else { format!("{} of {name}", percent(part.percent)) }
    }

    /// The heading of an inactivity block.
    #[must_use]
    pub fn inactivity(self, block: &Inactivity) -> String {
        match &block.measured_by {
            Measure::AnyActivity => "inactivity measured by any activity".to_owned(),
            Measure::Events(events) => {
                let events = events.iter().map(|event| self.event(*event).to_owned());
                format!("inactivity measured by {}", self.joined(events, ", "))
            }
        }
    }

    /// A value of this kind.
    #[must_use]
    pub fn value(self, value: &Value, kind: &Kind) -> String {
        let choice = |number: &u16| kind.choices().get(usize::from(*number)).cloned().unwrap_or_default();
        match value {
            Value::Unknown => "unknown".to_owned(),
            Value::Text(text) => text.to_string(),
            Value::Number(number) => number.to_string(),
            Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::Date(day) => day.to_string(),
            Value::Time(at) => at.to_string(),
            Value::Choice(number) => choice(number),
            Value::Several(numbers) => numbers.iter().map(choice).collect::<Vec<_>>().join(";"),
        }
    }
}

/// A lower bound.
pub(crate) fn bound(bound: Bound) -> String {
    match bound {
        Bound::From(points) => format!("from {points}"),
        Bound::Above(points) => format!("above {points}"),
        Bound::Otherwise => "otherwise".to_owned(),
    }
}

/// The range of a score.
pub(crate) fn range(range: (Option<Points>, Option<Points>)) -> String {
    match range {
        (None, None) => "no range".to_owned(),
        (Some(from), None) => format!("range from {from}"),
        (None, Some(to)) => format!("range up to {to}"),
        (Some(from), Some(to)) => format!("range {from} to {to}"),
    }
}
