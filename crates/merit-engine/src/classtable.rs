//! The classes of rows met so far, and what follows from each.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use merit_values::UNKNOWN;

use crate::classes::Class;
use crate::plan::Plan;
use crate::program::{ClassProgram, Program};
use crate::settle::{Settled, settle};

/// A class, and what follows from it.
#[derive(Debug)]
pub(crate) struct KnownClass {
    pub(crate) class: Class,
    /// The patterns of its event, those without history first, and whether its rows match them.
    pub(crate) patterns: Vec<(usize, Settled)>,
    pub(crate) program: ClassProgram,
    /// Those of the patterns that something asks for that a program leaves to records.
    pub(crate) of_records: Vec<(usize, Settled)>,
}

/// All classes met so far.
#[derive(Debug, Default)]
pub(crate) struct ClassTable {
    list: Vec<KnownClass>,
    numbers: HashMap<Class, u32, FixedState>,
}

impl ClassTable {
    /// The number of a class, which is added when it is new.
    pub(crate) fn number(&mut self, plan: &Plan, program: Option<&Program>, class: &Class) -> u32 {
        if let Some(number) = self.numbers.get(class) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(UNKNOWN);
        let patterns = plan.patterns_of_event.get(usize::from(class.kind)).map_or(&[][..], Vec::as_slice);
        let settled = |pattern: &usize| {
            let expression = plan.patterns[*pattern].expression.as_ref();
            (*pattern, expression.map_or(Settled::True, |expression| settle(expression, class)))
        };
        let patterns: Vec<_> =
            patterns.iter().map(settled).filter(|(_, settled)| *settled != Settled::NotTrue).collect();
        let asked =
            |(pattern, _): &(usize, Settled)| program.is_none_or(|program| program.asked_of_records[*pattern]);
        self.list.push(KnownClass {
            class: class.clone(),
            of_records: patterns.iter().copied().filter(asked).collect(),
            patterns,
            program: program.map(|program| program.class(plan, class)).unwrap_or_default(),
        });
        self.numbers.insert(class.clone(), number);
        number
    }

    /// The class of a number.
    pub(crate) fn get(&self, number: u32) -> &KnownClass {
        &self.list[number as usize]
    }
}
