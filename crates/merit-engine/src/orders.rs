//! What tells the order of records of one instant: their ids, or else what they say.

use std::cmp::Ordering;

use merit_values::{Strings, UNKNOWN};
use serde::{Deserialize, Serialize};

use crate::EngineError;

/// The texts of some batches, numbered through. They are hardly ever looked at, so they stay as their batches brought them:
/// copying them to their leads would cost more than all that is done with them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// The texts of each batch, after the number of the first of them.
    batches: Vec<(u32, Strings)>,
    count: u32,
}

impl Orders {
    /// Adds the texts of a batch and returns the number of the first one.
    pub(crate) fn add(&mut self, mut texts: Strings) -> Result<u32, EngineError> {
        let (first, count) = (self.count, u32::try_from(texts.len()).ok());
        let count = count.and_then(|count| first.checked_add(count)).filter(|count| *count < UNKNOWN);
        self.count = count.ok_or(EngineError::TooMany("records"))?;
        if !texts.is_empty() {
            texts.shrink_to_fit();
            self.batches.push((first, texts));
        }
        Ok(first)
    }

    /// The text of a number; empty for [`UNKNOWN`].
    fn get(&self, number: u32) -> &str {
        let behind = self.batches.partition_point(|(first, _)| *first <= number);
        let batch = behind.checked_sub(1).map(|batch| &self.batches[batch]);
        batch.map_or("", |(first, texts)| texts.get((number - first) as usize))
    }

    /// The order of two records, or changes, of one lead and instant.
    pub(crate) fn compare(&self, a: u32, b: u32) -> Ordering {
        self.get(a).cmp(self.get(b))
    }

    /// The texts of some numbers by themselves; the numbers become those that they have there.
    pub(crate) fn pick<'n>(&self, numbers: impl Iterator<Item = &'n mut u32>) -> Self {
        let mut picked = Strings::default();
        for number in numbers.filter(|number| **number != UNKNOWN) {
            *number = picked.push(self.get(*number));
        }
        Self { count: u32::try_from(picked.len()).unwrap_or(UNKNOWN), batches: vec![(0, picked)] }
    }

    /// Adds others behind; returns what is to be added to their numbers.
    pub(crate) fn append(&mut self, others: Self) -> Result<u32, EngineError> {
        let first = self.count;
        for (_, texts) in others.batches {
            self.add(texts)?;
        }
        Ok(first)
    }

    /// Bytes that are in use.
    pub(crate) fn bytes(&self) -> usize {
        self.batches.iter().map(|(_, texts)| texts.bytes()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[&str]) -> Strings {
        let mut strings = Strings::default();
        texts.iter().for_each(|text| _ = strings.push(text));
        strings
    }

    #[test]
    fn texts_are_numbered_through_all_batches() {
        let mut orders = Orders::default();
        assert_eq!(orders.add(strings(&["b", "ข้อ"])).unwrap(), 0);
        assert_eq!(orders.add(Strings::default()).unwrap(), 2);
        assert_eq!(orders.add(strings(&["a"])).unwrap(), 2);
        assert_eq!([0, 1, 2, 3, UNKNOWN].map(|number| orders.get(number)), ["b", "ข้อ", "a", "", ""]);
        assert_eq!((orders.compare(2, 0), orders.compare(UNKNOWN, 2)), (Ordering::Less, Ordering::Less));
        assert_eq!(orders.bytes(), "bขอ้a".len() + 3 * 4);
    }

    #[test]
    fn what_is_picked_has_numbers_of_its_own() {
        let mut orders = Orders::default();
        orders.add(strings(&["a", "b", "c"])).unwrap();
        orders.add(strings(&["d"])).unwrap();
        let mut numbers = [3, UNKNOWN, 1];
        let mut picked = orders.pick(numbers.iter_mut());
        assert_eq!(numbers, [0, UNKNOWN, 1]);
        assert_eq!([0, 1].map(|number| picked.get(number)), ["d", "b"]);
        assert_eq!(picked.append(orders).unwrap(), 2);
        assert_eq!([1, 2, 5].map(|number| picked.get(number)), ["b", "a", "d"]);
    }
}
