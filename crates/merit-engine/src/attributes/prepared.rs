//! Columns of a batch of a leads table, made ready to be taken in: values as numbers of answers.

use std::hash::BuildHasher;

use foldhash::{fast, quality};
use merit_values::{Column, Day, Instant, TextColumn, UNKNOWN, Value, email_domain};

use super::{Answers, Known, NOTHING};
use crate::check::{Checker, Now, Written};
use crate::plan::Plan;
use crate::trit::Trit;

const VALUES: quality::FixedState = quality::FixedState::with_seed(0x4174_7472_6962_7574);

/// For what is found again within a batch.
const FOR_A_WHILE: fast::FixedState = fast::FixedState::with_seed(0x446f_6d61_696e_7300);

/// One column of a batch of a leads table.
#[derive(Debug, Default)]
pub(crate) struct PreparedColumn {
    known: PreparedValues,
    /// For each row: a hash of its value. Empty where no lead may have two rows.
    hashes: Vec<u32>,
    lists: Vec<Box<[Trit]>>,
}

/// For each row: its value.
#[derive(Debug)]
enum PreparedValues {
    /// The number of its list of answers in `lists`, or [`UNKNOWN`].
    Lists(Vec<u32>),
    /// Its date or time.
    Dated(Vec<Known>),
}

impl Default for PreparedValues {
    fn default() -> Self {
        Self::Lists(Vec::new())
    }
}

impl PreparedColumn {
    /// Bytes that are in use, more or less.
    pub(crate) const fn bytes(&self) -> usize {
        let known = match &self.known {
            PreparedValues::Lists(numbers) => numbers.len() * size_of::<u32>(),
            PreparedValues::Dated(values) => values.len() * size_of::<Known>(),
        };
        known + self.hashes.len() * size_of::<u32>()
    }
}

/// The column of an attribute, made ready: each of its rows at its place.
pub(crate) fn prepare(
    plan: &Plan,
    attribute: usize,
    column: &Column,
    places: &[u32],
    must_be_once: bool,
) -> PreparedColumn {
    let mut prepared = PreparedColumn::default();
    if !must_be_once {
        prepared.hashes = hashes(column, places);
    }
    let lists = &mut prepared.lists;
    if let Column::Date(_) | Column::Time(_) = column {
        let mut values = vec![NOTHING; places.len()];
        for (row, place) in places.iter().enumerate() {
            values[*place as usize] = number_of(lists, plan, attribute, &column.value(row));
        }
        prepared.known = PreparedValues::Dated(values);
        return prepared;
    }
    let mut numbers = vec![UNKNOWN; places.len()];
    match column {
        Column::Text(TextColumn { values, codes }) => {
            let mut answers = TextAnswers::new(plan, attribute);
            let mut number_of = |code: u32| answers.number(lists, values.get(code as usize));
            let known = codes.iter().zip(places).filter(|(code, _)| **code != UNKNOWN);
            if values.len() > codes.len() / 2 {
                // Hardly any text comes twice.
                known.for_each(|(code, place)| numbers[*place as usize] = number_of(*code));
            } else {
                let mut by_code = vec![UNKNOWN; values.len()];
                for (code, place) in known {
                    let number = &mut by_code[*code as usize];
                    if *number == UNKNOWN {
                        *number = number_of(*code);
                    }
                    numbers[*place as usize] = *number;
                }
            }
        }
        column => {
            for (row, place) in places.iter().enumerate() {
                let known = number_of(lists, plan, attribute, &column.value(row));
                numbers[*place as usize] = u32::try_from(known.0).unwrap_or(UNKNOWN);
            }
        }
    }
    prepared.known = PreparedValues::Lists(numbers);
    prepared
}

/// Answers to texts, which are found by the domain where nothing else is asked: there are far fewer of them.
struct TextAnswers<'p> {
    plan: &'p Plan,
    attribute: usize,
    by_domain: Option<Recent>,
}

impl<'p> TextAnswers<'p> {
    fn new(plan: &'p Plan, attribute: usize) -> Self {
        let mut tests = plan.attributes[attribute].tests.iter();
        let is_by_domain = tests.all(|test| plan.attribute_tests[*test].checker.asks_domain());
        Self { plan, attribute, by_domain: is_by_domain.then(Recent::default) }
    }

    /// The number of the list of answers to a text.
    fn number(&mut self, lists: &mut Vec<Box<[Trit]>>, text: &str) -> u32 {
        let Self { plan, attribute, by_domain } = self;
        let mut ask = || {
            let written = Written::new(text);
            list_of(lists, plan, *attribute, |checker| checker.text(&written))
        };
        let Some((recent, domain)) = by_domain.as_mut().zip(email_domain(text)) else { return ask() };
        recent.get(domain).unwrap_or_else(|| {
            let number = ask();
            recent.keep(domain, number);
            number
        })
    }
}

/// Numbers of texts of which most come again.
struct Recent {
    /// By the place of the text; another one of the same place takes it.
    known: Vec<Option<(Box<str>, u32)>>,
}

impl Default for Recent {
    fn default() -> Self {
        Self { known: vec![None; Self::PLACES] }
    }
}

impl Recent {
    const PLACES: usize = 1 << 10;

    fn place(text: &str) -> usize {
        FOR_A_WHILE.hash_one(text) as usize % Self::PLACES
    }

    #[inline]
    fn get(&self, text: &str) -> Option<u32> {
        let (known, number) = self.known[Self::place(text)].as_ref()?;
        (**known == *text).then_some(*number)
    }

    fn keep(&mut self, text: &str, number: u32) {
        self.known[Self::place(text)] = Some((text.into(), number));
    }
}

/// The hashes of the values of a column; 0 where there is none, or where nothing is known.
fn hashes(column: &Column, places: &[u32]) -> Vec<u32> {
    let mut hashes = vec![0; places.len()];
    match column {
        Column::Text(TextColumn { values, codes }) => {
            let by_code: Vec<u32> = values.iter().map(|text| hash_of(&text)).collect();
            for (code, place) in codes.iter().zip(places) {
                hashes[*place as usize] = by_code.get(*code as usize).copied().unwrap_or(0);
            }
        }
        column => {
            for (row, place) in places.iter().enumerate() {
                hashes[*place as usize] = hash_of(&column.value(row));
            }
        }
    }
    hashes
}

fn hash_of(value: &impl std::hash::Hash) -> u32 {
    (VALUES.hash_one(value) >> 32) as u32
}

/// A value as a number; lists of answers that are new are added.
pub(super) fn number_of(lists: &mut Vec<Box<[Trit]>>, plan: &Plan, attribute: usize, value: &Value) -> Known {
    match value {
        Value::Unknown => NOTHING,
        Value::Date(day) => Known(i64::from(day.0)),
        Value::Time(at) => Known(at.0),
        // Tests of other kinds do not depend on when they are asked.
        value => {
            let never = Now { at: Instant(0), day: Day(0) };
            Known(i64::from(list_of(lists, plan, attribute, |checker| checker.value(value, never, &plan.zone))))
        }
    }
}

/// The number of a list of answers, which is added when it is new. There are few.
fn list_of(lists: &mut Vec<Box<[Trit]>>, plan: &Plan, attribute: usize, ask: impl Fn(&Checker) -> Trit) -> u32 {
    let tests = &plan.attributes[attribute].tests;
    let answer = |test: &usize| ask(&plan.attribute_tests[*test].checker);
    // Mostly there is one test.
    if let [test] = tests.as_slice() {
        let answer = answer(test);
        return place_of(lists, |list| matches!(list, [known] if *known == answer), || [answer].into());
    }
    let answers: Vec<Trit> = tests.iter().map(answer).collect();
    place_of(lists, |list| *list == *answers, || answers.as_slice().into())
}

/// The place of a list, which is added when it is new.
pub(super) fn place_of(
    lists: &mut Vec<Box<[Trit]>>,
    is_it: impl Fn(&[Trit]) -> bool,
    new: impl FnOnce() -> Box<[Trit]>,
) -> u32 {
    let number = lists.iter().position(|known| is_it(known)).unwrap_or_else(|| {
        lists.push(new());
        lists.len() - 1
    });
    u32::try_from(number).unwrap_or(UNKNOWN)
}

/// A prepared column whose lists of answers have the engine's numbers.
pub(crate) struct TranslatedColumn<'a> {
    column: &'a PreparedColumn,
    numbers: Vec<u32>,
}

impl<'a> TranslatedColumn<'a> {
    pub(crate) fn new(attribute: usize, column: &'a PreparedColumn, answers: &mut Answers) -> Self {
        Self { column, numbers: answers.translate(attribute, &column.lists) }
    }

    /// The numbers of the answers of the rows from one on; nothing for dates and times.
    pub(super) fn numbers(&self, first: usize) -> Option<impl Iterator<Item = Option<u32>>> {
        match &self.column.known {
            PreparedValues::Lists(lists) => {
                let lists = lists.get(first..).unwrap_or_default();
                Some(lists.iter().map(|list| self.numbers.get(*list as usize).copied()))
            }
            PreparedValues::Dated(_) => None,
        }
    }

    /// The value of a row.
    #[inline]
    pub(super) fn value(&self, row: usize) -> Option<Known> {
        match &self.column.known {
            PreparedValues::Lists(lists) => {
                self.numbers.get(*lists.get(row)? as usize).map(|number| Known(i64::from(*number)))
            }
            PreparedValues::Dated(values) => values.get(row).copied().filter(|known| *known != NOTHING),
        }
    }

    /// The value of a row and its hash, which is not 0.
    pub(super) fn get(&self, row: usize) -> Option<(Known, u32)> {
        Some((self.value(row)?, self.column.hashes.get(row).copied().unwrap_or(0).max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_not_taken_for_another_one() {
        let mut recent = Recent::default();
        // Far more than there are places.
        let texts: Vec<String> = (0..5_000).map(|number| format!("{number}.example")).collect();
        for (number, text) in (0..).zip(&texts) {
            assert_eq!(recent.get(text), None);
            recent.keep(text, number);
            assert_eq!(recent.get(text), Some(number));
        }
        let kept = (0..).zip(&texts).filter(|(number, text)| recent.get(text) == Some(*number)).count();
        assert!((900..=Recent::PLACES).contains(&kept), "{kept}");
    }
}
