//! Rows of a batch put into classes: rows of one event with the same answers to everything that rules ask of a row alone.
//! There are few classes, so what follows from one is found out once. Texts are asked once per distinct value.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_values::{CHANGE, Column, Decimal, EventBatch, UNKNOWN, Zone};

use crate::check::{Checker, Now, Written};
use crate::plan::{Plan, RowCondition, RowPlan};
use crate::trit::{Trit, join};
use crate::ways::Ways;

/// What rows have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Class {
    /// Number of the event, or [`CHANGE`].
    pub(crate) kind: u16,
    /// The answers of the row conditions, two bits each.
    pub(crate) answers: Box<[u64]>,
}

impl Class {
    /// The answer of a row condition.
    pub(crate) fn answer(&self, condition: usize) -> Trit {
        Trit::of_bits(self.answers.get(condition / 32).map_or(0, |word| word >> (condition % 32 * 2)))
    }
}

/// The classes of a batch, and for each row the number of its class.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    pub(crate) list: Vec<Class>,
    pub(crate) of_row: Vec<u32>,
}

/// Finds the class of every row of a batch.
pub(crate) fn classify(plan: &Plan, batch: &EventBatch) -> Classes {
    let mut found = Found::default();
    let mut events: Vec<Option<RowsOfEvent<'_>>> = Vec::new();
    events.resize_with(plan.rows.len(), || None);
    let mut known: Vec<ByCode<'_>> = Vec::new();
    known.resize_with(plan.rows.len(), ByCode::default);
    let mut changes = None;
    let mut of_row = vec![0; batch.types.len()];
    let mut row = 0;
    loop {
        row += take_known(&known, &batch.types, row, &mut of_row);
        let Some(kind) = batch.types.get(row) else { break };
        of_row[row] = if *kind == CHANGE {
            *changes.get_or_insert_with(|| found.number(Class { kind: CHANGE, answers: Box::default() }))
        } else {
            let event = &mut events[usize::from(*kind)];
            let event = match event {
                Some(event) => event,
                None => event.insert(RowsOfEvent::new(plan, batch, *kind)),
            };
            event.class(row, &mut found, &mut known[usize::from(*kind)])
        };
        row += 1;
    }
    Classes { of_row, list: found.list }
}

/// Finds the classes of rows from one on, as long as they are known already; gives the number of rows.
fn take_known(known: &[ByCode<'_>], types: &[u16], from: usize, of_row: &mut [u32]) -> usize {
    let mut taken = 0;
    for ((to, kind), row) in of_row[from..].iter_mut().zip(&types[from..]).zip(from..) {
        let Some(class) = known.get(usize::from(*kind)).and_then(|known| known.class(row)) else { break };
        *to = class;
        taken += 1;
    }
    taken
}

/// The classes of the rows of one event that are known already, where at most one of their values is asked for. Without such
/// a value, the only class stands in place 0.
#[derive(Default)]
struct ByCode<'a> {
    /// The codes of the rows; empty where no value is asked for.
    codes: &'a [u32],
    /// By code; [`UNKNOWN`] where it is not known yet.
    classes: Vec<u32>,
}

impl ByCode<'_> {
    #[inline]
    fn class(&self, row: usize) -> Option<u32> {
        let code = self.codes.get(row).map_or(0, |code| *code as usize);
        self.classes.get(code).copied().filter(|class| *class != UNKNOWN)
    }
}

/// The classes found so far.
#[derive(Default)]
struct Found {
    list: Vec<Class>,
    numbers: HashMap<Class, u32, FixedState>,
}

impl Found {
    fn number(&mut self, class: Class) -> u32 {
        if let Some(number) = self.numbers.get(&class) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(UNKNOWN);
        self.list.push(class.clone());
        self.numbers.insert(class, number);
        number
    }
}

/// The rows of one event.
struct RowsOfEvent<'a> {
    plan: &'a RowPlan,
    kind: u16,
    words: usize,
    slots: Vec<RowsOfSlot<'a>>,
    /// From the numbers of the answers of each slot to the class.
    ways: Ways,
    /// The numbers of the answers of a row.
    key: Vec<u32>,
}

impl<'a> RowsOfEvent<'a> {
    fn new(plan: &'a Plan, batch: &'a EventBatch, kind: u16) -> Self {
        let row_plan = &plan.rows[usize::from(kind)];
        let slot = |(slot, tests): &'a (usize, Vec<usize>)| RowsOfSlot {
            batch,
            zone: &plan.zone,
            column: batch.columns.get(*slot).and_then(Option::as_ref),
            tests: tests.iter().map(|test| &row_plan.tests[*test]).collect(),
            by_code: Vec::new(),
            by_number: ByNumber::default(),
            known: Vec::new(),
            unknown: None,
            answers: Vec::new(),
        };
        Self {
            plan: row_plan,
            kind,
            words: plan.answer_words,
            slots: row_plan.slots.iter().map(slot).collect(),
            ways: Ways::default(),
            key: Vec::new(),
        }
    }

    /// The class of a row, which is noted where others have it for the same reason.
    fn class(&mut self, row: usize, found: &mut Found, known: &mut ByCode<'a>) -> u32 {
        if self.slots.is_empty() {
            let class = found.number(self.make());
            known.classes.push(class);
            return class;
        }
        self.key.clear();
        self.key.extend(self.slots.iter_mut().map(|slot| slot.answers(row)));
        let class = self.ways.find(self.key.iter().copied()).unwrap_or_else(|| {
            let class = found.number(self.make());
            self.ways.learn(&self.key, class);
            class
        });
        if let [slot] = self.slots.as_slice()
            && let Some((codes, count)) = slot.codes()
            && codes[row] != UNKNOWN
        {
            known.codes = codes;
            known.classes.resize(count, UNKNOWN);
            known.classes[codes[row] as usize] = class;
        }
        class
    }

    /// The class of the answers in `key`.
    fn make(&self) -> Class {
        let mut answers = vec![Trit::Unknown; self.plan.tests.len()];
        for ((slot, number), (_, tests)) in self.slots.iter().zip(&self.key).zip(&self.plan.slots) {
            for (test, answer) in tests.iter().zip(&slot.known[*number as usize]) {
                answers[*test] = *answer;
            }
        }
        let mut words = vec![0; self.words].into_boxed_slice();
        for (number, condition) in self.plan.conditions.iter().enumerate() {
            words[number / 32] |= (answer(condition, &answers) as u64) << (number % 32 * 2);
        }
        Class { kind: self.kind, answers: words }
    }
}

fn answer(condition: &RowCondition, answers: &[Trit]) -> Trit {
    match condition {
        RowCondition::All(parts) => join(parts, false, |part| answer(part, answers)),
        RowCondition::Any(parts) => join(parts, true, |part| answer(part, answers)),
        RowCondition::Not(inner) => answer(inner, answers).not(),
        RowCondition::Test(test) => answers[*test],
    }
}

/// The numbers of the answers to some numbers, which mostly come again.
#[derive(Default)]
struct ByNumber {
    /// By the place of the number; another one of the same place takes it.
    known: Vec<(Decimal, u32)>,
}

impl ByNumber {
    /// There are two to the power of so many places.
    const BITS: u32 = 8;

    const fn place(number: Decimal) -> usize {
        ((number.0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::BITS)) as usize
    }

    #[inline]
    fn get(&self, number: Decimal) -> Option<u32> {
        let (known, answers) = self.known.get(Self::place(number))?;
        (*known == number && *answers != UNKNOWN).then_some(*answers)
    }

    fn keep(&mut self, number: Decimal, answers: u32) {
        self.known.resize(1 << Self::BITS, (number, UNKNOWN));
        self.known[Self::place(number)] = (number, answers);
    }
}

/// The values of one slot in the rows of one event, and what the tests answer to them.
struct RowsOfSlot<'a> {
    batch: &'a EventBatch,
    zone: &'a Zone,
    column: Option<&'a Column>,
    tests: Vec<&'a Checker>,
    /// For each code of the column's dictionary, or each choice: the number of its answers, where they are known already.
    by_code: Vec<u32>,
    by_number: ByNumber,
    /// Distinct lists of answers.
    known: Vec<Box<[Trit]>>,
    /// The number of the answers to an unknown value.
    unknown: Option<u32>,
    /// Memory for a list of answers.
    answers: Vec<Trit>,
}

impl<'a> RowsOfSlot<'a> {
    /// The codes of the rows, and how many different ones there are; nothing where values have none.
    fn codes(&self) -> Option<(&'a [u32], usize)> {
        match self.column {
            Some(Column::Text(column)) => Some((&column.codes, column.values.len())),
            Some(Column::Several { values, codes }) => Some((codes, values.len())),
            _ => None,
        }
    }

    /// The number of the answers to the value of a row.
    fn answers(&mut self, row: usize) -> u32 {
        let Some(column) = self.column else { return self.unknown() };
        match column {
            Column::Text(column) => self.coded(column.codes[row], column.values.len(), |slot, code| {
                let text = Written::new(column.values.get(code as usize));
                slot.number(|checker, _| checker.text(&text))
            }),
            Column::Several { values, codes } => self.coded(codes[row], values.len(), |slot, code| {
                slot.number(|checker, _| checker.several(&values[code as usize]))
            }),
            Column::Choice(choices) => {
                let code = choices[row].map_or(UNKNOWN, u32::from);
                self.coded(code, 0, |slot, code| slot.number(|checker, _| checker.choice(code as u16)))
            }
            Column::YesNo(values) => {
                let code = values[row].map_or(UNKNOWN, u32::from);
                self.coded(code, 2, |slot, code| slot.number(|checker, _| checker.yes_no(code == 1)))
            }
            Column::Number(numbers) => match numbers[row] {
                Some(number) => self.of_number(number),
                None => self.unknown(),
            },
            Column::Date(_) | Column::Time(_) => {
                let at = self.batch.at[row];
                let value = column.value(row);
                let dated = self.tests.iter().any(|test| test.relative().is_some());
                let day = if dated { self.zone.day_of(at) } else { merit_values::Day(0) };
                self.number(|checker, zone| checker.value(&value, Now { at, day }, zone))
            }
        }
    }

    /// The number of the answers to a value that has a code, probably of so many; [`UNKNOWN`] is an unknown value.
    #[inline]
    fn coded(&mut self, code: u32, count: usize, ask: impl FnOnce(&mut Self, u32) -> u32) -> u32 {
        if code == UNKNOWN {
            return self.unknown();
        }
        match self.by_code.get(code as usize) {
            Some(known) if *known != UNKNOWN => *known,
            _ => {
                self.by_code.resize(self.by_code.len().max(count).max(code as usize + 1), UNKNOWN);
                let number = ask(self, code);
                self.by_code[code as usize] = number;
                number
            }
        }
    }

    fn of_number(&mut self, number: Decimal) -> u32 {
        self.by_number.get(number).unwrap_or_else(|| {
            let answers = self.number(|checker, _| checker.number(number));
            self.by_number.keep(number, answers);
            answers
        })
    }

    fn unknown(&mut self) -> u32 {
        if let Some(number) = self.unknown {
            return number;
        }
        let number = self.number(|checker, _| checker.unknown());
        self.unknown = Some(number);
        number
    }

    fn number(&mut self, ask: impl Fn(&Checker, &Zone) -> Trit) -> u32 {
        self.answers.clear();
        self.answers.extend(self.tests.iter().map(|test| ask(test, self.zone)));
        let number = self.known.iter().position(|known| **known == *self.answers).unwrap_or_else(|| {
            self.known.push(self.answers.as_slice().into());
            self.known.len() - 1
        });
        u32::try_from(number).unwrap_or(UNKNOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_not_taken_for_another_one() {
        let mut by_number = ByNumber::default();
        // Far more than there are places, and some that differ only beyond 64 bits.
        let numbers = (0..2_000).flat_map(|number| [Decimal::whole(number), Decimal(i128::from(number) << 64)]);
        for (answers, number) in (0..).zip(numbers.clone()) {
            assert!(by_number.get(number).is_none() || number == Decimal::ZERO, "{number}");
            by_number.keep(number, answers);
            assert_eq!(by_number.get(number), Some(answers), "{number}");
        }
        let kept = (0..).zip(numbers).filter(|(answers, number)| by_number.get(*number) == Some(*answers)).count();
        assert!((200..=256).contains(&kept), "{kept}");
    }
}
