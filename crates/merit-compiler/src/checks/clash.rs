//! Whether two tests of one thing can be true together, and whether one follows from the other. When unsure: yes they
//! can, and no it does not.

use merit_ir::{Check, Comparison, Frequency, History, Outcome, Test, Texts};
use merit_values::contains_word;

use super::literals::{Atom, Literal};

/// Numbers between two ends, both included, in millionths or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Between {
    pub(super) low: i128,
    pub(super) high: i128,
}

impl Between {
    const ALL: Self = Self { low: i128::MIN, high: i128::MAX };

    fn compared(comparison: Comparison, value: i128) -> Self {
        match comparison {
            Comparison::Less => Self { high: value - 1, ..Self::ALL },
            Comparison::LessOrEqual => Self { high: value, ..Self::ALL },
            Comparison::Greater => Self { low: value + 1, ..Self::ALL },
            Comparison::GreaterOrEqual => Self { low: value, ..Self::ALL },
        }
    }

    /// The other side of one end; what lies outside of two ends is no single stretch.
    fn opposite(self) -> Option<Self> {
        match (self.low, self.high) {
            (i128::MIN, high) => Some(Self { low: high.checked_add(1)?, ..Self::ALL }),
            (low, i128::MAX) => Some(Self { high: low.checked_sub(1)?, ..Self::ALL }),
            _ => None,
        }
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high && self.low <= self.high && other.low <= other.high
    }

    pub(super) const fn covers(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }
}

/// The stretch of numbers or days for which a check holds.
fn stretch(check: &Check) -> Option<Between> {
    Some(match check {
        Check::Number(comparison, number) => Between::compared(*comparison, number.0),
        Check::NumberFrom(low, high) => Between { low: low.0, high: high.0 },
        Check::NumberIs(numbers) => match numbers.as_slice() {
            [one] => Between { low: one.0, high: one.0 },
            _ => return None,
        },
        Check::Date(comparison, day) => Between::compared(*comparison, day.0.into()),
        Check::DateFrom(low, high) => Between { low: low.0.into(), high: high.0.into() },
        Check::DateIs(days) => match days.as_slice() {
            [one] => Between { low: one.0.into(), high: one.0.into() },
            _ => return None,
        },
        _ => return None,
    })
}

/// The stretch of scores or points for which an outcome holds.
pub(super) fn outcome_stretch(outcome: &Outcome) -> Option<Between> {
    Some(match outcome {
        Outcome::Score(_, comparison, number) | Outcome::Points(_, comparison, number) => {
            Between::compared(*comparison, number.0)
        }
        Outcome::ScoreFrom(_, low, high) | Outcome::PointsFrom(_, low, high) => Between { low: low.0, high: high.0 },
        Outcome::ScoreIs(_, numbers) | Outcome::PointsIs(_, numbers) => match numbers.as_slice() {
            [one] => Between { low: one.0, high: one.0 },
            _ => return None,
        },
        Outcome::Tier(..) | Outcome::Grade(..) | Outcome::GradeKnown(_) => return None,
    })
}

/// True when two literals about the same thing cannot both be true.
pub(super) fn clash(one: &Literal<'_>, other: &Literal<'_>) -> bool {
    if one.atom == other.atom {
        return one.positive != other.positive;
    }
    match (one.atom, other.atom) {
        (Atom::Test(a), Atom::Test(b)) => tests_clash(a, one.positive, b, other.positive),
        (Atom::Had(a), Atom::Had(b)) => histories_clash(a, one.positive, b, other.positive),
        (Atom::Outcome(a), Atom::Outcome(b)) => outcomes_clash(a, one.positive, b, other.positive),
        _ => false,
    }
}

fn tests_clash(one: &Test, one_positive: bool, other: &Test, other_positive: bool) -> bool {
    let unknown = |check: &Check, positive: bool| match check {
        Check::Unknown => Some(positive),
        Check::Known => Some(!positive),
        _ => None,
    };
    match (unknown(&one.check, one_positive), unknown(&other.check, other_positive)) {
        (Some(a), Some(b)) => return a != b,
        // Nothing but "is unknown" is true of an unknown value.
        (Some(unknown), None) | (None, Some(unknown)) => return unknown,
        (None, None) => {}
    }
    if let (Check::ChoiceIs(a), Check::ChoiceIs(b)) = (&one.check, &other.check) {
        return sets_clash(a, one_positive, b, other_positive);
    }
    if let (Check::YesNo(a), Check::YesNo(b)) = (&one.check, &other.check) {
        return (*a == one_positive) != (*b == other_positive);
    }
    let stretches = |test: &Test, positive: bool| {
        let stretch = stretch(&test.check)?;
        if positive { Some(stretch) } else { stretch.opposite() }
    };
    if let (Some(a), Some(b)) = (stretches(one, one_positive), stretches(other, other_positive)) {
        return !a.meets(b);
    }
    if let (Check::StartsWith(Texts::Given(a)), Check::StartsWith(Texts::Given(b))) = (&one.check, &other.check)
        && one_positive
        && other_positive
    {
        let few = a.len().saturating_mul(b.len()) <= 1_000;
        return few && a.iter().all(|a| b.iter().all(|b| !a.starts_with(b.as_str()) && !b.starts_with(a.as_str())));
    }
    let none_of = |values: &Test, check: &Check, positive: bool| {
        each_value(&values.check, |value| holds(check, value).is_some_and(|holds| holds != positive))
    };
    (one_positive && none_of(one, &other.check, other_positive))
        || (other_positive && none_of(other, &one.check, one_positive))
}

/// A written value.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a str),
    Number(i128),
}

/// True when a check allows only some written values, and `all` is true of every one of them.
fn each_value(check: &Check, all: impl Fn(Value<'_>) -> bool) -> bool {
    match check {
        Check::TextIs(texts) => texts.len() <= 1_000 && texts.iter().all(|text| all(Value::Text(text))),
        Check::NumberIs(numbers) => {
            numbers.len() <= 1_000 && numbers.iter().all(|number| all(Value::Number(number.0)))
        }
        Check::DateIs(days) => days.len() <= 1_000 && days.iter().all(|day| all(Value::Number(day.0.into()))),
        _ => false,
    }
}

/// Whether a check holds of a known value; `None` when that cannot be said here.
fn holds(check: &Check, value: Value<'_>) -> Option<bool> {
    let any = |texts: &Texts, test: &dyn Fn(&str) -> bool| match texts {
        Texts::Given(texts) if texts.len() <= 1_000 => Some(texts.iter().any(|text| test(text))),
        _ => None,
    };
    match (check, value) {
        (Check::Known, _) => Some(true),
        (Check::Unknown, _) => Some(false),
        (Check::TextIs(texts), Value::Text(text)) if texts.len() <= 1_000 => {
            Some(texts.iter().any(|other| other == text))
        }
        (Check::StartsWith(texts), Value::Text(text)) => any(texts, &|other| text.starts_with(other)),
        (Check::EndsWith(texts), Value::Text(text)) => any(texts, &|other| text.ends_with(other)),
        (Check::Contains(texts), Value::Text(text)) => any(texts, &|other| text.contains(other)),
        (Check::ContainsWord(texts), Value::Text(text)) => any(texts, &|other| contains_word(text, other)),
        (Check::NumberIs(numbers), Value::Number(number)) => Some(numbers.iter().any(|other| other.0 == number)),
        (Check::DateIs(days), Value::Number(day)) => Some(days.iter().any(|other| i128::from(other.0) == day)),
        (_, Value::Number(number)) => stretch(check).map(|stretch| (stretch.low..=stretch.high).contains(&number)),
        _ => None,
    }
}

fn sets_clash(one: &[u16], one_positive: bool, other: &[u16], other_positive: bool) -> bool {
    let within = |part: &[u16], whole: &[u16]| part.iter().all(|choice| whole.binary_search(choice).is_ok());
    match (one_positive, other_positive) {
        (true, true) => !one.iter().any(|choice| other.binary_search(choice).is_ok()),
        (true, false) => within(one, other),
        (false, true) => within(other, one),
        (false, false) => false,
    }
}

fn histories_clash(one: &History, one_positive: bool, other: &History, other_positive: bool) -> bool {
    let range = |frequency: Frequency, positive: bool| -> Option<Between> {
        let (low, high) = match (frequency, positive) {
            (Frequency::AtLeast(count), true) | (Frequency::FewerThan(count), false) => {
                (i128::from(count), i128::MAX)
            }
            (Frequency::AtLeast(count), false) | (Frequency::FewerThan(count), true) => (0, i128::from(count) - 1),
            (Frequency::Exactly(count), true) => (count.into(), count.into()),
            (Frequency::Exactly(_), false) => return None,
        };
        Some(Between { low, high })
    };
    if one.condition != other.condition || one.within != other.within {
        return false;
    }
    match (range(one.frequency, one_positive), range(other.frequency, other_positive)) {
        (Some(a), Some(b)) => !a.meets(b),
        _ => false,
    }
}

fn outcomes_clash(one: &Outcome, one_positive: bool, other: &Outcome, other_positive: bool) -> bool {
    match (one, other) {
        (Outcome::Tier(_, a), Outcome::Tier(_, b)) | (Outcome::Grade(_, a), Outcome::Grade(_, b)) => {
            sets_clash(a, one_positive, b, other_positive)
        }
        (Outcome::Grade(..), Outcome::GradeKnown(_)) => !other_positive,
        (Outcome::GradeKnown(_), Outcome::Grade(..)) => !one_positive,
        _ => {
            let stretch = |outcome, positive| {
                let stretch = outcome_stretch(outcome)?;
                if positive { Some(stretch) } else { stretch.opposite() }
            };
            match (stretch(one, one_positive), stretch(other, other_positive)) {
                (Some(a), Some(b)) => !a.meets(b),
                _ => false,
            }
        }
    }
}

/// True when every value for which `narrow` holds is one for which `wide` holds.
pub(super) fn follows(narrow: &Test, wide: &Test) -> bool {
    if narrow.subject != wide.subject || narrow.part != wide.part {
        return false;
    }
    match (&narrow.check, &wide.check) {
        (one, other) if one == other => true,
        (Check::Unknown, _) => false,
        (_, Check::Known) => true,
        (Check::ChoiceIs(a), Check::ChoiceIs(b)) => a.iter().all(|choice| b.binary_search(choice).is_ok()),
        (Check::StartsWith(Texts::Given(a)), Check::StartsWith(Texts::Given(b))) => {
            a.len().saturating_mul(b.len()) <= 1_000 && a.iter().all(|a| b.iter().any(|b| a.starts_with(b.as_str())))
        }
        (narrow, wide) => {
            if each_value(narrow, |value| holds(wide, value) == Some(true)) {
                return true;
            }
            match (stretch(narrow), stretch(wide)) {
                (Some(narrow), Some(wide)) => wide.covers(narrow) && narrow.low <= narrow.high,
                _ => false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_meet_at_their_ends() {
        let from_five = Between::compared(Comparison::GreaterOrEqual, 5);
        let below_five = Between::compared(Comparison::Less, 5);
        assert!(!from_five.meets(below_five));
        assert!(from_five.meets(Between::compared(Comparison::LessOrEqual, 5)));
        assert_eq!(from_five.opposite(), Some(below_five));
        assert!(!Between { low: 9, high: 2 }.meets(Between::ALL));
    }
}
