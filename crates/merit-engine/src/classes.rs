//! Rows of a batch put into classes: rows of one event with the same answers to everything that rules ask of a row alone.
//! There are few classes, so what follows from one is found out once. Texts are asked once per distinct value.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_values::{CHANGE, Column, EventBatch, UNKNOWN, Zone};

use crate::check::{Checker, Now};
use crate::plan::{Plan, RowCondition, RowPlan};
use crate::trit::{Trit, join};

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
    let of_row = batch.types.iter().enumerate().map(|(row, kind)| {
        if *kind == CHANGE {
            return *changes.get_or_insert_with(|| found.number(Class { kind: CHANGE, answers: Box::default() }));
        }
        let known = &mut known[usize::from(*kind)];
        if let Some(class) = known.class(row) {
            return class;
        }
        let event = &mut events[usize::from(*kind)];
        let event = match event {
            Some(event) => event,
            None => event.insert(RowsOfEvent::new(plan, batch, *kind)),
        };
        event.class(row, &mut found, known)
    });
    Classes { of_row: of_row.collect(), list: found.list }
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
    /// By the number of the answers to the only slot's value; [`UNKNOWN`] where it is not asked for yet.
    by_answers: Vec<u32>,
    /// The same for several slots, by the numbers of their answers.
    by_all_answers: HashMap<Vec<u32>, u32, FixedState>,
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
            known: Vec::new(),
            unknown: None,
            answers: Vec::new(),
        };
        Self {
            plan: row_plan,
            kind,
            words: plan.answer_words,
            slots: row_plan.slots.iter().map(slot).collect(),
            by_answers: Vec::new(),
            by_all_answers: HashMap::default(),
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
        if let [slot] = self.slots.as_mut_slice() {
            let answers = slot.answers(row);
            let coded = slot.codes();
            let class = self.class_of_only(answers, found);
            if let Some((codes, count)) = coded
                && codes[row] != UNKNOWN
            {
                known.codes = codes;
                known.classes.resize(count, UNKNOWN);
                known.classes[codes[row] as usize] = class;
            }
            return class;
        }
        self.key.clear();
        self.key.extend(self.slots.iter_mut().map(|slot| slot.answers(row)));
        if let Some(class) = self.by_all_answers.get(&self.key) {
            return *class;
        }
        let class = found.number(self.make());
        self.by_all_answers.insert(self.key.clone(), class);
        class
    }

    /// The class of the answers of the only slot.
    fn class_of_only(&mut self, answers: u32, found: &mut Found) -> u32 {
        if let Some(class) = self.by_answers.get(answers as usize).filter(|class| **class != UNKNOWN) {
            return *class;
        }
        self.key.clear();
        self.key.push(answers);
        let class = found.number(self.make());
        if self.by_answers.len() <= answers as usize {
            self.by_answers.resize(answers as usize + 1, UNKNOWN);
        }
        self.by_answers[answers as usize] = class;
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

/// The values of one slot in the rows of one event, and what the tests answer to them.
struct RowsOfSlot<'a> {
    batch: &'a EventBatch,
    zone: &'a Zone,
    column: Option<&'a Column>,
    tests: Vec<&'a Checker>,
    /// For each code of the column's dictionary: the number of its answers, where they are known already.
    by_code: Vec<u32>,
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
        let (codes, count) = match (self.codes(), self.column) {
            (Some(coded), _) => coded,
            (None, Some(column)) => {
                let at = self.batch.at[row];
                let value = column.value(row);
                let dated = self.tests.iter().any(|test| test.relative().is_some());
                let day = if dated { self.zone.day_of(at) } else { merit_values::Day(0) };
                return self.number(|checker, zone| checker.value(&value, Now { at, day }, zone));
            }
            (None, None) => return self.unknown(),
        };
        let code = codes[row];
        if code == UNKNOWN {
            return self.unknown();
        }
        if self.by_code.is_empty() {
            self.by_code.resize(count, UNKNOWN);
        }
        let known = self.by_code[code as usize];
        if known != UNKNOWN {
            return known;
        }
        let number = match self.column {
            Some(Column::Text(column)) => {
                let text = column.values.get(code as usize);
                self.number(|checker, _| checker.text(text))
            }
            Some(Column::Several { values, .. }) => self.number(|checker, _| checker.several(&values[code as usize])),
            _ => UNKNOWN,
        };
        self.by_code[code as usize] = number;
        number
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
