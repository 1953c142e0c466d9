//! From several numbers to one that was learnt for them. There are few different lists of numbers, and all of them are small.

use merit_values::UNKNOWN;

/// What was learnt for lists of numbers of one length.
#[derive(Debug)]
pub(crate) struct Ways {
    /// Which way to go from one number to the next, and from the last one to what was learnt: by the way so far and the number.
    /// [`UNKNOWN`] where no list has gone yet.
    steps: Vec<Vec<u32>>,
    /// Numbers that are held in all.
    length: usize,
}

impl Default for Ways {
    fn default() -> Self {
        Self { steps: vec![Vec::new()], length: 0 }
    }
}

impl Ways {
    /// What was learnt for a list that is not empty.
    #[inline]
    pub(crate) fn find(&self, mut list: impl Iterator<Item = u32>) -> Option<u32> {
        let step = |way: u32, number: u32| self.steps.get(way as usize)?.get(number as usize).copied();
        list.try_fold(0, step).filter(|learnt| *learnt != UNKNOWN)
    }

    /// How many numbers it takes.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    /// Learns a number, which is not [`UNKNOWN`], for a list that is not empty.
    #[cold]
    pub(crate) fn learn(&mut self, list: &[u32], learnt: u32) {
        let (mut way, last) = (0, list.len().saturating_sub(1));
        for (place, number) in list.iter().enumerate() {
            let new = if place == last { learnt } else { u32::try_from(self.steps.len()).unwrap_or(UNKNOWN) };
            let steps = &mut self.steps[way];
            if steps.len() <= *number as usize {
                self.length += *number as usize + 1 - steps.len();
                steps.resize(*number as usize + 1, UNKNOWN);
            }
            let next = &mut steps[*number as usize];
            if *next == UNKNOWN {
                *next = new;
            }
            way = *next as usize;
            if place != last && way == self.steps.len() {
                self.steps.push(Vec::new());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_is_found_and_nothing_else() {
        let lists = || (0..4).flat_map(|a| (0..3).flat_map(move |b| (0..5).map(move |c| [a, b * 7, c])));
        let mut ways = Ways::default();
        for (learnt, list) in (0..).zip(lists()).filter(|(number, _)| number % 3 != 0) {
            assert_eq!(ways.find(list.into_iter()), None);
            ways.learn(&list, learnt);
        }
        for (learnt, list) in (0..).zip(lists()) {
            assert_eq!(ways.find(list.into_iter()), (learnt % 3 != 0).then_some(learnt));
        }
        assert_eq!(ways.find([9, 9, 9].into_iter()), None);
        assert_eq!(ways.len(), ways.steps.iter().map(Vec::len).sum::<usize>());
    }
}
