//! Counters in the words of a lead. Small ones share a word: the fewer lines of memory an account takes, the fewer have to be
//! waited for.

/// Where a counter is: so many bits of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    word: u32,
    shift: u8,
    mask: u32,
}

/// The largest number of a counter that shares its word.
pub(super) const SMALL: u32 = 0xff;

impl Place {
    /// A whole word.
    pub(super) fn whole(word: usize) -> Self {
        Self { word: number_of(word), shift: 0, mask: u32::MAX }
    }

    /// One of the four bytes of a word.
    pub(super) fn byte(word: usize, byte: u8) -> Self {
        Self { word: number_of(word), shift: byte * 8, mask: SMALL }
    }

    #[inline]
    pub(super) const fn get(self, words: &[u32]) -> u32 {
        words[self.word as usize] >> self.shift & self.mask
    }

    /// One more. Who shares a word never counts beyond [`SMALL`].
    #[inline]
    pub(super) const fn add(self, words: &mut [u32]) {
        words[self.word as usize] += 1 << self.shift;
    }

    /// Begins again.
    pub(super) const fn clear(self, words: &mut [u32]) {
        words[self.word as usize] &= !(self.mask << self.shift);
    }

    /// One more up to a limit; whether there was room.
    #[inline]
    pub(super) const fn below(self, words: &mut [u32], limit: u32) -> bool {
        let counts = self.get(words) < limit;
        if counts {
            self.add(words);
        }
        counts
    }
}

/// The number of a word; accounts are small.
fn number_of(word: usize) -> u32 {
    u32::try_from(word).unwrap_or(u32::MAX)
}

/// Counts up to a limit.
pub(super) const fn below(count: &mut u32, limit: u32) -> bool {
    let counts = *count < limit;
    if counts {
        *count += 1;
    }
    counts
}

/// Counts up to a limit of at most [`SMALL`] in the period at hand, which stands in the same word. Numbers of periods have 24
/// bits (see [`crate::days::Date`]).
#[inline]
pub(super) const fn below_in_period(word: &mut u32, period: u32, limit: u32) -> bool {
    if *word >> 8 != period {
        *word = period << 8;
    }
    let counts = *word & SMALL < limit;
    if counts {
        *word += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_word_do_not_see_each_other() {
        let mut words = [7, 0];
        let places = [0, 1, 2, 3].map(|byte| Place::byte(1, byte));
        for (times, place) in [SMALL, 3, 0, SMALL].into_iter().zip(places) {
            (0..times).for_each(|_| assert!(place.below(&mut words, times)));
            assert!(!place.below(&mut words, times));
        }
        assert_eq!(places.map(|place| place.get(&words)), [SMALL, 3, 0, SMALL]);
        places[3].clear(&mut words);
        assert_eq!(places.map(|place| place.get(&words)), [SMALL, 3, 0, 0]);
        assert_eq!(words[0], 7);
    }

    #[test]
    fn a_new_period_begins_with_nothing() {
        let (mut word, limit) = (0, SMALL);
        for period in [1, 2, 1, 0xff_ffff] {
            (0..limit).for_each(|_| assert!(below_in_period(&mut word, period, limit)));
            assert!(!below_in_period(&mut word, period, limit));
        }
    }
}
