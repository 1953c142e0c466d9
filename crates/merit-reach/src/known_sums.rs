//! What was worked out before: the same sums are asked for in many worlds.
//!
//! The sums of a component depend on the variables it shares alone, and those of a unit on the answers to its conditions.
//! There are few different answers where there are many worlds.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::sums::Sums;
use crate::truth::Truth;

/// So many results of each kind are kept; beyond that they are worked out again.
const MOST: usize = 20_000;

/// A component, and the classes of its variables.
type InWorld = (usize, Vec<Option<u16>>);

/// A component, one of its units, and the answers to the unit's conditions.
type ByAnswers = (usize, usize, Vec<Truth>);

#[derive(Default)]
pub(crate) struct KnownSums {
    components: RefCell<HashMap<InWorld, Sums>>,
    units: RefCell<HashMap<ByAnswers, Sums>>,
}

impl KnownSums {
    pub(crate) fn of_component(&self, key: InWorld, work: impl FnOnce() -> Sums) -> Sums {
        known(&self.components, key, work)
    }

    pub(crate) fn of_unit(&self, key: ByAnswers, work: impl FnOnce() -> Sums) -> Sums {
        known(&self.units, key, work)
    }
}

fn known<K: std::hash::Hash + Eq>(map: &RefCell<HashMap<K, Sums>>, key: K, work: impl FnOnce() -> Sums) -> Sums {
    if let Some(known) = map.borrow().get(&key) {
        return known.clone();
    }
    let sums = work();
    let mut map = map.borrow_mut();
    if map.len() < MOST {
        map.insert(key, sums.clone());
    }
    sums
}
