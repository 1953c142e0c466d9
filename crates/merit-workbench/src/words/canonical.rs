//! One form for conditions of one meaning, to compare them. The logic has three answers; what is done here keeps all three.

use merit_ir::{Check, Comparison, Condition, Frequency, History, Outcome, Test, Texts};

/// The same condition without `not` where there is a word for the opposite, without needless brackets, with stretches as
/// two bounds, and with what is asked about one value in one test.
pub(crate) fn canonical(condition: &Condition) -> Condition {
    form(condition, false)
}

/// Conditions of which any counts, such as the `include when` lines of a segment, as parts of one.
pub(crate) fn alternatives(conditions: impl Iterator<Item = Condition>) -> Vec<Condition> {
    match joined(conditions.map(|condition| canonical(&condition)).collect(), false) {
        Condition::Any(parts) => parts,
        one => vec![one],
    }
}

fn form(condition: &Condition, not: bool) -> Condition {
    match condition {
        Condition::All(parts) => joined(parts.iter().map(|part| form(part, not)).collect(), !not),
        Condition::Any(parts) => joined(parts.iter().map(|part| form(part, not)).collect(), not),
        Condition::Not(inner) => form(inner, !not),
        Condition::Test(test) => of_test(test, not),
        Condition::Had(history) => of_history(history, not),
        Condition::Outcome(outcome) => of_outcome(outcome, not),
    }
}

/// Parts joined by `and` (`all`) or `or`, brackets of the same kind opened, tests of one value put together.
fn joined(parts: Vec<Condition>, all: bool) -> Condition {
    let mut flat: Vec<Condition> = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Condition::All(inner) if all => inner.into_iter().for_each(|part| add(&mut flat, part, all)),
            Condition::Any(inner) if !all => inner.into_iter().for_each(|part| add(&mut flat, part, all)),
            part => add(&mut flat, part, all),
        }
    }
    match flat.len() {
        1 => flat.swap_remove(0),
        _ if all => Condition::All(flat),
        _ => Condition::Any(flat),
    }
}

/// `is A or is B` asks whether the value is one of them; so does `is not A and is not B`.
fn add(parts: &mut Vec<Condition>, part: Condition, all: bool) {
    let taken = parts.iter_mut().any(|known| match (known, &part) {
        (Condition::Test(known), Condition::Test(other)) if !all => take(known, other),
        (Condition::Outcome(known), Condition::Outcome(other)) if !all => take_outcome(known, other),
        (Condition::Not(known), Condition::Not(other)) if all => match (&mut **known, &**other) {
            (Condition::Test(known), Condition::Test(other)) => take(known, other),
            (Condition::Outcome(known), Condition::Outcome(other)) => take_outcome(known, other),
            _ => false,
        },
        (known, other) => *known == *other,
    });
    if !taken {
        parts.push(part);
    }
}

fn take(known: &mut Test, other: &Test) -> bool {
    if known.subject != other.subject || known.part != other.part {
        return false;
    }
    match (&mut known.check, &other.check) {
        (Check::TextIs(values), Check::TextIs(others)) => union(values, others),
        (Check::NumberIs(values), Check::NumberIs(others)) => union(values, others),
        (Check::ChoiceIs(values), Check::ChoiceIs(others)) => union(values, others),
        (Check::DateIs(values), Check::DateIs(others)) => union(values, others),
        (Check::StartsWith(Texts::Given(values)), Check::StartsWith(Texts::Given(others)))
        | (Check::EndsWith(Texts::Given(values)), Check::EndsWith(Texts::Given(others)))
        | (Check::Contains(Texts::Given(values)), Check::Contains(Texts::Given(others)))
        | (Check::ContainsWord(Texts::Given(values)), Check::ContainsWord(Texts::Given(others))) => {
            union(values, others)
        }
        (known, other) => *known == *other,
    }
}

fn take_outcome(known: &mut Outcome, other: &Outcome) -> bool {
    match (known, other) {
        (Outcome::Tier(of, lines), Outcome::Tier(other, others)) if of == other => union(lines, others),
        (Outcome::Grade(of, letters), Outcome::Grade(other, others)) if of == other => union(letters, others),
        (Outcome::ScoreIs(of, values), Outcome::ScoreIs(other, others)) if of == other => union(values, others),
        (Outcome::PointsIs(of, values), Outcome::PointsIs(other, others)) if of == other => union(values, others),
        (known, other) => *known == *other,
    }
}

fn union<T: Clone + Ord>(values: &mut Vec<T>, others: &[T]) -> bool {
    values.extend_from_slice(others);
    values.sort();
    values.dedup();
    true
}

fn of_test(test: &Test, not: bool) -> Condition {
    let with = |check: Check| Condition::Test(Test { check, ..test.clone() });
    match &test.check {
        Check::NumberFrom(from, to) => {
            let (from, to) = (Check::Number(lower(not), *from), Check::Number(upper(not), *to));
            joined(vec![with(from), with(to)], !not)
        }
        Check::DateFrom(from, to) => {
            let (from, to) = (Check::Date(lower(not), *from), Check::Date(upper(not), *to));
            joined(vec![with(from), with(to)], !not)
        }
        Check::Number(comparison, number) if not => with(Check::Number(comparison.opposite(), *number)),
        Check::Date(comparison, day) if not => with(Check::Date(comparison.opposite(), *day)),
        Check::Known if not => with(Check::Unknown),
        Check::Unknown if not => with(Check::Known),
        Check::YesNo(yes) if not => with(Check::YesNo(!yes)),
        _ => negated(Condition::Test(test.clone()), not),
    }
}

fn of_history(history: &History, not: bool) -> Condition {
    let frequency = match (history.frequency, not) {
        (Frequency::Exactly(0), false) => Frequency::FewerThan(1),
        (Frequency::Exactly(0), true) => Frequency::AtLeast(1),
        (Frequency::AtLeast(n), true) => Frequency::FewerThan(n),
        (Frequency::FewerThan(n), true) => Frequency::AtLeast(n),
        (Frequency::Exactly(_), true) => return negated(Condition::Had(Box::new(history.clone())), true),
        (frequency, false) => frequency,
    };
    Condition::Had(Box::new(History { frequency, ..history.clone() }))
}

fn of_outcome(outcome: &Outcome, not: bool) -> Condition {
    let said = Condition::Outcome;
    match outcome {
        Outcome::ScoreFrom(of, from, to) => {
            let (from, to) = (Outcome::Score(*of, lower(not), *from), Outcome::Score(*of, upper(not), *to));
            joined(vec![said(from), said(to)], !not)
        }
        Outcome::PointsFrom(of, from, to) => {
            let (from, to) = (Outcome::Points(*of, lower(not), *from), Outcome::Points(*of, upper(not), *to));
            joined(vec![said(from), said(to)], !not)
        }
        Outcome::Score(of, comparison, bound) if not => said(Outcome::Score(*of, comparison.opposite(), *bound)),
        Outcome::Points(of, comparison, bound) if not => said(Outcome::Points(*of, comparison.opposite(), *bound)),
        _ => negated(said(outcome.clone()), not),
    }
}

fn negated(condition: Condition, not: bool) -> Condition {
    if not { Condition::Not(Box::new(condition)) } else { condition }
}

const fn lower(not: bool) -> Comparison {
    if not { Comparison::Less } else { Comparison::GreaterOrEqual }
}

const fn upper(not: bool) -> Comparison {
    if not { Comparison::Greater } else { Comparison::LessOrEqual }
}
